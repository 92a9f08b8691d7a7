import { expect, it } from 'vitest';
import { type AixDiskParameters, aixDiskDefaults } from '../../../machines/protocol/aix-parameters.ts';
import {
  address,
  internalSlot,
  modeSelectSlot,
  requestSenseSlot,
  startUnitSlot,
} from '../../../machines/protocol/names.ts';
import type { AixDiskInput } from '../../../machines/target-driver/aix-disk.context.ts';
import { aixDiskMachine } from '../../../machines/target-driver/aix-disk.machine.ts';
import type { BufferKind } from '../../../machines/target-driver/aix-disk-buffers.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';

const at = address.head('x');
export const [own, spindle, control] = [internalSlot('x'), startUnitSlot('x'), requestSenseSlot('x')];
export const mode = modeSelectSlot('x');
type Fields = Record<string, unknown>;

export const strategy = (slot: string, fields: Fields = {}): Message => ({
  type: 'buf.strategy',
  ...{ slot, op: 'read', range: 'inside', failfast: false, ...fields },
});
export const uscsi = (slot: string): Message => ({
  type: 'buf.uscsi',
  slot,
  op: 'inquiry',
  direction: 'in',
  flags: [],
});
export const done = (slot: string, error = 'none', fields: Fields = {}): Message => ({
  type: 'head.done',
  ...{ slot, error, halted: error !== 'none', reset: false, alone: [], ...fields },
});
export const retry = (slot: string, fields: Fields = {}): Message => ({
  type: 'head.retry',
  ...{ slot, delay: null, reset: false, alone: [], ...fields },
});
export const again = (slot: string, alone: readonly string[] = []): Message => ({ type: 'head.again', slot, alone });
export const flushed = (slot: string, riders: readonly string[] = []): Message => ({
  type: 'head.flushed',
  slot,
  riders,
});
export const senseOf = (slot: string, queue = 'SC_DID_NOT_CLEAR_Q'): Message => ({ type: 'head.sense', slot, queue });
export const startUnit = (slot: string): Message => ({ type: 'head.startUnit', slot, alone: [] });
export const returned = (error = 'none'): Message => ({ type: 'ioctl.return', op: 'SCIOSTART', lun: 'x', error });
export const attach: Message = { type: 'world.attach' };
/** The handler that the head driver has registered is called. */
export const events = (...happened: readonly string[]): Message => ({
  type: 'event.handler',
  lun: 'x',
  mode: 'SC_IM_MODE',
  events: happened,
});
/** How one of the head driver's own sc_bufs comes back. */
export const back = (error: string, fields: Fields = {}): Message => ({
  type: 'dd.iodone',
  ...{ slot: control, error, resid: 'zero', validity: 'none', scsiStatus: null, cardStatus: null },
  ...{ adapQStatus: 'cleared', sense: null, more: 'no', ...fields },
});
export const kept = { adapQStatus: 'SC_DID_NOT_CLEAR_Q' };
export const sense = 'MEDIUM_ERROR 11/00';

/** The head driver of one disk; its commands, the adapter driver and the applications are the test. */
export class Head {
  readonly bench = new Bench();

  constructor(
    params: Partial<AixDiskParameters> = {},
    startOpen = true,
    buffer: BufferKind = 'sc_buf',
    more: Pick<AixDiskInput, 'entry' | 'gathers' | 'opens'> = {},
  ) {
    const all = { ...aixDiskDefaults, queueDepth: 2, commandTagQueuing: true, coalesce: false, ...params };
    const input: AixDiskInput = { lun: 'x', adapter: 'h', buffer, params: all, startOpen, ...more };
    this.bench.add(at, aixDiskMachine, input);
  }

  after(...messages: readonly Message[]): this {
    for (const message of messages) this.bench.deliver(at, message);
    this.bench.takePosted();
    return this;
  }

  says(message: Message): string[] {
    const effects = this.bench.effects.length;
    this.bench.deliver(at, message);
    return this.took(effects);
  }

  fires(delay: string): string[] {
    const effects = this.bench.effects.length;
    this.bench.fire(at, delay);
    return this.took(effects);
  }

  private took(effects: number): string[] {
    return [
      ...this.bench.effects.slice(effects).map(({ type }) => type),
      ...this.bench.takePosted().flatMap(({ to, message: { type, ...said } }) => {
        const slot = to.slice(to.indexOf(':') + 1);
        const flags = (said['flags'] as string[] | undefined) ?? [];
        switch (type) {
          case 'dd.issue': {
            const riders = said['riders'] as string[];
            return [['issue', [slot, ...riders].join('+'), said['tagged'] ? 'tagged' : 'alone', ...flags].join(' ')];
          }
          case 'dd.prepare':
            return [`prepare ${slot} ${String(said['op'])}`];
          case 'dd.sensed':
            return [`sensed ${slot} ${String(said['sense'])}`];
          case 'scbuf.devstrat':
          case 'scsibuf.devstrat':
            return [];
          case 'sc.strategy':
          case 'sam.strategy':
            return [['send', said['op'], said['tag'], ...flags].filter((word) => word !== null).join(' ')];
          case 'fp.ioctl':
            return [String(said['op'])];
          case 'buf.biodone':
            return [`biodone ${slot} ${String(said['error'])} ${String(said['resid'])}`];
          default:
            return [type.startsWith('ioctl.') ? type.slice('ioctl.'.length) : `${type} ${slot}`];
        }
      }),
    ];
  }

  /** State of one half, and what it remembers: in process; to go again; queued. */
  get now(): string {
    const context = this.bench.context(at);
    const words = (['wait', 'sensing'] as const).flatMap((name) => (context[name] === null ? [] : [context[name]]));
    const flags = [
      'resumeDue',
      'delayDue',
      'held',
      'clear',
      'startDue',
      'acaDue',
      'autosensed',
      'reserveDue',
      'modeDue',
    ].filter((name) => context[name] === true);
    const checks = context['checks'] as { slot: string }[];
    return [
      this.part('traffic'),
      (context['inProcess'] as string[]).join('') || '-',
      (context['again'] as string[][]).map((group) => group.join('+')).join() || '-',
      (context['queue'] as string[]).join('') || '-',
      ...words,
      ...flags,
      ...checks.map(({ slot }) => `check ${slot}`),
      ...(context['sensed'] === 0 ? [] : [`tries ${String(context['sensed'])}`]),
    ].join(' ');
  }

  part(region: string): string | undefined {
    return new RegExp(`${region}: ([\\w. ]+)`).exec(this.bench.state(at))?.[1];
  }
}

type Row = readonly [what: string, message: Message, said: readonly string[], now: string];

/** One test for each row: what the message makes the head driver say, and what it remembers then. */
export function rows(state: string, made: () => Head, table: readonly Row[]): void {
  it.each(table)(`${state}: %s`, (_, message, said, now) => {
    const head = made();
    expect([head.says(message), head.now]).toEqual([said, now]);
  });
}
