import { choiceRule, type FaultRule } from '../../../src/scenario/fault-rule.ts';
import { pickOfCode } from './picks.ts';
import type { RunOrder } from './run-order.ts';

/** What a run does otherwise than the scenario says. */
export type Change = {
  /** `layer.name=value`, `driver=aix`, `bus.grain=phase` */
  readonly set: readonly string[];
  readonly faults: readonly string[];
  readonly seed: number | undefined;
  /** Steps that a person chose. */
  readonly picks: readonly string[];
  /** Of a trace: the first step that is not done as it was recorded. */
  readonly follow: number | undefined;
};

export const noChange: Change = { set: [], faults: [], seed: undefined, picks: [], follow: undefined };
export const isChanged = ({ set, faults, seed, picks }: Change): boolean =>
  set.length > 0 || faults.length > 0 || seed !== undefined || picks.length > 0;

/** `MESSAGE.FIELD=ALTERNATIVE@nth` as a rule that holds for that one delivery. */
export function faultOf(text: string): Extract<FaultRule, { at: unknown }> | undefined {
  const found = /^([a-zA-Z.]+)=(.+?)@(\d+)$/.exec(text);
  const parsed = found && choiceRule.safeParse({ at: found[1], choose: found[2], nth: Number(found[3]) });
  return parsed?.success ? parsed.data : undefined;
}

/** A run with a change. @param takeOver the step before which it waits for a person. */
export function orderOf(scenario: string, { set, faults, seed, picks, follow }: Change, takeOver?: number): RunOrder {
  // A rule is not asked, and does not count, where one before it decides: the last ones first.
  const rules = faults.flatMap((each) => faultOf(each) ?? []).sort((a, b) => b.nth - a.nth);
  return {
    scenario,
    ...(seed === undefined ? {} : { seed }),
    ...(set.length === 0 ? {} : { set }),
    ...(rules.length === 0 ? {} : { faults: rules }),
    ...(picks.length === 0 ? {} : { schedule: picks.flatMap((each) => pickOfCode(each) ?? []) }),
    ...(takeOver === undefined ? {} : { takeOver }),
    ...(follow === undefined ? {} : { follow }),
  };
}

/** A change in words. */
export const changeText = ({ set, faults, seed, picks }: Change): string =>
  [
    ...set,
    ...faults.map((each) => each.replace(/@(\d+)$/, ' (occurrence $1)')),
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    ...(picks.length === 0 ? [] : [picks.length === 1 ? '1 step chosen' : `${picks.length} steps chosen`]),
  ].join(', ');
