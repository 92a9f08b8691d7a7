import { createMemo, createSignal, For, type JSX, onCleanup, onMount } from 'solid-js';
import type { Page } from '../inspector.tsx';
import { cdbAt } from '../session/bytes-of.ts';
import { nameIn, prefixOf } from '../session/roles.ts';
import {
  type Owner,
  ownerNames,
  owners,
  packetSegments,
  type Segment,
  stateSegments,
  type Window,
} from './life-segments.ts';
import { markShapes } from './mark-shapes.ts';
import { timeText } from './time-text.ts';

const rowHeight = 48;
const names = 104;
const letter = 6.3;

/** Who owns each packet when, and what the bus does meanwhile. */
export function PacketsView(props: { page: Page }): JSX.Element {
  const { session, camera } = props.page;
  let element!: HTMLDivElement;
  const [width, setWidth] = createSignal(680);
  /** Steps in sight. */
  const [span, setSpan] = createSignal(160);

  const n = (): number => Math.max(0, session.trace()?.stepOf.at(session.place()) ?? 0);
  const window = createMemo((): Window => {
    const steps = session.trace()?.steps ?? 0;
    const length = Math.min(span(), Math.max(1, steps));
    const from = Math.max(0, Math.min(steps - length, n() - Math.floor(length / 2)));
    return { from, to: from + length };
  });
  const x = (step: number): number => {
    const { from, to } = window();
    return names + ((Math.max(from, Math.min(step, to)) - from) / (to - from)) * (width() - names - 10);
  };

  const slots = createMemo((): string[] => {
    const trace = session.trace();
    if (!trace) return [];
    const { from, to } = window();
    const [begin, end] = [trace.firstPlace.at(from), trace.lastPlace(to - 1)];
    const busy = (address: string): boolean => {
      const places = trace.placesOf(address);
      const last = places?.at(places.lastNotAbove(end)) ?? -1;
      return last >= begin && trace.types.word(trace.type.at(last)) !== 'xstate.init';
    };
    const living = trace.lives
      .filter((life) => life.from <= end && (life.to < 0 || life.to >= begin))
      .map(({ slot }) => slot);
    const others = trace.addresses.words
      .filter((address) => /^(pkt|hbac|scbuf|scsit)$/.test(prefixOf(address)) && busy(address))
      .map(nameIn);
    return [...new Set([...living, ...others])];
  });
  const others = createMemo(
    () => session.trace()?.addresses.words.filter((address) => /^(bus|target|lu|tasks)$/.test(prefixOf(address))) ?? [],
  );
  const marks = createMemo(() => {
    const trace = session.trace();
    const { from, to } = window();
    return (trace?.marks ?? []).filter(({ place }) => {
      const at = trace?.stepOf.at(place) ?? -1;
      return at >= from && at < to;
    });
  });
  const marksOf = (slot: string) =>
    marks().filter(({ place, kind, text }) => {
      if (kind === 'command') return false;
      const delivery = session.trace()?.delivery(place);
      return (
        delivery !== undefined &&
        (nameIn(delivery.to) === slot || delivery.message['slot'] === slot || text.includes(slot))
      );
    });
  const packetsOf = (slot: string): Segment<Owner>[] => {
    const trace = session.trace();
    return trace ? packetSegments(trace, slot, window()) : [];
  };
  const statesOf = (address: string): Segment<string>[] => {
    const trace = session.trace();
    return trace ? stateSegments(trace, address, window()) : [];
  };
  const commandsOf = (slot: string) => {
    const trace = session.trace();
    const { from, to } = window();
    return (trace?.lives ?? [])
      .filter(
        (life) =>
          life.slot === slot &&
          trace !== undefined &&
          trace.stepOf.at(life.from) < to &&
          (life.to < 0 || trace.stepOf.at(life.to) >= from),
      )
      .map((life) => {
        const cdb = trace && cdbAt(trace, slot, life.from, undefined);
        const blocks = cdb?.range ? ` ${cdb.range.first}+${cdb.range.blocks ?? ''}` : '';
        return {
          begin: trace?.stepOf.at(life.from) ?? 0,
          end: life.to < 0 || !trace ? to : trace.stepOf.at(life.to),
          text: `#${life.request.index} ${cdb?.name ?? ''}${blocks}${life.answer && life.answer.error !== 'none' ? ` → ${life.answer.error}` : ''}`,
        };
      });
  };

  onMount(() => {
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setWidth(entry.contentRect.width);
    });
    watch.observe(element);
    const zoom = (factor: number): void => {
      setSpan((was) => Math.round(Math.max(20, Math.min(2000, was / factor))));
    };
    camera.zoom = zoom;
    camera.fit = () => setSpan(160);
    camera.pan = () => undefined;
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    onCleanup(() => {
      watch.disconnect();
      element.removeEventListener('wheel', onWheel);
    });
  });

  const goTo = (event: MouseEvent): void => {
    const at = event.clientX - element.getBoundingClientRect().x;
    if (at < names) return;
    const { from, to } = window();
    const step = Math.round(from + ((at - names) / (width() - names - 10)) * (to - from));
    session.setPlace(session.trace()?.firstPlace.at(Math.max(from, Math.min(step, to - 1))) ?? 0);
  };
  const clipped = (text: string, room: number): string => {
    const letters = Math.floor((room - 8) / letter);
    return letters < 3 ? '' : text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
  };
  const ticks = createMemo(() => {
    const { from, to } = window();
    const trace = session.trace();
    return [0, 0.25, 0.5, 0.75].map((part) => {
      const step = Math.floor(from + part * (to - from));
      return { step, text: timeText(trace?.timeOf(step) ?? 0) };
    });
  });
  const rowsHeight = (): number => 26 + slots().length * rowHeight + others().length * 28 + 14;

  return (
    <div class="packets-view">
      <div class="view-head">
        <p>
          <strong>Packets</strong> <span>who owns each, when</span>
        </p>
        <ul class="legend" aria-label="Owners">
          <For each={owners.filter((owner) => owner !== 'free')}>
            {(owner) => (
              <li>
                <span class={`swatch owner-${owner}`} aria-hidden="true" />
                {ownerNames[owner]}
              </li>
            )}
          </For>
        </ul>
        <div class="view-tools">
          <button type="button" class="quiet" aria-label="Larger" title="Larger (+)" onClick={() => camera.zoom(1.25)}>
            +
          </button>
          <button type="button" class="quiet" aria-label="Smaller" title="Smaller (-)" onClick={() => camera.zoom(0.8)}>
            −
          </button>
        </div>
      </div>
      <div ref={element} class="lives scroll" tabindex="0" role="region" aria-label="Life lines" onClick={goTo}>
        <svg
          width={width()}
          height={rowsHeight()}
          role="img"
          aria-label={`Packets in steps ${window().from} to ${window().to}`}
        >
          <defs>
            <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="2" height="6" class="hatching" />
            </pattern>
          </defs>
          <For each={ticks()}>
            {({ step, text }) => (
              <g class="tick">
                <line x1={x(step)} x2={x(step)} y1="18" y2={rowsHeight()} />
                <text x={x(step) + 3} y="13">
                  {text}
                </text>
              </g>
            )}
          </For>
          <For each={slots()}>
            {(slot, row) => {
              const y = (): number => 26 + row() * rowHeight;
              return (
                <g class="life">
                  <text class="name" x="6" y={y() + 26}>
                    {slot}
                  </text>
                  <For each={commandsOf(slot)}>
                    {({ begin, end, text }) => (
                      <text class="command" x={x(begin) + 2} y={y() + 10}>
                        {clipped(text, Math.max(x(end), x(begin) + 90) - x(begin))}
                      </text>
                    )}
                  </For>
                  <For each={packetsOf(slot)}>
                    {({ from, to, what }) => (
                      <g class={`owned owner-${what}`}>
                        <title>{ownerNames[what]}</title>
                        <rect x={x(from)} y={y() + 14} width={Math.max(1, x(to) - x(from))} height="18" />
                        {what === 'sense' || what === 'device' ? (
                          <rect
                            x={x(from)}
                            y={y() + 14}
                            width={Math.max(1, x(to) - x(from))}
                            height="18"
                            fill="url(#hatch)"
                          />
                        ) : null}
                        <text x={x(from) + 4} y={y() + 27}>
                          {what === 'free' ? '' : clipped(what, x(to) - x(from))}
                        </text>
                      </g>
                    )}
                  </For>
                  <For each={marksOf(slot)}>
                    {({ place, kind, text }) => (
                      <text
                        class={`shape ${kind}`}
                        x={x(session.trace()?.stepOf.at(place) ?? 0)}
                        y={y() + 44}
                        text-anchor="middle"
                      >
                        <title>{text}</title>
                        {markShapes[kind]}
                      </text>
                    )}
                  </For>
                </g>
              );
            }}
          </For>
          <For each={others()}>
            {(address, row) => {
              const y = (): number => 26 + slots().length * rowHeight + row() * 28 + 8;
              return (
                <g class="life">
                  <text class="name" x="6" y={y() + 14}>
                    {address}
                  </text>
                  <For each={statesOf(address)}>
                    {({ from, to, what }, i) => (
                      <g class="phase" classList={{ odd: i() % 2 === 1 }}>
                        <title>{what}</title>
                        <rect x={x(from)} y={y()} width={Math.max(1, x(to) - x(from))} height="20" />
                        <text x={x(from) + 4} y={y() + 14}>
                          {clipped(what, x(to) - x(from))}
                        </text>
                      </g>
                    )}
                  </For>
                </g>
              );
            }}
          </For>
          <line class="now" x1={x(n() + 0.5)} x2={x(n() + 0.5)} y1="16" y2={rowsHeight()} />
        </svg>
      </div>
    </div>
  );
}
