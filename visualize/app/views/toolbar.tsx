import { For, type JSX, Show } from 'solid-js';
import type { Page } from '../inspector.tsx';
import { searchNext } from '../keys/commands.ts';
import type { View } from '../session/address.ts';
import { changeText } from '../session/change.ts';

const tabs: readonly (readonly [view: View, name: string])[] = [
  ['stack', 'Stack'],
  ['charts', 'Statecharts'],
  ['sequence', 'Sequence'],
  ['packets', 'Packets & bus'],
  ['coverage', 'Coverage'],
  ['properties', 'Properties'],
];

/** What is looked at, and the ways to something else. */
export function Toolbar(props: { page: Page; title: string; file: string | undefined }): JSX.Element {
  const { page } = props;
  const { session } = page;
  const status = (): string => {
    const now = session.status();
    return now.kind === 'running' ? now.text : '';
  };
  return (
    <header class="toolbar">
      <h1>
        <span class="brand">scsi-statecharts</span>
        <span class="title" title={[props.title, props.file].filter(Boolean).join('\n')}>
          <span>{props.title === '' ? 'inspector' : props.title}</span>
          <Show when={props.file}>
            <small>{props.file}</small>
          </Show>
        </span>
        <Show when={session.isChanged() && session.run()}>
          {(run) => (
            <span class="chip" title={changeText(run().change)}>
              changed
            </span>
          )}
        </Show>
        <Show when={status() !== ''}>
          <span class="status">{status()}</span>
        </Show>
        <Show when={session.live()}>
          {(live) => (
            <button
              type="button"
              class="live"
              aria-pressed={live() === 'following'}
              title="Follow the run as it goes on (End)"
              onClick={() => session.setPlace(Number.MAX_SAFE_INTEGER)}
            >
              {live() === 'following' ? 'Live' : 'Go live'}
            </button>
          )}
        </Show>
        <Show when={session.isAway()}>
          <button
            type="button"
            class="live"
            title="The run that this was made of goes on elsewhere: follow it again"
            onClick={() => session.followAgain()}
          >
            Back to live
          </button>
        </Show>
      </h1>
      <nav class="tabs" aria-label="Views">
        <For each={tabs}>
          {([view, name], index) => (
            <button
              type="button"
              aria-current={session.view() === view ? 'page' : undefined}
              title={`${name} (${index()})`}
              onClick={() => session.setView(view)}
            >
              {name}
            </button>
          )}
        </For>
      </nav>
      <form
        class="search"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          void searchNext(page, 1);
        }}
      >
        <input
          id="search"
          type="search"
          placeholder="Search"
          aria-label="Search messages"
          value={page.query()}
          onInput={(event) => page.setQuery(event.currentTarget.value)}
        />
      </form>
      <div class="actions">
        <button type="button" title="What if it had been otherwise? (v)" onClick={() => page.setOverlay('whatIf')}>
          What if
        </button>
        <button type="button" title="Export (o)" onClick={() => page.setOverlay('export')}>
          Export
        </button>
        <button type="button" title="Gallery of scenarios (g)" onClick={() => page.setOverlay('gallery')}>
          Gallery
        </button>
        <button
          type="button"
          class="quiet"
          aria-label="Dark or light"
          title="Dark or light (t)"
          onClick={() => page.setTheme(page.theme() === 'dark' ? 'light' : 'dark')}
        >
          ◐
        </button>
        <button type="button" class="quiet" aria-label="Keys" title="Keys (?)" onClick={() => page.setOverlay('help')}>
          ?
        </button>
      </div>
    </header>
  );
}
