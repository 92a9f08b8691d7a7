import { and, assign, enqueueActions, not, setup } from 'xstate';
import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { type Address, address, type InitiatorName, type Lun, type TargetName } from '../protocol/names.ts';
import { delays } from '../protocol/parameters.ts';
import type { LunQueueMessage, PathMessage, PathReply, PortSend } from '../protocol/sam-adapter.ts';
import type { SamAdapterParameters } from '../protocol/sam-parameters.ts';
import type { AdapterStatus, ScsiId } from '../protocol/scsi-buf.ts';
import { send } from '../protocol/send.ts';

export type SamPathInput = {
  target: TargetName;
  initiator: InitiatorName;
  luns: readonly Lun[];
  /** adapter name */ adapter: string;
  /** FCP has N_Port ids, and attributes that say how long to wait for them; iSCSI has sessions. */ protocol:
    | 'fcp'
    | 'iscsi';
  params: SamAdapterParameters;
  /** SCIOLSTART was done before. */ started: boolean;
};

export type SamPathContext = {
  at: Omit<SamPathInput, 'params' | 'luns' | 'adapter'> & { adapter: Address };
  params: SamAdapterParameters;
  luns: readonly Lun[];
  /** Devices that are open. */
  open: readonly Lun[];
  /** Devices whose SCIOLSTART waits for the login. */
  opening: readonly Lun[];
  /** The id under which the target is logged in. */
  scsiId: ScsiId;
  /** What a device driver hears when the id that it knows leads nowhere any more. */
  nowhere: Extract<AdapterStatus, 'SCSI_NO_DEVICE_RESPONSE' | 'SCSI_WW_NAME_CHANGE'>;
};

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

const stillAway = {
  guard: 'another device has its id, and it is followed by its name',
  description: 'Another device has its id. It is known by its world wide name: it is still away.',
  meta: cite('fscsi-path-replaced'),
} as const;

const returns = {
  'path.back': [
    stillAway,
    {
      guard: 'another device has its id',
      target: 'MOVED',
      actions: ['its id belongs to another device', 'all fail for good'],
      description: 'Another device has its id: SCSI_WW_NAME_CHANGE.',
      meta: cite('fscsi-path-replaced'),
    },
    {
      guard: 'another id, and it is not followed',
      target: 'MOVED',
      actions: 'all fail for good',
      description: 'It is back under another N_Port id, and dynamic tracking is off: nobody knows where.',
      meta: cite('fscsi-path-moved'),
    },
    {
      guard: 'another id',
      target: 'LOGGING_IN',
      actions: ['note the other id', 'log in'],
      description: 'Dynamic tracking has found it under another N_Port id.',
      meta: cite('fscsi-path-tracked'),
    },
    {
      target: 'LOGGING_IN',
      actions: 'log in',
      description: 'It is back where it was.',
      meta: cite('fscsi-path-back'),
    },
  ],
} as const;

/** SCIOLSTOP of a device while there is nothing to log out of. */
const closes = {
  'path.close': [
    {
      guard: 'it is the last one that is open',
      target: 'OUT',
      actions: 'it is not open any more',
      description: 'SCIOLSTOP of the last device: there is no login to end, and nobody waits for the target.',
      meta: cite('fscsi-logout'),
    },
    {
      actions: 'it is not open any more',
      description: 'SCIOLSTOP; other devices of the target are open.',
      meta: cite('fscsi-logout'),
    },
  ],
} as const;

/** The same while an answer is under way, which is waited for. */
const closesLater = {
  'path.close': {
    actions: 'it is not open any more',
    description: 'SCIOLSTOP; what is to follow from it follows when the answer is there.',
    meta: cite('fscsi-logout'),
  },
} as const;

/** Nobody uses the path when the answer is there: neither a device that is open nor one that waits for it. */
const unused = {
  guard: 'nobody uses it',
  target: '#aix-sam-path.OUT',
  meta: cite('fscsi-logout'),
} as const;
const notLoggedIn = {
  guard: 'no device is open',
  target: '#aix-sam-path.OUT',
  actions: ['it cannot be opened', 'nobody waits any more'],
  description: 'The login fails, and no device is open for which another one would be tried.',
  meta: cite('fscsi-login', 'fscsi-logout'),
} as const;
const loggedInForNobody = (state: 'there' | 'moved') =>
  ({
    guard: 'nobody uses it',
    target: `#aix-sam-path.LOGGING_OUT.${state}`,
    actions: 'log out',
    description: 'Logged in, but SCIOLSTOP was faster: nobody needs it any more.',
    meta: cite('fscsi-logout'),
  }) as const;

