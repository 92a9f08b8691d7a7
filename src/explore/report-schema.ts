import { z } from 'zod';
import { timerModes } from './timer-sets.ts';

const count = z.int().min(0);
const names = z.array(z.string());
const message = z.looseObject({ type: z.string() });

/** What happens in a step, and what the world chose in it that was not benign. */
const step = z.strictObject({
  move: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('message'), from: z.string().nullable(), to: z.string(), message }),
    z.strictObject({ kind: z.literal('timer'), owner: z.string(), delay: z.string(), event: z.string() }),
    z.strictObject({ kind: z.literal('spontaneous'), to: z.string(), message }),
    z.strictObject({ kind: z.literal('cleared'), to: z.string(), field: z.string(), value: z.string() }),
  ]),
  chosen: z.array(message),
});
const run = z.array(step).describe('from the start of the system; shortest, because the search is breadth first');

const verdict = z.enum(['holds', 'fails']);

const property = z.strictObject({
  id: z.string(),
  expected: verdict.nullable().describe('what the sources say; null where they say nothing about such a system'),
  verdict: z.enum([...verdict.options, 'not checked']),
  why: z.string().optional().describe('why it was not checked'),
  vacuous: z.literal(true).optional().describe('it holds because nothing that it speaks of happened'),
  instance: z.string().optional().describe('what it fails for, or was seen for'),
  length: count.nullable().describe('steps of the trace'),
  cycleFrom: count.optional().describe('the step of the trace from which on it repeats for ever'),
  trace: run.nullable().describe('a run that shows the verdict'),
});

const reduction = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('symmetry'),
    alike: z.array(names),
    ofStates: count.describe('states that those which were visited stand for'),
    ofTransitions: count,
  }),
  z.strictObject({ kind: z.literal('hash compaction'), bits: count, omissionProbability: z.number() }),
]);

const table = z.strictObject({
  address: z.string(),
  machine: z.string(),
  locals: count.describe('states of this actor'),
  entries: count.describe('states and messages for which its machine was asked'),
  ignored: count.describe('entries whose message is ignored on purpose'),
  widest: z.string().describe('the field of its context that has the most values'),
});

const topology = z.strictObject({
  topology: z.string(),
  machineDigest: z.string().regex(/^[0-9a-f]{16}$/),
  grain: z.enum(['phase', 'command']),
  timerMode: z.enum(timerModes),
  limits: z.record(z.string(), z.unknown()).describe('parameters that are smaller than their documented defaults'),
  faultBudget: count.describe('the most faults that one run may have'),
  laneBounds: count.describe('the most messages on their way in one lane'),
  reductions: z.array(reduction),
  states: count,
  statesWithoutWatchers: count.nullable(),
  transitions: count,
  depth: count.describe('the length of the longest shortest way to a state'),
  complete: z.boolean().describe('every state that can be reached was visited'),
  stopped: z.enum(['states', 'memory', 'asked', 'violation']).optional().describe('asked: by Ctrl-C'),
  seconds: z.number().min(0),
  statesPerSecond: count,
  transitionsPerSecond: count,
  peakBytes: count,
  xstateCalls: count,
  transitionsCovered: count.describe('transitions of the machines that were taken'),
  tables: z.array(table),
  assumptions: names.describe('under which the verdicts are meant'),
  violation: z
    .strictObject({
      kind: z.enum(['unexpected message', 'deadlock', 'lane overflow', 'actor in error']),
      says: z.string(),
      trace: run,
    })
    .nullable(),
  properties: z.array(property),
});

/** What `check --json` prints. */
export const checkReportsSchema = z.strictObject({
  topologies: z.array(topology),
  uncovered: names.optional().describe('with --uncovered: transitions of the machines that none of the systems took'),
});

export type CheckReport = z.output<typeof topology>;
export type CheckReports = z.output<typeof checkReportsSchema>;

/** JSON schema of what `check --json` prints. */
export const checkReportsJsonSchema = (): unknown => z.toJSONSchema(checkReportsSchema, { target: 'draft-2020-12' });
