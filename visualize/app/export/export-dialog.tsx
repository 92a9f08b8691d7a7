import { type JSX, Show } from 'solid-js';
import type { Page } from '../inspector.tsx';
import { Dialog } from '../views/dialog.tsx';
import { sequenceRows } from '../views/sequence-rows.ts';
import { changedScenario } from './changed-scenario.ts';
import { mermaidOf } from './mermaid.ts';
import { perfettoOf } from './perfetto.ts';
import { pictureOf } from './picture.ts';
import { save } from './save.ts';

/** More than this many messages no Mermaid renderer draws. */
const mostRows = 400;

/** What is seen, as files for elsewhere. */
export function ExportDialog(props: { page: Page }): JSX.Element {
  const { session, setOverlay, say } = props.page;
  const name = (): string => (session.run()?.title ?? 'run').replaceAll(/[^\w.-]+/g, '-').replace(/\.jsonl$/, '');

  const picture = (): void => {
    const view = document.querySelector('section.main');
    const drawn = view && pictureOf(view);
    if (drawn) save(`${name()}-${session.view()}.svg`, [drawn], 'image/svg+xml');
    else say('This view is no picture; the sequence goes out as Mermaid text.');
  };
  const mermaid = async (): Promise<void> => {
    const trace = session.trace();
    if (!trace) return;
    const { places } = sequenceRows(trace, { atomic: session.atomic(), slot: session.slot(), hidden: new Set() });
    const first = Math.max(0, Math.min(places.lastNotAbove(session.place()) - mostRows / 2, places.length - mostRows));
    const chosen = Array.from({ length: Math.min(mostRows, places.length) }, (_, i) => places.at(first + i));
    save(`${name()}.mmd`, [await mermaidOf(trace, chosen)], 'text/plain');
  };
  const perfetto = async (): Promise<void> => {
    const trace = session.trace();
    if (trace) save(`${name()}.perfetto.json`, [await perfettoOf(trace)], 'application/json');
  };
  const whole = async (): Promise<void> => {
    const trace = session.trace();
    if (trace) save(`${name()}.jsonl`, [await trace.whole()], 'application/x-ndjson');
  };
  const changed = (): void => {
    const run = session.run();
    if (run?.source?.kind !== 'scenario') return;
    save(`${name()}-changed.yaml`, [changedScenario(run.source.name, run.change)], 'application/yaml');
  };
  const then = (act: () => void | Promise<void>) => (): void => {
    Promise.resolve(act()).catch((error: unknown) => say(error instanceof Error ? error.message : String(error)));
    setOverlay(undefined);
  };

  return (
    <Dialog title="Export" class="export" close={() => setOverlay(undefined)}>
      <ul class="exports">
        <li>
          <button type="button" onClick={then(picture)}>
            <strong>Picture (SVG)</strong>
            <span>the chart or the life lines that are seen now</span>
          </button>
        </li>
        <li>
          <button type="button" onClick={then(mermaid)}>
            <strong>Sequence (Mermaid)</strong>
            <span>up to {mostRows} messages around the position, as text that documents can hold</span>
          </button>
        </li>
        <li>
          <button type="button" onClick={then(perfetto)}>
            <strong>Timeline (Perfetto)</strong>
            <span>packets and actors as tracks, for ui.perfetto.dev</span>
          </button>
        </li>
        <li>
          <button type="button" onClick={then(whole)}>
            <strong>Trace (JSON lines)</strong>
            <span>the run itself: inspect it again, replay it, send it to somebody</span>
          </button>
        </li>
        <Show when={session.run()?.source?.kind === 'scenario'}>
          <li>
            <button type="button" onClick={then(changed)}>
              <strong>Scenario (YAML)</strong>
              <span>with what was changed here: scsi-statecharts run FILE does the same again</span>
            </button>
          </li>
        </Show>
      </ul>
    </Dialog>
  );
}
