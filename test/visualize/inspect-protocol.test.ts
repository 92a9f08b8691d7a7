import { once } from 'node:events';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { machines } from '../../src/system/compose.ts';
import { type InspectProtocol, serveInspectProtocol } from '../../visualize/server/inspect-protocol.ts';
import { v4Definition } from '../../visualize/server/v4-definition.ts';
import {
  createMachine,
  createWebSocketReceiver,
  type ReceiverEvent,
  WebSocket,
} from '../../visualize/xstate-inspect/receiver.mjs';
import { library } from './run-trace.ts';

// The receiver of @xstate/inspect is for browsers, which have it.
Object.assign(globalThis, { WebSocket });

const said: string[] = [];
let protocol: InspectProtocol;
let trace = '';
let steps = 0;
let upTo = 0;
let wake = (): void => undefined;
let done: Promise<unknown>;

const until = async (holds: () => boolean): Promise<void> => {
  for (let i = 0; i < 2000 && !holds(); i++) await new Promise((resolve) => setTimeout(resolve, 5));
  expect(holds()).toBe(true);
};
const go = async (to: number): Promise<void> => {
  upTo = to;
  wake();
  await until(() => steps >= to);
};

const withoutStart = (types: readonly string[]): string[] => types.filter((type) => type !== 'xstate.init');

/** A viewer, and all that it was told. */
function viewer() {
  const told: ReceiverEvent[] = [];
  const receiver = createWebSocketReceiver({ server: protocol.address.replace('ws://', ''), serialize: undefined });
  receiver.subscribe((event) => told.push(event));
  const registered = () =>
    new Map(told.flatMap((event) => (event.type === 'service.register' ? [[event.sessionId, event] as const] : [])));
  const states = () =>
    new Map(told.flatMap((event) => (event.type === 'service.state' ? [[event.sessionId, event.state] as const] : [])));
  const events = (of: string) =>
    withoutStart(
      told.flatMap((event) => (event.type === 'service.event' && event.sessionId === of ? [event.event.name] : [])),
    );
  const send = (to: string, data: { readonly type: string }): void => {
    const event = JSON.stringify({ name: data.type, data, $$type: 'scxml', type: 'external', origin: to });
    receiver.send({ type: 'xstate.event', event, service: to });
  };
  return { registered, states, events, send };
}

/** What each actor received, and the state it was left in, by the trace. */
function byTrace() {
  const got = trace
    .split('\n')
    .filter((line) => line.startsWith('{"step"'))
    .flatMap(
      (line) =>
        (JSON.parse(line) as { step: { got: { to: string; message: { type: string }; state: unknown }[] } }).step.got,
    );
  return {
    states: new Map(got.map(({ to, state }) => [to, state])),
    events: (of: string) => withoutStart(got.flatMap(({ to, message }) => (to === of ? [message.type] : []))),
  };
}

let early: ReturnType<typeof viewer>;
beforeAll(async () => {
  protocol = await serveInspectProtocol((line) => said.push(line));
  early = viewer();
  await protocol.attached;
  const loaded = await loadScenario(join(library, 'ext4-mixed.yaml'));
  const run = async () =>
    runScenario(
      { ...loaded, requests: loaded.requests.slice(0, 60) },
      {
        runtime: 'actors',
        traceSink: (text) => {
          trace += text;
        },
        watcher: {
          inspect: (event) => protocol.inspected(event),
          door: (offer) => protocol.connect(offer),
          pause: () => {
            steps += 1;
            if (steps < upTo) return undefined;
            return new Promise((resolve) => {
              wake = () => upTo > steps && resolve();
            });
          },
        },
      },
    );
  done = run();
  await go(60);
});
afterAll(async () => {
  upTo = Number.POSITIVE_INFINITY;
  wake();
  await done;
  await protocol.close();
});

