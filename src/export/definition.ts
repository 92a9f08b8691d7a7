import type { AnyStateMachine, AnyStateNode } from 'xstate';
import type { Clause } from '../../machines/clauses/index.ts';
import { clause } from '../../machines/clauses/index.ts';
import { machineDigest } from '../run/machine-digest.ts';
import { transitionIndex } from '../system/transition-index.ts';

/** What `format` of a `DefinitionDocument` says. */
export const definitionFormat = 'scsi-statecharts-machines';
/** Rises when a field changes its meaning or goes away; new fields leave it as it is. */
export const definitionVersion = 1;

/** The name of a guard or action, and the parameters that it gets here, if any. */
export type Named = { readonly type: string; readonly params?: unknown };

/** A state. States refer to one another by `path`. */
export type StateDefinition = {
  /** Keys from the root down, joined by a dot; `` for the root, which is the machine as a whole. */
  readonly path: string;
  /** Path of the state that contains it; null for the root. */
  readonly parent: string | null;
  readonly key: string;
  /** `parallel`: in all of its children at once; `compound`: in one of them. */
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final';
  /** Path of the child that is entered by default; null unless compound. */
  readonly initial: string | null;
  readonly description: string | null;
  /** Ids of the clauses that this state restates. */
  readonly clauses: readonly string[];
  readonly tags: readonly string[];
  readonly entry: readonly Named[];
  readonly exit: readonly Named[];
  /** Names of the delays that are armed on entry and cancelled on exit. */
  readonly timers: readonly string[];
};

/** A transition. Those of one state and one event are tried in the order of the list; inner states go first. */
export type TransitionDefinition = {
  /** The id under which traces, coverage and reports know it. */
  readonly id: string;
  /** Path of the state that has it. */
  readonly state: string;
  /** `message`: on a message; `always`: as soon as the guard holds; `after`: when a delay has passed. */
  readonly trigger: 'message' | 'always' | 'after';
  /** Type of the message, or name of the delay; null for `always`. */
  readonly event: string | null;
  readonly guard: Named | null;
  /** Paths of the states it leads to: none if the state is not left, several if they lie in parallel regions. */
  readonly targets: readonly string[];
  /** Leaves and enters again the state that has it, though the target lies within. */
  readonly reenter: boolean;
  readonly actions: readonly Named[];
  readonly description: string | null;
  readonly clauses: readonly string[];
  /** Why the message is received and nothing done about it; null where something is done. */
  readonly ignored: string | null;
};

/** One machine, complete but for what its named guards and actions do. */
export type MachineDefinition = {
  readonly id: string;
  readonly description: string | null;
  /** In document order: a state before its children, the root first. */
  readonly states: readonly StateDefinition[];
  readonly transitions: readonly TransitionDefinition[];
  /** Types of the messages it handles. */
  readonly messages: readonly string[];
  /** Names of the guards and actions it uses. */
  readonly guards: readonly string[];
  readonly actions: readonly string[];
  /** Default length in ms; null where it is computed. A topology can change it. */
  readonly delays: readonly { readonly name: string; readonly ms: number | null }[];
};

/** What `export --format json` writes. */
export type DefinitionDocument = {
  readonly format: typeof definitionFormat;
  readonly version: typeof definitionVersion;
  /** Digest over all machines of this version, as in traces and reports. */
  readonly machineDigest: string;
  readonly machines: readonly MachineDefinition[];
  /** Every clause that these machines cite, by id. */
  readonly clauses: Readonly<Record<string, Clause>>;
};

type XStateTransition = AnyStateNode['after'][number] | NonNullable<AnyStateNode['always']>[number];

const unique = (names: readonly string[]): string[] => [...new Set(names)].sort();
const pathOf = (node: AnyStateNode): string => node.path.join('.');

const isTimerAction = (action: unknown): boolean =>
  typeof action === 'function' &&
  'type' in action &&
  (action.type === 'xstate.raise' || action.type === 'xstate.cancel');

function named(implementation: unknown): Named {
  if (typeof implementation === 'string') return { type: implementation };
  if (typeof implementation !== 'object' || implementation === null || !('type' in implementation)) {
    throw new Error('a machine has an implementation without a name');
  }
  const type = String(implementation.type);
  return 'params' in implementation && implementation.params !== undefined
    ? { type, params: implementation.params }
    : { type };
}

