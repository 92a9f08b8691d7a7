import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { stateCalled, transitionCalled } from '../session/specification.ts';
import type { Frame, Size } from './camera.ts';
import type { Told } from './told.ts';
import { transitionText } from './transition-text.ts';

const gap = 6;

/** All of what a chart has no room for: the guards in full, and what the transitions do. */
export function ChartTip(props: { machine: string; told: Told; frame: Frame; size: Size }): JSX.Element {
  let element!: HTMLDivElement;
  const [own, setOwn] = createSignal<Size>({ width: 0, height: 0 });
  onMount(() => {
    const watch = new ResizeObserver(() => setOwn({ width: element.offsetWidth, height: element.offsetHeight }));
    watch.observe(element);
    onCleanup(() => watch.disconnect());
  });
  /** Below what it is about, or above it where there is more room. */
  const place = createMemo(() => {
    const { frame, size, told } = props;
    const [left, top] = [frame.x + told.at.x * frame.scale, frame.y + told.at.y * frame.scale];
    const below = top + told.at.height * frame.scale + gap;
    const above = top - gap - own().height;
    const y = below + own().height <= size.height || above < 0 ? below : above;
    return {
      x: Math.max(gap, Math.min(left, size.width - own().width - gap)),
      y: Math.max(gap, Math.min(y, size.height - own().height - gap)),
    };
  });
  const entries = () => props.told.transitions.flatMap((id) => transitionCalled(id) ?? []);
  return (
    <div
      ref={element}
      class="tip"
      role="tooltip"
      style={{ left: `${place().x}px`, top: `${place().y}px`, 'max-height': `${props.size.height - 2 * gap}px` }}
    >
      <Show when={props.told.state !== undefined}>
        <p>
          <code>{props.told.state === '' ? props.machine : props.told.state}</code>
          <span>{stateCalled(props.machine, props.told.state ?? '')?.description}</span>
        </p>
      </Show>
      <For each={entries()}>
        {(entry) => (
          <p>
            <code>{transitionText(entry)}</code>
            <span>{entry.ignored === undefined ? entry.description : `ignored: ${entry.ignored}`}</span>
          </p>
        )}
      </For>
    </div>
  );
}
