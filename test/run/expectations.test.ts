import { describe, expect, it } from 'vitest';
import { ExpectationWatch } from '../../src/run/expectations.ts';
import { readScenario } from '../../src/run/load-scenario.ts';
import type { RunReport } from '../../src/run/report.ts';
import type { Answer } from '../../src/run/run-stack.ts';
import { expectations } from '../../src/scenario/scenario.ts';
import type { StepRecord } from '../../src/system/step-record.ts';
import { requestsOf } from '../workload/request-samples.ts';

type Said = { to?: string; from?: string; message: { type: string } & Record<string, unknown> };

const step = (...said: Said[]): StepRecord => ({
  n: 0,
  at: 0,
  kind: 'message',
  to: null,
  deliveries: said.map(({ to = 'pkt:d0.1', from = 'hbac:d0.1', message }) => ({
    to,
    from,
    message,
    transitions: [],
    ignored: false,
    state: 'idle',
  })),
  posted: [],
  effects: [],
  armed: [],
  cancelled: [],
  chosen: [],
  moved: [],
});
/** Request 0 or 1 was answered so. */
const requests = requestsOf([{ read: { lba: 0, blocks: 8 }, count: 2 }]);
const answer = (index: 0 | 1, error: string, resid: Answer['resid'] = 'zero'): Answer => ({
  request: requests[index]!,
  error,
  resid,
  mismatches: [],
});
const report = (parts: Record<string, unknown> = {}): RunReport => ({ answers: {}, ...parts }) as unknown as RunReport;

/** What is missing, given expectations as a scenario file has them. */
function failures(
  expected: unknown,
  seen: { steps?: StepRecord[]; report?: RunReport; answers?: Answer[]; clauses?: string[] } = {},
): string[] {
  const watch = new ExpectationWatch(expectations.parse(expected));
  for (const record of seen.steps ?? []) watch.add(record);
  return watch.failures(seen.report ?? report(), seen.answers ?? [], new Set(seen.clauses));
}
const comp = (fields: Record<string, unknown> = {}): Said => ({ message: { type: 'pkt.comp', ...fields } });
const start: Said = { message: { type: 'tran.start', slot: 'd0.1' }, to: 'hba:h0', from: 'pkt:d0.1' };

