import { describe, expect, it } from 'vitest';
import { address } from '../../machines/protocol/names.ts';
import type { DeviceParameters } from '../../machines/protocol/parameters.ts';
import type { ActorSpec } from '../../src/system/cascade.ts';
import { composeDevices, composeForeign, composeInterconnect } from '../../src/system/compose-interconnect.ts';
import type { Message } from '../../src/system/machine-step.ts';
import { spontaneousIn } from '../../src/system/spontaneous.ts';
import { Bench } from '../../src/system/testing/cascade.ts';
import { type BusKind, topologySchema } from '../../src/system/topology.ts';
import { VirtualTime } from '../../src/system/virtual-time.ts';

const port = 'port:ours';

/** A disk behind an interconnect, our initiator port played by the test, and a foreign initiator. */
class Rig {
  readonly bench = new Bench();
  readonly machines = new Map<string, string>();
  private readonly seen: Message[] = [];
  private readonly known = new Set<string>();

  constructor(kind: BusKind, device: Partial<DeviceParameters> = {}) {
    const topology = topologySchema.parse({ bus: { kind }, parameters: { device } });
    const initiators = [
      { name: 'ours', id: 7, address: port },
      { name: 'foreign', id: 6, address: address.foreignInitiator('foreign') },
    ];
    const add: Parameters<typeof composeForeign>[2] = (at, machine, input) => {
      this.bench.add(at, machine, input);
      this.machines.set(at, machine.id);
      this.known.add(at);
    };
    composeDevices({ topology, initiators, add });
    composeInterconnect({ topology, initiators, add });
    composeForeign(topology, 'foreign', add);
  }

  /** Delivers what is on its way, and lets these delays end, until nothing happens any more. */
  private settle(delays: readonly string[]): void {
    for (;;) {
      const onItsWay = this.bench.takePosted();
      for (const { from, to, message } of onItsWay) {
        if (this.known.has(to)) this.bench.deliver(to, message, from);
        else this.seen.push(message);
      }
      const armed = this.bench.armed().find((each) => delays.some((delay) => each.endsWith(` ${delay}`)));
      if (onItsWay.length === 0 && !armed) return;
      const [owner, delay] = armed?.split(' ') ?? [];
      if (onItsWay.length === 0 && owner && delay) this.bench.fire(owner, delay);
    }
  }

  /** What our port is told after this message, with all delays ending; `holding`: nothing is carried out yet. */
  tell(to: string, message: Message, { holding = false } = {}): string[] {
    const login = ['portLogin', 'processLogin', 'securityNegotiation', 'operationalNegotiation'];
    this.bench.deliver(to, message);
    this.settle(holding ? login : [...login, 'serviceTime']);
    return this.seen
      .splice(0)
      .map(({ type, slot, status, sense, by }) =>
        [type, slot, status, sense, by].filter((part) => part !== undefined && part !== null).join(' '),
      );
  }

  nexus(message: Message, options?: { holding?: boolean }): string[] {
    return this.tell(address.nexus('ours', 't0'), { initiator: 'ours', target: 't0', ...message }, options);
  }

  login(): string[] {
    return this.nexus({ type: 'transport.login', outcome: 'ok' });
  }

  command(slot: string, options?: { holding?: boolean }): string[] {
    const what = { lun: 'd0', slot, attribute: 'simple', op: 'read', direction: 'in', naca: false, delivery: 'ok' };
    return this.nexus({ type: 'transport.sendCommand', ...what }, options);
  }

  foreign(message: Message): string[] {
    return this.tell(address.foreignInitiator('foreign'), { target: 't0', lun: 'd0', ...message });
  }
}

const quiet = { powerOnUnitAttention: false };

