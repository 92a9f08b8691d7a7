import { createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { Comparison } from '../../../src/compare/compare-scenario.ts';
import { consequenceLines } from '../../../src/compare/consequence-lines.ts';
import type { Happening } from '../../../src/compare/happening.ts';
import type { Page } from '../inspector.tsx';
import type { CompareNews } from '../session/compare-worker.ts';
import { Dialog } from './dialog.tsx';

/** One fault under both driver architectures, side by side. */
export function CompareDialog(props: { page: Page }): JSX.Element {
  const { session, setOverlay } = props.page;
  const [news, setNews] = createSignal<CompareNews>();
  onMount(() => {
    const source = session.run()?.source;
    if (source?.kind !== 'scenario') {
      setNews({
        kind: 'failed',
        says: 'A trace is what happened; only a scenario can be run under both. Open one from the gallery.',
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
  const comparison = (): Comparison | undefined => {
    const now = news();
    return now?.kind === 'compared' ? now.comparison : undefined;
  };
  const problem = (): string | undefined => {
    const now = news();
    return now?.kind === 'failed' ? now.says : undefined;
  };
  /** The run under the other architecture, to step through. */
  const open = (driver: string): void => {
    const run = session.run();
    if (run?.source?.kind !== 'scenario') return;
    setOverlay(undefined);
    const set = [...run.change.set.filter((each) => !each.startsWith('driver=')), `driver=${driver}`];
    session.openScenario(run.source.name, { change: { ...run.change, set, picks: [] }, compare: run });
  };

  return (
    <Dialog title="SCSA beside AIX" class="compare" close={() => setOverlay(undefined)}>
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
            </p>
            <table class="consequences-of-both">
              <thead>
                <tr>
                  <th scope="col">what came of it</th>
                  <For each={now().consequences}>
                    {({ driver }) => (
                      <th scope="col">
                        {driver.toUpperCase()}{' '}
                        <button type="button" class="link" onClick={() => open(driver)}>
                          step through it
                        </button>
                      </th>
                    )}
                  </For>
                </tr>
              </thead>
              <tbody>
                <For each={consequenceLines}>
                  {([name, value]) => (
                    <tr>
                      <th scope="row">{name}</th>
                      <For each={now().consequences}>{(each) => <td>{value(each)}</td>}</For>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
            <table class="side-by-side">
              <thead>
                <tr>
                  <th scope="col">SCSA</th>
                  <th scope="col">AIX</th>
                </tr>
              </thead>
              <tbody>
                <For each={now().rows}>
                  {({ left, right }) => (
                    <tr classList={{ differs: !left || !right }}>
                      <Cell happening={left} />
                      <Cell happening={right} />
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
          </>
        )}
      </Show>
    </Dialog>
  );
}

function Cell(props: { happening: Happening | undefined }): JSX.Element {
  return (
    <td classList={{ bad: props.happening?.bad === true, innocent: props.happening?.innocent === true }}>
      <Show when={props.happening}>
        {(now) => (
          <>
            <time>{(now().at / 1000).toFixed(2)}</time> {now().label}
            <Show when={now().detail !== ''}>
              {' '}
              <small>{now().detail}</small>
            </Show>
          </>
        )}
      </Show>
    </td>
  );
}
