import { createMemo, For, type JSX, Show } from 'solid-js';
import { shownWords } from '../../../src/story/shown-text.ts';
import { settingsOf } from '../../../src/system/topology-settings.ts';
import type { Page } from '../inspector.tsx';
import { Breakable } from './breakable.tsx';

/** What the model checker found: what it shows, where, and in which system. Also beside what was made from it. */
export function CheckedStory(props: { page: Page }): JSX.Element {
  const { session, player } = props.page;
  const story = () => session.run()?.header()?.story;
  const isChanged = (): boolean => session.trace()?.header?.story === undefined;
  const settings = createMemo(() => {
    const topology = session.history()?.topology;
    return topology ? settingsOf(topology) : [];
  });
  const go = (place: number): void => {
    player.stop();
    session.setPlace(place);
  };
  return (
    <Show when={story()}>
      {(told) => (
        <>
          <p class="shows">
            <Show when={session.run()?.shown()} fallback={<strong>{shownWords(told().shows)}</strong>}>
              {(shown) => (
                <>
                  <Show when={isChanged()}>In this run: </Show>
                  <Show when={shown().place !== undefined} fallback={<strong>{shown().tells}.</strong>}>
                    <button type="button" class="link" onClick={() => go(shown().place ?? 0)}>
                      {shown().tells}
                    </button>
                  </Show>
                </>
              )}
            </Show>
          </p>
          <p class="told">
            {told().shows.kind === 'property' ? `\u201c${told().shows.says}\u201d` : told().shows.says}
          </p>
          <p class="system">
            {session.run()?.header()?.scenario}: {told().says}.{' '}
            <Show when={!isChanged()}>
              <button type="button" class="link" title="Its first step (Home)" onClick={() => go(0)}>
                Read it from the beginning
              </button>
            </Show>
          </p>
          <Show when={settings().length > 0}>
            <details class="system">
              <summary>
                {settings().length} {settings().length === 1 ? 'setting is' : 'settings are'} not the default
              </summary>
              What a clause asks for may be switched off by them:{' '}
              <For each={settings()}>
                {({ id, value, fallback }) => (
                  <span class="setting" title={`by default ${fallback}`}>
                    <Breakable name={`${id}=${value}`} />
                  </span>
                )}
              </For>
            </details>
          </Show>
        </>
      )}
    </Show>
  );
}
