import { describe, expect, it } from 'vitest';
import { address, requestSenseSlot } from '../../../machines/protocol/names.ts';
import { sdDefaults } from '../../../machines/protocol/parameters.ts';
import { scsaDiskSenseCommandMachine } from '../../../machines/target-driver/scsa-disk-sense-command.machine.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { Bench } from '../../../src/system/testing/cascade.ts';
import { good } from './driver-bench.ts';

const slot = requestSenseSlot('d0');
const at = address.command(slot);

/** sd's REQUEST SENSE command alone; unit, packet and adapter are the test. */
class SenseCommand {
  readonly bench = new Bench().add(at, scsaDiskSenseCommandMachine, {
    ...{ slot, lun: 'd0', adapter: 'h0', params: sdDefaults },
  });

  hears(message: Message): string[] {
    const effects = this.bench.effects.length;
    this.bench.deliver(at, message);
    return [
      ...this.bench.effects.slice(effects).map((effect) => Object.values(effect).join(' ')),
      ...this.bench.takePosted().map(({ to, message: { type } }) => `${to} ${type}`),
    ];
  }

  get about(): unknown {
    return this.bench.context(at)['about'];
  }
}

const sense = (about: string): Message => ({ type: 'command.sense', about });
const returned = (result: string): Message => ({ type: 'packet.returned', result });
const completed = (found: string | null): Message => ({ type: 'packet.completed', ...good, sense: found });
const goesOut = [`${address.adapterCommand(slot)} area.calling`, `${address.packet(slot)} packet.transport`];
const unit = (type: string) => `${address.disk('d0')} ${type}`;

describe('the REQUEST SENSE command of a unit', () => {
  const sent = (about = 'd0.1') => {
    const command = new SenseCommand();
    expect(command.hears(sense(about))).toEqual([`${address.packet(slot)} packet.preallocate`]);
    expect(command.hears({ type: 'packet.ready', resid: 'zero' })).toEqual(goesOut);
    expect(command.about).toBe(about);
    return command;
  };

  it.each<[string, Message, readonly string[]]>([
    ['sense data', completed('MEDIUM_ERROR 11/00'), [`effect.senseCopy ${slot} d0.1`, unit('unit.sensed')]],
    ['nothing', completed(null), [unit('unit.sensed')]],
    ['TRAN_BUSY', returned('TRAN_BUSY'), [unit('unit.senseRejected')]],
  ])('brings %s: the unit is told, and the packet is for the next one', (_, message, said) => {
    const command = sent();
    expect([command.hears(message), command.about]).toEqual([said, null]);
    expect([command.hears(sense('d0.2')), command.about]).toEqual([goesOut, 'd0.2']);
    expect(command.hears(completed('NOT_READY 04/01'))[0]).toBe(`effect.senseCopy ${slot} d0.2`);
  });

  it('TRAN_ACCEPT lets the unit look for more to start, before the sense data or after', () => {
    expect(sent().hears(returned('TRAN_ACCEPT'))).toEqual([unit('unit.accepted')]);
    const early = sent();
    early.hears(completed(null));
    expect(early.hears(returned('TRAN_ACCEPT'))).toEqual([unit('unit.accepted')]);
  });
});
