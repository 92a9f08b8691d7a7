import { createMemo, For, type JSX, Show } from 'solid-js';
import { shownText } from '../../../src/story/shown-text.ts';
import { settingsOf } from '../../../src/system/topology-settings.ts';
import { endOfSentence, scenarioStories } from '../gallery/stories.ts';
import { TourStops } from '../gallery/tour-stops.tsx';
import { tours } from '../gallery/tours.ts';
import type { Page } from '../inspector.tsx';
import { changeText } from '../session/change.ts';
import { troubles } from '../session/moves.ts';
import { Breakable } from './breakable.tsx';
import { markShapes } from './mark-shapes.ts';
import { timeText } from './time-text.ts';

const shown = 200;

/** What the scenario tells, and where in the run to look. */
export function StoryPanel(props: { page: Page }): JSX.Element {
  const { session } = props.page;
  const story = () => {
    const run = session.run();
    return run && scenarioStories().get(run.title);
  };
  const kinds = new Set([...troubles, 'sense']);
  const moments = createMemo(() => {
    const trace = session.trace();
    return (trace?.marks ?? []).filter(({ kind }) => kinds.has(kind)).slice(0, shown);
  });
  const settings = createMemo(() => {
    const topology = session.history()?.topology;
    return topology ? settingsOf(topology) : [];
  });
  const report = () => session.run()?.report();
  const outcome = (): string => {
    const seen = report();
    if (!seen) return '';
    const answers = Object.entries(seen.answers).map(([error, n]) => `${n} ${error === 'none' ? 'in order' : error}`);
    const retries = Object.entries(seen.retries).filter(([, n]) => n > 0);
    const retried = retries.length === 0 ? 'no retries' : `retries: ${retries.map(([k, n]) => `${k} ${n}`).join(', ')}`;
    return `${Math.max(seen.commands.submitted, seen.commands.completed)} requests: ${answers.join(', ')}; ${retried}; ${seen.steps} steps, ${seen.seconds.virtual.toFixed(3)} s`;
  };
  const isNow = (place: number): boolean =>
    session.trace()?.stepOf.at(place) === session.trace()?.stepOf.at(session.place());

  return (
    <div class="story scroll" tabindex="0" role="region" aria-label="Story and moments">
      <Show when={session.isChanged() && session.run()}>
        {(run) => (
          <p class="changed">
            <strong>Changed:</strong> {changeText(run().change)}
          </p>
        )}
      </Show>
      <For each={session.run()?.notes() ?? []}>{(note) => <p class="changed">{note}</p>}</For>
      <Show when={story()} keyed>
        {(told) => (
          <details class="told" open={tours[told.name] === undefined}>
            <summary>{told.story.slice(0, endOfSentence(told.story))}</summary>
            {told.story.slice(endOfSentence(told.story))}
          </details>
        )}
      </Show>
      <Show when={session.trace()?.header?.story}>
        {(told) => (
          <p class="told">
            {told().says}. {shownText(told().shows)}
          </p>
        )}
      </Show>
      <Show when={session.trace()?.header?.story && settings().length > 0}>
        <p class="outcome">
          This system is not set as by default; what a clause asks for may be switched off in it:{' '}
          <For each={settings()}>
            {({ id, value, fallback }) => (
              <span class="setting" title={`by default ${fallback}`}>
                <Breakable name={`${id}=${value}`} />
              </span>
            )}
          </For>
        </p>
      </Show>
      <Show when={outcome() !== ''}>
        <p class="outcome">{outcome()}</p>
      </Show>
      <Show when={session.isChanged() && session.other()?.report()}>
        {(before) => (
          <p class="outcome before">
            as it was:{' '}
            {Object.entries(before().answers)
              .map(([e, n]) => `${n} ${e === 'none' ? 'in order' : e}`)
              .join(', ')}
            ; retries:{' '}
            {Object.entries(before().retries)
              .filter(([, n]) => n > 0)
              .map(([k, n]) => `${k} ${n}`)
              .join(', ') || 'none'}
            ; {before().steps} steps
          </p>
        )}
      </Show>
      <Show when={session.other()}>
        <p class="onwards">
          <button
            type="button"
            class="link"
            title="Both runs side by side, from where they part (X)"
            onClick={() => props.page.setOverlay('futures')}
          >
            Two futures, side by side
          </button>
        </p>
      </Show>
      <Show when={session.run()}>{(run) => <TourStops page={props.page} scenario={run().title} />}</Show>
      <Show when={moments().length > 0}>
        <h2>Moments</h2>
        <ol class="moments">
          <For each={moments()}>
            {({ place, kind, text }) => (
              <li>
                <button
                  type="button"
                  classList={{ now: isNow(place) }}
                  aria-current={isNow(place) ? 'step' : undefined}
                  onClick={() => session.setPlace(place)}
                >
                  <span class={`shape ${kind}`} aria-hidden="true">
                    {markShapes[kind]}
                  </span>
                  <span>{text}</span>
                  <time>{timeText(session.trace()?.timeOf(session.trace()?.stepOf.at(place) ?? 0) ?? 0)}</time>
                </button>
              </li>
            )}
          </For>
        </ol>
      </Show>
    </div>
  );
}
