import { createMemo, For, type JSX, Show } from 'solid-js';
import { choices } from '../../../machines/protocol/choices.ts';
import { laneOf } from '../../../machines/protocol/lanes.ts';
import type { OperationClass } from '../../../machines/protocol/operation.ts';
import { stateName } from '../../../src/system/state-name.ts';
import type { Page } from '../inspector.tsx';
import { addStop } from '../session/breakpoints.ts';
import { cdbAt, senseIn, senseOf } from '../session/bytes-of.ts';
import { messageText } from '../session/message-text.ts';
import { roleOf, slotOf } from '../session/roles.ts';
import { shortState, stateChanges } from '../session/state-text.ts';
import { explain } from '../session/why.ts';
import { AskedCard } from './asked-card.tsx';
import { BitLayout } from './bit-layout.tsx';
import { contextChanges } from './context-changes.ts';
import { holdScroll } from './held-scroll.ts';
import { laneNames } from './sequence-rows.ts';
import { timeText } from './time-text.ts';
import { TransitionCard } from './transition-card.tsx';

/** Everything about the message that is looked at, and the step it is part of. */
export function StepPanel(props: { page: Page }): JSX.Element {
  const { page } = props;
  const { session } = page;
  const { step, delivery } = session;

  /** Nobody reads guards and bytes that pass by. */
  const passing = (): boolean =>
    (session.live() === 'following' && !session.still()) || (page.player.playing() && page.player.speed() >= 30);
  const moment = createMemo(() => (passing() ? undefined : session.history()?.moment(session.place())));
  const explanations = createMemo(() => moment()?.microsteps.map(explain) ?? []);
  const changes = createMemo(() => {
    const now = moment();
    return now ? contextChanges(now.before.context, now.after.context) : [];
  });
  const objection = createMemo(() => (passing() ? undefined : session.history()?.objection(session.place())));
  const moves = createMemo(() => {
    const found = delivery();
    const before = found && session.trace()?.stateOf(found.to, session.place() - 1);
    return found ? stateChanges(before, found.state) : [];
  });
  const slot = () => {
    const found = delivery();
    if (!found) return undefined;
    const named = found.message['slot'];
    return typeof named === 'string' ? named : (slotOf(found.to) ?? slotOf(found.from));
  };
  const cdb = createMemo(() => {
    const trace = session.trace();
    const of = slot();
    return trace && of !== undefined && !passing()
      ? cdbAt(trace, of, session.place(), delivery()?.message['op'] as OperationClass)
      : undefined;
  });
  const sense = createMemo(() => {
    const found = delivery();
    const named = found && senseIn(found.message);
    return named && senseOf(named);
  });
  const lane = () => {
    const type = delivery()?.message.type ?? '';
    return type.startsWith('xstate.') ? ('timer' as const) : laneOf(type);
  };
  /** The message could have come otherwise: what the world decided here. */
  const alternatives = createMemo(() => {
    const found = delivery();
    const run = session.run();
    if (!found || !run) return [];
    return (choices[found.message.type] ?? []).map(({ field, alternatives: others }) => ({
      field,
      now: String(found.message[field]),
      others: others.filter((other) => other !== found.message[field]),
    }));
  });
  const fork = (field: string, choose: string): void => {
    const run = session.run();
    const trace = session.trace();
    const found = delivery();
    if (!trace || !found || !run) return;
    const type = trace.type.at(session.place());
    let nth = 0;
    for (let place = 0; place <= session.place(); place++) if (trace.type.at(place) === type) nth += 1;
    const fault = `${found.message.type}.${field}=${choose}@${nth}`;
    session.openRun(run.again, {
      change: { ...run.change, faults: [...run.change.faults, fault] },
      at: session.place(),
      compare: run,
    });
  };

  let panel!: HTMLDivElement;
  let spacer!: HTMLDivElement;
  holdScroll(
    () => panel,
    () => spacer,
    () => [session.place(), session.asked(), moment()],
  );

  return (
    <div ref={panel} class="step scroll" tabindex="0" role="region" aria-label="Details of this step">
      <Show when={session.asked()}>{(asked) => <AskedCard page={page} asked={asked()} />}</Show>
      <Show when={delivery()} fallback={<p class="hint">Nothing to tell yet.</p>}>
        {(found) => (
          <>
            <header class={`headline ${roleOf(found().to).layer}`}>
              <p class="where">
                step {step()?.n} · {timeText(step()?.at ?? 0)} · {laneNames[lane()]}
              </p>
              <h2>{messageText(found().message)}</h2>
              <p class="route">
                <span>{found().from ?? (lane() === 'timer' ? 'its own delay' : 'the world')}</span> →{' '}
                <strong>{found().to}</strong>
              </p>
            </header>

            <div data-part="states">
              <Show
                when={moves().length > 0}
                fallback={<p class="states same">stays in {shortState(found().state)}</p>}
              >
                <ul class="states">
                  <For each={moves()}>
                    {({ region, before, after }) => (
                      <li>
                        <Show when={region !== ''}>
                          <span class="region">{region}: </span>
                        </Show>
                        <span class="was">{before}</span> <span aria-hidden="true">→</span>
                        <span class="spoken">becomes</span> <span class="is">{after}</span>
                      </li>
                    )}
                  </For>
                </ul>
              </Show>
            </div>

            <Show when={objection()}>
              {(says) => (
                <p class="objection" role="note">
                  {says()}
                </p>
              )}
            </Show>

            <section data-part="transitions" class="transitions" aria-label="Transitions">
              <For each={found().took}>{(id) => <TransitionCard id={id} />}</For>
            </section>

            <Show when={alternatives().length > 0}>
              <section data-part="world">
                <h3>The world decides</h3>
                <For each={alternatives()}>
                  {({ field, now, others }) => (
                    <p class="fork">
                      <span>
                        {field}: <strong>{now}</strong>. Fork here with
                      </span>
                      <select
                        aria-label={`Fork here with another ${field}`}
                        onChange={(event) => {
                          if (event.currentTarget.value !== '') fork(field, event.currentTarget.value);
                        }}
                      >
                        <option value="">...</option>
                        <For each={others}>{(other) => <option value={other}>{other}</option>}</For>
                      </select>
                    </p>
                  )}
                </For>
              </section>
            </Show>

            <Show when={cdb()}>{(report) => <Cdb report={report()} />}</Show>
            <Show when={sense()}>
              {(report) => (
                <section data-part="sense">
                  <h3>
                    Sense: {report().key?.replaceAll('_', ' ')}
                    <Show when={report().asc !== null}>
                      , {report().asc}/{report().ascq} {report().additional}
                    </Show>
                  </h3>
                  <BitLayout fields={report().fields} bytes={report().bytes} name="Sense data" />
                </section>
              )}
            </Show>

            <section data-part="why" id="why" tabindex="-1" aria-label="Why">
              <h3>Why</h3>
              <Show
                when={explanations().length > 0}
                fallback={
                  <p class="hint">
                    {passing()
                      ? 'It passes by: told when it rests, or a step back (←).'
                      : 'The machine started, or cannot be repeated here.'}
                  </p>
                }
              >
                <For each={explanations()}>
                  {({ event, candidates }) => (
                    <div class="microstep">
                      <p class="event">{event}</p>
                      <ul>
                        <For each={candidates}>
                          {({ guard, verdict, reads, state }) => (
                            <li class={verdict.replace(' ', '-')} title={state}>
                              <span class="verdict">
                                {verdict === 'taken' ? '✓' : verdict === 'guard false' ? '✗' : '–'}
                              </span>
                              <span>
                                {guard ?? 'otherwise'} <em>{verdict}</em>
                                <Show when={reads.length > 0}>
                                  <small>
                                    {reads
                                      .slice(0, 6)
                                      .map(({ path, value }) => `${path} = ${value}`)
                                      .join(', ')}
                                  </small>
                                </Show>
                              </span>
                            </li>
                          )}
                        </For>
                      </ul>
                    </div>
                  )}
                </For>
              </Show>
            </section>

            <Show when={changes().length > 0}>
              <section data-part="context">
                <h3>Context</h3>
                <table class="diff">
                  <tbody>
                    <For each={changes()}>
                      {({ path, before, after }) => (
                        <tr>
                          <th scope="row">{path}</th>
                          <td class="was">{before}</td>
                          <td class="is">{after}</td>
                        </tr>
                      )}
                    </For>
                  </tbody>
                </table>
              </section>
            </Show>

            <section data-part="message">
              <h3>
                Message{' '}
                <button
                  type="button"
                  class="link"
                  onClick={() => addStop(session, { kind: 'message', type: found().message.type })}
                >
                  stop at every {found().message.type}
                </button>
              </h3>
              <table class="fields">
                <tbody>
                  <For each={Object.entries(found().message)}>
                    {([field, value]) => (
                      <tr>
                        <th scope="row">{field}</th>
                        <td>{typeof value === 'string' ? value : JSON.stringify(value)}</td>
                      </tr>
                    )}
                  </For>
                </tbody>
              </table>
            </section>

            <section data-part="whole">
              <h3>The whole step</h3>
              <ol class="deliveries">
                <For each={step()?.got.slice(0, 60)}>
                  {({ from, to, message, state }, k) => (
                    <li>
                      <button
                        type="button"
                        aria-current={first() + k() === session.place() ? 'true' : undefined}
                        title={stateName(state)}
                        onClick={() => session.setPlace(first() + k())}
                      >
                        <span class={`dot ${roleOf(to).layer}`} aria-hidden="true" />
                        <span>{messageText(message)}</span>
                        <small>
                          {from ?? ''} → {to}
                        </small>
                      </button>
                    </li>
                  )}
                </For>
              </ol>
              <Consequences />
            </section>
          </>
        )}
      </Show>
      <div ref={spacer} class="spacer" />
    </div>
  );

  function first(): number {
    const trace = session.trace();
    return trace ? trace.firstPlace.at(trace.stepOf.at(session.place())) : 0;
  }

  function Consequences(): JSX.Element {
    const lines = (): { what: string; text: string }[] => {
      const now = step();
      if (!now) return [];
      return [
        ...(now.chose ?? []).map(({ type, fields }) => ({
          what: 'chosen',
          text: `${type}: ${JSON.stringify(fields)}`,
        })),
        ...(now.sent ?? []).map(({ to, message }) => ({ what: 'sent', text: `${messageText(message)} → ${to}` })),
        ...(now.effects ?? []).map(({ effect: { type, ...rest } }) => ({
          what: 'effect',
          text: `${type.replace('effect.', '')} ${Object.values(rest)
            .filter((value) => value !== null)
            .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
            .join(' ')}`,
        })),
        ...(now.armed ?? []).map(({ owner, delay, ms }) => ({
          what: 'armed',
          text: `${delay} of ${owner}, ${timeText(ms * 1000)}`,
        })),
        ...(now.cancelled ?? []).map(({ owner, timer }) => ({
          what: 'cancelled',
          text: `${timer.split('.')[2] ?? timer} of ${owner}`,
        })),
      ];
    };
    return (
      <Show when={lines().length > 0}>
        <dl class="consequences">
          <For each={lines()}>
            {({ what, text }) => (
              <div>
                <dt>{what}</dt>
                <dd>{text}</dd>
              </div>
            )}
          </For>
        </dl>
      </Show>
    );
  }
}

function Cdb(props: { report: NonNullable<ReturnType<typeof cdbAt>> }): JSX.Element {
  return (
    <section data-part="cdb">
      <h3>
        CDB: {props.report.name}
        <Show when={props.report.range}>
          {(range) => (
            <>
              , blocks {range().first} to {range().last ?? 'the end'}
            </>
          )}
        </Show>
      </h3>
      <BitLayout fields={props.report.fields} bytes={props.report.bytes} name={props.report.name} />
    </section>
  );
}
