import { parameterWords } from '../../../machines/protocol/parameters.ts';
import type { FaultRule } from '../../../src/scenario/fault-rule.ts';
import { choiceRule } from '../../../src/scenario/fault-rule.ts';
import { parameterNames } from '../../../src/system/topology.ts';
import type { RunOrder } from './run-worker.ts';

/** What a run does otherwise than the scenario says. */
export type Change = {
  readonly set: readonly string[];
  readonly faults: readonly string[];
  readonly seed: number | undefined;
};

export const noChange: Change = { set: [], faults: [], seed: undefined };
export const isChanged = ({ set, faults, seed }: Change): boolean =>
  set.length > 0 || faults.length > 0 || seed !== undefined;

export type ParameterChoice = { readonly id: string; readonly values: readonly string[]; readonly usual: string };

/** Parameters that take words or yes and no: those that a person switches. */
export const switches: readonly ParameterChoice[] = parameterNames().flatMap(({ layer, name, value }) => {
  const id = `${layer}.${name}`;
  if (typeof value === 'boolean') return [{ id, values: ['true', 'false'], usual: String(value) }];
  const words = (parameterWords as Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>)[layer]?.[
    name
  ];
  return words && typeof value === 'string' ? [{ id, values: words, usual: value }] : [];
});

function parameterValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+$/.test(text) ? Number(text) : text;
}

/** `MESSAGE.FIELD=ALTERNATIVE@nth` as a rule that holds for that one delivery. */
export function faultOf(text: string): FaultRule | undefined {
  const found = /^([a-zA-Z.]+)=(.+?)@(\d+)$/.exec(text);
  const parsed = found && choiceRule.safeParse({ at: found[1], choose: found[2], nth: Number(found[3]) });
  return parsed?.success ? parsed.data : undefined;
}

export function orderOf(scenario: string, { set, faults, seed }: Change): RunOrder {
  const parameters: Record<string, Record<string, string | number | boolean>> = {};
  for (const each of set) {
    const found = /^(sd|hba|device|delays)\.(\w+)=(.*)$/.exec(each);
    if (!found) continue;
    const [, layer = '', name = '', value = ''] = found;
    parameters[layer] = { ...parameters[layer], [name]: parameterValue(value) };
  }
  const rules = faults.flatMap((each) => faultOf(each) ?? []);
  return {
    scenario,
    ...(seed === undefined ? {} : { seed }),
    ...(set.length === 0 ? {} : { parameters: parameters as NonNullable<RunOrder['parameters']> }),
    ...(rules.length === 0 ? {} : { faults: rules }),
  };
}

/** A change in words. */
export const changeText = ({ set, faults, seed }: Change): string =>
  [
    ...set,
    ...faults.map((each) => each.replace(/@(\d+)$/, ' (occurrence $1)')),
    ...(seed === undefined ? [] : [`seed ${seed}`]),
  ].join(', ');
