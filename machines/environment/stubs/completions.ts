import type { PacketFacts } from '../../protocol/hba.ts';
import type { Completion } from '../../protocol/scsa-disk.ts';
import { type ArqStatus, STAT, STATE } from '../../protocol/scsi-pkt.ts';
import type { ScsiStatus } from '../../protocol/scsi-status.ts';
import { type SenseClass, senseClasses } from '../../protocol/sense.ts';

/** Ways in which a transport may give a packet back, one for each that a target driver treats differently. */

const sent = STATE.GOT_BUS | STATE.GOT_TARGET | STATE.SENT_CMD;
const ended: Completion = {
  reason: 'CMD_CMPLT',
  state: sent | STATE.GOT_STATUS,
  statistics: 0,
  status: 'GOOD',
  resid: 'zero',
  arq: null,
  sense: null,
};
const withStatus = (status: ScsiStatus): Completion => ({ ...ended, status, resid: 'all' });
const failed = (reason: Completion['reason'], facts: Partial<Completion> = {}): Completion => ({
  ...ended,
  ...{ reason, state: sent, status: null, ...facts },
});
const autoSense = (arq: Partial<ArqStatus>): Completion => ({
  ...withStatus('CHECK_CONDITION'),
  state: ended.state | STATE.ARQ_DONE,
  arq: { reason: 'CMD_CMPLT', status: 'GOOD', state: ended.state, statistics: 0, resid: 'all', sense: null, ...arq },
});

const otherEndings = {
  complete: ended,
  'complete, short': { ...ended, resid: 'partial' },
  'complete, nothing moved': { ...ended, resid: 'all' },
  BUSY: withStatus('BUSY'),
  'QUEUE FULL': withStatus('QUEUE_FULL'),
  'RESERVATION CONFLICT': withStatus('RESERVATION_CONFLICT'),
  'CHECK CONDITION': withStatus('CHECK_CONDITION'),
  'auto sense: not transported': autoSense({ reason: 'CMD_TIMEOUT', status: null, state: sent }),
  'auto sense: CHECK CONDITION': autoSense({ status: 'CHECK_CONDITION' }),
  'auto sense: BUSY': autoSense({ status: 'BUSY' }),
  'auto sense: QUEUE FULL': autoSense({ status: 'QUEUE_FULL' }),
  'auto sense: RESERVATION CONFLICT': autoSense({ status: 'RESERVATION_CONFLICT' }),
  'auto sense: no data': autoSense({}),
  'nobody answered': failed('CMD_INCOMPLETE', { state: STATE.GOT_BUS }),
  incomplete: failed('CMD_INCOMPLETE'),
  'parity error': failed('CMD_TRAN_ERR', { statistics: STAT.PERR }),
  'transport error': failed('CMD_TRAN_ERR'),
  'died in a reset': failed('CMD_RESET', { statistics: STAT.BUS_RESET }),
  'died in a reset that the statistics do not show': failed('CMD_RESET'),
  aborted: failed('CMD_ABORTED', { statistics: STAT.ABORTED }),
  'aborted, which the statistics do not show': failed('CMD_ABORTED'),
  'timed out, device or bus reset': failed('CMD_TIMEOUT', { statistics: STAT.BUS_RESET }),
  'timed out, aborted': failed('CMD_TIMEOUT', { statistics: STAT.ABORTED }),
  'timed out, nothing helped': failed('CMD_TIMEOUT'),
  'unexpected bus free': failed('CMD_UNX_BUS_FREE'),
  'tag rejected': failed('CMD_TAG_REJECT'),
  'device gone': failed('CMD_DEV_GONE'),
  'data overrun': failed('CMD_DATA_OVR'),
} satisfies Readonly<Record<string, Completion>>;

/** How a packet comes back: with this sense by auto request sense, or in another way. */
export type Ending = keyof typeof otherEndings | SenseClass;
export const endings: readonly Ending[] = [...(Object.keys(otherEndings) as Ending[]), ...senseClasses];

const isSense = (ending: Ending): ending is SenseClass => (senseClasses as readonly string[]).includes(ending);

/** The packet as it comes back. A command without data leaves nothing over; after RECOVERED ERROR all data have moved. */
export function completionOf(ending: Ending, { op, direction }: Pick<PacketFacts, 'op' | 'direction'>): Completion {
  if (!isSense(ending)) {
    const completion: Completion = otherEndings[ending];
    return direction === 'none' ? { ...completion, resid: 'zero' } : completion;
  }
  const state = ended.state | STATE.XFERRED_DATA;
  if (op === 'requestSense') return { ...ended, state, sense: ending };
  const completion = autoSense({ state, resid: 'zero', sense: ending });
  return direction === 'none' || ending.startsWith('RECOVERED_ERROR') ? { ...completion, resid: 'zero' } : completion;
}

/**
 * A completion without what no SCSA target driver looks at: bits of pkt_state and pkt_statistics that decide nothing, the
 * reason of a packet whose sense was fetched, what a packet says of status and residue that did not get that far.
 */
export function asTheDriverReads(completion: Completion): Completion {
  const { state, arq } = completion;
  const sensed = (state & STATE.ARQ_DONE) !== 0 && completion.reason !== 'CMD_DEV_GONE';
  const reason = sensed ? 'CMD_CMPLT' : completion.reason;
  return {
    ...completion,
    reason,
    state: stateAsTheDriverReads({ ...completion, reason }),
    statistics: statisticsAsTheDriverReads({ ...completion, reason }),
    status: reason === 'CMD_CMPLT' ? completion.status : null,
    resid: residueMatters({ ...completion, reason }) ? completion.resid : 'zero',
    arq: arq && arqAsTheDriverReads(arq),
  };
}

/** Success may be short, and so may success with RECOVERED ERROR. */
function residueMatters({ reason, status, arq }: Completion): boolean {
  if (reason !== 'CMD_CMPLT') return false;
  if (status === 'CHECK_CONDITION') return arq?.sense?.startsWith('RECOVERED_ERROR') === true;
  return status !== 'BUSY' && status !== 'QUEUE_FULL' && status !== 'RESERVATION_CONFLICT';
}

function stateAsTheDriverReads({ reason, state, sense }: Completion): number {
  // Only of a REQUEST SENSE does it ask whether data have moved.
  const done = state & (sense === null ? STATE.ARQ_DONE : STATE.ARQ_DONE | STATE.XFERRED_DATA);
  if (reason !== 'CMD_INCOMPLETE' && reason !== 'CMD_TRAN_ERR') return done;
  return done | (state === STATE.GOT_BUS ? state : state & STATE.GOT_TARGET);
}

function statisticsAsTheDriverReads({ reason, statistics }: Completion): number {
  if ((statistics & (STAT.BUS_RESET | STAT.DEV_RESET)) !== 0) return STAT.BUS_RESET;
  const aborted = (statistics & STAT.ABORTED) !== 0;
  if (reason === 'CMD_RESET') return aborted ? STAT.BUS_RESET : 0;
  if (reason === 'CMD_ABORTED' || reason === 'CMD_TIMEOUT') return aborted ? STAT.ABORTED : 0;
  return reason === 'CMD_TRAN_ERR' ? statistics & STAT.PERR : 0;
}

function arqAsTheDriverReads({ reason, status, state, sense }: ArqStatus): ArqStatus {
  const common = { statistics: 0, resid: 'zero' } as const;
  if (reason !== 'CMD_CMPLT') return { ...common, reason: 'CMD_TIMEOUT', status: null, state: 0, sense: null };
  return { ...common, reason, status, state: sense === null ? 0 : state & STATE.XFERRED_DATA, sense };
}
