import { createSignal, For, type JSX, Show } from 'solid-js';
import { alternativesOf, choicePoints } from '../../../src/scenario/fault-rule.ts';
import type { Page } from '../inspector.tsx';
import { noChange, switches } from '../session/change.ts';
import { Dialog } from './dialog.tsx';

const layerTitles = [
  ['sd', 'Target driver'],
  ['hba', 'Adapter'],
  ['device', 'Device'],
] as const;

const presets: readonly (readonly [name: string, set: readonly string[]])[] = [
  ['auto request sense off', ['hba.autoRequestSense=none']],
  ['no tagged queueing', ['sd.taggedQueueing=false']],
  ['a timer for each packet', ['hba.timerScope=packet']],
  ['the unit does not disconnect', ['device.disconnects=false']],
  ['next command before the callback', ['hba.startNextBeforeCallback=always']],
];

/** The same scenario otherwise: parameters, faults, seed. Both futures are kept. */
export function WhatIf(props: { page: Page }): JSX.Element {
  const { session, setOverlay } = props.page;
  const change = () => session.run()?.change ?? noChange;
  const scenario = (): string | undefined => {
    const source = session.run()?.source;
    return source?.kind === 'scenario' ? source.name : undefined;
  };
  const [set, setSet] = createSignal<ReadonlyMap<string, string>>(
    new Map(change().set.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)])),
  );
  const [faults, setFaults] = createSignal<readonly string[]>(change().faults);
  const [seed, setSeed] = createSignal(change().seed);
  const [point, setPoint] = createSignal(choicePoints[0] ?? '');
  const [alternative, setAlternative] = createSignal('');
  const [nth, setNth] = createSignal(1);

  /** What a parameter is without a change: what the scenario says, else the default. */
  const usual = (id: string, fallback: string): string => {
    const [layer = '', name = ''] = id.split('.');
    const own = change().set.some((each) => each.startsWith(`${id}=`));
    const parameters = session.history()?.topology?.parameters as
      | Record<string, Record<string, unknown> | undefined>
      | undefined;
    const given = own ? undefined : parameters?.[layer]?.[name];
    if (given === undefined) return fallback;
    return typeof given === 'string' ? given : JSON.stringify(given);
  };
  const choose = (id: string, value: string, fallback: string): void => {
    const next = new Map(set());
    if (value === usual(id, fallback)) next.delete(id);
    else next.set(id, value);
    setSet(next);
  };
  const run = (assignments: readonly string[]): void => {
    const name = scenario();
    if (name === undefined) return;
    setOverlay(undefined);
    session.openScenario(name, {
      change: { set: assignments, faults: faults(), seed: seed() },
      compare: true,
    });
  };
  const all = (): string[] => [...set()].map(([id, value]) => `${id}=${value}`);

  return (
    <Dialog title="What if it had been otherwise?" class="what-if" close={() => setOverlay(undefined)}>
      <Show
        when={scenario()}
        fallback={
          <p class="lead">A trace is what happened; only a scenario can be run again. Open one from the gallery.</p>
        }
      >
        <p class="lead">
          The scenario runs again from its beginning, in the same order of events wherever the change leaves it alone.
          Both runs are kept: <kbd>x</kbd> goes from one to the other.
        </p>
        <ul class="presets">
          <For each={presets}>
            {([name, assignments]) => (
              <li>
                <button
                  type="button"
                  onClick={() =>
                    run([
                      ...all().filter((each) => !assignments.some((own) => own.split('=')[0] === each.split('=')[0])),
                      ...assignments,
                    ])
                  }
                >
                  {name}
                </button>
              </li>
            )}
          </For>
        </ul>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            run(all());
          }}
        >
          <div class="layers">
            <For each={layerTitles}>
              {([layer, title]) => (
                <fieldset>
                  <legend>{title}</legend>
                  <For each={switches.filter(({ id }) => id.startsWith(`${layer}.`))}>
                    {({ id, values, usual: fallback }) => (
                      <label classList={{ changed: set().has(id) }}>
                        <span>{id.slice(id.indexOf('.') + 1)}</span>
                        <select
                          value={set().get(id) ?? usual(id, fallback)}
                          onChange={(event) => choose(id, event.currentTarget.value, fallback)}
                        >
                          <For each={values}>{(value) => <option value={value}>{value}</option>}</For>
                        </select>
                      </label>
                    )}
                  </For>
                </fieldset>
              )}
            </For>
          </div>
          <fieldset class="fault-rules">
            <legend>Faults</legend>
            <For each={faults()}>
              {(fault) => (
                <p>
                  <code>{fault}</code>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`Remove ${fault}`}
                    onClick={() => setFaults(faults().filter((each) => each !== fault))}
                  >
                    ✕
                  </button>
                </p>
              )}
            </For>
            <label>
              <span>when</span>
              <select value={point()} onChange={(event) => setPoint(event.currentTarget.value)}>
                <For each={choicePoints}>{(each) => <option value={each}>{each}</option>}</For>
              </select>
            </label>
            <label>
              <span>is asked for the</span>
              <input
                type="number"
                min="1"
                max="99999"
                value={nth()}
                onInput={(event) => setNth(Math.max(1, event.currentTarget.valueAsNumber || 1))}
              />
              <span>th time, it is</span>
            </label>
            <label>
              <span class="spoken">Alternative</span>
              <select value={alternative()} onChange={(event) => setAlternative(event.currentTarget.value)}>
                <option value="">...</option>
                <For each={alternativesOf(point()).slice(1)}>{(each) => <option value={each}>{each}</option>}</For>
              </select>
            </label>
            <button
              type="button"
              disabled={alternative() === ''}
              onClick={() => {
                setFaults([...faults(), `${point()}=${alternative()}@${nth()}`]);
                setAlternative('');
              }}
            >
              Add
            </button>
          </fieldset>
          <div class="go">
            <label>
              <span>seed (another order of events)</span>
              <input
                type="number"
                min="0"
                max="4294967295"
                placeholder="as written"
                value={seed() ?? ''}
                onInput={(event) =>
                  setSeed(
                    Number.isNaN(event.currentTarget.valueAsNumber) ? undefined : event.currentTarget.valueAsNumber,
                  )
                }
              />
            </label>
            <button type="submit" class="primary">
              Run it
            </button>
          </div>
        </form>
      </Show>
    </Dialog>
  );
}
