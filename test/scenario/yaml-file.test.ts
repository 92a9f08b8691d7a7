import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/input-error.ts';
import { scenarioSchema } from '../../src/scenario/scenario.ts';
import { checkYaml, readYamlFile } from '../../src/scenario/yaml-file.ts';

const good = `name: a-scenario
title: T
story: S
workload:
  requests:
    - read: { lba: 0, blocks: 8 }
`;
const problem = (text: string): string => {
  try {
    checkYaml(text, 'x.yaml', scenarioSchema);
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('a scenario file', () => {
  it('is accepted with its defaults filled in', () => {
    expect(checkYaml(good, 'x.yaml', scenarioSchema).value).toMatchObject({
      seed: 1,
      attach: true,
      topology: { bus: { grain: 'command' } },
    });
  });

  it.each([
    ['an unknown field', good.replace('title: T', 'titel: T'), /^x\.yaml:2:1: got unknown field 'titel'/],
    [
      'an unknown field deep inside',
      `${good}topology:\n  bus: { grian: phase }\n`,
      /^x\.yaml:8:10: got unknown field 'grian' in topology\.bus/,
    ],
    [
      'a value of the wrong kind',
      good.replace('lba: 0', 'lba: -1'),
      /^x\.yaml:6:20: got workload\.requests\.0\.read\.lba: -1/,
    ],
    ['a long value, shortened', `${good}seed: ${'x'.repeat(200)}\n`, /^x\.yaml:7:7: got seed: "x{56}\.\.\.; accepted/],
    ['a tag that YAML does not know', good.replace('T\n', '!secret T\n'), /^x\.yaml:2:8: got 'title: !secret T'/],
    [
      'nothing that one of the alternatives has',
      `${good}faults:\n  - { explode: 1 }\n`,
      /^x\.yaml:8:5: got faults\.0: .*; accepted: a mapping with at and choose, or a mapping with delay and ms/,
    ],
    ['no YAML at all', 'name: [', /^x\.yaml:1:8: got .*accepted: YAML/],
    [
      'neither requests nor trace',
      `${good.slice(0, good.indexOf('workload'))}workload: {}\n`,
      /^x\.yaml:4:11: got workload.*exactly one of requests and trace/,
    ],
    ['an unknown choice point', `${good}faults:\n  - { at: lu.explode.outcome, choose: ok }\n`, /^x\.yaml:8:/],
  ])('is refused with file, line and column: %s', (_, text, message) => {
    expect(problem(text)).toMatch(message);
    expect(problem(text)).not.toContain('\n');
  });

  it('is refused when it does not exist', () => {
    expect(() => readYamlFile('no-such-file.yaml', scenarioSchema)).toThrow(
      /^no-such-file\.yaml: got a file that does not exist/,
    );
  });
});
