import { createHash } from 'node:crypto';
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/run/load-scenario.ts';
import type { RunReport } from '../../src/run/report.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { compose } from '../../src/system/compose.ts';
import { Replay } from '../../src/system/replay.ts';
import { traceHeader, traceLine } from '../../src/trace/format.ts';

type Message = { type: string } & Record<string, unknown>;
type Line = {
  format?: string;
  request?: { index: number; slot: string };
  answer?: { index: number; slot: string; error: string; mismatches: number };
  step?: {
    n: number;
    at: number;
    got: { from: string | null; to: string; message: Message; ignored?: true }[];
    sent?: { from: string | null; to: string; message: Message }[];
    effects?: { effect: Message }[];
  };
  end?: { at: number; steps: number };
};

const bump = <Key>(counts: Map<Key, number>, key: Key): void => void counts.set(key, (counts.get(key) ?? 0) + 1);
const table = (counts: Map<string, number>): Record<string, number> => Object.fromEntries(counts);

/** Counts everything once more, from the lines of the file alone and mostly from what was sent instead of received. */
class Recount {
  readonly sent = new Map<string, number>();
  readonly received = new Map<string, number>();
  readonly reasons = new Map<string, number>();
  readonly results = new Map<string, number>();
  readonly statuses = new Map<string, number>();
  readonly senseKeys = new Map<string, number>();
  readonly resets = new Map<string, number>();
  readonly retries = new Map<string, number>();
  readonly requests = new Map<number, number>();
  readonly answers = new Map<number, number>();
  readonly errors = new Map<string, number>();
  mismatches = 0;
  checks = 0;
  senses = 0;
  failfast = 0;
  ignored = 0;
  lines = 0;
  steps = 0;
  endSteps = -1;
  /** Calls of scsi_transport for requests. */
  poolTransports = 0;
  lastAt = 0;
  orderly = true;

  add(line: Line): void {
    this.lines += 1;
    if (line.request) bump(this.requests, line.request.index);
    if (line.answer) {
      bump(this.answers, line.answer.index);
      bump(this.errors, line.answer.error);
      this.mismatches += line.answer.mismatches;
    }
    if (line.end) this.endSteps = line.end.steps;
    const { step } = line;
    if (!step) return;
    if (step.n !== this.steps || step.at < this.lastAt) this.orderly = false;
    this.steps += 1;
    this.lastAt = step.at;
    for (const { message, ignored } of step.got) this.gotten(message, ignored === true);
    for (const { to, message } of step.sent ?? []) this.leaving(to, message);
    for (const { effect } of step.effects ?? [])
      if (effect.type === 'effect.senseCapture' && effect['initiator'] === 'ours')
        bump(this.senseKeys, keyOf(effect['sense']));
  }

  private gotten(message: Message, ignored: boolean): void {
    bump(this.received, message.type);
    if (ignored) this.ignored += 1;
    // Inside the driver messages are never on their way: they are received only.
    if (message.type === 'unit.retry') {
      bump(this.retries, limitOf(message));
      if (message['failfast'] === true) this.failfast += 1;
    }
    if (message.type === 'unit.startUnit') bump(this.retries, 'notReady');
  }

  private leaving(to: string, message: Message): void {
    bump(this.sent, message.type);
    switch (message.type) {
      case 'pkt.comp':
        bump(this.reasons, String(message['reason']));
        if (message['reason'] === 'CMD_CMPLT') bump(this.statuses, String(message['status']));
        return;
      case 'tran.return':
        bump(this.results, String(message['result']));
        return;
      case 'tran.start':
        if (/\.\d+$/.test(String(message['slot']))) this.poolTransports += 1;
        return;
      case 'bus.finish':
        if (message['status'] === 'CHECK_CONDITION') this.checks += 1;
        return;
      case 'bus.select':
        if (message['op'] === 'requestSense' && String(message['slot']).endsWith('.arq')) this.senses += 1;
        return;
      case 'tran.reset':
        bump(this.resets, String(message['level']));
        return;
      case 'target.message':
        bump(this.resets, String(message['message']));
        return;
      case 'hba.busReset':
        if (to.startsWith('hba:')) bump(this.resets, 'BUS_RESET');
        return;
    }
  }
}

const keyOf = (sense: unknown): string => String(sense).split(' ')[0] ?? '';

/** Which limit the retry counts against. */
function limitOf({ retryClass, because }: Message): string {
  if (retryClass === 'NOCHECK')
    return { BUSY: 'busy', NOT_READY: 'notReady', QUEUE_FULL: 'qfull' }[String(because)] ?? 'nocheck';
  return (
    { STANDARD: 'standard', VICTIM: 'victim', UNIT_ATTENTION: 'unitAttention', BUSY: 'busy' }[String(retryClass)] ?? '?'
  );
}

