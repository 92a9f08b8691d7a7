import type { Address } from '../../machines/protocol/names.ts';
import type { ActorSpec } from '../system/cascade.ts';
import type { Story } from './story.ts';

/** A vertical line of the chart: the actors of one layer that stand together. */
export type Lifelines = {
  /** From the application to the device. */
  readonly names: readonly string[];
  /** Column of an actor; `null` is the environment. undefined: not in this chart. */
  readonly of: (address: Address | null) => number | undefined;
};

const environment = 'world';

/** Layers from the top of the stack down, by the role in an address. */
const layers: readonly (readonly [layer: string, roles: readonly string[]])[] = [
  ['app', ['app']],
  ['sd', ['sd', 'cmd']],
  ['pkt', ['pkt']],
  ['hba', ['hba', 'hbaq', 'hbac']],
  ['initiator', ['initiator']],
  ['bus', ['bus', 'nexus']],
  ['target', ['target', 'tasks', 'lu']],
];

/** The lifelines that a story needs. */
export function lifelinesOf(story: Story): Lifelines {
  const specs = new Map(story.actors.map((spec) => [spec.address, spec]));
  const places = new Map(story.actors.map((spec) => [spec.address, placeOf(spec)]));
  const used = new Map<string, number>();
  const use = (address: Address | null): void => {
    const { name, layer } = (address === null ? undefined : places.get(address)) ?? { name: environment, layer: -1 };
    used.set(name, layer);
  };
  for (const { move } of story.moves) {
    if (move.kind === 'message') use(move.from);
    if (move.kind === 'spontaneous') use(null);
    use(move.kind === 'timer' ? move.owner : move.to);
  }
  const names = [...used].sort(([a, one], [b, other]) => one - other || (a < b ? -1 : 1)).map(([name]) => name);
  return {
    names,
    of(address) {
      const spec = address === null ? undefined : specs.get(address);
      const column = names.indexOf(spec ? placeOf(spec).name : environment);
      return column < 0 ? undefined : column;
    },
  };
}

/** Name and layer of the lifeline that an actor belongs to; unknown roles have one each, below all others. */
function placeOf({ address, input }: ActorSpec): { readonly name: string; readonly layer: number } {
  const at = address.indexOf(':');
  const role = address.slice(0, Math.max(0, at));
  const layer = layers.findIndex(([, roles]) => roles.includes(role));
  const known = (typeof input === 'object' && input !== null ? input : {}) as { lun?: unknown; target?: unknown };
  switch (layers[layer]?.[0]) {
    case undefined:
      return { name: address, layer: layers.length };
    case 'app':
      return { name: 'app', layer };
    case 'pkt':
      return { name: 'pkt', layer };
    case 'sd':
      return { name: `sd:${typeof known.lun === 'string' ? known.lun : address.slice(at + 1)}`, layer };
    case 'target':
      return { name: typeof known.target === 'string' ? known.target : address.slice(at + 1), layer };
    case 'hba':
      return { name: 'hba', layer };
    default:
      return { name: address.slice(at + 1), layer };
  }
}
