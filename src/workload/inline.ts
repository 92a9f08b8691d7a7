import { z } from 'zod';
import { requestFlags } from './workload-request.ts';

const HEX_BYTES = /^\s*[0-9a-fA-F]{2}(?:[\s,]*[0-9a-fA-F]{2})*\s*$/;
const MOST_REPEATS = 1_000_000;

const hexBytes = z.string().regex(HEX_BYTES, 'hex bytes of two digits each, in quotes, such as "1a 00 3f 00 40 00"');

const blockTransfer = z.strictObject({
  lba: z.int().min(0).describe('First logical block.'),
  blocks: z.int().min(1).max(0xffff_ffff).describe('Number of logical blocks.'),
});

const noParameters = z.strictObject({});

/** The keys of an inline request of which exactly one says what is asked for. */
export const inlineCommandKeys = ['read', 'write', 'flush', 'testUnitReady', 'inquiry', 'cdb'] as const;

/** One request as a scenario file spells it. */
export const inlineRequest = z
  .strictObject({
    read: blockTransfer.optional().describe('READ(10), or READ(16) where the range needs it.'),
    write: blockTransfer.optional().describe('WRITE(10), or WRITE(16) where the range needs it, of stamped blocks.'),
    flush: noParameters.optional().describe('SYNCHRONIZE CACHE(10) of the whole medium.'),
    testUnitReady: noParameters.optional().describe('TEST UNIT READY.'),
    inquiry: z
      .strictObject({
        vpd: z.int().min(0).max(0xff).optional().describe('Vital product data page; standard data without it.'),
        allocationLength: z.int().min(0).max(0xffff).optional().describe('Bytes; default 36, with vpd 252.'),
      })
      .optional()
      .describe('INQUIRY.'),
    cdb: hexBytes.optional().describe('Any command descriptor block.'),
    dataOut: hexBytes.optional().describe('Data-out bytes of a command given by cdb.'),
    dataIn: z.int().min(0).max(0xff_ffff).optional().describe('Data-in bytes of a vendor command given by cdb.'),
    count: z.int().min(1).max(MOST_REPEATS).default(1).describe('How many times.'),
    step: z.int().default(0).describe('Added to the LBA of a read or write from one repeat to the next.'),
    entry: z
      .enum(['strategy', 'passThrough', 'physio'])
      .optional()
      .describe('Entry point of the driver; default strategy for READ and WRITE, passThrough for everything else.'),
    flags: z.array(z.enum(requestFlags)).default([]).describe('pkt_flags.'),
    beyondCapacity: z.boolean().default(false).describe('Means to address blocks that the unit does not have.'),
    iodone: z
      .boolean()
      .default(false)
      .describe('The buf has a b_iodone routine, which biodone calls instead (strategy only).'),
    gathered: z
      .boolean()
      .default(false)
      .describe('The data of a write lie in several places (AIX: a gathered write; strategy only).'),
    failfast: z.boolean().default(false).describe('Asks the driver not to retry.'),
    unit: z.string().min(1).optional().describe('Name of the logical unit; may be left out when there is only one.'),
    tag: z
      .enum(['simple', 'ordered', 'head', 'untagged'])
      .default('simple')
      .describe('Task attribute that a passThrough request asks for; for the others the driver decides.'),
    outstanding: z
      .int()
      .min(0)
      .optional()
      .describe('Starts when at most this many others are outstanding; default as the depth of the workload allows.'),
  })
  .superRefine((entry, context) => {
    const given = inlineCommandKeys.filter((key) => entry[key] !== undefined);
    if (given.length !== 1) {
      const found = given.length === 0 ? 'none' : given.join(' and ');
      context.addIssue({
        code: 'custom',
        message: `exactly one of ${inlineCommandKeys.join(', ')} (found ${found})`,
      });
    }
    for (const key of ['dataOut', 'dataIn'] as const) {
      if (entry[key] !== undefined && entry.cdb === undefined) {
        context.addIssue({ code: 'custom', path: [key], message: `${key} only together with cdb` });
      }
    }
    if (entry.dataOut !== undefined && entry.dataIn !== undefined) {
      context.addIssue({ code: 'custom', path: ['dataIn'], message: 'either dataOut or dataIn' });
    }
    if (entry.iodone && ((entry.read === undefined && entry.write === undefined) || entry.entry === 'physio')) {
      context.addIssue({ code: 'custom', path: ['iodone'], message: 'iodone only for a read or write by strategy' });
    }
    if (entry.gathered && (entry.write === undefined || entry.entry === 'physio' || entry.iodone)) {
      context.addIssue({
        code: 'custom',
        path: ['gathered'],
        message: 'gathered only for a write by strategy, without iodone',
      });
    }
    if (entry.step !== 0 && entry.read === undefined && entry.write === undefined) {
      context.addIssue({ code: 'custom', path: ['step'], message: 'step only together with read or write' });
    }
  });

/** The inline workload of a scenario file: requests in the order of submission. */
export const inlineRequests = z.array(inlineRequest);

/** One validated entry of an inline workload. */
export type InlineRequest = z.output<typeof inlineRequest>;

/** One entry of an inline workload as written, before defaults. */
export type InlineRequestInput = z.input<typeof inlineRequest>;
