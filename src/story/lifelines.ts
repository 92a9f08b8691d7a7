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

type Layer = 'application' | 'driver' | 'packet' | 'adapter' | 'initiator' | 'bus' | 'target';

/** Layers from the top of the stack down, by the role in an address, under either driver architecture. */
const layers: readonly (readonly [layer: Layer, roles: readonly string[]])[] = [
  ['application', ['app', 'proc', 'opener']],
  ['driver', ['sd', 'cmd', 'hdisk', 'opens', 'dd']],
  ['packet', ['pkt', 'scbuf', 'scsibuf', 'tmbuf']],
  [
    'adapter',
    [
      ...['hba', 'hbaq', 'hbac'],
      ...['devsw', 'scsi', 'scsiq', 'scsit', 'scsii', 'scsie', 'scsid', 'scsitm', 'scsitme'],
      ...['sam', 'samq', 'exch', 'tmf', 'path'],
    ],
  ],
  ['initiator', ['initiator', 'sender', 'port']],
  ['bus', ['bus', 'nexus']],
  ['target', ['target', 'tasks', 'lu']],
];

/** As those who know the structure call it. */
const packets: Readonly<Record<string, string>> = { scbuf: 'sc_buf', scsibuf: 'scsi_buf', tmbuf: 'tm_buf' };

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
  const own = address.slice(at + 1);
  const layer = layers.findIndex(([, roles]) => roles.includes(role));
  const known = (typeof input === 'object' && input !== null ? input : {}) as { lun?: unknown; target?: unknown };
  switch (layers[layer]?.[0]) {
    case undefined:
      return { name: address, layer: layers.length };
    case 'application':
      return { name: role, layer };
    case 'driver': {
      // The head driver of AIX is called by its entry points, dd_open to dd_strategy.
      const driver = role === 'sd' || role === 'cmd' ? 'sd' : 'dd';
      return { name: `${driver}:${typeof known.lun === 'string' ? known.lun : own}`, layer };
    }
    case 'packet':
      return { name: packets[role] ?? role, layer };
    case 'adapter':
      return { name: 'hba', layer };
    case 'target':
      return { name: typeof known.target === 'string' ? known.target : own, layer };
    case 'initiator':
      // Who sends to an adapter in target mode has the adapter's name.
      return { name: role === 'sender' ? role : own, layer };
    case 'bus':
      return { name: own, layer };
  }
}
