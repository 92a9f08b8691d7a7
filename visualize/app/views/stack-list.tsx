import { createMemo, For, type JSX, Show } from 'solid-js';
import { stateName } from '../../../src/system/state-name.ts';
import type { Page } from '../inspector.tsx';
import { type Layer, layerNames, nameIn, prefixOf, roleOf, roles } from '../session/roles.ts';
import { shortState } from '../session/state-text.ts';

type Row = { readonly address: string; readonly state: string; readonly short: string; readonly acted: boolean };

/** All actors that matter at this place, from the application down to the device, with their states. */
export function StackList(props: { page: Page }): JSX.Element {
  const { session } = props.page;

  const actedNow = createMemo(() => new Set(session.step()?.got.map(({ to }) => to)));

  /** Slots that something happens in: those with a request, and those of this step. */
  const slots = createMemo((): ReadonlySet<string> => {
    const trace = session.trace();
    const found = new Set<string>();
    if (!trace) return found;
    const place = session.place();
    for (const address of actedNow())
      if (roleOf(address).bySlot && session.step()?.kind !== 'start') found.add(nameIn(address));
    let last: string | undefined;
    for (const life of trace.lives) {
      if (life.from > place) break;
      last = life.slot;
      if (life.to < 0 || life.to >= place) found.add(life.slot);
    }
    if (last !== undefined) found.add(last);
    return found;
  });

  const rows = createMemo((): Row[] => {
    const trace = session.trace();
    const step = session.step();
    if (!trace || !step) return [];
    const end = trace.lastPlace(trace.stepOf.at(session.place()));
    return trace.addresses.words
      .filter((address) => !roleOf(address).bySlot || slots().has(nameIn(address)))
      .flatMap((address) => {
        // As in the chart: the receiver as the message left it, the others as the step left them.
        const at = session.delivery()?.to === address ? session.place() : end;
        const state = trace.stateOf(address, at);
        return state === undefined
          ? []
          : [{ address, state: stateName(state), short: shortState(state), acted: actedNow().has(address) }];
      });
  });

  const layers = createMemo(() => {
    const order = new Map(roles.map(({ prefix }, i) => [prefix, i]));
    const byLayer = new Map<Layer, Row[]>();
    for (const row of [...rows()].sort(
      (a, b) => (order.get(prefixOf(a.address)) ?? 99) - (order.get(prefixOf(b.address)) ?? 99),
    )) {
      const { layer } = roleOf(row.address);
      byLayer.set(layer, [...(byLayer.get(layer) ?? []), row]);
    }
    return [...byLayer];
  });

  const choose = (address: string): void => {
    session.setFollow(false);
    session.setActor(address);
    if (session.view() === 'coverage') session.setView('charts');
  };

  return (
    <div class="stack scroll" tabindex="0" role="region" aria-label="Actors">
      <Show when={rows().length > 0} fallback={<p class="hint">Nothing is running yet.</p>}>
        <For each={layers()}>
          {([layer, actors]) => (
            <section class={`layer ${layer}`}>
              <h2>{layerNames[layer]}</h2>
              <ul>
                <For each={actors}>
                  {({ address, state, short, acted }) => (
                    <li>
                      <button
                        type="button"
                        classList={{ actor: true, acted, chosen: session.actor() === address }}
                        aria-pressed={session.actor() === address}
                        title={`${address}: ${state}`}
                        onClick={() => choose(address)}
                      >
                        <span class="name">{address}</span>
                        <span class="state">{short}</span>
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
  );
}
