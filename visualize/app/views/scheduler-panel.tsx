import { createEffect, createMemo, For, type JSX, on, Show } from 'solid-js';
import type { Offer } from '../../../src/system/pick.ts';
import type { Page } from '../inspector.tsx';
import { breakpointText } from '../session/breakpoints.ts';
import type { Question } from '../session/conducted.ts';
import { pickText } from '../session/picks.ts';
import { choiceOf } from '../session/rule-codes.ts';
import { choose, disarm, goOn, leave, occurrences, undo } from '../session/scheduler.ts';
import { type ChoiceGroup, ChoiceSelect, sameGroups } from './choice-select.tsx';
import { FaultSelect } from './fault-select.tsx';
import { OfferItem } from './offer-item.tsx';

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
  /** An offer was chosen without a pointer. */
  let chosenByKey = false;
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
  /** What may happen by itself, by who is told of it. */
  const spontaneous = createMemo(
    (): readonly ChoiceGroup[] => {
      const all = question()?.spontaneous ?? [];
      return [...new Set(all.map(({ to }) => to))].map((name) => ({
        name,
        options: all
          .filter(({ to }) => to === name)
          .map(({ to, message }) => {
            const { type, ...fields } = message;
            const text = [type.replace('world.', ''), ...Object.values(fields)].join(' ');
            return { value: JSON.stringify({ to, message }), text };
          }),
      }));
    },
    undefined,
    { equals: sameGroups },
  );
  const due = (): Offer | undefined => question()?.offers[0];
  /** Faults that were put in and have not happened yet. */
  const armed = createMemo(() => {
    const run = session.run();
    const trace = session.trace();
    if (!run || !trace) return [];
    return run.change.faults.filter((each) => {
      const fault = choiceOf(each);
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
          <Show when={waits() && question()?.stopped}>
            {(met) => <span> breakpoint: {breakpointText(met())}</span>}
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
                      chosen={(byKey) => {
                        chosenByKey = byKey;
                      }}
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
                groups={spontaneous()}
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
