import { describe, expect, it } from 'vitest';
import { adapterCommandMachine } from '../../machines/hba/adapter-command.machine.ts';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { address } from '../../machines/protocol/names.ts';
import { STATE } from '../../machines/protocol/scsi-pkt.ts';
import { send } from '../../machines/protocol/send.ts';
import { scsaDiskMachine } from '../../machines/target-driver/scsa-disk.machine.ts';
import { packetContract } from './packet-contract.ts';
import { complaint, ofType, type Played, play, reportOf, type Story } from './play.ts';
import { at as partOf, rewritten, row, withMachine } from './variant.ts';

/** The disk has just been powered on: TEST UNIT READY of attach(9E) meets a unit attention. */
const story: Story = {
  attach: true,
  device: { powerOnUnitAttention: true },
  requests: [{ read: { lba: 0, blocks: 8 } }],
};

/** The commands by which the driver attaches. */
const isProbe = (slot: unknown): boolean => slot === 'd0.internal';

/**
 * What 9S scsi_pkt promises of FLAG_NOINTR, watched between driver and framework: the packet is complete when
 * scsi_transport returns TRAN_ACCEPT, and the routine of the driver is not called.
 */
function noIntrContract({ seen }: Played): string[] {
  const complaints: string[] = [];
  let sent = 0;
  let returned = 0;
  let inside = false;
  let complete = false;
  for (const { message, to } of seen) {
    if (!isProbe(to.slice(to.indexOf(':') + 1))) continue;
    if (message.type === 'packet.transport') {
      inside = message['noIntr'] === true;
      complete = false;
      if (inside) sent += 1;
    } else if (message.type === 'pkt.comp' || message['polled']) complete = true;
    else if (inside && message.type === 'packet.completed') complaints.push('the driver is called back');
    else if (inside && message.type === 'packet.returned') complaints.push('scsi_transport returns without the result');
    else if (message.type === 'packet.polled') {
      inside = false;
      returned += 1;
      if (!complete) complaints.push('scsi_transport returns before the packet is complete');
    }
  }
  if (sent === 0) complaints.push('nothing was sent with FLAG_NOINTR');
  if (sent !== returned) complaints.push(`${sent} packets with FLAG_NOINTR, ${returned} came back from scsi_transport`);
  return complaints;
}

/** What became of CHECK CONDITION to TEST UNIT READY: auto request sense or not. */
const autoSensed = (played: Played): boolean[] =>
  ofType(played, 'packet.polled')
    .filter(({ message }) => message['status'] === 'CHECK_CONDITION')
    .map(({ message }) => (Number(message['state']) & STATE.ARQ_DONE) !== 0);

/** A driver that sends TEST UNIT READY as scsi_probe sends INQUIRY. */
const politeDriver = rewritten(scsaDiskMachine, (text) => {
  const ready = partOf(text, 'states', 'lifecycle', 'states', 'attaching', 'states', 'testingReady');
  partOf(ready, 'entry', '0', 'params')['polled'] = true;
});

