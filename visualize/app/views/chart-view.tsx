import { createEffect, createMemo, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { StateValue } from 'xstate';
import { pathsOf } from '../../../src/run/coverage.ts';
import { stateName } from '../../../src/system/state-name.ts';
import type { Chart } from '../../chart/chart.ts';
import type { Page } from '../inspector.tsx';
import { machineOf, roleOf } from '../session/roles.ts';
import { transitionCalled } from '../session/specification.ts';
import { frameAround, wholeChart } from './camera.ts';
import { ChartCanvas } from './chart-canvas.tsx';
import { ChartDrawing } from './chart-drawing.tsx';
import { ChartMap } from './chart-map.tsx';
import { emptyText } from './empty-text.ts';
import { oneAfterTheOther } from './said.ts';

/** A chart is shown at least this long, ms. */
const steady = 160;

/** The statechart of one actor: where it is, and how it got there. */
export function ChartView(props: { page: Page }): JSX.Element {
  const { page } = props;
  const { session } = page;
  const { whole, setWhole } = session;

  // Whoever receives the message that is looked at, unless a person chose somebody.
  // Nobody can look at charts that change many times a second: then the one that is there stays for a while.
  let changed = 0;
  let later: ReturnType<typeof setTimeout> | undefined;
  createEffect(() => {
    const to = session.delivery()?.to;
    clearTimeout(later);
    if (!session.follow() || to === undefined || to === session.actor()) return;
    const change = (): void => {
      changed = performance.now();
      session.setActor(to);
    };
    const wait = changed + steady - performance.now();
    if (wait > 0) later = setTimeout(change, wait);
    else change();
  });
  onCleanup(() => clearTimeout(later));

  const bus = createMemo(() => session.history()?.topology?.bus);
  const machine = createMemo(() => machineOf(session.actor() ?? '', bus()));
  const chart = createMemo((): Chart | undefined => page.charts.get(machine()));

  const end = createMemo(() => {
    const trace = session.trace();
    return trace ? trace.lastPlace(trace.stepOf.at(session.place())) : -1;
  });
  /** The receiver of the message that is looked at is shown as that message left it; others as the step left them. */
  const last = createMemo(() => {
    const actor = session.actor();
    const at = session.delivery()?.to === actor ? session.place() : end();
    return actor === undefined ? undefined : session.trace()?.lastFor(actor, at);
  });
  const state = createMemo((): StateValue | undefined => last()?.delivery.state, undefined, {
    equals: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  });
  const active = createMemo(() => {
    const value = state();
    return new Set(value === undefined ? [] : ['', ...pathsOf(value)]);
  });
  /** What the actor did in this step; else the last thing it did. */
  const taken = createMemo((): { readonly ids: readonly string[]; readonly now: boolean } => {
    const actor = session.actor();
    const delivery = session.delivery();
    const own =
      delivery?.to === actor && delivery ? [delivery] : (session.step()?.got.filter(({ to }) => to === actor) ?? []);
    if (own.length > 0) return { ids: own.flatMap(({ took }) => took), now: true };
    return { ids: last()?.delivery.took ?? [], now: false };
  });

  onMount(() => {
    page.camera.fit = () => setWhole((was) => !was);
  });

  const summary = (): string => {
    const value = state();
    return `${session.actor() ?? ''} is in ${value === undefined ? 'no known state' : stateName(value)}`;
  };

  return (
    <div class="chart-view">
      <div class="view-head">
        <Show when={session.actor()} fallback={<p>{session.run() ? '' : 'No actor chosen.'}</p>}>
          {(actor) => (
            <>
              <p class={`who ${roleOf(actor()).layer}`}>
                <strong>{actor()}</strong> <span>{machine()}</span>
              </p>
              <p class="last" classList={{ now: taken().now }}>
                <Show when={taken().ids.length > 0} fallback={<span>as it started</span>}>
                  <span class="when">{taken().now ? 'now' : 'last'}</span>
                  <button
                    type="button"
                    class="what"
                    title="What the specification says of it"
                    onClick={() => session.setAsked({ machine: machine(), transitions: taken().ids })}
                  >
                    <span>
                      {oneAfterTheOther(
                        taken()
                          .ids.slice(0, 2)
                          .map((id) => transitionCalled(id)?.description ?? id),
                      )}
                    </span>
                  </button>
                </Show>
              </p>
            </>
          )}
        </Show>
        <div class="view-tools">
          <button
            type="button"
            aria-pressed={session.follow()}
            title="Follow whoever acts (a)"
            onClick={() => session.setFollow(!session.follow())}
          >
            Follow
          </button>
          <button
            type="button"
            aria-pressed={whole()}
            title="The whole chart, and back (f)"
            onClick={() => page.camera.fit()}
          >
            Whole
          </button>
          <button
            type="button"
            class="quiet"
            aria-label="Larger"
            title="Larger (+)"
            onClick={() => page.camera.zoom(1.25)}
          >
            +
          </button>
          <button
            type="button"
            class="quiet"
            aria-label="Smaller"
            title="Smaller (-)"
            onClick={() => page.camera.zoom(0.8)}
          >
            −
          </button>
        </div>
      </div>
      <Show when={chart()} fallback={<p class="hint">{emptyText(session)}</p>} keyed>
        {(drawn) => (
          <ChartCanvas
            page={page}
            machine={drawn.machine}
            label={`Statechart of ${drawn.machine}: ${summary()}`}
            frame={(size) =>
              whole() ? wholeChart(drawn, size) : frameAround(drawn, size, active(), new Set(taken().ids))
            }
            over={({ frame, size, lookAt }) => (
              <div class={roleOf(session.actor() ?? null).layer}>
                <ChartMap
                  chart={drawn}
                  active={active()}
                  taken={taken().ids}
                  frame={frame()}
                  size={size()}
                  lookAt={lookAt}
                />
              </div>
            )}
          >
            {(frame, dragged, tell) => (
              <ChartDrawing
                chart={drawn}
                layer={roleOf(session.actor() ?? null).layer}
                active={active()}
                taken={taken()}
                scale={frame().scale}
                tell={tell}
                ask={(asked) => {
                  if (!dragged()) session.setAsked({ machine: drawn.machine, ...asked });
                }}
              />
            )}
          </ChartCanvas>
        )}
      </Show>
    </div>
  );
}
