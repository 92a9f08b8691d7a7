import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/input-error.ts';
import { ClosedLoop } from '../../src/workload/closed-loop.ts';
import { loadFtrace } from '../../src/workload/ftrace.ts';
import { changesBlocks, requestsFromCommands, type WorkloadRequest } from '../../src/workload/workload-request.ts';
import { geometryOf, requestsOf } from './request-samples.ts';

/** Everything that may be submitted now, by index. */
function admitted(loop: ClosedLoop): number[] {
  const indexes: number[] = [];
  for (let next = loop.next(); next !== undefined && next !== 'wait'; next = loop.next()) indexes.push(next.index);
  return indexes;
}

/** Whether the two touch a block in common and one of them changes it. Written apart from the code under test. */
function conflict(a: WorkloadRequest, b: WorkloadRequest): boolean {
  if (a.range === undefined || b.range === undefined || a.unit !== b.unit) return false;
  if ([a, b].some(({ operation }) => operation === 'flush') || ![a, b].some(changesBlocks)) return false;
  const blocksOfA = new Set(Array.from({ length: a.range.blocks }, (_, index) => (a.range?.lba ?? 0) + index));
  return Array.from({ length: b.range.blocks }, (_, index) => (b.range?.lba ?? 0) + index).some((lba) =>
    blocksOfA.has(lba),
  );
}

const read = (lba: number, blocks = 1, more: object = {}): object => ({ read: { lba, blocks }, ...more });
const write = (lba: number, blocks = 1, more: object = {}): object => ({ write: { lba, blocks }, ...more });

