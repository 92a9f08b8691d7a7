import { describe, expect, it } from 'vitest';
import { both, here, kinds, NexusBench, ours } from './nexus-bench.ts';

describe.each(both)('%s: login', (kind) => {
  it('lets nothing through before', () => {
    const nexus = new NexusBench(kind, { loggedIn: false });
    expect(nexus.command('A')).toEqual(['port: port.noResponse A']);
    expect(nexus.manage('ABORT_TASK_SET')).toEqual(['port: port.taskManagementDone ABORT_TASK_SET noResponse']);
    expect(nexus.logout()).toEqual(['port: port.loggedOut']);
    nexus.login();
    expect(nexus.command('A')).toEqual(['port: port.noResponse A']);
  });

  it('takes two exchanges with the target, then says so', () => {
    const nexus = new NexusBench(kind, { loggedIn: false });
    expect(nexus.login()).toEqual([]);
    expect(nexus.negotiate()).toEqual(['port: port.loggedIn']);
    expect(nexus.command('A')).toEqual(['target:t0: target.command A']);
  });

  it('may be rejected', () => {
    const nexus = new NexusBench(kind, { loggedIn: false });
    expect(nexus.login('rejected')).toEqual(['port: port.loginFailed']);
    expect(nexus.state).toBe(kinds[kind].idle);
  });

  it('is given up by a logout', () => {
    const nexus = new NexusBench(kind, { loggedIn: false });
    nexus.login();
    expect(nexus.login()).toEqual([]);
    expect(nexus.logout()).toEqual(['port: port.loggedOut']);
    expect(nexus.bench.armed()).toEqual([]);
  });

  it('fails when the way is lost meanwhile', () => {
    const nexus = new NexusBench(kind, { loggedIn: false });
    nexus.login();
    expect(nexus.tell({ type: 'world.linkDown' })).toEqual(['port: port.loginFailed', 'port: port.targetGone']);
    expect(nexus.login()).toEqual(['port: port.loginFailed']);
  });

  it('fails when the device disappears meanwhile', () => {
    const nexus = new NexusBench(kind, { loggedIn: false });
    nexus.login();
    expect(nexus.tell({ type: 'bus.absent', target: 't0' })).toEqual([
      'port: port.loginFailed',
      'port: port.targetGone',
    ]);
    expect(nexus.login()).toEqual(['port: port.loginFailed']);
  });

  it('where one exists ends it first', () => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    expect(nexus.login()).toEqual(['port: port.lost A', 'target:t0: target.nexusLost true']);
    expect(nexus.negotiate({ closing: true })).toEqual(['port: port.loggedIn']);
  });

  it('waits until the target has closed what was before', () => {
    const nexus = new NexusBench(kind);
    nexus.login();
    nexus.wait(kinds[kind].delays[0]);
    expect(nexus.bench.armed()).toEqual([]);
    nexus.cleared('nexusLoss');
    expect(nexus.bench.armed()).toEqual([`${here} ${kinds[kind].delays[1]}`]);
  });
});

