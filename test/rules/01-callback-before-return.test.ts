import { describe, expect, it } from 'vitest';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { scsaDiskMachine } from '../../machines/target-driver/scsa-disk.machine.ts';
import { packetContract } from './packet-contract.ts';
import { answersOf, complaint, ofType, type Played, play, type Story } from './play.ts';
import { at, rewritten, withMachine } from './variant.ts';

const story = (late: boolean): Story => ({
  depth: 3,
  requests: [{ read: { lba: 0, blocks: 8 }, count: 12, step: 8 }],
  faults: late ? [{ delay: 'tran.return', ms: 50, every: 2, count: 'sticky' }] : [],
});
const requests = 12;

/** Slots whose callback ran while the call of scsi_transport had not returned. */
function overtaken({ seen }: Played): number {
  const inside = new Map<string, number>();
  let times = 0;
  for (const { message, to } of seen) {
    const slot = message.type === 'tran.start' ? String(message['slot']) : to.slice('pkt:'.length);
    if (message.type === 'tran.start') inside.set(slot, (inside.get(slot) ?? 0) + 1);
    else if (message.type === 'tran.return') inside.set(slot, (inside.get(slot) ?? 0) - 1);
    else if (message.type === 'pkt.comp' && (inside.get(slot) ?? 0) > 0) times += 1;
  }
  return times;
}

const wrong = (played: Played): string[] => [
  ...complaint(played),
  ...packetContract(played),
  ...answersOf(played, requests).flatMap((error, i) => (error === 'none' ? [] : [`request ${i}: ${error}`])),
];

describe('1 the callback may come before scsi_transport returns', () => {
  it.each(['stepper', 'actors'] as const)('and nothing is lost, on the %s runtime', async (runtime) => {
    const played = await play(story(true), { runtime });
    expect(overtaken(played)).toBeGreaterThanOrEqual(6);
    expect(wrong(played)).toEqual([]);
    // The requester does not wait for the thread that is still inside the call.
    const [firstAnswer] = ofType(played, 'buf.biodone');
    const lateReturn = ofType(played, 'tran.return').find((each) => each.at >= 50_000);
    expect(firstAnswer?.at).toBeLessThan(lateReturn?.at ?? 0);
  });

  it('is broken by a driver that counts a packet as in transport only when the call has returned', async () => {
    const broken = rewritten(scsaDiskMachine, (text) => {
      const dispatch = at(text, 'states', 'dispatch');
      const started = at(dispatch, 'states', 'ready', 'on', 'signal.startCommands');
      started['actions'] = (started['actions'] as string[]).filter((name) => name !== 'one more in transport');
      at(dispatch, 'on', 'unit.accepted')['actions'] = ['one more in transport', 'look for a command to start'];
    });
    const variant = withMachine(scsaDiskMachine, broken);
    // As long as calls return first nobody notices ...
    expect(wrong(await play({ ...story(false), depth: 1 }, { variant }))).toEqual([]);
    // ... and then it falls over.
    const played = await play({ ...story(true), depth: 1 }, { variant });
    expect(wrong(played)).toContainEqual(expect.stringContaining('no packet is in transport'));
  });

  it('is broken by a packet that is completed only after its call returned', async () => {
    const broken = rewritten(scsiPktMachine, (text) => {
      delete at(text, 'states', 'submitting', 'on')['pkt.comp'];
    });
    const variant = withMachine(scsiPktMachine, broken);
    expect(wrong(await play(story(false), { variant }))).toEqual([]);
    expect(wrong(await play(story(true), { variant }))).toContainEqual(
      expect.stringMatching(/pkt:\S+ in state submitting did not expect .*pkt\.comp/),
    );
  });

  it('is broken by a packet that may be free only when its call has returned', async () => {
    const broken = rewritten(scsiPktMachine, (text) => {
      delete at(text, 'states', 'free', 'on')['tran.return'];
    });
    expect(wrong(await play(story(true), { variant: withMachine(scsiPktMachine, broken) }))).toContainEqual(
      expect.stringMatching(/in state free did not expect .*tran\.return/),
    );
  });
});
