import { createEffect, createMemo, createSignal, type JSX, Match, onCleanup, onMount, Show, Switch } from 'solid-js';
import type { Chart } from '../chart/chart.ts';
import { ExportDialog } from './export/export-dialog.tsx';
import { Gallery } from './gallery/gallery.tsx';
import { commands, runCommand } from './keys/commands.ts';
import { Help } from './keys/help.tsx';
import { readAddress } from './session/address.ts';
import { keepAddressBar } from './session/address-bar.ts';
import { breakpointText } from './session/breakpoints.ts';
import { createPlayer } from './session/player.ts';
import type { Session } from './session/session.ts';
import { BreakpointsDialog } from './views/breakpoints-dialog.tsx';
import { ChartView } from './views/chart-view.tsx';
import { CompareDialog } from './views/compare-dialog.tsx';
import { CoverageView } from './views/coverage-view.tsx';
import { FuturesDialog } from './views/futures-dialog.tsx';
import { PacketsView } from './views/packets-view.tsx';
import { PropertiesView } from './views/properties-view.tsx';
import { SchedulerPanel } from './views/scheduler-panel.tsx';
import { SequenceView } from './views/sequence-view.tsx';
import { StackList } from './views/stack-list.tsx';
import { StackView } from './views/stack-view.tsx';
import { StepPanel } from './views/step-panel.tsx';
import { StoryPanel } from './views/story-panel.tsx';
import { Timeline } from './views/timeline.tsx';
import { type Title, titleOf } from './views/title.ts';
import { Toolbar } from './views/toolbar.tsx';
import { inSightOnly, type Unroll } from './views/unrolled.ts';
import { WhatIf } from './views/what-if.tsx';

export type Overlay = 'gallery' | 'help' | 'whatIf' | 'export' | 'breakpoints' | 'compare' | 'futures' | undefined;
export type Theme = 'light' | 'dark';

export type Page = {
  readonly session: Session;
  readonly charts: ReadonlyMap<string, Chart>;
  readonly player: ReturnType<typeof createPlayer>;
  readonly overlay: () => Overlay;
  readonly setOverlay: (overlay: Overlay) => void;
  readonly theme: () => Theme;
  readonly setTheme: (theme: Theme) => void;
  /** Said to the person for a while, aloud for screen readers. */
  readonly say: (text: string) => void;
  readonly said: () => string;
  readonly query: () => string;
  readonly setQuery: (query: string) => void;
  /** What the chart can be told from elsewhere. */
  readonly camera: {
    fit: () => void;
    zoom: (factor: number) => void;
    pan: (dx: number, dy: number) => void;
    /** To the next part of the chart that is told in full. */
    walk: (direction: 1 | -1) => void;
    unroll: Unroll;
  };
};

/** Milliseconds in which a person has read what was said to them. */
const timeToRead = 7000;

