import type { OperationClass } from '../../machines/protocol/operation.ts';
import type { Completion } from '../../machines/protocol/scsa-disk.ts';
import type { PktFlag, PktReason, Resid, TranResult } from '../../machines/protocol/scsi-pkt.ts';
import { STAT, STATE } from '../../machines/protocol/scsi-pkt.ts';
import type { Direction, ScsiStatus } from '../../machines/protocol/scsi-status.ts';
import type { SenseClass } from '../../machines/protocol/sense.ts';
import { decodeCdb } from '../scsi/cdb/decode.ts';
import { operationClass } from '../scsi/cdb/operation-class.ts';
import { nearestSenseClass, senseClassOf } from '../scsi/sense-class.ts';
import type { Observation } from './observation.ts';

/** A request as the target driver sees it. */
export interface Request {
  readonly op: OperationClass;
  readonly direction: Direction;
  readonly flags: readonly PktFlag[];
}

/** How one attempt of a command ended. */
export type Ending =
  | { readonly kind: 'completed'; readonly completion: Completion }
  | { readonly kind: 'rejected'; readonly result: Exclude<TranResult, 'TRAN_ACCEPT'> };

/** What the target driver is to be confronted with, and what was assumed for it. */
export interface Case {
  readonly request: Request;
  /** Absent: too little is known; `missing` says what. */
  readonly ending?: Ending;
  readonly missing?: string;
  readonly assumptions: readonly string[];
}

const SENT = STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD;
const COMPLETE = SENT | STATE.GOT_STATUS;

/** What a packet with this reason usually holds, where nothing else is said. */
const usual: Readonly<Partial<Record<PktReason, { readonly state: number; readonly statistics: number }>>> = {
  CMD_INCOMPLETE: { state: STATE.GOT_BUS, statistics: 0 },
  CMD_TIMEOUT: { state: SENT, statistics: STAT.TIMEOUT },
  CMD_RESET: { state: SENT, statistics: STAT.BUS_RESET },
  CMD_ABORTED: { state: SENT, statistics: STAT.ABORTED },
  CMD_TERMINATED: { state: SENT, statistics: STAT.TERMINATED },
  CMD_DEV_GONE: { state: 0, statistics: 0 },
};

/** Statistics that tell of a cause, strongest first. */
const causes = [
  [STAT.TIMEOUT, 'CMD_TIMEOUT'],
  [STAT.BUS_RESET | STAT.DEV_RESET, 'CMD_RESET'],
  [STAT.ABORTED, 'CMD_ABORTED'],
  [STAT.TERMINATED, 'CMD_TERMINATED'],
  [STAT.PERR, 'CMD_TRAN_ERR'],
] as const;

/**
 * Turns what was said about a command into a request and its end, and notes each assumption.
 * @param direction of a command whose bytes do not tell
 */
export function caseOf(said: Observation, direction: Direction | undefined): Case {
  const assumptions = [...(said.assumptions ?? [])];
  const request = requestOf(said, direction, assumptions);
  if (said.returned !== undefined && said.returned !== 'TRAN_ACCEPT') {
    return { request, ending: { kind: 'rejected', result: said.returned }, assumptions };
  }
  const sense = senseOf(said, assumptions);
  const reason = reasonOf(said, sense);
  if (reason === undefined) return { request, missing: 'how the transport ended (pkt_reason)', assumptions };
  const status = said.status ?? statusOf(said, reason, sense, assumptions);
  if (reason === 'CMD_CMPLT' && status === null) return { request, missing: 'the SCSI status', assumptions };
  const state = said.state ?? stateOf(reason, status, sense, assumptions);
  const statistics = said.statistics ?? statisticsOf(reason, assumptions);
  const done = (state & STATE.ARQ_DONE) !== 0;
  if (done && sense === null) return { request, missing: 'the sense data (STATE_ARQ_DONE is set)', assumptions };
  if (!done && sense !== null) assumptions.push('STATE_ARQ_DONE is clear: the driver does not see the sense data');
  const resid = residOf(said, request, status, sense, assumptions);
  const arq = done
    ? ({
        reason: 'CMD_CMPLT',
        status: 'GOOD',
        state: COMPLETE | STATE.XFERRED_DATA,
        statistics: 0,
        resid: 'zero',
        sense,
      } as const)
    : null;
  return {
    request,
    ending: { kind: 'completed', completion: { reason, state, statistics, status, resid, arq, sense: null } },
    assumptions,
  };
}