describe('one device behind three interconnects', () => {
  it.each(['fabric', 'iscsi'] as const)('is the same machines behind parallel and %s', (kind) => {
    const device = (each: BusKind) =>
      [...new Rig(each).machines].filter(([at]) => /^(target|tasks|lu):/.test(at)).map(([, machine]) => machine);
    expect(device(kind)).toEqual(device('parallel'));
  });

  describe.each(['fabric', 'iscsi'] as const)('%s', (kind) => {
    it('tells the unit attention of power on once, with its sense data, then works', () => {
      const rig = new Rig(kind);
      expect(rig.login()).toEqual(['port.loggedIn']);
      expect(rig.command('A')).toEqual(['port.completed A CHECK_CONDITION UNIT_ATTENTION 29/00']);
      expect(rig.command('A')).toEqual(['port.completed A GOOD']);
    });

    it('does not keep another initiator waiting for sense data to be taken', () => {
      const rig = new Rig(kind, quiet);
      rig.login();
      rig.bench.choose('lu.execute', { outcome: 'MEDIUM_ERROR 11/00' });
      rig.command('A');
      rig.foreign({ type: 'world.foreignCommand', op: 'read' });
      expect(rig.bench.state(address.foreignInitiator('foreign'))).toBe('idle');
    });

    it('learns of mode parameters that another initiator has changed', () => {
      const rig = new Rig(kind, quiet);
      rig.login();
      rig.foreign({ type: 'world.foreignCommand', op: 'modeSelect' });
      expect(rig.command('A')).toEqual(['port.completed A CHECK_CONDITION UNIT_ATTENTION 2A/01']);
    });

    it('is told when another initiator resets the target', () => {
      const rig = new Rig(kind, quiet);
      rig.login();
      expect(rig.command('A', { holding: true })).toEqual([]);
      expect(rig.foreign({ type: 'world.foreignMessage', message: 'BUS_DEVICE_RESET' })).toEqual([
        'port.lost A',
        'port.reset foreign',
      ]);
      expect(rig.command('A')).toEqual(['port.completed A CHECK_CONDITION UNIT_ATTENTION 29/03']);
      expect(rig.command('A')).toEqual(['port.completed A GOOD']);
    });

    it.each([
      [false, []],
      [true, ['port.completed A TASK_ABORTED']],
    ])('hears of a task set that another initiator clears, with TAS %s', (taskAbortedStatus, told) => {
      const rig = new Rig(kind, { ...quiet, taskAbortedStatus });
      rig.login();
      rig.command('A', { holding: true });
      expect(rig.foreign({ type: 'world.foreignMessage', message: 'CLEAR_QUEUE' })).toEqual(told);
      const attention = taskAbortedStatus ? 'GOOD' : 'CHECK_CONDITION UNIT_ATTENTION 2F/00';
      expect(rig.command('B')).toEqual([`port.completed B ${attention}`]);
    });

    it('is told of a lost nexus when it is back', () => {
      const rig = new Rig(kind, quiet);
      rig.login();
      rig.command('A', { holding: true });
      expect(rig.nexus({ type: 'world.linkDown' })).toEqual(['port.lost A', 'port.targetGone']);
      expect(rig.nexus({ type: 'world.linkUp', id: 'same' })).toEqual(['port.targetBack']);
      expect(rig.login()).toEqual(['port.loggedIn']);
      expect(rig.command('A')).toEqual(['port.completed A CHECK_CONDITION UNIT_ATTENTION 29/07']);
      expect(rig.command('A')).toEqual(['port.completed A GOOD']);
    });
  });
});

describe('what can happen by itself', () => {
  it.each([
    ['parallel', []],
    ['fabric', ['world.linkDown', 'world.targetMoved']],
    ['iscsi', ['world.linkDown', 'world.targetMoved']],
  ] as const)('to a %s nexus without login: %o', (kind, types) => {
    const topology = topologySchema.parse({ driver: 'aix', bus: { kind } });
    const specs: ActorSpec[] = [];
    const add: Parameters<typeof composeForeign>[2] = (at, machine, input) =>
      specs.push({ address: at, machine, input });
    const initiators = [{ name: 'ours', id: 7, address: port }];
    composeDevices({ topology, initiators, add });
    composeInterconnect({ topology, initiators, add });
    const nothing = {
      decide: () => undefined,
      effect: () => {},
      duration: () => 1,
      latency: () => 1,
      holdBack: () => 0,
    };
    const run = new VirtualTime(specs, nothing, 1);
    run.start();
    const offered = spontaneousIn(topology, (at) => run.snapshot(at)).filter(({ to }) => to.startsWith('nexus:'));
    expect(offered.map(({ message }) => message.type)).toEqual(types);
  });
});
