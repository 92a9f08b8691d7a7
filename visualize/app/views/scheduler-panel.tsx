import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from 'solid-js';
import { choices } from '../../../machines/protocol/choices.ts';
import { alternativesOf } from '../../../src/scenario/fault-rule.ts';
import type { Offer } from '../../../src/system/pick.ts';
import type { Page } from '../inspector.tsx';
import { faultOf } from '../session/change.ts';
import type { Question } from '../session/conducted.ts';
import { messageText } from '../session/message-text.ts';
import { pickText } from '../session/picks.ts';
import { roleOf } from '../session/roles.ts';
import { arm, choose, disarm, goOn, leave, occurrences, pickOf, undo } from '../session/scheduler.ts';
import { ChoiceSelect } from './choice-select.tsx';
import { timeText } from './time-text.ts';

/** An offer was chosen without a pointer. */
let chosenByKey = false;

const lanes = [
  ['call', 'Calls and returns'],
  ['intr', 'Interrupts'],
  ['task', 'Tasks'],
  ['world', 'From outside'],
  ['timer', 'Delays'],
] as const;

const laneOfOffer = (offer: Offer): string => (offer.kind === 'timer' ? 'timer' : offer.lane);

/** Who goes first? All that could happen next, for the person who is the scheduler. */
export function SchedulerPanel(props: { page: Page }): JSX.Element {
  const { session } = props.page;
  const waits = (): boolean => session.asks() !== undefined;
  const isOver = (): boolean => !waits() && session.status().kind !== 'running';
  /** While the run goes on, what was asked last stays to be seen. */
  const question = createMemo(
    (before: Question | undefined) => session.asks() ?? (isOver() ? undefined : before),
    undefined,
  );
  const byLane = createMemo(() =>
    lanes.flatMap(([lane, name]) => {
      const offers = (question()?.offers ?? []).filter((offer) => laneOfOffer(offer) === lane);
      return offers.length > 0 || lane === 'call' || lane === 'intr' || lane === 'timer' ? [{ name, offers }] : [];
    }),
  );
  const due = (): Offer | undefined => question()?.offers[0];
  /** Faults that were put in and have not happened yet. */
  const armed = createMemo(() => {
    const run = session.run();
    const trace = session.trace();
    if (!run || !trace) return [];
    return run.change.faults.filter((each) => {
      const fault = faultOf(each);
      return fault && fault.nth > occurrences(trace, fault.at.slice(0, fault.at.lastIndexOf('.')), trace.places - 1);
    });
  });
  // Who chooses with the keyboard finds the next offers under it.
  createEffect(
    on(waits, (now) => {
      if (now && chosenByKey) document.querySelector<HTMLElement>('.scheduler .offer')?.focus();
      if (now) chosenByKey = false;
    }),
  );
  const picks = (): readonly string[] => session.run()?.change.picks ?? [];

  return (
    <section class="scheduler" aria-label="What happens next" classList={{ waits: waits() }}>
      <header>
        <h2>
          {waits() ? `Step ${question()?.step}: what happens?` : isOver() ? 'The run is over.' : 'It goes on ...'}
        </h2>
        <p>
          <Show when={picks().length > 0}>
            <span title={picks().map(pickText).join('\n')}>{picks().length} chosen</span>
          </Show>
        </p>
        <div class="view-tools">
          <button
            type="button"
            disabled={!waits()}
            title="What is due happens (→ at the end)"
            onClick={() => goOn(session, 1)}
          >
            Go on
          </button>
          <button
            type="button"
            disabled={!waits()}
            title="It goes on by itself to its end, or to a breakpoint (r)"
            onClick={() => goOn(session)}
          >
            To the end
          </button>
          <button
            type="button"
            disabled={picks().length === 0}
            title="Take back what was chosen last (u)"
            onClick={() => undo(session)}
          >
            Take back
          </button>
          <button
            type="button"
            title="As a scenario file or a test (o)"
            onClick={() => props.page.setOverlay('export')}
          >
            Save
          </button>
          <button
            type="button"
            class="quiet"
            aria-label="Stop being the scheduler"
            title="The seed schedules again"
            onClick={() => leave(session)}
          >
            ✕
          </button>
        </div>
      </header>
      <div class="offers scroll" tabindex="0" role="region" aria-label="Offers">
        <For each={byLane()}>
          {({ name, offers }) => (
            <div class="lane">
              <h3>{name}</h3>
              <ul>
                <For each={offers} fallback={<li class="none">nothing</li>}>
                  {(offer) => (
                    <OfferItem
                      page={props.page}
                      offer={offer}
                      isDue={offer === due()}
                      enabled={waits()}
                      at={session.step()?.at ?? 0}
                    />
                  )}
                </For>
              </ul>
            </div>
          )}
        </For>
        <div class="lane world">
          <h3>The world</h3>
          <ul>
            <li>
              <ChoiceSelect
                label="Something happens by itself"
                options={(question()?.spontaneous ?? []).map(({ to, message }) => {
                  const { type, ...fields } = message;
                  const rest = Object.values(fields).join(' ');
                  return {
                    value: JSON.stringify({ to, message }),
                    text: `${to}: ${type.replace('world.', '')} ${rest}`.trim(),
                  };
                })}
                disabled={!waits()}
                act="Let it"
                choose={(value) =>
                  choose(session, {
                    kind: 'send',
                    ...(JSON.parse(value) as Pick<Question['spontaneous'][number], 'to' | 'message'>),
                  })
                }
              />
            </li>
            <li>
              <FaultSelect page={props.page} enabled={waits()} />
            </li>
            <For each={armed()}>
              {(fault) => (
                <li class="armed">
                  <span>waits: {fault.replace(/@\d+$/, '')}</span>
                  <button
                    type="button"
                    class="quiet"
                    aria-label={`Take back ${fault}`}
                    disabled={!waits()}
                    onClick={() => disarm(session, fault)}
                  >
                    ✕
                  </button>
                </li>
              )}
            </For>
          </ul>
        </div>
      </div>
    </section>
  );
}

