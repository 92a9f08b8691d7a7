import { describe, expect, it } from 'vitest';
import { samManagementMachine } from '../../../machines/hba/aix-sam-management.machine.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import { rows } from '../rows.ts';

const at = address.management('x');
const unit = { lun: 'x', target: 't0', initiator: 'ours', adapter: 'h' };

const timeout = (slot: string): Message => ({ type: 'tmf.timeout', slot });
const thrownAway = (slot: string): Message => ({ type: 'tmf.thrownAway', slot });
const cameBack = (slot: string): Message => ({ type: 'tmf.cameBack', slot });
const halt: Message = { type: 'tmf.halt', replyTo: 'caller' };
const reset = (scope: 'lun' | 'target'): Message => ({ type: 'tmf.reset', scope, replyTo: 'caller' });
const flag = (name: string, slot: string): Message => ({ type: 'tmf.flag', function: name, slot });
const done = (outcome: 'ok' | 'noResponse' | 'rejected' = 'ok'): Message => ({ type: 'tmf.done', outcome });

/** Task management of unit x, which shares its target with v; queues, path and port are the test. */
class Management {
  readonly bench = new Bench();

  constructor() {
    this.bench.add(at, samManagementMachine, { ...unit, luns: ['x', 'v'] });
  }

  after(...messages: readonly Message[]): this {
    for (const message of messages) this.bench.deliver(at, message);
    this.bench.takePosted();
    return this;
  }

  /** `ABORT_TASK a`, `hold x`, `reset v`, `SCIOLHALT none` ... */
  says(message: Message): string[] {
    this.bench.deliver(at, message);
    return this.bench.takePosted().map(({ to, message: said }) => {
      const { type, request, op, error, slot, outcome, lun } = said;
      switch (type) {
        case 'fcport.send': {
          const sent = request as Record<string, unknown>;
          return [sent['function'], sent['slot'], ...(sent['lun'] === 'x' ? [] : ['wrong unit'])]
            .filter((word) => word !== null)
            .join(' ');
        }
        case 'ioctl.return':
          return `${String(op)} ${String(lun)} ${String(error)}${to === 'caller' ? '' : ` to ${to}`}`;
        default:
          return [type.replace(/^\w+\./, ''), slot, outcome, to.replace('samq:', '')]
            .filter((word) => word !== undefined)
            .join(' ');
      }
    });
  }

  /** State, what it is for, and what waits. */
  get now(): string {
    const { jobs, doing } = this.bench.context(at) as { jobs: { why: string }[]; doing: { why: string } | null };
    return [this.bench.state(at), ...(doing === null ? [] : [doing.why]), ...jobs.map(({ why }) => `then ${why}`)].join(
      ' ',
    );
  }
}

const both = (word: string) => [`${word} x`, `${word} v`];
const idle = () => new Management();
const aborting = () => idle().after(timeout('a'));
const resetting = () => aborting().after(done('rejected'));
const resettingAll = () => resetting().after(done('rejected'));

