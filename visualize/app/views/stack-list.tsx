import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { StateValue } from 'xstate';
import { stateName } from '../../../src/system/state-name.ts';
import { clipped } from '../../chart/text-size.ts';
import type { Page } from '../inspector.tsx';
import { fitting } from '../session/fitting.ts';
import { type Layer, layerNames } from '../session/roles.ts';
import { createStackRows } from '../session/stack-rows.ts';
import { shortState } from '../session/state-text.ts';

/** Slots whose actors are listed. */
const mostSlots = 8;

/** Widths in the list, pixels: a letter of an address, of a state, the least that an address takes, and what is around both. */
const [addressLetter, stateLetter, leastAddress, around] = [7, 6.65, 62, 48];

const layers = Object.keys(layerNames) as readonly Layer[];

/** All actors that matter at this place, from the application down to the device, with their states. */
export function StackList(props: { page: Page }): JSX.Element {
  const { session } = props.page;
  let element!: HTMLDivElement;
  const [width, setWidth] = createSignal(250);
  onMount(() => {
    const watch = new ResizeObserver(() => setWidth(element.clientWidth));
    watch.observe(element);
    onCleanup(() => watch.disconnect());
  });
  const lettersBeside = (address: string): number =>
    Math.floor((width() - around - Math.max(leastAddress, address.length * addressLetter)) / stateLetter);

  const stateBeside = (address: string, state: StateValue): string => {
    const letters = lettersBeside(address);
    return clipped(fitting(shortState(state), letters), letters);
  };

  const actedNow = createMemo(() => new Set(session.step()?.got.map(({ to }) => to)));

  const { rows } = createStackRows(session, 'used', mostSlots);

  const choose = (address: string): void => {
    session.setFollow(false);
    session.setActor(address);
    if (session.view() === 'coverage' || session.view() === 'stack') session.setView('charts');
  };

  return (
    <div ref={element} class="stack scroll" tabindex="0" role="region" aria-label="Actors">
      <Show when={rows().size > 0} fallback={<p class="hint">Nothing is running yet.</p>}>
        <For each={layers}>
          {(layer) => (
            <Show when={rows().get(layer)}>
              <section class={`layer ${layer}`}>
                <h2>{layerNames[layer]}</h2>
                <ul>
                  <For each={rows().get(layer)}>
                    {({ address, state }) => (
                      <li>
                        <button
                          type="button"
                          classList={{
                            actor: true,
                            acted: actedNow().has(address),
                            chosen: session.actor() === address,
                          }}
                          aria-pressed={session.actor() === address}
                          title={`${address}: ${stateName(state)}`}
                          onClick={() => choose(address)}
                        >
                          <span class="name">{address}</span>
                          <span class="state">{stateBeside(address, state)}</span>
                        </button>
                      </li>
                    )}
                  </For>
                </ul>
              </section>
            </Show>
          )}
        </For>
      </Show>
    </div>
  );
}
