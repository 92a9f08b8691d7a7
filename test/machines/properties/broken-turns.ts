import { type EventObject, enqueueActions } from 'xstate';
import { parallelCommandMachine } from '../../../machines/bus/parallel-command.machine.ts';
import { taskSetMachine } from '../../../machines/device/task-set.machine.ts';
import { adapterCommandMachine } from '../../../machines/hba/adapter-command.machine.ts';
import { adapterQueueMachine } from '../../../machines/hba/adapter-queue.machine.ts';
import { scsaDiskMachine } from '../../../machines/target-driver/scsa-disk.machine.ts';
import { scsaDiskCommandMachine } from '../../../machines/target-driver/scsa-disk-command.machine.ts';
import { at, rewritten, type Text } from '../../rules/variant.ts';
import { type Broken, mediumError, one, read, withMachine } from './broken-stories.ts';

/** No state takes notice of a panic. */
const carriesOn = (text: Text): void => {
  for (const state of Object.values((text['states'] ?? {}) as Record<string, Text>)) {
    const on = state['on'] as Text | undefined;
    if (on?.['unit.panic']) on['unit.panic'] = { description: 'the host panics' };
    carriesOn(state);
  }
};

/** What has its turn although it is another's, or nobody's. */
export const brokenTurns: readonly Broken[] = [
  {
    property: 'B3',
    how: 'who asks first gets the bus first',
    story: {
      targets: [
        { name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 4 }] },
        { name: 't1', id: 1, logicalUnits: [{ name: 'd1', slots: 4 }] },
      ],
      delays: { serviceTime: 0.02 },
      depth: 8,
      requests: [
        { read, unit: 'd0', count: 3, step: 8, outstanding: 7 },
        { read, unit: 'd1', count: 3, step: 8, outstanding: 7 },
      ],
    },
    variant: withMachine(
      parallelCommandMachine,
      parallelCommandMachine.provide({
        actions: {
          'wait for the bus': enqueueActions(({ context, event, enqueue }) => {
            enqueue.assign({ contenders: [...context.contenders, event as (typeof context.contenders)[number]] });
          }) as never,
        },
      }),
    ),
  },
  {
    property: 'B6',
    how: 'a command is over as soon as it is disconnected, and its target is taken back all the same',
    story: { requests: one },
    variant: withMachine(
      adapterCommandMachine,
      rewritten(
        adapterCommandMachine,
        (text) => {
          const onBus = at(text, 'states', 'life', 'states', 'transport', 'states', 'onBus', 'states');
          Object.assign(at(onBus, 'selecting', 'on', 'area.disconnected'), { target: '#finished' });
        },
        {
          actions: {
            'this reconnection is invalid':
              adapterCommandMachine.implementations.actions?.['this reconnection is valid'],
          },
        },
      ),
    ),
  },
  {
    property: 'B10',
    how: 'the device serves what came last',
    story: { depth: 4, requests: [{ read, count: 4, step: 8 }] },
    // No driver of the stack tags anything but SIMPLE, whatever the device can do.
    beside: withMachine(
      parallelCommandMachine,
      parallelCommandMachine.provide({
        actions: {
          'send target.command': enqueueActions(({ context, enqueue, system }) => {
            const { negotiate: _, selection: __, ...words } = context.winner as unknown as Text;
            const told = { ...words, type: 'target.command', tag: 'ordered', arrival: 'ok' };
            enqueue.sendTo(system.get(`target:${String(words['target'])}`), told);
          }) as never,
        },
      }),
    ),
    variant: withMachine(
      taskSetMachine,
      taskSetMachine.provide({
        actions: {
          'serve the next task': enqueueActions(({ context, enqueue }) => {
            const { tasks } = context as unknown as { tasks: readonly { state: string }[] };
            const last = tasks.findLast(({ state }) => state === 'waiting');
            enqueue.assign({ tasks: tasks.map((task) => (task === last ? { ...task, state: 'served' } : task)) });
          }) as never,
        },
      }),
    ),
  },
  {
    property: 'D5',
    how: 'a host that has panicked carries on',
    story: {
      foreignInitiator: true,
      sd: { reservationFailfast: 'panic' },
      depth: 3,
      requests: [{ read, count: 3, step: 8 }],
      faults: [
        {
          send: { type: 'world.foreignCommand', target: 't0', lun: 'd0', op: 'reserve' },
          to: 'initiator:foreign',
          after: 'buf.biodone',
          nth: 1,
        },
        { delay: 'buf.strategy', ms: 100, nth: 2 },
        { delay: 'buf.strategy', ms: 60_000, nth: 3 },
      ],
    },
    variant: withMachine(scsaDiskMachine, rewritten(scsaDiskMachine, carriesOn)),
  },
  {
    property: 'I9',
    how: 'the driver starts a command, and once more',
    story: { requests: one },
    // Otherwise the run stops before the second message counts as delivered.
    beside: withMachine(
      scsaDiskCommandMachine,
      rewritten(scsaDiskCommandMachine, (text) => {
        at(text, 'on')['command.start'] = { description: 'it has been started' };
      }),
    ),
    variant: withMachine(
      scsaDiskMachine,
      scsaDiskMachine.provide({
        actions: {
          'start the head of the wait queue': enqueueActions(({ context, enqueue, system }) => {
            const { tagged, arq } = context;
            for (const retry of [false, true])
              enqueue.sendTo(system.get(`cmd:${context.waitq[0] ?? ''}`), {
                ...{ type: 'command.start', tagged, arq, retry },
              });
          }) as never,
        },
      }),
    ),
  },
  {
    property: 'Q6',
    how: 'the queue takes on a second sense command for the same packet',
    story: mediumError,
    variant: withMachine(
      adapterQueueMachine,
      adapterQueueMachine.provide({
        actions: {
          'sense is on its way': enqueueActions(({ context, event, enqueue, system }) => {
            const { slot } = event as unknown as { slot: string };
            const { lun } = context.at;
            enqueue.sendTo(system.get(`hbac:${slot}`), { type: 'area.senseStarted' });
            const second: EventObject & Text = { type: 'area.accept', facts: { noIntr: false }, original: slot };
            enqueue.sendTo(system.get(`hbac:${lun}.rqs`), second);
          }) as never,
        },
      }),
    ),
  },
];
