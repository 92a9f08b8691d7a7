import { setup } from 'xstate';
import { type ClauseId, cite } from '../clauses/index.ts';
import type { DeviceMessage, IoctlReply } from '../protocol/aix-adapter.ts';
import { type Address, address, type Lun } from '../protocol/names.ts';
import type { LunQueueMessage, SamIoctlReply } from '../protocol/sam-adapter.ts';
import type { Observation } from './property.ts';
import { broken, type WatcherTag } from './watched.ts';

/** Watchers of the session of a device in an AIX adapter driver, from the first open to the last close. */

type Reply = IoctlReply | SamIoctlReply;
type SessionAt = { readonly lun: Lun };
type SessionFrom = { context: { at: SessionAt }; event: Observation<DeviceMessage | LunQueueMessage | Reply> };

/** What the two families of adapter drivers call it. */
export type SessionWords = {
  readonly start: Reply['op'];
  readonly stop: Reply['op'];
  readonly queue: (lun: Lun) => Address;
  readonly opens: ClauseId;
  readonly closes: ClauseId;
};
export const overParallelBus: SessionWords = {
  start: 'SCIOSTART',
  stop: 'SCIOSTOP',
  queue: address.deviceQueue,
  opens: 'queue-start',
  closes: 'queue-stop-waits',
};
export const overFcpAndIscsi: SessionWords = {
  start: 'SCIOLSTART',
  stop: 'SCIOLSTOP',
  queue: address.samQueue,
  opens: 'fscsi-login',
  closes: 'fscsi-stop-waits',
};

const words = ({ start, stop, queue }: SessionWords) => {
  const returns =
    (op: Reply['op']) =>
    ({ context: { at }, event: { message } }: SessionFrom): boolean =>
      message.type === 'ioctl.return' && message.lun === at.lun && message.op === op && message.error === 'none';
  return setup({
    types: {
      input: {} as SessionAt,
      context: {} as SessionFrom['context'],
      events: {} as SessionFrom['event'],
      tags: {} as WatcherTag,
    },
    guards: {
      'it is for this queue': ({ context: { at }, event: { to } }: SessionFrom) => to === queue(at.lun),
      'the device is open from now on': returns(start),
      'the device is closed from now on': returns(stop),
    },
  });
};

/** Start returns 0 once; then only after a stop. */
export const startedOnce = (id: string, given: SessionWords) =>
  words(given).createMachine({
    id,
    context: ({ input: { lun } }) => ({ at: { lun } }),
    initial: 'as it was',
    states: {
      'as it was': {
        description: 'No start has been seen since the device was closed.',
        on: {
          'sent.ioctl.return': {
            guard: 'the device is open from now on',
            target: 'started',
            description: 'the device is open',
            meta: cite(given.opens),
          },
        },
      },
      started: {
        description: 'The start has returned 0.',
        on: {
          'sent.ioctl.return': [
            {
              guard: 'the device is open from now on',
              target: 'twice',
              description: 'once more, for a device that is open',
              meta: cite(given.opens),
            },
            {
              guard: 'the device is closed from now on',
              target: 'as it was',
              description: 'the device is closed',
              meta: cite(given.closes),
            },
          ],
        },
      },
      twice: broken('The start returned 0 for a device that was started.'),
    },
  });

/** A stop returns. */
export const stopReturns = (id: string, given: SessionWords) => {
  const stop = {
    guard: 'it is for this queue',
    target: 'stopping',
    description: 'the device is to be closed',
    meta: cite(given.closes),
  } as const;
  return words(given).createMachine({
    id,
    context: ({ input: { lun } }) => ({ at: { lun } }),
    initial: 'open',
    states: {
      open: {
        description: 'Nobody has called for a stop.',
        on: { 'delivered.device.stop': stop, 'delivered.lunq.stop': stop },
      },
      stopping: {
        description: 'The stop waits for what is pending.',
        tags: 'pending',
        on: {
          'sent.ioctl.return': {
            guard: 'the device is closed from now on',
            target: 'closed',
            description: 'nothing is pending any more',
            meta: cite(given.closes),
          },
        },
      },
      closed: {
        description: 'A stop gets EINVAL.',
        on: {
          'sent.ioctl.return': {
            guard: 'the device is open from now on',
            target: 'open',
            description: 'the device is open again',
            meta: cite(given.opens),
          },
        },
      },
    },
  });
};
