import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { Comparison } from '../../../src/compare/compare-scenario.ts';
import type { Driver } from '../../../src/system/topology.ts';
import { besideText, driverNames } from '../gallery/both-drivers.ts';
import type { Page } from '../inspector.tsx';
import type { CompareNews } from '../session/compare-worker.ts';
import { Dialog } from './dialog.tsx';
import { ConsequencesOfBoth, SideBySide } from './side-by-side.tsx';

/** One fault under both driver architectures, side by side. */
export function CompareDialog(props: { page: Page }): JSX.Element {
  const { session, setOverlay } = props.page;
  const [news, setNews] = createSignal<CompareNews>();
  onMount(() => {
    const source = session.run()?.source;
    if (source?.kind !== 'scenario') {
      setNews({
        kind: 'failed',
        says: 'Only a scenario of the gallery is put side by side here. What this trace tells runs under the other driver by what-if (v); then two futures (X) puts both runs side by side.',
      });
      return;
    }
    const worker = new Worker(new URL('../session/compare-worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<CompareNews>) => {
      setNews(data);
      worker.terminate();
    };
    worker.onerror = (event) => setNews({ kind: 'failed', says: event.message });
    worker.postMessage({ scenario: source.name });
    onCleanup(() => worker.terminate());
  });
  const title = (): string => {
    const source = session.run()?.source;
    return source?.kind === 'scenario' ? besideText(source.name) : 'Side by side';
  };
  const comparison = (): Comparison | undefined => {
    const now = news();
    return now?.kind === 'compared' ? now.comparison : undefined;
  };
  const problem = (): string | undefined => {
    const now = news();
    return now?.kind === 'failed' ? now.says : undefined;
  };
  const names = (): readonly [string, string] => {
    const [left = '', right = ''] = (comparison()?.consequences ?? []).map(({ driver }) => driverNames[driver]);
    return [left, right];
  };
  /** The run under the other architecture, to step through. */
  const open = (driver: Driver): void => {
    const run = session.run();
    if (run?.source?.kind !== 'scenario') return;
    setOverlay(undefined);
    const set = [...run.change.set.filter((each) => !each.startsWith('driver=')), `driver=${driver}`];
    session.openScenario(run.source.name, { change: { ...run.change, set, picks: [] }, compare: run });
  };

  return (
    <Dialog title={title()} class="compare" close={() => setOverlay(undefined)}>
      <Show when={problem()}>{(says) => <p class="lead">{says()}</p>}</Show>
      <Show
        when={comparison()}
        fallback={
          <Show when={!problem()}>
            <p class="lead">It runs under both ...</p>
          </Show>
        }
      >
        {(now) => (
          <>
            <p class="lead">
              The same requests, faults and seed under both driver architectures. Rows that mean the same stand beside
              each other; times are milliseconds since the first command.
              <Show when={session.isChanged()}>
                {' '}
                It is the scenario as it is written, without what was changed here.
              </Show>
            </p>
            <ConsequencesOfBoth
              sides={now().consequences.map(({ driver }) => ({ name: driverNames[driver], open: () => open(driver) }))}
              both={now().consequences}
            />
            <SideBySide names={names()} rows={now().rows} />
          </>
        )}
      </Show>
    </Dialog>
  );
}
