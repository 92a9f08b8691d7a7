import { describe, expect, test } from 'vitest';
import { SeededRandom } from '../../../src/system/random.ts';
import { BusBench, ending, selection } from './bus-bench.ts';

/** One random life of the bus, the same at both grains: what may be said next follows from what the bus has said. */
function life(seed: number): { script: { type: string; fields: Record<string, unknown> }[]; said: string[] } {
  const source = new SeededRandom(seed);
  const random = () => source.next();
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const bus = new BusBench('command');
  const script: { type: string; fields: Record<string, unknown> }[] = [];
  const say = (type: string, fields: Record<string, unknown>) => {
    script.push({ type, fields });
    bus.say(type, fields);
  };
  const home: Record<string, { initiator: string; target: string; lun: string }> = {
    'd0.1': { initiator: 'ours', target: 't0', lun: 'd0' },
    'd1.1': { initiator: 'ours', target: 't1', lun: 'd1' },
    'foreign.1': { initiator: 'foreign', target: 't0', lun: 'd0' },
  };
  type Connection = { slot: string; initiator: string; disconnectPrivilege: boolean } | null;
  const idle = new Set(Object.keys(home));
  const parked = new Set<string>();
  for (let step = 0; step < 60; step++) {
    const context = bus.context() as {
      connection: Connection;
      winner: { type: string; target: string } | null;
      resetting: string[];
      unaware: string[];
    };
    const { connection, winner, unaware } = context;
    const reselecting = bus.state() === 'RESELECTION';
    const timer = bus.bench.armed().find((armed) => /selectionTimeout|resetHold/.test(armed));
    const options: (() => void)[] = [];
    if (timer) {
      options.push(() => {
        const delay = timer.split(' ')[1] as string;
        script.push({ type: 'fire', fields: { delay } });
        bus.fire(delay);
      });
    }
    for (const initiator of unaware) options.push(() => say('bus.resetSeen', { initiator }));
    if (reselecting && connection) {
      const { slot, initiator } = connection;
      options.push(() => say('bus.accept', { initiator, slot }));
    }
    for (const target of context.resetting) options.push(() => say('bus.cleared', { target, cause: 'reset' }));
    if (bus.state().startsWith('MESSAGE') && winner)
      options.push(() => say('bus.cleared', { target: winner.target, cause: 'message' }));
    if (!reselecting || random() < 0.5) {
      for (const slot of idle) {
        options.push(() => {
          if (!unaware.includes(home[slot]?.initiator ?? '')) idle.delete(slot);
          say(
            'bus.select',
            selection(slot, {
              ...home[slot],
              disconnectPrivilege: random() < 0.8,
              negotiate: random() < 0.3,
              selection: random() < 0.1 ? 'noResponse' : 'ok',
            }),
          );
        });
      }
    }
    if (!bus.state().startsWith('RESET')) {
      for (const slot of parked) {
        options.push(() => {
          parked.delete(slot);
          say('bus.reselect', { ...home[slot], slot, tag: 'simple' });
        });
      }
    }
    if (connection && !reselecting) {
      const { slot } = connection;
      options.push(() =>
        say(
          'bus.finish',
          ending(slot, {
            transfer: pick(['ok', 'ok', 'dataParity', 'unexpectedBusFree']),
            resid: pick(['zero', 'partial', 'all']),
          }),
        ),
      );
      options.push(() => say('bus.drop', { slot }));
      if (connection.disconnectPrivilege) {
        options.push(() => {
          parked.add(slot);
          say('bus.disconnect', { slot, dataMoved: random() < 0.5 });
        });
      }
    }
    if (random() < 0.03)
      options.splice(0, options.length, () => say('bus.assertReset', { initiator: pick(['ours', 'foreign']) }));
    if (random() < 0.05 && parked.size === 0)
      options.push(() =>
        say('bus.message', {
          initiator: pick(['ours', 'foreign']),
          target: 't0',
          lun: 'd0',
          slot: null,
          message: pick(['ABORT', 'BUS_DEVICE_RESET']),
          outcome: pick(['ok', 'noResponse', 'rejected']),
        }),
      );
    const before = bus.said.length;
    if (options.length > 0) pick(options)();
    for (const line of bus.said.slice(before)) {
      const slot = / slot=(\S+)/.exec(line)?.[1];
      if (slot && slot !== 'null' && /hba\.(completed|unexpectedBusFree|selectionTimeout|selectionLost)/.test(line))
        idle.add(slot);
      if (line.includes('hba.busReset')) {
        parked.clear();
        for (const each of Object.keys(home)) idle.add(each);
      }
    }
  }
  return { script, said: bus.said };
}

describe('the phase grain refines the command grain', () => {
  test('when all phases pass between two requests, both grains say the same', () => {
    const heard = new Set<string>();
    for (let seed = 1; seed <= 60; seed++) {
      const { script, said } = life(seed);
      const phase = new BusBench('phase');
      for (const { type, fields } of script) {
        if (type === 'fire') phase.fire(fields.delay as string);
        else phase.say(type, fields);
      }
      expect(phase.said, `seed ${seed}`).toEqual(said);
      for (const line of said) heard.add(line.split(' ')[1] as string);
    }
    expect([...heard].sort()).toEqual([
      'hba.busReset',
      'hba.completed',
      'hba.disconnected',
      'hba.messageSent',
      'hba.reconnected',
      'hba.selectionLost',
      'hba.selectionTimeout',
      'hba.unexpectedBusFree',
      'target.busReset',
      'target.command',
      'target.message',
      'target.reconnected',
    ]);
  });
});
