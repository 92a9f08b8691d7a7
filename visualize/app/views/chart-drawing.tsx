import { For, type JSX, Show } from 'solid-js';
import type { Box, Chart, Edge, Rectangle } from '../../chart/chart.ts';
import { lineHeight, sizes, textWidth } from '../../chart/text-size.ts';
import type { Layer } from '../session/roles.ts';
import { stateCalled, transitionCalled } from '../session/specification.ts';
import { legible, lineArea } from './camera.ts';
import { mapLabels } from './map-labels.ts';
import type { Tell, Told } from './told.ts';
import { transitionText } from './transition-text.ts';

type Asked = { readonly state?: string; readonly transitions: readonly string[] };
export type Heat = (id: string) => number | undefined;

type Props = {
  readonly chart: Chart;
  readonly layer: Layer;
  readonly active: ReadonlySet<string>;
  readonly taken: { readonly ids: readonly string[]; readonly now: boolean };
  /** How large it is seen. */
  readonly scale: number;
  readonly ask: (asked: Asked) => void;
  readonly tell: Tell;
  /** How often each was visited, when that is to be seen: 0 never, 1 most. */
  readonly heat?: Heat | undefined;
};

/** A chart as SVG. It is drawn once; from then on only classes change. */
export function ChartDrawing(props: Props): JSX.Element {
  const isTaken = (ids: readonly string[]): boolean => ids.some((id) => props.taken.ids.includes(id));
  const heatOf = (ids: readonly string[]): number | undefined =>
    props.heat && Math.max(0, ...ids.map((id) => props.heat?.(id) ?? 0));

  const isLit = (ids: readonly string[]): boolean => props.taken.now && isTaken(ids);

  return (
    <g
      class={`drawing ${props.layer}`}
      classList={{ far: props.scale < legible, heated: props.heat !== undefined }}
      style={{ '--scale': String(props.scale) }}
    >
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerUnits="userSpaceOnUse"
          markerWidth="9"
          markerHeight="9"
          orient="auto-start-reverse"
        >
          <path d="M0 0.6 8 4 0 7.4z" fill="context-stroke" />
        </marker>
      </defs>
      <For each={props.chart.boxes}>
        {(box) => (
          <g
            class={`box ${box.kind}`}
            classList={{ active: props.active.has(box.state) }}
            data-state={box.state}
            style={heatStyle(props.heat?.(`state ${box.state}`))}
            onClick={(event) => {
              event.stopPropagation();
              props.ask({ state: box.state, transitions: [] });
            }}
          >
            <title>{`${box.state === '' ? props.chart.machine : box.state}\n${box.description}`}</title>
            <rect x={box.x} y={box.y} width={box.width} height={box.height} rx={box.kind === 'decision' ? 14 : 6} />
          </g>
        )}
      </For>
      <For each={props.chart.edges}>
        {(edge) => (
          <g
            class="edge"
            classList={{ taken: isTaken(edge.transitions), now: isLit(edge.transitions) }}
            style={heatStyle(heatOf(edge.transitions))}
            onClick={(event) => {
              event.stopPropagation();
              props.ask({ transitions: edge.transitions });
            }}
          >
            <path class="wide" d={rounded(edge)} />
            <path class="route" d={rounded(edge)} marker-end="url(#arrow)" />
          </g>
        )}
      </For>
      <For each={props.chart.boxes}>{(box) => <Head box={box} {...props} isTaken={isTaken} heatOf={heatOf} />}</For>
      <For each={props.chart.edges}>
        {(edge) => (
          <g
            class="label"
            classList={{ taken: isTaken(edge.transitions), now: isLit(edge.transitions) }}
            {...told(props, { at: edge.label, transitions: edge.transitions }, isTaken(edge.transitions))}
          >
            <rect x={edge.label.x} y={edge.label.y} width={edge.label.width} height={edge.label.height} rx="3" />
            <For each={edge.label.lines}>
              {(line, i) => (
                <text
                  class={line.kind}
                  classList={{ taken: isTaken(line.transitions) }}
                  x={edge.label.x + 4}
                  y={edge.label.y + 13 + i() * lineHeight.event}
                >
                  {line.text}
                </text>
              )}
            </For>
          </g>
        )}
      </For>
      <Show when={props.scale < legible}>
        <g class="map-names" aria-hidden="true">
          <For each={mapLabels(props.chart, props.scale, props.active)}>
            {({ x, y, fontSize, text, box }) => (
              <text
                classList={{ active: props.active.has(box.state) }}
                x={x + fontSize * 0.2}
                y={y + fontSize * 1.05}
                style={{ 'font-size': `${fontSize}px`, 'stroke-width': `${fontSize * 0.35}px` }}
              >
                {text}
              </text>
            )}
          </For>
        </g>
      </Show>
    </g>
  );
}

