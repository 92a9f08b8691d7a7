import { describe, expect, it } from 'vitest';
import { scsaDiskMachine } from '../../machines/target-driver/scsa-disk.machine.ts';
import { complaint, ofType, type Played, play, reportOf, type Story } from './play.ts';
import { at, rewritten, withMachine } from './variant.ts';

/** BUSY keeps one command waiting for five seconds while others queue up. */
const story: Story = {
  sd: { throttleMax: 3 },
  targets: [
    {
      name: 't0',
      id: 0,
      logicalUnits: [
        { name: 'd0', lun: 0, slots: 8 },
        { name: 'd1', lun: 1, slots: 8 },
      ],
    },
  ],
  depth: 14,
  requests: [
    { read: { lba: 0, blocks: 8 }, unit: 'd0', count: 6, step: 8, outstanding: 13 },
    { read: { lba: 0, blocks: 8 }, unit: 'd1', count: 12, step: 8, outstanding: 13 },
  ],
  faults: [{ at: 'target.command.arrival', choose: 'busy', when: { unit: 'd0', operation: 'read' }, nth: 2 }],
};

/** Wait-queue commands of d0 that were started while a retry of d0 was waiting. */
function wrong(played: Played): string[] {
  const complaints = complaint(played);
  let waiting: string | undefined;
  for (const { message, to, from } of played.seen) {
    if (message.type === 'unit.retry' && to === 'sd:d0' && message['delay'] !== 'immediate')
      waiting ??= String(message['slot']);
    if (message.type !== 'command.start' || from !== 'sd:d0') continue;
    if (message['retry'] === true && to === `cmd:${waiting}`) waiting = undefined;
    else if (waiting !== undefined) complaints.push(`${to} was started while ${waiting} waited`);
  }
  return complaints;
}

const during = (played: Played, unit: string): number => {
  const retry = ofType(played, 'unit.retry')[0]?.at ?? 0;
  return ofType(played, 'buf.biodone').filter(
    ({ to, at: when }) => to.startsWith(`app:${unit}`) && when > retry && when < retry + 4_900_000,
  ).length;
};

describe('13 the single retry slot blocks the whole unit', () => {
  it('nothing new is started for the unit until the retry has gone', async () => {
    const played = await play(story);
    expect(ofType(played, 'unit.retry')).toHaveLength(1);
    expect(wrong(played)).toEqual([]);
    // Only what was in transport already ends meanwhile; the other unit of the same target is not held up.
    expect(during(played, 'd0')).toBeLessThanOrEqual(2);
    expect(during(played, 'd1')).toBeGreaterThanOrEqual(10);
    expect(reportOf(played).commands.completed).toBe(18);
  });

  it('is broken by a driver that lets the others go on', async () => {
    const broken = scsaDiskMachine.provide({
      guards: {
        'a wait-queue command may be started': ({ context }) =>
          context.waitq.length > 0 && context.inTransport < context.throttle,
      },
    });
    const played = await play(story, { variant: withMachine(scsaDiskMachine, broken) });
    expect(wrong(played)).toContainEqual(expect.stringMatching(/was started while d0\.\d waited/));
  });

  const two: Story = {
    ...story,
    faults: [
      { at: 'target.command.arrival', choose: 'busy', when: { unit: 'd0', operation: 'read' }, nth: 1, count: 2 },
    ],
  };

  it('a second command to be tried again goes to the head of the wait queue and waits for the first', async () => {
    const played = await play(two);
    const retries = ofType(played, 'unit.retry');
    expect(retries).toHaveLength(2);
    expect(wrong(played)).toEqual([]);
    const [first, second] = retries.map(({ message }) => `cmd:${String(message['slot'])}`);
    const started = ofType(played, 'command.start').filter(({ step }) => step > (retries[1]?.step ?? 0));
    expect(
      started
        .filter(({ from }) => from === 'sd:d0')
        .slice(0, 2)
        .map(({ to }) => to),
    ).toEqual([first, second]);
  });

  it('is broken by a driver with a retry slot for every command', async () => {
    const broken = rewritten(scsaDiskMachine, (text) => {
      const rows = at(text, 'states', 'retry', 'on')['unit.retry'] as { guard: string; actions: unknown }[];
      const taken = rows.find(({ guard }) => guard === 'the retry slot is taken');
      if (taken) taken.actions = ['start this command as a retry', 'one more in transport', 'a command was started'];
    });
    expect(wrong(await play(two, { variant: withMachine(scsaDiskMachine, broken) }))).not.toEqual([]);
  });
});
