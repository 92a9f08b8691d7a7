import type { Box, Chart, Rectangle } from '../../chart/chart.ts';

/** Size of a name on a map, pixels of the screen, and how wide a letter of it is. */
const [fontSize, letter] = [11, 6.7];

export type MapLabel = Rectangle & { readonly box: Box; readonly text: string; readonly fontSize: number };

const overlaps = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const within = (a: Rectangle, b: Rectangle): boolean =>
  a.x >= b.x && a.y >= b.y && a.x + a.width <= b.x + b.width && a.y + a.height <= b.y + b.height;

const isAround = ({ kind }: Box): boolean => kind === 'region' || kind === 'compound';

/** Regions first, then what is active, then what is around others; of these the large ones. */
const rank = (box: Box, active: ReadonlySet<string>): number => {
  const first = box.kind === 'region' ? 3 : active.has(box.state) && !isAround(box) ? 2 : isAround(box) ? 1 : 0;
  return first * 1e9 + box.width * box.height;
};

/** Where a name may stand: best first. In what is around others; in a state, or beside one that is too small for it. */
function places(box: Box, { width, height }: { width: number; height: number }, scale: number): Rectangle[] {
  const at = (x: number, y: number): Rectangle => ({ x, y, width, height });
  const [dx, dy] = [3 / scale, 2 / scale];
  if (isAround(box)) {
    // From its top left corner on, row by row.
    const parts = [0, 0.25, 0.5, 0.75, 1];
    const [wide, high] = [box.width - width - 2 * dx, box.height - height - 2 * dy];
    return parts.flatMap((down) => parts.map((along) => at(box.x + dx + along * wide, box.y + dy + down * high)));
  }
  const [x, y] = [box.x + (box.width - width) / 2, box.y + (box.height - height) / 2];
  if (width <= box.width && height <= box.height) return [at(x, y)];
  const [right, bottom, gap] = [box.x + box.width, box.y + box.height, 1 / scale];
  const left = box.x - width - gap;
  return [
    at(x, bottom + gap),
    at(x, box.y - height - gap),
    at(right + gap, y),
    at(left, y),
    ...[right + gap, left].flatMap((beside) => [at(beside, box.y - height), at(beside, bottom)]),
  ];
}

/**
 * Names on a chart that is seen from too far away for its own texts: as large as can be read, as many as have room beside
 * one another, and none on a state that it does not fit into.
 */
export function mapLabels({ boxes, width, height }: Chart, scale: number, active: ReadonlySet<string>): MapLabel[] {
  const placed: MapLabel[] = [];
  const others = boxes.filter(({ kind }) => kind !== 'machine');
  const states = others.filter((box) => !isAround(box));
  for (const box of others.toSorted((a, b) => rank(b, active) - rank(a, active))) {
    const text = box.name.join(' ');
    const size = { width: (text.length * letter + 6) / scale, height: (fontSize + 2) / scale };
    const inChart = ({ x, y }: Rectangle): boolean =>
      x >= 0 && y >= 0 && x + size.width <= width && y + size.height <= height;
    const isFree = (place: Rectangle, mayBeOn: (state: Box) => boolean): boolean =>
      inChart(place) &&
      !placed.some((other) => overlaps(place, other)) &&
      !states.some((state) => overlaps(place, state) && !(mayBeOn(state) && within(place, state)));
    const all = places(box, size, scale).map((each) => ({
      ...each,
      x: Math.max(0, Math.min(each.x, width - size.width)),
    }));
    // What a state fills has its name on that state.
    const place =
      all.find((each) => isFree(each, (state) => state === box)) ??
      all.find((each) => isAround(box) && isFree(each, () => true));
    if (place) placed.push({ ...place, box, text, fontSize: fontSize / scale });
  }
  return placed;
}
