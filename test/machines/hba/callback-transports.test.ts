import { expect, test } from 'vitest';
import { setup } from 'xstate';
import { scsiPktMachine } from '../../../machines/packet/scsi-pkt.machine.ts';
import { ignored } from '../../../machines/protocol/ignored.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { PacketReply, PacketRequest, TransportEntered } from '../../../machines/protocol/scsa-disk.ts';
import { send } from '../../../machines/protocol/send.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { AdapterBench } from './stack.ts';

const transport = (fields: Partial<Extract<PacketRequest, { type: 'packet.transport' }>> = {}): Message => ({
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
  ...fields,
});
const requestSense = transport({ tag: 'untagged', op: 'requestSense', head: true, sensing: true, arqBlock: false });

/** A driver whose completion callback has the REQUEST SENSE of unit a transported whenever the status is not GOOD. */
const driver = setup({
  types: { events: {} as PacketReply },
  guards: { 'the status is not GOOD': ({ event }) => event.type === 'packet.completed' && event.status !== 'GOOD' },
  actions: {
    'enter tran_start': send<Record<string, never>, PacketReply, TransportEntered>(
      () => address.adapterCommand('a.rqs'),
      () => ({ type: 'area.calling' }),
    ) as never,
    'transport REQUEST SENSE': send<Record<string, never>, PacketReply, Message>(
      () => address.packet('a.rqs'),
      () => requestSense,
    ) as never,
  },
}).createMachine({
  on: {
    'packet.completed': [
      { guard: 'the status is not GOOD', actions: ['enter tran_start', 'transport REQUEST SENSE'] },
      ignored('GOOD'),
    ],
    'packet.returned': ignored('nothing to do'),
    'packet.ready': ignored('nothing to do'),
  },
});

/** Real packets of a1 and of the REQUEST SENSE of unit a; a2 waits in the queue. */
function begin(tagged: boolean): {
  a: AdapterBench;
  complete: (slot: string, status: 'CHECK_CONDITION' | 'BUSY') => Message;
} {
  const a = new AdapterBench();
  const { bench } = a;
  for (const slot of ['a1', 'a.rqs']) {
    bench.add(address.packet(slot), scsiPktMachine, { slot, lun: 'a', adapter: 'h' });
    bench.add(address.command(slot), driver, undefined);
  }
  for (const slot of ['a1', 'a.rqs']) bench.deliver(address.packet(slot), { type: 'packet.preallocate' });
  if (tagged) a.setcap('a', 'tagged-qing', 1);
  bench.deliver(address.packet('a1'), transport({ tag: 'untagged' })).forward('tran.start');
  a.start('a2', { tag: 'untagged' }).said();
  /** The command ends and its callback runs; the tran_start that it calls is still on its way. */
  const complete = (slot: string, status: 'CHECK_CONDITION' | 'BUSY') => {
    a.completed(slot, status);
    expect(a.said()).toEqual([`pkt:${slot} CMD_CMPLT`]);
    bench.deliver(address.packet(slot), a.last('pkt.comp', address.packet(slot)) as Message);
    const posted = bench.takePosted();
    expect(posted.map(({ to, message }) => [to, message.type, message.slot])).toEqual([
      ['hba:h', 'tran.start', 'a.rqs'],
    ]);
    return posted[0]?.message as Message;
  };
  return { a, complete };
}

test.each([false, true])(
  'the REQUEST SENSE that a callback has transported goes before any queued command, whenever it arrives (tagged: %s)',
  (tagged) => {
    const { a, complete } = begin(tagged);
    const call = complete('a1', 'CHECK_CONDITION');
    a.start('b1').disconnected('b1').start('a3');
    expect(a.said().filter((words) => /^select a/.test(words))).toEqual([]);
    expect(a.deliver(call).said()).toEqual(['pkt:a.rqs TRAN_ACCEPT', 'select a.rqs']);
    expect(a.completed('a.rqs').said()).toEqual(['select a2', 'pkt:a.rqs CMD_CMPLT']);
  },
);

test.each([false, true])(
  'so does the REQUEST SENSE that its own callback has transported again (tagged: %s)',
  (tagged) => {
    const { a, complete } = begin(tagged);
    a.deliver(complete('a1', 'CHECK_CONDITION')).said();
    a.bench.deliver('pkt:a.rqs', a.last('tran.return', 'pkt:a.rqs') as Message);
    const again = complete('a.rqs', 'BUSY');
    a.start('b1').disconnected('b1').start('a3');
    expect(a.said().filter((words) => /^select a/.test(words))).toEqual([]);
    expect(a.deliver(again).said()).toEqual(['pkt:a.rqs TRAN_ACCEPT', 'select a.rqs']);
    expect(a.completed('a.rqs').said()).toEqual(['select a2', 'pkt:a.rqs CMD_CMPLT']);
  },
);
