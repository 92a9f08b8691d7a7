import { InputError } from '../../../src/input-error.ts';
import { pickOfCode } from './picks.ts';
import { ruleOf, ruleWords } from './rule-codes.ts';
import type { RunOrder } from './run-order.ts';

/** What a run does otherwise than the scenario says. */
export type Change = {
  /** `layer.name=value`, `driver=aix`, `bus.grain=phase` */
  readonly set: readonly string[];
  /** Rules beside those of the scenario, and which of those are left out, as codes. */
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

/** What a change would not change. @throws InputError for a pick or a fault that is none. */
function refuseNonsense({ faults, picks }: Change): void {
  const pick = picks.find((each) => pickOfCode(each) === undefined);
  const fault = faults.find((each) => ruleOf(each) === undefined);
  if (pick !== undefined)
    throw new InputError({
      code: 'bad-pick',
      given: `pick=${pick}`,
      accepted: 'STEP~deliver~MESSAGE~FROM~TO, STEP~fire~DELAY~OWNER or STEP~send~MESSAGE~TO',
    });
  if (fault !== undefined)
    throw new InputError({
      code: 'bad-fault',
      given: `fault=${fault}`,
      accepted:
        'MESSAGE.FIELD=ALTERNATIVE@NTH, MESSAGE+MS@NTH, MESSAGE!@NTH, send~EVENT~ACTOR~AFTER+MS@NTH or without~RULE',
    });
}

/** A run that another one is compared with: the one that it was made from, so that of a fork's fork it is the fork. */
export const comparedText = (change: Change): string =>
  isChanged(change) ? `the run with ${changeText(change)}` : 'the run as it was';

/**
 * A run with a change.
 *
 * @param takeOver the step before which it waits for a person.
 * @throws InputError for a pick or a fault that is none.
 */
export function orderOf(scenario: string, change: Change, takeOver?: number): RunOrder {
  refuseNonsense(change);
  const { set, faults, seed, picks, follow } = change;
  const all = faults.flatMap((each) => ruleOf(each) ?? []);
  const without = all.flatMap((rule) => ('leaveOut' in rule ? [rule.leaveOut] : []));
  // A rule is not asked, and does not count, where one before it decides: the last ones first.
  const rules = all.flatMap((rule) => ('leaveOut' in rule ? [] : [rule])).sort((a, b) => b.nth - a.nth);
  return {
    scenario,
    ...(seed === undefined ? {} : { seed }),
    ...(set.length === 0 ? {} : { set }),
    ...(rules.length === 0 ? {} : { faults: rules }),
    ...(without.length === 0 ? {} : { without }),
    ...(picks.length === 0 ? {} : { schedule: picks.flatMap((each) => pickOfCode(each) ?? []) }),
    ...(takeOver === undefined ? {} : { takeOver }),
    ...(follow === undefined ? {} : { follow }),
  };
}

/** A change in words. */
export const changeText = ({ set, faults, seed, picks }: Change): string =>
  [
    ...set,
    ...faults.map(ruleWords),
    ...(seed === undefined ? [] : [`seed ${seed}`]),
    ...(picks.length === 0 ? [] : [picks.length === 1 ? '1 step chosen' : `${picks.length} steps chosen`]),
  ].join(', ');
