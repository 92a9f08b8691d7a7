/**
 * A machine's definition as XState 4 writes it, for tools that know version 4 only: `cond` for `guard`, names in the place of
 * implementations, no internal `reenter`. What such a tool draws is the same chart.
 */
export type V4Definition = {
  readonly id?: string;
  readonly key?: string;
  readonly type?: string;
  readonly initial?: string;
  readonly history?: unknown;
  readonly description?: string;
  readonly meta?: unknown;
  readonly tags?: readonly string[];
  readonly entry?: readonly string[];
  readonly exit?: readonly string[];
  readonly on?: Readonly<Record<string, readonly V4Transition[]>>;
  readonly after?: Readonly<Record<string, readonly V4Transition[]>>;
  readonly always?: readonly V4Transition[];
  readonly onDone?: readonly V4Transition[];
  readonly states?: Readonly<Record<string, V4Definition>>;
};

export type V4Transition = {
  readonly target?: string | readonly string[];
  readonly cond?: string;
  readonly actions?: readonly string[];
  readonly internal?: boolean;
  readonly description?: string;
  readonly meta?: unknown;
};

type Config = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** The definition of a machine, from the configuration that it was created with. */
export function v4Definition(id: string, config: unknown): V4Definition {
  return { ...stateOf(isObject(config) ? config : {}), id, key: id };
}

function stateOf(config: Config): V4Definition {
  const { id, type, initial, history, description, meta, tags, entry, exit, on, after, always, onDone, states } =
    config;
  const start = isObject(initial) ? listOf(initial['target'])[0] : initial;
  return {
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof start === 'string' ? { initial: start } : {}),
    ...(history === undefined ? {} : { history }),
    ...(typeof description === 'string' ? { description } : {}),
    ...(meta === undefined ? {} : { meta }),
    ...(tags === undefined ? {} : { tags: listOf(tags).map(String) }),
    ...(entry === undefined ? {} : { entry: listOf(entry).map(nameOf) }),
    ...(exit === undefined ? {} : { exit: listOf(exit).map(nameOf) }),
    ...(on === undefined ? {} : { on: transitionsOf(on) }),
    ...(after === undefined ? {} : { after: transitionsOf(after) }),
    ...(always === undefined ? {} : { always: listOf(always).map(transitionOf) }),
    ...(onDone === undefined ? {} : { onDone: listOf(onDone).map(transitionOf) }),
    ...(isObject(states)
      ? {
          states: Object.fromEntries(
            Object.entries(states).map(([key, state]) => [key, stateOf(isObject(state) ? state : {})]),
          ),
        }
      : {}),
  };
}

const transitionsOf = (map: unknown): Readonly<Record<string, readonly V4Transition[]>> =>
  Object.fromEntries(
    Object.entries(isObject(map) ? map : {}).map(([event, value]) => [event, listOf(value).map(transitionOf)]),
  );

function transitionOf(value: unknown): V4Transition {
  if (!isObject(value)) return typeof value === 'string' ? { target: value } : {};
  const { target, guard, actions, reenter, description, meta } = value;
  const targets = listOf(target).map(String);
  return {
    ...(targets.length === 0 ? {} : { target: targets.length === 1 ? (targets[0] ?? '') : targets }),
    ...(guard === undefined ? {} : { cond: nameOf(guard) }),
    ...(actions === undefined ? {} : { actions: listOf(actions).map(nameOf) }),
    ...(reenter === true ? { internal: false } : {}),
    ...(typeof description === 'string' ? { description } : {}),
    ...(meta === undefined ? {} : { meta }),
  };
}

/** Name of a guard or an action; of guards that are put together, a text. */
function nameOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (isObject(value)) return typeof value['type'] === 'string' ? value['type'] : '?';
  if (typeof value !== 'function') return '?';
  const inner = ((value as { guards?: readonly unknown[] }).guards ?? []).map(nameOf);
  if (inner.length === 0) return value.name === '' ? '?' : value.name;
  return value.name === 'not' ? `not (${inner.join()})` : inner.map((each) => `(${each})`).join(` ${value.name} `);
}
