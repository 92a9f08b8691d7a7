import type { Address } from '../../machines/protocol/names.ts';
import type { OperationClass } from '../../machines/protocol/operation.ts';
import { InputError } from '../input-error.ts';
import type { Delivery } from '../system/cascade.ts';
import type { Message } from '../system/machine-step.ts';
import { alternativesOf, type FaultCondition, type FaultRule } from './fault-rule.ts';

/** What is known about the command in a slot. */
export type CommandFacts = {
  readonly unit: string;
  readonly operation: OperationClass;
  readonly opcode: number;
  readonly range: { readonly lba: number; readonly blocks: number } | undefined;
  /** Index in the workload; undefined for a command of the driver or the adapter. */
  readonly request: number | undefined;
  /** Times this command was given to the transport, this one included. */
  readonly transport: number;
  readonly autoSense: boolean;
};

/** Where a plan looks things up. */
export type FaultContext = {
  facts(slot: string): CommandFacts | undefined;
  stateOf(address: Address): string;
};

/** Most deliveries concern no rule. */
const none: readonly never[] = [];

type Counted = { readonly rule: FaultRule; met: number; done: number };

const includes = <T>(wanted: T | readonly T[], found: T | undefined): boolean =>
  found !== undefined && (Array.isArray(wanted) ? wanted.includes(found) : wanted === found);

/** Fault rules with the memory of how often each was met. */
export class FaultPlan {
  private readonly byChoice = new Map<string, { field: string; choose: string; counted: Counted }[]>();
  private readonly byDelay = new Map<string, { ms: number; counted: Counted }[]>();
  private readonly byHaste = new Map<string, Counted[]>();
  private readonly byEvent = new Map<string, { rule: Extract<FaultRule, { send: unknown }>; counted: Counted }[]>();
  private readonly all: Counted[];

  /** @param where of each rule, `file:line`, for messages. */
  constructor(rules: readonly FaultRule[], where: (index: number) => string = (i) => `fault rule ${i + 1}`) {
    this.all = rules.map((rule) => ({ rule, met: 0, done: 0 }));
    for (const [index, counted] of this.all.entries()) {
      const { rule } = counted;
      if ('at' in rule) {
        const alternatives = alternativesOf(rule.at);
        if (!alternatives.includes(rule.choose)) {
          throw new InputError({
            code: 'bad-fault',
            given: `choose: ${rule.choose} at ${rule.at}`,
            accepted: `one of ${alternatives.join(', ')}`,
            where: where(index),
          });
        }
        const dot = rule.at.lastIndexOf('.');
        append(this.byChoice, rule.at.slice(0, dot), { field: rule.at.slice(dot + 1), choose: rule.choose, counted });
      } else if ('delay' in rule) append(this.byDelay, rule.delay, { ms: rule.ms, counted });
      else if ('hasten' in rule) append(this.byHaste, rule.hasten, counted);
      else append(this.byEvent, rule.after, { rule, counted });
    }
  }

  /** Rules in their order, with how often each took effect. */
  get used(): readonly { readonly rule: FaultRule; readonly times: number }[] {
    return this.all.map(({ rule, done }) => ({ rule, times: done }));
  }

  /** Choice fields that rules decide for this delivery. The first rule that applies to a field wins. */
  decide(delivery: Delivery, context: FaultContext): Record<string, string> | undefined {
    let fields: Record<string, string> | undefined;
    const rules = this.byChoice.get(delivery.message.type);
    if (!rules) return undefined;
    for (const { field, choose, counted } of rules) {
      if (fields?.[field] !== undefined || !this.applies(counted, delivery, context)) continue;
      fields = { ...fields, [field]: choose };
    }
    return fields;
  }

  /** How much longer this message stays on its way, ms. */
  delay(delivery: Delivery, context: FaultContext): number {
    if (this.byDelay.size === 0) return 0;
    return (this.byDelay.get(delivery.message.type) ?? []).reduce(
      (sum, { ms, counted }) => sum + (this.applies(counted, delivery, context) ? ms : 0),
      0,
    );
  }

  /** Does this message come before whatever else is on its way? */
  hastens(delivery: Delivery, context: FaultContext): boolean {
    const rules = this.byHaste.get(delivery.message.type);
    return rules?.some((counted) => this.applies(counted, delivery, context)) ?? false;
  }

  /** What the environment does because of this delivery. */
  events(delivery: Delivery, context: FaultContext): readonly { to: Address; message: Message; ms: number }[] {
    const rules = this.byEvent.get(delivery.message.type);
    if (!rules) return none;
    return rules.flatMap(({ rule, counted }) =>
      this.applies(counted, delivery, context) ? [{ to: rule.to, message: rule.send, ms: rule.ms }] : [],
    );
  }

  private applies(counted: Counted, delivery: Delivery, context: FaultContext): boolean {
    const { rule } = counted;
    if (rule.count !== 'sticky' && counted.done >= rule.count) return false;
    if (!meets(rule.when, delivery, context)) return false;
    counted.met += 1;
    if (counted.met < rule.nth || (counted.met - rule.nth) % rule.every !== 0) return false;
    counted.done += 1;
    return true;
  }
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const list = map.get(key);
  if (list) list.push(item);
  else map.set(key, [item]);
}

function meets(when: FaultCondition, delivery: Delivery, context: FaultContext): boolean {
  const { message } = delivery;
  if (when.level !== undefined && message['level'] !== when.level) return false;
  for (const [address, text] of Object.entries(when.state ?? {}))
    if (!context.stateOf(address).includes(text)) return false;
  const aboutCommand =
    when.operation ??
    when.opcode ??
    when.lba ??
    when.unit ??
    when.request ??
    when.transport ??
    when.internal ??
    when.autoSense;
  if (aboutCommand === undefined) return true;
  // Replies of the framework carry no slot: the receiver's address does.
  const slot = typeof message['slot'] === 'string' ? message['slot'] : delivery.to.slice(delivery.to.indexOf(':') + 1);
  const facts = context.facts(slot);
  if (!facts) return when.unit !== undefined && message['lun'] === when.unit && Object.keys(when).length === 1;
  return (
    (when.operation === undefined || includes(when.operation, facts.operation)) &&
    (when.opcode === undefined || includes(when.opcode, facts.opcode)) &&
    (when.unit === undefined || when.unit === facts.unit) &&
    (when.request === undefined || includes(when.request, facts.request)) &&
    (when.transport === undefined || includes(when.transport, facts.transport)) &&
    (when.internal === undefined || when.internal === (facts.request === undefined)) &&
    (when.autoSense === undefined || when.autoSense === facts.autoSense) &&
    (when.lba === undefined ||
      (facts.range !== undefined &&
        facts.range.lba <= when.lba[1] &&
        facts.range.lba + facts.range.blocks > when.lba[0]))
  );
}
