import { assign, type EventObject, enqueueActions } from 'xstate';
import { taskSetMachine } from '../../../machines/device/task-set.machine.ts';
import { samQueueMachine } from '../../../machines/hba/aix-sam-queue.machine.ts';
import { samTransactionMachine } from '../../../machines/hba/aix-sam-transaction.machine.ts';
import type { Property } from '../../../machines/properties/property.ts';
import { aixDiskMachine } from '../../../machines/target-driver/aix-disk.machine.ts';
import type { OfferedChoices } from '../../../src/explore/message-pool.ts';
import type { ModelSpec } from '../../../src/explore/model-spec.ts';
import { publishedSamModels } from '../../../src/explore/published-aix-sam.ts';
import { publishedSpec } from '../../../src/explore/published-model.ts';
import { namedVariants } from '../../mutation/named/index.ts';
import { at, rewritten, row, type Text, type Words } from '../../rules/variant.ts';
import { type BrokenMachine, withMachine } from './broken-stories.ts';

/** A machine that breaks a property of the AIX drivers over FCP or iSCSI, and the published system in which it does. */
export type BrokenSam = {
  readonly property: string;
  readonly how: string;
  readonly system: string;
  /** What may go wrong there, if less than is published. */
  readonly offered?: OfferedChoices;
  readonly variant: BrokenMachine;
};

type Fields = { readonly [field: string]: unknown };
const good: Fields = {
  ...{ error: 'none', resid: 'zero', validity: 'none', scsiStatus: null, adapterStatus: null, addAdapStatus: 'none' },
  ...{ adapQStatus: 'cleared', autosense: null, retId: null, sense: null, more: 'no' },
};
const queueWith = (actions: Words['actions']): BrokenMachine =>
  withMachine(
    samQueueMachine,
    rewritten(samQueueMachine, () => undefined, { actions: actions ?? {} }),
  );
/** Good ends are told with these fields, one iodone for each. */
const endsWith = (...all: readonly Fields[]): BrokenMachine =>
  queueWith({
    'iodone: good': enqueueActions(({ context, event, enqueue, system }) => {
      const { slot } = event as unknown as { slot: string };
      enqueue.sendTo(system.get(`scsibuf:${slot}`), { type: 'scsibuf.dequeued' });
      for (const fields of all) {
        const message: EventObject & Fields = { type: 'sam.iodone', slot, ...good, ...fields };
        enqueue.sendTo(system.get((context as { at: { head: string } }).at.head), message);
      }
    }),
  });

