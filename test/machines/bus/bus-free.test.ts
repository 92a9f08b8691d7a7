import { describe, expect, it } from 'vitest';
import { BusBench, ending, type Grain, grains, selection } from './bus-bench.ts';

type Story = readonly [name: string, tell: (bus: BusBench) => unknown];

const wants = { initiator: 'ours', target: 't0', lun: 'd0', slot: 'd0.1', tag: 'simple' };
const gone = { target: 't0' };
const until = (bus: BusBench, state: string): BusBench => {
  while (bus.state() !== state) {
    const before = bus.passed.length;
    bus.tick();
    if (bus.passed.length === before) throw new Error(`${state} is not reached from ${bus.state()}`);
  }
  return bus;
};
/** t0 holds the bus with d0.2 and wants to reselect for d0.1; t1 wants to reselect too. */
const bothWant = (bus: BusBench): BusBench => {
  bus.select('d0.1');
  bus.disconnect('d0.1');
  bus.select('d1.1', { target: 't1', lun: 'd1' });
  bus.disconnect('d1.1');
  bus.queue('bus.reselect', wants);
  return bus.queue('bus.reselect', { ...wants, target: 't1', lun: 'd1', slot: 'd1.1' });
};
const connectedAndWanting = (bus: BusBench): BusBench => {
  bothWant(bus).select('d0.2');
  return bus;
};

/** Each of them ends with nobody connected. */
const ends: readonly Story[] = [
  ['COMMAND COMPLETE', (bus) => bus.select('d0.1') && bus.finish('d0.1')],
  ['data out', (bus) => bus.select('d0.1', { direction: 'out' }) && bus.finish('d0.1', { direction: 'out' })],
  ['no data', (bus) => bus.select('d0.1', { direction: 'none' }) && bus.finish('d0.1', { direction: 'none' })],
  ['bad parity', (bus) => bus.select('d0.1') && bus.finish('d0.1', { transfer: 'dataParity' })],
  ['the target leaves', (bus) => bus.select('d0.1') && bus.finish('d0.1', { transfer: 'unexpectedBusFree' })],
  [
    'the target leaves, data out',
    (bus) =>
      bus.select('d0.1', { direction: 'out' }) &&
      bus.finish('d0.1', { direction: 'out', transfer: 'unexpectedBusFree' }),
  ],
  [
    'the target leaves instead of a status',
    (bus) => bus.select('d0.1') && bus.finish('d0.1', { transfer: 'unexpectedBusFree', resid: 'all' }),
  ],
  ['the target leaves without a word', (bus) => bus.select('d0.1') && bus.say('bus.drop', { slot: 'd0.1' })],
  [
    'reselected and finished',
    (bus) => bus.select('d0.1') && bus.disconnect('d0.1', true) && bus.resume('d0.1') && bus.finish('d0.1'),
  ],
  [
    'reselected and left',
    (bus) =>
      bus.select('d0.1') && bus.disconnect('d0.1') && bus.resume('d0.1') && bus.say('bus.drop', { slot: 'd0.1' }),
  ],
  ['the tag is rejected', (bus) => bus.select('d0.1', { selection: 'tagRejected' })],
  ['nobody answers', (bus) => bus.select('d0.1', { selection: 'noResponse' }) && bus.fire('selectionTimeout')],
  [
    'nobody answers a message',
    (bus) => bus.message('ABORT', { outcome: 'noResponse' }) && bus.fire('selectionTimeout'),
  ],
  ['the message is rejected', (bus) => bus.message('ABORT', { outcome: 'rejected' })],
  ['the message has taken effect', (bus) => bus.message('ABORT') && bus.took('t0')],
  [
    'RST',
    (bus) => {
      bus.select('d0.1');
      bus.reset();
      bus.resetSeen('ours', 'foreign');
      bus.cleared('t0', 't1');
      bus.fire('resetHold');
    },
  ],
];