describe.each(both)('%s: commands', (kind) => {
  it('has any number of them under way at once', () => {
    const nexus = new NexusBench(kind);
    expect(nexus.command('A')).toEqual(['target:t0: target.command A']);
    expect(nexus.command('B')).toEqual(['target:t0: target.command B']);
    nexus.reselect('B');
    expect(nexus.finish('B')).toEqual(['port: port.completed B']);
    nexus.reselect('A');
    expect(nexus.finish('A')).toEqual(['port: port.completed A']);
  });

  it('carries task attribute and NACA to the target', () => {
    const nexus = new NexusBench(kind);
    nexus.bench.deliver(here, {
      type: 'transport.sendCommand',
      ...{
        ...ours,
        lun: 'd0',
        slot: 'A',
        attribute: 'aca',
        op: 'other',
        direction: 'none',
        naca: true,
        delivery: 'ok',
      },
    });
    expect(nexus.bench.takePosted().map(({ message }) => message)).toEqual([
      {
        type: 'target.command',
        ...{ ...ours, lun: 'd0', slot: 'A', tag: 'aca', op: 'other', direction: 'none', naca: true },
        ...{ disconnectPrivilege: true, arrival: 'ok' },
      },
    ]);
  });

  it('brings status, residual and sense data', () => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    const status = { direction: 'in', resid: 'all', status: 'CHECK_CONDITION', sense: 'MEDIUM_ERROR 11/00' };
    nexus.bench.deliver(here, { type: 'bus.finish', slot: 'A', ...status, transfer: 'ok' });
    expect(nexus.bench.takePosted().map(({ message }) => message)).toEqual([
      { type: 'port.completed', slot: 'A', ...status },
    ]);
  });

  it('gives the target its turn at once, and once', () => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    expect(nexus.reselect('A')).toEqual(['target:t0: target.reconnected A']);
    expect(nexus.reselect('A')).toEqual([]);
    nexus.tell({ type: 'bus.disconnect', slot: 'A', dataMoved: true });
    expect(nexus.reselect('A')).toEqual(['target:t0: target.reconnected A']);
  });

  it('says when nobody answers', () => {
    const nexus = new NexusBench(kind);
    expect(nexus.command('A', { delivery: 'noResponse' })).toEqual(['port: port.noResponse A']);
  });

  it.each(['unexpectedBusFree', 'dataParity'])(
    'says nothing when the answer is lost (%s); ABORT TASK ends it',
    (transfer) => {
      const nexus = new NexusBench(kind);
      nexus.command('A');
      nexus.reselect('A');
      expect(nexus.finish('A', transfer)).toEqual([]);
      expect(nexus.manage('ABORT_TASK', { slot: 'A' })).toEqual(['target:t0: target.message A']);
      expect(nexus.cleared('message')).toEqual(['port: port.taskManagementDone A ABORT_TASK ok']);
      expect(nexus.tell({ type: 'world.linkDown' })).not.toContain('port: port.lost A');
    },
  );

  it('says nothing when the command is lost on its way, or by the target', () => {
    const nexus = new NexusBench(kind);
    expect(nexus.command('A', { delivery: 'lost' })).toEqual([]);
    nexus.command('B');
    expect(nexus.tell({ type: 'bus.drop', slot: 'B' })).toEqual([]);
    expect(nexus.tell({ type: 'world.linkDown' })).toEqual(
      expect.arrayContaining(['port: port.lost A', 'port: port.lost B']),
    );
  });
});

describe.each(both)('%s: task management', (kind) => {
  it.each([
    ['ABORT_TASK', 'ABORT_TAG'],
    ['ABORT_TASK_SET', 'ABORT'],
    ['CLEAR_TASK_SET', 'CLEAR_QUEUE'],
    ['CLEAR_ACA', 'CLEAR_ACA'],
    ['LOGICAL_UNIT_RESET', 'LOGICAL_UNIT_RESET'],
    ['TARGET_RESET', 'BUS_DEVICE_RESET'],
  ])('%s reaches the target as %s', (name, message) => {
    const nexus = new NexusBench(kind);
    nexus.bench.deliver(here, {
      type: 'transport.sendTaskManagement',
      ...{ ...ours, lun: 'd0', slot: name === 'ABORT_TASK' ? 'A' : null, function: name, outcome: 'ok' },
    });
    expect(nexus.bench.takePosted().map((posted) => posted.message['message'])).toEqual([message]);
  });

  it('is refused, or not answered', () => {
    const nexus = new NexusBench(kind);
    expect(nexus.manage('CLEAR_ACA', { outcome: 'rejected' })).toEqual([
      'port: port.taskManagementDone CLEAR_ACA rejected',
    ]);
    expect(nexus.manage('CLEAR_ACA', { outcome: 'noResponse' })).toEqual([
      'port: port.taskManagementDone CLEAR_ACA noResponse',
    ]);
  });

  it('answers several functions in their order', () => {
    const nexus = new NexusBench(kind);
    nexus.manage('ABORT_TASK_SET');
    nexus.manage('CLEAR_ACA');
    expect(nexus.cleared('message')).toEqual(['port: port.taskManagementDone ABORT_TASK_SET ok']);
    expect(nexus.cleared('message')).toEqual(['port: port.taskManagementDone CLEAR_ACA ok']);
  });

  it.each([
    ['ABORT_TASK', ['B']],
    ['ABORT_TASK_SET', []],
    ['CLEAR_TASK_SET', []],
    ['LOGICAL_UNIT_RESET', []],
    ['TARGET_RESET', []],
    ['CLEAR_ACA', ['A', 'B']],
  ])('%s leaves %o open', (name, left) => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    nexus.command('B');
    nexus.manage(name, { slot: name === 'ABORT_TASK' ? 'A' : null });
    nexus.cleared('message');
    const told = nexus.tell({ type: 'world.linkDown' });
    expect(told.filter((each) => each.startsWith('port: port.lost'))).toEqual(
      left.map((slot) => `port: port.lost ${slot}`),
    );
  });

  it('does not end a command that was sent after it', () => {
    const nexus = new NexusBench(kind);
    nexus.manage('TARGET_RESET');
    nexus.command('A');
    nexus.cleared('message');
    expect(nexus.finish('A')).toEqual(['port: port.completed A']);
  });

  it('does not end a new command in the slot of one that was faster than the function', () => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    nexus.manage('ABORT_TASK', { slot: 'A' });
    nexus.finish('A');
    nexus.command('A');
    nexus.cleared('message');
    expect(nexus.finish('A')).toEqual(['port: port.completed A']);
  });

  it('makes void what the target asked for before', () => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    nexus.manage('CLEAR_ACA');
    expect(nexus.reselect('A')).toEqual([]);
    nexus.cleared('message');
    expect(nexus.reselect('A')).toEqual(['target:t0: target.reconnected A']);
  });
});

