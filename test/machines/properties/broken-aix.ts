import { assign, type EventObject, enqueueActions } from 'xstate';
import { logicalUnitMachine } from '../../../machines/device/logical-unit.machine.ts';
import type { AskedForEver } from '../../../machines/environment/application.machine.ts';
import { aixAdapterMachine } from '../../../machines/hba/aix-adapter.machine.ts';
import { aixDeviceMachine } from '../../../machines/hba/aix-adapter-device.machine.ts';
import { scBufMachine } from '../../../machines/packet/sc-buf.machine.ts';
import type { OperationClass } from '../../../machines/protocol/operation.ts';
import type { OpenerHappening } from '../../../machines/protocol/world.ts';
import { aixDiskMachine } from '../../../machines/target-driver/aix-disk.machine.ts';
import { aixDiskCommandMachine } from '../../../machines/target-driver/aix-disk-command.machine.ts';
import { aixDiskOpensMachine } from '../../../machines/target-driver/aix-disk-opens.machine.ts';
import type { Surroundings } from '../../../src/explore/model-of.ts';
import type { ActorSpec } from '../../../src/system/cascade.ts';
import { namedVariants } from '../../mutation/named/index.ts';
import { alwaysOf, guarded, rowsFor, state, without } from '../../mutation/named/named-variant.ts';
import { at, rewritten, type Text, type Words, withMachine } from '../../rules/variant.ts';

/** A system of the AIX architecture, as small as shows what is meant. */
export type SmallSystem = {
  readonly slots?: number;
  readonly tagged?: boolean;
  readonly targets?: number;
  readonly faults?: number;
  readonly offered?: Readonly<Record<string, readonly string[]>>;
  readonly aixDisk?: Text;
  readonly device?: Text;
  /** What callers of the adapter driver do, each at the cost of a fault. */
  readonly calls?: NonNullable<Surroundings['spontaneous']>;
  /** What the applications ask for again and again; a read and a write in turn unless it says so. */
  readonly forever?: readonly AskedForEver[];
  /** Who else is on the bus, and what it sends, each at the cost of a fault. */
  readonly foreign?: readonly OperationClass[];
  /** Processes that open the disk, which begins closed, and what they do, each at the cost of a fault. */
  readonly openers?: readonly OpenerHappening[];
};
export type BrokenAix = {
  readonly property: string;
  readonly how: string;
  readonly system: SmallSystem;
  readonly variant: (specs: ActorSpec[]) => ActorSpec[];
};

const none = (): void => undefined;
const device = (change: (text: Text) => void, words: Words = {}) =>
  withMachine(aixDeviceMachine, rewritten(aixDeviceMachine, change, words));
const head = (change: (text: Text) => void, words: Words = {}) =>
  withMachine(aixDiskMachine, rewritten(aixDiskMachine, change, words));
const command = (change: (text: Text) => void, words: Words = {}) =>
  withMachine(aixDiskCommandMachine, rewritten(aixDiskCommandMachine, change, words));
const named = (id: string) => {
  const found = namedVariants.find((each) => each.id === id);
  if (!found) throw new Error(`no variant '${id}'`);
  return withMachine(found.machine, found.build());
};
const queue = (text: Text, name: string): Text => state(text, `queue.${name}`);

type Back = { readonly [field: string]: unknown };
const flushed: Back = {
  error: 'ENXIO',
  resid: 'all',
  validity: 'none',
  scsiStatus: null,
  cardStatus: null,
  adapQStatus: 'cleared',
  sense: null,
};
type Sender = { sendTo: (actor: never, message: never) => void };
type Waiting = readonly { slot: string }[];
type Context = { at: { head: string }; chain: Waiting; active: Waiting };
/** Out of the queue, then iodone with these fields: `times` times. */
const comesBack = (
  enqueue: Sender,
  system: { get: (id: string) => unknown },
  to: string,
  slot: string,
  fields: Back[],
) => {
  enqueue.sendTo(system.get(`scbuf:${slot}`) as never, { type: 'scbuf.dequeued' } as never);
  for (const each of fields)
    enqueue.sendTo(system.get(to) as never, { type: 'sc.iodone', slot, more: 'no', ...flushed, ...each } as never);
};
const ended = (fields: (event: Back) => Back[]) =>
  enqueueActions(({ context, event, enqueue, system }) => {
    const { slot } = event as unknown as { slot: string };
    comesBack(enqueue, system, (context as Context).at.head, slot, fields(event as unknown as Back));
  });
