import { Exploration } from '../explore/check.ts';
import type { CheckResult } from '../explore/check-result.ts';
import type { ModelSpec } from '../explore/model-spec.ts';
import { promelaCannotSay, promelaOf, tablesFile } from '../explore/promela.ts';
import { promelaSteps, stepsFile } from '../explore/promela-steps.ts';
import { InputError } from '../input-error.ts';

/** A system for SPIN, with what our own explorer found out about it. */
export type PromelaFiles = {
  /** By file name. */
  readonly files: Readonly<Record<string, string>>;
  readonly result: CheckResult;
};

/** The Promela text; the other files stand beside it. */
export const promelaFile = 'model.pml';

/** How SPIN visits every state of an exported system, given its number of states. */
export const spinCommands = (states: number): readonly string[] => [
  `spin -a ${promelaFile}`,
  // One process takes all steps, so there is nothing to reduce.
  'cc -O2 -DSAFETY -DNOREDUCE -o pan pan.c',
  `./pan -m${Math.max(10_000, states + 10)} -w${Math.min(28, Math.max(20, Math.ceil(Math.log2(states)) + 1))}`,
];

/** SPIN counts the state before the system starts, and the steps to it and from it. */
export const spinCountsMore = { states: 1, transitions: 2 } as const;

/**
 * Visits every state of a system and writes it down for SPIN.
 *
 * @throws InputError for a system that cannot be visited to the end, or not be written in Promela.
 */
export function promelaFiles(
  spec: ModelSpec,
  maxStates: number,
  progress: (done: number, seen: number) => void = () => {},
): PromelaFiles {
  const refuse = (why: string): InputError =>
    new InputError({
      code: 'not-exportable',
      given: `${spec.name}: ${why}`,
      accepted:
        'for promela, a system of which all states can be visited, delays by classes or any, faults that do not stick, runs without end',
    });
  const why = promelaCannotSay(spec);
  if (why !== undefined) throw refuse(why);
  const exploration = new Exploration(spec, { maxStates });
  while (exploration.advance(10_000)) progress(exploration.states - exploration.queued, exploration.states);
  const result = exploration.result();
  if (!result.complete) throw refuse(result.violation?.says ?? `stopped after ${result.states} states`);
  try {
    const { model, tables } = promelaOf(exploration.space);
    return { files: { [promelaFile]: model, [tablesFile]: tables, [stepsFile]: promelaSteps }, result };
  } catch (error) {
    throw error instanceof RangeError ? refuse(error.message) : error;
  }
}
