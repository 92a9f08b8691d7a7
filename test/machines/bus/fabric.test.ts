import { describe } from 'vitest';
import { rows } from '../rows.ts';
import {
  absent,
  cleared,
  command,
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

const out = () => new NexusBench('fabric', { loggedIn: false });
const loggedIn = () => new NexusBench('fabric');
/** A and B are open, A has its turn, an ABORT TASK for B is under way. */
const busy = () => loggedIn().after(command('A'), command('B'), reselect('A'), manage('ABORT_TASK', 'B'));
const leaving = () => busy().after(logout);
const down = () => busy().after(linkDown);
const gone = () => busy().after(absent);

const lost = ['lost A', 'lost B', 'taskManagementDone B ABORT_TASK noResponse'];
const close = [...lost, 'target: nexusLost true'];
const nowhere: readonly NexusRow[] = [
  ['a command', command('C'), ['noResponse C'], ''],
  ['a function', manage('CLEAR_ACA'), ['taskManagementDone CLEAR_ACA noResponse'], ''],
];
/** What does not change the state, where nothing is logged in. */
const unchanged = (now: string): readonly NexusRow[] =>
  nowhere.map(([what, message, said]) => [what, message, said, now]);

describe('an I_T nexus of FCP', () => {
  rows('logged out', out, [
    ...unchanged('logged out'),
    ['LOGO', logout, ['loggedOut'], 'logged out'],
    ['PLOGI', login(), [], 'logging in.PLOGI portLogin'],
    ['PLOGI, rejected', login('rejected'), ['loginFailed'], 'logged out'],
    ['a reset by another initiator', cleared('reset'), [], 'logged out'],
    ['the device disappears', absent, ['targetGone'], 'gone'],
    ['the link is lost', linkDown, ['targetGone'], 'link down'],
    ['the link is whole', linkUp(), [], 'logged out'],
    ['the target moves', moved, ['targetGone', 'targetBack changed'], 'logged out'],
  ]);

  /** A new PLOGI while an answer and a function are under way. */
  const again = () => busy().after(login());
  rows('logged out, with an older loss under way', () => again().after(logout), [
    ['the target has reacted to the function', cleared('message'), [], 'logged out A! loss'],
    ['the answer that it was about to give', finish('A'), [], 'logged out ABORT_TASK() loss'],
    ['it has lost the command', drop('A'), [], 'logged out ABORT_TASK() loss'],
    ['it rests', disconnect('A'), [], 'logged out ABORT_TASK() loss'],
    ['it asks for a turn', reselect('B'), [], 'logged out A! ABORT_TASK() loss'],
    ['a reset by another initiator', cleared('reset'), [], 'logged out A! ABORT_TASK() loss'],
    ['the device disappears', absent, ['targetGone'], 'gone'],
  ]);

  rows('PLOGI under way', () => out().after(login()), [
    ['PLOGI once more', login(), [], 'logging in.PLOGI portLogin'],
    ['a command', command('A'), ['noResponse A'], 'logging in.PLOGI portLogin'],
    ['LOGO', logout, ['loggedOut'], 'logged out'],
    ['accepted', wait('portLogin'), [], 'logging in.PRLI processLogin'],
    ['the device disappears', absent, ['loginFailed', 'targetGone'], 'gone'],
    ['the link is lost', linkDown, ['loginFailed', 'targetGone'], 'link down'],
    ['the target moves', moved, ['loginFailed', 'targetGone', 'targetBack changed'], 'logged out'],
  ]);
  rows('PRLI under way', () => out().after(login()).waited('portLogin'), [
    ['accepted', wait('processLogin'), ['loggedIn'], 'logged in'],
  ]);
  rows('PLOGI after a login', again, [
    ['arrives', wait('portLogin'), [], 'logging in.implicit logout A! ABORT_TASK() loss'],
    ['the device disappears', absent, ['loginFailed', 'targetGone'], 'gone'],
  ]);
  rows('implicit logout', () => again().waited('portLogin').after(cleared('message')), [
    ['the target has closed the old login', cleared('nexusLoss'), [], 'logging in.PRLI A! processLogin'],
  ]);

  rows('logged in', busy, [
    ['a command', command('C'), ['target: command C'], 'logged in A B C A! ABORT_TASK(B)'],
    ['nobody answers', command('C', 'noResponse'), ['noResponse C'], 'logged in A B A! ABORT_TASK(B)'],
    ['lost on its way', command('C', 'lost'), [], 'logged in A B C A! ABORT_TASK(B)'],
    ['a function', manage('ABORT_TASK_SET'), ['target: message'], 'logged in A B A! ABORT_TASK(B) ABORT_TASK_SET(AB)'],
    [
      'a function, refused',
      manage('CLEAR_ACA', null, 'rejected'),
      ['taskManagementDone CLEAR_ACA rejected'],
      'logged in A B A! ABORT_TASK(B)',
    ],
    [
      'a function, not answered',
      manage('CLEAR_ACA', null, 'noResponse'),
      ['taskManagementDone CLEAR_ACA noResponse'],
      'logged in A B A! ABORT_TASK(B)',
    ],
    ['PLOGI', login(), close, 'logging in.PLOGI A! ABORT_TASK() loss portLogin'],
    ['PLOGI, rejected', login('rejected'), [...close, 'loginFailed'], 'logged out A! ABORT_TASK() loss'],
    ['LOGO', logout, close, 'logging out A! ABORT_TASK() loss'],
    ['an answer', finish('A'), ['completed A'], 'logged in B ABORT_TASK(B)'],
    ['an answer to what ABORT TASK was for', finish('B'), ['completed B'], 'logged in A A! ABORT_TASK()'],
    ['an answer that is lost', finish('A', 'unexpectedBusFree'), [], 'logged in A B ABORT_TASK(B)'],
    ['it rests', disconnect('A'), [], 'logged in A B ABORT_TASK(B)'],
    ['the target loses it', drop('A'), [], 'logged in A B ABORT_TASK(B)'],
    ['it asks for a turn, but a function is under way', reselect('B'), [], 'logged in A B A! ABORT_TASK(B)'],
    ['the function takes effect', cleared('message'), ['taskManagementDone B ABORT_TASK ok'], 'logged in A A!'],
    [
      'a reset by another initiator',
      cleared('reset'),
      ['lost A', 'lost B', 'reset', 'target: nexusLost false'],
      'logged in A! ABORT_TASK() loss',
    ],
    ['the device disappears', absent, [...lost, 'targetGone'], 'gone'],
    ['the link is lost', linkDown, [...close, 'targetGone'], 'link down A! ABORT_TASK() loss'],
    ['the link is whole', linkUp(), [], 'logged in A B A! ABORT_TASK(B)'],
    ['the target moves', moved, [...close, 'targetGone', 'targetBack changed'], 'logged out A! ABORT_TASK() loss'],
  ]);
  rows('logged in, without anything pending', () => loggedIn().after(command('A')), [
    ['it asks for a turn', reselect('A'), ['target: reconnected A'], 'logged in A A!'],
  ]);
  rows('logged in, after a reset by another initiator', () => busy().after(cleared('reset')), [
    ['an answer from before', finish('A'), [], 'logged in ABORT_TASK() loss'],
    ['the same slot again', command('A'), ['target: command A'], 'logged in A A! ABORT_TASK() loss'],
    ['the function', cleared('message'), ['taskManagementDone B ABORT_TASK ok'], 'logged in A! loss'],
  ]);
  rows('logged in, after a reset, its slot used again', () => busy().after(cleared('reset'), command('A')), [
    ['an answer from before', finish('A'), [], 'logged in A ABORT_TASK() loss'],
  ]);
  rows('logged in, when only the reset is to be noticed', () => loggedIn().after(command('A'), cleared('reset')), [
    ['it is', cleared('nexusLoss'), [], 'logged in'],
  ]);

  rows('logging out', leaving, [
    ...unchanged('logging out A! ABORT_TASK() loss'),
    ['LOGO', logout, [], 'logging out A! ABORT_TASK() loss'],
    ['PLOGI', login(), ['loginFailed'], 'logging out A! ABORT_TASK() loss'],
    ['an answer', finish('A'), [], 'logging out ABORT_TASK() loss'],
    ['the function takes effect', cleared('message'), [], 'logging out A! loss'],
    ['a reset by another initiator', cleared('reset'), [], 'logging out A! ABORT_TASK() loss'],
    ['the device disappears', absent, ['loggedOut', 'targetGone'], 'gone'],
    ['the link is lost', linkDown, ['loggedOut', 'targetGone'], 'link down A! ABORT_TASK() loss'],
    ['the target moves', moved, ['loggedOut', 'targetGone', 'targetBack changed'], 'logged out A! ABORT_TASK() loss'],
  ]);
  rows('logging out, the function done', () => leaving().after(cleared('message')), [
    ['closed', cleared('nexusLoss'), ['loggedOut'], 'logged out A!'],
  ]);
  rows('logging out after a reset', () => loggedIn().after(cleared('reset'), logout), [
    ['the reset is noticed first', cleared('nexusLoss'), [], 'logging out loss'],
  ]);

  rows('link down', down, [
    ...unchanged('link down A! ABORT_TASK() loss'),
    ['PLOGI', login(), ['loginFailed'], 'link down A! ABORT_TASK() loss'],
    ['LOGO', logout, ['loggedOut'], 'link down A! ABORT_TASK() loss'],
    ['the link is lost', linkDown, [], 'link down A! ABORT_TASK() loss'],
    ['the link is whole', linkUp(), ['targetBack same'], 'logged out A! ABORT_TASK() loss'],
    ['the link is whole, another id', linkUp('changed'), ['targetBack changed'], 'logged out A! ABORT_TASK() loss'],
    ['the target moves', moved, [], 'link down A! ABORT_TASK() loss'],
    ['the device disappears', absent, [], 'gone'],
  ]);
  rows('gone', gone, [
    ...unchanged('gone'),
    ['PLOGI', login(), ['loginFailed'], 'gone'],
    ['the link is lost', linkDown, [], 'gone'],
    ['the link is whole', linkUp(), [], 'gone'],
    ['the target moves', moved, [], 'gone'],
  ]);
});
