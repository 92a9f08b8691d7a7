import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import { type Driver, drivers } from '../../../src/system/topology.ts';
import type { Page } from '../inspector.tsx';
import { noChange } from '../session/change.ts';
import { layersOf, type Parameter, parameters, presets, valueIn } from '../session/parameters.ts';
import { Breakable } from './breakable.tsx';
import { Dialog } from './dialog.tsx';
import { FaultRules } from './fault-rules.tsx';

/** The same scenario otherwise: parameters, faults, seed. Both futures are kept. */
export function WhatIf(props: { page: Page }): JSX.Element {
  const { session, setOverlay } = props.page;
  const change = () => session.run()?.change ?? noChange;
  const [set, setSet] = createSignal<ReadonlyMap<string, string>>(
    new Map(change().set.map((each) => [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)])),
  );
  const [faults, setFaults] = createSignal<readonly string[]>(change().faults);
  const [seed, setSeed] = createSignal(change().seed);

  const topology = () => session.history()?.topology;
  /** What a parameter is without a change: what the scenario says, else the default. */
  const usual = (parameter: Parameter): string => {
    const own = change().set.some((each) => each.startsWith(`${parameter.id}=`));
    return own ? parameter.fallback : valueIn(topology(), parameter);
  };
  const choose = (parameter: Parameter, value: string): void => {
    const next = new Map(set());
    if (value === usual(parameter) || value.trim() === '') next.delete(parameter.id);
    else next.set(parameter.id, value.replaceAll(' ', ''));
    setSet(next);
  };
  const driver = createMemo(
    (): Driver => drivers.find((each) => each === set().get('driver')) ?? topology()?.driver ?? 'scsa',
  );
  // Fields stay, with the focus in them, while their values change.
  const layers = createMemo(() => layersOf(driver()));
  /** Presets that change something. */
  const offered = () =>
    presets.filter(([, assignments]) =>
      assignments.every((each) => {
        const [id = '', value = ''] = each.split('=');
        const parameter = parameters.find((known) => known.id === id);
        if (!parameter || !['system', 'device', ...layers().map(([layer]) => layer)].includes(parameter.layer)) {
          return false;
        }
        return (set().get(id) ?? usual(parameter)) !== value;
      }),
    );
  const run = (assignments: readonly string[]): void => {
    const now = session.run();
    if (!now) return;
    setOverlay(undefined);
    session.openRun(now.again, {
      change: { ...noChange, set: assignments, faults: faults(), seed: seed() },
      compare: now,
    });
  };
  const all = (): string[] => [...set()].map(([id, value]) => `${id}=${value}`);

  return (
    <Dialog title="What if it had been otherwise?" class="what-if" close={() => setOverlay(undefined)}>
      <Show
        when={session.run()}
        fallback={<p class="lead">Nothing is open that could have been otherwise. Pick a scenario from the gallery.</p>}
      >
        {(now) => (
          <p class="lead">
            <Show
              when={now().again.kind === 'trace'}
              fallback="The scenario runs again from its beginning, in the same order of events wherever the change leaves it alone."
            >
              What the trace tells runs again: its requests, and what the world decided, in the recorded order wherever
              the change leaves it alone.
            </Show>{' '}
            Both runs are kept: <kbd>x</kbd> goes from one to the other, <kbd>X</kbd> puts them side by side.
            <Show when={now().change.picks.length > 0}> Steps that were chosen here are chosen no more.</Show>
          </p>
        )}
      </Show>
      <Show when={session.run()}>
        <ul class="presets">
          <For each={offered()}>
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
            <For each={layers()}>
              {([layer, title]) => (
                <fieldset class={layer}>
                  <legend>{title}</legend>
                  <For each={parameters.filter((each) => each.layer === layer)}>
                    {(parameter) => (
                      <ParameterField
                        parameter={parameter}
                        value={set().get(parameter.id) ?? usual(parameter)}
                        changed={set().has(parameter.id)}
                        choose={(value) => choose(parameter, value)}
                      />
                    )}
                  </For>
                </fieldset>
              )}
            </For>
          </div>
          <FaultRules page={props.page} rules={faults()} change={setFaults} />
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

function ParameterField(props: {
  parameter: Parameter;
  value: string;
  changed: boolean;
  choose: (value: string) => void;
}): JSX.Element {
  const { kind, name, values } = props.parameter;
  // What is being typed stays when another field changes.
  const value = createMemo(() => props.value);
  return (
    <label classList={{ changed: props.changed }}>
      <span>
        <Breakable name={name} />
      </span>
      <Show
        when={kind === 'words'}
        fallback={
          <input
            type={kind === 'number' ? 'number' : 'text'}
            min="0"
            step="any"
            title={kind === 'list' ? `in this order, of: ${values.join(', ')}` : undefined}
            value={value()}
            onChange={(event) => props.choose(event.currentTarget.value)}
          />
        }
      >
        <select value={value()} onChange={(event) => props.choose(event.currentTarget.value)}>
          <For each={values}>{(each) => <option value={each}>{each}</option>}</For>
        </select>
      </Show>
    </label>
  );
}
