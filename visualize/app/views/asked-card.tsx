import { For, type JSX, Show } from 'solid-js';
import type { Page } from '../inspector.tsx';
import { addStop } from '../session/breakpoints.ts';
import type { Asked } from '../session/session.ts';
import { stateCalled, transitionsFrom } from '../session/specification.ts';
import { TransitionCard } from './transition-card.tsx';

/** What the specification says about a state or an arrow that was clicked. */
export function AskedCard(props: { page: Page; asked: Asked }): JSX.Element {
  const ids = (): readonly string[] =>
    props.asked.state === undefined
      ? props.asked.transitions
      : transitionsFrom(props.asked.machine, props.asked.state).map(({ id }) => id);
  return (
    <section class="asked" aria-label="Asked">
      <header>
        <h3>
          <Show when={props.asked.state !== undefined} fallback={props.asked.machine}>
            {props.asked.state === '' ? props.asked.machine : props.asked.state}
          </Show>
        </h3>
        <button type="button" class="quiet" aria-label="Close" onClick={() => props.page.session.setAsked(undefined)}>
          ✕
        </button>
      </header>
      <Show when={props.asked.state !== undefined && stateCalled(props.asked.machine, props.asked.state)}>
        {(entry) => <p>{entry().description}</p>}
      </Show>
      <Show when={props.asked.state}>
        {(state) => (
          <p>
            <button
              type="button"
              onClick={() => addStop(props.page.session, { kind: 'state', who: props.asked.machine, state: state() })}
            >
              Stop when it is entered
            </button>
          </p>
        )}
      </Show>
      <For each={ids()} fallback={<p class="hint">It has no transitions of its own.</p>}>
        {(id) => <TransitionCard id={id} brief />}
      </For>
    </section>
  );
}
