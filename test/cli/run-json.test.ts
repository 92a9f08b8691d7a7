import { expect, test } from 'vitest';
import { z } from 'zod';
import { program, shortScenario } from './program.ts';

const { run, write } = program();

const count = z.int().min(0);
const counts = z.record(z.string(), count);
const covered = z.strictObject({ covered: count, total: z.int().min(1) });

/** What programs may rely on. More may be added. */
const report = z.looseObject({
  commands: z.strictObject({ submitted: count, completed: count, failed: count, byOpcode: counts }),
  transported: count,
  attach: z.looseObject({ done: z.boolean(), transported: count }),
  retries: z.strictObject({
    standard: count,
    victim: count,
    busy: count,
    unitAttention: count,
    notReady: count,
    tranBusy: count,
    qfull: count,
    nocheck: count,
    failfast: count,
  }),
  checkConditions: z.looseObject({ bySenseKey: counts }),
  autoRequestSense: count,
  requestSense: count,
  resets: counts,
  timeouts: count,
  data: z.strictObject({ bytesRead: count, bytesWritten: count, mismatches: count }),
  biodone: z.strictObject({ expected: count, actual: count }),
  coverage: z.record(z.string(), z.strictObject({ states: covered, transitions: covered })),
  unexpected: count,
  ignored: count,
  seed: count,
  traceDigest: z.string().regex(/^[0-9a-f]{64}$/),
  seconds: z.strictObject({ virtual: z.number().min(0), wall: z.number().min(0) }),
});

test('--json prints one object with everything that programs rely on, and nothing else', async () => {
  write('short.yaml', shortScenario);
  const { status, stdout, stderr } = await run(['run', 'short.yaml', '--json', '--seed', '5']);
  const found = report.parse(JSON.parse(stdout));
  expect(found).toMatchObject({
    commands: { submitted: 2, completed: 2, failed: 0, byOpcode: { 'WRITE(10)': 1, 'READ(10)': 1 } },
    attach: { done: true },
    data: { bytesRead: 4096, bytesWritten: 4096, mismatches: 0 },
    biodone: { expected: 2, actual: 2 },
    unexpected: 0,
    seed: 5,
  });
  // The power-on unit attention is met while attaching, before the workload.
  expect(found.transported).toBe(found.attach.transported + 2);
  expect(found.coverage).toHaveProperty('scsa-disk');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