export const brokenSam: readonly BrokenSam[] = [
  {
    property: 'aix-sam-I1',
    how: 'iodone is called twice',
    system: 'aix-fcp-foreign',
    variant: endsWith({}, {}),
  },
  {
    property: 'aix-sam-I1-back',
    how: 'the time of a transaction never ends',
    system: 'aix-fcp-foreign',
    offered: { 'target.command.arrival': ['hang'] },
    variant: withMachine(
      samTransactionMachine,
      rewritten(samTransactionMachine, (text) => {
        delete at(text, 'states', 'active')['after'];
      }),
    ),
  },
  {
    property: 'aix-sam-I8',
    how: 'both status fields at once',
    system: 'aix-fcp-foreign',
    variant: endsWith({
      ...{ error: 'EIO', validity: 'SC_SCSI_ERROR' },
      ...{ scsiStatus: 'SC_BUSY_STATUS', adapterStatus: 'SCSI_TRANSPORT_FAULT' },
    }),
  },
  {
    property: 'aix-sam-I23',
    how: 'the delay passes, and nothing waits for it',
    system: 'aix-fcp-foreign',
    variant: withMachine(
      samQueueMachine,
      rewritten(samQueueMachine, () => undefined, {
        guards: { 'the next one has to wait after a reset': () => false },
      }),
    ),
  },
  {
    property: 'aix-sam-I21',
    how: 'a request is answered when its scsi_buf is chained',
    system: 'aix-fcp-foreign',
    variant: queueWith({
      'tell the scsi_buf: chained': enqueueActions(({ event, enqueue, system }) => {
        const { slot } = event as unknown as { slot: string };
        const early: EventObject & Fields = { type: 'buf.biodone', slot, error: 'none', resid: 'zero', more: 'no' };
        enqueue.sendTo(system.get(`scsibuf:${slot}`), { type: 'scsibuf.chained' });
        enqueue.sendTo(system.get(`app:${slot}`), early);
      }),
    }),
  },
  {
    property: 'aix-sam-I34',
    how: 'what was flushed is lost',
    system: 'aix-fcp-2-slots',
    offered: { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] },
    variant: lostWhenFlushed(),
  },
  {
    property: 'aix-sam-I28-start',
    how: 'a device may be started any number of times',
    system: 'aix-fcp-sciolstop',
    variant: withMachine(
      samQueueMachine,
      rewritten(samQueueMachine, (text) => {
        at(text, 'states', 'queue', 'states', 'RUN', 'on', 'lunq.start')['actions'] = 'SCIOLSTART returns 0';
      }),
    ),
  },
  {
    property: 'aix-sam-I29',
    how: 'SCIOLSTOP is forgotten',
    system: 'aix-fcp-sciolstop',
    variant: withMachine(
      samQueueMachine,
      rewritten(samQueueMachine, (text) => {
        const draining = at(text, 'states', 'queue', 'states', 'STOPPING', 'states', 'draining');
        draining['always'] = (draining['always'] as Text[]).filter(({ guard }) => guard !== 'everything has come back');
      }),
    ),
  },
  {
    property: 'aix-sam-place',
    how: 'what has timed out is given back, and not aborted',
    system: 'aix-fcp-sciol-commands',
    offered: { 'target.command.arrival': ['hang'] },
    variant: withMachine(
      samQueueMachine,
      rewritten(samQueueMachine, (text) => {
        const on = at(text, 'states', 'queue', 'states', 'RUN', 'on');
        const last = (on['lunq.timeout'] as Text[]).at(-1) as Text;
        Object.assign(last, { target: 'HALT_CLEARED', actions: ['end what is active: reset', 'nothing is active'] });
      }),
    ),
  },
  {
    property: 'aix-I26',
    how: 'a head driver that asks for sense data although they have come',
    system: 'aix-iscsi-2-slots',
    variant: withMachine(
      aixDiskMachine,
      rewritten(aixDiskMachine, (text) => {
        for (const state of ['running', 'draining']) {
          const on = at(text, 'states', 'traffic', 'states', state, 'on');
          const rows = on['head.sense'] as Text[];
          row(rows, 'the sense data have come with the status');
          on['head.sense'] = rows.slice(1);
        }
      }),
    ),
  },
  {
    property: 'aix-I27',
    how: 'a device that knows nothing of auto contingent allegiance',
    // Only where delays may end at any time does another command run before CLEAR ACA has come.
    system: 'aix-fcp-2-slots-aca-any',
    offered: { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] },
    variant: withMachine(
      taskSetMachine,
      rewritten(taskSetMachine, () => undefined, {
        actions: { 'auto contingent allegiance begins': assign({ aca: [] }) },
      }),
    ),
  },
];

function lostWhenFlushed(): BrokenMachine {
  const found = namedVariants.find(({ id }) => id === 'AIX: what was flushed is lost');
  if (!found) throw new Error('no such variant');
  return withMachine(found.machine, found.build());
}

/** The system of a broken machine, still without it. */
export function brokenSamSystem({ system, offered }: BrokenSam, properties: readonly Property[]): ModelSpec {
  const model = publishedSamModels.find(({ name }) => name === system);
  if (!model) throw new Error(`no model ${system}`);
  return { ...publishedSpec(model, properties), ...(offered ? { offered } : {}) };
}