describe.each(both)('%s: logout', (kind) => {
  it('gives up what is open, and is done when the target has closed it', () => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    nexus.manage('ABORT_TASK', { slot: 'A' });
    expect(nexus.logout()).toEqual([
      'port: port.lost A',
      'port: port.taskManagementDone A ABORT_TASK noResponse',
      'target:t0: target.nexusLost true',
    ]);
    expect(nexus.command('B')).toEqual(['port: port.noResponse B']);
    expect(nexus.cleared('message')).toEqual([]);
    expect(nexus.cleared('nexusLoss')).toEqual(['port: port.loggedOut']);
    expect(nexus.state).toBe(kinds[kind].idle);
  });

  it('is over when the way is lost meanwhile', () => {
    const nexus = new NexusBench(kind);
    nexus.logout();
    expect(nexus.logout()).toEqual([]);
    expect(nexus.tell({ type: 'world.linkDown' })).toEqual(['port: port.loggedOut', 'port: port.targetGone']);
  });

  it('is over when the device disappears meanwhile', () => {
    const nexus = new NexusBench(kind);
    nexus.logout();
    expect(nexus.tell({ type: 'bus.absent', target: 't0' })).toEqual(['port: port.loggedOut', 'port: port.targetGone']);
  });
});

describe.each(both)('%s: what is over', (kind) => {
  const nothing = { open: [], granted: [], pending: [] };

  it('leaves nothing behind: it would keep otherwise equal states apart', () => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    nexus.reselect('A');
    nexus.finish('A');
    nexus.manage('CLEAR_ACA');
    nexus.cleared('message');
    expect(nexus.remembered).toEqual(nothing);
  });

  it('leaves nothing behind when the answer comes from before a reset', () => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    nexus.reselect('A');
    nexus.cleared('reset');
    nexus.finish('A');
    nexus.cleared('nexusLoss');
    expect(nexus.remembered).toEqual(nothing);
  });

  it.each<[string, (nexus: NexusBench) => string[]]>([
    ['the way is lost', (nexus) => nexus.tell({ type: 'world.linkDown' })],
    ['the device disappears', (nexus) => nexus.tell({ type: 'bus.absent', target: 't0' })],
    ['there is a new login', (nexus) => nexus.login()],
  ])('is given up once, functions as well, when %s', (_, lose) => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    nexus.manage('CLEAR_ACA');
    expect(lose(nexus)).toEqual(
      expect.arrayContaining(['port: port.lost A', 'port: port.taskManagementDone CLEAR_ACA noResponse']),
    );
    expect(nexus.remembered.open).toEqual([]);
  });

  it('is given up by a logout', () => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    nexus.logout();
    expect(nexus.remembered.open).toEqual([]);
  });
});

describe.each(both)('%s: a device that disappears', (kind) => {
  it.each<[string, (nexus: NexusBench) => unknown]>([
    ['logged in', () => undefined],
    ['logging in', (nexus) => nexus.login()],
    ['logging out', (nexus) => nexus.logout()],
    ['without its way', (nexus) => nexus.tell({ type: 'world.linkDown' })],
  ])('is gone and owes nothing more, %s', (_, before) => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    before(nexus);
    nexus.tell({ type: 'bus.absent', target: 't0' });
    expect(nexus.state).toBe('gone');
    expect(nexus.remembered).toEqual({ open: [], granted: [], pending: [] });
  });

  it('loses what is open, for ever', () => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    expect(nexus.tell({ type: 'bus.absent', target: 't0' })).toEqual(['port: port.lost A', 'port: port.targetGone']);
    expect(nexus.command('A')).toEqual(['port: port.noResponse A']);
    expect(nexus.tell({ type: 'world.linkUp', id: 'same' })).toEqual([]);
    expect(nexus.tell({ type: 'world.linkDown' })).toEqual([]);
  });

  it('is not missed twice', () => {
    const nexus = new NexusBench(kind, { loggedIn: false });
    nexus.tell({ type: 'world.linkDown' });
    expect(nexus.tell({ type: 'bus.absent', target: 't0' })).toEqual([]);
  });

  it('is missed without a login as well', () => {
    const nexus = new NexusBench(kind, { loggedIn: false });
    expect(nexus.tell({ type: 'bus.absent', target: 't0' })).toEqual(['port: port.targetGone']);
  });
});

