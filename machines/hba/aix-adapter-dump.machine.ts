import { assertEvent, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import type { DeviceMessage } from '../protocol/aix-adapter.ts';
import type { DevdumpReturn, DumpCommand, DumpRequest, dumpOutcomes } from '../protocol/aix-dump.ts';
import type { EntryErrno } from '../protocol/aix-entry.ts';
import type { AixAdapterParameters } from '../protocol/aix-parameters.ts';
import { address } from '../protocol/names.ts';
import type { LunQueueMessage } from '../protocol/sam-adapter.ts';
import { send } from '../protocol/send.ts';

/** What an actor of `aix-adapter-dump` is started with. */
export type AixDumpInput = {
  /** adapter name */ name: string;
  params: Pick<AixAdapterParameters, 'maximumTransfer'>;
  /** what DUMPWRITE names the transfer by; without, an sc_buf */ buffer?: 'scsi_buf';
};

export type AixDumpContext = {
  at: { name: string; buffer: 'sc_buf' | 'scsi_buf' };
  params: Pick<AixAdapterParameters, 'maximumTransfer'>;
};

type Context = AixDumpContext;
type Event = DumpRequest;
type From = { context: Context; event: Event };

const commandOf = ({ event }: From): DumpCommand => {
  switch (event.type) {
    case 'dump.started':
    case 'dump.notStarted':
      return 'DUMPWRITE';
    case 'dump.DUMPINIT':
    case 'dump.DUMPSTART':
    case 'dump.DUMPQUERY':
    case 'dump.DUMPWRITE':
    case 'dump.DUMPEND':
    case 'dump.DUMPTERM':
      // What follows the interface is the command.
      return event.type.slice('dump.'.length) as DumpCommand;
  }
};

const returns = (error: EntryErrno, more: (context: Context) => Partial<DevdumpReturn> = () => ({})) =>
  send<Context, Event, DevdumpReturn>(
    ({ event }) => event.replyTo,
    (from) => ({ type: 'devdump.return', command: commandOf(from), error, ...more(from.context) }),
  );

const outcome =
  (...outcomes: readonly (typeof dumpOutcomes)[number][]) =>
  ({ event }: From): boolean =>
    event.type === 'dump.started' && outcomes.includes(event.outcome);

const outOfSequence = {
  actions: 'it fails: EINVAL',
  description: 'Out of sequence.',
  meta: cite('dump-errno'),
} as const;

const ignoredExtra = {
  actions: 'it returns 0',
  description: 'Once more: nothing is done.',
  meta: cite('dump-init'),
} as const;

const query = {
  actions: 'it returns the sizes',
  description: 'DUMPQUERY.',
  meta: cite('dump-query'),
} as const;

/** dddump: no interrupt, no timer, no queue, no iodone. Each call is over, well or badly, when it returns. */
export const aixDumpMachine = setup({
  types: { input: {} as AixDumpInput, context: {} as Context, events: {} as Event },
  guards: {
    spanned: ({ event }) => event.type === 'dump.DUMPWRITE' && event.spanned,
    gathered: ({ event }) => event.type === 'dump.DUMPWRITE' && event.gathered,
    'it names the transfer by a scsi_buf': ({ context }) => context.at.buffer === 'scsi_buf',
    'all is written': outcome('ok'),
    'it takes too long': outcome('timeout'),
  },
  actions: {
    'it returns 0': returns('none'),
    'it returns the sizes': returns('none', ({ params }) => ({ least: 0, most: params.maximumTransfer })),
    'it fails: EINVAL': returns('EINVAL'),
    'it fails: EIO': returns('EIO'),
    'it fails: ETIMEDOUT': returns('ETIMEDOUT'),
    'was the device started?': send<Context, Event, DeviceMessage>(
      ({ event }) => {
        assertEvent(event, 'dump.DUMPWRITE');
        return address.deviceQueue(event.lun);
      },
      ({ event }) => ({ type: 'device.dump', outcome: 'ok', replyTo: event.replyTo }),
    ),
    'was the logical unit started?': send<Context, Event, LunQueueMessage>(
      ({ event }) => {
        assertEvent(event, 'dump.DUMPWRITE');
        return address.samQueue(event.lun);
      },
      ({ event }) => ({ type: 'lunq.dump', outcome: 'ok', replyTo: event.replyTo }),
    ),
  },
}).createMachine({
  id: 'aix-adapter-dump',
  description: 'dddump of an AIX SCSI adapter driver.',
  context: ({ input: { name, buffer, params } }) => ({ at: { name, buffer: buffer ?? 'sc_buf' }, params }),
  initial: 'IDLE',
  states: {
    IDLE: {
      description: 'No dump is prepared.',
      on: {
        'dump.DUMPINIT': {
          target: 'INITED',
          actions: 'it returns 0',
          description: 'DUMPINIT: the code is pinned.',
          meta: cite('dump-init'),
        },
        'dump.DUMPSTART': outOfSequence,
        'dump.DUMPQUERY': outOfSequence,
        'dump.DUMPWRITE': outOfSequence,
        'dump.DUMPEND': outOfSequence,
        'dump.DUMPTERM': outOfSequence,
      },
    },
    INITED: {
      description: 'Prepared.',
      on: {
        'dump.DUMPINIT': ignoredExtra,
        'dump.DUMPSTART': {
          target: 'DUMPING',
          actions: 'it returns 0',
          description: 'DUMPSTART: the dump begins.',
          meta: cite('dump-init'),
        },
        'dump.DUMPQUERY': query,
        'dump.DUMPWRITE': outOfSequence,
        'dump.DUMPEND': outOfSequence,
        'dump.DUMPTERM': {
          target: 'IDLE',
          actions: 'it returns 0',
          description: 'DUMPTERM.',
          meta: cite('dump-end'),
        },
      },
    },
    DUMPING: {
      description: 'The system has failed and its memory is being written.',
      initial: 'between',
      states: {
        between: {
          description: 'Between two calls.',
          on: {
            'dump.DUMPINIT': ignoredExtra,
            'dump.DUMPSTART': ignoredExtra,
            'dump.DUMPQUERY': query,
            'dump.DUMPWRITE': [
              {
                guard: 'spanned',
                actions: 'it fails: EINVAL',
                description: 'A spanned sc_buf.',
                meta: cite('dump-write', 'dump-errno'),
              },
              {
                guard: 'gathered',
                actions: 'it fails: EINVAL',
                description: 'A gathered write.',
                meta: cite('dump-write', 'dump-errno'),
              },
              {
                guard: 'it names the transfer by a scsi_buf',
                target: 'writing',
                actions: 'was the logical unit started?',
                description: 'FCP and iSCSI: the same, with a scsi_buf.',
                meta: cite('dump-write', 'dump-subroutine', 'fscsi-dump'),
              },
              {
                target: 'writing',
                actions: 'was the device started?',
                description: 'DUMPWRITE goes to the hardware at once, past every queue.',
                meta: cite('dump-write', 'dump-subroutine'),
              },
            ],
            'dump.DUMPEND': {
              target: '#aix-adapter-dump.INITED',
              actions: 'it returns 0',
              description: 'DUMPEND.',
              meta: cite('dump-end'),
            },
            'dump.DUMPTERM': outOfSequence,
          },
        },
        writing: {
          description: 'Inside DUMPWRITE: the hardware is watched until it is done. Left in the same step.',
          on: {
            'dump.notStarted': {
              target: 'between',
              actions: 'it fails: EINVAL',
              description: 'The device was not started.',
              meta: cite('dump-write', 'dump-errno'),
            },
            'dump.started': [
              {
                guard: 'all is written',
                target: 'between',
                actions: 'it returns 0',
                description: 'Written.',
                meta: cite('dump-write', 'dump-subroutine'),
              },
              {
                guard: 'it takes too long',
                target: 'between',
                actions: 'it fails: ETIMEDOUT',
                description: 'No answer in time.',
                meta: cite('dump-write-final', 'dump-errno'),
              },
              {
                target: 'between',
                actions: 'it fails: EIO',
                description: 'No resources, or an I/O error.',
                meta: cite('dump-write-final', 'dump-errno'),
              },
            ],
          },
        },
      },
    },
  },
});
