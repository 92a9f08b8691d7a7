import type { Address } from '../../machines/protocol/names.ts';
import type { Message } from '../system/machine-step.ts';
import { Model } from './model.ts';
import type { ModelSpec, Move } from './model-spec.ts';
import { type Successor, successors } from './successors.ts';

/** A message at the border between two actors: put on its way, or arrived. */
export type BorderEvent = {
  readonly what: 'sent' | 'delivered';
  readonly from: Address | null;
  readonly to: Address;
  readonly message: Message;
};

/** What an observer sees of an event; null: nothing. */
export type Visible = (event: BorderEvent) => string | null;

/** What comparing two systems found out. */
export type Refinement = {
  /** States of the concrete system, states of the abstract one, pairs of a state and a set of states. */
  readonly states: { readonly concrete: number; readonly abstract: number; readonly product: number };
} & (
  | { readonly verdict: 'refines' }
  /** The concrete system shows `trace`, the shortest that the abstract one cannot show. */
  | {
      readonly verdict: 'does not refine';
      readonly trace: readonly string[];
      /** What the abstract one can show instead of the last event. */
      readonly instead: readonly string[];
      readonly moves: readonly Move[];
    }
  /** One of the two cannot go on: an unexpected message, an overflow, an error. */
  | {
      readonly verdict: 'broken';
      readonly system: 'concrete' | 'abstract';
      readonly failure: unknown;
      readonly moves: readonly Move[];
    }
  | { readonly verdict: 'not finished' }
);

type Edge = { readonly to: number; readonly events: readonly string[]; readonly move: Move };

class BrokenSystem extends Error {
  readonly system: Observed;
  readonly move: Move;
  readonly failure: unknown;

  constructor(system: Observed, { move }: Successor, failure: unknown) {
    super('the system cannot go on');
    this.system = system;
    this.move = move;
    this.failure = failure;
  }
}

/** States of a system and what is seen on the way from one to the next, found on demand. */
class Observed {
  readonly model: Model;
  private readonly visible: Visible;
  private readonly ids = new Map<string, number>();
  private readonly vectors: Int32Array[] = [];
  private readonly edges: (readonly Edge[] | undefined)[] = [];

  constructor(spec: ModelSpec, visible: Visible) {
    this.model = new Model(spec);
    this.visible = visible;
    this.idOf(this.model.initial());
  }

  get states(): number {
    return this.vectors.length;
  }

  edgesOf(state: number): readonly Edge[] {
    const known = this.edges[state];
    if (known) return known;
    const vector = this.vectors[state];
    if (!vector) throw new RangeError(`no state ${state}`);
    const found = new Map<string, Edge>();
    for (const step of successors(this.model, vector)) {
      if ('failure' in step) throw new BrokenSystem(this, step, step.failure);
      const edge = { to: this.idOf(step.vector), events: this.seen(vector, step.vector, step.move), move: step.move };
      if (edge.to !== state || edge.events.length > 0) found.set(`${edge.to} ${edge.events.join('\n')}`, edge);
    }
    const edges = [...found.values()];
    this.edges[state] = edges;
    return edges;
  }

  private idOf(vector: Int32Array): number {
    const key = vector.join();
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.vectors.length;
    this.ids.set(key, id);
    this.vectors.push(vector);
    this.edges.push(undefined);
    return id;
  }

  /** What arrived in this step, then what was put on its way: order between channels means nothing, so it is by name. */
  private seen(before: Int32Array, after: Int32Array, move: Move): string[] {
    const { model } = this;
    const arrived =
      move.kind === 'message'
        ? this.visible({ what: 'delivered', from: move.from, to: move.to, message: move.message })
        : null;
    const others = new Set(model.otherInboxes(before, after));
    // What is taken out may come again at once.
    if (move.kind === 'message') others.add(model.actor(move.to));
    const old = this.byChannel(before, others);
    const sent: string[] = [];
    for (const [channel, messages] of this.byChannel(after, others)) {
      const { from, to } = model.channels.at(channel);
      const were = old.get(channel) ?? [];
      const taken = this.isTaken(channel, move) ? 1 : 0;
      for (const id of messages.slice(were.length - taken)) {
        const event = { what: 'sent', from: model.addressOf(from), to: model.address(to) } as const;
        const seen = this.visible({ ...event, message: model.pool.message(id) });
        if (seen !== null) sent.push(seen);
      }
    }
    return arrived === null ? sent.sort() : [arrived, ...sent.sort()];
  }

  private isTaken(channel: number, move: Move): boolean {
    if (move.kind !== 'message') return false;
    const { model } = this;
    const { from, to, lane } = model.channels.at(channel);
    return (
      model.addressOf(from) === move.from &&
      model.address(to) === move.to &&
      lane === model.pool.lanes[model.pool.idOf(move.message)]
    );
  }

