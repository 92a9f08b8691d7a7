import { describe, expect, it } from 'vitest';
import { enqueueActions } from 'xstate';
import { adapterQueueMachine } from '../../machines/hba/adapter-queue.machine.ts';
import { scsaHbaMachine } from '../../machines/hba/scsa-hba.machine.ts';
import { STAT } from '../../machines/protocol/scsi-pkt.ts';
import { answersOf, complaint, ofType, type Played, play, reportOf, type Story } from './play.ts';
import { at, rewritten, withMachine } from './variant.ts';

/** Slots that were on the bus, and those that the adapter still held back, when the time was up. */
function whenTimeWasUp({ seen }: Played): { active: Set<string>; queued: Set<string> } {
  const [active, queued] = [new Set<string>(), new Set<string>()];
  for (const { message } of seen) {
    const slot = String(message['slot']);
    if (message.type === 'adapter.timeout') break;
    if (message.type === 'tran.start') queued.add(slot);
    else if (message.type === 'bus.select') {
      queued.delete(slot);
      active.add(slot);
    } else if (message.type === 'hba.completed') active.delete(slot);
  }
  return { active, queued };
}

type Fate = { reason: string; bits: number };
/** How packets must come back that were active or queued. */
function wrong(played: Played, expected: (slot: string, where: 'active' | 'queued') => Fate): string[] {
  const { active, queued } = whenTimeWasUp(played);
  const complaints = complaint(played);
  const history = STAT.BUS_RESET | STAT.DEV_RESET | STAT.ABORTED | STAT.TIMEOUT;
  for (const [where, slots] of [
    ['active', active],
    ['queued', queued],
  ] as const) {
    for (const slot of slots) {
      const { reason, bits } = expected(slot, where);
      const first = ofType(played, 'pkt.comp', `pkt:${slot}`)[0]?.message;
      const found = Number(first?.['statistics']) & history;
      if (first?.['reason'] !== reason || found !== bits)
        complaints.push(`${slot} was ${where} and says ${String(first?.['reason'])} with statistics ${found}`);
    }
  }
  return complaints;
}

/** The first command that reaches the disk is never answered. */
const hang = { at: 'target.command.arrival', choose: 'hang', when: { unit: 'd0', operation: 'read' } } as const;
const untagged: Story = {
  sd: { taggedQueueing: false },
  depth: 3,
  requests: [{ read: { lba: 0, blocks: 8 }, count: 3, step: 8 }],
  faults: [hang],
};
const byDeviceReset = (_: string, where: 'active' | 'queued'): Fate =>
  where === 'active'
    ? { reason: 'CMD_TIMEOUT', bits: STAT.TIMEOUT | STAT.ABORTED | STAT.DEV_RESET }
    : { reason: 'CMD_RESET', bits: STAT.ABORTED };

/** One is stuck since the beginning; the others came half a minute later and are being worked on. */
const young: Story = {
  hba: { timerScope: 'packet' },
  delays: { serviceTime: 80_000 },
  depth: 3,
  requests: [{ read: { lba: 0, blocks: 8 }, count: 3, step: 8 }],
  faults: [hang, { delay: 'buf.strategy', ms: 30_000, when: { request: [1, 2] }, count: 2 }],
};
const timedOutTogether = (): Fate => ({ reason: 'CMD_TIMEOUT', bits: STAT.TIMEOUT | STAT.DEV_RESET });

const twoDisks: Story = {
  sd: { taggedQueueing: false },
  targets: [
    { name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 4 }] },
    { name: 't1', id: 1, logicalUnits: [{ name: 'd1', slots: 4 }] },
  ],
  depth: 6,
  requests: [
    { read: { lba: 0, blocks: 8 }, unit: 'd0', count: 3, step: 8, outstanding: 5 },
    { read: { lba: 0, blocks: 8 }, unit: 'd1', count: 3, step: 8, outstanding: 5 },
  ],
  faults: [
    hang,
    // The other disk has not been able to answer either, but its own time is not up yet.
    { at: 'target.command.arrival', choose: 'hang', when: { unit: 'd1', operation: 'read' } },
    { delay: 'buf.strategy', ms: 30_000, when: { request: [3, 4, 5] }, count: 3 },
    { at: 'bus.message.outcome', choose: 'rejected' },
  ],
};
const byBusReset = (slot: string, where: 'active' | 'queued'): Fate =>
  where === 'queued'
    ? { reason: 'CMD_RESET', bits: STAT.ABORTED }
    : slot.startsWith('d0')
      ? { reason: 'CMD_TIMEOUT', bits: STAT.TIMEOUT | STAT.ABORTED | STAT.BUS_RESET }
      : { reason: 'CMD_RESET', bits: STAT.BUS_RESET };

