import { type AixAdapterLayer, aixAdapterLayer, calls, headIoctls } from './aix-adapter-layer.ts';
import { happenings } from './happenings.ts';
import type { PublishedModel } from './published-model.ts';

const read = (place: number) => calls(place, { op: 'read', flags: [] });
const sense = (place: number) => calls(place, { op: 'requestSense', flags: ['SC_RESUME'], tag: 'SC_NO_Q' });
const resumesWith = (place: number, ...more: readonly 'SC_RESUME'[]) =>
  calls(place, { op: 'read', flags: [...more, 'SC_Q_RESUME'] });
/** Two tagged commands, and the one that may pass a held queue. */
const recovery = [read(1), read(2), sense(3)];

const goodOrCheck = { statuses: ['GOOD', 'CHECK_CONDITION'], resets: 0 } as const;

const model = (name: string, says: string, layer: AixAdapterLayer): PublishedModel => ({
  name: `telling-adapter-${name}`,
  says: `AIX: the adapter driver between stubs of device driver and bus: ${says}`,
  quick: false,
  breadthFirst: 400_000,
  spec: () => aixAdapterLayer(`telling-adapter-${name}`, layer),
});

/** The AIX adapter driver alone, where several things come together that its neighbours seldom do. */
export const tellingAixAdapter: readonly PublishedModel[] = [
  model('held', 'a held queue, and whatever ends meanwhile', {
    slots: 3,
    calls: recovery,
    faultBudget: 3,
    bus: { ...goodOrCheck, statuses: ['GOOD', 'CHECK_CONDITION', 'BUSY'] },
  }),
  model('released', 'a held queue is cleared or resumed', {
    slots: 3,
    calls: [
      ...recovery,
      ...(['SC_Q_RESUME', 'SC_Q_CLR'] as const).map((flag) => calls(1, { op: null, flags: [flag] })),
    ],
    faultBudget: 4,
    bus: goodOrCheck,
  }),
  ...[false, true].map((qresumeAtTail) =>
    model(qresumeAtTail ? 'resumed-at-tail' : 'resumed', 'a held queue is resumed with a command', {
      slots: 3,
      calls: [read(1), sense(2), resumesWith(3), resumesWith(3, 'SC_RESUME')],
      faultBudget: 3,
      bus: goodOrCheck,
      params: { qresumeAtTail },
    }),
  ),
  model('ioctls', 'a held queue, and the ioctls of a device driver', {
    slots: 2,
    calls: [read(1), sense(2), ...headIoctls('START', 'STOP', 'HALT', 'RESET', 'RESET_LUN')],
    faultBudget: 3,
    bus: goodOrCheck,
  }),
  model('entry', 'a held queue, and the other entry points', {
    slots: 2,
    calls: [read(1), sense(2)],
    others: happenings
      .ioctls('h0', 'd0')
      .filter(
        ({ message }) =>
          message.type === 'world.adapterIoctl' &&
          message.caller === 'kernel' &&
          ['SCIOEVENT', 'SCIOTUR'].includes(message.op) &&
          message.mode === undefined,
      ),
    faultBudget: 3,
    bus: goodOrCheck,
  }),
  model('stopped', 'SCIOSTOP while the queue is held, or runs', {
    slots: 3,
    calls: [...recovery, ...headIoctls('STOP')],
    faultBudget: 4,
    bus: goodOrCheck,
  }),
  model('rejected', 'by parameter, an sc_buf that is rejected halts the queue', {
    slots: 3,
    calls: [read(1), read(2), read(3)],
    offered: { 'sc.strategy.defect': ['size'] },
    faultBudget: 4,
    bus: { statuses: ['GOOD'], resets: 0 },
    params: { rejectHalts: true },
  }),
  model('unknown', 'it takes the queue of the device for thrown away, which it is not', {
    slots: 2,
    calls: [read(1), read(2), calls(2, { op: 'read', flags: ['SC_RESUME'] })],
    faultBudget: 3,
    bus: goodOrCheck,
    params: { deviceClearsQueue: true },
  }),
  model('tests', 'sc_bufs with which something is wrong', {
    slots: 1,
    calls: [
      calls(1, { op: 'read', flags: ['SC_RESUME'], gathered: 'process' }),
      calls(1, { op: 'write', direction: 'out', flags: ['SC_RESUME'], gathered: 'interrupt' }),
      calls(1, { op: 'write', direction: 'out', flags: ['SC_RESUME'], gathered: 'process' }),
      calls(1, { op: 'write', direction: 'out', flags: ['SC_RESUME'], gathered: 'process', bp: true }),
      read(1),
    ],
    offered: { 'sc.strategy.defect': 'all' },
    faultBudget: 2,
    bus: { statuses: ['GOOD'], resets: 0 },
    params: { gatheredWrites: false },
  }),
];