describe.each(both)('%s: a target that another initiator resets', (kind) => {
  it('loses what is open, and the target drops what was still on its way', () => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    expect(nexus.cleared('reset')).toEqual([
      'port: port.lost A',
      'port: port.reset',
      'target:t0: target.nexusLost false',
    ]);
    nexus.command('A');
    expect(nexus.finish('A')).toEqual([]);
    nexus.cleared('nexusLoss');
    expect(nexus.finish('A')).toEqual(['port: port.completed A']);
  });

  it('answers a function that was under way', () => {
    const nexus = new NexusBench(kind);
    nexus.manage('CLEAR_ACA');
    nexus.cleared('reset');
    expect(nexus.cleared('message')).toEqual(['port: port.taskManagementDone CLEAR_ACA ok']);
  });

  it('has a function that was under way end nothing that came after the reset', () => {
    const nexus = new NexusBench(kind);
    nexus.command('A');
    nexus.manage('ABORT_TASK', { slot: 'A' });
    nexus.cleared('reset');
    nexus.command('A');
    nexus.cleared('message');
    nexus.cleared('nexusLoss');
    expect(nexus.finish('A')).toEqual(['port: port.completed A']);
  });

  it('is no concern of an initiator that is not logged in', () => {
    const nexus = new NexusBench(kind, { loggedIn: false });
    expect(nexus.cleared('reset')).toEqual([]);
  });
});

describe('fabric', () => {
  it('loses what is open with the link; both sides notice at once', () => {
    const nexus = new NexusBench('fabric');
    nexus.command('A');
    expect(nexus.tell({ type: 'world.linkDown' })).toEqual([
      'port: port.lost A',
      'target:t0: target.nexusLost true',
      'port: port.targetGone',
    ]);
    expect(nexus.command('A')).toEqual(['port: port.noResponse A']);
  });

  it.each(['same', 'changed'])('is back under the %s id, and wants a login', (id) => {
    const nexus = new NexusBench('fabric');
    nexus.tell({ type: 'world.linkDown' });
    expect(nexus.tell({ type: 'world.linkUp', id })).toEqual([`port: port.targetBack ${id}`]);
    expect(nexus.command('A')).toEqual(['port: port.noResponse A']);
    nexus.login();
    expect(nexus.negotiate({ closing: true })).toEqual(['port: port.loggedIn']);
  });

  it('gives the target no turn for a command from before the loss, and takes no answer', () => {
    const nexus = new NexusBench('fabric');
    nexus.command('A');
    nexus.tell({ type: 'world.linkDown' });
    nexus.tell({ type: 'world.linkUp', id: 'same' });
    nexus.login();
    expect(nexus.reselect('A')).toEqual([]);
    expect(nexus.finish('A')).toEqual([]);
    nexus.negotiate({ closing: true });
    nexus.command('A');
    expect(nexus.reselect('A')).toEqual(['target:t0: target.reconnected A']);
    expect(nexus.finish('A')).toEqual(['port: port.completed A']);
  });

  it('loses what is open when the target moves to another id', () => {
    const nexus = new NexusBench('fabric');
    nexus.command('A');
    expect(nexus.tell({ type: 'world.targetMoved' })).toEqual([
      'port: port.lost A',
      'target:t0: target.nexusLost true',
      'port: port.targetGone',
      'port: port.targetBack changed',
    ]);
    expect(nexus.state).toBe('logged out');
  });

  it.each([
    ['logging in', ['port: port.loginFailed', 'port: port.targetGone', 'port: port.targetBack changed']],
    ['logging out', ['port: port.loggedOut', 'port: port.targetGone', 'port: port.targetBack changed']],
  ])('notices a move while %s', (when, told) => {
    const nexus = new NexusBench('fabric', { loggedIn: when === 'logging out' });
    if (when === 'logging out') nexus.logout();
    else nexus.login();
    expect(nexus.tell({ type: 'world.targetMoved' })).toEqual(told);
    expect(nexus.state).toBe('logged out');
  });

  it('rejects a new PLOGI: the old login is gone all the same', () => {
    const nexus = new NexusBench('fabric');
    nexus.command('A');
    expect(nexus.login('rejected')).toEqual([
      'port: port.lost A',
      'target:t0: target.nexusLost true',
      'port: port.loginFailed',
    ]);
    expect(nexus.state).toBe('logged out');
  });
});

