import { assign } from 'xstate';
import { logicalUnitMachine } from '../../../machines/device/logical-unit.machine.ts';
import { taskSetMachine } from '../../../machines/device/task-set.machine.ts';
import { adapterCommandMachine } from '../../../machines/hba/adapter-command.machine.ts';
import { adapterQueueMachine } from '../../../machines/hba/adapter-queue.machine.ts';
import { scsaDiskMachine } from '../../../machines/target-driver/scsa-disk.machine.ts';
import { scsaDiskCommandMachine } from '../../../machines/target-driver/scsa-disk-command.machine.ts';
import type { Story } from '../../rules/play.ts';
import { at, rewritten, row } from '../../rules/variant.ts';
import {
  allHang,
  type Broken,
  foreignReset,
  mediumError,
  one,
  queueFull,
  three,
  tranBusy,
  untaggedHang,
  withMachine,
} from './broken-stories.ts';

const nothing = assign({}) as never;
const deciding = ['states', 'deciding', 'states'] as const;

/** The return of scsi_transport comes late, the completion in good time. */
const lateReturn: Story = { requests: one, faults: [{ delay: 'tran.return', ms: 200 }] };
/** Queueing without auto request sense, the next command started before the callback. */
const reckless: Story = {
  sd: { queueWithoutArq: true, senseWhileOthersInTransport: true, taggedQueueing: false },
  hba: { autoRequestSense: 'none', startNextBeforeCallback: 'always' },
  depth: 3,
  requests: three,
  faults: [{ at: 'lu.execute.outcome', choose: 'MEDIUM_ERROR 11/00' }],
};
const unsensed: Story = { ...reckless, sd: { ...reckless.sd, senseWhileOthersInTransport: false } };
const withoutEnd = (delay: string, state: string) =>
  withMachine(
    scsaDiskMachine,
    rewritten(scsaDiskMachine, (text) => {
      delete at(text, 'states', 'retry', 'states', 'waiting', 'states', state, 'after')[delay];
    }),
  );

/** What is never seen any more, or never comes to an end. */
export const brokenSometimes: readonly Broken[] = [
  {
    property: 'I6-callback-first',
    how: 'no command ever reaches the bus',
    story: { ...lateReturn, delays: { pktTime: 1000 }, sd: { retryCount: 1, resetRetryThreshold: 1 } },
    variant: withMachine(
      adapterCommandMachine,
      adapterCommandMachine.provide({ actions: { 'ask for the bus': nothing } }),
    ),
  },
  {
    property: 'I6-return-first',
    how: 'scsi_transport does not return before the callback',
    story: { requests: one },
    variant: withMachine(
      adapterCommandMachine,
      adapterCommandMachine.provide({ actions: { 'tran_start returns TRAN_ACCEPT': nothing } }),
    ),
  },
  {
    property: 'sense-lost',
    how: 'the device keeps its sense data across the next command',
    story: reckless,
    variant: withMachine(
      taskSetMachine,
      rewritten(taskSetMachine, (text) => {
        delete row(
          at(text, 'states', 'admission', 'states', 'examining')['always'],
          'its initiator has contingent allegiance',
        )['actions'];
      }),
    ),
  },
  {
    property: 'Q7-ends',
    how: 'the driver believes that others are always in transport',
    story: {
      ...unsensed,
      requests: one,
      faults: [{ at: 'lu.execute.outcome', choose: 'MEDIUM_ERROR 11/00', count: 'sticky' }],
    },
    variant: withMachine(
      scsaDiskCommandMachine,
      scsaDiskCommandMachine.provide({ guards: { 'other commands in transport': () => true } }),
    ),
  },
  {
    property: 'D1-queue-full',
    how: 'the device is always full',
    story: queueFull,
    variant: withMachine(
      taskSetMachine,
      taskSetMachine.provide({ guards: { 'no room for a tagged command': () => true } }),
    ),
  },
  {
    property: 'start-unit-early',
    how: 'START UNIT with IMMED waits all the same',
    story: {
      device: { startUnitImmediate: true, powerOnState: 'stopped' },
      requests: one,
    },
    variant: withMachine(
      logicalUnitMachine,
      logicalUnitMachine.provide({ guards: { 'START UNIT with IMMED: not ready': () => false } }),
    ),
  },
  {
    property: 'D1-tran-busy',
    how: 'the time after TRAN_BUSY never ends',
    story: tranBusy,
    variant: withoutEnd('tranBusyDelay', 'tranBusy'),
  },
  {
    property: 'victim-active',
    how: 'the statistics do not show the bus reset',
    story: foreignReset,
    variant: withMachine(
      adapterCommandMachine,
      adapterCommandMachine.provide({ actions: { 'pkt_statistics |= as told': nothing } }),
    ),
  },
  {
    property: 'victim-queued',
    how: 'queued packets stay in the queue',
    story: untaggedHang,
    variant: withMachine(
      adapterQueueMachine,
      adapterQueueMachine.provide({ guards: { 'queued packets are ended too': () => false } }),
    ),
  },
  {
    property: 'victim-timeout',
    how: 'the last cause wins',
    story: allHang,
    variant: withMachine(
      adapterCommandMachine,
      adapterCommandMachine.provide({ guards: { 'a cause is already recorded': () => false } }),
    ),
  },
  {
    property: 'throttle-restored',
    how: 'nothing raises the throttle',
    story: queueFull,
    variant: withMachine(
      scsaDiskMachine,
      rewritten(scsaDiskMachine, (text) => {
        for (const [state, delay] of [
          ['afterTranBusy', 'throttleRestore'],
          ['afterQueueFull', 'qfullThrottleStep'],
          ['notAdaptive', 'throttleRestore'],
        ] as const)
          delete at(text, 'states', 'throttle', 'states', state, 'after')[delay];
      }),
    ),
  },
  {
    property: 'queue-full-retried',
    how: 'QUEUE FULL is an error',
    story: queueFull,
    variant: withMachine(
      scsaDiskCommandMachine,
      rewritten(scsaDiskCommandMachine, (text) => {
        Object.assign(row(at(text, ...deciding, 'status')['always'], 'QUEUE FULL'), {
          target: '#finishing',
          actions: { type: 'b_error', params: 'EIO' },
        });
      }),
    ),
  },
  {
    property: 'queue-full-absorbed',
    how: 'the adapter never tries again',
    story: { ...queueFull, hba: { qfullRetries: 2 } },
    variant: withMachine(
      adapterQueueMachine,
      adapterQueueMachine.provide({ guards: { 'no QUEUE FULL retries are left': () => true } }),
    ),
  },
  {
    property: 'auto-sense-failed',
    how: 'nobody fills sts_rqpkt_*',
    story: {
      ...mediumError,
      faults: [
        ...(mediumError.faults ?? []),
        { at: 'bus.select.selection', choose: 'noResponse', when: { autoSense: true } },
      ],
    },
    variant: withMachine(
      adapterCommandMachine,
      adapterCommandMachine.provide({ actions: { 'fill sts_rqpkt_*': nothing } }),
    ),
  },
];