/** The target disappears, and with it what it wanted. */
const disappearances: readonly Story[] = [
  [
    'while another is connected',
    (bus) => bothWant(bus).select('d1.2', { target: 't1' }) && bus.say('bus.absent', gone),
  ],
  ['while it is connected', (bus) => connectedAndWanting(bus).say('bus.absent', gone)],
  ['while it acts on a message', (bus) => bothWant(bus).message('ABORT') && bus.say('bus.absent', gone)],
  [
    'while it reselects',
    (bus) => {
      bus.select('d0.1');
      bus.disconnect('d0.1');
      bus.reselect('d0.1');
      bus.queue('bus.reselect', { ...wants, slot: 'd0.3' });
      bus.say('bus.absent', gone);
    },
  ],
  [
    'while another reselects',
    (bus) => {
      bus.select('d1.1', { target: 't1', lun: 'd1' });
      bus.disconnect('d1.1');
      bus.reselect('d1.1', { target: 't1', lun: 'd1' });
      bus.queue('bus.reselect', wants);
      bus.say('bus.absent', gone);
    },
  ],
  [
    'while nobody answers the selection of another',
    (bus) => {
      bus.select('d1.1', { target: 't1', lun: 'd1', selection: 'noResponse' });
      bus.queue('bus.reselect', wants);
      bus.say('bus.absent', gone);
    },
  ],
];

/** What the bus remembers of those who use it. */
const memory = (bus: BusBench) => {
  const { at: _, absent: __, ...rest } = bus.context();
  const { agreements: ___, ...phase } = (rest['phase'] ?? {}) as Record<string, unknown>;
  return { state: bus.state(), ...rest, phase };
};

/** Has a device begun to use the bus? At the command grain arbitration is over at once. */
const begins = (before: string, state: string | undefined): boolean =>
  state?.startsWith('ARBITRATION.contending') === true ||
  (before !== state &&
    before !== 'RESELECTION' &&
    ['SELECTION', 'CONNECTED', 'MESSAGE', 'RESELECTION'].includes(state ?? '') &&
    !/^(ARBITRATION|MESSAGE IN)/.test(before));

describe.each(grains)('the parallel bus at %s grain', (grain: Grain) => {
  it.each(ends)('%s: the bus is free, and nothing is remembered', (_, tell) => {
    const bus = new BusBench(grain);
    tell(bus);
    expect(memory(bus)).toEqual(memory(new BusBench(grain)));
  });

  it.each([...ends, ...disappearances])('%s: who wants the bus waits for BUS FREE and arbitrates', (_, tell) => {
    const bus = new BusBench(grain);
    bus.passed.push(bus.state());
    tell(bus);
    const before = bus.passed.filter((state, n) => begins(state, bus.passed[n + 1]));
    expect(before.filter((state) => state !== 'BUS FREE.about to arbitrate')).toEqual([]);
  });

  it.each(disappearances)('a target disappears %s: nobody is there, and nothing waits for it', (_, tell) => {
    const bus = new BusBench(grain);
    tell(bus);
    const { absent, contenders, winner, connection } = bus.context() as {
      absent: string[];
      contenders: { target: string }[];
      winner: { target: string } | null;
      connection: { target: string } | null;
    };
    expect(absent).toEqual(['t0']);
    expect([...contenders, winner, connection].filter((user) => user?.target === 't0')).toEqual([]);
  });

  it('a connected target disappears: nothing of its command is left to do', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    bus.queue('bus.absent', gone);
    expect({ ...memory(bus), state: '' }).toEqual({ ...memory(new BusBench(grain)), state: '' });
  });

  it('a target that leaves while nobody answers a message changes nothing: the selection timeout decides', () => {
    const bus = new BusBench(grain);
    bus.message('ABORT', { outcome: 'noResponse' });
    expect(bus.say('bus.absent', gone)).toEqual([]);
    expect(bus.fire('selectionTimeout')).toEqual([
      'hba:ours hba.messageSent slot=null message=ABORT outcome=noResponse',
    ]);
  });

  it('nobody is left to arbitrate: the bus goes free again, and serves the next one', () => {
    const bus = new BusBench(grain);
    bus.select('d0.1');
    bus.disconnect('d0.1');
    bus.queue('bus.reselect', wants);
    expect(bus.say('bus.absent', gone)).toEqual([]);
    expect([bus.state(), bus.bench.armed()]).toEqual(['BUS FREE.free', []]);
    expect(bus.select('d1.1', { target: 't1' })).toEqual(['target:t1 target.command slot=d1.1 tag=simple']);
  });
});

