import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { stateName } from '../../../src/system/state-name.ts';
import type { Page } from '../inspector.tsx';
import { fitting } from '../session/fitting.ts';
import { type Layer, layerNames, nameIn, prefixOf, roleOf, roles } from '../session/roles.ts';
import { shortState } from '../session/state-text.ts';
import type { Trace } from '../trace/trace.ts';

type Row = { readonly address: string; readonly state: string; readonly short: string };

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

  const actedNow = createMemo(() => new Set(session.step()?.got.map(({ to }) => to)));

  /**
   * Slots that something happened in lately, those of this step among them. Who was there stays until others take the
   * place, so that the list does not jump.
   */
  const slots = createMemo((): ReadonlySet<string> => {
    const trace = session.trace();
    const found = new Set<string>();
    if (!trace) return found;
    const end = trace.lastPlace(trace.stepOf.at(session.place()));
    const lately = new Map<string, number>();
    for (const address of trace.addresses.words) {
      if (!roleOf(address).bySlot) continue;
      const places = trace.placesOf(address);
      const last = places?.lastNotAbove(end) ?? 0;
      // The first message is the start, of all of them.
      if (!places || last < 1) continue;
      const slot = nameIn(address);
      lately.set(slot, Math.max(lately.get(slot) ?? 0, places.at(last)));
    }
    const latest = [...lately].sort(([, a], [, b]) => b - a).slice(0, mostSlots);
    for (const [slot] of latest) found.add(slot);
    return found;
  });

  /** Rows stay the same objects while nothing changes for their actors, and so does what is drawn of them. */
  const known = new Map<string, { place: number; trace: Trace; row: Row }>();
  const rowOf = (trace: Trace, address: string, place: number): Row | undefined => {
    const places = trace.placesOf(address);
    const found = places?.at(places.lastNotAbove(place)) ?? -1;
    const before = known.get(address);
    if (before?.place === found && before.trace === trace) return before.row;
    const state = trace.delivery(found)?.state;
    if (state === undefined) return undefined;
    const row = { address, state: stateName(state), short: shortState(state) };
    known.set(address, { place: found, trace, row });
    return row;
  };

  const rows = createMemo((before: ReadonlyMap<Layer, readonly Row[]>): ReadonlyMap<Layer, readonly Row[]> => {
    const trace = session.trace();
    const byLayer = new Map<Layer, Row[]>();
    // Until the beginning of the next run is here, those of the one before stay.
    if (!trace || !session.step()) return session.status().kind === 'running' ? before : byLayer;
    const end = trace.lastPlace(trace.stepOf.at(session.place()));
    const order = new Map(roles.map(({ prefix }, i) => [prefix, i]));
    const rank = (address: string): number => order.get(prefixOf(address)) ?? order.size;
    const shown = trace.addresses.words.filter((address) => !roleOf(address).bySlot || slots().has(nameIn(address)));
    for (const address of shown.toSorted((a, b) => rank(a) - rank(b))) {
      // As in the chart: the receiver as the message left it, the others as the step left them.
      const row = rowOf(trace, address, session.delivery()?.to === address ? session.place() : end);
      const { layer } = roleOf(address);
      if (row) byLayer.set(layer, [...(byLayer.get(layer) ?? []), row]);
    }
    return byLayer;
  }, new Map());

  const choose = (address: string): void => {
    session.setFollow(false);
    session.setActor(address);
    if (session.view() === 'coverage') session.setView('charts');
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
                    {({ address, state, short }) => (
                      <li>
                        <button
                          type="button"
                          classList={{
                            actor: true,
                            acted: actedNow().has(address),
                            chosen: session.actor() === address,
                          }}
                          aria-pressed={session.actor() === address}
                          title={`${address}: ${state}`}
                          onClick={() => choose(address)}
                        >
                          <span class="name">{address}</span>
                          <span class="state">{fitting(short, lettersBeside(address))}</span>
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