describe('the trace of the recorded workload', () => {
  const folder = mkdtempSync(join(tmpdir(), 'trace-count-'));
  const file = join(folder, 'run.trace');
  const count = new Recount();
  const badLines: string[] = [];
  let report: RunReport;
  let failures: readonly string[];
  let repeated = 0;
  let sha256 = '';

  beforeAll(async () => {
    const descriptor = openSync(file, 'w');
    const loaded = await loadScenario(join(import.meta.dirname, '../../src/scenario/library/ext4-mixed.yaml'));
    const replay = new Replay(compose(loaded.scenario.topology, { startAttached: false, forever: null }));
    ({ report, failures } = await runScenario(loaded, {
      traceSink: (text) => void writeSync(descriptor, text),
      // What the tables say is repeated in the stepper, step by step; a divergence throws.
      observe: (record) => {
        replay.step(record);
        repeated += 1;
      },
    }));
    closeSync(descriptor);
    const hash = createHash('sha256');
    const bytes = createReadStream(file);
    bytes.on('data', (chunk) => void hash.update(chunk));
    for await (const text of createInterface({ input: bytes })) {
      const line = JSON.parse(text) as Line;
      count.add(line);
      // Steps are alike by the thousand; everything else is checked one by one.
      const schema = line.format === undefined ? traceLine : traceHeader;
      if ((!line.step || count.lines % 10 === 0) && !schema.safeParse(line).success) badLines.push(text.slice(0, 200));
    }
    sha256 = hash.digest('hex');
  }, 170_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('shows what the scenario promises, and every step is one of XState', () => {
    expect(failures).toEqual([]);
    expect(report).toMatchObject({ unexpected: 0, answeredTwice: 0, commands: { submitted: 3455, completed: 3455 } });
    expect(repeated).toBe(report.steps);
    expect(report.runtime).toBe('table');
  });

  it('is the file whose digest the report states', () => {
    expect(sha256).toBe(report.traceDigest);
    expect(count.lines).toBe(1 + 2 * 3455 + report.steps + 1);
    expect(count.steps).toBe(report.steps);
    expect(count.endSteps).toBe(report.steps);
    expect(count.orderly).toBe(true);
  });

  it('has only lines that its format describes', () => {
    expect(badLines).toEqual([]);
  });

  it('shows each request asked once and answered once', () => {
    expect(count.requests.size).toBe(3455);
    expect([...count.requests.values()].every((times) => times === 1)).toBe(true);
    expect([...count.answers.keys()].sort((a, b) => a - b)).toEqual([...count.requests.keys()].sort((a, b) => a - b));
    expect([...count.answers.values()].every((times) => times === 1)).toBe(true);
    expect(table(count.errors)).toEqual(report.answers);
    expect(count.mismatches).toBe(report.data.mismatches);
    const asked = (count.sent.get('buf.strategy') ?? 0) + (count.sent.get('buf.uscsi') ?? 0);
    expect(report.biodone).toEqual({ expected: asked, actual: count.sent.get('buf.biodone') });
    expect(asked).toBe(3455);
  });

  it('shows the retries that the report states, by what limits them', () => {
    const { failfast, tranBusy, ...limited } = report.retries;
    const found = table(count.retries);
    expect(found).toEqual(Object.fromEntries(Object.entries(limited).filter(([, times]) => times > 0)));
    expect(failfast).toBe(count.failfast);
    expect(failfast).toBeGreaterThan(0);
    expect(tranBusy).toBe(count.results.get('TRAN_BUSY'));
    // Six by fault rule; the others because the adapter had lowered its throttle after QUEUE FULL.
    expect(tranBusy).toBeGreaterThan(6);
  });

  it('has one transport for every request, and one more for every retry', () => {
    const retries = [...count.retries.values()].reduce((sum, times) => sum + times, 0);
    expect(count.poolTransports).toBe(3455 + retries + (count.results.get('TRAN_BUSY') ?? 0));
  });

  it('shows the packets and check conditions that the report states', () => {
    expect(report.transported).toBe(count.results.get('TRAN_ACCEPT'));
    expect(count.sent.get('pkt.comp')).toBe(report.transported);
    expect(report.pktReasons).toEqual(table(count.reasons));
    expect(report.statuses).toEqual(table(count.statuses));
    expect(report.timeouts).toBe(count.reasons.get('CMD_TIMEOUT'));
    expect(report.timeouts).toBeGreaterThan(0);
    expect(report.checkConditions.total).toBe(count.checks);
    expect(report.checkConditions.bySenseKey).toEqual(table(count.senseKeys));
    expect(report.autoRequestSense).toBe(count.senses);
    expect(report.autoRequestSense).toBe(count.statuses.get('CHECK_CONDITION'));
    expect(report.requestSense).toBe(0);
    expect(report.resets).toEqual(table(count.resets));
    expect(report.ignored).toBe(count.ignored);
  });
});
