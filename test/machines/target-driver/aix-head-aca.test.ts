import { describe, expect, it } from 'vitest';
import type { AixDiskParameters } from '../../../machines/protocol/aix-parameters.ts';
import { address } from '../../../machines/protocol/names.ts';
import { back, done, flushed, Head, kept, retry, rows, sense, senseOf, startUnit, strategy } from './aix-head-bench.ts';

const clearAca = (...more: string[]) => ['send SC_NO_Q SC_CLEAR_ACA', ...more].join(' ');
const sensed = (slot: string, queue?: string) => ({ ...senseOf(slot, queue), autosense: sense });

/** a and b are in process over FCP or iSCSI, c is queued. */
const running = (params: Partial<AixDiskParameters> = {}) =>
  new Head(params, true, 'scsi_buf').after(strategy('a'), strategy('b'), strategy('c'));
const naca = (params: Partial<AixDiskParameters> = {}) => running({ naca: true, ...params });

describe('sense data that come with the status', () => {
  rows('running', running, [
    ['no request sense is sent', sensed('a'), [`sensed a ${sense}`], 'deciding b - c a held autosensed'],
  ]);
  rows('running, sense data are given up by parameter', () => running({ afterCheckCondition: 'resume' }), [
    ['they have come all the same', sensed('a'), [`sensed a ${sense}`], 'deciding b - c a held autosensed'],
  ]);
  rows('draining', () => running().after(retry('a')), [
    ['no request sense is sent', sensed('b', 'cleared'), [`sensed b ${sense}`], 'deciding - a c b autosensed'],
  ]);
  rows(
    'draining, sense data are given up by parameter',
    () => running({ afterCheckCondition: 'resume' }).after(retry('a')),
    [['they have come all the same', sensed('b', 'cleared'), [`sensed b ${sense}`], 'deciding - a c b autosensed']],
  );
  rows('nothing is kept', () => running().after(sensed('a', 'cleared')), [
    ['once more: SC_RESUME is due, no request sense had it', retry('a'), [], 'draining b a c resumeDue autosensed'],
    ['over: SC_RESUME is due', done('a', 'EIO', { halted: false }), [], 'draining b - c resumeDue autosensed'],
  ]);
  rows('the queue is kept', () => running().after(sensed('a')), [
    [
      'SC_RESUME goes with SC_Q_RESUME',
      retry('a'),
      ['send SC_NO_Q SC_RESUME SC_Q_RESUME'],
      'resuming b a c held autosensed',
    ],
    [
      'a queue that is to be cleared',
      startUnit('a'),
      ['send SC_NO_Q SC_Q_CLR'],
      'clearing b a c held startDue autosensed',
    ],
  ]);
  rows(
    'nothing is kept, another came with sense data too',
    () => running().after(sensed('a', 'cleared'), sensed('b', 'cleared')),
    [['the next one', retry('a'), [`sensed b ${sense}`], 'deciding - a c b autosensed']],
  );
  rows(
    'nothing is kept, another came without',
    () => running().after(sensed('a', 'cleared'), senseOf('b', 'cleared')),
    [['the next one', retry('a'), ['send requestSense SC_NO_Q SC_RESUME'], 'sensing - a c b']],
  );
  rows(
    'the kept queue is resumed, another came with sense data too',
    () => running().after(sensed('a'), sensed('b'), retry('a')),
    [['the next one', back('none'), [`sensed b ${sense}`], 'deciding - a c b held autosensed']],
  );
});

describe('a kept queue and sense data of another', () => {
  rows('after the request sense', () => running().after(senseOf('a'), back('none', { sense }), sensed('b')), [
    ['the queue goes first', retry('a'), ['send SC_NO_Q SC_Q_RESUME'], 'resuming - a c held check b'],
  ]);
});

it('a target that has moved is addressed by its new id', () => {
  const head = running();
  const moved = { ...back('none'), type: 'sam.iodone', slot: 'a', adapterStatus: null, retId: 'changed' };
  const id = () => head.bench.context(address.head('x'))['scsiId'];
  expect([id(), head.says({ ...moved, retId: null }), id()]).toEqual(['first', ['scsibuf.iodone a'], 'first']);
  expect([head.says(moved), id()]).toEqual([['scsibuf.iodone a'], 'changed']);
});

