import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { Chart, Rectangle } from '../../chart/chart.ts';
import type { Frame, Size } from './camera.ts';
import { isWhole, litParts, mapPlace } from './map-place.ts';

type Props = {
  readonly chart: Chart;
  readonly active: ReadonlySet<string>;
  readonly taken: readonly string[];
  readonly frame: Frame;
  readonly size: Size;
  /** Puts a place of the chart into the middle of the view. */
  readonly lookAt: (x: number, y: number) => void;
};

/** The whole chart, small, with what of it is in sight; a click goes there. It covers nothing that is lit. */
export function ChartMap(props: Props): JSX.Element {
  // What somebody holds does not jump away.
  const [held, hold] = createSignal(false);
  const place = createMemo((before: Rectangle | undefined): Rectangle | undefined => {
    if (held()) return before;
    const { chart, frame, size } = props;
    if (isWhole(chart, frame, size)) return undefined;
    return mapPlace(chart, size, litParts(chart, frame, props.active, new Set(props.taken)));
  });
  const look = (event: PointerEvent): void => {
    event.stopPropagation();
    const map = event.currentTarget as Element;
    if (event.type === 'pointerdown') {
      map.setPointerCapture(event.pointerId);
      hold(true);
    }
    if (event.buttons === 0) return;
    const box = map.getBoundingClientRect();
    const scale = box.width / props.chart.width;
    props.lookAt((event.clientX - box.x) / scale, (event.clientY - box.y) / scale);
  };
  const letGo = (event: PointerEvent): void => {
    event.stopPropagation();
    hold(false);
  };
  return (
    <Show when={place()}>
      {(at) => (
        <svg
          class="chart-map"
          aria-hidden="true"
          style={{ left: `${at().x}px`, top: `${at().y}px` }}
          width={at().width}
          height={at().height}
          viewBox={`0 0 ${props.chart.width} ${props.chart.height}`}
          onPointerDown={look}
          onPointerMove={look}
          onPointerUp={letGo}
          onPointerCancel={letGo}
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
      )}
    </Show>
  );
}
