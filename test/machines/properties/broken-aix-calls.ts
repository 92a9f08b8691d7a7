import { type EventObject, enqueueActions } from 'xstate';
import { adapterCallerMachine } from '../../../machines/environment/adapter-caller.machine.ts';
import { aixAdapterMachine } from '../../../machines/hba/aix-adapter.machine.ts';
import { aixDeviceMachine } from '../../../machines/hba/aix-adapter-device.machine.ts';
import { tmBufMachine } from '../../../machines/packet/tm-buf.machine.ts';
import { dumpCommands } from '../../../machines/protocol/aix-dump.ts';
import type { EntryOperation } from '../../../machines/protocol/aix-entry.ts';
import { alwaysOf, guarded, rowsFor, silent, state } from '../../mutation/named/named-variant.ts';
import { at, rewritten, type Text, withMachine } from '../../rules/variant.ts';
import type { BrokenAix, SmallSystem } from './broken-aix.ts';

const device = (change: (text: Text) => void) => withMachine(aixDeviceMachine, rewritten(aixDeviceMachine, change));
const queue = (text: Text, name: string): Text => state(text, `queue.${name}`);

const caller = 'proc:h0';
const ioctls = (...ops: readonly EntryOperation[]): NonNullable<SmallSystem['calls']> =>
  ops.map((op) => ({ to: caller, message: { type: 'world.adapterIoctl', op, lun: 'd0', caller: 'kernel' } }));

/** At least one for each property of the AIX adapter driver that speaks of its other entry points. */
export const brokenAixCalls: readonly BrokenAix[] = [
  {
    property: 'aix-I28',
    how: 'a device that is being stopped takes what comes',
    system: { slots: 2, faults: 1, calls: ioctls('SCIOSTOP') },
    variant: device((text) => {
      const [row] = rowsFor(queue(text, 'STOPPING'), 'device.strategy');
      Object.assign(row ?? {}, { actions: ['tell the sc_buf: chained', 'append to the chain'] });
    }),
  },
  {
    property: 'aix-I28-stop',
    how: 'SCIOSTOP waits for nothing',
    system: { slots: 2, faults: 1, calls: ioctls('SCIOSTOP') },
    variant: device((text) => {
      delete guarded(alwaysOf(queue(text, 'STOPPING.draining')), 'nothing is pending')['guard'];
    }),
  },
  {
    property: 'aix-I28-start',
    how: 'a device may be started any number of times',
    system: { faults: 2, calls: ioctls('SCIOSTART') },
    variant: device((text) => {
      const [row] = rowsFor(queue(text, 'RUN'), 'device.start');
      Object.assign(row ?? {}, { actions: 'SCIOSTART returns 0' });
    }),
  },
  {
    property: 'aix-I29',
    how: 'SCIOSTOP is forgotten',
    system: { faults: 1, calls: ioctls('SCIOSTOP') },
    variant: device((text) => {
      alwaysOf(queue(text, 'STOPPING.draining')).shift();
    }),
  },
  {
    property: 'aix-I30',
    how: 'SCIOHALT returns, and the queue does not hear of it',
    system: { slots: 2, faults: 1, calls: ioctls('SCIOHALT') },
    variant: withMachine(
      aixAdapterMachine,
      rewritten(aixAdapterMachine, (text) => {
        const rows = rowsFor(state(text, 'ours.MESSAGE'), 'hba.messageSent');
        silent(guarded(rows, 'SCIOHALT: the device took ABORT'), 'all of the device end');
      }),
    ),
  },
  {
    property: 'aix-I30-empty',
    how: 'SCIOHALT leaves what waits in the queue',
    system: { slots: 2, faults: 1, calls: ioctls('SCIOHALT') },
    variant: device((text) => {
      const [row] = rowsFor(queue(text, 'RUN'), 'device.aborted');
      Object.assign(row ?? {}, { actions: ['end what is active: ENXIO', 'nothing is active'] });
    }),
  },
  {
    property: 'aix-I31',
    how: 'a device driver calls ioctl where it is called back',
    system: { faults: 1, calls: ioctls('SCIOTUR') },
    variant: withMachine(
      adapterCallerMachine,
      rewritten(adapterCallerMachine, () => undefined, {
        actions: {
          'call fp_ioctl': enqueueActions(({ event, enqueue, system }) => {
            const { op, lun } = event as unknown as Record<'op' | 'lun', string>;
            const asked = { op, lun, caller: 'kernel', argument: null, mode: 'SC_IM_MODE', defect: 'no', found: 'no' };
            const call: EventObject = {
              type: 'fp.ioctl',
              ...asked,
              level: 'interrupt',
              replyTo: caller,
            } as EventObject;
            enqueue.sendTo(system.get('devsw:h0'), call);
          }),
        },
      }),
    ),
  },
  {
    property: 'aix-I35',
    how: 'the device driver gives a buffer back twice, and nobody minds',
    system: {
      faults: 4,
      calls: [
        ...ioctls('SCIOSTARTTGT'),
        { to: 'sender:h0', message: { type: 'world.foreignSend', buffers: 1 } },
        { to: caller, message: { type: 'world.targetFree' } },
      ],
    },
    variant: (specs) =>
      withMachine(
        tmBufMachine,
        rewritten(tmBufMachine, (text) => {
          at(text, 'states', 'adapter', 'on')['tmbuf.free'] = {};
        }),
      )(
        withMachine(
          adapterCallerMachine,
          rewritten(adapterCallerMachine, (text) => {
            const rows = rowsFor(state(text, 'calling'), 'world.targetFree');
            silent(guarded(rows, 'it has a buffer'), 'the buffer is given back');
          }),
        )(specs),
      ),
  },
  {
    property: 'aix-I36',
    how: 'a dump flushes the queue',
    system: {
      slots: 2,
      faults: 3,
      calls: dumpCommands.map((command) => ({
        to: caller,
        message: { type: 'world.adapterDump', command, lun: 'd0' },
      })),
    },
    variant: device((text) => {
      const [row] = rowsFor(queue(text, 'RUN'), 'device.dump');
      Object.assign(row ?? {}, { actions: ['flush the chain: ENXIO', 'the chain is empty', 'DUMPWRITE may go on'] });
    }),
  },
];
