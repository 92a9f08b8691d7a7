import { z } from 'zod';
import { choices } from '../../machines/protocol/choices.ts';
import { operationClasses } from '../../machines/protocol/operation.ts';

/** `type.field` of everything the world decides, e.g. `lu.execute.outcome`. */
export const choicePoints: readonly string[] = Object.entries(choices).flatMap(([type, list]) =>
  list.map(({ field }) => `${type}.${field}`),
);

/** The alternatives of a choice point; empty when there is no such point. */
export function alternativesOf(point: string): readonly string[] {
  const at = point.lastIndexOf('.');
  return choices[point.slice(0, at)]?.find(({ field }) => field === point.slice(at + 1))?.alternatives ?? [];
}

const oneOrMore = <T extends z.ZodType>(schema: T) => z.union([schema, z.array(schema).min(1)]);

/** Which deliveries a rule is about. All conditions given must hold. */
export const faultCondition = z
  .strictObject({
    operation: oneOrMore(z.enum(operationClasses)).optional().describe('class of the command'),
    opcode: oneOrMore(z.int().min(0).max(255)).optional().describe('first byte of the CDB'),
    lba: z
      .tuple([z.int().min(0), z.int().min(0)])
      .optional()
      .describe('the command touches a block from..to (inclusive)'),
    unit: z.string().optional().describe('logical unit'),
    request: oneOrMore(z.int().min(0)).optional().describe('index of the request in the workload, from 0'),
    transport: oneOrMore(z.int().min(1)).optional().describe('nth time that this request is transported, from 1'),
    internal: z
      .boolean()
      .optional()
      .describe('commands of the driver or adapter themselves (attach, START UNIT, REQUEST SENSE)'),
    autoSense: z.boolean().optional().describe("the adapter's automatic REQUEST SENSE"),
    level: z.enum(['RESET_LUN', 'RESET_TARGET', 'RESET_ALL']).optional().describe('for tran.reset'),
    state: z.record(z.string(), z.string()).optional().describe('actor address -> text that its state must contain'),
  })
  .describe('conditions, all of which must hold');

const often = {
  when: faultCondition.prefault({}),
  nth: z.int().min(1).default(1).describe('begin with the nth delivery that meets the conditions'),
  every: z.int().min(1).default(1).describe('then every kth'),
  count: z
    .union([z.int().min(1), z.literal('sticky')])
    .default(1)
    .describe('how often; sticky = for ever'),
};

/** Decide what the world does at a declared choice. */
export const choiceRule = z.strictObject({
  at: z.enum(choicePoints).describe('the choice, as MESSAGE.FIELD'),
  choose: z.string().describe('one of its alternatives'),
  ...often,
});

/** Keep messages on their way for longer. */
export const delayRule = z.strictObject({
  delay: z.string().describe('message type'),
  ms: z.number().min(0),
  ...often,
});

/** Let messages come before whatever else is on its way. */
export const hastenRule = z.strictObject({
  hasten: z.string().describe('message type; it overtakes none of its own channel'),
  ...often,
});

/** Let the environment act when a message is delivered. */
export const eventRule = z.strictObject({
  send: z.looseObject({ type: z.string().startsWith('world.') }).describe('what happens'),
  to: z.string().describe('actor address'),
  after: z.string().describe('message type whose delivery triggers it'),
  ms: z.number().min(0).default(0).describe('this much later'),
  ...often,
});

export const faultRule = z.union([choiceRule, delayRule, hastenRule, eventRule]);
/** A rule, checked: what goes wrong (a choice of the world, a delay, an order, a happening), when, and how often. */
export type FaultRule = z.output<typeof faultRule>;
export type FaultRuleInput = z.input<typeof faultRule>;
export type FaultCondition = z.output<typeof faultCondition>;
