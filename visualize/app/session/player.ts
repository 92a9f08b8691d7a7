import { createSignal, onCleanup } from 'solid-js';
import { byStep } from './moves.ts';
import type { Session } from './session.ts';

/** Steps a second. */
export const speeds = [1, 2, 4, 10, 30, 100, 1000] as const;

/** Plays a run: so many steps a second, at most one picture for each frame of the screen. */
export function createPlayer(session: Session) {
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
        if (session.status().kind !== 'running') setPlaying(false);
        owed = 0;
        break;
      }
      place = next;
    }
    if (place !== begin) session.setPlace(place);
    frame = requestAnimationFrame(tick);
  };

  const toggle = (): void => {
    const trace = session.trace();
    if (!trace) return;
    if (!playing() && byStep(trace, session.place(), 1) === session.place()) session.setPlace(0);
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
