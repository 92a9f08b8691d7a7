import { type EventObject, enqueueActions } from 'xstate';
import { aixAdapterMachine } from '../../../machines/hba/aix-adapter.machine.ts';
import { aixDeviceMachine } from '../../../machines/hba/aix-adapter-device.machine.ts';
import { aixTransactionMachine } from '../../../machines/hba/aix-adapter-transaction.machine.ts';
import { scBufMachine } from '../../../machines/packet/sc-buf.machine.ts';
import type { Text } from '../../rules/variant.ts';
import { alwaysOf, guarded, type NamedVariant, rowsFor, silent, state, variantsOf, without } from './named-variant.ts';

const device = variantsOf(aixDeviceMachine);
const adapter = variantsOf(aixAdapterMachine);
const transaction = variantsOf(aixTransactionMachine);
const scBuf = variantsOf(scBufMachine);

const queue = (text: Text, name: string): Text => state(text, `queue.${name}`);
/** The row of `sc.strategy` for this defect. */
const testFor = (text: Text, defect: string): Text => {
  const found = rowsFor(text, 'sc.strategy').find(
    ({ guard }) => (guard as { params?: { defect?: string } } | undefined)?.params?.defect === defect,
  );
  if (!found) throw new Error(`no test finds '${defect}'`);
  return found;
};

