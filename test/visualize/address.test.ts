import { expect, test } from 'vitest';
import { type Address, readAddress, views, writeAddress } from '../../visualize/app/session/address.ts';

const address: Address = {
  source: { kind: 'scenario', name: 'clean-read' },
  place: 17,
  view: 'charts',
  actor: 'pkt:d0.1',
  seed: 5,
  set: ['hba.autoRequestSense=none', 'sd.retryCount=2'],
  faults: ['tran.start.admission=busy@5'],
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
    view: 'charts',
    actor: undefined,
    seed: undefined,
    set: [],
    faults: [],
  });
  expect(readAddress('').source).toBeUndefined();
});
