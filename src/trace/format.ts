import { z } from 'zod';
import type { AskedForEver } from '../../machines/environment/application.machine.ts';
import { traceFormat, traceVersion } from './trace-version.ts';

/**
 * The trace: one JSON object a line, so that it can be written and read in constant memory whatever its length. The
 * first line is the header; every other line has exactly one of the keys `request`, `step`, `answer`, `end`.
 * Times are microseconds of virtual time since the start.
 */
export { traceFormat, traceVersion };

const message = z.looseObject({ type: z.string() });

const askedForever = z
  .strictObject({
    op: z.enum(['read', 'write']),
    continues: z.literal('yes').optional(),
    gathered: z.literal(true).optional(),
  })
  .transform(
    ({ op, continues, gathered }): AskedForEver => ({
      op,
      ...(continues ? { continues } : {}),
      ...(gathered ? { gathered } : {}),
    }),
  );

/** Of a saved story: what the run shows, and how its system starts. It has no seed: its steps are the schedule. */
const traceStory = z.strictObject({
  says: z.string(),
  shows: z.union([
    z.strictObject({ kind: z.literal('property'), id: z.string(), says: z.string(), instance: z.string() }),
    z.strictObject({
      kind: z.enum(['unexpected message', 'deadlock', 'lane overflow', 'actor in error']),
      says: z.string(),
    }),
  ]),
  /** The drivers start attached. */
  startAttached: z.boolean(),
  /** What the requests of the applications do, which come again for ever. */
  forever: z.array(askedForever).nullable(),
  /** From this step on it repeats for ever. */
  cycleFrom: z.int().min(1).optional(),
  laneBound: z.int().min(1).optional(),
});

/** First line. */
export const traceHeader = z.strictObject({
  format: z.literal(traceFormat),
  version: z.literal(traceVersion),
  /** Name of the scenario that was run. */
  scenario: z.string(),
  seed: z.int(),
  /** Digest of the text of all machines; traces replay exactly only on the same machines. */
  machineDigest: z.string(),
  topology: z.unknown(),
  story: traceStory.optional(),
});

/** A request enters the stack: what was asked for, with the bytes. */
export const traceRequest = z.strictObject({
  request: z.strictObject({
    at: z.int(),
    index: z.int(),
    slot: z.string(),
    unit: z.string(),
    entry: z.enum(['strategy', 'physio', 'passThrough']),
    /** CDB, hexadecimal */
    cdb: z.string().regex(/^([0-9a-f]{2})+$/),
    flags: z.array(z.string()),
    /** Other requests outstanding when this one entered. */
    outstanding: z.int().min(0),
    /** Data-out bytes, hexadecimal, where they are no stamped blocks. */
    dataOut: z
      .string()
      .regex(/^([0-9a-f]{2})*$/)
      .optional(),
    /** Length of the data-in that a CDB nobody knows asks for, bytes. */
    dataIn: z
      .int()
      .min(0)
      .max(2 ** 24)
      .optional(),
  }),
});

/** One step: one critical section. Lists that are empty are left out. */
export const traceStep = z.strictObject({
  step: z.strictObject({
    n: z.int(),
    at: z.int(),
    kind: z.enum(['start', 'message', 'timer']),
    /** Messages received in this step, the atomic ones nested behind the first; `state` is the receiver's state afterwards. */
    got: z.array(
      z.strictObject({
        from: z.string().nullable(),
        to: z.string(),
        message,
        /** Transitions taken. None: the message was not expected, or the machine failed on it; the run ends there. */
        took: z.array(z.string()),
        ignored: z.literal(true).optional(),
        state: z.unknown(),
      }),
    ),
    /** What the world decided. */
    chose: z
      .array(
        z.strictObject({ n: z.int(), to: z.string(), type: z.string(), fields: z.record(z.string(), z.unknown()) }),
      )
      .optional(),
    /** Messages that left. */
    sent: z.array(z.strictObject({ from: z.string().nullable(), to: z.string(), message })).optional(),
    effects: z.array(z.strictObject({ from: z.string(), effect: z.looseObject({ type: z.string() }) })).optional(),
    /** Delays armed, ms. */
    armed: z
      .array(z.strictObject({ owner: z.string(), timer: z.string(), delay: z.string(), ms: z.number() }))
      .optional(),
    cancelled: z.array(z.strictObject({ owner: z.string(), timer: z.string() })).optional(),
    /** What fault rules kept on its way, ms longer, or let come first; `n` counts the messages that left, from 0. */
    moved: z
      .array(
        z.union([
          z.strictObject({ n: z.int().min(0), type: z.string(), ms: z.number().positive() }),
          z.strictObject({ n: z.int().min(0), type: z.string(), first: z.literal(true) }),
        ]),
      )
      .optional(),
  }),
});

/** A request was answered by biodone. */
export const traceAnswer = z.strictObject({
  answer: z.strictObject({
    at: z.int(),
    index: z.int(),
    slot: z.string(),
    error: z.string(),
    resid: z.enum(['zero', 'partial', 'all']),
    /** Blocks whose bytes were not those expected. */
    mismatches: z.int().min(0),
  }),
});

/** Last line of a run that came to its end. */
export const traceEnd = z.strictObject({ end: z.strictObject({ at: z.int(), steps: z.int() }) });

/** Any line after the header. */
export const traceLine = z.union([traceRequest, traceStep, traceAnswer, traceEnd]);

/** First line of a trace, checked. */
export type TraceHeader = z.output<typeof traceHeader>;
export type TraceRequest = z.output<typeof traceRequest>;
export type TraceAnswer = z.output<typeof traceAnswer>;
export type TraceEnd = z.output<typeof traceEnd>;
/** Any later line of a trace, checked. */
export type TraceLine = z.output<typeof traceLine>;
