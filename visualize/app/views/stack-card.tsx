import { createMemo, For, type JSX, Show } from 'solid-js';
import type { StateValue } from 'xstate';
import { pathsOf } from '../../../src/run/coverage.ts';
import { stateName } from '../../../src/system/state-name.ts';
import type { Chart } from '../../chart/chart.ts';
import { cardHead } from './card-head.ts';
import type { Card } from './stack-layout.ts';
import { stateLines } from './state-lines.ts';

/** Width of a letter of a state, and what is left and right of it, pixels. */
const [stateLetter, around] = [7.3, 16];
/** What is below the small chart, and the least that it is high. */
const [below, leastChart] = [7, 6];

type Props = {
  readonly card: Card;
  readonly state: StateValue;
  readonly chart: Chart | undefined;
  /** Transitions that it took in this step. */
  readonly took: readonly string[];
  /** It received the message that is looked at; something else in this step; nothing. */
  readonly part: 'receiver' | 'acted' | 'still';
  readonly choose: () => void;
};

/** One actor: who it is, the state that it is in, and where that is in its chart. */
export function StackCard(props: Props): JSX.Element {
  const active = createMemo(() => new Set(['', ...pathsOf(props.state)]));
  const head = createMemo(() => cardHead(props.card, around));
  const states = (): readonly string[] =>
    stateLines(props.state, Math.floor((props.card.width - around) / stateLetter));
  /** Filled both ways: it says where something is, not how it looks. */
  const scale = (chart: Chart): string =>
    `${(props.card.width - around) / chart.width} ${(props.card.height - head().chart - below) / chart.height}`;
  return (
    <g
      class={`card ${props.card.layer} ${props.part}`}
      data-actor={props.card.address}
      transform={`translate(${props.card.x} ${props.card.y})`}
      onClick={() => props.choose()}
    >
      <title>{`${props.card.address}: ${stateName(props.state)}`}</title>
      <rect class="edge" width={props.card.width} height={props.card.height} rx="7" />
      <For each={head().names}>
        {({ kind, text, x, y }) => (
          <text class={kind} x={x} y={y}>
            {text}
          </text>
        )}
      </For>
      <For each={states()}>
        {(line, i) => (
          <text class="state" x="8" y={head().states + i() * 14}>
            {line}
          </text>
        )}
      </For>
      <Show when={props.card.height >= head().chart + leastChart + below && props.chart}>
        {(chart) => (
          <g class="small" transform={`translate(8 ${head().chart}) scale(${scale(chart())})`}>
            <For each={chart().boxes.filter(({ kind }) => kind !== 'machine')}>
              {(box) => (
                <rect
                  class={box.kind}
                  classList={{ active: active().has(box.state) }}
                  x={box.x}
                  y={box.y}
                  width={box.width}
                  height={box.height}
                />
              )}
            </For>
            <For each={chart().edges.filter(({ transitions }) => transitions.some((id) => props.took.includes(id)))}>
              {({ points }) => <polyline points={points.map((point) => point.join(',')).join(' ')} />}
            </For>
          </g>
        )}
      </Show>
    </g>
  );
}
