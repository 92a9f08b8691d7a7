import { describe, expect, it } from 'vitest';
import type { AixDiskParameters } from '../../../machines/protocol/aix-parameters.ts';
import { address } from '../../../machines/protocol/names.ts';
import type { Message } from '../../../src/system/machine-step.ts';
import { back, done, flushed, Head, retry, sense, senseOf, strategy } from './aix-head-bench.ts';

const gathered = (slot: string) => strategy(slot, { op: 'write', gathered: true });
const here = (slot: string): Message => ({ type: 'buf.processHere', slot });
const head = (params: Partial<AixDiskParameters> = {}, gathers = true) =>
  new Head({ queueDepth: 1, ...params }, true, 'sc_buf', { gathers });
const asked = (of: Head) => of.bench.context(address.head('x'));
/** What is issued as a gathered write. */
const issued = (of: Head, message: Message) => {
  of.bench.deliver(address.head('x'), message);
  return of.bench
    .takePosted()
    .flatMap(({ to, message: { type, ...said } }) => (type === 'dd.issue' ? [[to, said['gathered'] ?? false]] : []));
};

describe('a gathered write', () => {
  it('goes at once where the queue is empty: dd_strategy runs on process level', () => {
    expect(head().says(gathered('a'))).toEqual(['prepare a write', 'scbuf.uioFilled a', 'issue a tagged']);
    expect(issued(head(), gathered('a'))).toEqual([['dd:a', true]]);
    expect(issued(head(), strategy('a'))).toEqual([['dd:a', false]]);
  });

  it('that is queued waits for its process, which is woken up once', () => {
    const queued = head().after(strategy('a'));
    expect(queued.says(gathered('b'))).toEqual(['prepare b write']);
    expect(queued.says(done('a'))).toEqual(['buf.wakeProcess b']);
    expect(queued.says(strategy('c'))).toEqual(['prepare c read']);
    expect(queued.says(here('b'))).toEqual(['scbuf.uioFilled b', 'issue b tagged']);
    expect(queued.says(done('b'))).toEqual(['issue c tagged']);
    expect(asked(queued)['gathered']).toEqual([]);
  });

  it('keeps its place: what came after it waits with it', () => {
    const queued = head({ queueDepth: 2 }).after(strategy('a'), strategy('b'), gathered('c'), strategy('d'));
    expect(queued.says(done('a'))).toEqual(['buf.wakeProcess c']);
    expect(queued.says(done('b'))).toEqual([]);
    expect(queued.says(here('c'))).toEqual(['scbuf.uioFilled c', 'issue c tagged', 'issue d tagged']);
  });

  it('that failed is not tried again from the iodone routine, but by its process, with its uio filled again', () => {
    const failed = head().after(gathered('a'));
    expect(failed.says(retry('a'))).toEqual(['buf.wakeProcess a']);
    expect(failed.says(here('a'))).toEqual(['scbuf.uioFilled a', 'issue a tagged SC_RESUME']);
  });

  it('whose process comes while something else has to go first is woken up again', () => {
    const busy = head({ queueDepth: 2 }).after(gathered('a'), strategy('b'), retry('a'));
    expect(busy.says(here('a'))).toEqual([]);
    expect(busy.says(flushed('b'))).toEqual(['buf.wakeProcess a']);
    expect(busy.says(senseOf('b'))).not.toContain('issue a tagged');
    busy.after(back('none', { sense }), here('a'));
    expect([asked(busy)['woken'], asked(busy)['present']]).toEqual([[], null]);
  });

  it('is woken up once, however often the process of another one comes before', () => {
    const two = head({ queueDepth: 2 }).after(strategy('a'), gathered('b'), gathered('c'), retry('b'));
    expect(two.says(done('a'))).toEqual(['buf.wakeProcess b']);
    expect(two.says(here('c'))).toEqual([]);
    expect(two.says(here('c'))).toEqual([]);
    expect(two.says(here('b'))).toEqual(['scbuf.uioFilled b', 'issue b tagged SC_RESUME', 'buf.wakeProcess c']);
  });

  it('is never part of a span', () => {
    const continues = { continues: 'yes' };
    const spanning = head({ coalesce: true }).after(strategy('z', { op: 'write' }));
    spanning.after(strategy('a', { op: 'write' }), strategy('b', { op: 'write', gathered: true, ...continues }));
    spanning.after(strategy('c', { op: 'write', ...continues }), strategy('d', { op: 'write', ...continues }));
    expect(spanning.says(done('z'))).toEqual(['issue a tagged']);
    expect(spanning.says(done('a'))).toEqual(['buf.wakeProcess b']);
    expect(spanning.says(here('b'))).toEqual(['scbuf.uioFilled b', 'issue b tagged']);
    expect(spanning.says(done('b'))).toEqual(['effect.span', 'issue c+d tagged']);
  });

  it('is an ordinary write for an adapter driver that does not take it', () => {
    expect(head({}, false).says(gathered('a'))).toEqual(['prepare a write', 'issue a tagged']);
    expect(issued(head({}, false), gathered('a'))).toEqual([['dd:a', false]]);
  });

  it('is a write: a read whose data are to be gathered is an ordinary one', () => {
    expect(issued(head(), strategy('a', { gathered: true }))).toEqual([['dd:a', false]]);
  });

  it('beyond the end is refused like any other', () => {
    expect(head().says(strategy('a', { op: 'write', gathered: true, range: 'beyond' }))).toEqual([
      'biodone a ENXIO all',
    ]);
  });
});
