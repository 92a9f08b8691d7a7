import { createEffect, createSignal, type JSX, on, onCleanup, onMount, Show } from 'solid-js';
import type { Page } from '../inspector.tsx';
import { type Frame, legible, type Size } from './camera.ts';
import { ChartTip } from './chart-tip.tsx';
import { type Tell, type Told, walkTold } from './told.ts';
import { onTwoFingers } from './two-fingers.ts';

type Props = {
  readonly page: Page;
  /** Where to look, when nobody has moved the chart by hand. Asked again whenever it changes. */
  readonly frame: (size: Size) => Frame;
  readonly label: string;
  readonly children: (frame: () => Frame, dragged: () => boolean, tell: Tell) => JSX.Element;
  /** Whose chart it is. */
  readonly machine?: string;
  /** What lies over the chart and does not move with it. */
  readonly over?: (seen: Seen) => JSX.Element;
};

export type Seen = {
  readonly frame: () => Frame;
  readonly size: () => Size;
  /** Puts a place of the chart into the middle. */
  readonly lookAt: (x: number, y: number) => void;
};

const [least, most] = [0.06, 3];
/** What somebody goes to with the keys is at least this far from the edge, pixels. */
const edge = 40;

/** A surface that is moved and zoomed with mouse, wheel, fingers and keys. */
export function ChartCanvas(props: Props): JSX.Element {
  const { camera } = props.page;
  let viewport!: HTMLDivElement;
  const [size, setSize] = createSignal<Size>({ width: 800, height: 560 });
  const [frame, setFrame] = createSignal<Frame>({ x: 0, y: 0, scale: 1 });
  const [dragging, setDragging] = createSignal(false);
  createEffect(
    on(
      () => props.frame(size()),
      (wanted) => setFrame(wanted),
    ),
  );

  const zoomAt = (factor: number, x: number, y: number): void => {
    setFrame((was) => {
      const scale = Math.max(least, Math.min(most, was.scale * factor));
      const ratio = scale / was.scale;
      return { scale, x: x - (x - was.x) * ratio, y: y - (y - was.y) * ratio };
    });
  };
  const pan = (dx: number, dy: number): void => {
    setFrame((was) => ({ ...was, x: was.x + dx, y: was.y + dy }));
  };

  const [gone, setGone] = createSignal<Told>();
  const [pointed, setPointed] = createSignal<Told>();
  /** The chart may move under a mouse that lies still: where somebody has gone with the keys counts for more. */
  const told = (): Told | undefined => gone() ?? pointed();
  /** What is gone to comes into sight. */
  const tell = (next: Told | undefined, by: 'keys' | 'pointer'): void => {
    if (by === 'pointer') {
      setPointed(next);
      return;
    }
    setGone(next);
    if (!next) return;
    const part = (at: number, length: number, from: number, room: number, scale: number): number => {
      const [begin, end] = [from + at * scale, from + (at + length) * scale];
      if (begin < edge) return edge - begin;
      return end > room - edge ? Math.max(edge - begin, room - edge - end) : 0;
    };
    const { x, y, scale } = frame();
    const { width, height } = size();
    const [dx, dy] = [
      part(next.at.x, next.at.width, x, width, scale),
      part(next.at.y, next.at.height, y, height, scale),
    ];
    if (dx !== 0 || dy !== 0) pan(dx, dy);
  };

  const lookAt = (x: number, y: number): void => {
    setFrame(({ scale }) => ({ scale, x: size().width / 2 - x * scale, y: size().height / 2 - y * scale }));
  };

  onMount(() => {
    const watch = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (box && box.width > 0) setSize({ width: box.width, height: box.height });
    });
    watch.observe(viewport);
    camera.zoom = (factor) => zoomAt(factor, size().width / 2, size().height / 2);
    camera.pan = pan;
    camera.walk = (direction) => {
      // From afar nothing is written that could be told.
      if (frame().scale < legible) zoomAt(1 / frame().scale, size().width / 2, size().height / 2);
      walkTold(viewport, direction);
    };
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = viewport.getBoundingClientRect();
      if (event.shiftKey) pan(-event.deltaY, 0);
      else zoomAt(Math.exp(-event.deltaY / 500), event.clientX - box.x, event.clientY - box.y);
    };
    viewport.addEventListener('wheel', onWheel, { passive: false });
    const noFingers = onTwoFingers(viewport, (factor) => camera.zoom(factor));
    onCleanup(() => {
      watch.disconnect();
      noFingers();
      camera.walk = () => undefined;
      viewport.removeEventListener('wheel', onWheel);
    });
  });

  const pointers = new Map<number, { x: number; y: number }>();
  const onPointerMove = (event: PointerEvent): void => {
    const was = pointers.get(event.pointerId);
    if (!was) return;
    pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const [dx, dy] = [event.clientX - was.x, event.clientY - was.y];
    if (pointers.size > 1 || (dx === 0 && dy === 0)) return;
    setDragging(true);
    pan(dx, dy);
  };
  const onPointerEnd = (event: PointerEvent): void => {
    pointers.delete(event.pointerId);
    // After the click that ends a drag: it asks for nothing.
    if (pointers.size === 0) setTimeout(() => setDragging(false));
  };

  return (
    <div
      ref={viewport}
      class="canvas"
      classList={{ dragging: dragging() }}
      onPointerDown={(event) => pointers.set(event.pointerId, { x: event.clientX, y: event.clientY })}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerEnd}
      onPointerLeave={onPointerEnd}
      onPointerCancel={onPointerEnd}
    >
      {props.over?.({ frame, size, lookAt })}
      <svg class="chart" role="group" aria-label={props.label}>
        <g
          class="camera"
          classList={{ still: dragging() }}
          style={{ transform: `translate(${frame().x}px, ${frame().y}px) scale(${frame().scale})` }}
        >
          {props.children(frame, dragging, tell)}
        </g>
      </svg>
      <Show when={!dragging() && told()}>
        {(about) => <ChartTip machine={props.machine ?? ''} told={about()} frame={frame()} size={size()} />}
      </Show>
    </div>
  );
}
