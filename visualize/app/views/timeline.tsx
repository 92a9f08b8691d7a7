import { createEffect, createMemo, createSignal, For, type JSX, on, onCleanup, onMount, Show } from 'solid-js';
import type { Page } from '../inspector.tsx';
import { changeText, isChanged } from '../session/change.ts';
import { byStep, toMark, troubles } from '../session/moves.ts';
import { speeds } from '../session/player.ts';
import { canTakeOver, takeOver } from '../session/scheduler.ts';
import { type MarkKind, markNames } from '../trace/marks.ts';
import { markShapes } from './mark-shapes.ts';
import { timeText } from './time-text.ts';

/** From the back to the front: what matters most is drawn last. */
const drawn: readonly MarkKind[] = [
  'command',
  'answer',
  'sense',
  'check',
  'fault',
  'timeout',
  'reset',
  'error',
  'verdict',
];
const height = 30;

/** The whole run at a glance, and how to move in it. */
export function Timeline(props: { page: Page }): JSX.Element {
  const { page } = props;
  const { session, player } = page;
  let canvas!: HTMLCanvasElement;
  let slider!: HTMLInputElement;
  const [width, setWidth] = createSignal(600);

  const steps = (): number => session.trace()?.steps ?? 0;
  const n = (): number => Math.max(0, session.trace()?.stepOf.at(session.place()) ?? 0);
  const kinds = createMemo(() => {
    const present = new Set(session.marks().map(({ kind }) => kind));
    return drawn.filter((kind) => present.has(kind) && kind !== 'command');
  });

  const paint = (): void => {
    const trace = session.trace();
    const ratio = window.devicePixelRatio || 1;
    canvas.width = Math.round(width() * ratio);
    canvas.height = height * ratio;
    const context = canvas.getContext('2d');
    if (!context || !trace) return;
    context.scale(ratio, ratio);
    const style = getComputedStyle(canvas);
    const x = (place: number): number => 8 + (trace.stepOf.at(place) / Math.max(1, trace.steps - 1)) * (width() - 16);
    context.font = '10px sans-serif';
    context.textAlign = 'center';
    for (const kind of drawn) {
      context.fillStyle = style.getPropertyValue(`--mark-${kind}`) || '#888';
      let lastX = -100;
      for (const mark of session.marks()) {
        if (mark.kind !== kind) continue;
        const at = x(mark.place);
        if (at - lastX < (kind === 'command' || kind === 'answer' ? 1 : 6)) continue;
        lastX = at;
        if (kind === 'command') context.fillRect(at - 0.5, 20, 1, 6);
        else if (kind === 'answer') context.fillRect(at - 0.5, 16, 1.5, 10);
        else {
          // A flag on its pole stands beside the hand that is on the same step.
          const isFlag = kind === 'verdict';
          context.fillText(markShapes[kind], isFlag ? at - 7 : at, 12);
          if (isFlag) context.fillRect(at - 3, 3, 2, 23);
        }
      }
    }
  };
  createEffect(
    on([session.places, session.run, () => session.run()?.shown(), width, page.theme], () =>
      requestAnimationFrame(paint),
    ),
  );

  // In this order: a slider takes no value beyond its end.
  createEffect(() => {
    slider.max = String(Math.max(0, steps() - 1));
    slider.value = String(n());
  });

  onMount(() => {
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setWidth(entry.contentRect.width);
    });
    watch.observe(canvas);
    onCleanup(() => watch.disconnect());
  });

  const go = (move: (place: number) => number): void => {
    player.stop();
    session.setPlace(move(session.place()));
  };
  const jump = (wanted: readonly MarkKind[]) => (place: number) => toMark(session.marks(), place, 1, wanted);
  const stepBy = (direction: 1 | -1) => (place: number) => {
    const trace = session.trace();
    return trace ? byStep(trace, place, direction) : place;
  };

  const otherRun = (): string => {
    const other = session.other();
    if (!other) return 'To the run that it is compared with (x)';
    return isChanged(other.change) ? `Show it with ${changeText(other.change)} (x)` : 'Show it as it was (x)';
  };

  return (
    <footer class="timeline">
      <div class="controls">
        <button type="button" aria-label="Beginning" title="Beginning (Home)" onClick={() => go(() => 0)}>
          <Icon d="M1 1h2v10H1zM11 1v10L4 6z" />
        </button>
        <button type="button" aria-label="Step back" title="Step back (←)" onClick={() => go(stepBy(-1))}>
          <Icon d="M9 1v10L1 6zM10 1h1.6v10H10z" />
        </button>
        <button
          type="button"
          class="play"
          aria-label={player.playing() ? 'Pause' : 'Play'}
          title="Play, pause (space)"
          onClick={() => player.toggle()}
        >
          <Icon d={player.playing() ? 'M2 1h3v10H2zM7 1h3v10H7z' : 'M2 0.5v11L11.5 6z'} />
        </button>
        <button type="button" aria-label="Next step" title="Next step (→)" onClick={() => go(stepBy(1))}>
          <Icon d="M3 1v10l8-5zM0.4 1H2v10H0.4z" />
        </button>
        <label>
          <span class="spoken">Steps a second</span>
          <select
            value={player.speed()}
            title="Steps a second ([ ])"
            onChange={(event) => player.setSpeed(Number(event.currentTarget.value))}
          >
            <For each={speeds}>{(speed) => <option value={speed}>{speed}/s</option>}</For>
          </select>
        </label>
        <span class="gap" />
        <button
          type="button"
          title="Next command given to the transport (c)"
          onClick={() => go(jump(['command', 'sense']))}
        >
          Command
        </button>
        <button type="button" title="Next answer to a request (i)" onClick={() => go(jump(['answer', 'error']))}>
          I/O
        </button>
        <button type="button" title="Next trouble (e)" onClick={() => go(jump(troubles))}>
          Trouble
        </button>
        <button
          type="button"
          title="Breakpoints: where play stops (B)"
          aria-pressed={session.stops().length > 0}
          onClick={() => page.setOverlay('breakpoints')}
        >
          Breakpoints{session.stops().length > 0 ? ` ${session.stops().length}` : ''}
        </button>
        <button
          type="button"
          class="take-over"
          title="Be the scheduler from here on (s)"
          disabled={!canTakeOver(session)}
          onClick={() => {
            player.stop();
            takeOver(session);
          }}
        >
          Take over
        </button>
        <button
          type="button"
          class="other-run"
          title={otherRun()}
          disabled={!session.other() || session.status().kind === 'running'}
          onClick={() => {
            player.stop();
            session.swap();
          }}
        >
          Other run
        </button>
        <ul class="marks" aria-label="Marks">
          <For each={kinds()}>
            {(kind) => (
              <li title={markNames[kind]}>
                <span class={`shape ${kind}`} aria-hidden="true">
                  {markShapes[kind]}
                </span>
                {kind}
              </li>
            )}
          </For>
        </ul>
        <output class="position">
          <Show when={steps() > 0} fallback="no run">
            <strong>{timeText(session.step()?.at ?? 0)}</strong> step {n().toLocaleString('en-US')} of{' '}
            {(steps() - 1).toLocaleString('en-US')}
          </Show>
        </output>
      </div>
      <div class="scrub">
        <canvas ref={canvas} height={height} aria-hidden="true" />
        <input
          ref={slider}
          type="range"
          min="0"
          aria-label="Position in the run"
          aria-valuetext={`step ${n()}, ${timeText(session.step()?.at ?? 0)}`}
          onInput={(event) => {
            const wanted = Number(event.currentTarget.value);
            go(() => session.trace()?.firstPlace.at(wanted) ?? 0);
          }}
        />
      </div>
    </footer>
  );
}

const Icon = (props: { d: string }): JSX.Element => (
  <svg viewBox="0 0 12 12" aria-hidden="true">
    <path d={props.d} />
  </svg>
);
