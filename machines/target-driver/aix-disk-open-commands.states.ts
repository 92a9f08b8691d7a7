import { cite } from '../clauses/index.ts';
import type { aixDiskSetup } from './aix-disk.setup.ts';
import { oneAtATime, refuseAll } from './aix-disk-open.rows.ts';

type States = NonNullable<Parameters<typeof aixDiskSetup.createStateConfig>[0]['states']>;

/** The adapter hardware fails during an open: the session ends, as far as it has got. */
const sessionEnds = <To extends 'abandoning' | 'closing'>(target: To, description: string) =>
  ({
    'event.handler': [
      {
        guard: 'the adapter hardware has failed',
        target,
        actions: 'the handler returns',
        description: `SC_FATAL_HDW_ERR: the session ends${description}.`,
        meta: cite('event-fatal', 'dd-events'),
      },
    ],
  }) as const;

/** REGISTER is over. */
const registersFor = <To extends 'sharing' | 'sharing anew'>(target: To) =>
  [
    {
      guard: 'the device is ready',
      target,
      actions: ['what others share is set up', 'prepare RESERVE for registrants', 'it goes first'],
      description: 'Registered: RESERVE, for registrants only.',
      meta: cite('dd-open-shared-register', 'dd-internal-commands'),
    },
    {
      guard: 'its own command is over',
      target: 'stopping',
      actions: ['why open fails', 'SCIOSTOP'],
      description: 'The device does not register anybody, or is reserved by RESERVE: open fails.',
      meta: cite('dd-open-shared-register', 'queue-stop-waits'),
    },
  ] as const;

/** RESERVE, for registrants, is over. */
const shared = [
  {
    guard: 'the registrants have it, and it is to have its mode parameters',
    target: 'setting',
    actions: ['prepare MODE SELECT', 'MODE SELECT goes first'],
    description: 'Reserved for registrants, by this initiator or by another registrant: MODE SELECT.',
    meta: cite('dd-open-shared-register', 'dd-mode-select', 'dd-internal-commands'),
  },
  {
    guard: 'the registrants have it',
    target: 'open',
    description: 'Reserved for registrants, by this initiator or by another registrant: open returns.',
    meta: cite('dd-open-shared-register'),
  },
  {
    guard: 'its own command is over',
    target: 'closing',
    actions: 'why open fails',
    description: 'RESERVE fails otherwise: open fails, and the registration ends.',
    meta: cite('dd-open-shared-register', 'dd-close'),
  },
] as const;

