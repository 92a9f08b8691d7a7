import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RecordedRun, readRecordedRun } from '../../src/again/recorded-run.ts';
import { type AgainOptions, runAgain } from '../../src/again/run-again.ts';
import { InputError } from '../../src/input-error.ts';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import type { RuntimeKind } from '../../src/run/runtime.ts';
import { faultRule } from '../../src/scenario/fault-rule.ts';
import { tracedStory } from '../../src/story/save-story.ts';
import { setParameter } from '../../src/system/topology.ts';
import { foundStory } from '../story/found.ts';

const library = join(import.meta.dirname, '../../src/scenario/library');

async function linesOf(scenario: string, runtime: RuntimeKind = 'table'): Promise<string[]> {
  const pieces: string[] = [];
  const loaded = await loadScenario(join(library, `${scenario}.yaml`));
  await runScenario(loaded, { runtime, traceSink: (text) => pieces.push(text) });
  return pieces.join('').trimEnd().split('\n');
}

const stepsOf = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('{"step"'));

async function again(recorded: RecordedRun, options: AgainOptions = {}) {
  const pieces: string[] = [];
  const result = await runAgain(recorded, { ...options, traceSink: (text) => pieces.push(text) });
  return { ...result, lines: pieces.join('').trimEnd().split('\n') };
}

const lost = tracedStory(foundStory('sense-lost', 'Q4')).text.trimEnd().split('\n');