describe('iSCSI session at error recovery level 0', () => {
  it('loses its tasks with the connection; the target does not know yet', () => {
    const nexus = new NexusBench('iscsi-session');
    nexus.command('A');
    nexus.manage('ABORT_TASK', { slot: 'A' });
    expect(nexus.tell({ type: 'world.connectionLost' })).toEqual([
      'port: port.lost A',
      'port: port.taskManagementDone A ABORT_TASK noResponse',
      'port: port.targetGone',
    ]);
    expect(nexus.cleared('message')).toEqual([]);
    expect(nexus.reselect('A')).toEqual(['target:t0: target.reconnected A']);
    expect(nexus.finish('A')).toEqual([]);
  });

  it('may be reinstated after Time2Wait, not before: that closes the old session', () => {
    const nexus = new NexusBench('iscsi-session');
    nexus.tell({ type: 'world.connectionLost' });
    expect(nexus.login()).toEqual(['port: port.loginFailed']);
    expect(nexus.wait('time2wait')).toEqual(['port: port.targetBack same']);
    expect(nexus.login()).toEqual(['target:t0: target.nexusLost true']);
    expect(nexus.negotiate({ closing: true })).toEqual(['port: port.loggedIn']);
  });

  it('is closed by the target after Time2Retain', () => {
    const nexus = new NexusBench('iscsi-session');
    nexus.tell({ type: 'world.connectionLost' });
    nexus.wait('time2wait');
    expect(nexus.wait('time2retain')).toEqual(['target:t0: target.nexusLost true']);
    expect(nexus.state).toBe('free');
    expect(nexus.login()).toEqual([]);
  });

  it('is retained when a reinstatement is rejected', () => {
    const nexus = new NexusBench('iscsi-session');
    nexus.tell({ type: 'world.connectionLost' });
    nexus.wait('time2wait');
    expect(nexus.login('rejected')).toEqual(['port: port.loginFailed']);
    expect(nexus.bench.armed()).toEqual([`${here} time2retain`]);
  });

  it('is retained while the network is down, for Time2Retain', () => {
    const nexus = new NexusBench('iscsi-session');
    nexus.command('A');
    expect(nexus.tell({ type: 'world.linkDown' })).toEqual(['port: port.lost A', 'port: port.targetGone']);
    expect(nexus.tell({ type: 'world.linkUp', id: 'same' })).toEqual(['port: port.targetBack same']);
    expect(nexus.login()).toEqual(['target:t0: target.nexusLost true']);
  });

  it('is closed by the target while the network is down', () => {
    const nexus = new NexusBench('iscsi-session');
    nexus.tell({ type: 'world.linkDown' });
    expect(nexus.wait('time2retain')).toEqual(['target:t0: target.nexusLost true']);
    expect(nexus.tell({ type: 'world.linkUp', id: 'same' })).toEqual(['port: port.targetBack same']);
    expect(nexus.state).toBe('free');
  });

  it('says once that the target is gone when the network follows the connection', () => {
    const nexus = new NexusBench('iscsi-session');
    nexus.tell({ type: 'world.connectionLost' });
    expect(nexus.tell({ type: 'world.linkDown' })).toEqual([]);
    nexus.tell({ type: 'world.linkUp', id: 'same' });
    expect(nexus.tell({ type: 'world.linkDown' })).toEqual(['port: port.targetGone']);
  });

  it('says once that the target is gone when the device follows the connection', () => {
    const nexus = new NexusBench('iscsi-session');
    nexus.tell({ type: 'world.connectionLost' });
    expect(nexus.tell({ type: 'bus.absent', target: 't0' })).toEqual([]);
  });

  it('survives a login that is rejected beside it', () => {
    const nexus = new NexusBench('iscsi-session');
    nexus.command('A');
    expect(nexus.login('rejected')).toEqual(['port: port.loginFailed']);
    expect(nexus.finish('A')).toEqual(['port: port.completed A']);
  });

  it.each([
    ['login phase', 'port: port.loginFailed'],
    ['logging out', 'port: port.loggedOut'],
  ])('is free when the connection breaks in %s', (when, told) => {
    const nexus = new NexusBench('iscsi-session', { loggedIn: when === 'logging out' });
    if (when === 'logging out') nexus.logout();
    else nexus.login();
    expect(nexus.tell({ type: 'world.connectionLost' })).toEqual([told]);
    expect(nexus.state).toBe('free');
    expect(nexus.tell({ type: 'world.connectionLost' })).toEqual([]);
  });
});
