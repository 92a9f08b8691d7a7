import { createEffect, createMemo, createSignal, For, type JSX, on, onCleanup, Show } from 'solid-js';
import { clause } from '../../../machines/clauses/index.ts';
import { propertiesOfArchitecture } from '../../../machines/properties/index.ts';
import { architectureOf } from '../../../src/system/system-names.ts';
import type { Page } from '../inspector.tsx';
import type { History } from '../session/history.ts';
import { type Standing, type Stood, WatchLog } from '../session/watch-log.ts';
import type { Trace } from '../trace/trace.ts';

const signs: Readonly<Record<Standing, string>> = {
  violated: '✗',
  pending: '…',
  'not seen': '○',
  seen: '●',
  holds: '✓',
};

/** Used places for requests, so that idle ones are not watched. */
const slotsIn = (trace: Trace): ReadonlySet<string> => new Set(trace.lives.map(({ slot }) => slot));

/** What must hold, and how it stands at the step that is looked at: each property is a machine that watches. */
export function PropertiesView(props: { page: Page }): JSX.Element {
  const { session } = props.page;
  const [watched, setWatched] = createSignal(0);
  const [chosen, setChosen] = createSignal<string>();
  let log: { of: Trace; slots: number; log: WatchLog } | undefined;
  let later: ReturnType<typeof setTimeout> | undefined;

  const topology = () => session.history()?.topology;
  const hasProperties = () => {
    const own = topology();
    return own === undefined || propertiesOfArchitecture(architectureOf(own)).length > 0;
  };
  const logFor = (trace: Trace, history: History): WatchLog | undefined => {
    const slots = slotsIn(trace);
    if (log?.of === trace && log.slots === slots.size) return log.log;
    if (!history.topology || propertiesOfArchitecture(architectureOf(history.topology)).length === 0) return undefined;
    log = { of: trace, slots: slots.size, log: new WatchLog(trace, history.topology, history, slots) };
    return log.log;
  };
  const watchOn = (): void => {
    const [trace, history] = [session.trace(), session.history()];
    const own = trace && history && logFor(trace, history);
    if (!own) return;
    let isDone = true;
    try {
      isDone = own.watch(12);
    } catch {
      // A trace of other machines cannot be repeated; what was watched until then stays.
    }
    setWatched(own.steps);
    if (!isDone) later = setTimeout(watchOn);
  };
  createEffect(
    on([session.places, session.run], () => {
      clearTimeout(later);
      setWatched(0);
      later = setTimeout(watchOn);
    }),
  );
  onCleanup(() => clearTimeout(later));

  const stood = createMemo((): readonly Stood[] => {
    watched();
    const trace = session.trace();
    return log && log.of === trace ? log.log.at(session.place()) : [];
  });
  const violated = createMemo(() => stood().filter(({ violatedAt }) => violatedAt !== undefined));
  const count = (standing: Standing): number => stood().filter((each) => each.standing === standing).length;
  const detail = createMemo(() =>
    stood().find(({ property }) => property.id === (chosen() ?? violated()[0]?.property.id)),
  );

  return (
    <div class="properties-view">
      <div class="view-head">
        <p>
          <strong>Properties</strong>{' '}
          <span>
            at step {session.step()?.n ?? 0}: {count('violated')} violated, {count('pending')} pending, {count('holds')}{' '}
            hold
          </span>
        </p>
        <div class="view-tools">
          <For each={violated().slice(0, 4)}>
            {({ property, violatedAt }) => (
              <button
                type="button"
                class="violation"
                onClick={() => {
                  setChosen(property.id);
                  session.setPlace(violatedAt ?? 0);
                }}
              >
                {property.id} violated in step {session.trace()?.stepOf.at(violatedAt ?? 0)}
              </button>
            )}
          </For>
        </div>
      </div>
      <Show
        when={hasProperties()}
        fallback={<p class="hint">Of this driver architecture no properties are written as watchers.</p>}
      >
        <div class="properties">
          <ul class="scroll" aria-label="Properties of the model">
            <For each={stood()} fallback={<li class="hint">They begin to watch ...</li>}>
              {({ property, standing }) => (
                <li>
                  <button
                    type="button"
                    class={`property ${standing.replace(' ', '-')}`}
                    aria-pressed={detail()?.property === property}
                    onClick={() => setChosen(property.id)}
                  >
                    <span class="sign" aria-hidden="true">
                      {signs[standing]}
                    </span>
                    <strong>{property.id}</strong>
                    <span class="says">{property.says}</span>
                    <span class="standing">{standing}</span>
                  </button>
                </li>
              )}
            </For>
          </ul>
          <div class="about scroll" tabindex="0" role="region" aria-label="About the property">
            <Show when={detail()} fallback={<p class="hint">Choose a property: its watchers, its sources.</p>}>
              {(now) => <PropertyDetail page={props.page} stood={now()} />}
            </Show>
          </div>
        </div>
      </Show>
    </div>
  );
}

function PropertyDetail(props: { page: Page; stood: Stood }): JSX.Element {
  const { session } = props.page;
  const kinds = {
    never: 'must never be broken',
    always: 'must hold in every state',
    eventually: 'must happen some day',
    sometimes: 'some run must show it',
  } as const;
  return (
    <>
      <h3>
        {props.stood.property.id}: {props.stood.standing}
      </h3>
      <p class="says">{props.stood.property.says}</p>
      <p class="expected">
        {kinds[props.stood.property.kind]}.{' '}
        <Show
          when={props.stood.expected === 'fails'}
          fallback={
            <Show when={props.stood.violatedAt !== undefined} fallback="By the sources it holds in a system like this.">
              By the sources it holds in a system like this: here is something wrong.
            </Show>
          }
        >
          By the sources it fails in a system like this, in which the world does what it did.
        </Show>
      </p>
      <Show when={props.stood.violatedAt}>
        {(place) => (
          <p>
            <button type="button" onClick={() => session.setPlace(place())}>
              To the violation, step {session.trace()?.stepOf.at(place())}
            </button>
          </p>
        )}
      </Show>
      <table>
        <thead>
          <tr>
            <th scope="col">watches</th>
            <th scope="col">is in</th>
            <th scope="col">which</th>
          </tr>
        </thead>
        <tbody>
          <For each={props.stood.instances.slice(0, 60)}>
            {({ name, state, standing }) => (
              <tr class={standing.replace(' ', '-')}>
                <th scope="row">{name}</th>
                <td>{state}</td>
                <td>{standing}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <For each={props.stood.property.source}>
        {(id) => (
          <Show when={clause(id)}>
            {(known) => (
              <p class="clause">
                <span class="document">
                  {known().document}, {known().section}
                </span>
                {known().says}
              </p>
            )}
          </Show>
        )}
      </For>
    </>
  );
}