/** The commands of an open: TEST UNIT READY, a reservation alone or with others, MODE SELECT. */
export const commandsOfOpen: States = {
  opening: {
    description: 'TEST UNIT READY, with the recovery that any command gets.',
    on: {
      ...refuseAll,
      ...oneAtATime,
      ...sessionEnds('abandoning', ' before it has begun'),
      'head.done': [
        {
          guard: 'the device is ready and is to be reserved',
          target: 'reserving',
          actions: ['prepare RESERVE', 'it goes first'],
          description: 'Ready: RESERVE.',
          meta: cite('dd-open-reserves', 'dd-internal-commands'),
        },
        {
          guard: 'the device is ready and is to be shared',
          target: 'registering',
          actions: ['prepare REGISTER', 'it goes first'],
          description: 'Ready: REGISTER AND IGNORE EXISTING KEY.',
          meta: cite('dd-open-shared-register', 'dd-internal-commands'),
        },
        {
          guard: 'the device is ready and is to have its mode parameters',
          target: 'setting',
          actions: ['prepare MODE SELECT', 'MODE SELECT goes first'],
          description: 'Ready, and not to be reserved: MODE SELECT.',
          meta: cite('dd-mode-select', 'dd-internal-commands'),
        },
        {
          guard: 'the device is ready',
          target: 'open',
          description: 'Open returns.',
          meta: cite('dd-open'),
        },
        {
          guard: 'the device does not become ready',
          target: 'stopping',
          actions: ['why open fails', 'SCIOSTOP'],
          description: 'Open fails.',
          meta: cite('dd-open', 'queue-stop-waits'),
        },
      ],
    },
  },
  abandoning: {
    description: 'TEST UNIT READY is out, and whatever it says, open fails.',
    on: {
      ...refuseAll,
      ...oneAtATime,
      'head.done': {
        guard: 'its own command is over',
        target: 'stopping',
        actions: 'SCIOSTOP',
        description: 'It has come back: open fails.',
        meta: cite('dd-events', 'dd-open', 'queue-stop-waits'),
      },
    },
  },
  reserving: {
    description: 'RESERVE, with the recovery that any command gets.',
    on: {
      ...refuseAll,
      ...oneAtATime,
      ...sessionEnds('closing', ', as if the disk had been reserved'),
      'head.done': [
        {
          guard: 'the device is ready and is to have its mode parameters',
          target: 'setting',
          actions: ['RESERVE is issued', 'prepare MODE SELECT', 'MODE SELECT goes first'],
          description: 'Reserved: MODE SELECT.',
          meta: cite('dd-open-reserves', 'dd-mode-select', 'dd-internal-commands'),
        },
        {
          guard: 'the device is ready',
          target: 'open',
          actions: 'RESERVE is issued',
          description: 'Reserved: open returns.',
          meta: cite('dd-open-reserves'),
        },
        {
          guard: 'its own command is over',
          target: 'stopping',
          actions: ['why open fails', 'SCIOSTOP'],
          description: 'Another initiator was faster, or RESERVE fails otherwise: open fails.',
          meta: cite('dd-forced-open-window', 'dd-open-reserves', 'queue-stop-waits'),
        },
      ],
    },
  },
  registering: {
    description: 'REGISTER AND IGNORE EXISTING KEY, with the recovery that any command gets.',
    on: {
      ...refuseAll,
      ...oneAtATime,
      ...sessionEnds('closing', ', as if the head driver were registered'),
      'head.done': registersFor('sharing'),
    },
  },
  sharing: {
    description: 'PERSISTENT RESERVE OUT with RESERVE, with the recovery that any command gets.',
    on: {
      ...refuseAll,
      ...oneAtATime,
      ...sessionEnds('closing', ', as if open had returned'),
      'head.done': [
        {
          guard: 'RESERVATION CONFLICT',
          target: 'registering anew',
          actions: ['prepare REGISTER', 'it goes first'],
          description:
            'Another registrant holds the reservation, or this registration was removed: REGISTER once more.',
          meta: cite('dd-shared-conflict', 'dd-internal-commands'),
        },
        ...shared,
      ],
    },
  },
  'registering anew': {
    description: 'REGISTER AND IGNORE EXISTING KEY once more: then a conflict has one reason only.',
    on: {
      ...refuseAll,
      ...oneAtATime,
      ...sessionEnds('closing', ', as if the head driver were registered'),
      'head.done': registersFor('sharing anew'),
    },
  },
  'sharing anew': {
    description: 'RESERVE, for registrants, by an initiator that is registered.',
    on: {
      ...refuseAll,
      ...oneAtATime,
      ...sessionEnds('closing', ', as if open had returned'),
      'head.done': shared,
    },
  },
  setting: {
    description: 'MODE SELECT, with the recovery that any command gets.',
    on: {
      ...refuseAll,
      ...oneAtATime,
      ...sessionEnds('closing', ', as if open had returned'),
      'head.done': [
        {
          guard: 'MODE SELECT has been done',
          target: 'open',
          description: 'Set: open returns.',
          meta: cite('dd-mode-select'),
        },
        {
          guard: 'MODE SELECT is over',
          target: 'closing',
          actions: 'why open fails',
          description: 'The device does not take its mode parameters: open fails, and leaves it as it was.',
          meta: cite('dd-mode-select', 'dd-close'),
        },
      ],
    },
  },
};
