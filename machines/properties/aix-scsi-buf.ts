import { setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { BufDone, BufRequest } from '../protocol/buf.ts';
import { type Address, address, type Slot, startUnitSlot } from '../protocol/names.ts';
import type { SamIodone } from '../protocol/sam-adapter.ts';
import type { ScsiBufMessage } from '../protocol/scsi-buf.ts';
import { overFcpAndIscsi, startedOnce, stopReturns } from './aix-session-watched.ts';
import { leavesHeldQueue } from './expectation.ts';
import type { Configuration, Instance, Observation, SystemNames, Verdict, WatcherProperty } from './property.ts';
import { noMessage } from './single-message.ts';
import { broken, once, type WatcherTag } from './watched.ts';

/** What happens to each scsi_buf, and to the request behind it, on the way from devstrat to iodone. */

/** One place for a scsi_buf. */
type ScsiBufAt = { readonly slot: Slot; readonly buffer: Address };
type Event = Observation<ScsiBufMessage | SamIodone | BufRequest | BufDone>;
type From = { context: { at: ScsiBufAt }; event: Event };

const place = (slot: Slot): Instance => ({
  name: slot,
  input: { slot, buffer: address.scsiBuf(slot) } satisfies ScsiBufAt,
});
const everyScsiBuf = ({ units }: SystemNames): Instance[] =>
  units.flatMap(({ lun, pool, internal, requestSense }) =>
    [...pool, internal, startUnitSlot(lun), requestSense].map(place),
  );
const everyRequest = ({ units }: SystemNames): Instance[] => units.flatMap(({ pool }) => pool.map(place));

const watching = setup({
  types: {
    input: {} as ScsiBufAt,
    context: {} as { at: ScsiBufAt },
    events: {} as Event,
    tags: {} as WatcherTag,
  },
  guards: {
    'it is this scsi_buf': ({ context: { at }, event: { to } }: From) => to === at.buffer,
    'it is this one': ({ context: { at }, event: { message } }: From) => 'slot' in message && message.slot === at.slot,
  },
});
const begins = ({ input }: { input: ScsiBufAt }) => ({ at: input });

const submitted = {
  guard: 'it is this scsi_buf',
  target: 'submitted',
  description: 'devstrat is called',
  meta: cite('scsibuf-filled-by-start'),
} as const;
const comesBack = {
  guard: 'it is this one',
  target: 'with the head driver',
  description: 'iodone',
  meta: cite('fscsi-interrupt', 'scsibuf-flushed'),
} as const;

const onceBack = watching.createMachine({
  id: 'aix-sam-I1',
  context: begins,
  initial: 'with the head driver',
  states: {
    'with the head driver': {
      description: 'Not submitted, or iodone has been called.',
      on: {
        'delivered.scsibuf.devstrat': submitted,
        'sent.sam.iodone': {
          ...comesBack,
          target: 'once too often',
          description: 'iodone for one nobody has submitted',
        },
      },
    },
    submitted: { description: 'Iodone is due.', on: { 'sent.sam.iodone': comesBack } },
    'once too often': broken('iodone was called once too often.'),
  },
});

const back = watching.createMachine({
  id: 'aix-sam-I1-back',
  context: begins,
  initial: 'with the head driver',
  states: {
    'with the head driver': {
      description: 'Not submitted, or iodone has been called.',
      on: { 'delivered.scsibuf.devstrat': submitted },
    },
    submitted: { description: 'Iodone is due.', tags: 'pending', on: { 'sent.sam.iodone': comesBack } },
  },
});

const answeredAfter = watching.createMachine({
  id: 'aix-sam-I21',
  context: begins,
  initial: 'free',
  states: {
    free: {
      description: 'Its scsi_buf is with the head driver.',
      on: { 'delivered.scsibuf.devstrat': submitted },
    },
    submitted: {
      description: 'Its scsi_buf is with the adapter driver.',
      on: {
        'delivered.sam.iodone': {
          guard: 'it is this one',
          target: 'free',
          description: 'the iodone routine of the head driver',
          meta: cite('dd-iodone-analyses'),
        },
        'sent.buf.biodone': {
          guard: 'it is this one',
          target: 'early',
          description: 'answered before the iodone routine has been called',
          meta: cite('dd-iodone-analyses', 'dd-good'),
        },
      },
    },
    early: broken('A request was answered while its scsi_buf was with the adapter driver.'),
  },
});

const originalsEnd = watching.createMachine({
  id: 'aix-sam-I34',
  context: begins,
  initial: 'idle',
  states: {
    idle: {
      description: 'No request in this place.',
      on: {
        'delivered.buf.strategy': {
          guard: 'it is this one',
          target: 'requested',
          description: 'the strategy routine of the head driver',
          meta: cite('dd-strategy-queues'),
        },
      },
    },
    requested: {
      description: 'An answer is due.',
      tags: 'pending',
      on: {
        'sent.buf.biodone': {
          guard: 'it is this one',
          target: 'idle',
          description: 'answered',
          meta: cite('dd-good', 'dd-retries-exhausted'),
        },
      },
    },
  },
});

const everyDevice = ({ units }: SystemNames): Instance[] => units.map(({ lun }) => ({ name: lun, input: { lun } }));
const overScsiBuf = ({ architecture }: Configuration): Verdict | undefined =>
  architecture === 'aix-sam' ? 'holds' : undefined;
/** The same, unless SCIOLSTOP may leave something in a held queue. */
export const unlessLeftHeld = (configuration: Configuration): Verdict | undefined => {
  const verdict = overScsiBuf(configuration);
  return verdict && leavesHeldQueue(configuration) ? 'fails' : verdict;
};

type Given = Pick<WatcherProperty, 'says' | 'source' | 'machine' | 'instances'> &
  Partial<Pick<WatcherProperty, 'kind' | 'expected'>>;
const property = ({ kind = 'never', ...given }: Given): WatcherProperty => ({
  id: given.machine.id,
  architecture: 'aix-sam',
  kind,
  expected: overScsiBuf,
  ...given,
});

export const aixScsiBufProperties: readonly WatcherProperty[] = [
  property({
    says: 'SCIOLSTART returns 0 once in a session; for a device that was started it gets EINVAL.',
    source: ['fscsi-start-once', 'fscsi-login'],
    machine: startedOnce('aix-sam-I28-start', overFcpAndIscsi),
    instances: everyDevice,
  }),
  property({
    kind: 'eventually',
    says: 'SCIOLSTOP returns, unless it waits for what a held queue holds, which nobody may release any more.',
    source: ['fscsi-stop-waits', 'fscsi-stop-held'],
    expected: unlessLeftHeld,
    machine: stopReturns('aix-sam-I29', overFcpAndIscsi),
    instances: everyDevice,
  }),
  property({
    says: 'iodone is called at most once for every devstrat with a scsi_buf.',
    source: ['fscsi-interrupt', 'fscsi-tests-all', 'scsibuf-flushed'],
    machine: onceBack,
    instances: everyScsiBuf,
  }),
  property({
    kind: 'eventually',
    says: 'Every scsi_buf that was submitted comes back, unless SCIOLSTOP leaves it in a held queue.',
    source: ['fscsi-interrupt', 'fscsi-timeout', 'fscsi-ladder-ends', 'fscsi-stop-held'],
    expected: unlessLeftHeld,
    machine: back,
    instances: everyScsiBuf,
  }),
  property({
    says: 'scsi_status says something iff status_validity is SC_SCSI_ERROR, adapter_status iff it is SC_ADAPTER_ERROR; either with EIO only.',
    source: ['scsibuf-validity', 'fscsi-interrupt'],
    machine: noMessage<SamIodone>({
      id: 'aix-sam-I8',
      on: 'sent.sam.iodone',
      when: ({ validity, scsiStatus, adapterStatus, error }) =>
        (scsiStatus !== null) !== (validity === 'SC_SCSI_ERROR') ||
        (adapterStatus !== null) !== (validity === 'SC_ADAPTER_ERROR') ||
        (validity !== 'none' && error !== 'EIO'),
      description: 'a status field that status_validity does not name, or the other way round',
      source: ['scsibuf-validity'],
    }),
    instances: once,
  }),
  property({
    says: 'A request is not answered while its scsi_buf is with the adapter driver.',
    source: ['dd-iodone-analyses', 'dd-good'],
    machine: answeredAfter,
    instances: everyRequest,
  }),
  property({
    kind: 'eventually',
    says: 'Every request to the head driver is answered, unless SCIOLSTOP leaves it in a held queue.',
    source: ['dd-strategy-queues', 'dd-retries-exhausted', 'dd-flushed-again', 'fscsi-stop-held'],
    expected: unlessLeftHeld,
    machine: originalsEnd,
    instances: everyRequest,
  }),
];
