import type { ModelSpec } from './model-spec.ts';
import { stepsFile } from './promela-steps.ts';
import { localAt, localCount, promelaTables, timerRoot } from './promela-tables.ts';
import { waysOf } from './promela-ways.ts';
import type { StateSpace } from './state-space.ts';

/** A system for SPIN: the Promela text, and the tables of its steps as C. */
export type PromelaModel = {
  /** Channels, choices and delays are Promela's own; what a machine does in a step is looked up. */
  readonly model: string;
  /** File of this name, beside the model. */
  readonly tables: string;
};

export const tablesFile = 'tables.h';

/** Channels that SPIN can tell apart. */
const mostChannels = 255;
const largestByte = 255;
const largestShort = 32_767;

/**
 * Exports a system whose states were all visited. One option of the loop is one step of the explorer: a message of a channel
 * or a delay, with the n-th way in which the world may decide. A message into a full channel, a step that the explorer did
 * not see and a watcher that is violated are errors, as is a state that nothing follows.
 *
 * @throws RangeError that names what the Promela text cannot say.
 */
export function promelaOf(space: StateSpace): PromelaModel {
  const { model, tree } = space;
  const { spec } = model;
  refuseUnlessSayable(space);
  tree.refreshLeaves();
  const initial = space.vectorOf(0);
  const delivered = model.channels.values.map((_, channel) => tree.rootsOfChannel(channel));
  const numberOf = numbersIn(space, delivered);
  const channels = delivered.length;
  const timers = model.timers.values.length;
  const start = [
    ...Array.from(initial, (value, at) => ({ value, at }))
      .filter(({ value, at }) => value !== 0 && isLocal(space, at))
      .map(({ value, at }) => `    now.l[${localAt(space, at)}] = ${value};`),
    ...model.armed.armed(initial).map(([timer, left]) => `    now.t[${timer}] = ${left + 1};`),
    `    now.budget = ${initial[model.budgetAt] ?? 0};`,
  ];
  const sends = model.messages(initial).map(([channel, message]) => `    q[${channel}]!${numberOf(channel, message)};`);
  const ways = waysOf(space);
  const local = intFor(Math.max(...model.tables.map(({ snapshots }) => snapshots.length), ...watcherSizes(space)) - 1);
  const message = intFor(Math.max(0, ...delivered.map(({ length }) => length)) - 1);
  const eachWay = (roots: readonly number[], faultsLeft: number, make: (way: number) => Option): Option[] => {
    const most = Math.max(1, ...roots.map((root) => ways(root, faultsLeft)));
    return Array.from({ length: most }, (_, way) => make(way));
  };
  const options = [
    ...delivered.map((roots, channel) =>
      eachWay(roots, spec.faultBudget, (way) => ({
        name: `TAKE_${channel}_${way}`,
        test: `can_take(${channel}, ${way})`,
        act: `c_code { step(root_of(${channel}, head(${channel})), ${way}, -1, 0); }; q[${channel}]?_`,
      })),
    ),
    ...model.timers.values.map((_, timer) =>
      eachWay([timerRoot(space, timer)], spec.faultBudget, (way) => ({
        name: `END_${timer}_${way}`,
        test: `can_end(${timer}, ${way})`,
        act: `c_code { step(timer_root[${timer}], ${way}, ${timer}, 0); }`,
      })),
    ),
    ...tree.spontaneous.map((root) =>
      eachWay([root], spec.faultBudget - 1, (way) => ({
        name: `DO_${root}_${way}`,
        test: `(now.budget > 0 && ways_until(${root}, 1, ${way}) > ${way})`,
        act: `c_code { step(${root}, ${way}, -1, 1); }`,
      })),
    ),
  ].flat();
  // SPIN takes a call in c_expr for a side effect; a macro it does not look into.
  const macros = options.map(({ name, test }) => `#define ${name} ${test}`);
  return {
    model: `/* ${spec.name}: ${space.store.count} states. Generated from the machines; one option is one step. */
c_decl { #include "${tablesFile}" };

chan q[${Math.max(1, channels)}] = [${spec.laneBound}] of { ${message} };
${local} l[${localCount(space)}];
byte t[${Math.max(1, timers)}];
byte budget;
byte to;
${message} what;

c_code { #include "${stepsFile}" };

active proctype system() {
  d_step {
    c_code {
${start.join('\n')}
    };
${sends.join('\n')}
  }
  do
${options.map(optionText).join('\n')}
  od
}
`,
    tables: `${promelaTables(space, delivered, numberOf)}${macros.join('\n')}\n`,
  };
}

/** One way in which a step can go. */
type Option = { readonly name: string; readonly test: string; readonly act: string };

const optionText = ({ name, act }: Option): string =>
  `  :: d_step {
      c_expr { ${name} } ->
      ${act};
      do
      :: c_expr { posts_left > 0 } -> c_code { next_post(); }; assert(nfull(q[to])); q[to]!what
      :: else -> break
      od;
      to = 0; what = 0
    }`;

/** Messages by channel and their number in it: a channel knows few of all messages, and small numbers make small states. */
function numbersIn({ tree }: StateSpace, delivered: readonly (readonly number[])[]) {
  const numbers = delivered.map((roots) => new Map(roots.map((root, n) => [tree.delivery(root).message, n])));
  return (channel: number, message: number): number => {
    const number = numbers[channel]?.get(message);
    if (number === undefined) throw new Error(`message ${message} of channel ${channel} was never delivered`);
    return number;
  };
}

const isLocal = ({ model }: StateSpace, component: number): boolean =>
  component < model.inboxesAt || component >= model.watchersAt;

/** What the Promela text cannot say about a system, whatever its states are. */
export function promelaCannotSay({
  timerMode,
  sticky,
  slowFaults,
  mayEnd,
  faultBudget,
}: ModelSpec): string | undefined {
  const reasons: readonly (readonly [applies: boolean, why: string])[] = [
    [timerMode === 'due', 'delays by the time left'],
    [sticky !== undefined, 'faults that stick'],
    [slowFaults === true, 'delays that end early'],
    [mayEnd !== undefined, 'runs that may end'],
    [faultBudget > largestByte, `more than ${largestByte} faults`],
  ];
  const applying = reasons.flatMap(([applies, why]) => (applies ? [why] : []));
  return applying.length > 0 ? applying.join(', ') : undefined;
}

function refuseUnlessSayable({ model }: StateSpace): void {
  const locals = Math.max(
    ...model.tables.map(({ snapshots }) => snapshots.length),
    ...model.watchers.map(({ size }) => size),
  );
  const why =
    promelaCannotSay(model.spec) ??
    (model.channels.values.length > mostChannels ? `more than ${mostChannels} channels` : undefined) ??
    (locals > largestShort ? `more than ${largestShort} states of one machine` : undefined);
  if (why !== undefined) throw new RangeError(why);
}

const intFor = (largest: number): string => (largest <= largestByte ? 'byte' : 'short');

const watcherSizes = ({ model }: StateSpace): number[] => model.watchers.map(({ size }) => size);
