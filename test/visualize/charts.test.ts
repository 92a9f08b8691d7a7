import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { machines } from '../../src/system/compose.ts';
import { transitionIndex } from '../../src/system/transition-index.ts';
import { frameAround, leastText, lineArea, wholeChart } from '../../visualize/app/views/camera.ts';
import { mapLabels } from '../../visualize/app/views/map-labels.ts';
import { isWhole, litParts, mapPlace } from '../../visualize/app/views/map-place.ts';
import type { Box, Chart, Rectangle } from '../../visualize/chart/chart.ts';
import { lineHeight, sizes, textWidth } from '../../visualize/chart/text-size.ts';

const file = path.join(import.meta.dirname, '../../dist/visualize/app/charts.json');
const charts = JSON.parse(readFileSync(file, 'utf8')) as readonly Chart[];
const chartOf = (machine: string): Chart => charts.find((chart) => chart.machine === machine)!;

const overlap = (a: Rectangle, b: Rectangle): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const inside = (inner: Rectangle, outer: Rectangle): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width + 0.2 &&
  inner.y + inner.height <= outer.y + outer.height + 0.2;
const isAncestor = (outer: Box, inner: Box): boolean =>
  outer.state === '' ? inner.state !== '' : inner.state.startsWith(`${outer.state}.`);

/** What is written in a box: its name and its lines. */
function textOf(box: Box): Rectangle {
  const width = Math.max(
    ...box.name.map((text) => textWidth(text, sizes.name) + 12),
    ...box.lines.map(({ text }) => textWidth(text, sizes.line)),
  );
  const lines = box.lines.length > 0 ? 5 + box.lines.length * lineHeight.line : 0;
  return { x: box.x + 12, y: box.y + 6, width, height: box.name.length * lineHeight.name + lines };
}

/** Of the chart in a window of 1280x800. */
const size = { width: 656, height: 590 };

/** The states that a machine starts in. */
function startOf(chart: Chart): ReadonlySet<string> {
  const active = new Set(['']);
  for (const box of chart.boxes) {
    const outer = box.state.slice(0, Math.max(0, box.state.lastIndexOf('.')));
    if (active.has(outer) && (box.initial || box.kind === 'region')) active.add(box.state);
  }
  return active;
}

