import { For, type JSX, Show } from 'solid-js';
import { choices } from '../../../machines/protocol/choices.ts';
import { type Offer, pickOfOffer } from '../../../src/system/pick.ts';
import type { Page } from '../inspector.tsx';
import { messageText } from '../session/message-text.ts';
import { roleOf } from '../session/roles.ts';
import { choose } from '../session/scheduler.ts';
import { timeText } from './time-text.ts';

/** Something that could happen next: a button that lets it, and what else the world could make of it. */
export function OfferItem(props: {
  page: Page;
  offer: Offer;
  isDue: boolean;
  enabled: boolean;
  /** Now, microseconds. */
  at: number;
  /** @param byKey without a pointer */
  chosen: (byKey: boolean) => void;
}): JSX.Element {
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
          props.chosen(event.detail === 0);
          choose(session, pickOfOffer(props.offer));
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
            if (value !== '') choose(session, pickOfOffer(props.offer), { point, value });
          }}
        >
          <option value="">but ...</option>
          <For each={decisions()}>{(each) => <option value={each.value}>{each.text}</option>}</For>
        </select>
      </Show>
    </li>
  );
}