describe('a tool that speaks the protocol of @xstate/inspect', () => {
  test('sees every actor: its machine, its state, its events', async () => {
    const { states, events } = byTrace();
    await until(() => early.registered().size === states.size);
    expect([...early.registered().keys()].toSorted()).toEqual([...states.keys()].toSorted());
    await until(() => early.events('hba:h0').length === events('hba:h0').length);
    for (const [address, state] of states) {
      const { machine, state: first } = early.registered().get(address)!;
      expect(machine.stateIds.length).toBeGreaterThan(1);
      expect((early.states().get(address) ?? first).value).toEqual(state);
      expect(early.events(address)).toEqual(events(address));
    }
  });

  test('that comes late is told of everything as it is now', async () => {
    await go(90);
    const late = viewer();
    const { states } = byTrace();
    await until(() => late.registered().size === states.size);
    for (const [address, state] of states) expect(late.registered().get(address)!.state.value).toEqual(state);
  });

  test('sends events to actors: they are steps of the run, reported once', async () => {
    const before = early.events('initiator:foreign').length;
    early.send('initiator:foreign', { type: 'world.foreignReset' });
    await until(() => said.some((line) => line === 'a viewer sends world.foreignReset to initiator:foreign'));
    await go(steps + 20);
    await until(() => early.events('initiator:foreign').length > before);
    expect(early.events('initiator:foreign').filter((type) => type === 'world.foreignReset')).toHaveLength(1);
    expect(byTrace().events('initiator:foreign')).toContain('world.foreignReset');
    expect(byTrace().events('bus:b0')).toContain('bus.assertReset');
  });

  test('is told why an event is not delivered, and the run goes on', async () => {
    early.send('sd:d0', { type: 'nonsense' });
    await until(() => said.some((line) => /nonsense to sd:d0: not delivered: sd:d0 does not expect it in /.test(line)));
    await go(steps + 10);
  });
});

