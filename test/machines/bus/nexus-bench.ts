import { fabricMachine } from '../../../machines/bus/fabric.machine.ts';
import { iscsiSessionMachine } from '../../../machines/bus/iscsi-session.machine.ts';
import type { NexusContext } from '../../../machines/bus/nexus-context.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { TransportRequest } from '../../../machines/protocol/transport.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import type { Row } from '../rows.ts';

export const kinds = {
  fabric: { machine: fabricMachine, delays: ['portLogin', 'processLogin'], idle: 'logged out' },
  'iscsi-session': {
    machine: iscsiSessionMachine,
    delays: ['securityNegotiation', 'operationalNegotiation'],
    idle: 'free',
  },
} as const;
export type Kind = keyof typeof kinds;
export const both = Object.keys(kinds) as Kind[];

export const here = address.nexus('ours', 't0');
export const ours = { initiator: 'ours', target: 't0' } as const;

/** A nexus of `ours` and `t0`; the test plays the port, the target and the world. */
export class NexusBench {
  readonly bench = new Bench();
  readonly kind: Kind;

  constructor(kind: Kind, { loggedIn = true } = {}) {
    this.kind = kind;
    this.bench.add(here, kinds[kind].machine, { ...ours, port: 'port' });
    if (loggedIn) {
      this.login();
      this.negotiate();
    }
  }

  tell(message: Message): string[] {
    this.bench.deliver(here, message);
    return this.said();
  }

  command(slot: string, fields: Partial<Extract<TransportRequest, { type: 'transport.sendCommand' }>> = {}): string[] {
    return this.tell({ ...command(slot), ...fields });
  }

  manage(name: string, { slot = null, outcome = 'ok' }: { slot?: string | null; outcome?: string } = {}): string[] {
    return this.tell(manage(name, slot, outcome));
  }

  login(outcome: 'ok' | 'rejected' = 'ok'): string[] {
    return this.tell(login(outcome));
  }

  /** The login goes through; the target has nothing to close, or does so. */
  negotiate({ closing = false } = {}): string[] {
    const [first, second] = kinds[this.kind].delays;
    this.bench.fire(here, first);
    if (closing) this.cleared('nexusLoss');
    this.bench.fire(here, second);
    return this.said();
  }

  logout(): string[] {
    return this.tell(logout);
  }

  reselect(slot: string): string[] {
    return this.tell(reselect(slot));
  }

  finish(slot: string, transfer = 'ok'): string[] {
    return this.tell(finish(slot, transfer));
  }

  cleared(cause: 'message' | 'nexusLoss' | 'reset'): string[] {
    return this.tell(cleared(cause));
  }

  wait(delay: string): string[] {
    this.bench.fire(here, delay);
    return this.said();
  }

  get state(): string {
    return this.bench.state(here);
  }

  get remembered() {
    const { open, granted, pending } = this.bench.context(here);
    return { open, granted, pending };
  }

  /** State, open commands, `!` given turns, functions (what they end) and losses under way, delays. */
  get now(): string {
    const { open, granted, pending } = this.bench.context(here) as unknown as NexusContext;
    return [
      this.state,
      ...open.map(({ slot }) => slot),
      ...granted.map((slot) => `${slot}!`),
      ...pending.map((each) => (each.kind === 'function' ? `${each.function}(${each.ends.join('')})` : 'loss')),
      ...this.bench.armed().map((armed) => armed.split(' ')[1]),
    ].join(' ');
  }

  /** The same for tables: what it says there is another row. */
  after(...messages: readonly Message[]): this {
    for (const message of messages) this.tell(message);
    return this;
  }

  /** What follows, without `port: port.`, and with `target:` for the target. */
  says(given: Message | Wait): string[] {
    const lines = 'wait' in given ? this.wait(String(given.wait)) : this.tell(given as Message);
    return lines.map((line) => line.replace('port: port.', '').replace('target:t0: target.', 'target: '));
  }

  waited(delay: string): this {
    this.wait(delay);
    return this;
  }

  private said(): string[] {
    return this.bench.takePosted().map(({ to, message }) => {
      const { type, slot, function: name, outcome, id, attention } = message as Record<string, unknown>;
      const rest = [type, slot, name, outcome, id, attention].filter((part) => part !== undefined && part !== null);
      return `${to}: ${rest.map(String).join(' ')}`;
    });
  }
}

/** Messages of the port, the target and the world, for tables. */
export const command = (slot: string, delivery = 'ok'): Message => ({
  type: 'transport.sendCommand',
  ...{ ...ours, lun: 'd0', slot, attribute: 'simple', op: 'read', direction: 'in', naca: false, delivery },
});
export const manage = (name: string, slot: string | null = null, outcome = 'ok'): Message => {
  return { type: 'transport.sendTaskManagement', ...ours, lun: 'd0', slot, function: name, outcome };
};
export const login = (outcome: 'ok' | 'rejected' = 'ok'): Message => ({ type: 'transport.login', ...ours, outcome });
export const logout: Message = { type: 'transport.logout', ...ours };
export const reselect = (slot: string): Message => ({ type: 'bus.reselect', ...ours, lun: 'd0', slot, tag: 'simple' });
export const disconnect = (slot: string): Message => ({ type: 'bus.disconnect', slot, dataMoved: false });
export const finish = (slot: string, transfer = 'ok'): Message => {
  return { type: 'bus.finish', slot, direction: 'in', resid: 'zero', status: 'GOOD', sense: null, transfer };
};
export const drop = (slot: string): Message => ({ type: 'bus.drop', slot });
export const cleared = (cause: 'message' | 'nexusLoss' | 'reset'): Message => {
  return { type: 'bus.cleared', target: 't0', cause, ...(cause === 'reset' ? { by: 'foreign' } : {}) };
};
export const absent: Message = { type: 'bus.absent', target: 't0' };
export const linkDown: Message = { type: 'world.linkDown' };
export const linkUp = (id: 'same' | 'changed' = 'same'): Message => ({ type: 'world.linkUp', id });
export const moved: Message = { type: 'world.targetMoved' };
export const connectionLost: Message = { type: 'world.connectionLost' };
/** A delay ends. */
export type Wait = { readonly wait: string };
export const wait = (delay: string): Wait => ({ wait: delay });
export type NexusRow = Row<Message | Wait>;
