import { createSignal, onCleanup } from 'solid-js';
import type { Trace } from '../trace/trace.ts';
import { type Breakpoint, hitAt } from './breakpoints.ts';
import { byStep } from './moves.ts';
import { goOn } from './scheduler.ts';
import type { Session } from './session.ts';

/** Steps a second. */
export const speeds = [1, 2, 4, 10, 30, 100, 1000] as const;

/** Plays a run: so many steps a second, at most one picture for each frame of the screen. */
export function createPlayer(session: Session, met: (point: Breakpoint) => void) {
  const [playing, setPlaying] = createSignal(false);
  const [speed, setSpeed] = createSignal<number>(4);
  let frame = 0;
  let owed = 0;
  let last = 0;

  const tick = (now: number): void => {
    const trace = session.trace();
    if (!playing() || !trace) return;
    owed += ((now - last) / 1000) * speed();
    last = now;
    let place = session.place();
    const begin = place;
    for (; owed >= 1; owed -= 1) {
      const next = byStep(trace, place, 1);
      if (next === place) {
        // Behind the last step of a run that asks, playing is to let happen what is due.
        if (session.asks()) goOn(session, 1);
        else if (session.status().kind !== 'running') setPlaying(false);
        owed = 0;
        break;
      }
      const hit = hitWithin(trace, session.stops(), next);
      place = hit?.place ?? next;
      if (hit) {
        met(hit.point);
        setPlaying(false);
        owed = 0;
        break;
      }
    }
    if (place !== begin) session.setPlace(place);
    if (playing()) frame = requestAnimationFrame(tick);
  };

  const toggle = (): void => {
    const trace = session.trace();
    if (!trace) return;
    if (!playing() && !session.asks() && byStep(trace, session.place(), 1) === session.place()) session.setPlace(0);
    setPlaying(!playing());
    cancelAnimationFrame(frame);
    last = performance.now();
    owed = 1;
    if (playing()) frame = requestAnimationFrame(tick);
  };

  const changeSpeed = (direction: 1 | -1): void => {
    const index = (speeds as readonly number[]).indexOf(speed());
    setSpeed(speeds[Math.max(0, Math.min(speeds.length - 1, index + direction))] ?? speed());
  };

  onCleanup(() => cancelAnimationFrame(frame));
  return {
    playing,
    toggle,
    stop: () => {
      if (playing()) toggle();
    },
    speed,
    setSpeed,
    changeSpeed,
  };
}

/** The first place of the step that begins here at which a breakpoint is met. */
function hitWithin(
  trace: Trace,
  stops: readonly Breakpoint[],
  first: number,
): { readonly place: number; readonly point: Breakpoint } | undefined {
  if (stops.length === 0) return undefined;
  const last = trace.lastPlace(trace.stepOf.at(first));
  for (let place = first; place <= last; place++) {
    const point = hitAt(trace, stops, place);
    if (point) return { place, point };
  }
  return undefined;
}
