import { createMemo, For, type JSX, Show } from 'solid-js';
import { endOfSentence, scenarioStories } from '../gallery/stories.ts';
import { TourStops } from '../gallery/tour-stops.tsx';
import { tours } from '../gallery/tours.ts';
import type { Page } from '../inspector.tsx';
import { changeText } from '../session/change.ts';
import { troubles } from '../session/moves.ts';
import { CheckedStory } from './checked-story.tsx';
import { markShapes } from './mark-shapes.ts';
import { RunOutcome } from './run-outcome.tsx';
import { timeText } from './time-text.ts';
import { WrittenText } from './written-text.tsx';

const shown = 200;

/** What the scenario tells, and where in the run to look. */
export function StoryPanel(props: { page: Page }): JSX.Element {
  const { session } = props.page;
  const story = () => {
    const run = session.run();
    return run && scenarioStories().get(run.title);
  };
  const kinds = new Set([...troubles, 'sense']);
  const moments = createMemo(() =>
    session
      .marks()
      .filter(({ kind }) => kinds.has(kind))
      .slice(0, shown),
  );
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
            <summary>
              <WrittenText text={told.story.slice(0, endOfSentence(told.story))} />
            </summary>
            <WrittenText text={told.story.slice(endOfSentence(told.story))} />
          </details>
        )}
      </Show>
      <CheckedStory page={props.page} />
      <RunOutcome page={props.page} />
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