/** The whole page. */
export function Inspector(props: { session: Session; charts: ReadonlyMap<string, Chart> }): JSX.Element {
  const { session } = props;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const [overlay, setOverlay] = createSignal<Overlay>(session.hasSource ? undefined : 'gallery');
  const [theme, setTheme] = createSignal<Theme>(dark.matches ? 'dark' : 'light');
  const [said, setSaid] = createSignal('');
  let unsaid: ReturnType<typeof setTimeout> | undefined;
  const say = (text: string): void => {
    clearTimeout(unsaid);
    setSaid(text);
    unsaid = setTimeout(() => setSaid(''), timeToRead);
  };
  const [query, setQuery] = createSignal('');
  /** Every address begins with views that remember nothing. */
  const [visit, setVisit] = createSignal(1);
  const nothing = (): void => undefined;
  const page: Page = {
    session,
    charts: props.charts,
    player: createPlayer(session, (point) => say(`Breakpoint: ${breakpointText(point)}`)),
    overlay,
    setOverlay,
    theme,
    setTheme,
    say,
    said,
    query,
    setQuery,
    camera: { fit: nothing, zoom: nothing, pan: nothing, walk: nothing, unroll: inSightOnly },
  };

  createEffect(() => {
    document.documentElement.dataset['theme'] = theme();
  });
  createEffect(() => {
    if (session.isAway()) say('The live run goes on without this page. Back to live, above, follows it again.');
  });
  const arrive = keepAddressBar(session);
  const title = createMemo(
    (): Title => {
      const run = session.run();
      return run ? titleOf(run) : { says: '', file: undefined };
    },
    undefined,
    { equals: (one, other) => one.says === other.says && one.file === other.file },
  );
  createEffect(() => {
    const { says, file } = title();
    const parts = [says, file, says === '' ? 'scsi-statecharts inspector' : 'scsi-statecharts'];
    document.title = parts.filter(Boolean).join(' – ');
  });

  onMount(() => {
    const onKey = (event: KeyboardEvent): void => runCommand(page, event);
    const onTheme = (): void => void setTheme(dark.matches ? 'dark' : 'light');
    const onHash = (): void => {
      if (location.hash === session.addressText()) return;
      arrive();
      // A link that was pasted over the address, or the way back in the browser: begin anew with it.
      if (readAddress(location.hash).source === undefined) location.reload();
      else {
        page.player.stop();
        // Keys are for the run again.
        const focused = document.activeElement;
        if (focused instanceof HTMLElement || focused instanceof SVGElement) focused.blur();
        setOverlay(undefined);
        session.goTo(location.hash);
        setVisit((n) => n + 1);
      }
    };
    const onDrop = (event: DragEvent): void => {
      event.preventDefault();
      const [file] = event.dataTransfer?.files ?? [];
      if (!file) return;
      setOverlay(undefined);
      session.openFile(file);
    };
    const onDrag = (event: DragEvent): void => event.preventDefault();
    window.addEventListener('keydown', onKey);
    window.addEventListener('hashchange', onHash);
    window.addEventListener('drop', onDrop);
    window.addEventListener('dragover', onDrag);
    dark.addEventListener('change', onTheme);
    onCleanup(() => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('hashchange', onHash);
      window.removeEventListener('drop', onDrop);
      window.removeEventListener('dragover', onDrag);
      dark.removeEventListener('change', onTheme);
    });
  });

  const failed = (): string | undefined => {
    const status = session.status();
    return status.kind === 'failed' ? status.says : undefined;
  };

  return (
    <div class="frame">
      <Toolbar page={page} title={title().says} file={title().file} />
      <Show when={failed()}>
        {(says) => (
          <div class="banner failed">
            <p role="alert">{says()}</p>
            <button type="button" class="quiet" aria-label="Close the message" onClick={() => session.dismiss()}>
              ✕
            </button>
          </div>
        )}
      </Show>
      <Show when={visit()} keyed>
        <main class="panels">
          <section class="side left" aria-label="The stack">
            <StackList page={page} />
            <StoryPanel page={page} />
          </section>
          <section class="main" classList={{ covered: session.run()?.takenOver !== undefined }} aria-label="View">
            <Switch>
              <Match when={session.view() === 'stack'}>
                <StackView page={page} />
              </Match>
              <Match when={session.view() === 'charts'}>
                <ChartView page={page} />
              </Match>
              <Match when={session.view() === 'sequence'}>
                <SequenceView page={page} />
              </Match>
              <Match when={session.view() === 'packets'}>
                <PacketsView page={page} />
              </Match>
              <Match when={session.view() === 'coverage'}>
                <CoverageView page={page} />
              </Match>
              <Match when={session.view() === 'properties'}>
                <PropertiesView page={page} />
              </Match>
            </Switch>
            <Show when={session.run()?.takenOver !== undefined}>
              <SchedulerPanel page={page} />
            </Show>
          </section>
          <section class="side right" aria-label="This step">
            <StepPanel page={page} />
          </section>
        </main>
      </Show>
      <Timeline page={page} />
      <p class="said" role="status">
        {said()}
      </p>
      <Show when={overlay() === 'gallery'}>
        <Gallery page={page} />
      </Show>
      <Show when={overlay() === 'help'}>
        <Help page={page} commands={commands} />
      </Show>
      <Show when={overlay() === 'export'}>
        <ExportDialog page={page} />
      </Show>
      <Show when={overlay() === 'breakpoints'}>
        <BreakpointsDialog page={page} />
      </Show>
      <Show when={overlay() === 'compare'}>
        <CompareDialog page={page} />
      </Show>
      <Show when={overlay() === 'futures'}>
        <FuturesDialog page={page} />
      </Show>
      <Show when={overlay() === 'whatIf'}>
        <WhatIf page={page} />
      </Show>
    </div>
  );
}
