import { expect, it } from 'vitest';
import { play } from './play.ts';

const list = (newKey: string) => `${'00'.repeat(8)}${newKey}${'00'.repeat(8)}`;
const out = (action: number, newKey = '00'.repeat(8)) => ({
  cdb: `5f0${action}05000000000018 00`,
  dataOut: list(newKey),
});
const readKeys = { cdb: '5e000000000000001800' };

it('REGISTER with key 0 ends a registration: the key is in the data, and PERSISTENT RESERVE IN tells', async () => {
  const key = '00000000000000ab';
  const { stopped, effects } = await play({
    driver: 'aix',
    aixDisk: { coalesce: false },
    requests: [readKeys, out(6, key), out(1), readKeys, out(6), readKeys],
  });
  expect(stopped).toBeUndefined();
  expect(
    effects.flatMap((each) => (each.type === 'effect.reservations' ? [[each.registered, each.heldBy]] : [])),
  ).toEqual([
    [[], null],
    [['ours'], 'ours'],
    [[], null],
  ]);
});
