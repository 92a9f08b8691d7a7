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
    ['GOOD', {}, (device) => device.command('d0.1') && device.complete('d0.1')],
    ['GOOD on the bus', { disconnects: false }, (device) => device.command('d0.1') && device.serve()],
    ['BUSY at once', {}, (device) => device.command('d0.1', { arrival: 'busy' })],
    ['sense data taken', {}, (device) => check(device).requestSense('d0.arq')],
    ['sense data lost', {}, (device) => check(device).command('d0.2', { op: 'inquiry' })],
    ['sense data taken, QErr 1', { qErr: 'abort' }, (device) => check(device, 'd0.2').requestSense('d0.arq')],
    ['REQUEST SENSE that brings nothing', {}, (device) => check(device).requestSense('d0.arq', 'ours', 'noData')],
    ['REQUEST SENSE that brings too little', {}, (device) => check(device).requestSense('d0.arq', 'ours', 'short')],
    ['REQUEST SENSE of unknown code', {}, (device) => check(device).requestSense('d0.arq', 'ours', 'badResponseCode')],
    ['REQUEST SENSE of another class', {}, (device) => check(device).requestSense('d0.arq', 'ours', 'notClass7')],
    ['REQUEST SENSE is never answered', {}, (device) => device.requestSense('d0.arq', 'ours', 'hang')],
    [
      'tagged and refused: BUSY',
      { taggedUnderContingentAllegiance: 'busyAndClear' },
      (device) => check(device).command('d0.2'),
    ],
    [
      'tagged and refused: QUEUE FULL',
      { taggedUnderContingentAllegiance: 'queueFull' },
      (device) => {
        check(device).command('d0.2');
        device.requestSense('d0.arq');
      },
    ],
    [
      'two untagged at once',
      {},
      (device) => {
        device.command('d0.1', { tag: 'untagged' });
        device.command('d0.2', { tag: 'untagged' });
        device.complete('d0.1');
      },
    ],
    [
      'the queue is full',
      { queueDepth: 1 },
      (device) => {
        device.command('d0.1');
        device.command('d0.2');
        device.complete('d0.1');
      },
    ],
    [
      'the queue is full for an untagged one of another',
      { queueDepth: 1 },
      (device) => {
        device.command('d0.1');
        device.command('foreign.1', { from: 'foreign', tag: 'untagged' });
        device.complete('d0.1');
      },
    ],
    [
      'another initiator while sense data are held',
      {},
      (device) => {
        check(device).command('foreign.1', { from: 'foreign' });
        device.requestSense('d0.arq');
      },
    ],
    ['ABORT', {}, (device) => device.command('d0.1') && device.message('ABORT')],
    ['ABORT of what hangs', {}, (device) => device.command('d0.1') && device.serve('hang') && device.message('ABORT')],
    ['ABORT TAG', {}, (device) => device.command('d0.1') && device.message('ABORT_TAG', { slot: 'd0.1' })],
    ['CLEAR QUEUE while sense data are held', {}, (device) => check(device).message('CLEAR_QUEUE')],
    [
      'CLEAR QUEUE while sense data are held, TAS',
      { taskAbortedStatus: true },
      (device) => check(device).message('CLEAR_QUEUE'),
    ],
    ['a message for no unit', {}, (device) => device.message('ABORT', { lun: 'd7' })],
    ['power off and on', {}, (device) => check(device).world('world.powerOn')],
    [
      'RESERVE and RELEASE',
      {},
      (device) => {
        for (const op of ['reserve', 'release'] as const) {
          device.command('d0.1', { op });
          device.complete('d0.1');
        }
      },
    ],
  ])('%s', (_, params, story) => {
    const device = new DeviceBench(params);
    story(device);
    expect(memory(device)).toEqual(memory(new DeviceBench(params)));
  });

  it.each<[string, Parameters, (device: NexusDevice) => void]>([
    ['GOOD', {}, (device) => device.command('A') && device.answer('A')],
    ['CHECK CONDITION', {}, (device) => device.command('A') && device.answer('A', 'MEDIUM_ERROR 11/00')],
    ['NACA is not known', { normAca: false }, (device) => device.command('A', { naca: true })],
    ['an ACA task without auto contingent allegiance', {}, (device) => device.command('A', aca)],
    ...[true, false].map((naca): [string, Parameters, (device: NexusDevice) => void] => [
      `kept out by auto contingent allegiance, NACA ${naca}`,
      {},
      (device) => {
        device.establishAca();
        device.command('B', { naca });
        device.message('CLEAR_ACA');
      },
    ]),
    [
      'the ACA task fails',
      {},
      (device) => {
        device.establishAca();
        device.command('B', aca);
        device.answer('B', 'MEDIUM_ERROR 11/00');
      },
    ],
    [
      'the ACA task fails, QErr 1',
      { qErr: 'abort' },
      (device) => {
        device.establishAca();
        device.command('B', aca);
        device.answer('B', 'MEDIUM_ERROR 11/00');
      },
    ],
    [
      'the ACA task fails, QErr 1 and TAS',
      { qErr: 'abort', taskAbortedStatus: true },
      (device) => {
        device.establishAca();
        device.command('B', aca);
        device.answer('B', 'MEDIUM_ERROR 11/00');
      },
    ],
    [
      'CHECK CONDITION, QErr 1 and TAS',
      { qErr: 'abort', taskAbortedStatus: true },
      (device) => {
        for (const slot of ['A', 'B']) device.command(slot);
        device.command('F', foreign);
        device.answer('A', 'MEDIUM_ERROR 11/00');
        device.turn('F', 'foreign');
      },
    ],
    [
      'CLEAR ACA, QErr 1 and TAS',
      { qErr: 'abort', taskAbortedStatus: true },
      (device) => {
        device.command('A', { naca: true });
        device.command('F', foreign);
        device.answer('A', 'MEDIUM_ERROR 11/00');
        device.message('CLEAR_ACA');
        device.turn('F', 'foreign');
      },
    ],
    [
      'a message while another nexus has been asked for a turn',
      {},
      (device) => {
        device.command('F', foreign);
        device.serve();
        device.message('CLEAR_ACA');
        device.turn('F', 'foreign');
      },
    ],
    ['an initiator out of reach', {}, (device) => device.command('A') && device.serve() && device.step(lost)],
    [
      'power off and on',
      {},
      (device) => {
        device.establishAca();
        device.bench.deliver(address.logicalUnit('d0'), { type: 'world.powerOn' });
        device.bench.takePosted();
      },
    ],
    [
      'a message for no unit',
      {},
      (device) =>
        device.step({ type: 'target.message', initiator: 'ours', lun: 'd7', slot: null, message: 'CLEAR_ACA' }),
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

  it('LOGICAL UNIT RESET with TAS ends contingent allegiance for everybody', () => {
    const device = check(new DeviceBench({ taskAbortedStatus: true }));
    device.message('LOGICAL_UNIT_RESET', { from: 'foreign' });
    expect(device.bench.context(address.taskSet('d0'))).toMatchObject({ faulted: [], tasks: [], unreported: [] });
  });

  it('a command that gets CHECK CONDITION at once is not under examination any more', () => {
    const device = new DeviceBench({ powerOnState: 'stopped' });
    device.command('d0.1');
    expect(device.bench.context(address.taskSet('d0'))).toMatchObject({ arriving: null, tasks: [], faulted: ['ours'] });
  });
});