describe('closed-loop admission', () => {
  it('keeps at most the recorded number of others outstanding', () => {
    const loop = new ClosedLoop(
      requestsOf([read(0, 1, { outstanding: 0 }), read(1, 1, { outstanding: 1 }), read(2, 1, { outstanding: 0 })]),
    );
    expect(admitted(loop)).toEqual([0, 1]);
    expect(loop.next()).toBe('wait');
    loop.completed(0);
    expect(admitted(loop)).toEqual([]);
    loop.completed(1);
    expect(admitted(loop)).toEqual([2]);
    expect(loop.done).toBe(false);
    loop.completed(2);
    expect(loop.next()).toBeUndefined();
    expect(loop.done).toBe(true);
    expect([loop.submitted, loop.outstanding]).toEqual([3, 0]);
  });

  it('keeps a fixed depth instead when asked to', () => {
    const loop = new ClosedLoop(requestsOf([read(0), read(1), read(2), read(3)]), { depth: 3 });
    expect(admitted(loop)).toEqual([0, 1, 2]);
    loop.completed(1);
    expect(admitted(loop)).toEqual([3]);
  });

  it.each([
    ['a write waits for an overlapping read', read(0, 8), write(7, 2)],
    ['a read waits for an overlapping write', write(7, 2), read(0, 8)],
    ['a write waits for an overlapping write', write(0, 8), write(3, 1)],
    ['a verify waits for an overlapping write', write(0, 8), { cdb: '2f 00 00 00 00 07 00 00 01 00' }],
  ])('%s', (_, first, second) => {
    const loop = new ClosedLoop(requestsOf([first, second]), { depth: 8 });
    expect(admitted(loop)).toEqual([0]);
    loop.completed(0);
    expect(admitted(loop)).toEqual([1]);
  });

  it.each([
    ['neighbours', write(0, 8), write(8, 8)],
    ['two reads of the same block', read(0), read(0)],
    ['other units', write(0, 1, { unit: 'a' }), write(0, 1, { unit: 'b' })],
    ['a flush behind a write', write(0), { flush: {} }],
    ['a write behind a flush', { flush: {} }, write(0)],
    ['a command without a range behind a write', write(0), { inquiry: {} }],
  ])('does not wait for %s', (_, first, second) => {
    expect(admitted(new ClosedLoop(requestsOf([first, second]), { depth: 8 }))).toEqual([0, 1]);
  });

  it('does not let a later request overtake one that waits', () => {
    const loop = new ClosedLoop(requestsOf([write(0), write(0), write(5)]), { depth: 8 });
    expect(admitted(loop)).toEqual([0]);
  });

  it('rejects an answer that nothing was outstanding for', () => {
    const loop = new ClosedLoop(requestsOf([read(0)]));
    expect(() => loop.completed(0)).toThrow('request 0 completed, but is not outstanding');
    loop.next();
    loop.completed(0);
    expect(() => loop.completed(0)).toThrow('not outstanding');
  });

  it.each([0, -1, 1.5, Number.NaN])('rejects a depth of %s', (depth) => {
    expect(() => new ClosedLoop([], { depth })).toThrow(InputError);
  });

  it('has nothing to do for an empty workload', () => {
    const loop = new ClosedLoop([]);
    expect([loop.done, loop.next()]).toEqual([true, undefined]);
  });

  it('never admits a conflict, never exceeds the limit, keeps the order, and finishes, whatever completes first', () => {
    const entry = fc.record({
      kind: fc.constantFrom('read', 'write', 'flush'),
      lba: fc.nat({ max: 12 }),
      blocks: fc.integer({ min: 1, max: 5 }),
      unit: fc.constantFrom('a', 'b'),
      outstanding: fc.nat({ max: 5 }),
    });
    const workload = fc.array(entry, { maxLength: 40 });
    const depth = fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined });
    let waitedForOverlap = 0;
    fc.assert(
      fc.property(workload, depth, fc.infiniteStream(fc.nat()), (entries, fixed, picks) => {
        const requests = requestsOf(
          entries.map(({ kind, lba, blocks, unit, outstanding }) => ({
            [kind]: kind === 'flush' ? {} : { lba, blocks },
            unit,
            outstanding,
          })),
        );
        const loop = new ClosedLoop(requests, fixed === undefined ? {} : { depth: fixed });
        const outstanding: WorkloadRequest[] = [];
        let submitted = 0;
        while (!loop.done) {
          const next = loop.next();
          if (next === 'wait' || next === undefined) {
            const head = requests[submitted];
            if (head !== undefined && outstanding.some((other) => conflict(head, other))) waitedForOverlap += 1;
            const [finished] = outstanding.splice((picks.next().value ?? 0) % outstanding.length, 1);
            if (finished === undefined) throw new Error('stuck');
            loop.completed(finished.index);
            continue;
          }
          expect(next).toBe(requests[submitted]);
          expect(outstanding.length).toBeLessThanOrEqual(fixed === undefined ? next.outstandingLimit : fixed - 1);
          expect(outstanding.filter((other) => conflict(next, other))).toEqual([]);
          outstanding.push(next);
          submitted += 1;
        }
        expect(submitted).toBe(requests.length);
      }),
      { numRuns: 1000, seed: 3 },
    );
    expect(waitedForOverlap).toBeGreaterThan(100);
  });

  it('replays the recorded ext4 workload at its depth when each request is answered as late as possible', async () => {
    const file = fileURLToPath(new URL('../data/ext4-mixed.trace.txt.gz', import.meta.url));
    const { commands } = await loadFtrace(file);
    const loop = new ClosedLoop(requestsFromCommands(commands, { geometryOf }));
    const outstanding: number[] = [];
    let deepest = 0;
    while (!loop.done) {
      outstanding.push(...admitted(loop));
      deepest = Math.max(deepest, outstanding.length);
      const oldest = outstanding.shift();
      if (oldest !== undefined) loop.completed(oldest);
    }
    expect(loop.submitted).toBe(3455);
    expect(deepest).toBe(17);
  });

  // A loop that goes through all that was, for each of them, does not end in this time.
  it('admits very many requests, 256 deep', () => {
    const total = 200_000;
    const template = requestsOf([read(0), write(0)]);
    function* many(): Generator<WorkloadRequest, void, undefined> {
      for (let index = 0; index < total; index += 1) {
        const sample = template[index % 2];
        if (sample !== undefined) yield { ...sample, index, range: { lba: (index * 7919) % 100_000, blocks: 4 } };
      }
    }
    const loop = new ClosedLoop(many(), { depth: 256 });
    const outstanding: number[] = [];
    while (!loop.done) {
      outstanding.push(...admitted(loop));
      // From the middle, so that places move.
      const [index] = outstanding.splice(outstanding.length >> 1, 1);
      if (index !== undefined) loop.completed(index);
    }
    expect(loop.submitted).toBe(total);
  }, 30_000);
});
