import { and, assign, enqueueActions, not, setup } from 'xstate';
import { address, type Lun } from '../protocol/names.ts';
import { delays } from '../protocol/parameters.ts';
import type { LunQueueMessage, PathMessage, PathReply, PortSend } from '../protocol/sam-adapter.ts';
import { send } from '../protocol/send.ts';
import type { SamPathContext, SamPathInput } from './aix-sam-path.context.ts';

type Context = SamPathContext;
type Event = PathMessage;
type From = { context: Context; event: Event };
type ToQueue = LunQueueMessage | PathReply;

const toNexus = (type: 'transport.login' | 'transport.logout') =>
  send<Context, Event, PortSend>(
    ({ context }) => context.at.adapter,
    ({ context }) => {
      const { initiator, target } = context.at;
      const login = { type: 'transport.login', initiator, target, outcome: 'ok' } as const;
      return {
        type: 'fcport.send',
        request: type === 'transport.login' ? login : { type, initiator, target },
      };
    },
  );

const toQueues = (luns: (context: Context) => readonly Lun[], message: (context: Context) => ToQueue) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, never>(({ context, enqueue }) => {
    for (const lun of luns(context)) {
      enqueue(
        send<Context, Event, ToQueue>(
          () => address.samQueue(lun),
          () => message(context),
        ),
      );
    }
  });

const tellAll = (message: (context: Context) => ToQueue) => toQueues(({ luns }) => luns, message);

/** The words of which `aix-sam-path.machine.ts` is written. */
export const samPathSetup = setup({
  types: { input: {} as SamPathInput, context: {} as Context, events: {} as Event },
  guards: {
    'SCIOLSTART was done before': ({ context }) => context.at.started,
    'it is the last one that is open': ({ context, event }) =>
      event.type === 'path.close' && context.open.every((lun) => lun === event.lun),
    'no device is open': ({ context }) => context.open.length === 0,
    'nobody uses it': ({ context }) => context.open.length === 0 && context.opening.length === 0,
    'failure is slow': ({ context: { at, params } }) =>
      at.protocol === 'fcp' && !params.dyntrk && params.fcErrRecov === 'delayed_fail',
    'another id': ({ event }) => event.type === 'path.back' && event.id === 'changed',
    'another id, and it is not followed': and([
      'another id',
      not(({ context: { at, params } }: From) => at.protocol === 'fcp' && params.dyntrk),
    ]),
    'another device has its id': ({ event }) => event.type === 'path.back' && event.id === 'replaced',
    'another device has its id, and it is followed by its name': and([
      'another device has its id',
      ({ context: { at, params } }: From) => at.protocol === 'iscsi' || params.dyntrk,
    ]),
    'there is no need to wait between retries': ({ context: { at, params } }) =>
      at.protocol === 'fcp' && params.dyntrk && params.fcErrRecov === 'fast_fail',
  },
  actions: {
    'log in': toNexus('transport.login'),
    'log out': toNexus('transport.logout'),
    'note who opens': assign(({ context, event }) =>
      event.type === 'path.open' ? { opening: [...context.opening, event.lun] } : {},
    ),
    'nobody waits any more': assign({ opening: [] }),
    'note that they are open': assign(({ context }) => ({ open: [...context.open, ...context.opening].sort() })),
    'it is not open any more': assign(({ context, event }) =>
      event.type === 'path.close' ? { open: context.open.filter((lun) => lun !== event.lun) } : {},
    ),
    'its id is its own again': assign({ nowhere: 'SCSI_NO_DEVICE_RESPONSE' }),
    'note the other id': assign(({ context }) => ({ scsiId: context.scsiId === 'first' ? 'other' : 'first' })),
    'it is open': toQueues(
      ({ opening }) => opening,
      () => ({ type: 'lunq.opened' }),
    ),
    'it cannot be opened': toQueues(
      ({ opening }) => opening,
      () => ({ type: 'lunq.notOpened' }),
    ),
    'commands reach it': tellAll(({ scsiId }) => ({ type: 'lunq.pathUp', scsiId })),
    'commands run into their timeouts': tellAll(() => ({ type: 'lunq.pathSlow' })),
    'nothing is started': tellAll(() => ({ type: 'lunq.pathWaits' })),
    'all fail: SCSI_TRANSPORT_DEAD': tellAll(() => ({
      type: 'lunq.pathDead',
      status: 'SCSI_TRANSPORT_DEAD',
      advice: 'none',
    })),
    'all fail: SCSI_TRANSPORT_DEAD, NO_DELAY': tellAll(() => ({
      type: 'lunq.pathDead',
      status: 'SCSI_TRANSPORT_DEAD',
      advice: 'NO_DELAY',
    })),
    'its id belongs to another device': assign({ nowhere: 'SCSI_WW_NAME_CHANGE' }),
    'all fail for good': tellAll(({ nowhere }) => ({ type: 'lunq.pathDead', status: nowhere, advice: 'NO_RETRY' })),
    'what it had is gone': tellAll(() => ({ type: 'lunq.nexusLost' })),
  },
  delays: { rscnDelay: delays.rscnDelay },
});
