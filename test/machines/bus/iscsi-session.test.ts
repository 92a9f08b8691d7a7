import { describe } from 'vitest';
import { rows } from '../rows.ts';
import {
  absent,
  cleared,
  command,
  connectionLost,
  disconnect,
  drop,
  finish,
  linkDown,
  linkUp,
  login,
  logout,
  manage,
  moved,
  NexusBench,
  type NexusRow,
  reselect,
  wait,
} from './nexus-bench.ts';

const free = () => new NexusBench('iscsi-session', { loggedIn: false });
const session = () => new NexusBench('iscsi-session');
/** A and B are open, A has its turn, an ABORT TASK for B is under way. */
const busy = () => session().after(command('A'), command('B'), reselect('A'), manage('ABORT_TASK', 'B'));
const leaving = () => busy().after(logout);
const failed = () => busy().after(connectionLost);
const reinstatable = () => failed().waited('time2wait');
const retained = () => busy().after(linkDown);
const down = () => free().after(linkDown);

const lost = ['lost A', 'lost B', 'taskManagementDone B ABORT_TASK noResponse'];
const close = [...lost, 'target: nexusLost true'];
/** Nothing travels. */
const nowhere = (now: string): readonly NexusRow[] => [
  ['a command', command('C'), ['noResponse C'], now],
  ['a function', manage('CLEAR_ACA'), ['taskManagementDone CLEAR_ACA noResponse'], now],
];
const negotiating = 'login phase.security negotiation';

