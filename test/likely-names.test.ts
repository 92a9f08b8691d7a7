import { describe, expect, it } from 'vitest';
import { acceptedNames, near } from '../src/likely-names.ts';

const systems = ['sense-lost', 'sense-kept-by-arq', 'third-party-reset', 'two-disks-reset', 'attach', 'busy-for-ever'];

describe('the names that may have been meant', () => {
  it.each<readonly [string, readonly string[]]>([
    ['sense-lots', ['sense-lost']],
    ['esnse-lost', ['sense-lost']],
    ['SENSE_LOST', ['sense-lost']],
    ['lost-sense', ['sense-lost']],
    ['sense', ['sense-lost', 'sense-kept-by-arq']],
    ['reset', ['two-disks-reset', 'third-party-reset']],
    ['2-disks-reset', ['two-disks-reset']],
    ['attached', ['attach']],
    ['kept-arq', ['sense-kept-by-arq']],
  ])('%s', (word, meant) => {
    expect(near(word, systems)).toEqual(meant);
  });

  it.each(['xyzzy', 'q', '', 'read', 'a-b-c'])('are none for %s', (word) => {
    expect(near(word, systems)).toEqual([]);
  });

  it('of one stem', () => {
    expect(near('retries', ['busyRetryCount', 'retryCount', 'throttleMax'])).toEqual(['retryCount']);
  });

  it('are no more than five', () => {
    const many = Array.from({ length: 20 }, (_, i) => `I${i}`);
    expect(near('I1x', many)).toEqual(['I1', 'I10', 'I11', 'I12', 'I13']);
  });

  it('takes no longer for a word that is endless', () => {
    expect(near('x'.repeat(5_000_000), systems)).toEqual([]);
  });
});

describe('what is accepted', () => {
  const many = Array.from({ length: 100 }, (_, i) => `name-${String(i).padStart(2, '0')}`);

  it('is told in full while it is short, the likely first', () => {
    expect(acceptedNames('attahc', systems, 'list')).toMatch(/^attach, .*sense-lost/);
  });

  it('is what is like it and who knows the rest when it is long', () => {
    expect(acceptedNames('name-7', many, 'list')).toMatch(/^name-7\d or .* \(list shows all\)$/);
    expect(acceptedNames('name-7', many)).toMatch(/^name-7\d or .* \(100 in all\)$/);
  });

  it('is who knows it when nothing is like it; all of it when nobody does', () => {
    expect(acceptedNames('xyzzy', many, 'list')).toBe('what list shows');
    expect(acceptedNames('xyzzy', many).split(', ')).toHaveLength(100);
  });
});