describe('6 queued victims carry STAT_ABORTED; others active on the timed-out target carry CMD_TIMEOUT though innocent', () => {
  it('what the adapter still held back comes back as CMD_RESET with STAT_ABORTED and no STAT_DEV_RESET', async () => {
    const played = await play(untagged);
    const { active, queued } = whenTimeWasUp(played);
    expect([active.size, queued.size]).toEqual([1, 2]);
    expect(wrong(played, byDeviceReset)).toEqual([]);
    expect(answersOf(played, 3)).toEqual(['none', 'none', 'none']);
    // They are counted as victims, not blamed.
    expect(reportOf(played).retries).toMatchObject({ victim: 2, standard: 1 });
  });

  it('what was active on the target is CMD_TIMEOUT, also where its own time was not up', async () => {
    const played = await play(young);
    expect(whenTimeWasUp(played).active.size).toBe(3);
    expect(wrong(played, timedOutTogether)).toEqual([]);
    const [first] = ofType(played, 'adapter.timeout');
    const youngest = ofType(played, 'bus.select')
      .filter((each) => each.at < (first?.at ?? 0))
      .at(-1);
    expect((first?.at ?? 0) - (youngest?.at ?? 0)).toBeLessThan(40_000_000);
  });

  it('after a bus reset packets of other targets are CMD_RESET: with STAT_BUS_RESET if active, STAT_ABORTED if queued', async () => {
    const played = await play(twoDisks);
    const { active, queued } = whenTimeWasUp(played);
    expect([...active].map((slot) => slot.slice(0, 2)).sort()).toEqual(['d0', 'd1']);
    expect(queued.size).toBe(4);
    expect(wrong(played, byBusReset)).toEqual([]);
  });

  it('is broken by an adapter that marks queued packets like active ones', async () => {
    const broken = adapterQueueMachine.provide({
      actions: {
        'end the queued packets: CMD_RESET, STAT_ABORTED': enqueueActions(({ context, event, enqueue, system }) => {
          if (event.type !== 'queue.flush') return;
          for (const { slot } of context.waiting)
            enqueue.sendTo(system.get(`hbac:${slot}`), { type: 'area.victim', ...event.active });
          enqueue.assign({ waiting: [] });
        }),
      },
    });
    const variant = withMachine(adapterQueueMachine, broken);
    expect(wrong(await play(untagged, { variant }), byDeviceReset)).toContainEqual(
      expect.stringMatching(/was queued and says CMD_RESET with statistics 16$/),
    );
    expect(wrong(await play(twoDisks, { variant }), byBusReset)).toContainEqual(
      expect.stringMatching(/d1\.\d was queued and says CMD_RESET with statistics 8$/),
    );
  });

  it('is broken by an adapter that forgets the queued packets', async () => {
    const broken = rewritten(adapterQueueMachine, (text) => {
      const rows = at(text, 'states', 'turn', 'on')['queue.flush'] as { actions: unknown }[];
      if (rows[0]) rows[0].actions = ['end the active packets'];
    });
    expect(
      wrong(await play(untagged, { variant: withMachine(adapterQueueMachine, broken) }), byDeviceReset),
    ).not.toEqual([]);
  });

  it('is broken by an adapter that tells the innocent from the guilty', async () => {
    const broken = rewritten(scsaHbaMachine, () => undefined, {
      actions: {
        "the target's packets end with the timed-out one: STAT_DEV_RESET":
          scsaHbaMachine.implementations.actions["the target's packets end: CMD_RESET, STAT_DEV_RESET"],
      },
    });
    expect(wrong(await play(young, { variant: withMachine(scsaHbaMachine, broken) }), timedOutTogether)).toContainEqual(
      expect.stringMatching(/was active and says CMD_RESET/),
    );
  });
});