  private byChannel(vector: Int32Array, receivers: ReadonlySet<number>): Map<number, number[]> {
    const found = new Map<number, number[]>();
    for (const to of receivers) {
      for (const [channel, message] of this.model.messagesTo(to, vector)) {
        const messages = found.get(channel);
        if (messages) messages.push(message);
        else found.set(channel, [message]);
      }
    }
    return found;
  }
}

/** Where the abstract system may be: a state, and what is still to be seen of the step into it. */
type Place = { readonly state: number; readonly rest: readonly string[] };

/** The abstract system with all its possible places at once, so that it follows what is seen without deciding. */
class Determinised {
  private readonly system: Observed;
  private readonly ids = new Map<string, number>();
  private readonly sets: (readonly Place[])[] = [];
  private readonly steps: (Map<string, readonly Place[]> | undefined)[] = [];

  constructor(system: Observed) {
    this.system = system;
  }

  initial(): number {
    return this.idOf([{ state: 0, rest: [] }]);
  }

  /** The places after this was seen; null: it cannot be seen. */
  after(set: number, event: string): number | null {
    const places = this.stepsOf(set).get(event);
    return places ? this.idOf(places) : null;
  }

  possible(set: number): string[] {
    return [...this.stepsOf(set).keys()].sort();
  }

  private stepsOf(set: number): Map<string, readonly Place[]> {
    const known = this.steps[set];
    if (known) return known;
    const found = new Map<string, Place[]>();
    const see = (events: readonly string[], state: number): void => {
      const [event, ...rest] = events;
      if (event === undefined) return;
      const places = found.get(event);
      if (places) places.push({ state, rest });
      else found.set(event, [{ state, rest }]);
    };
    for (const { state, rest } of this.sets[set] ?? []) {
      if (rest.length > 0) see(rest, state);
      else for (const edge of this.system.edgesOf(state)) see(edge.events, edge.to);
    }
    this.steps[set] = found;
    return found;
  }

  /** The set with everything that is reached without being seen. */
  private idOf(places: readonly Place[]): number {
    const reached = new Map<string, Place>();
    const waiting = [...places];
    for (let place = waiting.pop(); place; place = waiting.pop()) {
      const key = `${place.state} ${place.rest.join('\n')}`;
      if (reached.has(key)) continue;
      reached.set(key, place);
      if (place.rest.length > 0) continue;
      for (const { events, to } of this.system.edgesOf(place.state)) {
        if (events.length === 0) waiting.push({ state: to, rest: [] });
      }
    }
    const key = [...reached.keys()].sort().join('|');
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = this.sets.length;
    this.ids.set(key, id);
    this.sets.push([...reached.values()]);
    this.steps.push(undefined);
    return id;
  }
}

type Node = { readonly state: number; readonly set: number; readonly parent: number; readonly edge: Edge | null };

/**
 * Whether all that can be seen of the concrete system can also be seen of the abstract one (weak trace inclusion).
 * Says nothing about what must happen, only about what may.
 * @param most pairs to look at before giving up
 */
export function refines(
  concrete: ModelSpec,
  abstract: ModelSpec,
  visible: Visible,
  { most = 2_000_000 }: { most?: number } = {},
): Refinement {
  const left = new Observed(concrete, visible);
  const right = new Observed(abstract, visible);
  const follower = new Determinised(right);
  const nodes: Node[] = [];
  const seen = new Set<string>();
  const add = (node: Node): void => {
    const key = `${node.state} ${node.set}`;
    if (seen.has(key)) return;
    seen.add(key);
    nodes.push(node);
  };
  const edgesTo = (node: Node | undefined): Edge[] => {
    const path: Edge[] = [];
    for (let at = node; at?.edge; at = nodes[at.parent]) path.unshift(at.edge);
    return path;
  };
  const counts = () => ({ states: { concrete: left.states, abstract: right.states, product: nodes.length } });
  let at = 0;
  try {
    add({ state: 0, set: follower.initial(), parent: -1, edge: null });
    for (let node = nodes[at]; node; node = nodes[++at]) {
      if (nodes.length > most) return { ...counts(), verdict: 'not finished' };
      for (const edge of left.edgesOf(node.state)) {
        let { set } = node;
        for (const [i, event] of edge.events.entries()) {
          const next = follower.after(set, event);
          if (next === null) {
            const before = edgesTo(node);
            return {
              ...counts(),
              verdict: 'does not refine',
              trace: [...before.flatMap(({ events }) => events), ...edge.events.slice(0, i + 1)],
              instead: follower.possible(set),
              moves: [...before.map(({ move }) => move), edge.move],
            };
          }
          set = next;
        }
        add({ state: edge.to, set, parent: at, edge });
      }
    }
  } catch (error) {
    if (!(error instanceof BrokenSystem)) throw error;
    const before = edgesTo(nodes[at]).map(({ move }) => move);
    const inConcrete = error.system === left;
    return {
      ...counts(),
      verdict: 'broken',
      system: inConcrete ? 'concrete' : 'abstract',
      failure: error.failure,
      moves: inConcrete ? [...before, error.move] : [error.move],
    };
  }
  return { ...counts(), verdict: 'refines' };
}
