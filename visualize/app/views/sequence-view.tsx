import { createEffect, createMemo, createSignal, For, type JSX, on, onCleanup, onMount, Show } from 'solid-js';
import type { Lane } from '../../../machines/protocol/lanes.ts';
import type { Page } from '../inspector.tsx';
import { messageText } from '../session/message-text.ts';
import { nameIn, prefixOf, roleOf, roles } from '../session/roles.ts';
import { Interfaces } from './interfaces.tsx';
import { columnsOf, laneOfRow, sequenceRows } from './sequence-rows.ts';
import { timeText } from './time-text.ts';

const rowHeight = 26;
const gutter = 92;
const letter = 6.35;
const legend = [
  ['call', 'call, return'],
  ['intr', 'interrupt'],
  ['task', 'task'],
  ['timer', 'delay'],
] as const;

/** Time between two rows that is told, microseconds: rows stand as close whatever lies between them. */
const noticeable = 10_000;

/** Messages between the actors, time down the side. Only the rows in sight exist. */
export function SequenceView(props: { page: Page }): JSX.Element {
  const { session } = props.page;
  const { hidden, setHidden } = session;
  let list!: HTMLDivElement;
  const [top, setTop] = createSignal(0);
  const [size, setSize] = createSignal({ width: 700, height: 500 });

  const all = createMemo(() => {
    const trace = session.trace();
    return trace ? columnsOf(trace) : [];
  });
  const columns = createMemo(() => all().filter((prefix) => !hidden().has(prefix)));
  const slots = createMemo(() => [...new Set(session.trace()?.lives.map(({ slot }) => slot))]);
  const rows = createMemo(() => {
    const trace = session.trace();
    return (
      trace &&
      sequenceRows(trace, { atomic: session.atomic(), slot: session.slot(), hidden: hidden(), only: session.only() })
    );
  });
  const count = (): number => rows()?.places.length ?? 0;
  const current = createMemo(() => rows()?.places.lastNotAbove(session.place()) ?? -1);

  const inSight = createMemo(() => {
    const first = Math.max(0, Math.floor(top() / rowHeight) - 3);
    const last = Math.min(count(), Math.ceil((top() + size().height) / rowHeight) + 3);
    return Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i);
  });

  onMount(() => {
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setSize({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    watch.observe(list);
    onCleanup(() => watch.disconnect());
  });

  // The row that is looked at stays in sight.
  createEffect(
    on([current, count, size], ([row]) => {
      if (row < 0) return;
      const at = row * rowHeight;
      if (at < list.scrollTop + 2 * rowHeight || at > list.scrollTop + list.clientHeight - 3 * rowHeight) {
        list.scrollTop = Math.max(0, at - list.clientHeight / 2);
      }
    }),
  );

  const spacing = (): number => (size().width - gutter - 40) / Math.max(1, columns().length - 1);
  const x = (prefix: string): number => gutter + 14 + Math.max(0, columns().indexOf(prefix)) * spacing();
  const toggle = (prefix: string): void => {
    const next = new Set(hidden());
    if (!next.delete(prefix)) next.add(prefix);
    setHidden(next);
  };

  return (
    <div class="sequence-view">
      <div class="view-head">
        <p>
          <strong>Messages</strong> <span>{count().toLocaleString('en-US')} rows</span>
        </p>
        <ul class="legend" aria-label="Lanes">
          <For each={legend}>
            {([lane, name]) => (
              <li>
                <svg width="26" height="8" aria-hidden="true">
                  <line class={`arrow ${lane}`} x1="1" y1="4" x2="25" y2="4" />
                </svg>
                {name}
              </li>
            )}
          </For>
        </ul>
        <div class="view-tools">
          <label>
            <span class="spoken">Slot</span>
            <select
              aria-label="Commands of this slot only"
              value={session.slot() ?? ''}
              onChange={(event) =>
                session.setSlot(event.currentTarget.value === '' ? undefined : event.currentTarget.value)
              }
            >
              <option value="">all slots</option>
              <For each={slots()}>{(slot) => <option value={slot}>{slot}</option>}</For>
            </select>
          </label>
          <Interfaces page={props.page} />
          <button
            type="button"
            aria-pressed={session.atomic()}
            title="Messages within a step too (m)"
            onClick={() => session.setAtomic(!session.atomic())}
          >
            Within steps
          </button>
        </div>
      </div>
      <div class="columns" style={{ 'padding-left': `${gutter}px` }}>
        <For each={all()}>
          {(prefix) => {
            const role = roles.find((each) => each.prefix === prefix);
            return (
              <button
                type="button"
                class={`column ${role?.layer ?? ''}`}
                aria-pressed={!hidden().has(prefix)}
                title={`${hidden().has(prefix) ? 'show' : 'hide'} ${role?.name ?? prefix}`}
                style={
                  hidden().has(prefix)
                    ? {}
                    : {
                        position: 'absolute',
                        left: `${x(prefix)}px`,
                        transform: 'translateX(-50%)',
                        'max-width': `${spacing() - 2}px`,
                      }
                }
                onClick={() => toggle(prefix)}
              >
                {prefix}
              </button>
            );
          }}
        </For>
      </div>
      <div
        ref={list}
        class="rows scroll"
        role="listbox"
        tabindex="0"
        aria-label="Messages in order"
        aria-activedescendant={current() >= 0 ? `row-${current()}` : undefined}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div class="extent" role="presentation" style={{ height: `${count() * rowHeight}px` }}>
          <svg class="lifelines" aria-hidden="true" width={size().width} height={size().height}>
            <For each={columns()}>
              {(prefix) => (
                <line class={`lifeline ${roleOf(`${prefix}:`).layer}`} x1={x(prefix)} x2={x(prefix)} y1="0" y2="100%" />
              )}
            </For>
          </svg>
          <For each={inSight()}>{(row) => <Row row={row} />}</For>
        </div>
      </div>
    </div>
  );

  function Row(own: { row: number }): JSX.Element {
    const place = (): number => rows()?.places.at(own.row) ?? -1;
    const delivery = createMemo(() => session.trace()?.delivery(place()));
    const repeated = (): number => rows()?.counts.at(own.row) ?? 1;
    const lane = (): Lane | 'timer' => {
      const trace = session.trace();
      return trace ? laneOfRow(trace, place()) : 'call';
    };
    const begins = (): number => session.trace()?.timeOf(session.trace()?.stepOf.at(place()) ?? 0) ?? 0;
    /** Time since the row above, microseconds. */
    const passed = (): number => {
      const trace = session.trace();
      const before = own.row > 0 ? (rows()?.places.at(own.row - 1) ?? -1) : -1;
      return trace && before >= 0 ? begins() - trace.timeOf(trace.stepOf.at(before)) : Number.NaN;
    };
    const time = (): string => (session.trace() && passed() !== 0 ? timeText(begins()) : '');
    return (
      <Show when={delivery()}>
        {(found) => {
          const to = (): number => x(prefixOf(found().to));
          const from = (): number => {
            const sender = found().from;
            const at = sender === null ? -1 : columns().indexOf(prefixOf(sender));
            return at < 0 ? to() - Math.min(46, spacing() * 0.7) : x(prefixOf(sender ?? ''));
          };
          const text = (): string => {
            const said = messageText(found().message);
            return repeated() > 1 ? `${said}  ×${repeated()}` : said;
          };
          const about = (): string => {
            const { message, to: receiver } = found();
            const slot =
              typeof message['slot'] === 'string' ? message['slot'] : roleOf(receiver).bySlot ? nameIn(receiver) : '';
            return slot === session.slot() ? '' : slot;
          };
          const label = (): string => (about() === '' ? text() : `${text()} · ${about()}`);
          // Beside the arrow where it would not fit above it.
          const centre = (): number => {
            const width = label().length * letter;
            const middle = (from() + to()) / 2;
            return Math.max(gutter + width / 2, Math.min(size().width - width / 2 - 6, middle));
          };
          return (
            <div
              id={`row-${own.row}`}
              role="option"
              aria-selected={current() === own.row}
              class="row"
              classList={{
                current: current() === own.row,
                later: place() > session.place(),
                gap: passed() >= noticeable,
              }}
              style={{ top: `${own.row * rowHeight}px`, height: `${rowHeight}px` }}
              onClick={() => session.setPlace(place())}
            >
              <time>{time()}</time>
              <Show when={passed() >= noticeable}>
                <span class="passed">+{timeText(passed())}</span>
              </Show>
              <span class="spoken">
                {found().from ?? 'the world'} to {found().to}:
              </span>
              <svg width={size().width} height={rowHeight}>
                <Show
                  when={from() !== to()}
                  fallback={<path class={`arrow ${lane()}`} d={`M${to()} 14h14v7h-9`} marker-end="url(#arrowhead)" />}
                >
                  <line class={`arrow ${lane()}`} x1={from()} x2={to()} y1="20" y2="20" marker-end="url(#arrowhead)" />
                </Show>
                <circle class={`arrival ${roleOf(found().to).layer}`} cx={to()} cy="20" r="3" />
                <text class="halo" x={centre()} y="13" text-anchor="middle">
                  {text()}
                  <Show when={about() !== ''}>
                    <tspan class="slot"> · {about()}</tspan>
                  </Show>
                </text>
                <defs>
                  <marker
                    id="arrowhead"
                    viewBox="0 0 8 8"
                    refX="8"
                    refY="4"
                    markerUnits="userSpaceOnUse"
                    markerWidth="8"
                    markerHeight="8"
                    orient="auto"
                  >
                    <path d="M0 0.6 8 4 0 7.4z" fill="context-stroke" />
                  </marker>
                </defs>
              </svg>
            </div>
          );
        }}
      </Show>
    );
  }
}
