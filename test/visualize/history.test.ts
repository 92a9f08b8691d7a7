import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { FrameTaker } from '../../visualize/app/session/frame-taker.ts';
import { History } from '../../visualize/app/session/history.ts';
import { KeyFrames, nearestOf } from '../../visualize/app/session/key-frames.ts';
import { explain } from '../../visualize/app/session/why.ts';
import type { TraceMessage } from '../../visualize/app/trace/records.ts';
import { Scanner } from '../../visualize/app/trace/scanner.ts';
import { program } from '../cli/program.ts';
import { traceOf, traceText } from './run-trace.ts';

const scenarios = ['sense-lost', 'medium-error', 'command-timeout', 'bus-phases', 'third-party-reset', 'read-only'];

describe.each(scenarios)('contexts of %s are found again', (scenario) => {
  test('every message leads to the state that the trace has, by the transitions that it names', async () => {
    const trace = traceOf(await traceText(scenario));
    const history = new History(trace);
    // Beginning in the middle, so that the way there is found without having been looked at.
    for (const place of [
      trace.places - 1,
      Math.floor(trace.places / 2),
      ...Array.from({ length: trace.places }, (_, i) => i),
    ]) {
      const moment = history.moment(place)!;
      const { state, took, message } = trace.delivery(place)!;
      expect(moment.after.value).toEqual(state);
      if (message.type === 'xstate.init') continue;
      const taken = moment.microsteps.flatMap((step) =>
        explain(step).candidates.filter(({ verdict }) => verdict === 'taken'),
      );
      const meant = took.filter((id) => !trace.delivery(place)!.ignored && taken.some((each) => each.id === id));
      expect(taken.map(({ id }) => id).toSorted()).toEqual(meant.toSorted());
    }
  });
});

describe('a trace that was edited', () => {
  const edited = async (edit: (line: string) => string) => {
    const lines = (await traceText('medium-error')).split('\n');
    const at = lines.findIndex((line) => edit(line) !== line);
    const trace = traceOf(lines.with(at, edit(lines[at]!)).join('\n'));
    const history = new History(trace);
    const objections = Array.from({ length: trace.places }, (_, place) => history.objection(place));
    return { trace, objections, first: objections.findIndex((each) => each !== undefined) };
  };

  test('none is objected to as it was written', async () => {
    const { objections } = await edited((line) => line);
    expect(objections.filter((each) => each !== undefined)).toEqual([]);
  });

  test('a state that the machine would not be in is told, with the one that it would be in', async () => {
    const { trace, objections, first } = await edited((line) =>
      line.includes('"type":"tran.return"') ? line.replace(/"state":"[^"]+"/, '"state":"elsewhere"') : line,
    );
    expect(trace.delivery(first)!.state).toBe('elsewhere');
    expect(objections[first]).toMatch(
      /^The machine would be in \S+ here: this trace is of other machines, or was edited\.$/,
    );
    expect(objections.filter((each) => each !== undefined)).toHaveLength(1);
  });

  test('CHECK CONDITION changed to GOOD: the adapter would not owe sense data', async () => {
    const { trace, objections, first } = await edited((line) =>
      line.replace('"type":"area.completed","status":"CHECK_CONDITION"', '"type":"area.completed","status":"GOOD"'),
    );
    expect(trace.delivery(first)!.to).toBe('hbac:d0.internal');
    expect(trace.delivery(first)!.state).toMatchObject({ life: { transport: 'senseOwed' } });
    expect(objections[first]).toMatch(/^The machine would be in \{life: comple.*\} here: /);
  });
});

