import { enqueueActions } from 'xstate';
import type { Devstrat } from '../protocol/aix-adapter.ts';
import type { Effect } from '../protocol/effects.ts';
import type { Slot } from '../protocol/names.ts';
import type { SamStrategy } from '../protocol/sam-adapter.ts';
import type { ScBufMessage } from '../protocol/sc-buf.ts';
import type { ScsiBufMessage } from '../protocol/scsi-buf.ts';
import { send } from '../protocol/send.ts';
import {
  type AixDiskContext as Context,
  control,
  type AixDiskEvent as Event,
  type AixDiskGiven as From,
} from './aix-disk.context.ts';
import { devstratWith, type Transaction } from './aix-disk-buffers.ts';

const toAdapter = <M extends Devstrat | SamStrategy>(message: (from: From) => M) =>
  send<Context, Event, M>(({ context }) => context.at.adapter, message);

/** devstrat, with a transaction of this place. */
export const devstrat = (given: (from: From) => { slot: Slot; transaction: Transaction }) =>
  enqueueActions<Context, Event, undefined, Event, never, never, never, never, Effect>(
    ({ context, event, enqueue }) => {
      const { at, params, scsiId } = context;
      const { slot, transaction } = given({ context, event });
      const { buffer, filled, call } = devstratWith(at.buffer, slot, at.lun, transaction, {
        naca: params.naca,
        autosense: params.autosenseBuffer,
        scsiId,
      });
      enqueue(
        send<Context, Event, ScBufMessage | ScsiBufMessage>(
          () => buffer,
          () => filled,
        ),
      );
      enqueue(toAdapter(() => call));
    },
  );

/** ... with one of the head driver's own that stand for no request. */
export const devstratOwn = (fields: (context: Context) => Partial<Transaction>) =>
  devstrat(({ context }) => ({
    slot: control(context),
    transaction: {
      tag: 'SC_NO_Q',
      flags: [],
      op: null,
      direction: 'none',
      noDisconnect: false,
      async: false,
      timed: true,
      bp: false,
      ...fields(context),
    },
  }));
