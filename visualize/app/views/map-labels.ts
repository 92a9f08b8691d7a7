import type { Box, Chart, Rectangle } from '../../chart/chart.ts';

/** Size of a name on a map, pixels of the screen, and how wide a letter of it is. */
const [fontSize, letter] = [11, 6.7];

export type MapLabel = Rectangle & { readonly box: Box; readonly text: string; readonly fontSize: number };

const overlaps = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Regions first, then what is active, then what is around others; of these the large ones. */
const rank = ({ kind, width, height, state }: Box, active: ReadonlySet<string>): number => {
  const isAround = kind === 'region' || kind === 'compound';
  const first = kind === 'region' ? 3 : active.has(state) && !isAround ? 2 : isAround ? 1 : 0;
  return first * 1e9 + width * height;
};

/**
 * Names on a chart that is seen from too far away for its own texts: as large as can be read, as many as have room beside
 * one another.
 */
export function mapLabels({ boxes, width }: Chart, scale: number, active: ReadonlySet<string>): MapLabel[] {
  const placed: MapLabel[] = [];
  const others = boxes.filter(({ kind }) => kind !== 'machine');
  for (const box of others.sort((a, b) => rank(b, active) - rank(a, active))) {
    const text = box.name.join(' ');
    const size = { width: (text.length * letter + 6) / scale, height: (fontSize + 4) / scale };
    // In the corner of what is around others, where these leave room; in the middle of a state.
    const isAround = box.kind === 'region' || box.kind === 'compound';
    const [x, y] = isAround
      ? [box.x + 3 / scale, box.y + 2 / scale]
      : [box.x + (box.width - size.width) / 2, box.y + (box.height - size.height) / 2];
    const label = {
      ...size,
      x: Math.max(0, Math.min(x, width - size.width)),
      y,
      box,
      text,
      fontSize: fontSize / scale,
    };
    if (!placed.some((other) => overlaps(label, other))) placed.push(label);
  }
  return placed;
}
