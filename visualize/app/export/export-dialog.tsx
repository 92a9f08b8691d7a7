import { type JSX, Show } from 'solid-js';
import { scenarioTest } from '../../../src/story/scenario-test.ts';
import { readFileSync, scenarioPath } from '../in-page/shipped-files.ts';
import type { Page } from '../inspector.tsx';
import type { View } from '../session/address.ts';
import { orderOf } from '../session/change.ts';
import { outcomeOf } from '../session/outcome.ts';
import { Dialog } from '../views/dialog.tsx';
import { sequenceRows } from '../views/sequence-rows.ts';
import { mostInPicture } from '../views/unrolled.ts';
import { mermaidOf } from './mermaid.ts';
import { perfettoOf } from './perfetto.ts';
import { pictureOf } from './picture.ts';
import { retoldRun } from './retold-run.ts';
import { save } from './save.ts';
import { savedScenario } from './saved-scenario.ts';
import { partOf, pictureOfPart } from './seen-picture.ts';

/** More than this many messages no Mermaid renderer draws. */
const mostRows = 400;

/** Views of which one drawing is all. */
const wholeDrawings: readonly View[] = ['charts', 'packets', 'coverage'];

/** What is seen, as files for elsewhere. */
export function ExportDialog(props: { page: Page }): JSX.Element {
  const { session, setOverlay, say } = props.page;
  const name = (): string => (session.run()?.title ?? 'run').replaceAll(/[^\w.-]+/g, '-').replace(/\.jsonl$/, '');

  const picture = (): void => {
    const view = document.querySelector('section.main');
    if (!view) return;
    // Of a drawing all goes out, of anything else what is in sight.
    const legend = view.querySelector('.view-head .legend');
    const { drawn, says } = props.page.camera.unroll(() =>
      wholeDrawings.includes(session.view()) ? pictureOf(view, legend ? partOf(legend) : undefined) : undefined,
    );
    save(`${name()}-${session.view()}.svg`, [drawn ?? pictureOfPart(view)], 'image/svg+xml');
    if (says !== undefined) say(says);
  };
  const pictureOfStep = (): void => {
    const panel = document.querySelector('.step.scroll');
    if (panel) save(`${name()}-step.svg`, [pictureOfPart(panel, { unrolled: true })], 'image/svg+xml');
  };
  const mermaid = async (): Promise<void> => {
    const trace = session.trace();
    if (!trace) return;
    const { places } = sequenceRows(trace, {
      atomic: session.atomic(),
      slot: session.slot(),
      hidden: session.hidden(),
      only: session.only(),
    });
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
  /** The run as it would end by itself after what was chosen. */
  const asScenario = async (as: 'scenario' | 'test'): Promise<void> => {
    const run = session.run();
    if (!run) return;
    say('It runs to its end, to see what is to be expected ...');
    if (run.source?.kind !== 'scenario') {
      const told = await retoldRun(run);
      if (told.kind === 'not') session.complain(told.says);
      else if (as === 'scenario') save(`${told.name}.yaml`, [told.yaml], 'application/yaml');
      else save(`${told.name}.test.ts`, [told.test], 'text/plain');
      if (told.kind === 'told') say([`${told.name} is saved.`, ...told.notes].join(' '));
      return;
    }
    const outcome = await outcomeOf(orderOf(run.source.name, run.change));
    const text = new TextDecoder().decode(readFileSync(scenarioPath(run.source.name)));
    const { name: file, title, yaml } = savedScenario(text, run.change, outcome);
    if (as === 'scenario') save(`${file}.yaml`, [yaml], 'application/yaml');
    else {
      // Where the first request stands that is never answered is another place in another file.
      const defect = outcome.kind === 'failed' ? { defect: outcome.says.replace(/ \(first: .*$/s, '') } : {};
      save(`${file}.test.ts`, [scenarioTest({ title, file: `${file}.yaml`, yaml, ...defect })], 'text/plain');
    }
    say(`${file} is saved${outcome.kind === 'failed' ? `; it ends with a defect: ${outcome.says}` : '.'}`);
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
            <span>
              the view that is open: a chart as a whole, up to {mostInPicture.toLocaleString('en-US')} steps of life
              lines, else what is in sight
            </span>
          </button>
        </li>
        <li>
          <button type="button" onClick={then(pictureOfStep)}>
            <strong>This step (SVG)</strong>
            <span>what changed, why, the CDB and the sense bit by bit</span>
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
        <Show when={session.run()}>
          <li>
            <button type="button" onClick={then(() => void asScenario('scenario'))}>
              <strong>Scenario (YAML)</strong>
              <span>
                with what was changed and chosen here: scsi-statecharts run FILE does the same, and expects it
              </span>
            </button>
          </li>
          <li>
            <button type="button" onClick={then(() => void asScenario('test'))}>
              <strong>Test (vitest)</strong>
              <span>passes as long as this run happens like this</span>
            </button>
          </li>
        </Show>
      </ul>
    </Dialog>
  );
}
