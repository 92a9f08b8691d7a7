import { For, type JSX, Show } from 'solid-js';
import type { Page } from '../inspector.tsx';
import { Dialog } from '../views/dialog.tsx';
import { WrittenText } from '../views/written-text.tsx';
import { besideText, isForBoth } from './both-drivers.ts';
import { course } from './course.ts';
import { beginning, scenarioStories, storyGroups } from './stories.ts';

/** About what the longest first sentences have. */
const lettersOfStory = 190;

/** The shipped scenarios, each a click away, and a way to open a trace. */
export function Gallery(props: { page: Page }): JSX.Element {
  const { session, setOverlay } = props.page;
  const open = (name: string): void => {
    setOverlay(undefined);
    session.openScenario(name);
  };
  const close = (): void => {
    if (session.run()) setOverlay(undefined);
  };
  return (
    <Dialog title="What happens in a SCSI stack when ..." class="gallery" close={close}>
      <p class="lead">
        Target driver, packet, adapter, bus and device are state machines that talk by messages. Pick a story: it runs
        here, in this page, and you can stop it, step it, go back, change it, and say yourself what happens next. Or
        open a trace of yours:{' '}
        <label class="file">
          <input
            type="file"
            accept=".jsonl,.json,.txt"
            onChange={(event) => {
              const [file] = event.currentTarget.files ?? [];
              if (!file) return;
              setOverlay(undefined);
              session.openFile(file);
            }}
          />
          <span>choose a file</span>
        </label>{' '}
        or drop it on the page.
      </p>
      <section>
        <h3>Begin here: a course of {course.length} runs, each with a tour</h3>
        <ol class="stories course">
          <For each={course}>
            {([name, learns], index) => (
              <li>
                <button type="button" onClick={() => open(name)}>
                  <strong>
                    <span class="number">{index() + 1}</span> {scenarioStories().get(name)?.title}
                  </strong>
                  <span>{learns}</span>
                </button>
              </li>
            )}
          </For>
        </ol>
      </section>
      <For each={storyGroups()}>
        {([group, stories]) => (
          <section>
            <h3>{group}</h3>
            <ul class="stories">
              <For each={stories}>
                {(story) => (
                  <li>
                    <button type="button" onClick={() => open(story.name)}>
                      <strong>{story.title}</strong>
                      <span>
                        <WrittenText text={beginning(story.story, lettersOfStory)} />
                      </span>
                      <Show when={isForBoth(story.name)}>
                        <span class="tags">
                          <em>{besideText(story.name)}</em>
                        </span>
                      </Show>
                    </button>
                  </li>
                )}
              </For>
            </ul>
          </section>
        )}
      </For>
    </Dialog>
  );
}