function OfferItem(props: { page: Page; offer: Offer; isDue: boolean; enabled: boolean; at: number }): JSX.Element {
  const { session } = props.page;
  const owner = (): string => (props.offer.kind === 'timer' ? props.offer.owner : props.offer.to);
  const text = (): string =>
    props.offer.kind === 'timer' ? `${props.offer.delay} is over` : messageText(props.offer.message);
  const route = (): string =>
    props.offer.kind === 'timer' ? props.offer.owner : `${props.offer.from ?? 'world'} → ${props.offer.to}`;
  const wait = (): string => {
    const left = props.offer.at - props.at;
    return left > 0 ? `in ${timeText(left)}` : left < 0 ? 'late' : 'now';
  };
  /** What the world could make of the message itself. */
  const decisions = () => {
    const { offer } = props;
    if (offer.kind === 'timer') return [];
    return (choices[offer.message.type] ?? []).flatMap(({ field, alternatives }) =>
      alternatives
        .slice(1)
        .map((value) => ({ value: `${offer.message.type}.${field}=${value}`, text: `${field}: ${value}` })),
    );
  };
  return (
    <li>
      <button
        type="button"
        class={`offer ${roleOf(owner()).layer}`}
        classList={{ due: props.isDue }}
        disabled={!props.enabled}
        onClick={(event) => {
          chosenByKey = event.detail === 0;
          choose(session, pickOf(props.offer));
        }}
      >
        <strong>{text()}</strong>
        <small>
          {route()} · {wait()}
          <Show when={props.isDue}>
            <span class="spoken">, due next</span>
          </Show>
        </small>
      </button>
      <Show when={decisions().length > 0}>
        <select
          aria-label={`${text()} with another outcome`}
          title="Let it happen with another outcome"
          disabled={!props.enabled}
          onChange={(event) => {
            const [point = '', value = ''] = event.currentTarget.value.split('=');
            if (value !== '') choose(session, pickOf(props.offer), { point, value });
          }}
        >
          <option value="">but ...</option>
          <For each={decisions()}>{(each) => <option value={each.value}>{each.text}</option>}</For>
        </select>
      </Show>
    </li>
  );
}

/** Any fault of the vocabulary, for the next message that asks for it. */
function FaultSelect(props: { page: Page; enabled: boolean }): JSX.Element {
  const [chosen, setChosen] = createSignal('');
  const groups = Object.entries(choices).flatMap(([type, list]) => list.map(({ field }) => `${type}.${field}`));
  return (
    <span class="choice">
      <select
        aria-label="Fault, the next time it can happen"
        disabled={!props.enabled}
        value={chosen()}
        onChange={(event) => setChosen(event.currentTarget.value)}
      >
        <option value="">a fault, the next time it can happen ...</option>
        <For each={groups}>
          {(point) => (
            <optgroup label={point}>
              <For each={alternativesOf(point).slice(1)}>
                {(value) => <option value={`${point}=${value}`}>{value}</option>}
              </For>
            </optgroup>
          )}
        </For>
      </select>
      <button
        type="button"
        disabled={!props.enabled || chosen() === ''}
        onClick={() => {
          const at = chosen().indexOf('=');
          arm(props.page.session, chosen().slice(0, at), chosen().slice(at + 1));
          setChosen('');
        }}
      >
        Put in
      </button>
    </span>
  );
}
