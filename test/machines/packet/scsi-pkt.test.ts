import { describe, expect, it } from 'vitest';
import { scsiPktMachine } from '../../../machines/packet/scsi-pkt.machine.ts';
import { UnexpectedMessageError } from '../../../src/system/errors.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import { good } from '../target-driver/driver-bench.ts';

const pkt = 'pkt:d0.1';
const transport = {
  type: 'packet.transport',
  tag: 'simple',
  op: 'read',
  direction: 'in',
  head: false,
  sensing: false,
  noDisconnect: false,
  renegotiate: false,
  arqBlock: true,
  timed: true,
};
const comp = { type: 'pkt.comp', ...good };
const returned = (result = 'TRAN_ACCEPT') => ({ type: 'tran.return', result });

const packet = (...messages: { type: string }[]) => {
  const b = new Bench().add(pkt, scsiPktMachine, { slot: 'd0.1', lun: 'd0', adapter: 'h0' });
  for (const message of messages) b.deliver(pkt, message);
  return b;
};
const init = { type: 'packet.init', data: true, resources: 'ok' };
const told = (b: Bench) => b.takePosted().map(({ to, message }) => `${to} ${message.type}`);

describe('scsi_pkt', () => {
  it('goes round its life: allocated, transported, completed, destroyed', () => {
    const b = packet(init);
    expect(b.state(pkt)).toBe('targetDriver.built');
    b.deliver(pkt, transport).deliver(pkt, returned());
    expect(b.state(pkt)).toBe('transport');
    b.takePosted();
    b.deliver(pkt, comp);
    expect(told(b)).toEqual(['cmd:d0.1 packet.completed', 'hbac:d0.1 area.callbackDone']);
    expect(b.deliver(pkt, { type: 'packet.destroy' }).state(pkt)).toBe('free');
  });

  it('without a buffer it is allocated only; without resources there is none', () => {
    expect(packet({ ...init, data: false } as { type: string }).state(pkt)).toBe('targetDriver.allocated');
    const b = packet({ ...init, resources: 'permanent' } as { type: string });
    expect(b.state(pkt)).toBe('free');
    expect(b.takePosted()[0]?.message).toEqual({ type: 'packet.noResources', permanent: true });
    expect(packet({ type: 'packet.preallocate' }).state(pkt)).toBe('targetDriver.built');
  });

  it.each(['TRAN_BUSY', 'TRAN_BADPKT', 'TRAN_FATAL_ERROR'])(
    '%s leaves it with the target driver, and no callback may come',
    (result) => {
      const b = packet(init, transport, returned(result));
      expect(b.state(pkt)).toBe('targetDriver.rejected');
      expect(() => b.deliver(pkt, comp)).toThrow(UnexpectedMessageError);
    },
  );

  it('the callback may come before the return', () => {
    const b = packet(init, transport, comp);
    expect(b.state(pkt)).toBe('targetDriver.submittingCompleted');
    expect(() => b.deliver(pkt, returned('TRAN_BUSY'))).toThrow(UnexpectedMessageError);
    expect(packet(init, transport, comp, returned()).state(pkt)).toBe('targetDriver.completed');
  });

  it('a return may come when the packet is gone, or in its next life', () => {
    const b = packet(init, transport, comp, { type: 'packet.destroy' }, returned());
    expect([b.state(pkt), b.context(pkt).returnsDue]).toEqual(['free', 0]);
    const next = packet(init, transport, comp, { type: 'packet.destroy' }, init, returned());
    expect([next.state(pkt), next.context(pkt).returnsDue]).toEqual(['targetDriver.built', 0]);
    expect(() => next.deliver(pkt, returned())).toThrow(UnexpectedMessageError);
  });

  it('the oldest return is the one of the oldest transport', () => {
    const b = packet(init, transport, comp, transport, returned());
    expect(b.state(pkt)).toBe('submitting');
    expect(b.deliver(pkt, returned('TRAN_BUSY')).state(pkt)).toBe('targetDriver.rejected');
    expect(() => packet(init, transport, comp, transport, returned('TRAN_BUSY'))).toThrow(UnexpectedMessageError);
    const overtaken = packet(init, transport, comp, transport, comp, returned());
    expect(overtaken.state(pkt)).toBe('targetDriver.submittingCompleted');
    expect(overtaken.deliver(pkt, returned()).state(pkt)).toBe('targetDriver.completed');
  });

  it('a third transport waits until one of two calls has returned', () => {
    const b = packet(init, transport, comp, transport, comp);
    b.takePosted();
    b.deliver(pkt, transport);
    expect(told(b)).toEqual([]);
    b.deliver(pkt, returned());
    expect(told(b)).toEqual(['cmd:d0.1 packet.returned', 'hba:h0 tran.start']);
    expect(b.context(pkt)).toMatchObject({ returnsDue: 2, held: null });
  });

  describe('leaves the announcement of a thread that enters tran_start to the command', () => {
    const head = { ...transport, head: true };
    const entered = (b: Bench) =>
      b.takePosted().map(({ to, message }) => ({ to, type: message.type, head: (message as { head?: boolean }).head }));
    const start = (flag: boolean) => ({ to: 'hba:h0', type: 'tran.start', head: flag });
    const back = { to: 'cmd:d0.1', type: 'packet.returned', head: undefined };

    it.each([
      ['FLAG_HEAD', head, true],
      ['no FLAG_HEAD', transport, false],
    ])('of a first and of a repeated transport with %s', (_, submission, flag) => {
      const b = packet(init);
      b.takePosted();
      expect(entered(b.deliver(pkt, submission))).toEqual([start(flag)]);
      expect(entered(b.deliver(pkt, returned('TRAN_BUSY')))).toEqual([back]);
      expect(entered(b.deliver(pkt, submission))).toEqual([start(flag)]);
    });

    it.each([
      ['FLAG_HEAD', head, true],
      ['no FLAG_HEAD', transport, false],
    ])('of one that was held with %s: it goes when an earlier call has returned, not before', (_, held, flag) => {
      const b = packet(init, transport, comp, transport, comp);
      b.takePosted();
      expect(entered(b.deliver(pkt, held))).toEqual([]);
      expect(b.state(pkt)).toBe('targetDriver.waitingToSubmit');
      expect(entered(b.deliver(pkt, returned()))).toEqual([back, start(flag)]);
      expect(b.state(pkt)).toBe('submitting');
      expect(b.context(pkt)).toMatchObject({ returnsDue: 2, held: null });
      expect(entered(b.deliver(pkt, returned()))).toEqual([back]);
    });
  });

  it.each([
    ['submitted twice', [init, transport, transport]],
    ['submitted while the transport owns it', [init, transport, returned(), transport]],
    ['completed twice', [init, transport, returned(), comp, comp]],
    ['completed without transport', [init, comp]],
    ['destroyed while the transport owns it', [init, transport, returned(), { type: 'packet.destroy' }]],
    ['destroyed while being submitted', [init, transport, { type: 'packet.destroy' }]],
    ['destroyed twice', [init, { type: 'packet.destroy' }, { type: 'packet.destroy' }]],
    ['allocated twice', [init, init]],
  ])('must not be %s', (_, messages) => {
    expect(() => packet(...messages)).toThrow(UnexpectedMessageError);
  });
});