describe('task management of a logical unit', () => {
  rows('idle', idle, [
    ['a timeout', timeout('a'), ['ABORT_TASK a'], 'ABORT_TASK abort'],
    ['one that the device is to have thrown away', thrownAway('a'), ['ABORT_TASK a'], 'ABORT_TASK abort'],
    ['one that has come back', cameBack('a'), [], 'idle'],
    ['SCIOLHALT', halt, ['hold x', 'ABORT_TASK_SET'], 'ABORT_TASK_SET halt'],
    ['SCIOLRESET of the unit', reset('lun'), ['hold x', 'LOGICAL_UNIT_RESET'], 'LOGICAL_UNIT_RESET reset'],
    ['SCIOLRESET of the target', reset('target'), [...both('hold'), 'TARGET_RESET'], 'TARGET_RESET reset'],
    ['SC_CLEAR_ACA', flag('CLEAR_ACA', 'q'), ['CLEAR_ACA'], 'CLEAR_ACA flag'],
    ['SC_LUN_RESET', flag('LOGICAL_UNIT_RESET', 'q'), ['hold x', 'LOGICAL_UNIT_RESET'], 'LOGICAL_UNIT_RESET flag'],
    ['SC_TARGET_RESET', flag('TARGET_RESET', 'q'), [...both('hold'), 'TARGET_RESET'], 'TARGET_RESET flag'],
  ]);

  rows('ABORT TASK', aborting, [
    ['done', done(), ['aborted a x'], 'idle'],
    ['refused', done('rejected'), ['hold x', 'LOGICAL_UNIT_RESET'], 'LOGICAL_UNIT_RESET abort'],
    ['not answered', done('noResponse'), ['hold x', 'LOGICAL_UNIT_RESET'], 'LOGICAL_UNIT_RESET abort'],
    ['it comes back', cameBack('a'), [], 'ABORT_TASK'],
    ['another comes back', cameBack('b'), [], 'ABORT_TASK abort'],
    ['another timeout', timeout('b'), [], 'ABORT_TASK abort then abort'],
    ['SCIOLHALT', halt, [], 'ABORT_TASK abort then halt'],
    ['SCIOLRESET', reset('lun'), [], 'ABORT_TASK abort then reset'],
    ['SC_CLEAR_ACA', flag('CLEAR_ACA', 'q'), [], 'ABORT_TASK abort then flag'],
  ]);
  rows('ABORT TASK for one that has come back', () => aborting().after(cameBack('a')), [
    ['done', done(), [], 'idle'],
    ['refused', done('rejected'), [], 'idle'],
  ]);

  rows('ABORT TASK SET', () => idle().after(halt), [
    ['done', done(), ['halted x', 'release x', 'SCIOLHALT x none'], 'idle'],
    ['refused', done('rejected'), ['release x', 'SCIOLHALT x EIO'], 'idle'],
    ['not answered', done('noResponse'), ['release x', 'SCIOLHALT x ENODEV'], 'idle'],
  ]);

  rows('CLEAR ACA', () => idle().after(flag('CLEAR_ACA', 'q')), [
    ['done', done(), ['managed q ok x'], 'idle'],
    ['refused', done('rejected'), ['managed q failed x'], 'idle'],
  ]);

  rows('LOGICAL UNIT RESET for a timeout', resetting, [
    ['done', done(), ['reset x', 'release x'], 'idle'],
    ['refused', done('rejected'), [...both('hold'), 'release x', 'TARGET_RESET'], 'TARGET_RESET abort'],
    ['it comes back', cameBack('a'), [], 'LOGICAL_UNIT_RESET'],
  ]);
  rows('LOGICAL UNIT RESET for one that has come back', () => resetting().after(cameBack('a')), [
    ['done', done(), ['reset x', 'release x'], 'idle'],
    ['refused', done('rejected'), ['release x'], 'idle'],
  ]);
  rows('LOGICAL UNIT RESET for SCIOLRESET', () => idle().after(reset('lun')), [
    ['done', done(), ['reset x', 'release x', 'SCIOLRESET x none'], 'idle'],
    ['refused', done('rejected'), ['release x', 'SCIOLRESET x EIO'], 'idle'],
  ]);
  rows('LOGICAL UNIT RESET for SC_LUN_RESET', () => idle().after(flag('LOGICAL_UNIT_RESET', 'q')), [
    ['done', done(), ['reset x', 'release x', 'managed q ok x'], 'idle'],
    ['not answered', done('noResponse'), ['release x', 'managed q failed x'], 'idle'],
  ]);

  rows('TARGET RESET for a timeout', resettingAll, [
    ['done', done(), [...both('reset'), ...both('release')], 'idle'],
    ['refused', done('rejected'), [...both('release'), 'giveUp path:t0'], 'idle'],
    ['it comes back', cameBack('a'), [], 'TARGET_RESET'],
  ]);
  rows('TARGET RESET for one that has come back', () => resettingAll().after(cameBack('a')), [
    ['done', done(), [...both('reset'), ...both('release')], 'idle'],
    ['refused', done('rejected'), both('release'), 'idle'],
  ]);
  rows('TARGET RESET for SCIOLRESET', () => idle().after(reset('target')), [
    ['done', done(), [...both('reset'), ...both('release'), 'SCIOLRESET x none'], 'idle'],
    ['refused', done('rejected'), [...both('release'), 'SCIOLRESET x EIO'], 'idle'],
  ]);
  rows('TARGET RESET for SC_TARGET_RESET', () => idle().after(flag('TARGET_RESET', 'q')), [
    ['done', done(), [...both('reset'), ...both('release'), 'managed q ok x'], 'idle'],
    ['refused', done('rejected'), [...both('release'), 'managed q failed x'], 'idle'],
  ]);

  it('does one thing at a time, in the order in which it was asked for', () => {
    const management = aborting().after(halt, timeout('b'), flag('CLEAR_ACA', 'q'), reset('target'));
    expect(management.now).toBe('ABORT_TASK abort then halt then abort then flag then reset');
    expect(management.says(done())).toEqual(['aborted a x', 'hold x', 'ABORT_TASK_SET']);
    expect(management.says(done()).slice(-1)).toEqual(['ABORT_TASK b']);
    expect(management.says(done())).toEqual(['aborted b x', 'CLEAR_ACA']);
    expect(management.says(done()).slice(-1)).toEqual(['TARGET_RESET']);
    expect(management.now).toBe('TARGET_RESET reset');
  });

  it('forgets one that comes back before its turn, and only that one', () => {
    const management = idle().after(halt, timeout('a'), timeout('b'), cameBack('a'));
    expect(management.says(done()).slice(-1)).toEqual(['ABORT_TASK b']);
    expect(management.after(done('rejected'), done('rejected'), done('rejected')).now).toBe('idle');
  });
});