describe('auto contingent allegiance', () => {
  rows('CHECK CONDITION under NACA', naca, [
    ['with sense data', sensed('a'), [`sensed a ${sense}`], 'deciding b - c a held acaDue autosensed'],
    [
      'without: the device takes only SC_ACA_Q',
      senseOf('a'),
      ['send requestSense SC_ACA_Q SC_RESUME'],
      'sensing b - c a held acaDue',
    ],
  ]);

  const deciding = (params: Partial<AixDiskParameters> = {}) =>
    naca(params).after(senseOf('a'), back('none', { sense }));
  rows('after the request sense, the queue is kept', deciding, [
    ['once more: the kept queue goes on', retry('a'), [clearAca('SC_Q_RESUME')], 'clearing ACA b a c held'],
    ['over: the kept queue goes on', done('a', 'none'), [clearAca('SC_Q_RESUME')], 'clearing ACA b - c held'],
    [
      'after a while: it is cleared',
      retry('a', { delay: 'notReadyDelay' }),
      [clearAca('SC_Q_CLR')],
      'clearing ACA b a c notReadyDelay held',
    ],
    ['START UNIT: it is cleared', startUnit('a'), [clearAca('SC_Q_CLR')], 'clearing ACA b a c held startDue'],
  ]);
  rows('the queue is to be cleared by parameter', () => deciding({ afterSense: 'clear' }), [
    ['once more', retry('a'), [clearAca('SC_Q_CLR')], 'clearing ACA b a c held clear'],
  ]);
  rows('no request sense went out, the queue is kept', () => naca().after(sensed('a')), [
    [
      'once more: SC_RESUME too',
      retry('a'),
      ['send SC_NO_Q SC_CLEAR_ACA SC_RESUME SC_Q_RESUME'],
      'clearing ACA b a c held autosensed',
    ],
  ]);
  rows(
    'no request sense by parameter, the queue is kept',
    () => naca({ afterCheckCondition: 'resume' }).after(senseOf('a')),
    [
      [
        'once more: SC_RESUME too',
        retry('a'),
        ['send SC_NO_Q SC_CLEAR_ACA SC_RESUME SC_Q_RESUME'],
        'clearing ACA b a c held',
      ],
    ],
  );
  rows('nothing is kept', () => naca().after(sensed('a', 'cleared')), [
    ['SC_CLEAR_ACA alone', retry('a'), [clearAca()], 'clearing ACA b a c autosensed'],
  ]);

  const clearing = (queue?: string, params: Partial<AixDiskParameters> = {}) =>
    naca(params).after(senseOf('a', queue), back('none', { sense }), retry('a'));
  rows('SC_CLEAR_ACA is out, the queue is kept', clearing, [
    ['over: the held ones go on', back('none'), ['issue a tagged'], 'running ba - c'],
    ['EINVAL: once more', back('EINVAL'), [clearAca('SC_Q_RESUME')], 'clearing ACA b a c held tries 1'],
    ['it failed: once more', back('EIO', kept), [clearAca('SC_Q_RESUME')], 'clearing ACA b a c held tries 1'],
    ['it failed, nothing is kept now', back('EIO'), [clearAca()], 'clearing ACA b a c tries 1'],
    ['it came back with the queue', back('ENXIO'), [], 'draining b a c resumeDue'],
    ['another CHECK CONDITION', sensed('b'), [], 'clearing ACA - a c held check b'],
  ]);
  rows('SC_CLEAR_ACA is out, nothing is kept', () => clearing('cleared'), [
    ['over', back('none'), [], 'draining b a c'],
    ['it came back with the queue', back('ENXIO'), [], 'draining b a c resumeDue'],
  ]);
  rows('SC_CLEAR_ACA once more', () => clearing(undefined, { requestSenseRetries: 1 }).after(back('EINVAL')), [
    ['over: the held ones go on', back('none'), ['issue a tagged'], 'running ba - c'],
    ['nothing was held: once more, alone', back('EINVAL'), [clearAca()], 'clearing ACA b a c'],
  ]);
  const byReset = {
    adapterStatus: 'SCSI_TRANSPORT_RESET',
    addAdapStatus: 'UPDATE_RESERVES',
    validity: 'SC_ADAPTER_ERROR',
  };
  rows('SC_CLEAR_ACA is out, and a reset ends it', () => clearing(undefined, { modeSelect: true, openFlags: [] }), [
    [
      'it failed: once more',
      back('EIO', byReset),
      [clearAca()],
      'clearing ACA b a c delayDue reserveDue modeDue tries 1',
    ],
  ]);
  rows(
    'SC_CLEAR_ACA may not fail',
    () => clearing(undefined, { requestSenseRetries: 0, modeSelect: true, openFlags: [] }),
    [
      ['a reset ends it', back('EIO', byReset), [], 'draining b a c resumeDue delayDue reserveDue modeDue'],
      ['something else', back('EIO'), [], 'draining b a c resumeDue'],
    ],
  );
  rows('SC_CLEAR_ACA may fail once', () => clearing(undefined, { requestSenseRetries: 1 }).after(back('EIO', kept)), [
    ['the queue is given up', back('EIO', kept), ['send SC_NO_Q SC_Q_CLR'], 'clearing b a c held clear'],
    ['nothing is kept', back('EIO'), [], 'draining b a c resumeDue'],
    ['over', back('none'), ['issue a tagged'], 'running ba - c'],
  ]);
  rows('SC_CLEAR_ACA is out, another waits with sense data', () => clearing().after(sensed('b')), [
    ['the next one', back('none'), [`sensed b ${sense}`], 'deciding - a c b held acaDue autosensed'],
    [
      'the next one, its queue cleared',
      back('ENXIO'),
      [`sensed b ${sense}`],
      'deciding - a c b held acaDue autosensed',
    ],
  ]);
  rows('with something still in process after START UNIT', () => deciding().after(startUnit('a')), [
    ['back with the queue: SC_RESUME is due', back('ENXIO'), [], 'draining b a c resumeDue startDue'],
  ]);
  rows('nothing else is in process', () => deciding().after(startUnit('a'), flushed('b')), [
    [
      'back with the queue: START UNIT first',
      back('ENXIO'),
      ['prepare x.start startUnit', 'issue x.start alone SC_RESUME'],
      'running x.start a,b c',
    ],
  ]);
});

it('counts the tries of each error from the beginning', () => {
  const head = naca({ requestSenseRetries: 1 }).after(senseOf('a', 'cleared'), back('none', { sense }), retry('a'));
  head.after(back('EIO'), back('none'), senseOf('b', 'cleared'));
  expect(head.says(back('EIO'))).toEqual(['send requestSense SC_ACA_Q SC_RESUME']);
});
