import { createMemo, For, type JSX, Show } from 'solid-js';
import type { StateValue } from 'xstate';
import { pathsOf } from '../../../src/run/coverage.ts';
import { stateName } from '../../../src/system/state-name.ts';
import type { Chart } from '../../chart/chart.ts';
import { clipped } from '../../chart/text-size.ts';
import type { Card } from './stack-layout.ts';
import { stateLines } from './state-lines.ts';

/** Widths of a letter of a name and of a state, and what is left and right of them, pixels. */
const [nameLetter, stateLetter, around] = [6.66, 7.3, 16];
/** Where the small chart is, from the top of its card; what is below it; and the least that it is high. */
const [chartTop, below, leastChart] = [50, 7, 6];

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
  const room = (letter: number): number => Math.floor((props.card.width - around) / letter);
  /** Filled both ways: it says where something is, not how it looks. */
  const scale = (chart: Chart): string =>
    `${(props.card.width - around) / chart.width} ${(props.card.height - chartTop - below) / chart.height}`;
  return (
    <g
      class={`card ${props.card.layer} ${props.part}`}
      data-actor={props.card.address}
      transform={`translate(${props.card.x} ${props.card.y})`}
      onClick={() => props.choose()}
    >
      <title>{`${props.card.address}: ${stateName(props.state)}`}</title>
      <rect class="edge" width={props.card.width} height={props.card.height} rx="7" />
      <text class="name" x="8" y="16">
        {clipped(props.card.address, room(nameLetter))}
      </text>
      <For each={stateLines(props.state, room(stateLetter))}>
        {(line, i) => (
          <text class="state" x="8" y={32 + i() * 14}>
            {line}
          </text>
        )}
      </For>
      <Show when={props.card.height >= chartTop + leastChart + below && props.chart}>
        {(chart) => (
          <g class="small" transform={`translate(8 ${chartTop}) scale(${scale(chart())})`}>
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