/** What the AIX adapter driver does with transactions and the queues of its devices, broken. */
export const aixAdapterVariants: readonly NamedVariant[] = [
  device('AIX: SC_RESUME ignored', 'queue-resume', (text) => {
    without(rowsFor(queue(text, 'HALT_CLEARED'), 'device.strategy'), 'SC_RESUME with a command');
  }),
  device('AIX: flushed ones do not come back', 'queue-cleared-without-tags', (text) => {
    silent(guarded(rowsFor(queue(text, 'RUN'), 'device.ended'), undefined), 'flush the chain: ENXIO');
  }),
  device('AIX: the recovery command stays behind the held ones', 'queue-one-recovery-command', (text) => {
    guarded(rowsFor(queue(text, 'HALT_HELD'), 'device.strategy'), 'SC_RESUME with one untagged command')['actions'] = [
      'tell the sc_buf: chained',
      'append to the chain',
      'it is the recovery command',
    ];
  }),
  device('AIX: SC_Q_CLR reaches the hardware', 'queue-clear', (text) => {
    for (const held of ['HALT_HELD', 'HELD_SENSED'])
      Object.assign(guarded(rowsFor(queue(text, held), 'device.strategy'), 'SC_Q_CLR'), {
        target: '#aix-adapter-device.queue.RUN',
        actions: ['tell the sc_buf: chained', 'put at the head of the chain'],
      });
  }),
  device('AIX: SC_DELAY_CMD ignored', 'adapter-delay-cmd', (text) => {
    delete state(text, 'delay')['on'];
  }),
  device('AIX: iodone before the queue is left', 'scbuf-dequeued-before-iodone', () => undefined, {
    actions: {
      'iodone: good': enqueueActions(({ event, enqueue, system }) => {
        const { slot, resid, sense } = event as unknown as Record<'slot' | 'resid' | 'sense', string>;
        const head = `hdisk:${slot.slice(0, slot.indexOf('.'))}`;
        const out = { validity: 'none', scsiStatus: null, cardStatus: null, adapQStatus: 'cleared', more: 'no' };
        const done: EventObject = { type: 'sc.iodone', ...{ slot, error: 'none', resid, sense }, ...out };
        enqueue.sendTo(system.get(head), done);
        enqueue.sendTo(system.get(`scbuf:${slot}`), { type: 'scbuf.dequeued' });
      }),
    },
  }),
  device('AIX: the last one goes first', 'adapter-chains-at-tail', (text) => {
    guarded(rowsFor(queue(text, 'RUN'), 'device.strategy'), undefined)['actions'] = [
      'tell the sc_buf: chained',
      'put at the head of the chain',
    ];
  }),
  device('AIX: CHECK CONDITION clears the queue in spite of tags', 'queue-kept-with-tags', (text) => {
    without(rowsFor(queue(text, 'RUN'), 'device.ended'), 'CHECK CONDITION with tag queuing');
  }),
  device('AIX: a cleared queue is called kept', 'queue-cleared-other-errors', (text) => {
    guarded(rowsFor(queue(text, 'RUN'), 'device.ended'), undefined)['actions'] = [
      'it is not active any more',
      'iodone: EIO, SC_DID_NOT_CLEAR_Q',
      'flush the chain: ENXIO',
      'the chain is empty',
    ];
  }),
  device('AIX: a held queue takes more', 'queue-held-flushes', (text) => {
    guarded(rowsFor(queue(text, 'HALT_HELD'), 'device.strategy'), undefined)['actions'] = [
      'tell the sc_buf: chained',
      'append to the chain',
    ];
  }),
  device('AIX: SC_Q_RESUME loses the held ones', 'queue-release', (text) => {
    guarded(rowsFor(queue(text, 'HELD_SENSED'), 'device.strategy'), 'SC_Q_RESUME, no command')['actions'] = [
      'iodone: nothing to carry out',
      'the chain is empty',
    ];
  }),
  device('AIX: the recovery command releases the queue', 'queue-recovered', (text) => {
    guarded(rowsFor(queue(text, 'HELD_RECOV'), 'device.ended'), 'the recovery command ends good')['target'] = 'RUN';
  }),
  device('AIX: SCIOSTOP does not wait', 'queue-stop-waits', (text) => {
    alwaysOf(queue(text, 'STOPPING.draining')).splice(0, 1, {
      target: '#CLOSED',
      actions: ['SCIOSTOP returns 0', 'nobody waits for SCIOSTOP'],
    });
  }),
  device('AIX: a reset leaves what was active', 'queue-reset', (text) => {
    for (const each of ['RUN', 'HALT_CLEARED', 'HALT_HELD'])
      silent(guarded(rowsFor(queue(text, each), 'device.reset'), undefined), 'end what is active: reset');
  }),
  device('AIX: a timeout looks like the reset that follows it', 'adapter-cmd-timeout', (text) => {
    silent(guarded(rowsFor(queue(text, 'RUN'), 'device.timeout'), undefined), 'its time has run out');
  }),
  device('AIX: a halted queue starts what it gets', 'queue-halted-flushes', (text) => {
    Object.assign(guarded(rowsFor(queue(text, 'HALT_CLEARED'), 'device.strategy'), undefined), {
      target: 'RUN',
      actions: ['tell the sc_buf: chained', 'append to the chain'],
    });
  }),
  device('AIX: SC_Q_CLR without a held queue is carried out', 'queue-flags-misused', (text) => {
    without(rowsFor(queue(text, 'RUN'), 'device.strategy'), 'SC_Q_CLR or SC_Q_RESUME');
  }),
  transaction('AIX: the adapter tries again after hand-over', 'adapter-retries-only-before-handover', (text) => {
    guarded(rowsFor(state(text, 'active'), 'transaction.unexpectedBusFree'), undefined)['actions'] = [
      'back into the chain',
      'the hardware has nothing',
    ];
  }),
  transaction('AIX: bad parity is good data', 'adapter-bus-fault', (text) => {
    without(rowsFor(state(text, 'active'), 'transaction.completed'), 'a parity error was seen');
  }),
  transaction('AIX: nobody counts the seconds', 'adapter-start-arms-timeout', (text) => {
    delete state(text, 'active')['after'];
  }),
  adapter('AIX: SCIOHALT gives up', 'queue-halt-escalates', (text) => {
    guarded(rowsFor(state(text, 'ours.MESSAGE'), 'hba.messageSent'), 'SCIOHALT: the device did not take ABORT')[
      'actions'
    ] = ['the ioctl fails: EIO', 'the message is done'];
  }),
  adapter('AIX: too large a transfer is taken', 'adapter-tests-size', (text) => {
    const rows = rowsFor(text, 'sc.strategy');
    rows.splice(rows.indexOf(testFor(text, 'size')), 1);
  }),
  adapter('AIX: a reset by somebody else is not seen by the devices', 'queue-external-reset', (text) => {
    for (const row of rowsFor(text, 'hba.busReset')) silent(row, 'all devices end');
  }),
  adapter('AIX: an unknown reselection is left alone', 'adapter-unknown-reselection', (text) => {
    silent(guarded(rowsFor(state(text, 'theirs.checking'), 'card.unknown'), undefined), 'a reset is due');
  }),
  scBuf('AIX: the device driver has its sc_buf back before iodone', 'scbuf-owner', (text) => {
    guarded(rowsFor(state(text, 'adapter.started'), 'scbuf.dequeued'), undefined)['target'] = '#sc-buf.head';
  }),
];