describe('far from the beginning', () => {
  test('contexts are found from a frame near by, and are the same', async () => {
    const text = await traceText('queued-io');
    const trace = traceOf(text);
    const plain = new History(trace);
    const taker = new FrameTaker(plain.actors, plain.topology!, new KeyFrames({ every: 8 }));
    // As the index has it: by the numbers of receivers and messages.
    const { messages, words } = new Scanner({ thorough: false }).scan(new TextEncoder().encode(text));
    const known = words.messages.map((told) => taker.known(JSON.parse(told) as TraceMessage));
    for (const [place, to] of messages.to.entries()) {
      taker.sees(words.addresses[to]!, known[messages.message[place]!]!);
    }
    const framed = new History(trace, () => ({
      nearest: (address, n) => Promise.resolve(nearestOf(taker.frames.kept, address, n)),
      stop: () => undefined,
    }));
    const arriving = async (history: History, place: number) => {
      for (;;) {
        const found = history.moment(place);
        if (found) return found;
        await new Promise<void>((resolve) => {
          trace.onArrival = resolve;
        });
      }
    };
    const exact = vi.spyOn(trace, 'exactDelivery');
    for (const address of ['sd:d0', 'hba:h0', 'hbaq:d0', 'tasks:d0', 'bus:b0', 'lu:d0']) {
      const place = trace.lastPlaceFor(address, trace.places - 1);
      exact.mockReturnValueOnce(undefined).mockClear();
      const found = await arriving(framed, place);
      expect(exact.mock.calls.length).toBeLessThan(12);
      const expected = await arriving(plain, place);
      expect([found.after.value, found.after.context]).toEqual([expected.after.value, expected.after.context]);
      expect(found.microsteps.length).toBe(expected.microsteps.length);
    }
    exact.mockRestore();
  });

  test('frames take no more memory however long the run is; the nearest is never behind', () => {
    const frames = new KeyFrames({ every: 4, most: 10_000 });
    for (let n = 0; n < 100_000; n++) {
      for (const address of ['a', 'b']) frames.add(address, n, () => ({ held: n, by: address }));
    }
    expect(frames.every).toBeGreaterThan(400);
    for (const n of [0, 3, 5_000, 77_777, 99_999]) {
      const found = nearestOf(frames.kept, 'b', n);
      expect(found?.n ?? 0).toBeLessThanOrEqual(n);
      expect(n - (found?.n ?? 0)).toBeLessThanOrEqual(frames.every);
      if (found) expect(found.context).toEqual({ held: found.n, by: 'b' });
    }
    expect(nearestOf(frames.kept, 'nobody', 5)).toBeUndefined();
  });
});

const { run, inside } = program();

test('what the explorer finds is repeated too: a story of check opens with its contexts', async () => {
  await run(['check', '--topology', 'sense-lost', '--property', 'Q4', '--save', inside('stories')]);
  const trace = traceOf(readFileSync(join(inside('stories'), 'sense-lost-Q4.jsonl'), 'utf8'));
  const history = new History(trace);
  expect(trace.steps).toBeGreaterThan(10);
  for (let place = 0; place < trace.places; place++) {
    expect(history.moment(place)?.after.value).toEqual(trace.delivery(place)!.state);
  }
});

test('why: the guards that were asked, what they looked at, and what they said', async () => {
  const trace = traceOf(await traceText('medium-error'));
  const history = new History(trace);
  let asked: ReturnType<typeof explain>['candidates'] = [];
  for (let place = 0; place < trace.places && asked.length === 0; place++) {
    const delivery = trace.delivery(place)!;
    if (!delivery.took.some((id) => id.includes('deciding.retrying: always'))) continue;
    const steps = history.moment(place)!.microsteps.map(explain);
    asked = steps.find(({ candidates }) => candidates.some(({ id }) => id.includes('deciding.retrying')))!.candidates;
  }
  expect(asked.filter(({ verdict }) => verdict === 'taken')).toHaveLength(1);
  const taken = asked.findIndex(({ verdict }) => verdict === 'taken');
  expect(asked.slice(0, taken).every(({ verdict }) => verdict === 'guard false')).toBe(true);
  expect(asked.slice(taken + 1).every(({ verdict }) => verdict === 'not tried')).toBe(true);
  expect(asked[taken]!.reads).not.toEqual([]);
});

test('a trace of other machines is shown without contexts, and nothing breaks', async () => {
  const text = (await traceText('clean-read')).replaceAll('"type":"tran.start"', '"type":"tran.begin"');
  const trace = traceOf(text);
  const history = new History(trace);
  const place = Array.from({ length: trace.places }, (_, i) => i).find(
    (i) => trace.delivery(i)!.message.type === 'tran.begin',
  )!;
  expect(() => history.moment(place)).not.toThrow();
  const bare = traceOf(
    `${JSON.stringify({ ...trace.header, topology: { targets: 'none' } })}\n${text.split('\n').slice(1).join('\n')}`,
  );
  expect(new History(bare).moment(5)).toBeUndefined();
});