function requestOf(said: Observation, direction: Direction | undefined, assumptions: string[]): Request {
  const flags = said.flags ?? [];
  if (said.cdb !== undefined) {
    const cdb = decodeCdb(said.cdb);
    return { op: operationClass(cdb), direction: cdb.known ? cdb.transfer.direction : (direction ?? 'none'), flags };
  }
  const op = said.operation ?? (direction === 'out' ? 'write' : 'read');
  if (said.operation === undefined) assumptions.push(`the command is a ${op.toUpperCase()} (--direction says which)`);
  return { op, direction: op === 'read' ? 'in' : op === 'write' ? 'out' : (direction ?? 'none'), flags };
}

function senseOf(said: Observation, assumptions: string[]): SenseClass | null {
  if (said.senseBytes !== undefined) return senseClassOf(said.senseBytes);
  if (said.key === undefined) {
    if (said.asc !== undefined) assumptions.push('an additional sense code without a sense key decides nothing');
    return null;
  }
  if (said.asc === undefined) assumptions.push('ASC/ASCQ 00/00, because only the sense key is known');
  return nearestSenseClass({ key: said.key, asc: said.asc ?? 0, ascq: said.ascq ?? 0 });
}

function reasonOf(said: Observation, sense: SenseClass | null): PktReason | undefined {
  if (said.reason !== undefined) return said.reason;
  if (sense !== null || said.status !== undefined) return 'CMD_CMPLT';
  const statistics = said.statistics ?? 0;
  const cause = causes.find(([mask]) => (statistics & mask) !== 0);
  if (cause !== undefined) return cause[1];
  if (said.state !== undefined) return (said.state & STATE.GOT_STATUS) !== 0 ? 'CMD_CMPLT' : 'CMD_INCOMPLETE';
  if (said.statistics !== undefined || said.returned === 'TRAN_ACCEPT') return 'CMD_CMPLT';
  const onlyCommand = said.cdb !== undefined && said.remarks === undefined && said.assumptions === undefined;
  return onlyCommand ? 'CMD_CMPLT' : undefined;
}

function statusOf(
  said: Observation,
  reason: PktReason,
  sense: SenseClass | null,
  assumptions: string[],
): ScsiStatus | null {
  if (sense !== null) return 'CHECK_CONDITION';
  if (reason !== 'CMD_CMPLT') return null;
  const unsaid = said.remarks?.some(({ name, value }) => name === 'disposition' && value !== 'SUCCESS') === true;
  if (unsaid) return null;
  assumptions.push('status GOOD, because nothing else is said');
  return 'GOOD';
}

function stateOf(
  reason: PktReason,
  status: ScsiStatus | null,
  sense: SenseClass | null,
  assumptions: string[],
): number {
  if (sense !== null) {
    assumptions.push('the sense data came by auto request sense (STATE_ARQ_DONE)');
    return COMPLETE | STATE.ARQ_DONE;
  }
  if (reason === 'CMD_CMPLT') {
    if (status === 'CHECK_CONDITION') assumptions.push('auto request sense did not take place (STATE_ARQ_DONE clear)');
    return status === 'GOOD' ? COMPLETE | STATE.XFERRED_DATA : COMPLETE;
  }
  const state = usual[reason]?.state ?? SENT;
  assumptions.push(`pkt_state 0x${state.toString(16).padStart(2, '0')}, as usual with ${reason}`);
  return status === null ? state : state | STATE.GOT_STATUS;
}

function statisticsOf(reason: PktReason, assumptions: string[]): number {
  const statistics = usual[reason]?.statistics ?? 0;
  if (statistics !== 0) {
    assumptions.push(`pkt_statistics 0x${statistics.toString(16).padStart(2, '0')}, as usual with ${reason}`);
  }
  return statistics;
}

function residOf(
  said: Observation,
  request: Request,
  status: ScsiStatus | null,
  sense: SenseClass | null,
  assumptions: string[],
): Resid {
  if (said.resid !== undefined) {
    const asked = said.cdb === undefined ? undefined : decodeCdb(said.cdb).transfer.bytes;
    if (said.resid === 0) return 'zero';
    return asked !== undefined && said.resid >= asked ? 'all' : 'partial';
  }
  if (request.direction === 'none' || status === 'GOOD') return 'zero';
  if (sense?.startsWith('RECOVERED_ERROR')) {
    assumptions.push('everything was transferred (pkt_resid 0)');
    return 'zero';
  }
  return 'all';
}
