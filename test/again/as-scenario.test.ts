import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AsScenario, asScenario } from '../../src/again/as-scenario.ts';
import { readRecordedRun } from '../../src/again/recorded-run.ts';
import { runAgain } from '../../src/again/run-again.ts';
import { type LoadedScenario, loadScenario, readScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import type { RuntimeKind } from '../../src/run/runtime.ts';
import { faultRule } from '../../src/scenario/fault-rule.ts';
import { tracedStory } from '../../src/story/save-story.ts';
import { foundStory } from '../story/found.ts';

const library = join(import.meta.dirname, '../../src/scenario/library');
const about = { title: 'a recorded run', story: 'what was recorded' };

type Step = {
  n: number;
  at: number;
  kind: string;
  got: { from: string | null; to: string; message: { type: string }; took: string[]; state: unknown }[];
};

async function traced(loaded: LoadedScenario, runtime: RuntimeKind = 'table') {
  const pieces: string[] = [];
  const { report, failures } = await runScenario(loaded, { runtime, traceSink: (text) => pieces.push(text) });
  return { report, failures, lines: pieces.join('').trimEnd().split('\n') };
}

const shipped = (name: string) => loadScenario(join(library, `${name}.yaml`));
const stepsOf = (lines: readonly string[]): Step[] =>
  lines.filter((line) => line.startsWith('{"step"')).map((line) => (JSON.parse(line) as { step: Step }).step);

const told = async (lines: readonly string[]): Promise<Extract<AsScenario, { kind: 'told' }>> => {
  const scenario = await asScenario(readRecordedRun(lines, 'run.jsonl'), about);
  if (scenario.kind === 'not') throw new Error(scenario.says);
  return scenario;
};
const refused = async (lines: readonly string[]): Promise<string> => {
  const scenario = await asScenario(readRecordedRun(lines, 'run.jsonl'), about);
  return scenario.kind === 'not' ? scenario.says : 'told';
};

describe('a recorded run as a scenario file', () => {
  it.each(['medium-error', 'third-party-reset', 'callback-before-return', 'aix-gathered'])(
    '%s: the file makes the same run, step for step and microsecond for microsecond, and expects it',
    async (name) => {
      const { lines, report } = await traced(await shipped(name));
      const { yaml, notes } = await told(lines);
      const again = await traced(await readScenario(yaml, 'saved.yaml'));
      expect(stepsOf(again.lines)).toEqual(stepsOf(lines));
      expect(again.failures).toEqual([]);
      expect(again.report.answers).toEqual(report.answers);
      expect(notes).toEqual([]);
      expect(yaml).not.toContain('schedule:');
    },
  );

  it.each([
    ['A trace & more.jsonl', 'a-trace-more-recorded'],
    ['???', 'run-recorded'],
    [`${'x'.repeat(59)}-y.jsonl`, `${'x'.repeat(59)}-recorded`],
  ])('of %j has a name that a scenario may have', async (name, called) => {
    const { lines } = await traced(await shipped('clean-read'));
    const scenario = await asScenario({ ...readRecordedRun(lines, 'run.jsonl'), name }, about);
    expect(scenario).toMatchObject({ kind: 'told', name: called });
  });

  it('rules stand in it as somebody would write them', async () => {
    const { yaml } = await told((await traced(await shipped('medium-error'))).lines);
    expect(yaml).toContain(
      'faults:\n  - { at: lu.execute.outcome, choose: MEDIUM_ERROR 11/00, when: { request: 1 }, count: 6 }\n',
    );
    expect(yaml).toContain('    - { read: { lba: 4656, blocks: 8 } }\n');
  });

  it('of live actors: the same steps, in an order that the file schedules where the seed has another', async () => {
    const { lines } = await traced(await shipped('queued-io'), 'actors');
    const { yaml, notes } = await told(lines);
    expect(notes).toEqual(['The same steps in the same order, at other times.']);
    expect(yaml).toMatch(/schedule:\n {2}- \{ step: \d+, (deliver|fire): /);
    const untimed = (all: readonly Step[]) => all.map(({ kind, got }) => ({ kind, got }));
    const again = await traced(await readScenario(yaml, 'saved.yaml'));
    expect(untimed(stepsOf(again.lines))).toEqual(untimed(stepsOf(lines)));
    expect(again.failures).toEqual([]);
  });

  it('whose data nobody tells: zeros stand for them, and that is said in the file', async () => {
    const scenario = `
name: own-bytes
title: a vendor command
story: it has data that only the workload knows
workload:
  requests:
    - { cdb: 'c0 00 00 00 00 00', dataOut: '01 02 03' }
    - { cdb: 'c1 00 00 00 00 00', dataIn: 5 }
`;
    const { lines } = await traced(await readScenario(scenario, 'own.yaml'));
    expect((await told(lines)).yaml).toContain(
      '    - { cdb: c0 00 00 00 00 00, dataOut: 01 02 03 }\n    - { cdb: c1 00 00 00 00 00, dataIn: 5 }\n',
    );
    const { notes, yaml } = await told(lines.map((line) => line.replace(/,"data(Out|In)":("\w*"|\d+)/, '')));
    expect(notes).toContain('The recording does not tell the data of requests 0, 1: zeros stand for them.');
    expect(yaml).toMatch(/^# The recording does not tell/m);
  });

  it('of a story: its applications are told to ask as often as they did; the sense data are lost again', async () => {
    const story = tracedStory(foundStory('sense-lost', 'Q4')).text.trimEnd().split('\n');
    const { yaml, notes, test } = await told(story);
    expect(notes[1]).toMatch(/asked again and again/);
    const again = await traced(await readScenario(yaml, 'saved.yaml'));
    const others = (all: readonly Step[]) =>
      all
        .flatMap(({ got }) => got.filter(({ to }) => !to.startsWith('app:')))
        .filter(({ message }) => message.type !== 'xstate.init');
    const recorded = others(stepsOf(story));
    expect(others(stepsOf(again.lines)).slice(0, recorded.length)).toEqual(recorded);
    expect(again.report.senseLost).toBe(1);
    expect(again.failures).toEqual([]);
    expect(test).toContain('expect(failures).toEqual([]);');
  });

  it('of what a person made of a recorded run: with the steps that were chosen, and the fault that was put in', async () => {
    const { lines } = await traced(await shipped('queued-io'), 'actors');
    const recorded = readRecordedRun(lines, 'live');
    const pieces: string[] = [];
    const fault = faultRule.parse({ at: 'lu.execute.outcome', choose: 'busy', nth: 5 });
    const fork = await runAgain(recorded, {
      upTo: 90,
      faults: [fault],
      conductor: (step, look) => {
        const [, second] = look.offers();
        if (step > 92 || second?.kind !== 'message') return undefined;
        return { kind: 'deliver', from: second.from, to: second.to, message: second.message.type };
      },
      traceSink: (text) => pieces.push(text),
    });
    const { yaml } = await told(pieces.join('').trimEnd().split('\n'));
    const again = await traced(await readScenario(yaml, 'saved.yaml'));
    expect(again.report.retries.busy).toBe(1);
    expect(again.report.statuses).toEqual(fork.report.statuses);
    expect(again.failures).toEqual([]);
  });
});

describe('what a scenario file cannot say is said in one sentence', () => {
  it('a message from outside the model', async () => {
    const { lines } = await traced(await shipped('clean-read'));
    const at = lines.findIndex((line) => /^\{"step":\{"n":[23]\d,.*?"kind":"message","got":\[\{"from":"/.test(line));
    const spoilt = lines.with(at, (lines[at] ?? '').replace(/"got":\[\{"from":"[^"]+"/, '"got":[{"from":null'));
    expect(await refused(spoilt)).toMatch(
      /^A scenario file cannot tell this run: in step [23]\d it would do something else \([\w.]+ to \S+ came from outside the model.*\)\. Its trace can be saved\.$/,
    );
  });

  it('what other machines did', async () => {
    const { lines } = await traced(await shipped('clean-read'));
    const at = lines.findIndex((line) => line.includes('"n":40,'));
    const other = lines.with(at, (lines[at] ?? '').replace(/"state":"[^"]*"/, '"state":"elsewhere"'));
    const [header = '', ...rest] = other;
    const says = await refused([header.replace(/"machineDigest":"\w+"/, '"machineDigest":"x"'), ...rest]);
    expect(says).toMatch(
      /in step 40 .*got\.0\.state: recorded "elsewhere", then .*; it was recorded with machines of other text/,
    );
  });

  it('more requests than anybody would spell out', async () => {
    const { lines } = await traced(await shipped('clean-read'));
    const at = lines.findIndex((line) => line.startsWith('{"request"'));
    const many = lines.toSpliced(at, 0, ...Array.from({ length: 10_001 }, () => lines[at] ?? ''));
    expect(await refused(many)).toMatch(/it has 1000\d requests, and up to 10000 are spelt out/);
  });
});
