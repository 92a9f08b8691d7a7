import { describe, expect, test } from 'vitest';
import { columnsOf, fitted } from '../../src/cli/terminal.ts';

describe('the columns of a terminal', () => {
  test.each<readonly [string, Parameters<typeof columnsOf>[0], number | undefined]>([
    ['as wide as it is', { isTTY: true, columns: 132 }, 132],
    ['80 where it does not say', { isTTY: true }, 80],
    ['at least 60: narrower ones break lines themselves', { isTTY: true, columns: 20 }, 60],
    ['none where a file reads', { isTTY: false, columns: 132 }, undefined],
    ['none where a program reads', {}, undefined],
  ])('%s', (_, stream, columns) => {
    expect(columnsOf(stream)).toBe(columns);
  });
});

describe('text that is fitted', () => {
  const lines = (text: string, columns = 40): string[] => fitted(text, columns).split('\n');

  test('is as it was for a file, and where it has room', () => {
    const long = `a ${'word '.repeat(50)}`;
    expect(fitted(long, undefined)).toBe(long);
    expect(fitted('  short \n\nlines\n', 40)).toBe('  short \n\nlines\n');
  });

  test('goes on two to the right of where the line began', () => {
    expect(lines('  the driver asks again for what it has not got yet')).toEqual([
      '  the driver asks again for what it has',
      '    not got yet',
    ]);
  });

  test('goes on in the last column of a table, unless that is too near to the end', () => {
    expect(lines('retries  3  how often a command is sent again')).toEqual([
      'retries  3  how often a command is sent',
      '            again',
    ]);
    expect(lines(`${'x'.repeat(30)}  how often it is sent again`)).toEqual([
      `${'x'.repeat(30)}  how`,
      '  often it is sent again',
    ]);
  });

  test('is broken within a word only where it must be, and nothing is lost', () => {
    const digest = '0123456789abcdef'.repeat(6);
    const broken = lines(`  digest ${digest} end`);
    expect(Math.max(...broken.map(({ length }) => length))).toBeLessThanOrEqual(40);
    expect(broken.map((line) => line.trim()).join('')).toBe(`digest${digest} end`);
  });

  test('is measured without its colours', () => {
    const red = `\u001b[31m${'word '.repeat(7)}word\u001b[39m`;
    expect(lines(red)).toEqual([red]);
    expect(lines(`${red} word`)).toHaveLength(2);
  });

  test('comes to an end whatever its indentation', () => {
    expect(
      lines(`${' '.repeat(100)}${'x'.repeat(100)}`)
        .join('')
        .replaceAll(' ', ''),
    ).toBe('x'.repeat(100));
  });
});
