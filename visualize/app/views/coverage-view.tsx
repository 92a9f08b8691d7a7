import { createMemo, For, type JSX, Show, untrack } from 'solid-js';
import { pathsOf } from '../../../src/run/coverage.ts';
import { transitionIndex } from '../../../src/system/transition-index.ts';
import type { Page } from '../inspector.tsx';
import { type Atlas, createAtlas } from '../session/atlas.ts';
import { machineOf, roles } from '../session/roles.ts';
import { scenarioExplorer, telling } from '../session/scenario-explorer.ts';
import { machines, transitionCalled } from '../session/specification.ts';
import { wholeChart } from './camera.ts';
import { ChartCanvas } from './chart-canvas.tsx';
import { ChartDrawing } from './chart-drawing.tsx';

/** What a command is, under each driver. */
const commands: readonly string[] = ['scsa-disk-command', 'aix-disk-command'];

const atlasOfPage = createAtlas(telling, scenarioExplorer);

/** Where a run was and was not: heat on the chart of a machine, and what is missing. */
export function CoverageView(props: { page: Page }): JSX.Element {
  const { session, charts } = props.page;
  const bus = createMemo(() => session.history()?.topology?.bus);
  /** Machines of this run; none as long as it does not tell. */
  const present = createMemo(() => new Set(session.history()?.actors.map(({ machine }) => machine.id)));
  // Whose chart was looked at when the view was opened, until somebody chooses; else what a command of this run is.
  const looked = untrack(session.actor);
  const first = (): string =>
    (looked === undefined ? commands.find((id) => present().has(id)) : machineOf(looked, untrack(bus))) ||
    'scsa-disk-command';
  const chosen = (): string => session.machine() ?? first();
  const setChosen = session.setMachine;

  const rows = createMemo(() => {
    const trace = session.trace();
    // Those of this run before the others.
    const inOrder = machines.toSorted((a, b) => Number(present().has(b.id)) - Number(present().has(a.id)));
    return inOrder.map((machine) => {
      const meant = transitionIndex.transitionsOf(machine).filter(({ ignored }) => ignored === undefined);
      const taken = meant.filter(({ id }) => trace?.taken.has(id));
      return { id: machine.id, isHere: present().has(machine.id), taken: taken.length, total: meant.length };
    });
  });
  const missing = createMemo(() => {
    const trace = session.trace();
    const machine = machines.find(({ id }) => id === chosen());
    if (!trace || !machine) return [];
    return transitionIndex
      .transitionsOf(machine)
      .filter(({ id, ignored }) => ignored === undefined && !trace.taken.has(id));
  });
  const reached = createMemo(() => {
    const counts = new Map<string, number>();
    const prefixes = roles
      .filter(({ prefix }) => machineOf(`${prefix}:x`, bus()) === chosen())
      .map(({ prefix }) => prefix);
    for (const [key, count] of session.trace()?.reached ?? []) {
      const space = key.indexOf(' ');
      if (!prefixes.includes(key.slice(0, space))) continue;
      for (const path of ['', ...pathsOf(JSON.parse(key.slice(space + 1)))])
        counts.set(path, (counts.get(path) ?? 0) + count);
    }
    // A decision is passed within a step: only its transitions tell of it.
    for (const [id, count] of session.trace()?.taken ?? []) {
      const entry = transitionCalled(id);
      if (entry?.machine === chosen())
        for (const path of [entry.state, ...entry.targets]) counts.set(path, Math.max(counts.get(path) ?? 0, count));
    }
    return counts;
  });
  const states = createMemo(() => {
    const machine = machines.find(({ id }) => id === chosen());
    return machine ? transitionIndex.statesOf(machine).filter(({ state }) => state !== '') : [];
  });
  const missingStates = createMemo(() => states().filter(({ state }) => !reached().has(state)));
  /** Scenarios that take a transition into a state, or within it. */
  const reachedIn = (atlas: Atlas, state: string): readonly string[] => {
    const within = (path: string): boolean => path === state || path.startsWith(`${state}.`);
    const machine = machines.find(({ id }) => id === chosen());
    const ways = machine
      ? transitionIndex.transitionsOf(machine).filter((each) => each.targets.some(within) || within(each.state))
      : [];
    return [...new Set(ways.flatMap(({ id }) => atlas.get(id) ?? []))];
  };
  const most = createMemo(() => {
    const own = [...(session.trace()?.taken ?? [])].filter(([id]) => id.startsWith(`${chosen()}: `));
    return Math.max(1, ...own.map(([, count]) => count));
  });
  const scale = (count: number, top: number): number => (count === 0 ? 0 : Math.log1p(count) / Math.log1p(top));
  const heat = (id: string): number =>
    id.startsWith('state ')
      ? scale(reached().get(id.slice(6)) ?? 0, reached().get('') ?? 1)
      : scale(session.trace()?.taken.get(id) ?? 0, most());

  return (
    <div class="coverage-view">
      <div class="view-head">
        <p>
          <strong>Coverage</strong> <span>of this run</span>
        </p>
        <div class="view-tools">
          <Show
            when={atlasOfPage.progress() === undefined && atlasOfPage.atlas()}
            fallback={
              <button
                type="button"
                disabled={atlasOfPage.progress() !== undefined}
                onClick={() => void atlasOfPage.make()}
              >
                {atlasOfPage.progress() ?? 'Which scenario takes the missing ones?'}
              </button>
            }
          >
            {(atlas) => <span>{atlas().size} transitions are taken by some scenario</span>}
          </Show>
        </div>
      </div>
      <div class="coverage">
        <ul class="machines scroll" aria-label="Machines">
          <For each={rows()}>
            {({ id, isHere, taken, total }) => (
              <li>
                <button
                  type="button"
                  classList={{ absent: !isHere }}
                  title={isHere ? undefined : 'No actor of this run is such a machine'}
                  aria-pressed={chosen() === id}
                  onClick={() => setChosen(id)}
                >
                  <span>{id}</span>
                  <span class="figures">
                    {taken}/{total}
                  </span>
                  <span class="bar" aria-hidden="true">
                    <span style={{ width: `${(100 * taken) / Math.max(1, total)}%` }} />
                  </span>
                </button>
              </li>
            )}
          </For>
        </ul>
        <div class="heat">
          <Show when={charts.get(chosen())} keyed>
            {(chart) => (
              <ChartCanvas
                page={props.page}
                machine={chart.machine}
                label={`Heat of ${chart.machine}`}
                frame={(size) => wholeChart(chart, size)}
              >
                {(frame, dragged, tell) => (
                  <ChartDrawing
                    chart={chart}
                    layer="environment"
                    active={new Set()}
                    taken={{ ids: [], now: false }}
                    scale={frame().scale}
                    heat={heat}
                    tell={tell}
                    ask={(asked) => {
                      if (!dragged()) session.setAsked({ machine: chart.machine, ...asked });
                    }}
                  />
                )}
              </ChartCanvas>
            )}
          </Show>
        </div>
        <div class="missing scroll" tabindex="0" role="region" aria-label="Not taken">
          <h3>
            Not taken: {missing().length} of {rows().find(({ id }) => id === chosen())?.total} transitions
          </h3>
          <ul>
            <For each={missing()}>
              {(entry) => (
                <li>
                  <button
                    type="button"
                    onClick={() => session.setAsked({ machine: entry.machine, transitions: [entry.id] })}
                  >
                    <span>{entry.description}</span>
                    <small>
                      {entry.state} {entry.event} {entry.guard === undefined ? '' : `[${entry.guard}]`}
                    </small>
                  </button>
                  <Show when={atlasOfPage.atlas()}>
                    {(atlas) => <TakenBy page={props.page} scenarios={atlas().get(entry.id) ?? []} />}
                  </Show>
                </li>
              )}
            </For>
          </ul>
          <Show when={missingStates().length > 0}>
            <h3>
              Not reached: {missingStates().length} of {states().length} states
            </h3>
            <ul class="missing-states">
              <For each={missingStates()}>
                {({ state, description }) => (
                  <li>
                    <button
                      type="button"
                      title={description}
                      onClick={() => session.setAsked({ machine: chosen(), state, transitions: [] })}
                    >
                      <span>{state}</span>
                    </button>
                    <Show when={atlasOfPage.atlas()}>
                      {(atlas) => <TakenBy page={props.page} scenarios={reachedIn(atlas(), state)} />}
                    </Show>
                  </li>
                )}
              </For>
            </ul>
          </Show>
        </div>
      </div>
    </div>
  );
}

/** Scenarios in which it happens, to open them. */
function TakenBy(props: { page: Page; scenarios: readonly string[] }): JSX.Element {
  return (
    <span class="taken-by">
      <For
        each={props.scenarios.slice(0, 3)}
        fallback={<small>{atlasOfPage.progress() === undefined ? 'no scenario' : 'none yet'}</small>}
      >
        {(name) => (
          <button type="button" class="link" onClick={() => props.page.session.openScenario(name)}>
            {name}
          </button>
        )}
      </For>
    </span>
  );
}
