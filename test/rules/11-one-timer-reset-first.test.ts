import { describe, expect, it } from 'vitest';
import { enqueueActions } from 'xstate';
import { adapterQueueMachine } from '../../machines/hba/adapter-queue.machine.ts';
import { scsaHbaMachine } from '../../machines/hba/scsa-hba.machine.ts';
import { answersOf, complaint, ofType, type Played, play, type Story } from './play.ts';
import { withInput, withMachine } from './variant.ts';

/** One command is never answered; two that are worked on came half a minute later. */
const story: Story = {
  delays: { serviceTime: 130_000 },
  depth: 3,
  requests: [{ read: { lba: 0, blocks: 8 }, count: 3, step: 8 }],
  faults: [
    { at: 'target.command.arrival', choose: 'hang', when: { request: 0, transport: 1 } },
    { delay: 'buf.strategy', ms: 30_000, when: { request: [1, 2] }, count: 2 },
  ],
};

const messagesOf = (played: Played) => ofType(played, 'bus.message').map(({ message }) => message['message']);

function wrong(played: Played): string[] {
  const complaints = complaint(played);
  const [recovery] = ofType(played, 'adapter.timeout');
  const marked = ofType(played, 'area.expired').filter(({ step }) => step === recovery?.step).length;
  if (marked !== 3) complaints.push(`${marked} commands are marked when the time is up, not 3`);
  if (messagesOf(played)[0] !== 'BUS_DEVICE_RESET')
    complaints.push(`recovery begins with ${String(messagesOf(played)[0])}`);
  return complaints;
}

describe('11 real adapters have one timer for the whole unit and begin recovery with a reset', () => {
  it('when it runs out every active command is marked at once, and no abort is tried', async () => {
    const played = await play(story);
    expect(wrong(played)).toEqual([]);
    expect(new Set(messagesOf(played))).toEqual(new Set(['BUS_DEVICE_RESET']));
    // The countdown began anew with the command that was started last, so that the stuck one waited half as long again.
    const [stuck] = ofType(played, 'bus.select');
    const [expiry] = ofType(played, 'area.expired');
    expect(((expiry?.at ?? 0) - (stuck?.at ?? 0)) / 1e6).toBeCloseTo(90, 0);
  });

  it('a target that does not listen gets a bus reset next', async () => {
    const played = await play({
      ...story,
      faults: [...(story.faults ?? []), { at: 'bus.message.outcome', choose: 'rejected' }],
    });
    expect(wrong(played)).toEqual([]);
    const [refused] = ofType(played, 'hba.messageSent');
    const [reset] = ofType(played, 'bus.assertReset');
    expect(refused?.message['outcome']).toBe('rejected');
    expect(reset?.step).toBeGreaterThan(refused?.step ?? Number.POSITIVE_INFINITY);
    expect(answersOf(played, 3)).not.toContain('never');
  });

  it('is broken by an adapter that marks only the oldest command', async () => {
    const broken = adapterQueueMachine.provide({
      actions: {
        'mark every active timed packet': enqueueActions(({ context, enqueue, system }) => {
          const [oldest] = context.active;
          if (oldest) enqueue.sendTo(system.get(`hbac:${oldest.slot}`), { type: 'area.expired' });
        }),
      },
    });
    expect(wrong(await play(story, { variant: withMachine(adapterQueueMachine, broken) }))).toContain(
      '1 commands are marked when the time is up, not 3',
    );
  });

  it('is broken by a clock for each packet', async () => {
    const played = await play({ ...story, hba: { timerScope: 'packet' } });
    expect(wrong(played)).toContain('0 commands are marked when the time is up, not 3');
  });

  it('is broken by an adapter that begins with ABORT', async () => {
    const variant = withInput(scsaHbaMachine, (input) => ({
      ...input,
      params: { ...(input['params'] as object), recoveryLadder: ['abort', 'deviceReset', 'busReset'] },
    }));
    expect(wrong(await play(story, { variant }))).toContain('recovery begins with ABORT');
  });
});