function kindOf(node: AnyStateNode): StateDefinition['kind'] {
  if (node.type === 'history') throw new Error(`${node.id} is a history state, which exports do not know`);
  return node.type;
}

const clausesOf = (meta: unknown): readonly string[] =>
  typeof meta === 'object' && meta !== null && 'source' in meta && Array.isArray(meta.source) ? meta.source : [];

function stateDefinition(node: AnyStateNode): StateDefinition {
  const kind = kindOf(node);
  const [initial] = kind === 'compound' ? node.initial.target : [];
  return {
    path: pathOf(node),
    parent: node.parent ? pathOf(node.parent) : null,
    key: node.key,
    kind,
    initial: initial ? pathOf(initial) : null,
    description: node.description ?? null,
    clauses: clausesOf(node.meta),
    tags: node.tags,
    // XState keeps `after` as an action on entry and one on exit.
    entry: node.entry.filter((action) => !isTimerAction(action)).map(named),
    exit: node.exit.filter((action) => !isTimerAction(action)).map(named),
    timers: [...new Set(node.after.map(({ delay }) => String(delay)))],
  };
}

function transitionDefinition(node: AnyStateNode, transition: XStateTransition): TransitionDefinition {
  const entry = transitionIndex.describe(transition);
  if (!entry) throw new Error(`${node.id}: a transition on '${transition.eventType}' is not in the index`);
  const delay = 'delay' in transition ? transition.delay : undefined;
  const trigger = delay !== undefined ? 'after' : transition.eventType === '' ? 'always' : 'message';
  const combined = typeof transition.guard === 'function';
  return {
    id: entry.id,
    state: entry.state,
    trigger,
    event: trigger === 'after' ? String(delay) : trigger === 'always' ? null : transition.eventType,
    guard: entry.guard === undefined ? null : combined ? { type: entry.guard } : named(transition.guard),
    targets: entry.targets,
    reenter: transition.reenter,
    actions: transition.actions.map(named),
    description: entry.description ?? null,
    clauses: entry.source,
    ignored: entry.ignored ?? null,
  };
}

/** The definition of a machine, read from the machine itself. */
export function machineDefinition(machine: AnyStateMachine): MachineDefinition {
  transitionIndex.transitionsOf(machine);
  const states: StateDefinition[] = [];
  const transitions: TransitionDefinition[] = [];
  const visit = (node: AnyStateNode): void => {
    states.push(stateDefinition(node));
    const own = [...node.transitions.values()].flat();
    for (const each of [...own, ...(node.always ?? [])]) transitions.push(transitionDefinition(node, each));
    for (const child of Object.values(node.states)) visit(child);
  };
  visit(machine.root);
  const lengths: Record<string, unknown> = machine.implementations.delays;
  return {
    id: machine.id,
    description: machine.root.description ?? null,
    states,
    transitions,
    messages: unique(transitions.flatMap(({ trigger, event }) => (trigger === 'message' && event ? [event] : []))),
    guards: unique(transitions.flatMap(({ guard }) => (guard ? [guard.type] : []))),
    actions: unique(
      [...states.flatMap(({ entry, exit }) => [...entry, ...exit]), ...transitions.flatMap((t) => t.actions)].map(
        ({ type }) => type,
      ),
    ),
    delays: unique(states.flatMap(({ timers }) => timers)).map((name) => {
      const length = lengths[name] ?? Number(name);
      return { name, ms: typeof length === 'number' && Number.isFinite(length) ? length : null };
    }),
  };
}

/** The clauses that definitions cite, by id. */
export function citedClauses(definitions: readonly MachineDefinition[]): Readonly<Record<string, Clause>> {
  const ids = definitions.flatMap(({ states, transitions }) => [...states, ...transitions].flatMap((d) => d.clauses));
  return Object.fromEntries(
    unique(ids).flatMap((id) => {
      const found = clause(id);
      return found ? [[id, found] as const] : [];
    }),
  );
}

/** Machines as data, for other tools. */
export const definitionDocument = (definitions: readonly MachineDefinition[]): DefinitionDocument => ({
  format: definitionFormat,
  version: definitionVersion,
  machineDigest: machineDigest(),
  machines: definitions,
  clauses: citedClauses(definitions),
});
