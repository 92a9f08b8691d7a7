import { describe, expect, it } from 'vitest';
import { foreignPortMachine } from '../../../machines/environment/foreign-port.machine.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const here = address.foreignInitiator('foreign');

class ForeignBench {
  readonly bench = new Bench().add(here, foreignPortMachine, { name: 'foreign' });

  tell(message: Message): string[] {
    this.bench.deliver(here, message);
    return this.bench
      .takePosted()
      .map(({ to, message: { type, op, direction, function: name } }) =>
        [`${to}: ${type}`, op, direction, name].filter((part) => part !== undefined).join(' '),
      );
  }

  command(op: string, target = 't0'): string[] {
    return this.tell({ type: 'world.foreignCommand', target, lun: 'd0', op });
  }

  message(message: string): string[] {
    return this.tell({ type: 'world.foreignMessage', target: 't0', lun: 'd0', message });
  }

  loggedIn(target = 't0'): string[] {
    return this.tell({ type: 'port.loggedIn', target });
  }

  managed(name: string): string[] {
    return this.tell({
      type: 'port.taskManagementDone',
      ...{ target: 't0', lun: 'd0', slot: null, function: name, outcome: 'ok' },
    });
  }

  /** What is over would keep otherwise equal states apart. */
  get isAtRest(): boolean {
    return this.bench.state(here) === 'idle' && this.bench.context(here)['doing'] === null;
  }

  completed(): string[] {
    return this.tell({
      type: 'port.completed',
      ...{ slot: 'foreign.1', status: 'GOOD', direction: 'none', resid: 'zero', sense: null },
    });
  }
}

describe('a foreign initiator behind a fabric', () => {
  it('logs in before its first command to a target', () => {
    const foreign = new ForeignBench();
    expect(foreign.command('modeSelect')).toEqual(['nexus:foreign-t0: transport.login']);
    expect(foreign.loggedIn()).toEqual(['nexus:foreign-t0: transport.sendCommand modeSelect out']);
    foreign.completed();
    expect(foreign.command('read')).toEqual(['nexus:foreign-t0: transport.sendCommand read in']);
    foreign.completed();
    expect(foreign.command('read', 't1')).toEqual(['nexus:foreign-t1: transport.login']);
  });

  it.each([
    ['ABORT', 'ABORT_TASK_SET'],
    ['CLEAR_QUEUE', 'CLEAR_TASK_SET'],
    ['LOGICAL_UNIT_RESET', 'LOGICAL_UNIT_RESET'],
    ['BUS_DEVICE_RESET', 'TARGET_RESET'],
    ['CLEAR_ACA', 'CLEAR_ACA'],
  ])('sends %s as %s', (message, name) => {
    const foreign = new ForeignBench();
    expect(foreign.message(message)).toEqual(['nexus:foreign-t0: transport.login']);
    expect(foreign.loggedIn()).toEqual([`nexus:foreign-t0: transport.sendTaskManagement ${name}`]);
    foreign.managed(name);
    expect(foreign.message(message)).toEqual([`nexus:foreign-t0: transport.sendTaskManagement ${name}`]);
  });

  it('does one thing at a time', () => {
    const foreign = new ForeignBench();
    const more = () => [...foreign.command('read'), ...foreign.message('ABORT')];
    foreign.command('read');
    expect(more()).toEqual([]);
    expect(foreign.loggedIn()).toEqual(['nexus:foreign-t0: transport.sendCommand read in']);
    expect(more()).toEqual([]);
    foreign.completed();
    foreign.message('CLEAR_QUEUE');
    expect(more()).toEqual([]);
  });

  it.each(['port.lost', 'port.noResponse'])('gives up its command at %s', (type) => {
    const foreign = new ForeignBench();
    foreign.command('read');
    foreign.loggedIn();
    foreign.tell({ type, slot: 'foreign.1' });
    expect(foreign.isAtRest).toBe(true);
  });

  it('gives up when it cannot log in', () => {
    const foreign = new ForeignBench();
    foreign.command('read');
    expect(foreign.tell({ type: 'port.loginFailed', target: 't0' })).toEqual([]);
    expect(foreign.isAtRest).toBe(true);
  });

  it('remembers nothing of what is over', () => {
    const foreign = new ForeignBench();
    foreign.command('read');
    foreign.loggedIn();
    foreign.completed();
    expect(foreign.isAtRest).toBe(true);
    foreign.message('ABORT');
    foreign.managed('ABORT_TASK_SET');
    expect(foreign.isAtRest).toBe(true);
  });

  it('does not mind that others reset the target', () => {
    const foreign = new ForeignBench();
    expect(foreign.tell({ type: 'port.reset', target: 't0' })).toEqual([]);
    expect(foreign.isAtRest).toBe(true);
  });

  it('logs in again after its nexus was lost', () => {
    const foreign = new ForeignBench();
    foreign.command('read');
    foreign.loggedIn();
    foreign.completed();
    foreign.tell({ type: 'port.targetGone', target: 't0' });
    foreign.tell({ type: 'port.targetBack', target: 't0', id: 'same' });
    expect(foreign.command('read')).toEqual(['nexus:foreign-t0: transport.login']);
  });

  it('has no bus to reset', () => {
    expect(new ForeignBench().tell({ type: 'world.foreignReset' })).toEqual([]);
  });
});
