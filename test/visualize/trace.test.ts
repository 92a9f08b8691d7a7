import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { byMessage, byStep, search, toMark, troubles } from '../../visualize/app/session/moves.ts';
import { Scanner } from '../../visualize/app/trace/scanner.ts';
import { MemoryTrace, Trace } from '../../visualize/app/trace/trace.ts';
import { TraceProblem } from '../../visualize/app/trace/trace-problem.ts';
import { WholeLines } from '../../visualize/app/trace/whole-lines.ts';
import { traceOf, traceText } from './run-trace.ts';

let text: string;
let trace: Trace;
beforeAll(async () => {
  text = await traceText('medium-error');
  trace = traceOf(text);
});

const says = (lines: string, thorough = true): string => {
  try {
    new MemoryTrace({ thorough }).add(new TextEncoder().encode(lines));
  } catch (error) {
    if (error instanceof TraceProblem) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('a trace in memory', () => {
  test('finds every step again, and every message in it', () => {
    const steps = text
      .split('\n')
      .filter((line) => line.startsWith('{"step"'))
      .map((line) => JSON.parse(line).step);
    expect(trace.steps).toBe(steps.length);
    expect(trace.places).toBe(steps.reduce((sum, { got }) => sum + got.length, 0));
    let place = 0;
    for (const [n, step] of steps.entries()) {
      expect(trace.step(n)).toEqual(step);
      expect(trace.timeOf(n)).toBe(step.at);
      expect(trace.firstPlace.at(n)).toBe(place);
      for (const delivery of step.got) expect(trace.delivery(place++)).toEqual(delivery);
      expect(trace.lastPlace(n)).toBe(place - 1);
    }
  });

  test('knows the state of every actor at every place', () => {
    const states = new Map<string, unknown>();
    for (let place = 0; place < trace.places; place++) {
      const { to, state } = trace.delivery(place)!;
      states.set(to, state);
      for (const address of ['sd:d0', 'cmd:d0.1', 'pkt:d0.1', 'bus:b0']) {
        expect(trace.stateOf(address, place)).toEqual(states.get(address));
      }
    }
    expect(trace.stateOf('nobody', 10)).toBeUndefined();
  });

  test('knows which request a slot serves, and how it ended', () => {
    expect(trace.lives.map(({ request, answer }) => [request.index, answer?.error])).toEqual([
      [0, 'none'],
      [1, 'EIO'],
      [2, 'none'],
    ]);
    const second = trace.lives[1]!;
    expect(trace.lifeAt(second.slot, second.from + 3)?.request.index).toBe(1);
    expect(trace.lifeAt(second.slot, second.to)?.request.index).toBe(1);
    expect(trace.lifeAt(second.slot, 0)).toBeUndefined();
    expect(trace.lifeAt('nowhere', trace.places - 1)).toBeUndefined();
  });

  test('of a slot that is used again and again, it is the last request up to there', async () => {
    const busy = traceOf(await traceText('queued-io'));
    expect(new Set(busy.lives.map(({ slot }) => slot)).size).toBeLessThan(busy.lives.length);
    for (let place = 0; place < busy.places; place += 97) {
      for (const { slot } of busy.lives) {
        const expected = busy.lives.findLast((life) => life.slot === slot && life.from <= place);
        expect(busy.lifeAt(slot, place)).toBe(expected);
      }
    }
  });

  test('a line that could not be had is asked for again when it is looked at again', async () => {
    const lines = new TextEncoder().encode(text);
    let [fails, here] = [true, false];
    const far = new Trace({
      now: (offset, length) => (here ? lines.subarray(offset, offset + length) : undefined),
      bring: () => {
        here = !fails;
        return fails ? Promise.reject(new Error('the server is away')) : Promise.resolve();
      },
      whole: () => Promise.resolve(new Blob([lines])),
    });
    far.append(new Scanner({ thorough: true }).scan(lines));
    const problem = new Promise((resolve) => {
      far.onProblem = resolve;
    });
    expect(far.step(3)?.outline).toBe(true);
    expect(await problem).toEqual(new Error('the server is away'));
    fails = false;
    const arrival = new Promise<void>((resolve) => {
      far.onArrival = resolve;
    });
    far.step(3);
    await arrival;
    expect(far.step(3)?.outline).toBeUndefined();
  });

  test.each([
    ['aix-timeout', ['command', 'timeout']],
    ['fcp-timeout', ['command', 'timeout']],
    ['fcp-autosense', ['command', 'check']],
    ['iscsi-check-condition', ['command', 'check']],
  ])('marks what stands out in %s, whose driver is of AIX', async (scenario, kinds) => {
    const marked = new Set(traceOf(await traceText(scenario)).marks.map(({ kind }) => kind as string));
    expect(kinds.filter((kind) => !marked.has(kind))).toEqual([]);
  });

  test('marks what stands out', () => {
    const kinds = (kind: string) => trace.marks.filter((mark) => mark.kind === kind);
    expect(kinds('error').map((mark) => mark.text)).toEqual(['request 1 answered: EIO']);
    expect(kinds('fault')).toHaveLength(6);
    expect(kinds('reset').map((mark) => mark.text)).toContain('RESET_LUN');
    for (const { place } of kinds('check')) expect(trace.delivery(place)?.message['status']).toBe('CHECK_CONDITION');
  });

  test('is the same whichever pieces it comes in', () => {
    const bytes = new TextEncoder().encode(text);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const pieced = new MemoryTrace();
        const lines = new WholeLines();
        let from = 0;
        for (let i = 0; from < bytes.length; i++) {
          const whole = lines.push(bytes.slice(from, from + sizes[i % sizes.length]!));
          if (whole) pieced.add(whole);
          from += sizes[i % sizes.length]!;
        }
        const rest = lines.finish();
        if (rest) pieced.add(rest);
        expect(pieced.places).toBe(trace.places);
        expect(pieced.marks).toEqual(trace.marks);
        expect(pieced.delivery(pieced.places - 1)).toEqual(trace.delivery(trace.places - 1));
      }),
      { numRuns: 4 },
    );
  });

  test('keeps times of days exactly', () => {
    const [header] = text.split('\n');
    const at = 3 * 86_400_000_000 + 17;
    const far = traceOf(`${header}\n{"step":{"n":0,"at":${at},"kind":"start","got":[]}}\n`);
    expect(far.timeOf(0)).toBe(at);
  });
});

