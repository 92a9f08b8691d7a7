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

  it.each([
    ['when the packet is gone', [comp, { type: 'packet.destroy' }]],
    ['in the next life of the packet', [comp, { type: 'packet.destroy' }, init]],
    ['when only its callback has run', [comp]],
    ['while the next transport is in its call', [comp, transport]],
    ['while the callback of the next transport has run', [comp, transport, comp]],
    ['while a thread sleeps in the next transport', [comp, { ...transport, noIntr: true }]],
  ])('the command hears of a return %s', (_, after) => {
    const b = packet(init, transport, ...after);
    b.takePosted();
    const state = b.state(pkt);
    expect(told(b.deliver(pkt, returned()))).toEqual(['cmd:d0.1 packet.returned']);
    expect(b.state(pkt)).toBe(after.length === 1 ? 'targetDriver.completed' : state);
  });

  it('nothing stays bound when it is destroyed: what follows begins without DMA resources', () => {
    const b = packet(init, { type: 'packet.destroy' }, { ...init, data: false } as { type: string });
    expect(b.deliver(pkt, { type: 'packet.dmafree' }).effects).toEqual([]);
    expect(() => b.deliver(pkt, transport)).toThrow(UnexpectedMessageError);
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

  describe('with PKT_DMA_PARTIAL', () => {
    const partial = { ...init, partial: true, resid: 'partial' };
    const bind = (fields: Record<string, unknown> = {}) => ({
      type: 'packet.bind',
      partial: true,
      resources: 'ok',
      resid: 'zero',
      ...fields,
    });
    const more = bind({ resid: 'partial' });
    const run = [transport, returned(), comp];
    const replies = (b: Bench) =>
      b
        .takePosted()
        .flatMap(({ message }) =>
          message.type === 'packet.ready' || message.type === 'packet.noResources'
            ? [String((message as { resid?: string }).resid ?? 'NULL')]
            : [],
        );
    const windows = (b: Bench) => b.effects.map((effect) => ('window' in effect ? effect.window : effect.type));

    it('moves through its windows in order; pkt_resid says whether bytes are unbound; past the last there is nothing', () => {
      const b = packet(partial, ...run, more, ...run, bind(), ...run, bind());
      expect(replies(b)).toEqual(['partial', 'partial', 'zero', 'NULL']);
      expect(windows(b)).toEqual(['first', 'next', 'next']);
      expect(b.state(pkt)).toBe('targetDriver.completed');
    });

    it.each([
      ['the first window', [partial]],
      ['the next window', [partial, ...run, more]],
      ['the last window', [partial, ...run, bind()]],
      ['the first window again', [partial, ...run, { type: 'packet.dmafree' }, more]],
      ['the whole buffer again', [init, ...run, { type: 'packet.dmafree' }, bind()]],
    ])('with %s it is built, and may be transported', (_, messages) => {
      const b = packet(...messages);
      expect(b.state(pkt)).toBe('targetDriver.built');
      expect(b.deliver(pkt, transport).state(pkt)).toBe('submitting');
    });

    it('keeps the packet when its window cannot be moved', () => {
      const b = packet(partial, ...run, bind({ resources: 'temporary' }));
      expect(replies(b)).toEqual(['partial', 'NULL']);
      expect(b.state(pkt)).toBe('targetDriver.completed');
      expect(b.deliver(pkt, { type: 'packet.destroy' }).state(pkt)).toBe('free');
    });

    it('is bound as a whole where the driver does not ask for parts', () => {
      expect(replies(packet({ ...partial, partial: false } as { type: string }))).toEqual(['zero']);
      const b = packet(init, ...run, more);
      expect([replies(b), windows(b)]).toEqual([['zero', 'zero'], []]);
    });

    it('begins at the first window after scsi_dmafree, which may be called twice', () => {
      const free = { type: 'packet.dmafree' };
      const b = packet(partial, ...run, more, ...run, free, free, more);
      expect(windows(b)).toEqual(['first', 'next', 'effect.dmaFree', 'first']);
      expect(replies(b).at(-1)).toBe('partial');
      expect(replies(packet(partial, ...run, free, bind()))).toEqual(['partial', 'zero']);
    });

    it('is not transported without the DMA resources of its data', () => {
      const free = { type: 'packet.dmafree' };
      expect(() => packet(init, free, transport)).toThrow(UnexpectedMessageError);
      const dataless = { ...transport, direction: 'none' };
      expect(packet({ ...init, data: false } as { type: string }, dataless).state(pkt)).toBe('submitting');
    });
  });

  describe('with FLAG_NOINTR', () => {
    const noIntr = { ...transport, noIntr: true };
    const heard = (b: Bench) =>
      b.takePosted().flatMap(({ to, message }) => (to === 'cmd:d0.1' || to === 'hbac:d0.1' ? [message.type] : []));
    const polling = (...messages: { type: string }[]) => {
      const b = new Bench().add(pkt, scsiPktMachine, {
        slot: 'd0.1',
        lun: 'd0',
        adapter: 'h0',
        noIntrInThread: 'polled',
      });
      for (const message of messages) b.deliver(pkt, message);
      return b;
    };
    const flag = (b: Bench) =>
      b
        .takePosted()
        .flatMap(({ message }) => (message.type === 'tran.start' ? [(message as { noIntr?: boolean }).noIntr] : []));

    it.each([
      ['after the return of tran_start', [returned(), comp]],
      ['before the return of tran_start', [comp, returned()]],
    ])('a thread sleeps until the routine of the framework has run, %s; the driver gets no callback', (_, end) => {
      const b = packet(init, noIntr);
      expect(flag(b)).toEqual([false]);
      b.deliver(pkt, end[0] as { type: string });
      expect(heard(b)).not.toContain('packet.polled');
      b.deliver(pkt, end[1] as { type: string });
      expect(heard(b)).toContain('packet.polled');
      expect(b.state(pkt)).toBe('targetDriver.completed');
      expect(b.context(pkt)).toMatchObject({ returnsDue: 0, ended: null });
    });

    it('the routine of the framework returns before the thread goes on', () => {
      const b = packet(init, noIntr, returned());
      b.takePosted();
      expect(heard(b.deliver(pkt, comp))).toEqual(['area.callbackDone', 'packet.polled']);
    });

    it.each(['TRAN_BUSY', 'TRAN_BADPKT', 'TRAN_FATAL_ERROR'])('%s wakes nobody: it is returned', (result) => {
      for (const b of [packet(init, noIntr, returned(result)), polling(init, noIntr, returned(result))]) {
        expect(b.state(pkt)).toBe('targetDriver.rejected');
        expect(b.takePosted().at(-1)?.message).toEqual({ type: 'packet.returned', result });
      }
    });

    it('where the adapter polls, the return of tran_start brings the packet, and a callback is an error', () => {
      const b = polling(init, noIntr);
      expect(flag(b)).toEqual([true]);
      expect(() => polling(init, noIntr, comp)).toThrow(UnexpectedMessageError);
      b.deliver(pkt, { ...returned(), polled: good } as { type: string });
      expect(b.takePosted().map(({ message }) => message)).toEqual([{ type: 'packet.polled', ...good }]);
      expect(b.state(pkt)).toBe('targetDriver.completed');
    });

    it.each([
      ['sleeps', packet, 'sleeping.called', false],
      ['polls', polling, 'polling', true],
    ] as const)(
      'a transport that was held goes when an earlier call has returned, and then the thread %s',
      (_, made, state, seen) => {
        const b = made(init, transport, comp, transport, comp, noIntr);
        expect(b.state(pkt)).toBe('targetDriver.waitingToSubmit');
        b.takePosted();
        b.deliver(pkt, returned());
        expect(b.takePosted()).toMatchObject([
          { to: 'cmd:d0.1', message: { type: 'packet.returned', result: 'TRAN_ACCEPT' } },
          { to: 'hba:h0', message: { type: 'tran.start', noIntr: seen } },
        ]);
        expect(b.state(pkt)).toBe(state);
        expect(b.context(pkt)).toMatchObject({ returnsDue: 2, held: null });
        // The other of the two earlier calls.
        expect(told(b.deliver(pkt, returned()))).toEqual(['cmd:d0.1 packet.returned']);
        expect(b.state(pkt)).toBe(state);
      },
    );

    it('a refusal ends the call: no other return is due', () => {
      for (const b of [packet(init, noIntr, returned('TRAN_BUSY')), polling(init, noIntr, returned('TRAN_BUSY'))]) {
        expect(b.context(pkt)['returnsDue']).toBe(0);
        expect(() => b.deliver(pkt, returned())).toThrow(UnexpectedMessageError);
      }
    });

    it.each([
      ['by callback', packet, 'sleeping.called', returned()],
      ['polled', polling, 'polling', { ...returned(), polled: good }],
    ] as const)('waits for earlier calls like any other (%s)', (_, made, state, last) => {
      const one = made(init, transport, comp, noIntr, returned());
      expect(one.state(pkt)).toBe(state);
      const two = made(init, transport, comp, transport, comp, noIntr, returned());
      expect([two.state(pkt), two.context(pkt).returnsDue]).toEqual([state, 2]);
      two.deliver(pkt, returned());
      if (state === 'sleeping.called') two.deliver(pkt, comp);
      two.takePosted();
      expect(heard(two.deliver(pkt, last as { type: string }))).toEqual(['packet.polled']);
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
