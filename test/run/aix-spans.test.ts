import { describe, expect, it } from 'vitest';
import { aixDiskMachine } from '../../machines/target-driver/aix-disk.machine.ts';
import { answersOf, complaint, ofType, play, type Story } from '../rules/play.ts';
import { rewritten, withMachine } from '../rules/variant.ts';

/** Three requests that are asked for while another one is out. */
const behindAnother = (requests: Story['requests']): Story => ({
  driver: 'aix',
  aixDisk: { coalesce: true, queueDepth: 1 },
  depth: 4,
  requests: [{ read: { lba: 4096, blocks: 8 } }, ...requests],
  faults: [1, 2, 3].map((request) => ({ delay: 'buf.strategy', ms: request * 0.05, when: { request } })),
});
const reads = (blocks: readonly number[]): Story['requests'] =>
  blocks.map((count, i) => ({ read: { lba: 8 * i, blocks: count } }));

/** Puts together whatever waits, as long as there is not too much of it. */
const careless = withMachine(
  aixDiskMachine,
  rewritten(aixDiskMachine, () => undefined, {
    guards: {
      'it continues the request before it': ({ context }: { context: { queue: readonly unknown[] } }) =>
        context.queue.length > 0,
    },
  }),
);

/** What the tests of the adapter driver found in each sc_buf that was spanned, and how every request ended. */
async function found(requests: Story['requests'], variant?: typeof careless): Promise<[string[], string[]]> {
  const played = await play(behindAnother(requests), variant ? { variant } : {});
  const spans = ofType(played, 'sc.strategy').filter(({ message }) => message['bp'] === true);
  expect(complaint(played)).toEqual([]);
  return [spans.map(({ message }) => String(message['defect'])), answersOf(played, 4)];
}

/** The one that carried the others fails; they go by themselves. */
const rejected = ['none', 'EINVAL', 'none', 'none'];

describe('what goes along in a spanned command is tested by its bytes', () => {
  it('whole pages that meet', async () => {
    expect(await found(reads([8, 8, 8]))).toEqual([['no'], ['none', 'none', 'none', 'none']]);
  });

  it('the last one may end anywhere', async () => {
    expect(await found(reads([8, 8, 3]))).toEqual([['no'], ['none', 'none', 'none', 'none']]);
  });

  it('one in the middle that ends within a page', async () => {
    expect(await found(reads([8, 3, 8]), careless)).toEqual([['spanAlignment'], rejected]);
  });

  it('a write among reads', async () => {
    const [first, , third] = reads([8, 8, 8]);
    const mixed = [first, { write: { lba: 8, blocks: 8 } }, third] as Story['requests'];
    expect(await found(mixed, careless)).toEqual([['spanDirection'], rejected]);
  });

  it('more than the adapter takes at once', async () => {
    expect(await found(reads([40, 40, 8]), careless)).toEqual([['size'], rejected]);
  });
});
