import { describe, expect, it } from 'vitest';
import { scsaDiskMachine } from '../../machines/target-driver/scsa-disk.machine.ts';
import { complaint, ofType, type Played, play, reportOf, type Story } from './play.ts';
import { withMachine } from './variant.ts';

const story = (autoRequestSense: 'none' | 'settable', sd: Story['sd'] = {}): Story => ({
  hba: { autoRequestSense },
  sd,
  attach: true,
  depth: 6,
  requests: [{ read: { lba: 0, blocks: 8 }, count: 18, step: 8 }],
});

/** Most packets that the transport had of the unit at one time. */
function mostInTransport({ seen }: Played): number {
  let [now, most] = [0, 0];
  for (const { message } of seen) {
    if (message.type === 'tran.start') now += 1;
    else if (message.type === 'pkt.comp') now -= 1;
    most = Math.max(most, now);
  }
  return most;
}

const wrong = (played: Played): string[] => [
  ...complaint(played),
  ...(mostInTransport(played) > 1 ? [`${mostInTransport(played)} packets in transport at once`] : []),
  ...ofType(played, 'tran.start').flatMap(({ message }) =>
    message['tag'] === 'untagged' ? [] : [`${String(message['slot'])} carries a tag`],
  ),
  ...ofType(played, 'tran.setcap').flatMap(({ message }) =>
    message['cap'] === 'tagged-qing' && message['value'] === 1 ? ['tagged-qing was switched on'] : [],
  ),
];

describe('12 queueing is enabled only with auto request sense', () => {
  it('an adapter without it gets one untagged command at a time', async () => {
    const played = await play(story('none'));
    expect(wrong(played)).toEqual([]);
    expect(reportOf(played).commands.completed).toBe(18);
  });

  it('a driver that does not want it sends one untagged command at a time', async () => {
    expect(wrong(await play(story('settable', { autoRequestSense: false })))).toEqual([]);
  });

  it('with it the same workload is queued and tagged', async () => {
    const played = await play(story('settable'));
    expect(mostInTransport(played)).toBe(6);
    expect(wrong(played)).toContain('tagged-qing was switched on');
  });

  it.each([true, false])('is broken by a driver that queues all the same (tags: %s)', async (taggedQueueing) => {
    const broken = scsaDiskMachine.provide({
      guards: { 'no auto request sense, no queueing without it': () => false },
    });
    const played = await play(story('none', { taggedQueueing }), { variant: withMachine(scsaDiskMachine, broken) });
    expect(wrong(played)).toContainEqual(expect.stringMatching(/^[236] packets in transport at once$/));
  });
});
