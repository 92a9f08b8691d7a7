import { z } from 'zod';
import { topologySchema } from '../system/topology.ts';
import { inlineRequests } from '../workload/inline.ts';
import { faultRule } from './fault-rule.ts';
import { scheduledPick } from './scheduled.ts';

/** An exact value, or a bound on a number: `>=1`, `<=5`. */
const expected = z.union([z.number(), z.string(), z.boolean(), z.null()]);
export type ExpectedTree = { [key: string]: ExpectedTree | z.output<typeof expected> };
const expectedTree: z.ZodType<ExpectedTree> = z.lazy(() => z.record(z.string(), z.union([expected, expectedTree])));

const milestone = z
  .strictObject({
    message: z.string().describe('message type'),
    to: z.string().optional().describe('receiver address'),
    from: z.string().optional().describe('sender address'),
    with: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('fields the message must have, e.g. { reason: CMD_RESET }'),
  })
  .describe('a message that must have been delivered');

/** What must be seen when the scenario has run. */
export const expectations = z.strictObject({
  answers: z
    .array(
      z.strictObject({
        request: z.int().min(0),
        error: z.string(),
        resid: z.enum(['zero', 'partial', 'all']).optional(),
      }),
    )
    .default([])
    .describe('how requests end, by index'),
  errors: z
    .record(z.string(), z.int().min(0))
    .optional()
    .describe('number of answers by error; names not listed must not occur'),
  report: expectedTree.prefault({}).describe('figures of the report, by path; `>=1` and `<=5` are bounds'),
  sequences: z.array(z.array(milestone).min(1)).default([]).describe('messages that must be delivered in this order'),
  never: z.array(milestone).default([]).describe('messages that must not be delivered'),
  clauses: z.array(z.string()).default([]).describe('clauses of the specification whose transitions must be taken'),
});

export const workloadSchema = z
  .strictObject({
    requests: inlineRequests.optional().describe('the requests themselves'),
    trace: z
      .string()
      .optional()
      .describe(
        'a recorded workload: Linux ftrace text (plain or gz) or a trace of this project, relative to the scenario',
      ),
    depth: z
      .int()
      .min(1)
      .max(256)
      .optional()
      .describe('requests outstanding at once; default: as recorded, or 1 for inline requests'),
  })
  .refine((w) => (w.requests === undefined) !== (w.trace === undefined), 'exactly one of requests and trace');

/** A scenario file: topology + workload + fault rules + expectations, with a story for the reader. */
export const scenarioSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]+$/, 'lower-case letters, digits and -'),
  title: z.string().min(1),
  story: z.string().min(1).describe('what happens and why, for someone who learns'),
  topology: topologySchema.prefault({}),
  seed: z.int().min(0).default(1),
  attach: z.boolean().default(true).describe('let the driver attach before the workload begins'),
  workload: workloadSchema,
  faults: z.array(faultRule).default([]),
  schedule: z
    .array(scheduledPick)
    .default([])
    .describe('steps in which something else happens than what is due, in their order; else the seed decides'),
  expect: expectations.prefault({}),
});

/** A scenario file, checked, with its defaults filled in: topology, workload, faults, schedule, what must be seen. */
export type Scenario = z.output<typeof scenarioSchema>;
export type Expectations = z.output<typeof expectations>;
export type Milestone = z.output<typeof milestone>;

/** JSON schema of scenario files, for editors. */
export const scenarioJsonSchema = (): unknown =>
  z.toJSONSchema(scenarioSchema, { io: 'input', target: 'draft-2020-12' });
