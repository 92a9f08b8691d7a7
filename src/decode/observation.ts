import type { OperationClass } from '../../machines/protocol/operation.ts';
import type { PktFlag, PktReason, TranResult } from '../../machines/protocol/scsi-pkt.ts';
import type { ScsiStatus } from '../../machines/protocol/scsi-status.ts';

/** Something that a console says beyond what a packet holds. */
export interface Remark {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

/** What one line, or several lines together, say about one command. Absent: not said. */
export interface Observation {
  /** Which command: device and tag as the console writes them. */
  readonly about?: string;
  /** The bytes of the command. */
  readonly cdb?: Uint8Array;
  /** What the command does, where the line names it without its bytes. */
  readonly operation?: OperationClass;
  /** The bytes of the sense data. */
  readonly senseBytes?: Uint8Array;
  /** Sense key, additional sense code and qualifier, named one by one. */
  readonly key?: number;
  readonly asc?: number;
  readonly ascq?: number;
  readonly reason?: PktReason;
  /** `pkt_state` bits. */
  readonly state?: number;
  /** `pkt_statistics` bits. */
  readonly statistics?: number;
  readonly status?: ScsiStatus;
  /** `pkt_resid`, bytes. */
  readonly resid?: number;
  /** What `scsi_transport` returned. */
  readonly returned?: TranResult;
  readonly flags?: readonly PktFlag[];
  readonly remarks?: readonly Remark[];
  /** How the line's own words were put into the terms of a packet. */
  readonly assumptions?: readonly string[];
  /** The line is the first that its console writes about a command. */
  readonly opens?: boolean;
}

/** Fields of which a command has one value. */
const single = [
  'about',
  'cdb',
  'operation',
  'senseBytes',
  'key',
  'asc',
  'ascq',
  'reason',
  'state',
  'statistics',
  'status',
  'resid',
  'returned',
] as const satisfies readonly (keyof Observation)[];

/** How many commands back a line may still belong to: traces hold many outstanding at once. */
const OUTSTANDING = 512;

/**
 * Brings together what belongs to one command: what one line lacks another completes. A line that contradicts what is
 * known, or opens a command, begins the next one.
 */
export function byCommand(observations: readonly Observation[]): Observation[] {
  const commands: Observation[] = [];
  const latest = new Map<string, number>();
  for (const observation of observations) {
    const { about } = observation;
    const known = about === undefined ? undefined : latest.get(about);
    const last = commands.length - 1;
    const at = known ?? (last >= 0 && (about === undefined || commands[last]?.about === undefined) ? last : -1);
    const command = commands[at];
    const joins =
      command !== undefined && last - at < OUTSTANDING && !observation.opens && agrees(command, observation);
    if (joins) commands[at] = together(command, observation);
    else commands.push(observation);
    if (about !== undefined) latest.set(about, joins ? at : commands.length - 1);
  }
  return commands;
}

function agrees(a: Observation, b: Observation): boolean {
  return single.every((name) => a[name] === undefined || b[name] === undefined || same(a[name], b[name]));
}

function same(a: unknown, b: unknown): boolean {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b) === 0;
  return a === b;
}

function together(a: Observation, b: Observation): Observation {
  return {
    ...a,
    ...b,
    opens: false,
    flags: [...new Set([...(a.flags ?? []), ...(b.flags ?? [])])],
    remarks: withoutRepetition([...(a.remarks ?? []), ...(b.remarks ?? [])], ({ name, value }) => `${name}=${value}`),
    assumptions: withoutRepetition([...(a.assumptions ?? []), ...(b.assumptions ?? [])], (text) => text),
  };
}

function withoutRepetition<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
