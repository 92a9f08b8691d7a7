import type { Box, Chart } from '../../chart/chart.ts';
import { lineHeight, sizes } from '../../chart/text-size.ts';

/** Where a chart is seen: its corner in the viewport, and how large. */
export type Frame = { readonly x: number; readonly y: number; readonly scale: number };
export type Size = { readonly width: number; readonly height: number };

/** Smaller than this, labels cannot be read: instead of them there are names, as on a map, and what is lit is drawn thicker. */
export const legible = 0.55;

const margin = 16;
/** The smallest text that can be read, pixels; and the scale at which that of a chart is as small. */
export const leastText = 9;
const readable = leastText / sizes.line;

export function wholeChart(chart: Chart, size: Size): Frame {
  const scale = Math.min(1.15, (size.width - 2 * margin) / chart.width, (size.height - 2 * margin) / chart.height);
  return {
    scale,
    x: (size.width - chart.width * scale) / 2,
    y: Math.max(margin, (size.height - chart.height * scale) / 2),
  };
}

type Area = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
type Bounds = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number };

/** Around what is to be seen. */
const space = 70;

const corner = ({ x, y, width, height }: Area, mostWidth: number, mostHeight: number): Area => ({
  x,
  y,
  width: Math.min(width, mostWidth),
  height: Math.min(height, mostHeight),
});

/** Where a line in a box is written. */
export const lineArea = (box: Box, i: number): Area => ({
  x: box.x,
  y: box.y + 11 + box.name.length * lineHeight.name + i * lineHeight.line,
  width: Math.min(box.width, 380),
  height: lineHeight.line,
});

const boundsOf = (areas: readonly Area[]): Bounds => ({
  left: Math.min(...areas.map(({ x }) => x)),
  top: Math.min(...areas.map(({ y }) => y)),
  right: Math.max(...areas.map(({ x, width }) => x + width)),
  bottom: Math.max(...areas.map(({ y, height }) => y + height)),
});

/** All of the chart if it can be read then; else what is active, and the transitions just taken. */
export function frameAround(chart: Chart, size: Size, active: ReadonlySet<string>, taken: ReadonlySet<string>): Frame {
  const whole = wholeChart(chart, size);
  if (whole.scale >= readable) return whole;
  const edges = chart.edges.filter(({ transitions }) => transitions.some((id) => taken.has(id)));
  const told = chart.boxes.flatMap((box) =>
    box.lines.flatMap(({ transitions }, i) => (transitions.some((id) => taken.has(id)) ? [lineArea(box, i)] : [])),
  );
  const boxOf = (state: string): Area[] =>
    chart.boxes.filter((box) => box.state === state).map((box) => corner(box, 300, 120));
  const all = [
    ...edges.flatMap(({ points, label, from, to }) => [
      ...points.map(([x, y]) => ({ x, y, width: 0, height: 0 })),
      label,
      ...boxOf(from),
      ...boxOf(to),
    ]),
    ...told,
  ];
  // A long way round: what is written at it, and where it leads.
  const near = [...edges.flatMap(({ label, to }) => [label, ...boxOf(to)]), ...told];
  // Nothing just happened: the innermost active state, of the region that is written first.
  const inner = chart.boxes.find(
    ({ state }) =>
      state !== '' &&
      active.has(state) &&
      !chart.boxes.some((other) => other.state.startsWith(`${state}.`) && active.has(other.state)),
  );
  const written = [...edges.map(({ label }) => label), ...told];
  const state = inner ? [corner(inner, 380, 200)] : [];
  const choices = (written.length > 0 ? [[...all, ...state], all, near, written, written.slice(0, 1)] : [state]).filter(
    (areas) => areas.length > 0,
  );
  const scaleFor = ({ left, top, right, bottom }: Bounds): number =>
    Math.min(1, (size.width - 2 * space) / (right - left), (size.height - 2 * space) / (bottom - top));
  const bounds = choices.map(boundsOf);
  const chosen = bounds.find((each) => scaleFor(each) >= readable) ?? bounds.at(-1);
  if (!chosen) return whole;
  const { left, top, right, bottom } = chosen;
  const scale = Math.max(whole.scale, scaleFor(chosen), readable);
  // Inside the chart, and around what is to be seen.
  const place = (from: number, to: number, length: number, room: number): number => {
    const centred = room / 2 - ((from + to) / 2) * scale;
    const least = room - margin - length * scale;
    return least > margin ? (room - length * scale) / 2 : Math.min(margin, Math.max(least, centred));
  };
  return {
    scale,
    x: place(left, right, chart.width, size.width),
    y: place(top, bottom, chart.height, size.height),
  };
}
