import { parallelCommandMachine } from '../../../machines/bus/parallel-command.machine.ts';
import { parallelPhaseMachine } from '../../../machines/bus/parallel-phase.machine.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

export const grains = ['command', 'phase'] as const;
export type Grain = (typeof grains)[number];
type Fields = Record<string, unknown>;

const bus = 'bus:scsi';
const plain = (value: unknown): string => JSON.stringify(value).replaceAll('"', '');
const told = ['slot', 'tag', 'status', 'parity', 'message', 'outcome', 'by', 'dataMoved'];
const quick = /(busSettleDelay|busFreeDelay|arbitrationDelay|phaseDelay)$/;

/** `ours` (ID 7), targets `t0` and `t1` (6, 5) and `foreign` (4), so that `foreign` yields to targets. */
export class BusBench {
  readonly bench = new Bench();
  /** Everything said so far, `receiver type slot...` */
  readonly said: string[] = [];
  /** Every state that the bus was in between two steps, the first one first. */
  readonly passed: string[] = [];

  constructor(grain: Grain) {
    this.bench.add(bus, grain === 'command' ? parallelCommandMachine : parallelPhaseMachine, {
      name: 'scsi',
      initiators: [
        { name: 'ours', address: 'hba:ours' },
        { name: 'foreign', address: 'initiator:foreign' },
      ],
      targets: ['t0', 't1'],
      priority: ['ours', 't0', 't1', 'foreign'],
    });
    this.settle();
  }

  /** Delivers one message and lets all phases pass; returns what the bus said. */
  say(type: string, fields: Fields = {}): string[] {
    return this.queue(type, fields).settle();
  }

  /** Delivers one message and lets no time pass. */
  queue(type: string, fields: Fields = {}): this {
    this.bench.deliver(bus, { type, ...fields });
    this.passed.push(this.state());
    return this;
  }

  /** One of the short delays passes. */
  tick(): string[] {
    this.passQuickly();
    return this.take();
  }

  settle(): string[] {
    while (this.passQuickly());
    return this.take();
  }

  fire(delay: string): string[] {
    this.passes(delay);
    return this.settle();
  }

  private passQuickly(): boolean {
    const timer = this.bench.armed().find((armed) => quick.test(armed));
    if (timer) this.passes(timer.slice(bus.length + 1));
    return timer !== undefined;
  }

  private passes(delay: string): void {
    this.bench.fire(bus, delay);
    this.passed.push(this.state());
  }

  select(slot: string, fields: Fields = {}): string[] {
    return this.say('bus.select', selection(slot, fields));
  }

  reselect(slot: string, fields: Fields = {}): string[] {
    return this.say('bus.reselect', { initiator: 'ours', target: 't0', lun: 'd0', slot, tag: 'simple', ...fields });
  }

  /** The initiator takes the connection that a target has come back with. */
  accept(slot: string, initiator = 'ours'): string[] {
    return this.say('bus.accept', { initiator, slot });
  }

  /** The target comes back and the initiator takes the connection. */
  resume(slot: string, fields: Fields = {}): string[] {
    return [...this.reselect(slot, fields), ...this.accept(slot, (fields.initiator as string | undefined) ?? 'ours')];
  }

  /** RST as far as the initiators: everybody is told; nobody has looked yet. */
  reset(by = 'ours'): string[] {
    return this.say('bus.assertReset', { initiator: by });
  }

  resetSeen(...initiators: string[]): string[] {
    return initiators.flatMap((initiator) => this.say('bus.resetSeen', { initiator }));
  }

  /** These targets have seen RST. */
  cleared(...targets: string[]): string[] {
    return targets.flatMap((target) => this.say('bus.cleared', { target, cause: 'reset' }));
  }

  /** The message has taken effect in this target. */
  took(target: string): string[] {
    return this.say('bus.cleared', { target, cause: 'message' });
  }

  disconnect(slot: string, dataMoved = false): string[] {
    return this.say('bus.disconnect', { slot, dataMoved });
  }

  finish(slot: string, fields: Fields = {}): string[] {
    return this.say('bus.finish', ending(slot, fields));
  }

  message(message: string, fields: Fields = {}): string[] {
    return this.say('bus.message', {
      initiator: 'ours',
      target: 't0',
      lun: 'd0',
      slot: null,
      message,
      outcome: 'ok',
      ...fields,
    });
  }

  /** The states passed through, outermost names, in the phase grain. */
  state(): string {
    return this.bench.state(bus);
  }

  context(): Record<string, unknown> {
    return this.bench.context(bus);
  }

  private take(): string[] {
    const said = this.bench.takePosted().map(({ to, message }) => {
      const { type, ...fields } = message;
      return [
        to,
        type,
        ...told.flatMap((name) => (fields[name] === undefined ? [] : [`${name}=${plain(fields[name])}`])),
        ...(fields.sense ? [`sense=${plain(fields.sense)}`] : []),
      ].join(' ');
    });
    this.said.push(...said);
    return said;
  }
}

export const selection = (slot: string, fields: Fields = {}) => ({
  initiator: 'ours',
  target: 't0',
  lun: 'd0',
  slot,
  tag: 'simple',
  op: 'read',
  direction: 'in',
  disconnectPrivilege: true,
  negotiate: false,
  selection: 'ok',
  ...fields,
});
export const ending = (slot: string, fields: Fields = {}) => ({
  slot,
  direction: 'in',
  resid: 'zero',
  status: 'GOOD',
  sense: null,
  transfer: 'ok',
  ...fields,
});
