import type { Chart, Rectangle } from '../../chart/chart.ts';
import { type Frame, lineArea, type Size } from './camera.ts';

/** The most that the map takes of the view: pixels, and part of it. */
const most = { width: 150, height: 120, part: 0.22 };
/** Between the map and the edge of the view, and what it leaves free around what is lit; pixels. */
const [margin, around] = [8, 4];
/** Smaller than this, pixels, nothing can be made out on a map. */
const least = 36;

const overlaps = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Is all of the chart in sight? Then nobody needs a map. */
export const isWhole = (chart: Chart, frame: Frame, size: Size): boolean =>
  chart.width * frame.scale <= size.width && chart.height * frame.scale <= size.height;

/**
 * What is lit in a chart, as parts of the view: the innermost active states, and of the transitions that were taken what is
 * written at them, their way, and where they lead from and to.
 */
export function litParts(
  chart: Chart,
  frame: Frame,
  active: ReadonlySet<string>,
  taken: ReadonlySet<string>,
): Rectangle[] {
  const isTaken = (ids: readonly string[]): boolean => ids.some((id) => taken.has(id));
  const edges = chart.edges.filter(({ transitions }) => isTaken(transitions));
  const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const isAround = (state: string): boolean =>
    state === '' || chart.boxes.some((other) => other.state.startsWith(`${state}.`));
  const parts: Rectangle[] = [
    ...chart.boxes.filter(({ state }) => (active.has(state) || ends.has(state)) && !isAround(state)),
    ...chart.boxes.flatMap((box) =>
      box.lines.flatMap(({ transitions }, i) => (isTaken(transitions) ? [lineArea(box, i)] : [])),
    ),
    ...edges.flatMap(({ points, label }) => [
      label,
      ...points.slice(1).map(([x, y], i): Rectangle => {
        const [fromX, fromY] = points[i] ?? [x, y];
        return {
          x: Math.min(x, fromX),
          y: Math.min(y, fromY),
          width: Math.abs(x - fromX),
          height: Math.abs(y - fromY),
        };
      }),
    ]),
  ];
  return parts.map(({ x, y, width, height }) => ({
    x: frame.x + x * frame.scale - around,
    y: frame.y + y * frame.scale - around,
    width: width * frame.scale + 2 * around,
    height: height * frame.scale + 2 * around,
  }));
}

/**
 * Where the map of a chart lies in the view: in the first corner in which it covers nothing of `lit`; smaller where it would
 * cover something in all of them, and nowhere if it would then too.
 */
export function mapPlace(chart: Chart, size: Size, lit: readonly Rectangle[]): Rectangle | undefined {
  const whole = Math.min(
    Math.min(most.width, size.width * most.part) / chart.width,
    Math.min(most.height, size.height * most.part) / chart.height,
  );
  for (const part of [1, 0.7, 0.5]) {
    const [width, height] = [Math.ceil(chart.width * whole * part), Math.ceil(chart.height * whole * part)];
    if (part < 1 && Math.max(width, height) < least) return undefined;
    const [right, bottom] = [size.width - margin - width, size.height - margin - height];
    for (const [x, y] of [
      [right, bottom],
      [margin, bottom],
      [right, margin],
      [margin, margin],
    ] as const) {
      const place = { x, y, width, height };
      if (!lit.some((each) => overlaps(place, each))) return place;
    }
  }
  return undefined;
}
