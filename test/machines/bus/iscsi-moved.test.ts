import { describe, expect, it } from 'vitest';
import { iscsiSessionMachine } from '../../../machines/bus/iscsi-session.machine.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const here = address.nexus('ours', 't0');
const ours = { initiator: 'ours', target: 't0' } as const;
const moved: Message = { type: 'world.targetMoved' };
const down: Message = { type: 'world.linkDown' };
const up = (id = 'same'): Message => ({ type: 'world.linkUp', id });
const broken: Message = { type: 'world.connectionLost' };
const absent: Message = { type: 'bus.absent', initiator: 'ours', target: 't0', slot: null };
const login = (outcome = 'ok'): Message => ({ type: 'transport.login', ...ours, outcome });
const logout: Message = { type: 'transport.logout', ...ours };
const command: Message = {
  type: 'transport.sendCommand',
  ...{ ...ours, lun: 'd0', slot: 'A', attribute: 'simple', op: 'read', direction: 'in', naca: false, delivery: 'ok' },
};
const cleared: Message = { type: 'bus.cleared', target: 't0', cause: 'nexusLoss' };

/** A session of `ours` and `t0`; the test plays the port, the target, the network and the clock. */
class Session {
  readonly bench = new Bench().add(here, iscsiSessionMachine, { ...ours, port: 'port' });

  /** What the port, and the target, are told by each message or delay. */
  tell(...happened: readonly (Message | string)[]): string[] {
    for (const each of happened) {
      if (typeof each === 'string') this.bench.fire(here, each);
      else this.bench.deliver(here, each);
    }
    return this.bench.takePosted().map(({ message }) => {
      const id = 'id' in message ? ` ${String(message['id'])}` : '';
      return `${message.type}${id}`;
    });
  }

  after(...happened: readonly (Message | string)[]): this {
    this.tell(...happened);
    return this;
  }

  get state(): string {
    return this.bench.state(here);
  }
}

const free = () => new Session();
const loggingIn = () => free().after(login());
const inSession = () => loggingIn().after('securityNegotiation', 'operationalNegotiation');
const failed = () => inSession().after(broken);
const gone = ['target.nexusLost', 'port.targetGone'];

describe('an iSCSI target that moves to another portal', () => {
  it('closes the session; the next login is redirected, and the session stands again under the same name', () => {
    const session = inSession().after(command);
    expect(session.tell(moved)).toEqual(['port.lost', ...gone]);
    expect([session.state, session.tell(login())]).toEqual(['moved.waiting', ['port.loginFailed']]);
    expect(session.tell('time2wait')).toEqual(['port.targetBack same']);
    expect([session.tell(login()), session.state]).toEqual([[], 'login phase.redirected']);
    session.after('loginRedirection', 'securityNegotiation');
    expect(session.state).toBe('login phase.closing the old session');
    session.after(cleared);
    expect([session.tell('operationalNegotiation'), session.state]).toEqual([['port.loggedIn'], 'full feature phase']);
  });

  it('may reject a login before it redirects one', () => {
    const session = free().after(moved);
    expect([session.tell(login('rejected')), session.state]).toEqual([['port.loginFailed'], 'moved.may log in']);
  });

  it.each<[string, () => Session, string[], string]>([
    ['nobody is logged in', free, [], 'moved.may log in'],
    ['a login is under way', loggingIn, ['port.loginFailed'], 'moved.may log in'],
    ['a logout is under way', () => inSession().after(logout), ['port.loggedOut'], 'moved.may log in'],
    ['the connection has just broken', failed, ['target.nexusLost'], 'moved.waiting'],
    ['the session may be reinstated', () => failed().after('time2wait'), ['target.nexusLost'], 'moved.may log in'],
    ['it has moved before', () => inSession().after(moved), [], 'moved.waiting'],
    ['a login is being redirected', () => free().after(moved, login()), [], 'login phase.redirected'],
    ['the network is down', () => free().after(down), [], 'network down.no session'],
    ['it is gone', () => free().after(absent), [], 'gone'],
  ])('while %s', (_, made, told, state) => {
    const session = made();
    expect([session.tell(moved), session.state]).toEqual([told, state]);
  });

  it.each<[string, () => Session, Message, string[], string]>([
    ['waiting', () => inSession().after(moved), down, [], 'network down.no session'],
    ['waiting', () => inSession().after(moved), absent, [], 'gone'],
    ['may log in', () => free().after(moved), down, ['port.targetGone'], 'network down.no session'],
    ['may log in', () => free().after(moved), absent, ['port.targetGone'], 'gone'],
  ])('moved, %s: something else happens besides', (_, made, message, told, state) => {
    const session = made();
    expect([session.tell(message), session.state]).toEqual([told, state]);
  });

  it.each<[string, () => Session, Message, string[], string]>([
    ['no session', () => free().after(down), up('changed'), ['port.targetBack same'], 'moved.may log in'],
    ['no session, where it was', () => free().after(down), up(), ['port.targetBack same'], 'free'],
    [
      'a session is retained',
      () => inSession().after(down),
      up('changed'),
      ['target.nexusLost', 'port.targetBack same'],
      'moved.may log in',
    ],
    [
      'a session is retained, where it was',
      () => inSession().after(down),
      up(),
      ['port.targetBack same'],
      'session failed.may be reinstated',
    ],
  ])('is at another portal when the network is whole again: %s', (_, made, message, told, state) => {
    const session = made();
    expect([session.tell(message), session.state]).toEqual([told, state]);
  });
});
