import { address } from '../../machines/protocol/names.ts';
import { happenings } from './happenings.ts';
import { scsaLimits } from './limits.ts';
import type { PublishedModel } from './published-model.ts';
import { type DriverLayer, driverLayer } from './stack-layers.ts';

const { sd } = scsaLimits(0);

const model = (
  name: string,
  says: string,
  { sd: given = {}, ...layer }: Omit<DriverLayer, 'sd'> & Partial<Pick<DriverLayer, 'sd'>>,
): PublishedModel => ({
  name: `telling-scsa-driver-${name}`,
  says: `sd before a stub of the adapter: ${says}`,
  quick: false,
  breadthFirst: 20_000,
  spec: () => driverLayer(`telling-scsa-driver-${name}`, { ...layer, sd: { ...sd, ...given } }),
});

const attachEndings = [
  ...(['complete', 'complete, nothing moved', 'BUSY', 'CHECK CONDITION', 'RESERVATION CONFLICT'] as const),
  ...(['nobody answered', 'timed out, nothing helped', 'device gone'] as const),
  ...(['NOT_READY 04/01', 'NOT_READY 04/02', 'NOT_READY 04/03', 'NOT_READY 3A/00', 'UNIT_ATTENTION 29/00'] as const),
] as const;

/** The target driver alone, with what an adapter may do to it and the adapter of the stack never does. */
export const tellingScsaDriver: readonly PublishedModel[] = [
  model('attach', 'attach, every capability there', {
    slots: 1,
    notifications: 0,
    attaches: 1,
    endings: attachEndings,
  }),
  model('attach-without', 'attach, no capability can be switched on', {
    slots: 1,
    notifications: 0,
    attaches: 0,
    endings: attachEndings,
    sd: { queueWithoutArq: true },
  }),
  model('gone', 'the device is gone, as several commands are told', {
    slots: 2,
    notifications: 0,
    endings: ['complete', 'device gone', 'nobody answered', 'tag rejected'],
    happens: happenings.driver(address.disk('d0'), ['attach']),
    sd: { retryCount: 0 },
  }),
  model('panic', 'the owner of a reservation loses it and panics, whatever else is under way', {
    slots: 2,
    notifications: 1,
    endings: ['complete', 'RESERVATION CONFLICT', 'device gone', 'CHECK CONDITION', 'NOT_READY 04/02', 'BUSY'],
    happens: happenings.driver(address.disk('d0'), ['attach', 'resourcesFreed']),
    sd: { reservationFailfast: 'panic' },
  }),
  model('panic-sensing', 'the same while sense data are fetched for another request', {
    slots: 2,
    notifications: 0,
    endings: ['complete', 'RESERVATION CONFLICT', 'CHECK CONDITION', 'MEDIUM_ERROR 11/00'],
    sd: {
      ...{ reservationFailfast: 'panic', autoRequestSense: false },
      ...{ queueWithoutArq: true, senseWhileOthersInTransport: true },
    },
  }),
  model('panic-calling', 'the same while another request has the unit reset, or tags switched off', {
    slots: 2,
    notifications: 0,
    endings: ['complete', 'RESERVATION CONFLICT', 'timed out, nothing helped', 'tag rejected'],
    sd: { reservationFailfast: 'panic' },
  }),
  model('suspend', 'suspended and resumed, whatever is under way', {
    slots: 2,
    notifications: 0,
    endings: ['complete', 'BUSY', 'NOT_READY 04/02', 'nobody answered'],
    happens: happenings.driver(address.disk('d0'), ['suspend', 'resume']),
    times: 4,
    sd: { retryCount: 0 },
  }),
  model('suspend-sensing', 'suspended before sense data are asked for', {
    slots: 1,
    notifications: 0,
    endings: ['complete', 'CHECK CONDITION'],
    happens: happenings.driver(address.disk('d0'), ['suspend']),
    sd: { autoRequestSense: false },
  }),
  model('fibre', 'over fibre: sense data that do not come, a unit that is not ready, resets that fail', {
    slots: 1,
    notifications: 0,
    endings: ['complete', 'auto sense: no data', 'NOT_READY 04/00', 'BUSY'],
    sd: { interconnect: 'fibre', notReadyRetryCount: 2, resetRetryThreshold: 2, busyRetryCount: 3, retryCount: 2 },
  }),
  model('no-resets', 'errors of the medium where neither the unit nor the target may be reset', {
    slots: 1,
    notifications: 0,
    endings: ['complete', 'MEDIUM_ERROR 11/00'],
    sd: { lunResetEnabled: false, targetResetAllowed: false, resetRetryThreshold: 1, retryCount: 2 },
  }),
  model('unit-resets', 'errors of the medium where only the unit may be reset', {
    slots: 1,
    notifications: 0,
    endings: ['complete', 'MEDIUM_ERROR 11/00'],
    sd: { targetResetAllowed: false, resetRetryThreshold: 1, retryCount: 2 },
  }),
  model('not-adaptive', 'QUEUE FULL, and a throttle that does not adapt', {
    slots: 2,
    notifications: 0,
    endings: ['complete', 'QUEUE FULL'],
    sd: { adaptiveThrottle: false },
  }),
];