describe('peers that are malformed or hostile', () => {
  const connect = (path = '', options: { origin?: string; headers?: Record<string, string> } = {}) =>
    new WebSocket(path === '' ? protocol.address : protocol.address.replace(/[^/]*$/, path), options);
  const refused = async (socket: WebSocket): Promise<string> => {
    const [error] = (await once(socket, 'error').then(
      (args) => args,
      (caught: unknown) => [caught],
    )) as [Error];
    return error.message;
  };

  test('who does not know the secret, comes by another name, or is a page from elsewhere is not let in', async () => {
    expect(await refused(connect('0'.repeat(32)))).toMatch(/403/);
    expect(await refused(connect('../'))).toMatch(/403/);
    expect(await refused(connect('', { headers: { Host: 'evil.example' } }))).toMatch(/403/);
    expect(await refused(connect('', { origin: 'http://evil.example' }))).toMatch(/403/);
    expect(await refused(connect('', { origin: 'null' }))).toMatch(/403/);
    expect(await refused(connect('', { origin: 'http://127.0.0.1.evil.example' }))).toMatch(/403/);
    const own = connect('', { origin: 'http://localhost:3000' });
    await once(own, 'open');
    own.terminate();
    expect((await fetch(protocol.address.replace('ws:', 'http:'))).status).toBe(426);
  });

  /** How the connection ends after a message. */
  async function endAfter(data: string | Uint8Array): Promise<[code: number, reason: string]> {
    return endOf((socket) => socket.send(data));
  }
  async function endOf(act: (socket: WebSocket) => void): Promise<[code: number, reason: string]> {
    const socket = connect();
    await once(socket, 'open');
    act(socket);
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    return [code, reason.toString()];
  }

  test.each([
    ['hello', 'a message that is no JSON object'],
    ['[]', 'a message that is no JSON object'],
    ['null', 'a message that is no JSON object'],
    ['{"type":"disconnect"}', 'accepted: xstate.inspecting, xstate.event'],
    ['{"type":"unload"}', 'accepted: xstate.inspecting, xstate.event'],
    ['{"type":"service.stop","sessionId":"sd:d0"}', 'accepted: xstate.inspecting, xstate.event'],
    ['{"type":"xstate.event"}', 'xstate.event: "event" is no JSON text of an object'],
    ['{"type":"xstate.event","event":"{"}', 'xstate.event: "event" is no JSON text of an object'],
    ['{"type":"xstate.event","event":"{\\"origin\\":\\"nobody\\"}"}', 'xstate.event: "origin" names no actor'],
    ['{"type":"xstate.event","event":"{\\"origin\\":\\"sd:d0\\"}"}', 'xstate.event: "data" is no event with a type'],
  ])('%s', async (message, reason) => {
    expect(await endAfter(message)).toEqual([1008, reason]);
  });

  test('binary and huge messages end the connection', async () => {
    expect(await endAfter(new Uint8Array(10))).toEqual([1008, 'binary messages are not understood']);
    expect((await endAfter('x'.repeat(70_000)))[0]).toBe(1009);
  });

  test('frames that break the protocol end the connection; those that come in parts are put together', async () => {
    const parts = (count: number, part: string) => (socket: WebSocket) => {
      for (let i = 0; i < count; i++) socket.send(part, { fin: i === count - 1 });
    };
    expect(await endOf(parts(3, 'hel'))).toEqual([1008, 'a message that is no JSON object']);
    expect((await endOf(parts(70, 'x'.repeat(1000))))[0]).toBe(1009);
    expect((await endOf((socket) => socket.send('{}', { mask: false })))[0]).toBe(1002);
    expect((await endOf((socket) => socket.send(new Uint8Array([0xc3, 0x28]), { binary: false })))[0]).toBe(1007);
  });

  test('what would end the process or act on the terminal does neither', async () => {
    const event = (type: string, more = '') =>
      JSON.stringify({
        type: 'xstate.event',
        event: `{"origin":"sd:d0","data":{"type":${JSON.stringify(type)}${more}}}`,
      });
    const deep = `,"a":${'['.repeat(30_000)}${']'.repeat(30_000)}`;
    expect(await endAfter(event('world.foreignReset', deep))).toEqual([
      1008,
      'xstate.event: "data" is nested more than 16 deep',
    ]);
    const socket = connect();
    await once(socket, 'open');
    socket.send(event(`\u001b]0;owned\u0007${'x'.repeat(50_000)}`));
    await until(() => said.some((line) => line.includes('owned')));
    const line = said.find((each) => each.includes('owned')) ?? '';
    expect(line).toMatch(/^a viewer sends \\u001b\]0;owned\\u0007x+\.\.\.$/);
    expect(line.length).toBeLessThan(250);
    socket.terminate();
  });

  test('whatever they send, others are served on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.json(), fc.uint8Array({ minLength: 1 })), async (data) => {
        const [code] = await endAfter(data);
        expect([1007, 1008, 1009]).toContain(code);
      }),
      { numRuns: 25 },
    );
    const before = early.events('hba:h0').length;
    await go(steps + 60);
    await until(() => early.events('hba:h0').length > before);
  });
});

describe('a machine as XState 4 has it', () => {
  type Config = { readonly id?: string; readonly states?: Readonly<Record<string, Config>> };
  /** Of every state: the one that it was given, or its path. */
  const idsOf = (config: Config, path: string): string[] => [
    config.id ?? path,
    ...Object.entries(config.states ?? {}).flatMap(([key, state]) => idsOf(state, `${path}.${key}`)),
  ];

  test.each(machines.map((machine) => [machine.id, machine] as const))(
    '%s: same states, same events',
    (id, machine) => {
      const converted = createMachine(JSON.parse(JSON.stringify(v4Definition(id, machine.config))) as object);
      expect([...converted.stateIds].toSorted()).toEqual(idsOf(machine.config as Config, id).toSorted());
      const own = (events: readonly string[]): string[] =>
        [...new Set(events)].filter((type) => !/^xstate\.|^$/.test(type)).toSorted();
      expect(own(converted.events)).toEqual(own(machine.events.map(String)));
    },
  );
});
