import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';

export const stillAway = {
  guard: 'another device has its id, and it is followed by its name',
  description: 'Another device has its id. It is known by its world wide name: it is still away.',
  meta: cite('fscsi-path-replaced'),
} as const;

const replaced = {
  guard: 'another device has its id',
  target: 'MOVED',
  actions: ['its id belongs to another device', 'all fail for good'],
  description: 'Another device has its id: SCSI_WW_NAME_CHANGE.',
  meta: cite('fscsi-path-replaced'),
} as const;
const movedAway = {
  guard: 'another id, and it is not followed',
  target: 'MOVED',
  actions: 'all fail for good',
  description: 'It is back under another N_Port id, and dynamic tracking is off: nobody knows where.',
  meta: cite('fscsi-path-moved'),
} as const;
const backAgain = {
  target: 'LOGGING_IN',
  actions: 'log in',
  description: 'It is back where it was.',
  meta: cite('fscsi-path-back'),
} as const;

export const returns = {
  'path.back': [
    stillAway,
    replaced,
    movedAway,
    {
      guard: 'another id',
      target: 'LOGGING_IN',
      actions: ['note the other id', 'log in'],
      description: 'Dynamic tracking has found it under another N_Port id.',
      meta: cite('fscsi-path-tracked'),
    },
    backAgain,
  ],
} as const;
/** The same without dynamic tracking: whoever has its id is taken for it, and nobody follows it. */
export const returnsUntracked = { 'path.back': [replaced, movedAway, backAgain] } as const;

/** SCIOLSTOP of a device while there is nothing to log out of. */
export const closes = {
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
export const closesLater = {
  'path.close': {
    actions: 'it is not open any more',
    description: 'SCIOLSTOP; what is to follow from it follows when the answer is there.',
    meta: cite('fscsi-logout'),
  },
} as const;

/** Nobody uses the path when the answer is there: neither a device that is open nor one that waits for it. */
export const unused = {
  guard: 'nobody uses it',
  target: '#aix-sam-path.OUT',
  meta: cite('fscsi-logout'),
} as const;

export const notLoggedIn = {
  guard: 'no device is open',
  target: '#aix-sam-path.OUT',
  actions: ['it cannot be opened', 'nobody waits any more'],
  description: 'The login fails, and no device is open for which another one would be tried.',
  meta: cite('fscsi-login', 'fscsi-logout'),
} as const;

export const loggedInForNobody = (state: 'there' | 'moved') =>
  ({
    guard: 'nobody uses it',
    target: `#aix-sam-path.LOGGING_OUT.${state}`,
    actions: 'log out',
    description: 'Logged in, but SCIOLSTOP was faster: nobody needs it any more.',
    meta: cite('fscsi-logout'),
  }) as const;

export const isGone = { target: 'away', description: 'It has gone.', meta: cite('fscsi-path-fast') } as const;

/** News of the target while a login or logout is under way: which of the states `there`, `away`, `moved` is it in? */
export const news = {
  there: {
    'path.gone': isGone,
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