/** Where the name of a state is written. */
const nameArea = ({ x, y, name }: Box): Rectangle => ({
  x: x + 6,
  y: y + 5,
  width: 24 + Math.max(...name.map((text) => textWidth(text, sizes.name))),
  height: name.length * lineHeight.name + 2,
});

/** Of a line in a box, as long as it is. */
/** In the middle of the letters, so that its edge leaves the line below alone. */
const writtenLine = (box: Box, i: number): Rectangle => ({
  ...lineArea(box, i),
  x: box.x + 9,
  y: lineArea(box, i).y - 1,
  width: textWidth(box.lines[i]?.text ?? '', sizes.line) + 6,
});

/** What makes a part of a chart tell all of it: pointing at it, going to it with the keys, a click, Enter. */
function told(props: Props, about: Told, isTaken: boolean): JSX.GSVGAttributes<SVGGElement> {
  const ask = (event: Event): void => {
    event.stopPropagation();
    props.ask({ ...(about.state === undefined ? {} : { state: about.state }), transitions: about.transitions });
  };
  return {
    role: 'button',
    tabindex: isTaken ? 0 : -1,
    'aria-description': spoken(props.chart, about),
    'data-told': `${about.at.x} ${about.at.y}`,
    onClick: ask,
    onKeyDown: (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      ask(event);
    },
    onPointerEnter: () => props.tell(about, 'pointer'),
    onPointerLeave: () => props.tell(undefined, 'pointer'),
    // A click that moves the chart is no wish to read.
    onFocus: (event) => {
      if (event.currentTarget.matches(':focus-visible')) props.tell(about, 'keys');
    },
    onBlur: () => props.tell(undefined, 'keys'),
  } as JSX.GSVGAttributes<SVGGElement>;
}

/** For somebody who hears the chart. */
function spoken(chart: Chart, { state, transitions }: Told): string {
  if (state !== undefined)
    return `state ${state === '' ? chart.machine : state}: ${stateCalled(chart.machine, state)?.description ?? ''}`;
  const entries = transitions.flatMap((id) => transitionCalled(id) ?? []);
  return entries.map((entry) => `${entry.state}: ${transitionText(entry)}`).join('; ');
}

/** What is written in a box, above the arrows that may pass behind it. */
function Head(
  props: Props & {
    box: Box;
    isTaken: (ids: readonly string[]) => boolean;
    heatOf: (ids: readonly string[]) => number | undefined;
  },
): JSX.Element {
  const below = (): number => props.box.y + 6 + props.box.name.length * lineHeight.name + 5;
  return (
    <g class={`head ${props.box.kind}`} classList={{ active: props.active.has(props.box.state) }}>
      <g {...told(props, { at: nameArea(props.box), state: props.box.state, transitions: [] }, false)}>
        <For each={props.box.name}>
          {(text, i) => (
            <text
              class="name"
              x={props.box.x + (i() === 0 && props.box.initial ? 24 : 12)}
              y={props.box.y + 19 + i() * lineHeight.name}
            >
              {text}
            </text>
          )}
        </For>
        {props.box.initial ? <circle class="initial" cx={props.box.x + 14} cy={props.box.y + 14.5} r="4" /> : null}
      </g>
      <For each={props.box.lines}>
        {(line, i) => (
          <g
            class={`line ${line.kind}`}
            classList={{
              taken: props.isTaken(line.transitions),
              now: props.taken.now && props.isTaken(line.transitions),
            }}
            style={heatStyle(props.heatOf(line.transitions))}
            {...told(
              props,
              { at: writtenLine(props.box, i()), transitions: line.transitions },
              props.isTaken(line.transitions),
            )}
          >
            <rect class="behind" {...writtenLine(props.box, i())} rx="3" />
            <text x={props.box.x + 12} y={below() + 9 + i() * lineHeight.line}>
              {line.text}
            </text>
          </g>
        )}
      </For>
    </g>
  );
}

const heatStyle = (heat: number | undefined): JSX.CSSProperties | undefined =>
  heat === undefined ? undefined : { '--heat': heat === 0 ? '0' : String(0.25 + 0.75 * heat) };

/** A route with its corners rounded off. */
function rounded({ points }: Edge): string {
  const radius = 6;
  let d = '';
  for (const [i, [x, y]] of points.entries()) {
    const before = points[i - 1];
    const after = points[i + 1];
    if (!before) d += `M${x} ${y}`;
    else if (!after) d += `L${x} ${y}`;
    else {
      const r = Math.min(radius, distance(before, [x, y]) / 2, distance([x, y], after) / 2);
      const [ax, ay] = towards([x, y], before, r);
      const [bx, by] = towards([x, y], after, r);
      d += `L${ax} ${ay}Q${x} ${y} ${bx} ${by}`;
    }
  }
  return d;
}

type Point = readonly [x: number, y: number];
const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);
const towards = (from: Point, to: Point, length: number): Point => {
  const all = distance(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) * length) / all, from[1] + ((to[1] - from[1]) * length) / all];
};