const flushes = (fields: Back) =>
  enqueueActions(({ context, enqueue, system }) => {
    const { at: names, chain } = context as Context;
    for (const { slot } of chain) comesBack(enqueue, system, names.head, slot, [fields]);
  });
/** The sc_buf of a command, filled with these fields instead of the right ones. */
const filled = (fields: (slot: string) => Back) =>
  enqueueActions(({ context, event, enqueue, system }) => {
    const { at: names, op, direction } = context as { at: { slot: string; head: string } } & Back;
    const { flags } = event as unknown as Back;
    const right = { tag: 'SC_NO_Q', noDisconnect: false, async: false, timed: true, bp: false };
    const message: EventObject & Text = { type: 'head.devstrat', slot: names.slot, flags, op, direction, ...right };
    enqueue.sendTo(system.get(names.head), Object.assign(message, fields(names.slot)));
  });
const good = (changes: Back) => (event: Back) => [
  { error: 'none', resid: event['resid'], sense: event['sense'], ...changes },
];

const medium = { offered: { 'lu.execute.outcome': ['MEDIUM_ERROR 11/00'] }, faults: 1 };
const two = { slots: 2, ...medium };
/** Two of the others wait in the adapter driver when the first one fails. */
const held = { slots: 3, tagged: true, ...medium, device: { activePerDevice: 1 } };
const busFree = { slots: 1, offered: { 'bus.finish.transfer': ['unexpectedBusFree'] }, faults: 1 };
const noAnswer = { slots: 2, offered: { 'bus.select.selection': ['noResponse'] }, faults: 1 };
/** Fails while another transaction is on its way to the adapter driver. */
const cardFails = { slots: 2, offered: { 'transaction.start.card': ['SC_ADAPTER_HDW_FAILURE'] }, faults: 1 };
const short = { slots: 2, offered: { 'lu.execute.outcome': ['short'] }, faults: 1 };
const hang = { slots: 1, targets: 2, offered: { 'target.command.arrival': ['hang'] }, faults: 2 };

/** The row of `device.ended` in RUN for good ends. */
const goodRow = (text: Text): Text => guarded(rowsFor(queue(text, 'RUN'), 'device.ended'), 'good');
const haltsAfterGood = (text: Text): void => {
  const row = goodRow(text);
  row['actions'] = [...(row['actions'] as string[]), 'flush the chain: ENXIO', 'the chain is empty'];
};

