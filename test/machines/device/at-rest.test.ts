import { describe, expect, it } from 'vitest';
import { address } from '../../../machines/protocol/names.ts';
import type { DeviceParameters } from '../../../machines/protocol/parameters.ts';
import { DeviceBench } from './device-bench.ts';
import { NexusDevice } from './nexus-bench.ts';

type Parameters = Partial<DeviceParameters>;
const actors = [address.target('t0'), address.taskSet('d0'), address.logicalUnit('d0')];

/** States and contexts of the device: all that it remembers. */
const memory = ({ bench }: DeviceBench | NexusDevice) => actors.map((at) => [bench.state(at), bench.context(at)]);

const aca = { tag: 'aca' } as const;
const foreign = { initiator: 'foreign' } as const;
const lost = { type: 'target.nexusLost', initiator: 'ours', attention: false };

/** A command fails, and its initiator has not asked why. */
const check = (device: DeviceBench, ...queued: readonly string[]): DeviceBench => {
  for (const slot of ['d0.1', ...queued]) device.command(slot);
  device.complete('d0.1', 'MEDIUM_ERROR 11/00');
  return device;
};

// Slots go round for ever: what is over must not leave anything behind, or no two rounds are alike.
describe('a device that has answered everything is as it was before', () => {
  it.each<[string, Parameters, (device: DeviceBench) => void]>([
    ['GOOD', {}, (it) => it.command('d0.1') && it.complete('d0.1')],
    ['GOOD on the bus', { disconnects: false }, (it) => it.command('d0.1') && it.serve()],
    ['BUSY at once', {}, (it) => it.command('d0.1', { arrival: 'busy' })],
    ['sense data taken', {}, (it) => check(it).requestSense('d0.arq')],
    ['sense data lost', {}, (it) => check(it).command('d0.2', { op: 'inquiry' })],
    ['sense data taken, QErr 1', { qErr: 'abort' }, (it) => check(it, 'd0.2').requestSense('d0.arq')],
    ['REQUEST SENSE that brings nothing', {}, (it) => check(it).requestSense('d0.arq', 'ours', 'noData')],
    ['REQUEST SENSE that brings too little', {}, (it) => check(it).requestSense('d0.arq', 'ours', 'short')],
    ['REQUEST SENSE of unknown code', {}, (it) => check(it).requestSense('d0.arq', 'ours', 'badResponseCode')],
    ['REQUEST SENSE of another class', {}, (it) => check(it).requestSense('d0.arq', 'ours', 'notClass7')],
    ['REQUEST SENSE is never answered', {}, (it) => it.requestSense('d0.arq', 'ours', 'hang')],
    [
      'tagged and refused: BUSY',
      { taggedUnderContingentAllegiance: 'busyAndClear' },
      (it) => check(it).command('d0.2'),
    ],
    [
      'tagged and refused: QUEUE FULL',
      { taggedUnderContingentAllegiance: 'queueFull' },
      (it) => {
        check(it).command('d0.2');
        it.requestSense('d0.arq');
      },
    ],
    [
      'two untagged at once',
      {},
      (it) => {
        it.command('d0.1', { tag: 'untagged' });
        it.command('d0.2', { tag: 'untagged' });
        it.complete('d0.1');
      },
    ],
    [
      'the queue is full',
      { queueDepth: 1 },
      (it) => {
        it.command('d0.1');
        it.command('d0.2');
        it.complete('d0.1');
      },
    ],
    [
      'the queue is full for an untagged one of another',
      { queueDepth: 1 },
      (it) => {
        it.command('d0.1');
        it.command('foreign.1', { from: 'foreign', tag: 'untagged' });
        it.complete('d0.1');
      },
    ],
    [
      'another initiator while sense data are held',
      {},
      (it) => {
        check(it).command('foreign.1', { from: 'foreign' });
        it.requestSense('d0.arq');
      },
    ],
    ['ABORT', {}, (it) => it.command('d0.1') && it.message('ABORT')],
    ['ABORT of what hangs', {}, (it) => it.command('d0.1') && it.serve('hang') && it.message('ABORT')],
    ['ABORT TAG', {}, (it) => it.command('d0.1') && it.message('ABORT_TAG', { slot: 'd0.1' })],
    ['CLEAR QUEUE while sense data are held', {}, (it) => check(it).message('CLEAR_QUEUE')],
    [
      'CLEAR QUEUE while sense data are held, TAS',
      { taskAbortedStatus: true },
      (it) => check(it).message('CLEAR_QUEUE'),
    ],
    ['a message for no unit', {}, (it) => it.message('ABORT', { lun: 'd7' })],
    ['power off and on', {}, (it) => check(it).world('world.powerOn')],
    [
      'RESERVE and RELEASE',
      {},
      (it) => {
        for (const op of ['reserve', 'release'] as const) {
          it.command('d0.1', { op });
          it.complete('d0.1');
        }
      },
    ],
  ])('%s', (_, params, story) => {
    const device = new DeviceBench(params);
    story(device);
    expect(memory(device)).toEqual(memory(new DeviceBench(params)));
  });

  it.each<[string, Parameters, (device: NexusDevice) => void]>([
    ['GOOD', {}, (it) => it.command('A') && it.answer('A')],
    ['CHECK CONDITION', {}, (it) => it.command('A') && it.answer('A', 'MEDIUM_ERROR 11/00')],
    ['NACA is not known', { normAca: false }, (it) => it.command('A', { naca: true })],
    ['an ACA task without auto contingent allegiance', {}, (it) => it.command('A', aca)],
    [
      'kept out by auto contingent allegiance',
      {},
      (it) => {
        it.establishAca();
        for (const naca of [true, false]) it.command('B', { naca });
        it.message('CLEAR_ACA');
      },
    ],
    [
      'the ACA task fails',
      {},
      (it) => {
        it.establishAca();
        it.command('B', aca);
        it.answer('B', 'MEDIUM_ERROR 11/00');
      },
    ],
    [
      'the ACA task fails, QErr 1',
      { qErr: 'abort' },
      (it) => {
        it.establishAca();
        it.command('B', aca);
        it.answer('B', 'MEDIUM_ERROR 11/00');
      },
    ],
    [
      'the ACA task fails, QErr 1 and TAS',
      { qErr: 'abort', taskAbortedStatus: true },
      (it) => {
        it.establishAca();
        it.command('B', aca);
        it.answer('B', 'MEDIUM_ERROR 11/00');
      },
    ],
    [
      'CHECK CONDITION, QErr 1 and TAS',
      { qErr: 'abort', taskAbortedStatus: true },
      (it) => {
        for (const slot of ['A', 'B']) it.command(slot);
        it.command('F', foreign);
        it.answer('A', 'MEDIUM_ERROR 11/00');
        it.turn('F', 'foreign');
      },
    ],
    [
      'CLEAR ACA, QErr 1 and TAS',
      { qErr: 'abort', taskAbortedStatus: true },
      (it) => {
        it.command('A', { naca: true });
        it.command('F', foreign);
        it.answer('A', 'MEDIUM_ERROR 11/00');
        it.message('CLEAR_ACA');
        it.turn('F', 'foreign');
      },
    ],
    [
      'a message while another nexus has been asked for a turn',
      {},
      (it) => {
        it.command('F', foreign);
        it.serve();
        it.message('CLEAR_ACA');
        it.turn('F', 'foreign');
      },
    ],
    ['an initiator out of reach', {}, (it) => it.command('A') && it.serve() && it.step(lost)],
    [
      'power off and on',
      {},
      (it) => {
        it.establishAca();
        it.bench.deliver(address.logicalUnit('d0'), { type: 'world.powerOn' });
        it.bench.takePosted();
      },
    ],
    [
      'a message for no unit',
      {},
      (it) => it.step({ type: 'target.message', initiator: 'ours', lun: 'd7', slot: null, message: 'CLEAR_ACA' }),
    ],
  ])('several nexuses: %s', (_, params, story) => {
    const device = new NexusDevice(params);
    story(device);
    expect(memory(device)).toEqual(memory(new NexusDevice(params)));
  });

  it('but for the unit attention: LOGICAL UNIT RESET with TAS under auto contingent allegiance', () => {
    const device = new NexusDevice({ taskAbortedStatus: true });
    device.establishAca();
    device.message('LOGICAL_UNIT_RESET');
    expect([device.aca(), device.tasks(), device.record('ours')]).toEqual([
      [],
      [],
      { sense: null, attentions: ['UNIT_ATTENTION 29/03'] },
    ]);
  });

  it('a target that has gone remembers nothing either, and its units have nothing to do', () => {
    const device = new DeviceBench();
    device.command('d0.1');
    device.serve();
    device.command('d0.2');
    device.step({ type: 'world.gone' });
    expect(device.bench.context(address.target('t0'))).toEqual(new DeviceBench().bench.context(address.target('t0')));
    expect([device.tasks(), device.bench.armed()]).toEqual([[], []]);
  });
});
