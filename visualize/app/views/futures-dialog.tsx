import { createSignal, type JSX, onMount, Show } from 'solid-js';
import { besideText, isForBoth } from '../gallery/both-drivers.ts';
import type { Page } from '../inspector.tsx';
import { changeText, isChanged } from '../session/change.ts';
import { canTakeOver, takeOver } from '../session/scheduler.ts';
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
      <Show when={!left || !right}>
        <OneOnly page={props.page} />
      </Show>
      <Show when={problem()}>{(says) => <p class="lead">{says()}</p>}</Show>
      <Show
        when={found()}
        fallback={
          <Show when={left && right && !problem()}>
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

/** Ways to a second run. */
function OneOnly(props: { page: Page }): JSX.Element {
  const { session, setOverlay } = props.page;
  const beside = (): string | undefined => {
    const source = session.run()?.source;
    return source?.kind === 'scenario' && isForBoth(source.name) ? besideText(source.name) : undefined;
  };
  return (
    <>
      <p class="lead">There is one run only. When something is changed, there are two:</p>
      <p class="ways">
        <button type="button" onClick={() => setOverlay('whatIf')}>
          What if (v)
        </button>
        <Show when={canTakeOver(session)}>
          <button
            type="button"
            onClick={() => {
              setOverlay(undefined);
              takeOver(session);
            }}
          >
            Take over at this step (s)
          </button>
        </Show>
        <Show when={session.run()?.shown()?.place !== undefined}>
          <button
            type="button"
            onClick={() => {
              setOverlay(undefined);
              session.setView('properties');
            }}
          >
            What would make it hold (5)
          </button>
        </Show>
        <Show when={beside()}>
          {(text) => (
            <button type="button" onClick={() => setOverlay('compare')}>
              {text()} (p)
            </button>
          )}
        </Show>
      </p>
    </>
  );
}
