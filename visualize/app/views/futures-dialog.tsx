import { createSignal, type JSX, onMount, Show } from 'solid-js';
import type { Page } from '../inspector.tsx';
import { changeText, isChanged } from '../session/change.ts';
import type { Run } from '../session/session.ts';
import { type StepHappening, type TwoFutures, twoFutures } from '../session/two-futures.ts';
import { Dialog } from './dialog.tsx';
import { ConsequencesOfBoth, SideBySide } from './side-by-side.tsx';

/** @param step - the first that is not the same in both; undefined when all are. */
function parting(step: number | undefined): string {
  if (step === undefined) return 'They are the same, message for message.';
  const where = step === 0 ? 'They differ from the beginning on.' : `They are the same up to step ${step - 1}.`;
  return `${where} What happened from step ${step} on stands side by side: a click goes there. Times are milliseconds.`;
}

/** The run that is looked at beside the one that it was made from, or was changed into. */
export function FuturesDialog(props: { page: Page }): JSX.Element {
  const { session, setOverlay } = props.page;
  const [found, setFound] = createSignal<TwoFutures>();
  const [problem, setProblem] = createSignal<string>();
  const [left, right] = [session.other(), session.run()];
  onMount(() => {
    if (!left || !right) {
      setProblem('There is one run only. Take over, fork, or change something: then there are two.');
      return;
    }
    twoFutures(left.trace, right.trace).then(setFound, (error: unknown) =>
      setProblem(error instanceof Error ? error.message : String(error)),
    );
  });
  const name = (run: Run | undefined): string => {
    if (!run) return '';
    const asItWas = run.takenOver === undefined ? 'as it was' : `gone on with from step ${run.takenOver}`;
    const what = isChanged(run.change) ? changeText(run.change) : asItWas;
    return run.asks() ? `${what}, so far` : what;
  };
  const names = [name(left), name(right)] as const;
  /** A step of one of the two. */
  const go = (step: number, side: 0 | 1): void => {
    setOverlay(undefined);
    if (session.run() !== (side === 0 ? left : right)) session.swap();
    session.setPlace(session.trace()?.firstPlace.at(step) ?? 0);
  };
  const see = (happening: StepHappening, side: 0 | 1): void => go(happening.step, side);

  return (
    <Dialog title="Two futures" class="compare" close={() => setOverlay(undefined)}>
      <Show when={problem()}>{(says) => <p class="lead">{says()}</p>}</Show>
      <Show
        when={found()}
        fallback={
          <Show when={!problem()}>
            <p class="lead">Both are read ...</p>
          </Show>
        }
      >
        {(now) => (
          <>
            <p class="lead">
              {parting(now().parted)}
              <Show when={now().cut}> More happened than is told here.</Show>
            </p>
            <Show when={now().consequences}>
              {(both) => (
                <ConsequencesOfBoth
                  sides={names.map((each, side) => ({
                    name: each,
                    open: () => go(now().parted ?? 0, side === 0 ? 0 : 1),
                  }))}
                  both={both()}
                />
              )}
            </Show>
            <Show when={now().parted !== undefined}>
              <SideBySide names={names} rows={now().rows} go={see} />
            </Show>
          </>
        )}
      </Show>
    </Dialog>
  );
}
