import type { AnyMachineSnapshot } from 'xstate';
import { properties } from '../../machines/properties/index.ts';
import type { Property } from '../../machines/properties/property.ts';
import type { Address } from '../../machines/protocol/names.ts';
import { MachineStepper, type Message } from '../system/machine-step.ts';
import { namesOf } from '../system/system-names.ts';
import { transitionIndex } from '../system/transition-index.ts';
import type { NarratedStep } from './narrate.ts';
import type { Shown, Story } from './story.ts';

/** What a step means for that which a story is to show. */
export type Remark = { readonly says: string; readonly source: readonly string[] };

/** Looks on while a story is told, and says in which step what it is to show has been shown. */
export type Onlooker = {
  see(step: NarratedStep): readonly Remark[];
  /** The step, from 1; undefined when it was not shown. To be asked at the end. */
  shownIn(): number | undefined;
};

/** @throws Error when the story is about a property that there is not. */
export function onlookerOf(story: Story): Onlooker {
  const { shows } = story;
  return shows.kind === 'property' ? propertyOnlooker(story, shows) : defectOnlooker(story, shows);
}

function defectOnlooker({ moves, laneBound = Number.POSITIVE_INFINITY }: Story, shows: Shown): Onlooker {
  let shown: number | undefined;
  return {
    see({ n, played, after }) {
      if (n !== moves.length) return [];
      const is =
        shows.kind === 'deadlock'
          ? after.isQuiet
          : shows.kind === 'lane overflow'
            ? after.longestChannel > laneBound
            : played?.failure?.message === shows.says;
      if (is) shown = n;
      return is ? [{ says: shows.says, source: [] }] : [];
    },
    shownIn: () => shown,
  };
}

function propertyOnlooker(story: Story, shows: Extract<Shown, { kind: 'property' }>): Onlooker {
  const property = properties.find(({ id }) => id === shows.id);
  if (!property || !story.origin) throw new Error(`property ${shows.id} cannot be looked at in ${story.name}`);
  const names = namesOf(story.origin.topology);
  return property.kind === 'always' ? stateOnlooker() : watcherOnlooker(property);

  function stateOnlooker(): Onlooker {
    const instance =
      property?.kind === 'always' && property.instances(names).find(({ name }) => name === shows.instance);
    if (!instance) throw unknownInstance(shows);
    let shown: number | undefined;
    return {
      see({ n, after }) {
        const states = instance.reads.map((address: Address) => after.snapshot(address));
        const known = states.filter((state): state is AnyMachineSnapshot => state !== undefined);
        if (shown !== undefined || instance.holds(known)) return [];
        shown = n;
        return [{ says: `not so: ${shows.says}`, source: property?.source ?? [] }];
      },
      shownIn: () => shown,
    };
  }

  function watcherOnlooker({ kind, machine, instances }: Exclude<Property, { kind: 'always' }>): Onlooker {
    const instance = instances(names).find(({ name }) => name === shows.instance);
    if (!instance) throw unknownInstance(shows);
    const stepper = new MachineStepper(() => false);
    const watches = new Set<string>(machine.events.map(String));
    let snapshot = stepper.start(machine, shows.id, instance.input).snapshot;
    let shown: number | undefined;
    let owedSince: number | undefined;
    let last = 0;
    let ended = false;
    const entries = new Map(transitionIndex.transitionsOf(machine).map((entry) => [entry.id, entry]));
    const remark = (id: string): Remark[] => {
      const { description, source = [] } = entries.get(id) ?? {};
      return description === undefined ? [] : [{ says: description, source }];
    };
    return {
      see({ n, played, after }) {
        last = n;
        ended = after.isQuiet;
        const remarks: Remark[] = [];
        for (const { type, observation } of observationsOf(played)) {
          if (!watches.has(type)) continue;
          const result = stepper.deliver(machine, shows.id, snapshot, observation);
          remarks.push(...result.transitions.flatMap(remark));
          snapshot = result.snapshot;
        }
        if (!snapshot.hasTag('pending')) owedSince = undefined;
        else owedSince ??= n;
        if (snapshot.hasTag('violated') || snapshot.hasTag('seen')) shown ??= n;
        return remarks;
      },
      shownIn() {
        if (kind !== 'eventually') return shown;
        if (owedSince === undefined) return undefined;
        const forEver = story.cycleFrom === undefined ? ended : owedSince <= story.cycleFrom;
        return forEver ? last : undefined;
      },
    };
  }
}

/** What watchers are told of a step, in its order. */
function* observationsOf(played: NarratedStep['played']): Generator<{ type: string; observation: Message }> {
  for (const happening of played?.happenings ?? []) {
    if (happening.kind !== 'sent' && happening.kind !== 'received') continue;
    const { from, to, message } = happening.delivery;
    const type = `${happening.kind === 'sent' ? 'sent' : 'delivered'}.${message.type}`;
    yield { type, observation: { type, from, to, message } };
  }
}

const unknownInstance = ({ id, instance }: Extract<Shown, { kind: 'property' }>): Error =>
  new Error(`property ${id} has no instance ${instance} here`);
