import type { Rectangle } from '../../chart/chart.ts';
import { byName, type Layer, layerNames, nameIn, prefixOf, roleOf } from '../session/roles.ts';
import { leastText } from './camera.ts';

/** One actor in the picture of the stack. */
export type Card = Rectangle & { readonly address: string; readonly layer: Layer };
export type Band = Rectangle & { readonly layer: Layer };

/** Where everything in the picture of the stack is, pixels from its top left corner. */
export type StackLayout = {
  readonly width: number;
  readonly height: number;
  /** Layers, from the top of the stack to its bottom. */
  readonly bands: readonly Band[];
  readonly cards: ReadonlyMap<string, Card>;
};

/** `gutter` is the room above each row, in which messages are told; `side` that of the name of a layer. */
export const stackSizes = { width: 117, most: 280, gap: 9, gutter: 27, side: 24 } as const;
/** Of a card that has all the room it needs, and of one that has text only, pixels. */
const [highest, lowest] = [92, 52];
/** The smallest letters of the picture, pixels; and the scale at which they can just be read. */
const smallest = 11;
export const leastScale = leastText / smallest;

const isBySlot = (address: string): boolean => roleOf(address).bySlot;

const layers = Object.keys(layerNames) as readonly Layer[];

/**
 * Layers under each other, their actors beside each other: those of a command from the left, so that it goes straight
 * down through them, and those that serve many from the right. They stay there when commands come and go.
 *
 * @param actors by layer, as they are written from left to right.
 * @param view what the picture should fill, pixels.
 */
export function layOutStack(
  actors: ReadonlyMap<Layer, readonly string[]>,
  view: { readonly width: number; readonly height: number },
): StackLayout {
  const { gutter } = stackSizes;
  const plain = placed(actors, view.width, highest);
  if (plain.height <= view.height) return plain;
  // As wide as the view where it is read with least ease: then there are fewest rows.
  const widest = view.width / leastScale;
  const rows = (placed(actors, widest, highest).height - gutter) / (highest + gutter);
  const fits = Math.floor((view.height / leastScale - gutter) / rows - gutter);
  const height = Math.max(lowest, Math.min(highest, fits));
  const wide = placed(actors, widest, height);
  // Of the shape of the view, so that it fills all of it.
  const shaped = placed(actors, view.width / Math.max(leastScale, Math.min(1, view.height / wide.height)), height);
  return shaped.height > wide.height ? wide : shaped;
}

function placed(actors: ReadonlyMap<Layer, readonly string[]>, width: number, height: number): StackLayout {
  const { gap, gutter, side } = stackSizes;
  const bands: Band[] = [];
  const cards = new Map<string, Card>();
  const room = Math.max(stackSizes.width, width - side);
  const columns = Math.min(5, Math.max(1, Math.floor((room + gap) / (stackSizes.width + gap))));
  const column = (room - (columns - 1) * gap) / columns;
  /** A command has the same column in each layer. */
  const slots = [...new Set([...actors.values()].flat().filter(isBySlot).map(nameIn))].sort(byName);
  let y = 0;
  for (const layer of layers) {
    const own = actors.get(layer) ?? [];
    if (own.length === 0) continue;
    const top = y + gutter;
    const put = (address: string, row: number, x: number, wide: number): void => {
      cards.set(address, { address, layer, x: side + x, y: top + row * (height + gutter), width: wide, height });
    };
    const bySlot = own.filter(isBySlot);
    const shared = own.filter((address) => !isBySlot(address));
    let rows: number;
    if (bySlot.length === 0) {
      const inRow = Math.min(columns, shared.length);
      const wide = Math.min(stackSizes.most, (room - (inRow - 1) * gap) / inRow);
      for (const [i, address] of shared.entries())
        put(address, Math.floor(i / inRow), (i % inRow) * (wide + gap), wide);
      rows = Math.ceil(shared.length / inRow);
    } else {
      let [row, taken] = [-1, columns];
      for (const prefix of new Set(bySlot.map(prefixOf))) {
        const first = row + 1;
        for (const address of bySlot.filter((each) => prefixOf(each) === prefix)) {
          const at = slots.indexOf(nameIn(address));
          [row, taken] = [first + Math.floor(at / columns), (at % columns) + 1];
          put(address, row, (at % columns) * (column + gap), column);
        }
      }
      for (let i = 0; i < shared.length; i += columns) {
        const group = shared.slice(i, i + columns);
        if (group.length > columns - taken) row += 1;
        taken = columns;
        for (const [k, address] of group.entries())
          put(address, row, (columns - group.length + k) * (column + gap), column);
      }
      rows = row + 1;
    }
    y = top + rows * (height + gutter) - gutter;
    bands.push({ layer, x: 0, y: top, width: side + room, height: y - top });
  }
  return { width: side + room, height: y + gutter, bands, cards };
}