describe('a recorded run, run again', () => {
  // Held back by delay rules; told by a third party; without reset at the end; on a fabric; out of resources.
  it.each(['callback-before-return', 'third-party-reset', 'command-timeout', 'fcp-aca', 'resource-wait', 'b-iodone'])(
    '%s: the same lines, all of them',
    async (scenario) => {
      const lines = await linesOf(scenario);
      const run = await again(readRecordedRun(lines, scenario));
      expect(run.lines).toEqual(lines);
      expect(run.parting).toBeUndefined();
    },
  );

  it('of live actors, which schedule otherwise: the same steps', async () => {
    const lines = await linesOf('queued-io', 'actors');
    const run = await again(readRecordedRun(lines, 'live'));
    expect(stepsOf(run.lines)).toEqual(stepsOf(lines));
    expect(run.parting).toBeUndefined();
  });

  it('without being followed: what befell requests and what the world did comes again by itself', async () => {
    for (const scenario of ['medium-error', 'third-party-reset', 'queue-full-seen']) {
      const lines = await linesOf(scenario);
      expect((await again(readRecordedRun(lines, scenario), { upTo: 0 })).lines, scenario).toEqual(lines);
    }
  });

  it('that was only read in part goes on behind it by itself', async () => {
    const lines = await linesOf('medium-error');
    const run = await again(readRecordedRun([...lines.slice(0, 60), '{"step":{"n":58,"at'], 'cut'));
    expect(stepsOf(run.lines).slice(0, 40)).toEqual(stepsOf(lines).slice(0, 40));
    expect(run.report.answeredTwice).toBe(0);
    expect(run.lines.at(-1)).toMatch(/^\{"end"/);
  });

  it('of a story: its steps, then applications ask on', async () => {
    const run = await again(readRecordedRun(lost, 'story'));
    const steps = stepsOf(lost);
    expect(stepsOf(run.lines).slice(0, steps.length)).toEqual(steps);
    expect(stepsOf(run.lines).length).toBe(steps.length + 1000);
    const about = (lines: readonly string[]) => lines.filter((line) => /^\{"(request|answer)"/.test(line));
    expect(about(run.lines).slice(0, about(lost).length)).toEqual(about(lost));
    // There are bytes behind the requests that nobody recorded, too.
    expect(run.report.data.bytesRead).toBeGreaterThan(0);
    expect(run.report.data.mismatches).toBe(0);
  });
});

describe('another future', () => {
  it('from a step on somebody else says what happens', async () => {
    const lines = await linesOf('queued-io', 'actors');
    const asked: number[] = [];
    const run = await again(readRecordedRun(lines, 'live'), {
      upTo: 90,
      conductor: (step, look) => {
        asked.push(step);
        const [, second] = look.offers();
        if (step !== 90 || second?.kind !== 'message') return undefined;
        return { kind: 'deliver', from: second.from, to: second.to, message: second.message.type };
      },
    });
    expect(asked[0]).toBe(90);
    expect(stepsOf(run.lines).slice(0, 90)).toEqual(stepsOf(lines).slice(0, 90));
    expect(stepsOf(run.lines)[90]).not.toBe(stepsOf(lines)[90]);
    expect(run.report.commands.completed).toBe(run.report.commands.submitted);
  });

  it('with a fault more, it is the same up to that, and the recorded faults stay with their requests', async () => {
    const lines = await linesOf('medium-error');
    const fault = faultRule.parse({ at: 'tran.start.admission', choose: 'busy', nth: 3 });
    const run = await again(readRecordedRun(lines, 'x'), { faults: [fault] });
    const parted = run.parting?.step ?? 0;
    expect(parted).toBeGreaterThan(10);
    expect(stepsOf(run.lines).slice(0, parted)).toEqual(stepsOf(lines).slice(0, parted));
    expect(stepsOf(run.lines)[parted]).toContain('"admission":"busy"');
    expect(run.report.answers).toEqual({ EIO: 1, none: 2 });
  });

  it('with another parameter', async () => {
    const recorded = readRecordedRun(await linesOf('medium-error'), 'x');
    const run = await again(recorded, { change: (topology) => setParameter(topology, 'sd.retryCount=1') });
    expect(run.report.retries).toMatchObject({ standard: 1 });
    expect(run.report.answers).toEqual({ EIO: 1, none: 2 });
  });

  it('that has to be the same and is not: the step is named, and what differs', async () => {
    const recorded = readRecordedRun(await linesOf('medium-error'), 'x');
    const spoilt = (change: (got: { to: string; state: unknown }) => void): string[] => {
      const line = JSON.parse(recorded.steps[30] ?? '') as { step: { got: [{ to: string; state: unknown }] } };
      change(line.step.got[0]);
      return recorded.steps.toSpliced(30, 1, JSON.stringify(line));
    };
    const other = spoilt((got) => {
      got.state = 'elsewhere';
    });
    await expect(runAgain({ ...recorded, steps: other }, { upTo: 40, exactly: true })).rejects.toThrow(
      /^got a trace whose step 30 these machines do not repeat \(step\.got\.0\.state: recorded "elsewhere", now /,
    );
    // Where nothing later is looked at, it does not matter.
    expect((await again({ ...recorded, steps: other }, { upTo: 30, exactly: true })).parting).toBeUndefined();
    const impossible = spoilt((got) => {
      got.to = 'nobody';
    });
    await expect(runAgain({ ...recorded, steps: impossible }, { exactly: true })).rejects.toThrow(
      /to nobody cannot happen there/,
    );
  });
});

describe('a trace that cannot be run again', () => {
  it.each([
    ['nothing at all', ''],
    ['no trace', 'hello'],
    [
      'without a system',
      '{"format":"scsi-statecharts-trace","version":1,"scenario":"x","seed":1,"machineDigest":"","topology":7}',
    ],
  ])('%s: is told so', (_, first) => {
    expect(() => readRecordedRun([first], 'x.jsonl')).toThrow(InputError);
    expect(() => readRecordedRun([first], 'x.jsonl')).toThrow(/topology of a system.*x\.jsonl:1|x\.jsonl:1.*topology/s);
  });

  it('for a unit that its own system does not have', async () => {
    const lines = (await linesOf('clean-read')).map((line) =>
      line.replace('"unit":"d0","entry"', '"unit":"d7","entry"'),
    );
    expect(() => readRecordedRun(lines, 'x.jsonl')).toThrow(/unit d7/);
  });
});
