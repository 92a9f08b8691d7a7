import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Scanner } from '../../visualize/app/trace/scanner.ts';
import { TraceIndex } from '../../visualize/app/trace/trace-index.ts';
import { traceText } from './run-trace.ts';

/** What an index says, as plain data. */
function indexed(text: string, thorough: boolean) {
  const index = new TraceIndex();
  const batch = new Scanner({ thorough }).scan(new TextEncoder().encode(text));
  index.append(batch);
  const places = Array.from({ length: index.places }, (_, place) => ({
    from: index.from.at(place) < 0 ? null : index.addresses.word(index.from.at(place)),
    to: index.addresses.word(index.to.at(place)),
    type: index.types.word(index.type.at(place)),
    state: index.stateAt(place),
    took: index.tookAt(place),
    slot: index.slotAt(place),
    step: index.stepOf.at(place),
  }));
  const steps = Array.from({ length: index.steps }, (_, n) => ({
    at: index.timeOf(n),
    first: index.firstPlace.at(n),
    line: [index.offset.at(n), index.length.at(n)],
  }));
  const { marks, lives, header, end, taken, reached } = index;
  return { problem: batch.problem, places, steps, marks, lives, header, end, taken, reached };
}

let text: string;
beforeAll(async () => {
  text = await traceText('medium-error');
});

describe('a trace that is skimmed', () => {
  test.each(['medium-error', 'aix-check-condition', 'reservation-conflict', 'bus-phases'])(
    'has the index of one that is parsed: %s',
    async (scenario) => {
      const all = await traceText(scenario);
      const skimmed = indexed(all, false);
      expect(skimmed.places.length).toBeGreaterThan(100);
      expect(skimmed).toEqual(indexed(all, true));
    },
  );

  test('says where each line is, in bytes, whatever letters are in it', () => {
    const lines = text.replaceAll('"stopped"', '"stoppé 日本"').split('\n');
    const bytes = new TextEncoder().encode(lines.join('\n'));
    const { steps, problem } = indexed(lines.join('\n'), false);
    expect(problem).toBeUndefined();
    const written = lines.filter((line) => line.startsWith('{"step"'));
    expect(steps.length).toBe(written.length);
    for (const [n, { line }] of steps.entries()) {
      const [offset = 0, length = 0] = line;
      expect(new TextDecoder().decode(bytes.subarray(offset, offset + length))).toBe(written[n]);
    }
  });

  test('a message that differs in one letter from one that was told before is another message', () => {
    const [header = ''] = text.split('\n');
    // Of four lengths, so that each ends elsewhere in a word of four bytes.
    const states = ['abcdefgh', 'abcdefghi', 'abcdefghij', 'abcdefghijk'].flatMap((told) =>
      Array.from(told, (_, i) => [told, told, `${told.slice(0, i)}x${told.slice(i + 1)}`]).flat(),
    );
    const steps = states.map(
      (state, n) =>
        `{"step":{"n":${n},"at":${n},"kind":"message","got":[{"from":null,"to":"lu:d0","message":{"type":"world.powerOn"},"took":[],"state":"${state}"}]}}`,
    );
    const { places, problem } = indexed([header, ...steps].join('\n'), false);
    expect(problem).toBeUndefined();
    expect(places.map(({ state }) => state)).toEqual(states);
  });

  test('other orders and spaces are read as well', () => {
    const [header, ...lines] = text.trimEnd().split('\n');
    const spaced = lines.map((line) => {
      const value = JSON.parse(line) as { step?: { got: object[] } };
      const turned = (it: object): object => Object.fromEntries(Object.entries(it).reverse());
      if (value.step) value.step = turned({ ...value.step, got: value.step.got.map(turned) }) as { got: object[] };
      return JSON.stringify(value, null, 1).replaceAll('\n', ' ');
    });
    const there = indexed([header, ...spaced].join('\n'), false);
    const { places, marks, lives, problem } = indexed(text, false);
    expect({ ...there, steps: [], taken: 0, reached: 0 }).toMatchObject({ places, marks, lives, problem });
  });

  test('a trace that is spoilt: where it is accepted, it reads as when it is parsed; else the same line is named', () => {
    const lines = text.split('\n');
    const junk = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom(
        '"',
        '}',
        '}}',
        '}]',
        '{',
        ',"took":[',
        '},{"from":',
        '"state":',
        '\\',
        '\\"',
        '\u0000',
        'é',
        '"slot":"x"',
      ),
    );
    let accepted = 0;
    fc.assert(
      fc.property(fc.nat({ max: 40 }), junk, fc.nat({ max: 600 }), fc.nat({ max: 12 }), (row, added, column, cut) => {
        const spoilt = lines.slice(0, 42);
        const line = spoilt[row] ?? '';
        spoilt[row] = line.slice(0, column) + added.replaceAll('\n', '') + line.slice(column + cut);
        const parsed = indexed(spoilt.join('\n'), true);
        const skimmed = indexed(spoilt.join('\n'), false);
        if (parsed.problem === undefined) {
          accepted += 1;
          expect(skimmed).toEqual(parsed);
        } else if (skimmed.problem !== undefined) expect(skimmed.problem).toBe(parsed.problem);
        // What skimming does not see lies behind the messages, and is found when the line is looked at.
        else expect(skimmed.places.slice(0, parsed.places.length)).toEqual(parsed.places);
      }),
      { numRuns: 60 },
    );
    expect(accepted).toBeGreaterThan(5);
  });
});