describe('an iSCSI session', () => {
  rows('free', free, [
    ...nowhere('free'),
    ['logout', logout, ['loggedOut'], 'free'],
    ['login', login(), [], `${negotiating} securityNegotiation`],
    ['login, rejected', login('rejected'), ['loginFailed'], 'free'],
    ['a reset by another initiator', cleared('reset'), [], 'free'],
    ['the device disappears', absent, ['targetGone'], 'gone'],
    ['the network breaks', linkDown, ['targetGone'], 'network down.no session'],
    ['the network is whole', linkUp(), [], 'free'],
    ['a connection breaks', connectionLost, [], 'free'],
  ]);

  const again = () => busy().after(login());
  rows('free, with an older loss under way', () => again().after(logout), [
    ['the target has reacted to the function', cleared('message'), [], 'free A! loss'],
    ['the answer that it was about to give', finish('A'), [], 'free ABORT_TASK() loss'],
    ['it has lost the command', drop('A'), [], 'free ABORT_TASK() loss'],
    ['it rests', disconnect('A'), [], 'free ABORT_TASK() loss'],
    ['it asks for a turn', reselect('B'), [], 'free A! ABORT_TASK() loss'],
    ['a reset by another initiator', cleared('reset'), [], 'free A! ABORT_TASK() loss'],
    ['the device disappears', absent, ['targetGone'], 'gone'],
  ]);

  rows('login phase', () => free().after(login()), [
    ['login once more', login(), [], `${negotiating} securityNegotiation`],
    ['a command', command('A'), ['noResponse A'], `${negotiating} securityNegotiation`],
    ['logout', logout, ['loggedOut'], 'free'],
    ['authenticated', wait('securityNegotiation'), [], 'login phase.operational negotiation operationalNegotiation'],
    ['the connection breaks', connectionLost, ['loginFailed'], 'free'],
    ['the device disappears', absent, ['loginFailed', 'targetGone'], 'gone'],
    ['the network breaks', linkDown, ['loginFailed', 'targetGone'], 'network down.no session'],
  ]);
  rows('operational negotiation', () => free().after(login()).waited('securityNegotiation'), [
    ['agreed', wait('operationalNegotiation'), ['loggedIn'], 'full feature phase'],
  ]);
  rows('a login that reinstates a session', again, [
    ['authenticated', wait('securityNegotiation'), [], 'login phase.closing the old session A! ABORT_TASK() loss'],
    ['the device disappears', absent, ['loginFailed', 'targetGone'], 'gone'],
  ]);
  rows('closing the old session', () => again().waited('securityNegotiation').after(cleared('message')), [
    [
      'the target has closed it',
      cleared('nexusLoss'),
      [],
      'login phase.operational negotiation A! operationalNegotiation',
    ],
  ]);

  const on = 'full feature phase';
  rows(on, busy, [
    ['a command', command('C'), ['target: command C'], `${on} A B C A! ABORT_TASK(B)`],
    ['nobody answers', command('C', 'noResponse'), ['noResponse C'], `${on} A B A! ABORT_TASK(B)`],
    ['lost on its way', command('C', 'lost'), [], `${on} A B C A! ABORT_TASK(B)`],
    ['a function', manage('ABORT_TASK_SET'), ['target: message'], `${on} A B A! ABORT_TASK(B) ABORT_TASK_SET(AB)`],
    [
      'a function, refused',
      manage('CLEAR_ACA', null, 'rejected'),
      ['taskManagementDone CLEAR_ACA rejected'],
      `${on} A B A! ABORT_TASK(B)`,
    ],
    [
      'a function, not answered',
      manage('CLEAR_ACA', null, 'noResponse'),
      ['taskManagementDone CLEAR_ACA noResponse'],
      `${on} A B A! ABORT_TASK(B)`,
    ],
    ['login', login(), close, `${negotiating} A! ABORT_TASK() loss securityNegotiation`],
    ['login beside it, rejected', login('rejected'), ['loginFailed'], `${on} A B A! ABORT_TASK(B)`],
    ['logout', logout, close, 'logging out A! ABORT_TASK() loss'],
    ['an answer', finish('A'), ['completed A'], `${on} B ABORT_TASK(B)`],
    ['an answer to what ABORT TASK was for', finish('B'), ['completed B'], `${on} A A! ABORT_TASK()`],
    ['an answer that is lost', finish('A', 'unexpectedBusFree'), [], `${on} A B ABORT_TASK(B)`],
    ['it rests', disconnect('A'), [], `${on} A B ABORT_TASK(B)`],
    ['the target loses it', drop('A'), [], `${on} A B ABORT_TASK(B)`],
    ['it asks for a turn, but a function is under way', reselect('B'), [], `${on} A B A! ABORT_TASK(B)`],
    ['the function takes effect', cleared('message'), ['taskManagementDone B ABORT_TASK ok'], `${on} A A!`],
    [
      'a reset by another initiator',
      cleared('reset'),
      ['lost A', 'lost B', 'reset', 'target: nexusLost false'],
      `${on} A! ABORT_TASK() loss`,
    ],
    ['the device disappears', absent, [...lost, 'targetGone'], 'gone'],
    [
      'the connection breaks',
      connectionLost,
      [...lost, 'targetGone'],
      'session failed.waiting A! ABORT_TASK() time2wait',
    ],
    [
      'the network breaks',
      linkDown,
      [...lost, 'targetGone'],
      'network down.session retained A! ABORT_TASK() time2retain',
    ],
    ['the network is whole', linkUp(), [], `${on} A B A! ABORT_TASK(B)`],
    ['the target moves', moved, [...close, 'targetGone'], 'moved.waiting A! ABORT_TASK() loss time2wait'],
  ]);
  rows(`${on}, without anything pending`, () => session().after(command('A')), [
    ['it asks for a turn', reselect('A'), ['target: reconnected A'], `${on} A A!`],
  ]);
  rows(`${on}, after a reset by another initiator`, () => busy().after(cleared('reset')), [
    ['an answer from before', finish('A'), [], `${on} ABORT_TASK() loss`],
    ['the function', cleared('message'), ['taskManagementDone B ABORT_TASK ok'], `${on} A! loss`],
  ]);
  rows(`${on}, when only the reset is to be noticed`, () => session().after(command('A'), cleared('reset')), [
    ['it is', cleared('nexusLoss'), [], on],
  ]);

  rows('logging out', leaving, [
    ...nowhere('logging out A! ABORT_TASK() loss'),
    ['logout', logout, [], 'logging out A! ABORT_TASK() loss'],
    ['login', login(), ['loginFailed'], 'logging out A! ABORT_TASK() loss'],
    ['an answer', finish('A'), [], 'logging out ABORT_TASK() loss'],
    ['the function takes effect', cleared('message'), [], 'logging out A! loss'],
    ['a reset by another initiator', cleared('reset'), [], 'logging out A! ABORT_TASK() loss'],
    ['the device disappears', absent, ['loggedOut', 'targetGone'], 'gone'],
    ['the connection breaks', connectionLost, ['loggedOut'], 'free A! ABORT_TASK() loss'],
    ['the network breaks', linkDown, ['loggedOut', 'targetGone'], 'network down.no session A! ABORT_TASK() loss'],
  ]);
  rows('logging out, the function done', () => leaving().after(cleared('message')), [
    ['closed', cleared('nexusLoss'), ['loggedOut'], 'free A!'],
  ]);
  rows('logging out after a reset', () => session().after(cleared('reset'), logout), [
    ['the reset is noticed first', cleared('nexusLoss'), [], 'logging out loss'],
  ]);

  rows('session failed', failed, [
    ...nowhere('session failed.waiting A! ABORT_TASK() time2wait'),
    ['login, too early', login(), ['loginFailed'], 'session failed.waiting A! ABORT_TASK() time2wait'],
    [
      'Time2Wait',
      wait('time2wait'),
      ['targetBack same'],
      'session failed.may be reinstated A! ABORT_TASK() time2retain',
    ],
    ['an answer', finish('A'), [], 'session failed.waiting ABORT_TASK() time2wait'],
    ['the network breaks', linkDown, [], 'network down.session retained A! ABORT_TASK() time2retain'],
    ['the device disappears', absent, [], 'gone'],
    ['the target moves', moved, ['target: nexusLost true'], 'moved.waiting A! ABORT_TASK() loss time2wait'],
  ]);
  rows('the target has moved', () => busy().after(moved), [
    ['the device disappears', absent, [], 'gone'],
    ['Time2Wait', wait('time2wait'), ['targetBack same'], 'moved.may log in A! ABORT_TASK() loss'],
  ]);
  const still = 'session failed.may be reinstated';
  rows('session failed, and may be reinstated', reinstatable, [
    ['login', login(), ['target: nexusLost true'], `${negotiating} A! ABORT_TASK() loss securityNegotiation`],
    ['login, rejected', login('rejected'), ['loginFailed'], `${still} A! ABORT_TASK() time2retain`],
    ['logout', logout, ['loggedOut'], `${still} A! ABORT_TASK() time2retain`],
    ['Time2Retain', wait('time2retain'), ['target: nexusLost true'], 'free A! ABORT_TASK() loss'],
    ['the network breaks', linkDown, ['targetGone'], 'network down.session retained A! ABORT_TASK() time2retain'],
    ['the device disappears', absent, ['targetGone'], 'gone'],
    ['the target moves', moved, ['target: nexusLost true'], 'moved.may log in A! ABORT_TASK() loss'],
    ['the connection, which is lost', connectionLost, [], `${still} A! ABORT_TASK() time2retain`],
  ]);

  rows('network down, session retained', retained, [
    ...nowhere('network down.session retained A! ABORT_TASK() time2retain'),
    ['login', login(), ['loginFailed'], 'network down.session retained A! ABORT_TASK() time2retain'],
    ['the network breaks', linkDown, [], 'network down.session retained A! ABORT_TASK() time2retain'],
    ['the network is whole', linkUp(), ['targetBack same'], `${still} A! ABORT_TASK() time2retain`],
    [
      'the network is whole, the target at another portal',
      linkUp('changed'),
      ['target: nexusLost true', 'targetBack same'],
      'moved.may log in A! ABORT_TASK() loss',
    ],
    ['Time2Retain', wait('time2retain'), ['target: nexusLost true'], 'network down.no session A! ABORT_TASK() loss'],
    ['the device disappears', absent, [], 'gone'],
  ]);
  rows('network down, no session', down, [
    ['login', login(), ['loginFailed'], 'network down.no session'],
    ['the network breaks', linkDown, [], 'network down.no session'],
    ['the network is whole', linkUp(), ['targetBack same'], 'free'],
    ['the device disappears', absent, [], 'gone'],
  ]);
  rows('gone', () => busy().after(absent), [
    ...nowhere('gone'),
    ['login', login(), ['loginFailed'], 'gone'],
    ['the network breaks', linkDown, [], 'gone'],
    ['the network is whole', linkUp(), [], 'gone'],
  ]);
});