describe('phases of a target that disappears or leaves', () => {
  it('the tag that it has rejected stays rejected', () => {
    const bus = new BusBench('phase').queue('bus.select', selection('d0.1', { selection: 'tagRejected' }));
    until(bus, 'MESSAGE OUT.queue tag').queue('bus.absent', gone);
    expect([bus.state(), bus.context()['absent']]).toEqual(['MESSAGE OUT.queue tag', ['t0']]);
    expect(bus.settle()).toEqual(['hba:ours hba.tagRejected slot=d0.1']);
  });

  it('with a reselection that waits: nothing waits any more', () => {
    const bus = new BusBench('phase').queue('bus.select', selection('d0.1', { selection: 'tagRejected' }));
    until(bus, 'MESSAGE OUT.queue tag').queue('bus.reselect', wants).queue('bus.absent', gone);
    expect(bus.context()['contenders']).toEqual([]);
  });

  it('while it reselects: BUS FREE, nobody is told', () => {
    const bus = new BusBench('phase');
    bus.select('d0.1');
    bus.disconnect('d0.1');
    until(bus.queue('bus.reselect', wants), 'RESELECTION');
    bus.queue('bus.reselect', { ...wants, slot: 'd0.3' }).queue('bus.absent', gone);
    expect([bus.state(), bus.context()['absent'], bus.context()['contenders']]).toEqual([
      'BUS FREE.settling',
      ['t0'],
      [],
    ]);
  });

  it('after its last word, with a reselection that waits', () => {
    const bus = new BusBench('phase');
    bus.select('d0.2');
    bus.queue('bus.reselect', wants).queue('bus.finish', ending('d0.2')).queue('bus.absent', gone);
    expect(bus.context()['contenders']).toEqual([]);
    expect(bus.settle()).toEqual(['hba:ours hba.completed slot=d0.2 status=GOOD parity=false']);
  });

  it.each(['in', 'out'])('in the middle of data %s: BUS FREE follows at once', (direction) => {
    const bus = new BusBench('phase');
    bus.select('d0.1', { direction });
    bus.queue('bus.finish', ending('d0.1', { direction, transfer: 'unexpectedBusFree' }));
    const at = bus.passed.length;
    bus.settle();
    expect(bus.passed.slice(at)).toEqual(['BUS FREE.settling', 'BUS FREE.free']);
    expect(bus.said.at(-1)).toBe('hba:ours hba.unexpectedBusFree slot=d0.1');
  });
});

describe('data pointers', () => {
  const pointers = (bus: BusBench) => {
    const { current, saved } = bus.context()['phase'] as { current: string; saved: string };
    return [current, saved];
  };

  it.each([
    ['out', 'bus.finish', {}, 'STATUS', ['end', 'start']],
    ['out', 'bus.finish', { resid: 'partial' }, 'STATUS', ['middle', 'start']],
    ['in', 'bus.finish', { transfer: 'dataParity' }, 'MESSAGE OUT.INITIATOR DETECTED ERROR', ['end', 'start']],
    ['in', 'bus.disconnect', { dataMoved: true }, 'MESSAGE IN.DISCONNECT', ['middle', 'middle']],
    ['out', 'bus.disconnect', { dataMoved: true }, 'MESSAGE IN.DISCONNECT', ['middle', 'middle']],
  ])('data %s, %s %j: in %s they are %j', (direction, word, fields, state, found) => {
    const bus = new BusBench('phase');
    bus.select('d0.1', { direction });
    until(bus.queue(word, ending('d0.1', { direction, ...fields })), state);
    expect(pointers(bus)).toEqual(found);
  });

  it('an untagged command that negotiates anew replaces the agreement', () => {
    const bus = new BusBench('phase');
    for (const slot of ['d0.1', 'd0.2']) {
      bus.select(slot, { negotiate: true, tag: 'untagged' });
      bus.finish(slot);
    }
    expect(bus.context()['phase']).toMatchObject({ agreements: [{ initiator: 'ours', target: 't0' }] });
  });
});
