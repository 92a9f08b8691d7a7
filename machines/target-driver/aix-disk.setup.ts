import { and, or, setup, stateIn } from 'xstate';
import type { Effect } from '../protocol/effects.ts';
import { delays } from '../protocol/parameters.ts';
import {
  type AixDiskInput,
  type AixDiskContext as Context,
  type AixDiskEvent as Event,
  type AixDiskGiven as From,
  isOwn,
  isReserved,
  isShared,
  opened,
} from './aix-disk.context.ts';
import { aixDiskOpenActions, aixDiskOpenGuards, isQuiet } from './aix-disk-open.words.ts';
import { aixDiskRecoveryActions, aixDiskRecoveryGuards } from './aix-disk-recovery.words.ts';
import { aixDiskTrafficActions, aixDiskTrafficGuards } from './aix-disk-traffic.words.ts';

/** Nothing is in process, and none of the head driver's own commands waits to go again. */
const ownMayGoFirst = (context: Context): boolean =>
  context.inProcess.length === 0 && !isOwn(context, context.again[0]?.[0]);

/** The words of which `aix-disk.machine.ts` is written. */
export const aixDiskSetup = setup({
  types: { input: {} as AixDiskInput, context: {} as Context, events: {} as Event, emitted: {} as Effect },
  guards: {
    ...aixDiskOpenGuards,
    ...aixDiskTrafficGuards,
    ...aixDiskRecoveryGuards,

    // what concerns both open and traffic
    'nothing is under way': and([({ context }: From) => isQuiet(context), stateIn({ traffic: 'running' })]),
    'nothing is under way, and the reservation ends': and([
      ({ context }: From) => isQuiet(context) && isReserved(context) && !opened(context, 'SC_RETAIN_RESERVATION'),
      stateIn({ traffic: 'running' }),
    ]),
    'nothing is under way, and the registration ends': and([
      ({ context }: From) => isQuiet(context) && isShared(context) && !opened(context, 'SC_RETAIN_RESERVATION'),
      stateIn({ traffic: 'running' }),
    ]),
    'RESERVE is due and nothing is in process': and([
      ({ context }: From) => context.reserveDue && context.inProcess.length === 0,
      stateIn({ device: 'open' }),
    ]),
    'REGISTER is due and nothing is in process': and([
      ({ context }: From) => context.shareDue === 'register' && ownMayGoFirst(context),
      stateIn({ device: 'open' }),
    ]),
    'RESERVE for registrants is due and nothing is in process': and([
      ({ context }: From) => context.shareDue === 'reserve' && ownMayGoFirst(context),
      stateIn({ device: 'open' }),
    ]),
    'MODE SELECT is due and nothing is in process': and([
      ({ context }: From) => context.modeDue && ownMayGoFirst(context),
      stateIn({ device: 'open' }),
    ]),
    'nothing may be sent before all have come back': or([
      ({ context }: From) =>
        context.wait !== null || context.startDue || (context.resumeDue && context.inProcess.length > 0),
      and([
        ({ context }: From) =>
          (context.reserveDue || context.shareDue !== null || context.modeDue) && context.inProcess.length > 0,
        stateIn({ device: 'open' }),
      ]),
    ]),
  },
  actions: { ...aixDiskOpenActions, ...aixDiskTrafficActions, ...aixDiskRecoveryActions },
  delays: {
    busyDelay: delays.busyDelay,
    notReadyDelay: delays.notReadyDelay,
    queueFullDelay: delays.queueFullDelay,
    transportDelay: delays.transportDelay,
  },
});
