import { For, type JSX, Show } from 'solid-js';
import type { Chart } from '../../chart/chart.ts';
import type { Frame, Size } from './camera.ts';

/** The most that it takes of the view: pixels, and part of it. */
const most = { width: 150, height: 120, part: 0.22 };

type Props = {
  readonly chart: Chart;
  readonly active: ReadonlySet<string>;
  readonly frame: Frame;
  readonly size: Size;
  /** Puts a place of the chart into the middle of the view. */
  readonly lookAt: (x: number, y: number) => void;
};

/** The whole chart, small, with what of it is in sight; a click goes there. */
export function ChartMap(props: Props): JSX.Element {
  const scale = (): number =>
    Math.min(
      Math.min(most.width, props.size.width * most.part) / props.chart.width,
      Math.min(most.height, props.size.height * most.part) / props.chart.height,
    );
  const isWhole = (): boolean =>
    props.chart.width * props.frame.scale <= props.size.width &&
    props.chart.height * props.frame.scale <= props.size.height;
  const look = (event: PointerEvent): void => {
    event.stopPropagation();
    if (event.buttons === 0) return;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    props.lookAt((event.clientX - box.x) / scale(), (event.clientY - box.y) / scale());
  };
  return (
    <Show when={!isWhole()}>
      <svg
        class="chart-map"
        aria-hidden="true"
        width={Math.ceil(props.chart.width * scale())}
        height={Math.ceil(props.chart.height * scale())}
        viewBox={`0 0 ${props.chart.width} ${props.chart.height}`}
        onPointerDown={look}
        onPointerMove={look}
        onPointerUp={(event) => event.stopPropagation()}
      >
        <For each={props.chart.boxes}>
          {(box) => (
            <rect
              class={box.kind}
              classList={{ active: props.active.has(box.state) }}
              x={box.x}
              y={box.y}
              width={box.width}
              height={box.height}
            />
          )}
        </For>
        <rect
          class="in-sight"
          x={-props.frame.x / props.frame.scale}
          y={-props.frame.y / props.frame.scale}
          width={props.size.width / props.frame.scale}
          height={props.size.height / props.frame.scale}
        />
      </svg>
    </Show>
  );
}
