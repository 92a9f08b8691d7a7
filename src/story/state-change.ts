import type { AnyMachineSnapshot, StateValue } from 'xstate';
import type { Address } from '../../machines/protocol/names.ts';
import { stateName } from '../system/state-name.ts';

/** What one message changed in its receiver. */
export type StateChange = {
  readonly actor: Address;
  /** Parts of the state that are another now; `region` is empty for the whole. */
  readonly states: readonly { readonly region: string; readonly before: string; readonly after: string }[];
  /** Context fields that have another value now. */
  readonly fields: readonly { readonly name: string; readonly before: unknown; readonly after: unknown }[];
  /** The whole, before and after. */
  readonly was: ActorState;
  readonly is: ActorState;
};

type ActorState = Pick<AnyMachineSnapshot, 'value' | 'context'>;

/** Constant by convention: addresses and parameters. */
const constant = new Set(['at', 'params']);

/** What differs between two snapshots of an actor; undefined when nothing does. */
export function stateChange(
  actor: Address,
  was: ActorState | undefined,
  is: ActorState | undefined,
): StateChange | undefined {
  if (!was || !is || was === is) return undefined;
  const states = [...differences('', was.value, is.value)];
  const before = was.context as Readonly<Record<string, unknown>>;
  const after = is.context as Readonly<Record<string, unknown>>;
  const fields = Object.keys(after)
    .filter((name) => !constant.has(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]))
    .map((name) => ({ name, before: before[name], after: after[name] }));
  return states.length + fields.length === 0 ? undefined : { actor, states, fields, was, is };
}

/** Differing parts, as deep as both have the same shape. */
function* differences(region: string, before: StateValue, after: StateValue): Generator<StateChange['states'][number]> {
  const inside = (key: string): string => (region === '' ? key : `${region}.${key}`);
  if (typeof before === 'string' || typeof after === 'string' || !sameKeys(before, after)) {
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    yield { region, before: stateName(before), after: stateName(after) };
    return;
  }
  for (const key of Object.keys(before)) yield* differences(inside(key), before[key] ?? {}, after[key] ?? {});
}

const sameKeys = (a: object, b: object): boolean => Object.keys(a).join(' ') === Object.keys(b).join(' ');

/** The changes of a step taken together: per actor from how it was to how it is. */
export function netChanges(changes: readonly StateChange[]): StateChange[] {
  const actors = [...new Set(changes.map(({ actor }) => actor))];
  return actors.flatMap((actor) => {
    const own = changes.filter((each) => each.actor === actor);
    return stateChange(actor, own[0]?.was, own.at(-1)?.is) ?? [];
  });
}
