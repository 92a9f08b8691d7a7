import { describe, expect, it } from 'vitest';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { address } from '../../machines/protocol/names.ts';
import { STATE } from '../../machines/protocol/scsi-pkt.ts';
import { send } from '../../machines/protocol/send.ts';
import { packetContract } from './packet-contract.ts';
import { complaint, ofType, type Played, play, type Story } from './play.ts';
import { rewritten, withMachine } from './variant.ts';

/** The disk has just been powered on: TEST UNIT READY of attach(9E) meets a unit attention. */
const story: Story = {
  attach: true,
  device: { powerOnUnitAttention: true },
  requests: [{ read: { lba: 0, blocks: 8 } }],
};

/** The commands by which the driver attaches. */
const isProbe = (slot: unknown): boolean => slot === 'd0.internal';

function wrong(played: Played): string[] {
  const complaints = [...complaint(played), ...packetContract(played)];
  const calls = ofType(played, 'tran.start').filter(({ message }) => isProbe(message['slot']));
  if (calls.length < 4)
    complaints.push(`${calls.length} commands of attach, not INQUIRY, TEST UNIT READY twice, READ CAPACITY`);
  for (const { message } of calls)
    if (message['noIntr'] !== false) complaints.push(`${String(message['op'])} reaches the adapter with FLAG_NOINTR`);
  const checks = ofType(played, 'pkt.comp', 'pkt:d0.internal').filter(
    ({ message }) => message['status'] === 'CHECK_CONDITION',
  );
  if (checks.length !== 1) complaints.push(`${checks.length} commands of attach ended with CHECK CONDITION, not 1`);
  for (const { message } of checks)
    if ((Number(message['state']) & STATE.ARQ_DONE) === 0)
      complaints.push('no auto request sense for a command of attach');
  if (played.result && !played.result.report.attach.done) complaints.push('not attached');
  return complaints;
}

describe('17 FLAG_NOINTR in a thread is really interrupt-driven', () => {
  it('commands of attach end by a callback and get auto request sense', async () => {
    const played = await play(story);
    expect(wrong(played)).toEqual([]);
    const [check] = ofType(played, 'pkt.comp', 'pkt:d0.internal').filter(
      ({ message }) => message['status'] === 'CHECK_CONDITION',
    );
    expect(check?.message['arq']).toMatchObject({ reason: 'CMD_CMPLT', status: 'GOOD', sense: 'UNIT_ATTENTION 29/00' });
    expect(ofType(played, 'bus.select').some(({ message }) => message['slot'] === 'd0.arq')).toBe(true);
    // Nothing waits inside the call: the bus is used by the interrupt handler, not by the thread.
    expect(ofType(played, 'hba.disconnected').some(({ message }) => isProbe(message['slot']))).toBe(true);
  });

  it('is broken by a framework that hands the flag on: polled commands get no auto request sense and no callback', async () => {
    const broken = rewritten(scsiPktMachine, () => undefined, {
      actions: {
        'call tran_start': send<
          { at: { slot: string; lun: string; adapter: string } },
          { type: string },
          { type: string }
        >(
          ({ context }) => context.at.adapter,
          ({ context: { at }, event }) => ({
            ...event,
            type: 'tran.start',
            slot: at.slot,
            lun: at.lun,
            noIntr: address.packet(at.slot) === 'pkt:d0.internal',
            admission: 'accept',
          }),
        ),
      },
    });
    const played = await play(story, { variant: withMachine(scsiPktMachine, broken) });
    expect(wrong(played)).toContain('inquiry reaches the adapter with FLAG_NOINTR');
    expect(ofType(played, 'pkt.comp', 'pkt:d0.internal')).toEqual([]);
    expect(wrong(played).length).toBeGreaterThan(2);
  });
});
