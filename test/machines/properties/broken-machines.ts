import { assign, enqueueActions } from 'xstate';
import { logicalUnitMachine } from '../../../machines/device/logical-unit.machine.ts';
import { adapterCommandMachine } from '../../../machines/hba/adapter-command.machine.ts';
import { adapterQueueMachine } from '../../../machines/hba/adapter-queue.machine.ts';
import { scsaHbaMachine } from '../../../machines/hba/scsa-hba.machine.ts';
import { STAT, STATE } from '../../../machines/protocol/scsi-pkt.ts';
import { scsaDiskMachine } from '../../../machines/target-driver/scsa-disk.machine.ts';
import { scsaDiskCommandMachine } from '../../../machines/target-driver/scsa-disk-command.machine.ts';
import { at, rewritten, row, type Text } from '../../rules/variant.ts';
import { brokenAlways } from './broken-always.ts';
import { brokenSometimes } from './broken-sometimes.ts';
import {
  allHang,
  type Broken,
  busy,
  foreignReset,
  foreignResetOfTwo,
  mediumError,
  noAnswer,
  noResources,
  one,
  queueFull,
  short,
  stopped,
  three,
  tranBusy,
  untaggedHang,
  withMachine,
  withoutSense,
} from './broken-stories.ts';
import { brokenTurns } from './broken-turns.ts';

/** The row of a table whose guard this is does something else. */
const inTable = (text: Text, path: readonly string[], event: string, guard: string | undefined): Text =>
  row(at(text, ...path)[event], guard);

const area = (words: Parameters<typeof adapterCommandMachine.provide>[0]) =>
  withMachine(adapterCommandMachine, adapterCommandMachine.provide(words));
const queue = (words: Parameters<typeof adapterQueueMachine.provide>[0]) =>
  withMachine(adapterQueueMachine, adapterQueueMachine.provide(words));
const adapter = (words: Parameters<typeof scsaHbaMachine.provide>[0]) =>
  withMachine(scsaHbaMachine, scsaHbaMachine.provide(words));
const command = (words: Parameters<typeof scsaDiskCommandMachine.provide>[0]) =>
  withMachine(scsaDiskCommandMachine, scsaDiskCommandMachine.provide(words));
const disk = (words: Parameters<typeof scsaDiskMachine.provide>[0]) =>
  withMachine(scsaDiskMachine, scsaDiskMachine.provide(words));
const nothing = assign({}) as never;

const callback = (slot: string, fields: Record<string, unknown>) => ({
  to: `pkt:${slot}`,
  message: { type: 'pkt.comp', arq: null, sense: null, ...fields },
});
const returned = (result: unknown) => ({ type: 'tran.return', result });
const unrecovered = (slot: string) => ({ type: 'queue.unrecovered', slot });
const victim = (reason: string, statistics: number) => ({ type: 'area.victim', reason, statistics });
const flush = {
  type: 'queue.flush',
  active: { reason: 'CMD_RESET', statistics: STAT.BUS_RESET },
  queued: true,
  resetDelay: true,
};
const calledTwice = enqueueActions(({ context, enqueue, system }) => {
  const { slot } = (context as { at: { slot: string } }).at;
  const { reason, state, statistics, status, resid } = context as unknown as Record<string, unknown>;
  const { to, message } = callback(slot, { reason, state, statistics, status, resid });
  enqueue.sendTo(system.get(to), message);
  enqueue.sendTo(system.get(to), message);
});
const calledAlthoughRefused = enqueueActions(({ context, event, enqueue, system }) => {
  const { slot } = (context as { at: { slot: string } }).at;
  const { to, message } = callback(slot, { reason: 'CMD_CMPLT', state: 0, statistics: 0, status: null, resid: 'zero' });
  enqueue.sendTo(system.get(to), returned((event as unknown as { result: string }).result));
  enqueue.sendTo(system.get(to), message);
});
const everyQueued = (reason: string, statistics: number) =>
  enqueueActions(({ context, enqueue, system }) => {
    const { waiting } = context as unknown as { waiting: readonly { slot: string }[] };
    for (const { slot } of waiting) enqueue.sendTo(system.get(`hbac:${slot}`), victim(reason, statistics));
    enqueue.assign({ waiting: [] });
  });

