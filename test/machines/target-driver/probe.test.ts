import { describe, expect, it } from 'vitest';
import type { Completion } from '../../../machines/protocol/scsa-disk.ts';
import { STATE } from '../../../machines/protocol/scsi-pkt.ts';
import { autoSense, check, DriverBench } from './driver-bench.ts';

const nobody: Partial<Completion> = { reason: 'CMD_INCOMPLETE', state: STATE.GOT_BUS, status: null, resid: 'all' };
const timedOut: Partial<Completion> = { reason: 'CMD_TIMEOUT', status: null, resid: 'all' };
const gone: Partial<Completion> = { reason: 'CMD_DEV_GONE', status: null, resid: 'all' };
const busy: Partial<Completion> = { status: 'BUSY', resid: 'all' };

/** scsi_probe, played by how each INQUIRY ends; `check`: REQUEST SENSE of the driver ends so. */
class Probing extends DriverBench {
  constructor() {
    super({}, { startAttached: false });
    this.bench.deliver(this.sd, { type: 'world.attach' });
  }

  ends(...answers: readonly (keyof typeof answersTo)[]): this {
    for (const answer of answers) answersTo[answer](this);
    return this;
  }

  /** scsi_reset of the logical unit returns. */
  returned(ok: boolean): this {
    this.bench.deliver(this.sd, { type: 'tran.resetReturn', level: 'RESET_LUN', ok });
    return this;
  }

  get at(): string {
    return /lifecycle: (?:attaching\.)?(?:probing\.)?([\w.]+)/.exec(this.bench.state(this.sd))?.[1] ?? '';
  }
}

const answersTo = {
  'INQUIRY data': (p: Probing) => p.runs(p.internal),
  'GOOD without data': (p: Probing) => p.runs(p.internal, { resid: 'all' }),
  CMD_INCOMPLETE: (p: Probing) => p.runs(p.internal, nobody),
  CMD_DEV_GONE: (p: Probing) => p.runs(p.internal, gone),
  CMD_TIMEOUT: (p: Probing) => p.runs(p.internal, timedOut),
  TRAN_BADPKT: (p: Probing) => p.returns(p.internal, 'TRAN_BADPKT'),
  BUSY: (p: Probing) => p.runs(p.internal, busy),
  'QUEUE FULL': (p: Probing) => p.runs(p.internal, { status: 'QUEUE_FULL', resid: 'all' }),
  'sense by itself': (p: Probing) => p.runs(p.internal, autoSense('UNIT_ATTENTION 29/00')),
  'sense by itself, which failed': (p: Probing) => p.runs(p.internal, autoSense(null, { reason: 'CMD_TIMEOUT' })),
  'sense fetched': (p: Probing) => p.runs(p.internal, check).runs(p.rqs, { sense: 'UNIT_ATTENTION 29/00' }),
  'sense fetched, no data': (p: Probing) => p.runs(p.internal, check).runs(p.rqs, { resid: 'all' }),
  'sense not fetched': (p: Probing) => p.runs(p.internal, check).runs(p.rqs, timedOut),
} as const;

const taken = ['sense by itself', 'sense by itself, which failed', 'sense fetched', 'sense fetched, no data'] as const;
const untransported = ['CMD_INCOMPLETE', 'CMD_DEV_GONE', 'CMD_TIMEOUT', 'TRAN_BADPKT'] as const;
const without = <T>(all: readonly T[], ...some: readonly T[]) => all.filter((each) => !some.includes(each));
const all = Object.keys(answersTo) as (keyof typeof answersTo)[];

describe('INQUIRY of scsi_probe: what comes next', () => {
  const tables = {
    first: {
      before: [],
      next: { 'INQUIRY data': 'autoRequestSense.asking', CMD_TIMEOUT: 'onceMore' },
      over: ['GOOD without data', ...without(untransported, 'CMD_TIMEOUT')],
      otherwise: 'second',
    },
    onceMore: {
      before: ['CMD_TIMEOUT'],
      next: { 'INQUIRY data': 'autoRequestSense.asking' },
      over: ['GOOD without data', ...untransported],
      otherwise: 'second',
    },
    second: {
      before: ['BUSY'],
      next: { 'INQUIRY data': 'autoRequestSense.asking' },
      over: ['GOOD without data', ...untransported, 'BUSY', 'sense not fetched'],
      otherwise: 'third',
    },
    third: {
      before: ['BUSY', 'sense by itself'],
      next: { 'INQUIRY data': 'autoRequestSense.asking' },
      over: ['GOOD without data', ...untransported, 'BUSY'],
      otherwise: 'fourth',
    },
    fourth: {
      before: ['BUSY', ...taken.slice(0, 2)],
      next: { 'INQUIRY data': 'autoRequestSense.asking' },
      over: without(all, 'INQUIRY data'),
      otherwise: '',
    },
  } as const;
  const rows = Object.entries(tables).flatMap(([state, { before, next, over, otherwise }]) =>
    all.map((answer) => {
      const told: Partial<Record<typeof answer, string>> = next;
      const isOver = (over as readonly string[]).includes(answer);
      return [state, answer, isOver ? 'resetting' : (told[answer] ?? otherwise), before] as const;
    }),
  );

  it.each(rows)('%s, %s: %s', (state, answer, next, before) => {
    const p = new Probing().ends(...before);
    expect(p.at).toBe(state);
    p.seen();
    expect(p.ends(answer).at).toBe(next);
    const said = next === 'resetting' ? 'RESET_LUN' : next.startsWith('auto') ? 'getcap' : 'start d0.internal head';
    expect(p.seen().at(-1)).toContain(said);
    expect(p.unit()).toMatchObject({ inTransport: 0 + Number(said.startsWith('start')) });
  });
});

describe('a probe that fails', () => {
  it.each([true, false])('is made once more after a reset of the logical unit that returned %s', (ok) => {
    const p = new Probing().ends('CMD_INCOMPLETE').returned(ok);
    expect([p.at, p.command(p.internal)['op']]).toEqual(['first', 'inquiry']);
    expect(p.ends('INQUIRY data').at).toBe('autoRequestSense.asking');
    expect(p.unit()).toMatchObject({ tries: 0 });
  });

  it.each<(keyof typeof answersTo)[][]>([
    [[]],
    [['CMD_TIMEOUT']],
    [['BUSY']],
    [['BUSY', 'sense by itself']],
    [['BUSY', 'sense by itself', 'sense by itself']],
  ])('leaves nothing behind when it succeeds the second time: after %o', (before) => {
    const p = new Probing().ends('CMD_INCOMPLETE').returned(false);
    expect(p.ends(...before).unit()).toMatchObject({ tries: 1 });
    expect(p.ends('INQUIRY data').at).toBe('autoRequestSense.asking');
    expect(p.unit()).toMatchObject({ tries: 0 });
  });

  it('twice fails the attach; the next attach probes twice again', () => {
    const p = new Probing();
    for (let attach = 0; attach < 2; attach++) {
      p.ends('CMD_INCOMPLETE').returned(false);
      p.seen();
      expect([p.ends('BUSY', 'BUSY').at, p.seen().includes('RESET_LUN')]).toEqual(['detached', false]);
      p.bench.deliver(p.sd, { type: 'world.attach' });
    }
  });
});