function wrong(played: Played): string[] {
  const complaints = [...complaint(played), ...packetContract(played)];
  const calls = ofType(played, 'tran.start').filter(({ message }) => isProbe(message['slot']));
  if (calls.length < 4)
    complaints.push(`${calls.length} commands of attach, not INQUIRY, TEST UNIT READY twice, READ CAPACITY`);
  for (const { message } of calls)
    if (message['noIntr'] !== false) complaints.push(`${String(message['op'])} reaches the adapter with FLAG_NOINTR`);
  complaints.push(...noIntrContract(played));
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

  it('INQUIRY of the probe has the flag; its packet is complete when scsi_transport returns, however long that takes', async () => {
    for (const seed of [1, 2, 3]) {
      const played = await play({
        ...story,
        seed,
        faults: [
          { at: 'target.command.arrival', choose: 'busy', when: { internal: true, operation: 'inquiry' } },
          { delay: seed === 2 ? 'tran.return' : 'pkt.comp', ms: 50, when: { internal: true }, count: 2 },
        ],
      });
      expect(wrong(played)).toEqual([]);
      const sent = ofType(played, 'packet.transport').filter(({ message }) => message['noIntr'] === true);
      expect(sent.map(({ message }) => message['op'])).toEqual(['inquiry', 'inquiry']);
    }
  });

  it.each(['TRAN_BUSY', 'TRAN_FATAL_ERROR'])('%s comes back from scsi_transport at once', async (result) => {
    const choose = result === 'TRAN_BUSY' ? 'busy' : 'fatalError';
    // The probe is made twice.
    const count = result === 'TRAN_BUSY' ? 1 : 2;
    const played = await play({
      ...story,
      faults: [{ at: 'tran.start.admission', choose, when: { internal: true, operation: 'inquiry' }, count }],
    });
    expect(complaint(played)).toEqual([]);
    expect(ofType(played, 'packet.returned', 'cmd:d0.internal')[0]?.message['result']).toBe(result);
    expect(reportOf(played).attach.done).toBe(choose === 'busy');
  });

  it('whoever sends it that way gets auto request sense; where the adapter really polls he must ask for the sense', async () => {
    const variant = withMachine(scsaDiskMachine, politeDriver);
    const byCallback = await play(story, { variant });
    expect([...complaint(byCallback), ...packetContract(byCallback), ...noIntrContract(byCallback)]).toEqual([]);
    expect(autoSensed(byCallback)).toEqual([true]);
    expect(reportOf(byCallback)).toMatchObject({ requestSense: 0, attach: { done: true } });

    const polled = await play({ ...story, hba: { noIntrInThread: 'polled' } }, { variant });
    expect([...complaint(polled), ...noIntrContract(polled)]).toEqual([]);
    expect(autoSensed(polled)).toEqual([false]);
    expect(reportOf(polled)).toMatchObject({ requestSense: 1, attach: { done: true } });
    const flags = ofType(polled, 'tran.start').map(({ message }) => [message['op'], message['noIntr']]);
    expect(flags.slice(0, 2)).toEqual([
      ['inquiry', true],
      ['testUnitReady', true],
    ]);
    expect(ofType(polled, 'pkt.comp', 'pkt:d0.internal')).toHaveLength(1);
  });

  it('is broken by a framework that lets the routine of the driver be called', async () => {
    const broken = rewritten(scsiPktMachine, (text) => {
      partOf(text, 'states', 'sleeping', 'states', 'accepted', 'on', 'pkt.comp')['actions'] = [
        'the callback returns',
        'tell: completed',
      ];
    });
    expect(wrong(await play(story, { variant: withMachine(scsiPktMachine, broken) }))).toContain(
      'the driver is called back',
    );
  });

  it('is broken by a framework that does not let the thread sleep', async () => {
    const broken = rewritten(scsiPktMachine, (text) => {
      const returns = partOf(text, 'states', 'sleeping', 'states', 'called', 'on')['tran.return'];
      Object.assign(row(returns, 'TRAN_ACCEPT of the last transport'), {
        target: '#scsi-pkt.transport',
        actions: ['one return fewer is due', 'tell: returned'],
      });
    });
    expect(wrong(await play(story, { variant: withMachine(scsiPktMachine, broken) }))).toContain(
      'scsi_transport returns without the result',
    );
  });

  it.each([
    ['calls back as well', 'completing', 'area.deliver', /pkt:d0\.internal .*pkt\.comp/],
    ['returns before the end', 'atRest', 'area.accept', /a polled packet comes back with its fields/],
  ] as const)('is broken by an adapter that is to poll and %s', async (_, state, type, stopped) => {
    const broken = rewritten(adapterCommandMachine, (text) => {
      const life = partOf(text, 'states', 'life', 'states');
      const on = partOf(life, state, 'on');
      on[type] = (on[type] as { guard?: string }[]).filter(({ guard }) => !guard?.includes('FLAG_NOINTR'));
    });
    const told: Story = { ...story, hba: { noIntrInThread: 'polled' } };
    expect(noIntrContract(await play(told))).toEqual([]);
    expect(complaint(await play(told, { variant: withMachine(adapterCommandMachine, broken) }))).toEqual([
      expect.stringMatching(stopped),
    ]);
  });
});