describe('what is no trace is refused in words', () => {
  const header = () => text.split('\n')[0]!;
  test.each([
    ['hello', 'line 1: this is not a trace'],
    ['{"a":1}', 'line 1: this is not a trace of scsi-statecharts'],
    ['[]', 'line 1: this is not a trace of scsi-statecharts'],
    ['null', 'line 1: this is not a JSON object'],
    ['{"format":"scsi-statecharts-trace","version":0}', 'a trace of version 0; this program reads version 1'],
    ['{"format":"scsi-statecharts-trace","version":1}', 'the header names no topology'],
    ['{"format":"scsi-statecharts-trace","version":1,"topology":{},"scenario":7}', 'the header names no scenario'],
    [
      '{"format":"scsi-statecharts-trace","version":1,"topology":{},"scenario":"x","story":{"says":"x","shows":{"kind":"property","says":"x"}}}',
      'the header tells a story that is none',
    ],
  ])('%s', (lines, problem) => {
    expect(says(lines)).toContain(problem);
  });

  test('lines that are cut off, strange or hostile', () => {
    expect(says(`${header()}\n{"step":{"n":0,"at"`)).toMatch(/^line 2 is no JSON object .*cut off/);
    expect(says(`${header()}\n{"step":5}`)).toMatch(/line 2: a step without/);
    const step = (n: number) => `{"step":{"n":${n},"at":1,"kind":"message","got":[]}}`;
    for (const thorough of [true, false]) {
      expect(says(`${header()}\n${step(0)}\n${step(2)}`, thorough)).toBe(
        'line 3 has step 2 where step 1 follows (is a line missing?)',
      );
    }
    expect(says(`${header()}\n{"step":{"at":1,"got":[{"to":7}]}}`)).toMatch(/line 2: a message without/);
    expect(says(`${header()}\n{"step":{"at":1,"got":[null]}}`)).toMatch(/line 2: a message without/);
    expect(says(`${header()}\n{"request":3}`)).toMatch(/line 2: a request that is none/);
    expect(says(`${header()}\n{"answer":null}`)).toMatch(/line 2: an answer that is none/);
    expect(says(`${header()}\n{"other":3}`)).toMatch(/line 2: this has none of/);
    const deep = `{"type":"a","b":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const nested = `{"step":{"n":0,"at":0,"kind":"message","got":[{"from":null,"to":"lu:d0","message":${deep},"took":[],"state":"a"}]}}`;
    for (const thorough of [true, false]) {
      expect(says(`${header()}\n${nested}`, thorough)).toBe('line 2: a message or a choice that cannot be read');
    }
    expect(says(`${header()}\n{"__proto__":{"step":1}}`)).toMatch(/line 2/);
  });

  test.each([
    '"took":[3],"state":"a"',
    '"took":"x","state":"a"',
    '"took":[],"state":7',
    '"took":[],"state":{"a":[1]}',
    '"took":[],"state":{"a":null}',
  ])('what became of a message, told as %s', (became) => {
    const step = `{"step":{"n":0,"at":0,"kind":"message","got":[{"from":null,"to":"lu:d0","message":{"type":"a"},${became}}]}}`;
    for (const thorough of [true, false]) {
      expect(says(`${header()}\n${step}`, thorough)).toBe('line 2: a message or a choice that cannot be read');
    }
  });

  test('requests, answers and an end that cannot be shown', () => {
    const spoilt = (key: string, field: string): string => {
      const lines = text.split('\n');
      const at = lines.findIndex((line) => line.startsWith(`{"${key}"`));
      const line = JSON.parse(lines[at] ?? '') as Record<string, Record<string, unknown>>;
      return says(lines.with(at, JSON.stringify({ [key]: { ...line[key], [field]: {} } })).join('\n'));
    };
    for (const field of ['at', 'slot', 'unit', 'cdb', 'flags', 'entry', 'index']) {
      expect(spoilt('request', field)).toMatch(/^line \d+: a request that is none$/);
    }
    for (const field of ['at', 'slot', 'error', 'resid', 'index', 'mismatches']) {
      expect(spoilt('answer', field)).toMatch(/^line \d+: an answer that is none$/);
    }
    expect(spoilt('end', 'steps')).toMatch(/^line \d+: an end that is none$/);
  });

  test.each([
    ['sent', [null]],
    ['sent', 5],
    ['sent', [{ from: 'a', to: 'b', message: {} }]],
    ['effects', [{ from: 'a' }]],
    ['armed', [{ owner: 'a', timer: 'b', delay: 'c', ms: '1' }]],
    ['cancelled', [{ owner: 'a' }]],
    ['moved', [3]],
    ['chose', [{ n: 0, to: 'a', type: 'b', fields: null }]],
  ])('a step whose list "%s" is %j is told in outline, and that is said', (list, value) => {
    const step = { n: 0, at: 0, kind: 'message', got: [] };
    const own = new MemoryTrace({ thorough: false });
    const problems: unknown[] = [];
    own.onProblem = (problem) => problems.push(problem);
    const told = JSON.stringify({ step: { ...step, [list]: value } });
    try {
      own.add(new TextEncoder().encode(`${header()}\n${told}\n`));
      expect(own.step(0)).toMatchObject({ outline: true });
    } catch (error) {
      problems.push(error);
    }
    expect(problems).toEqual([expect.any(TraceProblem)]);
  });

  test('any bytes either make a trace or a problem with a line number', () => {
    const lines = text.split('\n');
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.string({ maxLength: 40 }), fc.nat({ max: 400 }), (row, junk, column) => {
        const spoilt = lines.slice(0, 62);
        const line = spoilt[row] ?? '';
        spoilt[row] = line.slice(0, column) + junk.replaceAll('\n', '') + line.slice(column + junk.length);
        expect(says(spoilt.join('\n'))).toMatch(/^accepted$|^line \d+(: | is no JSON object| has step )/);
      }),
      { numRuns: 40 },
    );
  });
});

describe('moving in a run', () => {
  test('steps go on to the message that made the next step, and back', () => {
    const n = 60;
    const place = trace.firstPlace.at(n);
    expect(byStep(trace, place, 1)).toBe(trace.firstPlace.at(n + 1));
    expect(byStep(trace, place, -1)).toBe(trace.firstPlace.at(n - 1));
    expect(byStep(trace, trace.lastPlace(n), 1)).toBe(trace.firstPlace.at(n + 1));
    expect(byStep(trace, 0, -1)).toBe(0);
    expect(byStep(trace, trace.firstPlace.at(trace.steps - 1), 1)).toBe(trace.firstPlace.at(trace.steps - 1));
    expect(byMessage(trace, place, 1)).toBe(place + 1);
  });

  test('troubles are visited in order, and the last stays', () => {
    const visited: number[] = [];
    for (let at = 0; ; ) {
      const next = toMark(trace.marks, at, 1, troubles);
      if (next === at) break;
      visited.push(next);
      at = next;
    }
    const marked = trace.marks.filter(({ kind }) => troubles.includes(kind)).map(({ place }) => place);
    expect(visited).toEqual([...new Set(marked)].toSorted((a, b) => a - b));
    expect(toMark(trace.marks, visited[1]!, -1, troubles)).toBe(visited[0]);
  });

  test('a search finds the next message with all words, around the end', async () => {
    const found = await search(trace, 'check condition d0.1', 0, 1);
    expect(JSON.stringify(trace.delivery(found))).toContain('CHECK_CONDITION');
    const next = await search(trace, 'check condition d0.1', found, 1);
    expect(next).toBeGreaterThan(found);
    expect(await search(trace, 'check condition d0.1', next, -1)).toBe(found);
    expect(await search(trace, 'no such words', 0, 1)).toBe(-1);
    expect(await search(trace, '   ', 0, 1)).toBe(-1);
  });
});
