import { expect, test } from 'vitest';
import { type Address, noLooks, readAddress, views, writeAddress } from '../../visualize/app/session/address.ts';
import { noChange, orderOf } from '../../visualize/app/session/change.ts';

const address: Address = {
  source: { kind: 'scenario', name: 'clean-read' },
  place: 17,
  view: 'stack',
  actor: 'pkt:d0.1',
  seed: 5,
  set: ['hba.autoRequestSense=none', 'sd.retryCount=2'],
  faults: ['tran.start.admission=busy@5'],
  picks: ['57~deliver~tran.return~hbac:d0.1~pkt:d0.1', '60~send~{"type":"world.stopped"}~lu:d0'],
  follow: 57,
  takeOver: 61,
  slot: 'd0.1',
  within: true,
  only: ['pkt', 'tran'],
  hide: ['app', 'sd'],
  by: 'time',
  whole: true,
  machine: 'scsa-hba',
  property: 'I6-callback-first',
  stops: ['state~scsi-pkt~targetDriver.completed', 'sense~NOT_READY'],
};

test.each(views)('an address is read as it was written: %s', (view) => {
  const written = writeAddress({ ...address, view });
  expect(written).toMatch(/^#scenario=clean-read&set=hba\.autoRequestSense=none&/);
  expect(readAddress(written)).toEqual({ ...address, view });
});

test('an address with nonsense in it is read as far as it makes sense', () => {
  expect(readAddress('#served=1&view=nothing&at=-1&seed=x')).toEqual({
    source: { kind: 'served' },
    place: undefined,
    view: 'stack',
    actor: undefined,
    seed: undefined,
    set: [],
    faults: [],
    picks: [],
    follow: undefined,
    takeOver: undefined,
    ...noLooks,
    stops: [],
  });
  expect(readAddress('').source).toBeUndefined();
});

test.each([
  [{ picks: ['3~zz'] }, /^got pick=3~zz; accepted: STEP~deliver~MESSAGE~FROM~TO, /],
  [{ faults: ['medium=x'] }, /^got fault=medium=x; accepted: MESSAGE\.FIELD=ALTERNATIVE@NTH, /],
])('a change that is none is refused, not told as done: %o', (change, says) => {
  expect(() => orderOf('medium-error', { ...noChange, ...change })).toThrow(says);
});
