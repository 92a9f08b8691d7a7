import { expect, test } from 'vitest';
import { parameters } from '../../visualize/app/session/parameters.ts';
import { wordsOfName } from '../../visualize/app/views/name-words.ts';
import { textWidth } from '../../visualize/chart/text-size.ts';

test.each([
  ['taggedUnderContingentAllegiance', ['tagged', 'Under', 'Contingent', 'Allegiance']],
  ['hba.autoRequestSense=none', ['hba.', 'auto', 'Request', 'Sense=', 'none']],
  ['qErr', ['q', 'Err']],
  ['RESET_LUN', ['RESET_LUN']],
])('%s may be broken between its words only', (name, words) => {
  expect(wordsOfName(name)).toEqual(words);
});

test('every word of every parameter has room beside its field, in the narrowest column', () => {
  // Of a column of What if, less the widest field and what is around both.
  const room = 310 - 128 - 40;
  for (const { name } of parameters)
    for (const word of wordsOfName(name)) expect(textWidth(word, 11.5), word).toBeLessThan(room);
});
