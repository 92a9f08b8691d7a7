import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/cli/package-root.ts';
import { InputError } from '../../src/input-error.ts';
import { machines } from '../../src/system/compose.ts';
import { layersOf } from './layers.ts';
import { type OperatorName, operatorNames } from './mutant.ts';

/** Where verdicts are kept unless another file is named. */
const journal = join(packageRoot(), 'node_modules/.cache/scsi-statecharts/mutants.jsonl');

export const USAGE = `npm run mutants -- [options]: which broken machines are noticed, and by what
  --named           the named variants only, and which properties they break
  --machine <ids>   operator mutants of these machines only: task-set or target,task-set
  --own             tried with the tests of the machine's own layer alone: quick, and what these do not notice is not judged
  --operator <name> ${operatorNames.join(', ')}
  --sample <n>      so many operator mutants, drawn with --seed <s> (1)
  --again <file>    the file of verdicts (one in node_modules/.cache): an interrupted run goes on, and after a change only
                    the machines that changed and what had survived are tried again
  --fresh           try again what the file holds, too
  --jobs <n>        processes (${availableParallelism()})
  --budget <n>      messages that trials may take per operator mutant (60000)
  --clauses         measure for \`spec --coverage\`, transition by transition, what was not measured or has changed
  --keep            keep the figures of this run in test/mutation/kept-figures.json
  --kept            show the figures that are kept there, and which machines have changed since
  --json            for programs
Ends with 0 when 90 % of the operator mutants are noticed, every named variant, and every property is broken by one.
`;

export type Options = {
  readonly help: boolean;
  readonly named: boolean;
  readonly clauses: boolean;
  readonly own: boolean;
  /** Of the machines, if their own tests are all that is tried. */
  readonly layers: readonly string[];
  readonly fresh: boolean;
  readonly keep: boolean;
  readonly kept: boolean;
  /** Only these; undefined: all. */
  readonly machines: readonly string[] | undefined;
  readonly operator: OperatorName | undefined;
  readonly sample: number | undefined;
  readonly seed: number;
  readonly again: string;
  readonly jobs: number;
  readonly budget: number;
  readonly json: boolean;
};

const declared = {
  help: { type: 'boolean' },
  named: { type: 'boolean' },
  clauses: { type: 'boolean' },
  own: { type: 'boolean' },
  fresh: { type: 'boolean' },
  keep: { type: 'boolean' },
  kept: { type: 'boolean' },
  machine: { type: 'string' },
  operator: { type: 'string' },
  sample: { type: 'string' },
  seed: { type: 'string' },
  again: { type: 'string' },
  jobs: { type: 'string' },
  budget: { type: 'string' },
  json: { type: 'boolean' },
} as const;

const refuse = (code: string, where: string | undefined, given: string, accepted: string): never => {
  throw new InputError({ code, given, accepted, ...(where === undefined ? {} : { where }) });
};

const knownOf = <T extends string>(option: string, text: string, known: readonly T[]): T =>
  known.find((each) => each === text) ?? refuse(`unknown-${option}`, `--${option}`, text, known.join(', '));

/** @throws InputError for anything that is not an option, or not a value of it. */
export function optionsOf(args: readonly string[]): Options {
  const { tokens } = parseArgs({ args: [...args], options: declared, strict: false, tokens: true });
  const given: Partial<Record<keyof typeof declared, string>> = {};
  const names = Object.keys(declared) as (keyof typeof declared)[];
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    const known = token.kind === 'option' ? names.find((name) => name === token.name) : undefined;
    if (token.kind === 'positional' || known === undefined)
      return refuse(
        'unknown-option',
        undefined,
        token.kind === 'option' ? token.rawName : token.value,
        names.map((name) => `--${name}`).join(' '),
      );
    if (declared[known].type === 'string' && token.value === undefined)
      return refuse('missing-value', token.rawName, 'nothing', 'a value');
    if (declared[known].type === 'boolean' && token.value !== undefined)
      return refuse('unwanted-value', token.rawName, token.value, 'no value');
    given[known] = token.value ?? '';
  }
  const number = (name: 'sample' | 'seed' | 'jobs' | 'budget', otherwise: number): number => {
    const text = given[name] ?? String(otherwise);
    const least = name === 'jobs' ? 1 : 0;
    if (!/^\d{1,15}$/.test(text) || Number(text) < least)
      refuse('not-a-number', `--${name}`, text, `a whole number from ${least}`);
    return Number(text);
  };
  const ids = machines.map(({ id }) => id);
  const chosen = given.machine?.split(',').map((each) => knownOf('machine', each, ids));
  if (given.own !== undefined && chosen === undefined) refuse('own-of-which', '--own', 'no machine', '--machine <ids>');
  return {
    help: given.help !== undefined,
    named: given.named !== undefined,
    clauses: given.clauses !== undefined,
    fresh: given.fresh !== undefined,
    keep: given.keep !== undefined,
    kept: given.kept !== undefined,
    machines: chosen,
    own: given.own !== undefined,
    layers: given.own === undefined ? [] : [...new Set((chosen ?? []).flatMap(layersOf))].sort(),
    operator: given.operator === undefined ? undefined : knownOf('operator', given.operator, operatorNames),
    sample: given.sample === undefined ? undefined : number('sample', 0),
    seed: number('seed', 1),
    again: given.again ?? journal,
    jobs: number('jobs', availableParallelism()),
    budget: number('budget', 60_000),
    json: given.json !== undefined,
  };
}
