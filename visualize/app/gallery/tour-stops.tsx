import { createEffect, createMemo, For, type JSX, Show } from 'solid-js';
import type { Page } from '../inspector.tsx';
import type { View } from '../session/address.ts';
import { besideText, isForBoth } from './both-drivers.ts';
import { course } from './course.ts';
import { placesOfTour } from './landmarks.ts';
import { scenarioStories } from './stories.ts';
import { type Tour, tours } from './tours.ts';

/** Views in which a message is seen: who is in one of them stays there. */
const showingMessages: ReadonlySet<View> = new Set(['stack', 'charts', 'sequence', 'packets']);

/** Goes to a stop of a tour and looks at it as the tour does. */
function goTo({ session, player }: Page, tour: Tour, places: readonly number[], index: number): void {
  const [stop, place] = [tour.stops[index], places[index]];
  if (!stop || place === undefined || place < 0) return;
  player.stop();
  session.setPlace(place);
  if (stop.view) session.setView(stop.view);
  else if (!showingMessages.has(session.view())) session.setView('stack');
  session.setFollow(true);
}

/** The tour of the run that is looked at, if there is one. */
function tourOf({ session }: Page): { readonly tour: Tour; readonly places: readonly number[] } | undefined {
  const [run, trace] = [session.run(), session.trace()];
  const tour = tours[run?.title ?? ''];
  return run?.source?.kind === 'scenario' && trace && tour ? { tour, places: placesOfTour(trace, tour) } : undefined;
}

/** On to the next stop of the tour, or back. */
export function walkTour(page: Page, direction: 1 | -1): void {
  const found = tourOf(page);
  if (!found) {
    page.say('There is no tour through this run; its moments are listed in the story.');
    return;
  }
  const { tour, places } = found;
  const here = page.session.place();
  const index =
    direction === 1
      ? places.findIndex((place) => place > here)
      : places.findLastIndex((place) => place >= 0 && place < here);
  if (index >= 0) goTo(page, tour, places, index);
  else page.say(direction === 1 ? 'The tour ends here.' : 'The tour begins here.');
}

/** Where to look in a run, in order, and what to look at next. */
export function TourStops(props: { page: Page; scenario: string }): JSX.Element {
  const { session, setOverlay } = props.page;
  const found = createMemo(() => tourOf(props.page));
  const lesson = (): number => course.findIndex(([name]) => name === props.scenario);
  /** The one to learn next. */
  const following = (): string | undefined => (lesson() < 0 ? undefined : course[lesson() + 1]?.[0]);
  const ready = (): boolean => session.status().kind === 'ready';
  let list: HTMLOListElement | undefined;
  /** The stop that is looked at; -1 for none. */
  const at = (): number => found()?.places.indexOf(session.place()) ?? -1;
  // Where the tour is can be read, however small the panel, and what comes next.
  createEffect(() => {
    if (at() >= 0) list?.querySelector('[aria-current=step]')?.scrollIntoView({ block: 'nearest' });
  });
  return (
    <>
      <Show when={ready() && found()}>
        {(walk) => (
          <>
            <h2>
              Tour{' '}
              <button
                type="button"
                class="next-stop"
                title="Next stop of the tour (>)"
                onClick={() => walkTour(props.page, 1)}
              >
                {at() < 0 ? 'begin' : `${at() + 1} of ${walk().tour.stops.length}`} ›
              </button>
              <Show when={lesson() >= 0}>
                <span class="lesson">
                  run {lesson() + 1} of {course.length}
                </span>
              </Show>
            </h2>
            <ol ref={list} class="tour">
              <For each={walk().tour.stops}>
                {(stop, index) => (
                  <li>
                    <button
                      type="button"
                      disabled={(walk().places[index()] ?? -1) < 0}
                      aria-current={index() === at() ? 'step' : undefined}
                      onClick={() => goTo(props.page, walk().tour, walk().places, index())}
                    >
                      {stop.says}
                    </button>
                  </li>
                )}
              </For>
            </ol>
          </>
        )}
      </Show>
      <Show when={ready() && session.run()?.source?.kind === 'scenario'}>
        <p class="onwards">
          <Show when={isForBoth(props.scenario)}>
            <button
              type="button"
              class="link"
              title="The same faults under both (p)"
              onClick={() => setOverlay('compare')}
            >
              {besideText(props.scenario)}
            </button>
          </Show>
          <Show when={following()}>
            {(name) => (
              <button type="button" class="link" onClick={() => session.openScenario(name())}>
                next, {lesson() + 2}: {scenarioStories().get(name())?.title}
              </button>
            )}
          </Show>
          <For each={(found()?.tour.next ?? []).filter((name) => name !== following())}>
            {(name) => (
              <button type="button" class="link" onClick={() => session.openScenario(name)}>
                see also: {scenarioStories().get(name)?.title ?? name}
              </button>
            )}
          </For>
        </p>
      </Show>
    </>
  );
}