/** At least one for each property that a run can break. */
export const brokenMachines: readonly Broken[] = [
  ...brokenAlways,
  ...brokenSometimes,
  ...brokenTurns,
  {
    property: 'I2',
    how: 'the adapter calls back twice',
    story: { requests: one },
    variant: area({ actions: { 'call pkt_comp': calledTwice as never } }),
  },
  {
    property: 'I5',
    how: 'the adapter calls back twice',
    story: { requests: one },
    variant: area({ actions: { 'call pkt_comp': calledTwice as never } }),
  },
  {
    property: 'check-condition-alone',
    how: 'the adapter flushes the queue on a CHECK CONDITION, as AIX does',
    story: { ...mediumError, sd: { taggedQueueing: false }, depth: 3, requests: three },
    variant: queue({ actions: { 'open the throttle fully': everyQueued('CMD_ABORTED', STAT.ABORTED) as never } }),
  },
  {
    property: 'I4',
    how: 'the adapter refuses a packet and calls back',
    story: tranBusy,
    variant: area({ actions: { 'tran_start returns what was decided': calledAlthoughRefused as never } }),
  },
  {
    property: 'I10',
    how: 'the driver does not take TRAN_BUSY from its counter',
    story: tranBusy,
    variant: withMachine(
      scsaDiskMachine,
      rewritten(scsaDiskMachine, (text) => {
        Object.assign(at(text, 'states', 'dispatch', 'on', 'unit.rejected'), { actions: [] });
      }),
    ),
  },
  {
    property: 'I11',
    how: 'the countdown never starts',
    story: allHang,
    variant: queue({ guards: { 'the start begins or restarts the countdown': () => false } }),
  },
  {
    property: 'B7-place',
    how: 'the adapter gives back what has timed out as if the bus had been reset, and does nothing',
    story: { ...allHang, hba: { timerScope: 'packet' } },
    variant: area({
      actions: {
        'pkt_statistics |= STAT_TIMEOUT': assign({ statistics: STAT.TIMEOUT | STAT.BUS_RESET }) as never,
        'ask the adapter for recovery': enqueueActions(({ context, enqueue, system }) => {
          const { at: of } = context as unknown as { at: { lun: string; slot: string } };
          enqueue.sendTo(system.get(`hbaq:${of.lun}`), unrecovered(of.slot));
        }) as never,
        'no recovery is needed any more': nothing,
      },
    }),
  },
  {
    property: 'B12',
    how: 'the countdown never starts',
    story: allHang,
    variant: queue({ guards: { 'the start begins or restarts the countdown': () => false } }),
  },
  {
    property: 'R2',
    how: 'biodone before and after the packet is destroyed',
    story: { requests: one },
    variant: withMachine(
      scsaDiskCommandMachine,
      rewritten(scsaDiskCommandMachine, (text) => {
        Object.assign(at(text, 'states', 'finishing', 'states', 'withPacket', 'on', 'command.release'), {
          actions: ['biodone', 'scsi_destroy_pkt'],
        });
      }),
    ),
  },
  {
    property: 'R4',
    how: 'biodone before the packet is destroyed',
    story: { requests: one },
    variant: withMachine(
      scsaDiskCommandMachine,
      rewritten(scsaDiskCommandMachine, (text) => {
        Object.assign(at(text, 'states', 'finishing', 'states', 'withPacket', 'on', 'command.release'), {
          actions: ['biodone', 'scsi_destroy_pkt'],
        });
      }),
    ),
  },
  {
    property: 'R8',
    how: 'the resource callback does nothing',
    story: noResources,
    variant: withMachine(
      scsaDiskMachine,
      rewritten(scsaDiskMachine, (text) => {
        Object.assign(at(text, 'states', 'dispatch', 'states', 'resourceWait', 'on', 'world.resourcesFreed'), {
          actions: [],
        });
      }),
    ),
  },
  {
    property: 'S1',
    how: 'the last cause wins',
    story: allHang,
    variant: area({ guards: { 'a cause is already recorded': () => false } }),
  },
  {
    property: 'S2',
    how: 'the countdown leaves no trace in the statistics',
    story: allHang,
    variant: area({ actions: { 'pkt_statistics |= STAT_TIMEOUT | STAT_ABORTED': nothing } }),
  },
  {
    property: 'S7',
    how: 'the countdown leaves no trace in the statistics',
    story: allHang,
    variant: area({ actions: { 'pkt_statistics |= STAT_TIMEOUT | STAT_ABORTED': nothing } }),
  },
  {
    property: 'S3',
    how: 'the adapter forgets STATE_GOT_STATUS',
    story: { requests: one },
    variant: area({
      actions: {
        'note status, residual count and pkt_state': assign(({ event }) =>
          event.type === 'area.completed' ? { status: event.status, resid: event.resid } : {},
        ),
      },
    }),
  },
  {
    property: 'S4',
    how: 'the adapter sets STATE_GOT_STATUS only',
    story: { device: { disconnects: false }, requests: one },
    variant: area({
      actions: {
        'note status, residual count and pkt_state': assign(({ event }) =>
          event.type === 'area.completed'
            ? { status: event.status, resid: event.resid, state: STATE.GOT_STATUS as number }
            : {},
        ),
      },
    }),
  },
  {
    property: 'S5',
    how: 'the driver takes a short READ for complete',
    story: short,
    variant: command({
      guards: { 'CMD_CMPLT, GOOD, and complete, no READ or WRITE, or uscsi': () => true },
      actions: { 'b_resid takes pkt_resid': nothing },
    }),
  },
  {
    property: 'S6',
    how: 'the driver takes BUSY for success',
    story: busy,
    variant: command({ guards: { 'CMD_CMPLT, GOOD, and complete, no READ or WRITE, or uscsi': () => true } }),
  },
  {
    property: 'Q7',
    how: 'the driver takes CHECK CONDITION for success',
    story: withoutSense,
    variant: command({ guards: { 'CMD_CMPLT, GOOD, and complete, no READ or WRITE, or uscsi': () => true } }),
  },
  {
    property: 'Q1',
    how: 'the adapter fetches no sense',
    story: mediumError,
    variant: area({ guards: { 'auto-rqsense is off': () => true } }),
  },
  {
    property: 'X1',
    how: 'the adapter forgets queued packets in a reset',
    story: untaggedHang,
    variant: withMachine(
      adapterQueueMachine,
      rewritten(adapterQueueMachine, (text) => {
        Object.assign(inTable(text, ['states', 'turn', 'on'], 'queue.flush', 'queued packets are ended too'), {
          actions: ['end the active packets'],
        });
      }),
    ),
  },
  {
    property: 'X2',
    how: 'queued packets end with CMD_ABORTED',
    story: untaggedHang,
    variant: queue({
      actions: { 'end the queued packets: CMD_RESET, STAT_ABORTED': everyQueued('CMD_ABORTED', STAT.ABORTED) as never },
    }),
  },
  {
    property: 'X3',
    how: 'queued packets carry STAT_BUS_RESET',
    story: { ...foreignReset, sd: { taggedQueueing: false } },
    variant: queue({
      actions: { 'end the queued packets: CMD_RESET, STAT_ABORTED': everyQueued('CMD_RESET', STAT.BUS_RESET) as never },
    }),
  },
  {
    property: 'X4',
    how: 'no reset delay',
    story: untaggedHang,
    variant: queue({ guards: { 'the reset delay begins': () => false } }),
  },
  {
    property: 'X5',
    how: 'a bus reset reaches only the first unit',
    story: foreignResetOfTwo,
    variant: adapter({
      actions: {
        'all packets end: CMD_RESET, STAT_BUS_RESET': enqueueActions(({ context, enqueue, system }) => {
          enqueue.sendTo(system.get(`hbaq:${context.at.units[0]?.lun ?? ''}`), flush);
        }) as never,
      },
    }),
  },
  {
    property: 'X6',
    how: 'the driver does not read the statistics',
    story: untaggedHang,
    variant: command({ guards: { 'the statistics show a reset or an abort': () => false } }),
  },
  {
    property: 'X7',
    how: 'the driver blames the victims',
    story: foreignReset,
    variant: withMachine(
      scsaDiskCommandMachine,
      rewritten(scsaDiskCommandMachine, (text) => {
        Object.assign(row(at(text, 'states', 'deciding', 'states', 'pktReason')['always'], 'CMD_RESET'), {
          actions: [{ type: 'want a retry', params: { class: 'STANDARD', after: 'restartDelay', isolate: true } }],
          target: '#retrying',
        });
      }),
    ),
  },
  {
    property: 'X9',
    how: 'no negotiation after a device reset',
    story: untaggedHang,
    variant: adapter({ actions: { 'negotiate with the reset target again': nothing } }),
  },
  {
    property: 'X10',
    how: 'the unit keeps quiet about the reset',
    story: foreignReset,
    variant: withMachine(
      logicalUnitMachine,
      logicalUnitMachine.provide({ guards: { 'unit attention is pending': () => false } }),
    ),
  },
  {
    property: 'B9',
    how: 'the adapter starts whatever heads the queue',
    story: { sd: { taggedQueueing: false }, depth: 3, requests: three },
    variant: queue({ guards: { 'the command at the head fits in': ({ context }) => context.waiting.length > 0 } }),
  },
  {
    property: 'B11',
    how: 'a selection timeout leaves STATE_GOT_TARGET',
    story: noAnswer,
    variant: area({
      actions: { 'pkt_state: exactly STATE_GOT_BUS': assign({ state: STATE.GOT_BUS | STATE.GOT_TARGET }) as never },
    }),
  },
  {
    property: 'D1',
    how: 'nobody looks at the counter',
    story: {
      requests: one,
      faults: [{ at: 'lu.execute.outcome', choose: 'MEDIUM_ERROR 11/00', count: 9 }],
    },
    variant: command({ guards: { 'retries left (STANDARD)': () => true } }),
  },
  {
    property: 'D2',
    how: 'FLAG_DIAGNOSE is forgotten when it comes to retries',
    story: {
      requests: [{ testUnitReady: {}, flags: ['FLAG_DIAGNOSE'] }],
      faults: [{ at: 'target.command.arrival', choose: 'busy' }],
    },
    variant: command({ guards: { FLAG_DIAGNOSE: () => false } }),
  },
  {
    property: 'D3',
    how: 'a retry does not stop the wait queue',
    story: busy,
    variant: disk({
      guards: {
        'a wait-queue command may be started': ({ context }) =>
          context.waitq.length > 0 && context.inTransport < context.throttle,
      },
    }),
  },
  {
    property: 'D4',
    how: 'nobody restarts what is parked',
    story: stopped,
    variant: disk({ actions: { 'restart what is parked': nothing } }),
  },
  {
    property: 'D6',
    how: 'the throttle stays half open',
    story: queueFull,
    variant: disk({ guards: { 'throttle at its limit': () => true } }),
  },
  {
    property: 'D7',
    how: 'the drivers are not told of a bus reset',
    story: foreignReset,
    variant: adapter({ actions: { 'tell every target driver': nothing } }),
  },
];