/** At least one for each property of the AIX drivers above a parallel bus. */
export const brokenAix: readonly BrokenAix[] = [
  {
    property: 'aix-I19',
    how: 'a request that is too long is taken',
    system: { offered: { 'sc.strategy.defect': ['size'] }, faults: 1 },
    variant: withMachine(
      aixAdapterMachine,
      rewritten(aixAdapterMachine, (text) => {
        const tests = (text['on'] as Text)['sc.strategy'] as Text[];
        (text['on'] as Text)['sc.strategy'] = tests.filter(
          (each) => !JSON.stringify(each).includes("'size'") && !JSON.stringify(each).includes('"size"'),
        );
      }),
    ),
  },
  {
    property: 'aix-I20',
    how: 'a request that was carried along fails, although the sc_buf came back good',
    system: {
      slots: 3,
      aixDisk: { coalesce: true, queueDepth: 1 },
      forever: [{ op: 'read' }, { op: 'read', continues: 'yes' }],
    },
    variant: command((text) => {
      rowsFor(state(text, 'queued'), 'dd.carried')[0]!['actions'] = [
        'iodone for the request: EIO',
        'forget the request',
      ];
    }),
  },
  {
    property: 'aix-I23',
    how: 'SC_DELAY_CMD is ignored',
    system: { offered: hang.offered, faults: 1 },
    variant: named('AIX: SC_DELAY_CMD ignored'),
  },
  {
    property: 'aix-I23',
    how: 'the delay passes, and nothing waits for it',
    system: { offered: hang.offered, faults: 1 },
    variant: device(none, { guards: { 'the next one has to wait after a reset': () => false } }),
  },
  {
    property: 'aix-shared-writes',
    how: 'a unit that is reserved for registrants takes what comes',
    system: {
      foreign: ['prRegister', 'prReserve'],
      aixDisk: { openFlags: ['SC_PR_SHARED_REGISTER'] },
      forever: [{ op: 'write' }],
      faults: 2,
    },
    variant: withMachine(
      logicalUnitMachine,
      rewritten(logicalUnitMachine, (text) => {
        for (const event of ['lu.command', 'lu.execute'])
          without(rowsFor(state(text, 'server.serving'), event), 'kept from those who are not registered');
      }),
    ),
  },
  ...(['SC_SINGLE', 'SC_DIAGNOSTIC'] as const).map((flag) => ({
    property: 'aix-open-alone',
    how: `${flag} means nothing to those who come later`,
    system: {
      openers: [
        { type: 'world.open', flags: [flag] },
        { type: 'world.open', flags: ['SC_NO_RESERVE'] },
      ] satisfies OpenerHappening[],
      faults: 3,
    },
    variant: withMachine(
      aixDiskOpensMachine,
      rewritten(aixDiskOpensMachine, (text) => {
        without(alwaysOf(state(text, 'at rest')), 'an open of a disk that is open exclusively or for diagnostics');
      }),
    ),
  })),
  {
    property: 'aix-open-alone',
    how: 'SC_SINGLE means nothing to those who were there before',
    system: {
      openers: [
        { type: 'world.open', flags: ['SC_NO_RESERVE'] },
        { type: 'world.open', flags: ['SC_NO_RESERVE', 'SC_SINGLE'] },
      ],
      faults: 3,
    },
    variant: withMachine(
      aixDiskOpensMachine,
      rewritten(aixDiskOpensMachine, (text) => {
        without(alwaysOf(state(text, 'at rest')), 'an exclusive open of a disk that is open');
      }),
    ),
  },
  {
    property: 'aix-I1',
    how: 'iodone is called twice',
    system: two,
    variant: device(none, { actions: { 'iodone: good': ended((event) => [...good({})(event), ...good({})(event)]) } }),
  },
  {
    property: 'aix-I1-back',
    how: 'the last one goes first, so that one may wait for ever',
    system: { slots: 3 },
    variant: named('AIX: the last one goes first'),
  },
  {
    property: 'aix-I2',
    how: 'the last one goes first',
    system: { ...two, slots: 3 },
    variant: named('AIX: the last one goes first'),
  },
  {
    property: 'aix-I3',
    how: 'the last one goes first',
    system: { ...two, slots: 3 },
    variant: named('AIX: the last one goes first'),
  },
  {
    property: 'aix-I4',
    how: 'iodone is called before the queue is left',
    system: two,
    variant: named('AIX: iodone before the queue is left'),
  },
  {
    property: 'aix-I5',
    how: 'nobody asks for the hardware',
    system: two,
    variant: device((text) => {
      delete queue(text, 'RUN')['always'];
    }),
  },
  {
    property: 'aix-I6',
    how: 'b_resid is zero whatever was transferred',
    system: short,
    variant: device(none, { actions: { 'iodone: good': ended(good({ resid: 'zero' })) } }),
  },
  {
    property: 'aix-I7',
    how: 'ENXIO with a status',
    system: two,
    variant: device(none, {
      actions: { 'flush the chain: ENXIO': flushes({ validity: 'SC_ADAPTER_ERROR', cardStatus: 'SC_SCSI_BUS_FAULT' }) },
    }),
  },
  {
    property: 'aix-I8',
    how: 'both status fields at once',
    system: two,
    variant: device(none, {
      actions: {
        'iodone: EIO, queue cleared': ended(() => [
          {
            error: 'EIO',
            validity: 'SC_SCSI_ERROR',
            scsiStatus: 'SC_CHECK_CONDITION',
            cardStatus: 'SC_SCSI_BUS_FAULT',
          },
        ]),
      },
    }),
  },
  {
    property: 'aix-I9',
    how: 'the recovery command releases the queue',
    system: held,
    variant: named('AIX: the recovery command releases the queue'),
  },
  {
    property: 'aix-I10',
    how: 'a halted queue starts what it gets',
    system: cardFails,
    variant: named('AIX: a halted queue starts what it gets'),
  },
  {
    property: 'aix-I11',
    how: 'a halted queue rejects what it gets',
    system: cardFails,
    variant: device((text) => {
      guarded(rowsFor(queue(text, 'HALT_CLEARED'), 'device.strategy'), undefined)['actions'] = 'iodone: EINVAL';
    }),
  },
  {
    property: 'aix-I12',
    how: 'a cleared queue is called kept',
    system: two,
    variant: named('AIX: a cleared queue is called kept'),
  },
  {
    property: 'aix-I12-one',
    how: 'what is flushed comes back with EIO',
    system: two,
    variant: device(none, {
      actions: {
        'flush the chain: ENXIO': flushes({
          error: 'EIO',
          validity: 'SC_SCSI_ERROR',
          scsiStatus: 'SC_CHECK_CONDITION',
        }),
      },
    }),
  },
  {
    property: 'aix-I13',
    how: 'a queue is called kept that no CHECK CONDITION has halted',
    system: { ...noAnswer, tagged: true },
    variant: named('AIX: a cleared queue is called kept'),
  },
  {
    property: 'aix-I14',
    how: 'the head driver sends a second request sense, and the adapter driver takes it',
    system: held,
    variant: (specs) =>
      device((text) => {
        guarded(rowsFor(queue(text, 'HELD_SENSED'), 'device.strategy'), undefined)['actions'] = [
          'tell the sc_buf: chained',
          'put at the head of the chain',
        ];
      })(
        head((text) => {
          guarded(alwaysOf(state(text, 'traffic.going on')), 'the queue was kept')['actions'] = 'send REQUEST SENSE';
        })(specs),
      ),
  },
  {
    property: 'aix-I14-one',
    how: 'the adapter driver does not wait for an untagged one that is active',
    system: two,
    variant: device(none, {
      guards: {
        'there is something to start': ({ context }: { context: Context }) => context.chain.length > 0,
        'there is something to start, and the hardware was not asked': ({ context }: { context: Context & Back }) =>
          context.chain.length > 0 && context['asked'] === false,
      },
    }),
  },
  {
    property: 'aix-I15',
    how: 'the head driver goes on before SC_Q_CLR is back',
    system: { ...held, aixDisk: { afterSense: 'clear' } },
    variant: head((text) => {
      Object.assign(guarded(alwaysOf(state(text, 'traffic.going on')), 'the kept queue has to be cleared'), {
        target: 'resumed',
        actions: ['send SC_Q_CLR', 'the queue is not held', 'SC_RESUME is due'],
      });
    }),
  },
  {
    property: 'aix-I16',
    how: 'held ones go on in the wrong order',
    system: held,
    variant: device(
      (text) => {
        const row = guarded(rowsFor(queue(text, 'HELD_SENSED'), 'device.strategy'), 'SC_Q_RESUME, no command');
        row['actions'] = ['iodone: nothing to carry out', 'the chain is turned round'];
      },
      {
        actions: {
          'the chain is turned round': assign(({ context }) => ({ chain: [...(context as Context).chain].reverse() })),
        },
      },
    ),
  },
  { property: 'aix-I17', how: 'a good end flushes the chain', system: two, variant: device(haltsAfterGood) },
  {
    property: 'aix-I18',
    how: 'the adapter driver tries again after hand-over',
    system: busFree,
    variant: named('AIX: the adapter tries again after hand-over'),
  },
  {
    property: 'aix-I21',
    how: 'a request is answered when its sc_buf is chained',
    system: { slots: 1 },
    variant: device(none, {
      actions: {
        'tell the sc_buf: chained': enqueueActions(({ event, enqueue, system }) => {
          const { slot } = event as unknown as { slot: string };
          const early: EventObject & Text = { type: 'buf.biodone', slot, error: 'none', resid: 'zero', more: 'no' };
          enqueue.sendTo(system.get(`scbuf:${slot}`), { type: 'scbuf.chained' });
          enqueue.sendTo(system.get(`app:${slot}`), early);
        }),
      },
    }),
  },
  {
    property: 'aix-I22',
    how: 'every command is asynchronous',
    system: { slots: 1 },
    variant: command(none, { actions: { 'fill the sc_buf': filled(() => ({ async: true })) } }),
  },
  {
    property: 'aix-I24',
    how: 'every other command is sent without a tag',
    system: { slots: 2, tagged: true },
    variant: command(none, {
      actions: {
        'fill the sc_buf': filled((slot) => ({ tag: slot.endsWith('1') ? 'SC_SIMPLE_Q' : 'SC_NO_Q' })),
      },
    }),
  },
  {
    property: 'aix-I25',
    how: 'CHECK CONDITION does not halt the queue',
    system: two,
    variant: device((text) => {
      guarded(rowsFor(queue(text, 'RUN'), 'device.ended'), undefined)['target'] = 'RUN';
      guarded(rowsFor(queue(text, 'RUN'), 'device.ended'), undefined)['actions'] = [
        'it is not active any more',
        'iodone: EIO, queue cleared',
      ];
    }),
  },
  {
    property: 'aix-I32',
    how: 'the head driver submits twice, and nobody minds',
    system: { slots: 1 },
    variant: (specs) =>
      withMachine(
        scBufMachine,
        rewritten(scBufMachine, (text) => {
          at(text, 'states', 'devstrat', 'on')['scbuf.devstrat'] = {};
        }),
      )(
        head((text) => {
          const [row] = rowsFor(state(text, 'traffic'), 'head.devstrat');
          Object.assign(row ?? {}, { actions: ['call devstrat', 'call devstrat'] });
        })(specs),
      ),
  },
  {
    property: 'aix-I33',
    how: 'a short transfer halts the queue',
    system: short,
    variant: device(
      (text) => {
        rowsFor(queue(text, 'RUN'), 'device.ended').unshift({
          guard: 'good, and short',
          target: 'HALT_CLEARED',
          actions: ['it is not active any more', 'iodone: good', 'flush the chain: ENXIO', 'the chain is empty'],
        });
      },
      {
        guards: {
          'good, and short': ({ event }: { event: Back }) => event['status'] === 'GOOD' && event['resid'] !== 'zero',
        },
      },
    ),
  },
  {
    property: 'aix-I34',
    how: 'what was flushed is lost',
    system: two,
    variant: named('AIX: what was flushed is lost'),
  },
  {
    property: 'aix-sense-lost',
    how: 'the head driver asks for sense data all the same',
    system: { ...held, aixDisk: { afterCheckCondition: 'resume' } },
    variant: head(none, {
      guards: {
        'the head driver does not ask for sense data': () => false,
        'the queue was kept, and no request sense went out': () => false,
      },
    }),
  },
  {
    property: 'aix-flushed-innocent',
    how: 'what waits is not flushed',
    system: two,
    variant: device((text) => {
      guarded(rowsFor(queue(text, 'RUN'), 'device.ended'), undefined)['actions'] = [
        'it is not active any more',
        'iodone: EIO, queue cleared',
      ];
    }),
  },
  {
    property: 'aix-place',
    how: 'what has timed out is given back, and the bus is not reset',
    system: hang,
    variant: device((text) => {
      Object.assign(at(queue(text, 'RUN'), 'on'), {
        'device.timeout': {
          target: 'HALT_CLEARED',
          actions: ['end what is active: reset', 'nothing is active', 'flush the chain: ENXIO', 'the chain is empty'],
        },
      });
    }),
  },
  {
    property: 'aix-victim-of-reset',
    how: 'all that a reset ends are said to have timed out',
    system: hang,
    variant: device(none, {
      actions: {
        'end what is active: reset': enqueueActions(({ context, enqueue, system }) => {
          const { at: names, active } = context as Context;
          for (const { slot } of active) {
            enqueue.sendTo(system.get(`scsit:${slot}`), { type: 'transaction.drop' });
            const timedOut = { error: 'EIO', validity: 'SC_ADAPTER_ERROR', cardStatus: 'SC_CMD_TIMEOUT' };
            comesBack(enqueue, system, names.head, slot, [timedOut]);
          }
        }),
      },
    }),
  },
];