describe('expectations', () => {
  it('are met when nothing is expected', () => {
    expect(failures({}, { answers: [answer(0, 'EIO')], report: report({ answers: { EIO: 1 } }) })).toEqual([]);
  });

  describe('of answers', () => {
    const expected = { answers: [{ request: 1, error: 'none' }] };
    it('are met by the request with that index alone', () => {
      expect(failures(expected, { answers: [answer(0, 'EIO'), answer(1, 'none', 'partial')] })).toEqual([]);
    });
    it('miss a request that was not answered', () => {
      expect(failures(expected, { answers: [answer(0, 'none')] })).toEqual(['request 1 was not answered']);
    });
    it('name another error', () => {
      expect(failures(expected, { answers: [answer(1, 'EIO', 'all')] })).toEqual([
        'request 1 ended with EIO, resid all; expected none',
      ]);
    });
    it('name another residual, if one is expected', () => {
      const whole = { answers: [{ request: 1, error: 'none', resid: 'zero' }] };
      expect(failures(whole, { answers: [answer(1, 'none')] })).toEqual([]);
      expect(failures(whole, { answers: [answer(1, 'none', 'partial')] })).toEqual([
        'request 1 ended with none, resid partial; expected none, resid zero',
      ]);
    });
  });

  describe('of errors', () => {
    const expected = { errors: { none: 2 } };
    it('are met by the exact numbers', () => {
      expect(failures(expected, { report: report({ answers: { none: 2 } }) })).toEqual([]);
    });
    it('name a number that differs', () => {
      expect(failures(expected, { report: report({ answers: { none: 1 } }) })).toEqual([
        '1 requests ended with none; expected 2',
      ]);
      expect(failures(expected)).toEqual(['0 requests ended with none; expected 2']);
    });
    it('name an error that was not expected at all', () => {
      expect(failures(expected, { report: report({ answers: { none: 2, EIO: 1 } }) })).toEqual([
        '1 requests ended with EIO; expected 0',
      ]);
    });
  });

  describe('of the report', () => {
    const found = report({ retries: { standard: 3 }, data: { mismatches: 0 }, scenario: 'x', attach: { done: false } });
    it.each([
      [{ retries: { standard: 3 }, scenario: 'x', attach: { done: false } }],
      [{ retries: { standard: '>=3' } }],
      [{ retries: { standard: '<=3' } }],
      [{ resets: { RESET_ALL: 0 } }],
      [{ resets: { RESET_ALL: '<=0' } }],
    ])('are met: %j', (tree) => {
      expect(failures({ report: tree }, { report: found })).toEqual([]);
    });
    it.each([
      [{ retries: { standard: 2 } }, 'retries.standard is 3; expected 2'],
      [{ retries: { standard: 0 } }, 'retries.standard is 3; expected 0'],
      [{ retries: { standard: '>=4' } }, 'retries.standard is 3; expected ">=4"'],
      [{ retries: { standard: '<=2' } }, 'retries.standard is 3; expected "<=2"'],
      [{ retries: { victim: 1 } }, 'the report has no figure retries.victim'],
      [{ retries: { standrad: 0 } }, 'the report has no figure retries.standrad'],
      [{ resets: { BUS_RESET: '>=1' } }, 'resets.BUS_RESET is absent; expected ">=1"'],
      [{ scenario: 'y' }, 'scenario is "x"; expected "y"'],
      [{ attach: { done: true } }, 'attach.done is false; expected true'],
      [{ attach: { done: 0 } }, 'attach.done is false; expected 0'],
      [{ retries: 3 }, 'retries is {"standard":3}; expected 3'],
    ])('are not met: %j', (tree, says) => {
      expect(failures({ report: tree }, { report: found })).toEqual([says]);
    });
  });

  describe('of sequences', () => {
    const expected = {
      sequences: [
        [
          { message: 'tran.start', to: 'hba:h0' },
          { message: 'pkt.comp', with: { reason: 'CMD_CMPLT' } },
        ],
      ],
    };
    const good = comp({ reason: 'CMD_CMPLT', status: 'GOOD' });
    it('are met in this order, whatever comes between, within a step or not', () => {
      expect(failures(expected, { steps: [step(start), step(comp({ reason: 'CMD_RESET' })), step(good)] })).toEqual([]);
      expect(failures(expected, { steps: [step(start, good)] })).toEqual([]);
    });
    it('name the first message that did not come', () => {
      expect(failures(expected)).toEqual([
        'after 0 of 2 messages of a sequence, tran.start to hba:h0 was not delivered',
      ]);
      expect(failures(expected, { steps: [step(good), step(start)] })).toEqual([
        'after 1 of 2 messages of a sequence, pkt.comp {"reason":"CMD_CMPLT"} was not delivered',
      ]);
    });
    it('need as many messages as they have milestones', () => {
      const twice = { sequences: [[{ message: 'pkt.comp' }, { message: 'pkt.comp' }]] };
      expect(failures(twice, { steps: [step(good)] })).toHaveLength(1);
      expect(failures(twice, { steps: [step(good, good)] })).toEqual([]);
    });
    it('are watched side by side', () => {
      const two = { sequences: [[{ message: 'pkt.comp' }], [{ message: 'tran.start' }, { message: 'pkt.comp' }]] };
      expect(failures(two, { steps: [step(start, good)] })).toEqual([]);
      expect(failures(two, { steps: [step(good)] })).toHaveLength(1);
    });
    it.each([
      ['another receiver', { to: 'pkt:d0.2' }],
      ['another sender', { from: 'hbac:d0.2' }],
      ['another value', { with: { reason: 'CMD_RESET' } }],
      ['another value inside', { with: { arq: { status: 'CHECK_CONDITION' } } }],
      ['something inside that is not there', { with: { status: { x: 1 } } }],
      ['null', { with: { arq: null } }],
    ])('do not take %s', (_, fields) => {
      const seen = comp({ reason: 'CMD_CMPLT', status: 'GOOD', arq: { status: 'GOOD', sense: null } });
      const wanted = (more: object) => ({ sequences: [[{ message: 'pkt.comp', ...more }]] });
      expect(failures(wanted(fields), { steps: [step(seen)] })).toHaveLength(1);
      expect(
        failures(
          wanted({ to: 'pkt:d0.1', from: 'hbac:d0.1', with: { reason: 'CMD_CMPLT', arq: { status: 'GOOD' } } }),
          { steps: [step(seen)] },
        ),
      ).toEqual([]);
    });
  });

  it('of what never happens are not met when it happens, said once', () => {
    const expected = { never: [{ message: 'tran.reset', with: { level: 'RESET_ALL' } }] };
    const reset = (level: string): Said => ({ message: { type: 'tran.reset', level } });
    expect(failures(expected, { steps: [step(reset('RESET_LUN'))] })).toEqual([]);
    expect(failures(expected, { steps: [step(reset('RESET_ALL')), step(reset('RESET_ALL'))] })).toEqual([
      'tran.reset {"level":"RESET_ALL"} was delivered, which must never happen',
    ]);
  });

  it('of clauses are not met when no transition that cites them was taken', () => {
    const expected = { clauses: ['sd-tran-busy', 'sd-gone'] };
    expect(failures(expected, { clauses: ['sd-tran-busy', 'sd-gone', 'x'] })).toEqual([]);
    expect(failures(expected, { clauses: ['sd-tran-busy'] })).toEqual(['no transition that cites sd-gone was taken']);
  });

  it('that fail together are all reported', () => {
    expect(
      failures({
        answers: [{ request: 0, error: 'none' }],
        errors: { none: 1 },
        report: { timeouts: 1 },
        sequences: [[{ message: 'pkt.comp' }]],
        clauses: ['sd-gone'],
      }),
    ).toHaveLength(5);
  });
});

it('names what may be named where there are no requests', async () => {
  const none =
    'name: none\ntitle: t\nstory: s\nworkload: { requests: [] }\nexpect: { answers: [{ request: 0, error: none }] }\n';
  await expect(readScenario(none, 'none.yaml')).rejects.toThrow(
    /got request 0; accepted: nothing: there are no requests/,
  );
});
