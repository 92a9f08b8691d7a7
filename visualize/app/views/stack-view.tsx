import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { stateName } from '../../../src/system/state-name.ts';
import type { Page } from '../inspector.tsx';
import { messageText } from '../session/message-text.ts';
import { type Layer, layerNames, machineOf } from '../session/roles.ts';
import { createStackRows } from '../session/stack-rows.ts';
import type { Frame, Size } from './camera.ts';
import { ChartCanvas } from './chart-canvas.tsx';
import { emptyText } from './empty-text.ts';
import { saidOf } from './said.ts';
import { arrowTo, way } from './stack-arrows.ts';
import { StackCard } from './stack-card.tsx';
import { layOutStack, leastScale, type StackLayout } from './stack-layout.ts';

/** Commands that are shown with all their actors: at least, and at most. */
const [leastSlots, mostSlots] = [3, 5];
/** Names that are too long for the side of a low band. */
const bandNames: Partial<Record<Layer, string>> = { driver: 'driver' };
/** What is said above the picture, and what is left free around it, pixels. */
const [headHeight, margin] = [46, 8];

/** The whole stack at once: every layer with its actors, their states, and the message that moved them. */
export function StackView(props: { page: Page }): JSX.Element {
  const { page } = props;
  const { session } = page;
  const { rows, leftOut } = createStackRows(session, leastSlots, mostSlots);
  const addresses = createMemo(
    (): ReadonlyMap<Layer, readonly string[]> =>
      new Map([...rows()].map(([layer, own]) => [layer, own.map(({ address }) => address)])),
    undefined,
    { equals: (a, b) => JSON.stringify([...a]) === JSON.stringify([...b]) },
  );
  let element!: HTMLDivElement;
  const [size, setSize] = createSignal<Size>({ width: 658, height: 632 });
  onMount(() => {
    // Without what the scheduler covers.
    const watch = new ResizeObserver(([entry]) => {
      const box = entry?.contentRect;
      if (!box || box.width === 0) return;
      setSize({ width: box.width - 2 * margin, height: Math.max(0, box.height - headHeight - margin) });
    });
    watch.observe(element);
    onCleanup(() => watch.disconnect());
  });
  const layout = createMemo(() => layOutStack(addresses(), size()));
  const states = createMemo(() => new Map([...rows().values()].flat().map(({ address, state }) => [address, state])));
  const bus = createMemo(() => session.history()?.topology?.bus);
  const tookOf = (address: string): readonly string[] =>
    session.step()?.got.flatMap(({ to, took }) => (to === address ? took : [])) ?? [];
  const acted = createMemo(() => new Set(session.step()?.got.map(({ to }) => to)));
  const partOf = (address: string): 'receiver' | 'acted' | 'still' =>
    session.delivery()?.to === address ? 'receiver' : acted().has(address) ? 'acted' : 'still';

  const arrow = createMemo(() => {
    const found = session.delivery();
    const to = found && layout().cards.get(found.to);
    if (!to) return undefined;
    const timer = found.message.type.startsWith('xstate.after.');
    const from = timer ? to : found.from === null ? undefined : layout().cards.get(found.from);
    return arrowTo(layout(), from, to, messageText(found.message));
  });
  /** The other messages of this step, and those that it has sent. */
  const ways = (kind: 'got' | 'sent'): readonly string[] => {
    const { cards } = layout();
    const looked = session.delivery();
    const messages = session.step()?.[kind] ?? [];
    return messages.flatMap((each) => {
      const to = cards.get(each.to);
      const from = each.from === null ? undefined : cards.get(each.from);
      return to && from && each !== looked ? [way(from, to)] : [];
    });
  };
  const said = (): string => saidOf(session.delivery()?.took ?? []);
  const choose = (address: string): void => {
    session.setFollow(false);
    session.setActor(address);
    session.setView('charts');
  };

  return (
    <div ref={element} class="stack-view">
      <div class="view-head">
        <p class="last now">
          <Show when={session.delivery()} fallback={<span>{session.run() ? '' : 'Nothing is running.'}</span>}>
            <span class="when">now</span>
            <span class="what">{said()}</span>
          </Show>
        </p>
        <p class="legend" aria-hidden="true">
          <For
            each={
              [
                ['way now', 'this message'],
                ['way got', 'others of the step'],
                ['way sent', 'sent, on its way'],
              ] as const
            }
          >
            {([kind, says]) => (
              <span>
                <svg width="26" height="6">
                  <path class={kind} d="M0 3H26" />
                </svg>
                {says}
              </span>
            )}
          </For>
          <Show when={leftOut() > 0}>
            <span class="more">{leftOut()} more under way</span>
          </Show>
        </p>
      </div>
      <Show when={states().size > 0} fallback={<p class="hint">{emptyText(session)}</p>}>
        <ChartCanvas
          page={page}
          label={`The stack: ${[...states()].map(([address, state]) => `${address} is in ${stateName(state)}`).join('; ')}`}
          frame={(seen) => frameOf(layout(), seen, session.delivery()?.to)}
        >
          {() => (
            <g class="drawing stack-drawing">
              <defs>
                <For each={['now', 'sent']}>
                  {(kind) => (
                    <marker
                      id={`head-${kind}`}
                      class={kind}
                      viewBox="0 0 8 8"
                      refX="7"
                      refY="4"
                      markerWidth="8"
                      markerHeight="8"
                      orient="auto"
                      markerUnits="userSpaceOnUse"
                    >
                      <path d="M0 0L8 4L0 8z" />
                    </marker>
                  )}
                </For>
              </defs>
              <For each={layout().bands}>
                {(band) => (
                  <g class={`band ${band.layer}`}>
                    <rect x={band.x} y={band.y - 3} width={band.width} height={band.height + 6} rx="9" />
                    <text transform={`translate(${band.x + 15} ${band.y + band.height / 2}) rotate(-90)`}>
                      {bandNames[band.layer] ?? layerNames[band.layer]}
                    </text>
                  </g>
                )}
              </For>
              <For each={ways('got')}>{(path) => <path class="way got" d={path} marker-end="url(#head-now)" />}</For>
              <For each={ways('sent')}>{(path) => <path class="way sent" d={path} marker-end="url(#head-sent)" />}</For>
              <Show when={arrow()}>
                {(drawn) => <path class="way now" d={drawn().path} marker-end="url(#head-now)" />}
              </Show>
              <For each={[...layout().cards.values()]}>
                {(card) => (
                  <Show when={states().get(card.address)}>
                    {(state) => (
                      <StackCard
                        card={card}
                        state={state()}
                        chart={page.charts.get(machineOf(card.address, bus()))}
                        took={tookOf(card.address)}
                        part={partOf(card.address)}
                        choose={() => choose(card.address)}
                      />
                    )}
                  </Show>
                )}
              </For>
              <Show when={arrow()?.label}>
                {(label) => (
                  <g class="told">
                    <rect x={label().x} y={label().y} width={label().width} height={label().height} rx="4" />
                    <text x={label().x + 5} y={label().y + 12}>
                      {label().text}
                    </text>
                  </g>
                )}
              </Show>
            </g>
          )}
        </ChartCanvas>
      </Show>
    </div>
  );
}

/** All of the stack, if it can be read then; else as much as can be, around who receives the message. */
function frameOf(layout: StackLayout, size: Size, receiver: string | undefined): Frame {
  const whole = Math.min(1.2, (size.width - margin) / layout.width, size.height / layout.height);
  const scale = Math.max(whole, leastScale);
  const card = receiver === undefined ? undefined : layout.cards.get(receiver);
  const place = (length: number, room: number, middle: number): number =>
    length * scale <= room
      ? (room - length * scale) / 2
      : Math.min(0, Math.max(room - length * scale, room / 2 - middle * scale));
  return {
    scale,
    x: place(layout.width, size.width, card ? card.x + card.width / 2 : 0),
    y: place(layout.height, size.height, card ? card.y + card.height / 2 : 0),
  };
}