/** News of the target while a login or logout is under way: which of the states `there`, `away`, `moved` is it in? */
const news = {
  there: {
    'path.gone': { target: 'away', description: 'It has gone.', meta: cite('fscsi-path-fast') },
    'path.back': ignored('it is there'),
  },
  away: {
    'path.gone': ignored('it is away'),
    'path.back': [
      stillAway,
      {
        guard: 'another device has its id',
        target: 'moved',
        actions: 'its id belongs to another device',
        description: 'Another device has its id.',
        meta: cite('fscsi-path-replaced'),
      },
      {
        guard: 'another id, and it is not followed',
        target: 'moved',
        description: 'It is back under another N_Port id, and dynamic tracking is off.',
        meta: cite('fscsi-path-moved'),
      },
      {
        guard: 'another id',
        target: 'there',
        actions: 'note the other id',
        description: 'Dynamic tracking has found it under another N_Port id.',
        meta: cite('fscsi-path-tracked'),
      },
      { target: 'there', description: 'It is back where it was.', meta: cite('fscsi-path-back') },
    ],
  },
  moved: {
    'path.gone': ignored('the port that has moved is none of ours any more'),
    'path.back': ignored('the port that has moved is none of ours any more'),
  },
} as const;

/** The way to one target: login, what its loss means, and whether the target is followed when it moves. */
export const samPathMachine = setup({
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
}).createMachine({
  id: 'aix-sam-path',
  description: 'The FCP or iSCSI adapter driver’s way to one target port.',
  context: ({ input: { params, luns, adapter, ...at } }) => ({
    at: { ...at, adapter: address.samAdapter(adapter) },
    params,
    luns,
    open: at.started ? luns : [],
    opening: [],
    scsiId: 'first',
    nowhere: 'SCSI_NO_DEVICE_RESPONSE',
  }),
  initial: 'beginning',
  states: {
    beginning: {
      description: 'A model may begin with devices that were opened before.',
      always: [
        {
          guard: 'SCIOLSTART was done before',
          target: 'LOGGING_IN',
          actions: 'log in',
          description: 'SCIOLSTART has been done: the login with which the model begins.',
          meta: cite('fscsi-login'),
        },
        { target: 'OUT', description: 'SCIOLSTART is to come.', meta: cite('fscsi-login') },
      ],
    },
    OUT: {
      description: 'Not logged in.',
      on: {
        'path.open': {
          target: 'LOGGING_IN',
          actions: ['its id is its own again', 'note who opens', 'log in'],
          description: 'SCIOLSTART: log in to the target of this name.',
          meta: cite('fscsi-login'),
        },
        'path.gone': ignored('nobody uses the path'),
        'path.back': ignored('nobody uses the path; SCIOLSTART will log in'),
        'path.giveUp': ignored('the nexus is gone already'),
      },
    },
    LOGGING_IN: {
      description: 'The login is under way. News of the target may be older than the login; its answer counts.',
      initial: 'there',
      on: {
        'path.open': {
          actions: 'note who opens',
          description: 'SCIOLSTART of another device of the target.',
          meta: cite('fscsi-login'),
        },
        ...closesLater,
        'path.giveUp': ignored('a new nexus is being made already'),
      },
      states: {
        there: {
          description: 'As far as is known the target is there.',
          on: {
            ...news.there,
            'path.loggedIn': [
              loggedInForNobody('there'),
              {
                target: '#aix-sam-path.UP',
                actions: ['commands reach it', 'it is open', 'note that they are open', 'nobody waits any more'],
                description: 'Logged in.',
                meta: cite('fscsi-login', 'fscsi-path-back', 'fscsi-path-tracked'),
              },
            ],
            'path.loginFailed': [
              notLoggedIn,
              {
                target: '#aix-sam-path.REFUSED',
                actions: ['it cannot be opened', 'nobody waits any more', 'all fail: SCSI_TRANSPORT_DEAD'],
                description: 'The target does not take the login.',
                meta: cite('fscsi-login', 'fscsi-path-login-fails'),
              },
            ],
          },
        },
        away: {
          description: 'The target has gone meanwhile.',
          on: {
            ...news.away,
            'path.loggedIn': {
              target: '#aix-sam-path.LOGGING_OUT.away',
              actions: 'log out',
              description: 'The login has reached another device, as its world wide name says.',
              meta: cite('fscsi-path-replaced'),
            },
            'path.loginFailed': [
              notLoggedIn,
              {
                target: '#aix-sam-path.AWAY',
                actions: ['it cannot be opened', 'nobody waits any more'],
                description: 'The login did not reach it.',
                meta: cite('fscsi-login', 'fscsi-path-fast'),
              },
            ],
          },
        },
        moved: {
          description: 'The target has got another N_Port id meanwhile, and is not followed.',
          on: {
            ...news.moved,
            'path.loggedIn': [
              loggedInForNobody('moved'),
              {
                target: '#aix-sam-path.MOVED',
                actions: ['it cannot be opened', 'nobody waits any more', 'all fail for good'],
                description: 'The login has reached a port that is not the one the device driver knows.',
                meta: cite('fscsi-path-moved'),
              },
            ],
            'path.loginFailed': [
              notLoggedIn,
              {
                target: '#aix-sam-path.MOVED',
                actions: ['it cannot be opened', 'nobody waits any more', 'all fail for good'],
                description: 'The login did not reach it.',
                meta: cite('fscsi-path-moved'),
              },
            ],
          },
        },
      },
    },
    UP: {
      description: 'Logged in.',
      on: {
        'path.open': {
          actions: ['note who opens', 'it is open', 'note that they are open', 'nobody waits any more'],
          description: 'SCIOLSTART: there is a login already.',
          meta: cite('fscsi-login'),
        },
        'path.close': [
          {
            guard: 'it is the last one that is open',
            target: 'LOGGING_OUT',
            actions: ['it is not open any more', 'nothing is started', 'log out'],
            description: 'SCIOLSTOP of the last device of the target: log out.',
            meta: cite('fscsi-logout'),
          },
          {
            actions: 'it is not open any more',
            description: 'SCIOLSTOP; other devices of the target are open.',
            meta: cite('fscsi-logout'),
          },
        ],
        'path.gone': [
          {
            guard: 'failure is slow',
            target: 'SLOW',
            actions: 'commands run into their timeouts',
            description: 'delayed_fail without dynamic tracking: nobody is told.',
            meta: cite('fscsi-path-slow'),
          },
          {
            target: 'WAITING',
            actions: 'nothing is started',
            description: 'The target is away; the fabric is asked later, the session may come back.',
            meta: cite('fscsi-path-fast', 'fscsi-path-tracking', 'fscsi-session-lost'),
          },
        ],
        'path.giveUp': {
          target: 'LOGGING_OUT',
          actions: ['nothing is started', 'log out'],
          description: 'Resets do not help: the nexus is given up.',
          meta: cite('fscsi-ladder-ends'),
        },
      },
    },
    SLOW: {
      description: 'The target is away and the commands are left to their timeouts.',
      on: {
        'path.open': {
          actions: ['note who opens', 'it cannot be opened', 'nobody waits any more'],
          description: 'SCIOLSTART fails.',
          meta: cite('fscsi-login', 'fscsi-path-slow'),
        },
        ...returns,
        ...closes,
        'path.gone': ignored('it is away'),
        'path.giveUp': {
          actions: 'what it had is gone',
          description: 'Resets do not reach it; nothing of what it had can come back.',
          meta: cite('fscsi-ladder-ends', 'fscsi-path-slow'),
        },
      },
    },
    WAITING: {
      description: 'The target is away. Nothing is started and nothing fails yet.',
      on: {
        'path.open': {
          actions: ['note who opens', 'it cannot be opened', 'nobody waits any more'],
          description: 'SCIOLSTART fails.',
          meta: cite('fscsi-login', 'fscsi-path-fast'),
        },
        ...returns,
        ...closes,
        'path.gone': ignored('it is away'),
        'path.giveUp': ignored('what became of its commands is told when it is back, or away for good'),
      },
      after: {
        rscnDelay: {
          target: 'AWAY',
          description: 'The query says: it is not there.',
          meta: cite('fscsi-path-fast', 'fscsi-path-tracking', 'fscsi-session-lost'),
        },
      },
    },
    AWAY: {
      description: 'Everything fails at once until the target is back.',
      initial: 'telling',
      states: {
        telling: {
          description: 'What is pending is given back.',
          always: [
            {
              guard: 'there is no need to wait between retries',
              target: 'told',
              actions: 'all fail: SCSI_TRANSPORT_DEAD, NO_DELAY',
              description: 'fast_fail with dynamic tracking: those who try again need not wait.',
              meta: cite('fscsi-path-no-delay'),
            },
            {
              target: 'told',
              actions: 'all fail: SCSI_TRANSPORT_DEAD',
              description: 'What is pending is flushed; what comes fails at once.',
              meta: cite('fscsi-path-fast', 'fscsi-path-tracking', 'fscsi-session-lost'),
            },
          ],
        },
        told: { description: 'Nothing is pending.' },
      },
      on: {
        'path.open': {
          actions: ['note who opens', 'it cannot be opened', 'nobody waits any more'],
          description: 'SCIOLSTART fails.',
          meta: cite('fscsi-login', 'fscsi-path-fast'),
        },
        ...returns,
        ...closes,
        'path.gone': ignored('it is away'),
        'path.giveUp': ignored('it is away; everything has been given back'),
      },
    },
    REFUSED: {
      description: 'The target has refused the login. Everything fails at once until it takes one.',
      on: {
        'path.open': {
          target: 'LOGGING_IN',
          actions: ['note who opens', 'log in'],
          description: 'SCIOLSTART: another login, at once.',
          meta: cite('fscsi-login'),
        },
        ...returns,
        ...closes,
        'path.gone': { target: 'AWAY', description: 'Now it is away as well.', meta: cite('fscsi-path-fast') },
        'path.giveUp': ignored('there is no nexus; everything has been given back'),
      },
      after: {
        rscnDelay: {
          target: 'LOGGING_IN',
          actions: 'log in',
          description: 'Another login.',
          meta: cite('fscsi-path-login-fails'),
        },
      },
    },
    MOVED: {
      description: 'The id that the device driver knows leads nowhere any more: everything fails for good.',
      on: {
        'path.open': {
          actions: ['note who opens', 'it cannot be opened', 'nobody waits any more'],
          description: 'SCIOLSTART fails.',
          meta: cite('fscsi-login', 'fscsi-path-moved'),
        },
        ...closes,
        'path.gone': ignored('the port that has moved is none of ours any more'),
        'path.back': ignored('the port that has moved is none of ours any more'),
        'path.giveUp': ignored('everything has been given back'),
      },
    },
    LOGGING_OUT: {
      description: 'The logout is under way; with it go all commands of the nexus.',
      initial: 'there',
      on: {
        'path.open': {
          actions: 'note who opens',
          description: 'SCIOLSTART: the next login follows.',
          meta: cite('fscsi-login', 'fscsi-logout'),
        },
        ...closesLater,
        'path.giveUp': ignored('the nexus is being given up'),
      },
      states: {
        there: {
          description: 'As far as is known the target is there.',
          on: {
            ...news.there,
            'path.loggedOut': [
              { ...unused, description: 'Logged out; nobody has a device of the target open.' },
              {
                target: '#aix-sam-path.LOGGING_IN',
                actions: ['what it had is gone', 'log in'],
                description: 'All commands have ended with the nexus; a new one is made.',
                meta: cite('fscsi-ladder-ends', 'fscsi-logout'),
              },
            ],
          },
        },
        away: {
          description: 'The target has gone meanwhile.',
          on: {
            ...news.away,
            'path.loggedOut': [
              { ...notLoggedIn, description: 'Logged out; the target is away, so no login follows.' },
              {
                target: '#aix-sam-path.AWAY',
                actions: ['what it had is gone', 'it cannot be opened', 'nobody waits any more'],
                description: 'All commands have ended with the nexus, and the target is away.',
                meta: cite('fscsi-ladder-ends', 'fscsi-path-fast'),
              },
            ],
          },
        },
        moved: {
          description: 'The target has got another N_Port id meanwhile, and is not followed.',
          on: {
            ...news.moved,
            'path.loggedOut': [
              { ...notLoggedIn, description: 'Logged out; nobody knows where the target is, so no login follows.' },
              {
                target: '#aix-sam-path.MOVED',
                actions: ['what it had is gone', 'it cannot be opened', 'nobody waits any more', 'all fail for good'],
                description: 'All commands have ended with the nexus, and nobody knows where the target is.',
                meta: cite('fscsi-ladder-ends', 'fscsi-path-moved'),
              },
            ],
          },
        },
      },
    },
  },
});
