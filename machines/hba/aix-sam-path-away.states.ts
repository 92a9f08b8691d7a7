import { cite } from '../clauses/index.ts';
import { ignored } from '../protocol/ignored.ts';
import { closes, returns, returnsUntracked } from './aix-sam-path.rows.ts';
import type { samPathSetup } from './aix-sam-path.setup.ts';

type State = Parameters<typeof samPathSetup.createStateConfig>[0];

/** Nobody is told. */
export const slow: State = {
  on: {
    'path.open': {
      actions: ['note who opens', 'it cannot be opened', 'nobody waits any more'],
      description: 'SCIOLSTART fails.',
      meta: cite('fscsi-login', 'fscsi-path-slow'),
    },
    ...returnsUntracked,
    ...closes,
    'path.giveUp': {
      actions: 'what it had is gone',
      description: 'Resets do not reach it; nothing of what it had can come back.',
      meta: cite('fscsi-ladder-ends', 'fscsi-path-slow'),
    },
  },
};

/** It may be back before anybody notices. */
export const waiting: State = {
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
};

/** Everybody is told. */
export const away: State = {
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
};

/** It is there, and does not let us in. */
export const refused: State = {
  on: {
    'path.open': {
      target: 'LOGGING_IN',
      actions: ['note who opens', 'log in'],
      description: 'SCIOLSTART: another login, at once.',
      meta: cite('fscsi-login'),
    },
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
};

/** It is somewhere else. */
export const moved: State = {
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
};
