import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type RecordedRun, readRecordedRun } from '../../src/again/recorded-run.ts';
import { type AgainOptions, runAgain } from '../../src/again/run-again.ts';
import { InputError } from '../../src/input-error.ts';
import { type LoadedScenario, loadScenario, readScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import type { RuntimeKind } from '../../src/run/runtime.ts';
import { faultRule } from '../../src/scenario/fault-rule.ts';
import { tracedStory } from '../../src/story/save-story.ts';
import { setParameter } from '../../src/system/topology.ts';
import { foundStory } from '../story/found.ts';

const library = join(import.meta.dirname, '../../src/scenario/library');

async function traced(loaded: LoadedScenario, runtime: RuntimeKind = 'table'): Promise<string[]> {
  const pieces: string[] = [];
  await runScenario(loaded, { runtime, traceSink: (text) => pieces.push(text) });
  return pieces.join('').trimEnd().split('\n');
}

const linesOf = async (scenario: string, runtime?: RuntimeKind): Promise<string[]> =>
  traced(await loadScenario(join(library, `${scenario}.yaml`)), runtime);

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

  // The last four: messages that rules keep back, data in several places, bytes of an ioctl.
  it.each([
    'medium-error',
    'third-party-reset',
    'queue-full-seen',
    'callback-before-return',
    'aix-spanned',
    'aix-gathered',
    'uscsi-diagnose',
  ])('%s, without being followed: what the world decided and did comes again by itself', async (scenario) => {
    const lines = await linesOf(scenario);
    const run = await again(readRecordedRun(lines, scenario), { upTo: 0 });
    expect(run.lines).toEqual(lines);
    expect(run.parting).toBeUndefined();
  });

  it('in which something came first: it does again', async () => {
    const loaded = await loadScenario(join(library, 'queued-io.yaml'));
    const faults = [
      { hasten: 'pkt.comp', nth: 4, count: 3 },
      { hasten: 'bus.finish', when: { request: 3 } },
    ].map((rule) => faultRule.parse(rule));
    const lines = await traced({ ...loaded, scenario: { ...loaded.scenario, faults } });
    expect(lines.filter((line) => line.includes('"first":true'))).toHaveLength(4);
    expect((await again(readRecordedRun(lines, 'x'), { upTo: 0 })).lines).toEqual(lines);
  });

  describe('with data that only the workload knows', () => {
    const scenario = `
name: own-bytes
title: bytes of ioctls
story: MODE SELECT of a page that is not there, vendor commands with data each way
workload:
  requests:
    - { cdb: '15 10 00 00 0c 00', dataOut: '00 00 00 00 3e 06 00 00 00 00 00 00' }
    - { cdb: 'c0 00 00 00 00 00', dataOut: '01 02 03' }
    - { cdb: 'c1 00 00 00 00 00', dataIn: 5 }
    - { cdb: '2a 00 00 00 00 05 00 00 01 00', dataOut: '${'5a'.repeat(512)}' }
    - { read: { lba: 5, blocks: 1 } }
`;

    it('what goes out goes out again, and as much comes in', async () => {
      const lines = await traced(await readScenario(scenario, 'own.yaml'));
      expect(lines.filter((line) => line.startsWith('{"request"'))[3]).toContain(`"dataOut":"${'5a'.repeat(512)}"`);
      const recorded = readRecordedRun(lines, 'own');
      expect(recorded.asked.map(({ direction, bytes }) => [direction, bytes])).toEqual([
        ['out', 12],
        ['out', 3],
        ['in', 5],
        ['out', 512],
        ['in', 512],
      ]);
      expect(recorded.untold).toEqual([]);
      const run = await again(recorded, { upTo: 0 });
      expect(run.lines).toEqual(lines);
      expect(run.report.data.mismatches).toBe(0);
    });

    it('that a trace does not tell: it is said of which requests', async () => {
      const lines = (await traced(await readScenario(scenario, 'own.yaml'))).map((line) =>
        line.replace(/,"data(Out|In)":("\w*"|\d+)/, ''),
      );
      expect(readRecordedRun(lines, 'own').untold).toEqual([0, 1, 2]);
    });

    it('that is not as long as its CDB says: the trace is refused', async () => {
      const lines = (await traced(await readScenario(scenario, 'own.yaml'))).map((line) =>
        line.replace('"dataOut":"000000003e06', '"dataOut":"000000003e'),
      );
      expect(() => readRecordedRun(lines, 'own.jsonl')).toThrow(
        /^own\.jsonl:\d+: got 11 bytes of data-out; accepted: 12 bytes, as the CDB says$/,
      );
    });
  });

  it('that was only read in part goes on behind it by itself', async () => {
    const lines = await linesOf('medium-error');
    const run = await again(readRecordedRun([...lines.slice(0, 60), '{"step":{"n":58,"at'], 'cut'));
    expect(stepsOf(run.lines).slice(0, 40)).toEqual(stepsOf(lines).slice(0, 40));
    expect(run.report.answeredTwice).toBe(0);
    expect(run.lines.at(-1)).toMatch(/^\{"end"/);
  });

  it('of a story: what its applications ask for again and again is known, data in several places too', () => {
    const [header = '', ...rest] = lost;
    const asks = [{ op: 'read' }, { op: 'write', gathered: true }];
    const told = JSON.parse(header) as { story: object };
    const gathered = JSON.stringify({ ...told, story: { ...told.story, forever: asks } });
    expect(readRecordedRun([gathered, ...rest], 'story').forever).toEqual(asks);
    // What became of a story has no story in its header: the first step tells it.
    const { story: _, ...plain } = told;
    const other = readRecordedRun([JSON.stringify(plain), ...rest], 'other');
    expect(other.forever).toEqual(readRecordedRun(lost, 'story').forever);
    expect(other.startAttached).toBe(true);
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

  it.each([
    ['a message without a type', '"message":{"type":"world.attach"}', '"message":{}'],
    ['no list of messages', '"got":[', '"got":0,"x":['],
    ['a request without a CDB', '"cdb":', '"cbd":'],
    ['an answer to nobody', '"answer":{"at":', '"answer":{"slot":3,"since":'],
  ])('with %s: what came before counts', async (_, healthy, spoilt) => {
    const lines = await linesOf('clean-read');
    const at = lines.findIndex((line, i) => i > 1 && line.includes(healthy));
    const broken = lines.with(at, lines[at]?.replace(healthy, spoilt) ?? '');
    const recorded = readRecordedRun(broken, 'x');
    expect(recorded.steps).toEqual(stepsOf(lines.slice(0, at)));
    expect(stepsOf((await again(recorded)).lines).slice(0, at - 2)).toEqual(stepsOf(lines).slice(0, at - 2));
  });

  it('for a unit that its own system does not have', async () => {
    const lines = (await linesOf('clean-read')).map((line) =>
      line.replace('"unit":"d0","entry"', '"unit":"d7","entry"'),
    );
    expect(() => readRecordedRun(lines, 'x.jsonl')).toThrow(/unit d7/);
  });
});
