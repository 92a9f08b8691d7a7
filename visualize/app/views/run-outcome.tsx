import { type JSX, Show } from 'solid-js';
import type { RunReport } from '../../../src/run/report.ts';
import type { Page } from '../inspector.tsx';
import { comparedText } from '../session/change.ts';

const answersText = ({ answers }: RunReport): string =>
  Object.entries(answers)
    .map(([error, n]) => `${n} ${error === 'none' ? 'in order' : error}`)
    .join(', ');

function retriesText({ retries }: RunReport): string {
  const some = Object.entries(retries).filter(([, n]) => n > 0);
  return some.length === 0 ? 'no retries' : `retries: ${some.map(([kind, n]) => `${kind} ${n}`).join(', ')}`;
}

function outcomeText(report: RunReport): string {
  const { submitted, completed } = report.commands;
  const requests = Math.max(submitted, completed);
  return `${requests} ${requests === 1 ? 'request' : 'requests'}: ${answersText(report)}; ${retriesText(report)}; ${report.steps} steps, ${report.seconds.virtual.toFixed(3)} s`;
}

/** How a run ended, and the run that it is compared with. */
export function RunOutcome(props: { page: Page }): JSX.Element {
  const { session } = props.page;
  return (
    <>
      <Show when={session.run()?.report()}>{(report) => <p class="outcome">{outcomeText(report())}</p>}</Show>
      <Show when={session.other()}>
        {(other) => (
          <p class="outcome before">
            Compared with {comparedText(other().change)}
            <Show when={other().report()} fallback=".">
              {(before) => (
                <>
                  : {answersText(before())}; {retriesText(before())}; {before().steps} steps.
                </>
              )}
            </Show>{' '}
            <button
              type="button"
              class="link"
              title="Both runs side by side, from where they part (X)"
              onClick={() => props.page.setOverlay('futures')}
            >
              Two futures, side by side
            </button>
          </p>
        )}
      </Show>
    </>
  );
}
