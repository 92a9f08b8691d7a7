import type { Address } from '../../machines/protocol/names.ts';
import { MachineStepper, type Output, type StepResult } from '../system/machine-step.ts';
import { slotsOf } from '../system/slots.ts';
import type { ModelSpec } from './model-spec.ts';
import type { CheckedProperties } from './properties.ts';
import { Renaming } from './renaming.ts';

const none = new Renaming(new Map());

/**
 * Which of the names that are said to be alike really are when the system starts: with two of them exchanged, every actor
 * starts as its counterpart does, and the environment does the same. Classes of at least two.
 */
export function alikeAtStart(spec: ModelSpec): string[][] {
  const known = new Set(spec.actors.map(({ address }) => address));
  const stepper = new MachineStepper((address) => known.has(address));
  const starts = new Map(
    spec.actors.map(({ address, machine, input }) => [
      address,
      { machine: machine.id, start: stepper.start(machine, address, input) },
    ]),
  );
  const isAlike = (a: string, b: string): boolean => {
    const exchange = new Renaming(new Map([...exchanged(a, b)]));
    return (
      [...starts].every(([address, { machine, start }]) => {
        const image = starts.get(exchange.name(address));
        return (
          image?.machine === machine && startText(start, exchange, address) === startText(image.start, none, address)
        );
      }) &&
      [spec.begins ?? [], spec.spontaneous].every(
        (happenings) => happeningsText(happenings, exchange) === happeningsText(happenings, none),
      )
    );
  };
  return (spec.alike ?? []).flatMap((names) => {
    const classes: string[][] = [];
    for (const name of names) {
      const found = classes.find(([first = name]) => isAlike(first, name));
      if (found) found.push(name);
      else classes.push([name]);
    }
    return classes.filter(({ length }) => length > 1);
  });
}

/** The system with the slots of each logical unit said to be alike. */
export function withSlotsAlike(spec: ModelSpec): ModelSpec {
  const units = spec.origin?.topology.targets.flatMap(({ logicalUnits }) => logicalUnits) ?? [];
  return { ...spec, alike: units.map(({ name, slots }) => slotsOf(name, slots)) };
}

/**
 * The properties with the instances that are missing among the images of others: what holds, or is seen, for one name does
 * so for each that is alike. Properties of runs without end are left out: a cycle of classes of states need not be a cycle of
 * states.
 */
export function closedProperties(checked: CheckedProperties, group: readonly Renaming[]): CheckedProperties {
  const watchers = new Map<string, CheckedProperties['watchers'][number]>();
  for (const { property, instance } of checked.watchers) {
    if (property.kind === 'eventually') continue;
    for (const renaming of group) {
      const input = renaming.value(instance.input, property.id);
      const name = instance.name
        .split(' ')
        .map((word) => renaming.name(word))
        .join(' ');
      const key = watcherKey(property.id, input);
      if (!watchers.has(key)) watchers.set(key, { property, instance: { name, input } });
    }
  }
  return {
    ...checked,
    properties: checked.properties.filter(({ kind }) => kind !== 'eventually'),
    watchers: [...watchers.values()],
  };
}

/** What tells the instances of one property apart. */
export const watcherKey = (property: string, input: unknown): string => `${property} ${JSON.stringify(input)}`;

export const exchanged = (a: string, b: string): ReadonlyMap<string, string> =>
  new Map([
    [a, b],
    [b, a],
  ]);

function startText({ snapshot, outputs }: StepResult, renaming: Renaming, address: Address): string {
  const context = renaming.value(snapshot.context, address);
  return JSON.stringify([snapshot.value, context, outputs.map((output) => outputRenamed(output, renaming, address))]);
}

function outputRenamed(output: Output, renaming: Renaming, address: Address): unknown {
  if (output.kind === 'message') {
    return [renaming.name(output.to), renaming.value(output.message, address)];
  }
  return output.kind === 'effect' ? renaming.value(output.effect, address) : output;
}

const happeningsText = (happenings: NonNullable<ModelSpec['begins']>, renaming: Renaming): string =>
  happenings
    .map(({ to, message }) => `${renaming.name(to)} ${JSON.stringify(renaming.value(message, to))}`)
    .sort()
    .join('\n');
