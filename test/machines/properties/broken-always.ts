import { assign, type EventObject, enqueueActions } from 'xstate';
import { parallelCommandMachine } from '../../../machines/bus/parallel-command.machine.ts';
import { adapterCommandMachine } from '../../../machines/hba/adapter-command.machine.ts';
import { adapterQueueMachine } from '../../../machines/hba/adapter-queue.machine.ts';
import { scsaHbaMachine } from '../../../machines/hba/scsa-hba.machine.ts';
import { scsiPktMachine } from '../../../machines/packet/scsi-pkt.machine.ts';
import { scsaDiskCommandMachine } from '../../../machines/target-driver/scsa-disk-command.machine.ts';
import { at, rewritten, row, type Text } from '../../rules/variant.ts';
import { type Broken, mediumError, one, three, withMachine } from './broken-stories.ts';

const command = (change: (text: Text) => void) =>
  withMachine(scsaDiskCommandMachine, rewritten(scsaDiskCommandMachine, change));
const area = (words: Parameters<typeof adapterCommandMachine.provide>[0]) =>
  withMachine(adapterCommandMachine, adapterCommandMachine.provide(words));
const packet = (change: (text: Text) => void, actions: Text = {}) =>
  withMachine(scsiPktMachine, rewritten(scsiPktMachine, change, { actions }));
const rows = (text: Text, ...path: readonly string[]): Text[] => at(text, ...path) as unknown as Text[];

/** Where the transport accepts a packet the driver is told that it is complete. */
const calledTooEarly = packet(
  (text) => {
    const accepted = row(at(text, 'states', 'submitting', 'on')['tran.return'], 'TRAN_ACCEPT of the last transport');
    Object.assign(accepted, {
      target: 'targetDriver.completed',
      actions: ['one return fewer is due', 'tell: returned', 'tell: completed too early'],
    });
  },
  {
    'tell: completed too early': enqueueActions(({ context, enqueue, system }) => {
      const { at: places } = context as { at: { command: string } };
      const early: EventObject = { type: 'packet.completed' };
      const good = { reason: 'CMD_CMPLT', state: 31, statistics: 0, status: 'GOOD', resid: 'zero' };
      enqueue.sendTo(system.get(places.command), Object.assign(early, good, { arq: null, sense: null }));
    }),
  },
);
/** Where the bus tells a target of a command without the disconnect privilege it says this instead. */
const selects = (says: (selected: EventObject & Text) => (EventObject & Text)[]) =>
  withMachine(
    parallelCommandMachine,
    parallelCommandMachine.provide({
      actions: {
        'send target.command without tag': enqueueActions(({ context, enqueue, system }) => {
          const { type: _, negotiate: __, selection: ___, ...words } = context.winner as unknown as EventObject & Text;
          const selected: EventObject & Text = { ...words, type: 'target.command', arrival: 'ok' };
          for (const said of says(selected)) {
            const to = said.type === 'target.command' ? `target:${String(words['target'])}` : 'hba:h0';
            enqueue.sendTo(system.get(to), said);
          }
        }) as never,
      },
    }),
  );

