import type { AnyMachineSnapshot, AnyStateMachine, InspectionEvent } from 'xstate';
import { v4Definition } from './v4-definition.ts';

type Message = { readonly type: string } & Readonly<Record<string, unknown>>;

/** Where @xstate/inspect learns of services. */
type DevTools = { register(service: unknown): void };

/** A state as XState 4 has it, as far as a viewer looks at it. */
type V4State = Readonly<Record<string, unknown>>;

/** An actor as @xstate/inspect looks at it: a service of XState 4. */
type Service = {
  readonly id: string;
  readonly sessionId: string;
  readonly machine: { readonly definition: unknown; readonly toJSON: () => unknown };
  state: V4State;
  send: (event: unknown) => void;
  readonly tell: (state: V4State) => void;
  readonly stop: () => void;
};

/** Levels of objects in an event; those of the model have two. */
const deepest = 16;

const scxml = (event: Message): object => ({ name: event.type, data: event, $$type: 'scxml', type: 'external' });

function stateOf({ value, context, status }: AnyMachineSnapshot, event: Message): V4State {
  return {
    value,
    context,
    event,
    _event: scxml(event),
    _sessionId: null,
    historyValue: undefined,
    actions: [],
    activities: {},
    meta: {},
    events: [],
    children: {},
    transitions: [],
    tags: [],
    changed: true,
    done: status === 'done',
  };
}

/** Shows actors of XState 5 to @xstate/inspect, each under its address, and gives them what viewers send. */
export class InspectedActors {
  private readonly services = new Map<string, Service>();
  private readonly send: (to: string, message: Message) => void;
  private report: (event: object) => void = () => undefined;
  /** What a viewer sent, of which @xstate/inspect has told already. */
  private fromViewer: Message | undefined;

  /** @param send - takes what viewers send */
  constructor(send: (to: string, message: Message) => void) {
    this.send = send;
  }

  /** @xstate/inspect sees only events that go through a service; of the others it is told here. */
  tellEvents(report: (event: object) => void): void {
    this.report = report;
  }

  /** XState tells of an actor before there is a snapshot of it: the first snapshot makes it known. */
  inspected(inspection: InspectionEvent): void {
    if (inspection.type !== '@xstate.snapshot') return;
    const { actorRef, event } = inspection;
    const snapshot = inspection.snapshot as AnyMachineSnapshot;
    const address = (actorRef as { systemId?: string }).systemId;
    // The root only starts the others.
    if (address === undefined || snapshot.value === undefined) return;
    const state = stateOf(snapshot, event as Message);
    const known = this.services.get(address);
    if (known) {
      if (event !== this.fromViewer) {
        this.report({ type: 'service.event', event: JSON.stringify(scxml(event as Message)), sessionId: address });
      }
      known.state = state;
      known.tell(state);
      return;
    }
    const machine = (actorRef as unknown as { logic: AnyStateMachine }).logic;
    const service = this.serviceOf(address, v4Definition(machine.id, machine.config), state);
    this.services.set(address, service);
    (globalThis as { __xstate__?: DevTools }).__xstate__?.register(service);
  }

  /** Why a message of a viewer is none; undefined when it is one. */
  objection(text: string): string | undefined {
    const message = parsed(text);
    if (message === undefined) return 'a message that is no JSON object';
    if (message['type'] === 'xstate.inspecting') return undefined;
    if (message['type'] !== 'xstate.event') return 'accepted: xstate.inspecting, xstate.event';
    const event = typeof message['event'] === 'string' ? parsed(message['event']) : undefined;
    if (event === undefined) return 'xstate.event: "event" is no JSON text of an object';
    const { origin, data } = event;
    if (typeof origin !== 'string' || !this.services.has(origin)) return 'xstate.event: "origin" names no actor';
    if (typeof data !== 'object' || data === null || typeof (data as Message).type !== 'string') {
      return 'xstate.event: "data" is no event with a type';
    }
    // What goes through it goes down as far as it is nested.
    return isDeeper(data, deepest) ? `xstate.event: "data" is nested more than ${deepest} deep` : undefined;
  }

  stop(): void {
    for (const service of this.services.values()) service.stop();
    this.services.clear();
  }

  private serviceOf(address: string, definition: unknown, state: V4State): Service {
    const listeners: ((state: V4State) => void)[] = [];
    const stopped: (() => void)[] = [];
    const service = {
      id: address,
      sessionId: address,
      machine: { definition, toJSON: () => definition },
      state,
      send: (event: unknown) => {
        const { data } = event as { data: Message };
        this.fromViewer = data;
        this.send(address, data);
        this.fromViewer = undefined;
      },
      subscribe: (listener: (state: V4State) => void) => {
        listeners.push(listener);
        return { unsubscribe: () => undefined };
      },
      onStop: (listener: () => void) => void stopped.push(listener),
      tell: (next: V4State) => {
        for (const listener of listeners) listener(next);
      },
      stop: () => {
        for (const each of stopped) each();
      },
    };
    return service;
  }
}

const isDeeper = (value: unknown, levels: number): boolean =>
  typeof value === 'object' &&
  value !== null &&
  (levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1)));

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}