describe.each(machines.map(({ id }) => id))('the chart of %s', (id) => {
  const machine = machines.find((each) => each.id === id)!;
  const chart = chartOf(id);

  test('has every state once, in the state around it', () => {
    const states = transitionIndex.statesOf(machine).map(({ state }) => state);
    expect(chart.boxes.map(({ state }) => state)).toEqual(states);
    for (const box of chart.boxes) {
      for (const outer of chart.boxes) if (isAncestor(outer, box)) expect(inside(box, outer), box.state).toBe(true);
      expect(inside(box, { x: 0, y: 0, width: chart.width, height: chart.height }), box.state).toBe(true);
    }
  });

  test('shows each transition that is taken large enough to be read, with what is written at it in sight', () => {
    const seen = ({ x, y, width, height }: Rectangle, transition: string): void => {
      const frame = frameAround(chart, size, new Set(), new Set([transition]));
      expect(frame.scale * sizes.line, transition).toBeGreaterThanOrEqual(leastText);
      const [left, top] = [frame.x + x * frame.scale, frame.y + y * frame.scale];
      const on = { x: left, y: top, width: width * frame.scale, height: height * frame.scale };
      expect(inside(on, { x: 0, y: 0, ...size }), `${transition}: ${JSON.stringify(on)}`).toBe(true);
    };
    for (const { label, transitions } of chart.edges) for (const each of transitions) seen(label, each);
    for (const box of chart.boxes) {
      for (const [i, { transitions }] of box.lines.entries()) {
        // In both it is told twice: then one of them has to do.
        for (const each of transitions) {
          if (!chart.edges.some((edge) => edge.transitions.includes(each))) seen(lineArea(box, i), each);
        }
      }
    }
  });

  test('has a map that covers neither a state that is active nor a transition that is taken', () => {
    const states = new Set(chart.boxes.map(({ state }) => state));
    let [shown, wanted] = [0, 0];
    for (const { id: transition, state, targets } of transitionIndex.transitionsOf(machine)) {
      const active = new Set(['']);
      for (const each of [state, ...targets])
        for (const outer of states) if (outer === each || each.startsWith(`${outer}.`)) active.add(outer);
      // Around what happens, and as somebody has moved it who looks elsewhere.
      const around = frameAround(chart, size, active, new Set([transition]));
      for (const frame of [around, { ...around, x: around.x - 260, y: around.y - 190 }]) {
        if (isWhole(chart, frame, size)) continue;
        wanted += 1;
        const place = mapPlace(chart, size, litParts(chart, frame, active, new Set([transition])));
        if (!place) continue;
        shown += 1;
        expect(inside(place, { x: 0, y: 0, ...size })).toBe(true);
        const covered = (part: Rectangle): boolean =>
          overlap(place, {
            x: frame.x + part.x * frame.scale,
            y: frame.y + part.y * frame.scale,
            width: part.width * frame.scale,
            height: part.height * frame.scale,
          });
        for (const box of chart.boxes) {
          const isInner = !chart.boxes.some((other) => isAncestor(box, other));
          if (isInner && active.has(box.state)) expect(covered(box), `${transition}: ${box.state}`).toBe(false);
          for (const [i, { transitions }] of box.lines.entries())
            if (transitions.includes(transition)) expect(covered(lineArea(box, i)), transition).toBe(false);
        }
        for (const { transitions, label, points } of chart.edges) {
          if (!transitions.includes(transition)) continue;
          expect(covered(label), transition).toBe(false);
          for (const [x, y] of points) expect(covered({ x, y, width: 0.1, height: 0.1 }), transition).toBe(false);
        }
      }
    }
    // It is there as a rule: a map that hides from everything would cover nothing either.
    expect(shown).toBeGreaterThanOrEqual(0.9 * wanted);
  });

  test('is first seen where its machine starts, large enough to be read', () => {
    const active = startOf(chart);
    const frame = frameAround(chart, size, active, new Set());
    expect(frame.scale * sizes.line).toBeGreaterThanOrEqual(9);
    const inner = chart.boxes.find(({ state, kind }) => active.has(state) && /atomic|decision|final/.test(kind))!;
    const { x, y } = textOf(inner);
    const name = {
      x,
      y,
      width: Math.max(...inner.name.map((text) => textWidth(text, sizes.name))),
      height: lineHeight.name,
    };
    const on = { x: frame.x + name.x * frame.scale, y: frame.y + name.y * frame.scale };
    expect(
      inside({ ...on, width: name.width * frame.scale, height: name.height * frame.scale }, { x: 0, y: 0, ...size }),
      inner.state,
    ).toBe(true);
  });

  test('has names on it, seen as a whole, that can be read and do not overlap', () => {
    const { scale } = wholeChart(chart, size);
    const active = startOf(chart);
    const labels = mapLabels(chart, scale, active);
    for (const [i, a] of labels.entries()) {
      expect(a.fontSize * scale).toBeGreaterThanOrEqual(9);
      for (const b of labels.slice(i + 1)) expect(overlap(a, b), `${a.text} and ${b.text}`).toBe(false);
      // No state is hidden behind a name: on it is only what it has room for.
      const hidden = chart.boxes.filter((box) => /atomic|decision|final/.test(box.kind) && overlap(a, box));
      for (const box of hidden) expect(inside(a, box), `${a.text} on ${box.state}`).toBe(true);
    }
    const named = new Set(labels.map(({ box }) => box.state));
    for (const { state, kind, width, height } of chart.boxes) {
      const hasRoom = width * scale >= 80 && height * scale >= 16;
      if (kind === 'region' && hasRoom) expect(named.has(state), state).toBe(true);
    }
    expect(labels.length).toBeGreaterThanOrEqual(Math.min(5, chart.boxes.length - 1));
  });

  test('tells every transition once', () => {
    const told = [
      ...chart.boxes.flatMap(({ lines }) => lines.flatMap(({ transitions }) => transitions)),
      ...chart.edges.flatMap(({ transitions }) => transitions),
    ];
    expect(told.toSorted()).toEqual(
      transitionIndex
        .transitionsOf(machine)
        .map((entry) => entry.id)
        .toSorted(),
    );
  });

  test('has no boxes that overlap', () => {
    const clashes: string[] = [];
    for (const [i, a] of chart.boxes.entries()) {
      for (const b of chart.boxes.slice(i + 1)) {
        if (!isAncestor(a, b) && !isAncestor(b, a) && overlap(a, b)) clashes.push(`${a.state} and ${b.state}`);
      }
    }
    expect(clashes).toEqual([]);
  });

  test('has room for what is written', () => {
    for (const box of chart.boxes) expect(inside(textOf(box), box), box.state).toBe(true);
    for (const { label } of chart.edges) {
      for (const { text } of label.lines) expect(textWidth(text, sizes.event)).toBeLessThanOrEqual(label.width);
      expect(label.lines.length * lineHeight.event).toBeLessThanOrEqual(label.height);
    }
  });

  test('has no labels that overlap one another, a state, or what is written in one', () => {
    const clashes: string[] = [];
    const name = (edge: Chart['edges'][number]): string => `${edge.from} -> ${edge.to}`;
    for (const [i, a] of chart.edges.entries()) {
      for (const b of chart.edges.slice(i + 1)) {
        if (overlap(a.label, b.label)) clashes.push(`${name(a)} and ${name(b)}`);
      }
      for (const box of chart.boxes) {
        const around = chart.boxes.some((other) => isAncestor(box, other)) || box.state === '';
        if (overlap(a.label, around ? textOf(box) : box)) clashes.push(`${name(a)} on ${box.state}`);
        else if (around && overlap(a.label, box) && !inside(a.label, box))
          clashes.push(`${name(a)} across ${box.state}`);
      }
    }
    expect(clashes).toEqual([]);
  });

  test('has arrows that begin and end at the borders of their states', () => {
    for (const { from, to, points } of chart.edges) {
      for (const [state, point] of [
        [from, points[0]],
        [to, points.at(-1)],
      ] as const) {
        const box = chart.boxes.find((each) => each.state === state)!;
        const [x, y] = point!;
        const onBorder =
          inside(
            { x: x - 1, y: y - 1, width: 2, height: 2 },
            { x: box.x - 2, y: box.y - 2, width: box.width + 4, height: box.height + 4 },
          ) &&
          (Math.abs(y - box.y) < 1.5 ||
            Math.abs(y - box.y - box.height) < 1.5 ||
            Math.abs(x - box.x) < 1.5 ||
            Math.abs(x - box.x - box.width) < 1.5);
        expect(onBorder, `${from} -> ${to} at ${state}`).toBe(true);
      }
    }
  });
});
