import type { TaskSetReply, UnitRequest } from '../protocol/device.ts';
import type { InitiatorName, Lun, Slot, TargetName } from '../protocol/names.ts';
import type { DeviceParameters } from '../protocol/parameters.ts';
import type { SenseClass, UnitAttention } from '../protocol/sense.ts';
import type { UnitHappening } from '../protocol/world.ts';

/** What an actor of `logical-unit` is started with. */
export type LogicalUnitInput = {
  lun: Lun;
  target: TargetName;
  initiators: readonly InitiatorName[];
  params: DeviceParameters;
};

/** What the unit keeps for one initiator. */
export type InitiatorRecord = {
  /** sense data held after CHECK CONDITION */
  sense: SenseClass | null;
  /** unit attention conditions, reset first, then in the order in which they arose; each once */
  attentions: readonly UnitAttention[];
};

export type LogicalUnitContext = {
  at: { lun: Lun; target: TargetName; initiators: readonly InitiatorName[] };
  params: DeviceParameters;
  records: Readonly<Record<InitiatorName, InitiatorRecord>>;
  reservedBy: InitiatorName | null;
  /** Initiators that have registered a key. */
  registered: readonly InitiatorName[];
  /** Who holds the persistent reservation, registrants only. */
  heldBy: InitiatorName | null;
  /** the START UNIT that gets its status when the unit is ready */
  starting: Slot | null;
};

/** Between the two regions of the unit. */
export type Spindle = { type: 'spindle.start' } | { type: 'spindle.stop' };

export type LogicalUnitEvent = UnitRequest | UnitHappening | Spindle;
export type UnitReply = Extract<
  TaskSetReply,
  { type: 'tasks.admit' | 'tasks.ended' | 'tasks.hung' | 'tasks.allegianceOver' | 'tasks.powerLost' }
>;

const nothing: InitiatorRecord = { sense: null, attentions: [] };
const powerOnAttention = 'UNIT_ATTENTION 29/00';

export function powerOnRecords({
  initiators,
  params,
}: Pick<LogicalUnitInput, 'initiators' | 'params'>): LogicalUnitContext['records'] {
  const record: InitiatorRecord = params.powerOnUnitAttention
    ? { sense: null, attentions: [powerOnAttention] }
    : nothing;
  return Object.fromEntries(initiators.map((initiator) => [initiator, record]));
}

export const recordOf = ({ records }: LogicalUnitContext, initiator: InitiatorName): InitiatorRecord =>
  records[initiator] ?? nothing;

export const withRecord = (
  context: LogicalUnitContext,
  initiator: InitiatorName,
  change: Partial<InitiatorRecord>,
) => ({
  records: { ...context.records, [initiator]: { ...recordOf(context, initiator), ...change } },
});

/** The registrants but for one. */
export const otherRegistrants = ({ registered }: LogicalUnitContext, initiator: InitiatorName): InitiatorName[] =>
  registered.filter((other) => other !== initiator);

const isReset = (condition: UnitAttention) => condition.startsWith('UNIT_ATTENTION 29/');

/** A reset takes the place of an earlier one and goes first; any other condition is kept once, in order. */
export function withAttention(
  attentions: readonly UnitAttention[],
  condition: UnitAttention,
): readonly UnitAttention[] {
  if (isReset(condition)) return [condition, ...attentions.filter((other) => !isReset(other))];
  return attentions.includes(condition) ? attentions : [...attentions, condition];
}

/** Raises a unit attention condition for these initiators. */
export const withAttentions = (
  context: LogicalUnitContext,
  initiators: readonly InitiatorName[],
  condition: UnitAttention,
) => ({
  records: Object.fromEntries(
    Object.entries(context.records).map(([initiator, record]) => [
      initiator,
      initiators.includes(initiator) ? { ...record, attentions: withAttention(record.attentions, condition) } : record,
    ]),
  ),
});

export const isAttention = (sense: SenseClass): sense is UnitAttention => sense.startsWith('UNIT_ATTENTION ');
