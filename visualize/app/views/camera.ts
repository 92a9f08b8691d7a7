import type { Chart } from '../../chart/chart.ts';

/** Where a chart is seen: its corner in the viewport, and how large. */
export type Frame = { readonly x: number; readonly y: number; readonly scale: number };
export type Size = { readonly width: number; readonly height: number };

const margin = 16;
/** Smaller than this, a chart cannot be read. */
const readable = 0.62;

export function wholeChart(chart: Chart, size: Size): Frame {
  const scale = Math.min(1.15, (size.width - 2 * margin) / chart.width, (size.height - 2 * margin) / chart.height);
  return {
    scale,
    x: (size.width - chart.width * scale) / 2,
    y: Math.max(margin, (size.height - chart.height * scale) / 2),
  };
}

/** All of the chart if it can be read then; else what is active, and the transitions just taken. */
export function frameAround(chart: Chart, size: Size, active: ReadonlySet<string>, taken: ReadonlySet<string>): Frame {
  const whole = wholeChart(chart, size);
  if (whole.scale >= readable) return whole;
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0, 0];
  const include = (x: number, y: number, width = 0, height = 0): void => {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x + width);
    bottom = Math.max(bottom, y + height);
  };
  const edges = chart.edges.filter(({ transitions }) => transitions.some((id) => taken.has(id)));
  const told = chart.boxes.filter(({ lines }) =>
    lines.some(({ transitions }) => transitions.some((id) => taken.has(id))),
  );
  for (const { points, label, from, to } of edges) {
    for (const [x, y] of points) include(x, y);
    include(label.x, label.y, label.width, label.height);
    for (const box of chart.boxes)
      if (box.state === from || box.state === to)
        include(box.x, box.y, Math.min(box.width, 300), Math.min(box.height, 120));
  }
  for (const box of told) include(box.x, box.y, Math.min(box.width, 380), Math.min(box.height, 200));
  if (right === 0) {
    // Nothing just happened: the innermost active state, of the region that is written first.
    const inner = chart.boxes.find(
      ({ state }) =>
        state !== '' &&
        active.has(state) &&
        !chart.boxes.some((other) => other.state.startsWith(`${state}.`) && active.has(other.state)),
    );
    if (inner) include(inner.x, inner.y, inner.width, inner.height);
  }
  if (right === 0) return whole;
  const space = 70;
  const scale = Math.max(
    whole.scale,
    Math.min(1, (size.width - 2 * space) / (right - left), (size.height - 2 * space) / (bottom - top)),
    0.5,
  );
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
