import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { Page } from '../inspector.tsx';
import type { Axis } from '../session/address.ts';
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
import { isHatched, OwnerSwatch } from './owner-swatch.tsx';
import { holderOf, PacketHolders } from './packet-holders.tsx';
import { byMessage, byTime, type Ruler } from './ruler.ts';
import { onTwoFingers } from './two-fingers.ts';
import { inSightOnly, mostInPicture, widestPicture } from './unrolled.ts';

/** The least and the most that a packet, and an actor of bus or device, takes; pixels. */
const packetRow = [48, 84] as const;
const actorRow = [28, 44] as const;
const around = 40;
const names = 104;
const right = 10;
const letter = 6.3;
/** Steps in sight at first. */
const usual = 160;

const isOfPacket = (address: string): boolean => /^(pkt|hbac|scbuf|scsit)$/.test(prefixOf(address));
const isOfBusOrDevice = (address: string): boolean => /^(bus|target|lu|tasks)$/.test(prefixOf(address));

/** Who owns each packet when, and what the bus does meanwhile. */
export function PacketsView(props: { page: Page }): JSX.Element {
  const { session, camera } = props.page;
  const { axis, setAxis } = session;
  let element!: HTMLDivElement;
  const [inSight, setWidth] = createSignal(680);
  const [height, setHeight] = createSignal(400);
  /** Steps in sight by message, microseconds by time. */
  const [span, setSpan] = createSignal(usual);
  const [time, setTime] = createSignal(Number.POSITIVE_INFINITY);

  /** All of the run is drawn, for a picture of it. */
  const [unrolled, setUnrolled] = createSignal(false);

  const n = (): number => Math.max(0, session.trace()?.stepOf.at(session.place()) ?? 0);
  const timed = () => {
    const trace = session.trace();
    return { steps: trace?.steps ?? 0, timeOf: (step: number) => trace?.timeOf(step) ?? 0 };
  };
  const whole = (): number => timed().timeOf(Math.max(0, timed().steps - 1));
  /** How many times what is in sight a picture shows, no step of it narrower than it is in sight. */
  const pages = (): number => {
    if (!unrolled()) return 1;
    const parts =
      axis() === 'message'
        ? Math.min(timed().steps, mostInPicture) / span()
        : whole() / Math.max(1, Math.min(time(), whole()));
    return Math.max(1, Math.min(parts, widestPicture / inSight()));
  };
  const width = (): number => names + right + pages() * (inSight() - names - right);
  const ruler = createMemo((): Ruler => {
    const letters = (width() - names - right) / letter;
    return axis() === 'message'
      ? byMessage(timed(), n(), Math.round(span() * pages()), letters)
      : byTime(timed(), n(), time() * pages(), letters);
  });
  const window = (): Window => ruler();
  const xOf = (part: number): number => names + part * (width() - names - right);
  const x = (step: number): number => xOf(ruler().partOf(step));
  /** What is looked at: in the middle of its column, or when it happens. */
  const nowAt = (): number => x(axis() === 'message' ? n() + 0.5 : n());
  const turn = (wanted: Axis): void => {
    if (wanted === axis()) return;
    const trace = session.trace();
    // As much as is in sight by message, so that a person finds again what they looked at.
    const { from, to } = ruler();
    if (wanted === 'time' && trace) setTime(Math.max(100, trace.timeOf(to - 1) - trace.timeOf(from)));
    setAxis(wanted);
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
    const others = trace.addresses.words.filter((address) => isOfPacket(address) && busy(address)).map(nameIn);
    return [...new Set([...living, ...others])];
  });
  const others = createMemo(() => session.trace()?.addresses.words.filter(isOfBusOrDevice) ?? []);
  const statesOf = (address: string): Segment<string>[] => {
    const trace = session.trace();
    return trace ? stateSegments(trace, address, window()) : [];
  };
  const moving = createMemo(() => others().filter((address) => statesOf(address).length > 1));
  const still = createMemo(() =>
    others().flatMap((address) => {
      const [only, ...more] = statesOf(address);
      return only && more.length === 0 ? [{ address, state: only.what }] : [];
    }),
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
      .map((life, i, lives) => {
        const next = lives[i + 1];
        const cdb = trace && cdbAt(trace, slot, life.from, undefined);
        const blocks = cdb?.range ? ` ${cdb.range.first}+${cdb.range.blocks ?? ''}` : '';
        const number = `#${life.request.index}`;
        const failed = life.answer && life.answer.error !== 'none' ? ` → ${life.answer.error}` : '';
        return {
          begin: trace?.stepOf.at(life.from) ?? 0,
          end: life.to < 0 || !trace ? to : trace.stepOf.at(life.to),
          /** Its name has room until the next one's. */
          next: next && trace ? trace.stepOf.at(next.from) : to,
          /** From all of it to what it cannot do without. */
          texts: [
            `${number} ${cdb?.name ?? ''}${blocks}${failed}`,
            `${number} ${cdb?.name ?? ''}${failed}`,
            `${number}${failed}`,
            number,
          ],
        };
      });
  };

  const requestOf = (slot: string): string => {
    const found = commandsOf(slot).findLast(({ begin, end }) => begin <= n() && n() <= end);
    return found?.texts[0] ?? '';
  };
  const holders = createMemo(() => {
    const trace = session.trace();
    return trace ? slots().flatMap((slot) => holderOf(trace, slot, n(), requestOf(slot)) ?? []) : [];
  });

  onMount(() => {
    const watch = new ResizeObserver(([entry]) => {
      if (!entry) return;
      setWidth(entry.contentRect.width);
      setHeight(entry.contentRect.height);
    });
    watch.observe(element);
    const zoom = (factor: number): void => {
      if (axis() === 'message') setSpan((was) => Math.max(20, Math.min(2000, was / factor)));
      else {
        setTime((was) => Math.max(20, Math.min(whole(), was) / factor));
      }
    };
    camera.zoom = zoom;
    camera.fit = () => {
      setSpan(usual);
      setTime(Number.POSITIVE_INFINITY);
    };
    camera.pan = () => undefined;
    camera.unroll = (draw) => {
      setUnrolled(true);
      try {
        const { from, to } = window();
        const all = timed().steps;
        const says = from === 0 && to === all ? undefined : `The picture has steps ${from} to ${to - 1} of ${all - 1}.`;
        return { drawn: draw(), says };
      } finally {
        setUnrolled(false);
      }
    };
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    const noFingers = onTwoFingers(element, zoom);
    onCleanup(() => {
      watch.disconnect();
      noFingers();
      element.removeEventListener('wheel', onWheel);
      camera.unroll = inSightOnly;
    });
  });

  const goTo = (event: MouseEvent): void => {
    const at = event.clientX - element.getBoundingClientRect().x;
    if (at < names) return;
    const step = ruler().stepAt((at - names) / (width() - names - right));
    session.setPlace(session.trace()?.firstPlace.at(step) ?? 0);
  };
  /** The first of some texts, each shorter than the one before, that has room: nothing rather than a part of a word. */
  const fitted = (texts: readonly string[], room: number): string =>
    texts.find((text) => text.length * letter + 6 <= room) ?? '';
  /** Rows that this run can need, however many are in sight: their height does not change from step to step. */
  const mostRows = createMemo(() => {
    const trace = session.trace();
    const used = (trace?.addresses.words ?? []).filter((address) => (trace?.placesOf(address)?.length ?? 0) > 1);
    const packets = new Set(used.filter((address) => isOfPacket(address)).map(nameIn));
    return { packets: packets.size, actors: used.filter((address) => isOfBusOrDevice(address)).length };
  });
  /** 0: rows are as low as they get, 1: as high. Few packets have the room of many. */
  const roominess = (): number => {
    const { packets, actors } = mostRows();
    const [low, high] = [packets * packetRow[0] + actors * actorRow[0], packets * packetRow[1] + actors * actorRow[1]];
    return Math.max(0, Math.min(1, (height() - around - low) / Math.max(1, high - low)));
  };
  const between = ([low, high]: readonly [number, number]): number => Math.round(low + (high - low) * roominess());
  const rowHeight = (): number => between(packetRow);
  const bar = (): number => between([18, 44]);
  const actorHeight = (): number => between(actorRow);
  const rowsHeight = (): number => around + slots().length * rowHeight() + moving().length * actorHeight();

  return (
    <div class="packets-view">
      <div class="view-head">
        <fieldset class="axis">
          <legend class="spoken">What a step is as wide as</legend>
          <For
            each={
              [
                ['message', 'By message', 'Every step as wide as every other'],
                ['time', 'By time', 'Every step as wide as the virtual time it takes'],
              ] as const
            }
          >
            {([wanted, name, says]) => (
              <button type="button" aria-pressed={axis() === wanted} title={says} onClick={() => turn(wanted)}>
                {name}
              </button>
            )}
          </For>
        </fieldset>
        <ul class="legend" aria-label="Owners">
          <For each={owners.filter((owner) => owner !== 'free')}>
            {(owner) => (
              <li>
                <OwnerSwatch owner={owner} />
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
          <text class="axis-name" x="6" y="13">
            {axis() === 'message' ? 'by message' : 'by time'}
          </text>
          <For each={ruler().ticks}>
            {({ part, text }) => (
              <g class="tick">
                <line x1={xOf(part)} x2={xOf(part)} y1="18" y2={rowsHeight()} />
                <text x={xOf(part) + 3} y="13">
                  {text}
                </text>
              </g>
            )}
          </For>
          <For each={ruler().jumps}>
            {({ part, text, anchor }) => (
              <g class="jump">
                <line x1={xOf(part)} x2={xOf(part)} y1="20" y2={rowsHeight()} />
                <text x={xOf(part)} y={rowsHeight() - 3} text-anchor={anchor}>
                  {text}
                </text>
              </g>
            )}
          </For>
          <For each={slots()}>
            {(slot, row) => {
              const y = (): number => 26 + row() * rowHeight();
              return (
                <g class="life">
                  <text class="name" x="6" y={y() + 18 + bar() / 2}>
                    {slot}
                  </text>
                  <For each={commandsOf(slot)}>
                    {({ begin, next, texts }) => (
                      <text class="command" x={x(begin) + 2} y={y() + 10}>
                        {fitted(texts, x(next) - x(begin))}
                      </text>
                    )}
                  </For>
                  <For each={packetsOf(slot)}>
                    {({ from, to, what }) => (
                      <g class={`owned owner-${what}`}>
                        <title>{ownerNames[what]}</title>
                        <rect x={x(from)} y={y() + 14} width={Math.max(1, x(to) - x(from))} height={bar()} />
                        {isHatched(what) ? (
                          <rect
                            x={x(from)}
                            y={y() + 14}
                            width={Math.max(1, x(to) - x(from))}
                            height={bar()}
                            fill="url(#hatch)"
                          />
                        ) : null}
                        <text x={x(from) + 4} y={y() + 18 + bar() / 2}>
                          {what === 'free' ? '' : fitted([what], x(to) - x(from))}
                        </text>
                      </g>
                    )}
                  </For>
                  <For each={marksOf(slot)}>
                    {({ place, kind, text }) => (
                      <text
                        class={`shape ${kind}`}
                        x={x(session.trace()?.stepOf.at(place) ?? 0)}
                        y={y() + 26 + bar()}
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
          <For each={moving()}>
            {(address, row) => {
              const y = (): number => 26 + slots().length * rowHeight() + row() * actorHeight() + 8;
              return (
                <g class="life">
                  <text class="name" x="6" y={y() + actorHeight() / 2}>
                    {address}
                  </text>
                  <For each={statesOf(address)}>
                    {({ from, to, what }, i) => (
                      <g class="phase" classList={{ odd: i() % 2 === 1 }}>
                        <title>{what}</title>
                        <rect x={x(from)} y={y()} width={Math.max(1, x(to) - x(from))} height={actorHeight() - 8} />
                        <text x={x(from) + 4} y={y() + actorHeight() / 2}>
                          {fitted([what], x(to) - x(from))}
                        </text>
                      </g>
                    )}
                  </For>
                </g>
              );
            }}
          </For>
          <line class="now" x1={nowAt()} x2={nowAt()} y1="16" y2={rowsHeight()} />
        </svg>
        <Show when={still().length > 0}>
          <p class="still">
            <span>No change in sight:</span>
            <For each={still()}>
              {({ address, state }) => (
                <span>
                  <strong>{address}</strong> {state}
                </span>
              )}
            </For>
          </p>
        </Show>
      </div>
      <PacketHolders step={n()} holders={holders()} most={mostRows().packets} />
    </div>
  );
}
