import { createEffect, createMemo, createSignal, For, type JSX, on, onCleanup, Show } from 'solid-js';
import { clause } from '../../../machines/clauses/index.ts';
import { propertiesOfArchitecture } from '../../../machines/properties/index.ts';
import { architectureOf } from '../../../src/system/system-names.ts';
import type { Page } from '../inspector.tsx';
import { curesOf } from '../session/cures.ts';
import type { History } from '../session/history.ts';
import { type Standing, type Stood, WatchLog } from '../session/watch-log.ts';
import type { Trace } from '../trace/trace.ts';
import { Breakable } from './breakable.tsx';

const signs: Readonly<Record<Standing, string>> = {
  violated: '✗',
  pending: '…',
  'not seen': '○',
  seen: '●',
  holds: '✓',
};

const headings: Readonly<Record<Standing, string>> = {
  violated: 'Violated',
  pending: 'Pending: must still happen',
  'not seen': 'Not seen in this run so far',
  seen: 'Seen',
  holds: 'Hold so far',
};
/** Of one property, or of what one watcher looks at. */
const stands: Readonly<Record<Standing, string>> = {
  violated: 'is violated',
  pending: 'must still happen',
  'not seen': 'was not seen so far',
  seen: 'was seen',
  holds: 'holds so far',
};
const standings = Object.keys(headings) as readonly Standing[];

/** Used places for requests, so that idle ones are not watched. */
const slotsIn = (trace: Trace): ReadonlySet<string> => new Set(trace.lives.map(({ slot }) => slot));

/** What must hold, and how it stands at the step that is looked at: each property is a machine that watches. */
export function PropertiesView(props: { page: Page }): JSX.Element {
  const { session } = props.page;
  const [watched, setWatched] = createSignal(0);
  const { property: chosen, setProperty: setChosen } = session;
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
          <strong>Properties</strong> <span>{stood().length} watched</span>
        </p>
        <div class="view-tools">
          <For each={violated().slice(0, 2)}>
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
          <div class="scroll" role="group" aria-label="Properties of the model">
            <Show when={stood().length > 0} fallback={<p class="hint">They begin to watch ...</p>}>
              <For each={standings.filter((each) => count(each) > 0)}>
                {(standing) => (
                  <section class={`standing ${standing.replace(' ', '-')}`}>
                    <h3>
                      {headings[standing]} <span>{count(standing)}</span>
                    </h3>
                    <ul>
                      <For each={stood().filter((each) => each.standing === standing)}>
                        {({ property }) => (
                          <li>
                            <button
                              type="button"
                              class="property"
                              aria-pressed={detail()?.property === property}
                              onClick={() => setChosen(property.id)}
                            >
                              <span class="sign" aria-hidden="true">
                                {signs[standing]}
                              </span>
                              <strong>{property.id}</strong>
                              <span class="says">{property.says}</span>
                              <span class="spoken">{standing}</span>
                            </button>
                          </li>
                        )}
                      </For>
                    </ul>
                  </section>
                )}
              </For>
            </Show>
          </div>
          <div class="about scroll" tabindex="0" role="region" aria-label="About the property">
            <Show
              when={detail()}
              fallback={
                <p class="hint">
                  Each property is a small machine that watches every message. Choose one to see what it watches now,
                  and which clauses it is from.
                </p>
              }
            >
              {(now) => <PropertyDetail page={props.page} stood={now()} />}
            </Show>
          </div>
        </div>
      </Show>
    </div>
  );
}

const kinds = {
  never: 'No run may break it.',
  always: 'It must hold in every state.',
  eventually: 'It must happen in the end.',
  sometimes: 'It says what can happen.',
} as const;

/** Whether the run does what it should, for somebody who has never seen a property. */
function expectedText({ property, expected, violatedAt }: Stood): string {
  if (property.kind === 'sometimes')
    return expected === 'holds'
      ? 'In a system like this some run shows it; this one need not.'
      : 'In a system like this no run shows it.';
  if (expected === 'holds')
    return violatedAt === undefined
      ? 'With these settings every run keeps it.'
      : 'With these settings every run should keep it, and this one does not: the machines or the property are wrong, or the trace is one of other machines.';
  return violatedAt === undefined
    ? 'With these settings a run can break it; this one does not.'
    : 'This run breaks it, and that is no defect of the model: with these settings, and with what happened here, nothing in the sources guarantees it.';
}

/** What would make it hold, and the run with it. */
function Cures(props: { page: Page; stood: Stood }): JSX.Element {
  const { session } = props.page;
  const cures = createMemo(() => curesOf(props.stood.property, props.stood.configuration));
  const runWith = (setting: string): void => {
    const run = session.run();
    if (!run) return;
    const set = [...run.change.set, setting];
    session.openRun(run.again, { change: { ...run.change, set }, at: session.place(), compare: run });
  };
  return (
    <div class="cures">
      <Show when={cures().settings.length > 0}>
        <p>Each of these settings alone would make it hold. Run it with</p>
        <ul>
          <For each={cures().settings}>
            {(setting) => (
              <li>
                <button type="button" onClick={() => runWith(setting)}>
                  <Breakable name={setting} />
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={cures().happenings.length > 0}>
        <p>It would hold if this had not happened: {cures().happenings.join(', ')}.</p>
      </Show>
    </div>
  );
}

/** Many watchers have but one state for what is told beside it. */
const saysMore = (state: string, standing: Standing): boolean => state !== standing;

function PropertyDetail(props: { page: Page; stood: Stood }): JSX.Element {
  const { session } = props.page;
  const tellsMore = (): boolean => props.stood.instances.some(({ state, standing }) => saysMore(state, standing));
  return (
    <>
      <h3>
        {props.stood.property.id}{' '}
        <span class={props.stood.standing.replace(' ', '-')}>{stands[props.stood.standing]}</span>
      </h3>
      <p class="says">{props.stood.property.says}</p>
      <p class="expected">
        {kinds[props.stood.property.kind]} {expectedText(props.stood)}
      </p>
      <Show when={props.stood.expected === 'fails' && props.stood.property.kind !== 'sometimes'}>
        <Cures page={props.page} stood={props.stood} />
      </Show>
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
            <th scope="col">for</th>
            <th scope="col">it</th>
            <Show when={tellsMore()}>
              <th scope="col">its watcher is in</th>
            </Show>
          </tr>
        </thead>
        <tbody>
          <For each={props.stood.instances.slice(0, 60)}>
            {({ name, state, standing }) => (
              <tr class={standing.replace(' ', '-')}>
                <th scope="row">{name}</th>
                <td>
                  <span aria-hidden="true">{signs[standing]}</span> {stands[standing]}
                </td>
                <Show when={tellsMore()}>
                  <td>{saysMore(state, standing) ? state : ''}</td>
                </Show>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <h4>What the sources say</h4>
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