describe('messages are numbered', () => {
  const stepped = () =>
    text
      .split('\n')
      .filter((line) => line.startsWith('{"step"'))
      .flatMap((line) => (JSON.parse(line) as { step: { got: { message: object }[] } }).step.got)
      .map(({ message }) => message);
  const pieces = (): Uint8Array[] => {
    const lines = text.trimEnd().split('\n');
    const sizes = Array.from({ length: Math.ceil(lines.length / 20) }, (_, i) => lines.slice(20 * i, 20 * i + 20));
    return sizes.map((each) => new TextEncoder().encode(`${each.join('\n')}\n`));
  };
  /** What the numbers mean, to somebody who forgets them when told to. */
  const told = (scanner: Scanner) => {
    let known: string[] = [];
    let forgotten = 0;
    const meant = pieces().flatMap((piece) => {
      const { words, messages } = scanner.scan(piece);
      if (words.messagesAnew) [known, forgotten] = [[], forgotten + 1];
      known.push(...words.messages);
      return Array.from(messages.message, (number) => JSON.parse(known[number]!) as object);
    });
    return { meant, forgotten, known };
  };

  test('one number for all that say the same', () => {
    const { meant, known, forgotten } = told(new Scanner({ thorough: false }));
    expect(meant).toEqual(stepped());
    expect(new Set(known).size).toBe(known.length);
    expect(forgotten).toBe(0);
  });

  test('anew when there are too many of them', () => {
    const { meant, forgotten } = told(new Scanner({ thorough: false, remembers: 20_000 }));
    expect(forgotten).toBeGreaterThan(1);
    expect(meant).toEqual(stepped());
  });
});

test('an index that is put together from pieces is that of the whole', () => {
  const whole = indexed(text, false);
  const bytes = new TextEncoder().encode(text);
  const scanner = new Scanner({ thorough: false });
  const index = new TraceIndex();
  for (let from = 0; from < bytes.length; ) {
    const to = bytes.indexOf(10, from + 5000) + 1 || bytes.length;
    index.append(scanner.scan(bytes.slice(from, to)));
    // Counted on the way, as by somebody who watches.
    expect(index.taken.size).toBeGreaterThan(0);
    from = to;
  }
  expect(index.places).toBe(whole.places.length);
  expect(index.marks).toEqual(whole.marks);
  expect(index.lives).toEqual(whole.lives);
  expect(index.taken).toEqual(whole.taken);
  expect(index.reached).toEqual(whole.reached);
  expect(index.upTo).toBe(bytes.length);
});