/** What happens at the wrong moment, or twice. */
export const brokenAlways: readonly Broken[] = [
  {
    property: 'I1',
    how: 'the framework calls back before the transport does',
    story: { requests: one },
    variant: calledTooEarly,
  },
  {
    property: 'I3',
    how: 'a polled packet is called back',
    story: { attach: true, hba: { noIntrInThread: 'polled' }, requests: one },
    variant: area({ guards: { 'FLAG_NOINTR is set': () => false } }),
  },
  {
    property: 'R1',
    how: 'the framework calls back before the transport does',
    story: { requests: one },
    variant: calledTooEarly,
  },
  {
    property: 'I9-submit',
    how: 'the packet is handed over twice',
    story: { requests: one },
    variant: packet((text) => {
      for (const each of rows(text, 'states', 'targetDriver', 'on', 'packet.transport'))
        if (each['guard'] === 'bound, if it moves data')
          each['actions'] = ['one more return is due', 'call tran_start', 'call tran_start'];
    }),
  },
  {
    property: 'R7',
    how: 'the retry is another command in the same packet',
    story: mediumError,
    variant: packet(
      (text) => {
        const completed = at(text, 'states', 'targetDriver', 'states', 'completed');
        completed['on'] = {
          'packet.transport': {
            target: '#scsi-pkt.submitting',
            actions: ['one more return is due', 'call tran_start with another command'],
          },
        };
      },
      {
        'call tran_start with another command': enqueueActions(({ context, event, enqueue, system }) => {
          const { type: _, ...submission } = event as unknown as Text;
          const { slot, lun, adapter } = (context as { at: { slot: string; lun: string; adapter: string } }).at;
          const start: EventObject = { type: 'tran.start', ...submission, ...{ slot, lun, op: 'testUnitReady' } };
          enqueue.sendTo(system.get(adapter), Object.assign(start, { noIntr: false, admission: 'accept' }));
        }),
      },
    ),
  },
  {
    property: 'R5',
    how: 'a packet without DMA resources is said to be ready',
    story: { requests: one, faults: [{ at: 'packet.init.resources', choose: 'temporary' }] },
    variant: packet((text) => {
      for (const each of rows(text, 'states', 'free', 'on', 'packet.init'))
        if (each['guard'] === undefined)
          Object.assign(each, { target: 'targetDriver.built', actions: ['bind the whole buffer', 'tell: ready'] });
    }),
  },
  {
    property: 'R6',
    how: 'a request is over with its first window',
    story: { requests: [{ read: { lba: 64, blocks: 20 } }], hba: { dmaWindow: 4096 } },
    variant: command((text) => {
      const always = at(text, 'states', 'deciding', 'states', 'succeeded');
      always['always'] = (always['always'] as Text[]).filter(({ guard }) => guard !== 'another DMA window is left');
    }),
  },
  {
    property: 'Q2',
    how: 'sense data are reported to another packet',
    story: { ...mediumError, depth: 3, requests: three },
    variant: withMachine(
      adapterCommandMachine,
      rewritten(
        adapterCommandMachine,
        (text) => {
          at(text, 'states', 'life', 'on')['area.senseDone'] = { description: 'of another one' };
        },
        {
          actions: {
            'report to the original packet': enqueueActions(({ context, enqueue, system }) => {
              const { original, ...fields } = context as { original: string } & Text;
              const { reason, status, state, statistics, resid, sense } = fields;
              const other = original === 'd0.1' ? 'hbac:d0.2' : 'hbac:d0.1';
              const done: EventObject = { type: 'area.senseDone', ...{ reason, status, state, statistics } };
              enqueue.sendTo(system.get(other), Object.assign(done, { resid, sense }));
            }),
          },
        },
      ),
    ),
  },
  {
    property: 'Q3',
    how: 'REQUEST SENSE goes to the end of the queue',
    story: { ...mediumError, sd: { taggedQueueing: false }, depth: 3, requests: three },
    variant: withMachine(
      adapterQueueMachine,
      adapterQueueMachine.provide({
        actions: {
          'REQUEST SENSE to the very head': assign(({ context, event }) => {
            const { slot, timed } = event as unknown as { slot: string; timed: boolean };
            return {
              active: context.active.filter((other: { slot: string }) => other.slot !== slot),
              waiting: [...context.waiting, { slot: 'd0.arq', kind: 'requestSense', timed } as const],
            };
          }) as never,
        },
      }),
    ),
  },
  {
    property: 'Q5',
    how: 'REQUEST SENSE asks for another one',
    story: mediumError,
    variant: withMachine(
      adapterCommandMachine,
      rewritten(adapterCommandMachine, (text) => {
        rows(text, 'states', 'life', 'states', 'transport', 'states', 'statusReceived', 'always').unshift({
          guard: 'this is the auto-request-sense command',
          target: 'senseOwed',
          actions: 'ask the queue for a REQUEST SENSE',
        });
      }),
    ),
  },
  {
    property: 'Q4',
    how: 'the next command is started before the callback',
    story: {
      sd: { queueWithoutArq: true, taggedQueueing: false },
      hba: { autoRequestSense: 'none', startNextBeforeCallback: 'never' },
      depth: 3,
      requests: three,
      faults: [{ at: 'lu.execute.outcome', choose: 'MEDIUM_ERROR 11/00' }],
    },
    variant: withMachine(
      adapterQueueMachine,
      adapterQueueMachine.provide({ guards: { 'the next start waits for this callback': () => false } }),
    ),
  },
  {
    property: 'X8',
    how: 'scsi_abort succeeds, the packet goes to the bus',
    story: { requests: one },
    variant: withMachine(
      scsaHbaMachine,
      scsaHbaMachine.provide({
        actions: {
          'offer it to its queue': enqueueActions(({ event, enqueue, system }) => {
            const { slot, lun, tag, op, direction, noIntr, head, noDisconnect, renegotiate, arqBlock, timed } =
              event as unknown as Text;
            const facts = { tag, op, direction, noIntr, head, noDisconnect, renegotiate, arqBlock, timed };
            const offer: EventObject = Object.assign({ type: 'queue.offer' }, { slot, facts });
            enqueue.sendTo(system.get(`hbaq:${String(lun)}`), offer);
            const aborted: EventObject = Object.assign({ type: 'tran.abortReturn' }, { slot, ok: true });
            enqueue.sendTo(system.get(`sd:${String(lun)}`), aborted);
          }) as never,
        },
      }),
    ),
  },
  {
    property: 'B2',
    how: 'two targets are selected at once',
    story: { requests: one },
    variant: withMachine(
      parallelCommandMachine,
      rewritten(parallelCommandMachine, (text) => {
        const won = row(at(text, 'states', 'ARBITRATION')['always'], 'an initiator won to send a command');
        won['actions'] = ['connect the selected target', 'send target.command', 'send target.command'];
      }),
    ),
  },
  {
    property: 'B2-adapter',
    how: 'the adapter is free as soon as it has selected',
    story: { requests: one },
    variant: withMachine(scsaHbaMachine, scsaHbaMachine.provide({ guards: { 'the selection is over': () => true } })),
  },
  {
    property: 'B4',
    how: 'every command has a queue tag',
    story: mediumError,
    variant: selects((selected) => [{ ...selected, tag: 'simple' }]),
  },
  {
    property: 'B5',
    how: 'a target disconnects although it may not',
    story: mediumError,
    variant: selects((selected) => [selected, { type: 'hba.disconnected', slot: selected['slot'], dataMoved: false }]),
  },
  {
    property: 'B7',
    how: 'an untagged command joins the tagged ones',
    story: {
      depth: 4,
      requests: [{ read: { lba: 0, blocks: 8 }, count: 4, step: 8 }],
      faults: [{ at: 'bus.select.selection', choose: 'tagRejected' }],
    },
    variant: withMachine(
      adapterQueueMachine,
      adapterQueueMachine.provide({
        guards: { 'the command at the head fits in': ({ context }) => context.waiting.length > 0 },
      }),
    ),
  },
];
