import { describe, expect, it } from 'vitest';
import { adapterCommandMachine } from '../../machines/hba/adapter-command.machine.ts';
import { adapterQueueMachine } from '../../machines/hba/adapter-queue.machine.ts';
import { complaint, ofType, type Played, play, reportOf, type Story } from './play.ts';
import { at, rewritten, withMachine } from './variant.ts';

const pktTime = 60_000;
/** A slow disk that takes one command at a time: the third waits in the adapter for longer than pkt_time. */
const story = (timerScope: 'slot' | 'packet'): Story => ({
  sd: { taggedQueueing: false },
  hba: { timerScope },
  delays: { pktTime, serviceTime: 38_000 },
  depth: 8,
  requests: [{ read: { lba: 0, blocks: 8 }, count: 12, step: 8 }],
});

/** From tran_start to COMMAND COMPLETE, ms. */
function longestLife(played: Played): number {
  const accepted = new Map<string, number>();
  let longest = 0;
  for (const { message, at: when } of played.seen) {
    const slot = String(message['slot']);
    if (message.type === 'tran.start') accepted.set(slot, when);
    else if (message.type === 'hba.completed')
      longest = Math.max(longest, (when - (accepted.get(slot) ?? when)) / 1000);
  }
  return longest;
}

const wrong = (played: Played): string[] => [
  ...complaint(played),
  ...ofType(played, 'pkt.comp')
    .filter(({ message }) => message['reason'] !== 'CMD_CMPLT')
    .map(({ to, message }) => `${to}: ${String(message['reason'])}`),
];

describe('10 the clock of pkt_time starts on the bus, not in the queue', () => {
  it.each(['slot', 'packet'] as const)('nothing times out while it waits (timer scope %s)', async (scope) => {
    const played = await play(story(scope));
    expect(wrong(played)).toEqual([]);
    expect(reportOf(played).timeouts).toBe(0);
    expect(longestLife(played)).toBeGreaterThan(1.3 * pktTime);
  });

  it('what is on the bus does time out after pkt_time', async () => {
    const played = await play({
      delays: { pktTime },
      requests: [{ read: { lba: 0, blocks: 8 } }],
      faults: [{ at: 'target.command.arrival', choose: 'hang', when: { request: 0, transport: 1 } }],
    });
    const [selected] = ofType(played, 'bus.select');
    const [timedOut] = ofType(played, 'adapter.timeout');
    expect(((timedOut?.at ?? 0) - (selected?.at ?? 0)) / 1000).toBeCloseTo(pktTime, 0);
    expect(wrong(played)).toEqual(['pkt:d0.1: CMD_TIMEOUT']);
  });

  it('is broken by an adapter whose countdown for the unit goes on while the next command waits for its turn', async () => {
    const broken = rewritten(
      adapterQueueMachine,
      (text) => {
        delete at(text, 'states', 'watchdog', 'states', 'running', 'on')['queue.grant'];
        at(text, 'states', 'watchdog', 'states', 'running', 'always')['guard'] = 'no command is left';
      },
      {
        guards: {
          'no command is left': ({ context }: { context: { active: unknown[]; waiting: unknown[] } }) =>
            context.active.length + context.waiting.length === 0,
        },
      },
    );
    const played = await play(story('slot'), { variant: withMachine(adapterQueueMachine, broken) });
    expect(wrong(played)).toContainEqual(expect.stringContaining('CMD_TIMEOUT'));
  });

  it('is broken by an adapter that starts the clock of a packet in tran_start', async () => {
    const broken = rewritten(
      adapterCommandMachine,
      (text) => {
        const on = at(text, 'states', 'clock', 'states', 'stopped', 'on');
        on['area.accept'] = on['area.start'];
        delete on['area.start'];
      },
      {
        guards: {
          'the packet has a clock of its own': () => true,
          'the command is off the bus': ({ context }: { context: { facts: unknown } }) => context.facts === null,
        },
      },
    );
    const played = await play(story('packet'), { variant: withMachine(adapterCommandMachine, broken) });
    expect(wrong(played)).toContainEqual(expect.stringContaining('CMD_TIMEOUT'));
  });
});
