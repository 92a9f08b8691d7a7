import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { laneOf } from '../../machines/protocol/lanes.ts';
import { InputError } from '../../src/input-error.ts';
import type { Conductor } from '../../src/run/conduct.ts';
import { type LoadedScenario, loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario, type ScenarioOptions } from '../../src/run/run-scenario.ts';
import { type ScheduledPick, scheduledAs } from '../../src/scenario/scheduled.ts';
import type { Offer, Pick } from '../../src/system/pick.ts';
import { type Spontaneous, spontaneousIn } from '../../src/system/spontaneous.ts';
import type { StepRecord } from '../../src/system/step-record.ts';

const load = (name: string): Promise<LoadedScenario> =>
  loadScenario(join(import.meta.dirname, `../../src/scenario/library/${name}.yaml`));
const scheduled = (loaded: LoadedScenario, schedule: readonly ScheduledPick[]): LoadedScenario => ({
  ...loaded,
  scenario: { ...loaded.scenario, schedule: [...schedule] },
});

async function stepsOf(
  loaded: LoadedScenario,
  { observed, ...options }: ScenarioOptions & { readonly observed?: (record: StepRecord) => void } = {},
) {
  const records: StepRecord[] = [];
  const { report, answers } = await runScenario(loaded, {
    ...options,
    observe: (record) => {
      records.push(record);
      observed?.(record);
    },
  });
  return { records, report, answers };
}

const pickOf = (offer: Offer): Pick =>
  offer.kind === 'timer'
    ? { kind: 'fire', owner: offer.owner, delay: offer.delay }
    : { kind: 'deliver', from: offer.from, to: offer.to, message: offer.message.type };

const problemOf = async (run: Promise<unknown>): Promise<InputError['problem'] | undefined> =>
  run.then(
    () => undefined,
    (error: unknown) => (error instanceof InputError ? error.problem : undefined),
  );

describe('somebody is the scheduler', () => {
  it('who chooses what is due anyway changes nothing', async () => {
    const loaded = await load('tran-busy');
    const byItself = await stepsOf(loaded);
    const conducted = await stepsOf(loaded, {
      conductor: (_, look) => {
        const [due] = look.offers();
        return due && pickOf(due);
      },
    });
    expect(conducted.report.traceDigest).toBe(byItself.report.traceDigest);
  });

  it('chooses from the oldest message of each channel and the delays; the choice is a schedule that repeats the run', async () => {
    const loaded = await load('queued-io');
    const seen: (readonly Offer[])[] = [];
    const schedule: ScheduledPick[] = [];
    // The last first: whoever comes late overtakes, and time goes on to it.
    const conductor: Conductor = (step, look) => {
      if (step < 60 || step > 120) return undefined;
      seen.push(look.offers());
      const offers = look.offers().filter(({ kind }) => kind === 'message');
      const last = offers.at(-1);
      if (offers.length < 2 || !last) return undefined;
      const pick = pickOf(last);
      schedule.push(scheduledAs(step, pick));
      return pick;
    };
    const chosen = await stepsOf(loaded, { conductor });
    expect(schedule.length).toBeGreaterThan(20);
    const usual = await stepsOf(loaded);
    expect(chosen.report.traceDigest).not.toBe(usual.report.traceDigest);
    expect(chosen.report.answers).toEqual({ none: usual.answers.length });
    for (const runtime of ['table', 'stepper'] as const) {
      const again = await stepsOf(scheduled(loaded, schedule), { runtime });
      expect(again.report.traceDigest).toBe(chosen.report.traceDigest);
    }
    expect(Math.max(...seen.map((offers) => offers.length))).toBeGreaterThan(4);
    expect(seen.some((offers) => offers.some(({ kind }) => kind === 'timer'))).toBe(true);
    for (const offers of seen) {
      const channels = offers.map((offer) =>
        offer.kind === 'timer' ? `${offer.owner} ${offer.delay}` : `${offer.from} ${offer.to} ${offer.lane}`,
      );
      expect(new Set(channels).size).toBe(channels.length);
      expect(offers.map(({ at }) => at)).toEqual(offers.map(({ at }) => at).toSorted((a, b) => a - b));
    }
    const times = chosen.records.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('of several messages in one channel only the oldest can come next', async () => {
    const waiting = new Map<string, string[]>();
    const channelOf = ({ from, to, message }: StepRecord['posted'][number]): string =>
      `${from} ${to} ${laneOf(message.type)}`;
    let longest = 0;
    await stepsOf(await load('aix-busy'), {
      conductor: (_, look) => {
        const offered = look
          .offers()
          .flatMap((offer) => (offer.kind === 'message' && offer.from !== null ? [offer] : []))
          .map((offer) => `${channelOf(offer)}: ${offer.message.type}`);
        const oldest = [...waiting].flatMap(([channel, [first]]) =>
          first === undefined ? [] : [`${channel}: ${first}`],
        );
        expect(offered.toSorted()).toEqual(oldest.toSorted());
        longest = Math.max(longest, ...[...waiting.values()].map(({ length }) => length));
        return undefined;
      },
      observed: ({ kind, deliveries: [first], posted }) => {
        if (kind === 'message' && first && first.from !== null) waiting.get(channelOf(first))?.shift();
        for (const each of posted)
          waiting.set(channelOf(each), [...(waiting.get(channelOf(each)) ?? []), each.message.type]);
      },
    });
    expect(longest).toBeGreaterThan(1);
  });

  it('a delay may end before everything else, and the command counts as timed out', async () => {
    const loaded = await load('clean-read');
    let fired = false;
    const { records, report } = await stepsOf(loaded, {
      conductor: (_, look) => {
        const timer = look.offers().find((offer) => offer.kind === 'timer' && offer.delay === 'pktTime' && !fired);
        fired ||= timer !== undefined;
        return timer && pickOf(timer);
      },
    });
    expect(report.timeouts).toBeGreaterThan(0);
    expect(records.some(({ kind, at }) => kind === 'timer' && at >= 60_000_000)).toBe(true);
  });

  it('what can happen by itself depends on the states: a unit that stands does not stop again', async () => {
    const loaded = await load('clean-read');
    const { topology } = loaded.scenario;
    const before = new Set<string>();
    const after = new Set<string>();
    const named = (all: readonly Spontaneous[]) => all.map(({ to, message }) => `${to} ${message.type}`);
    await stepsOf(loaded, {
      conductor: (step, look) => {
        if (step === 40) for (const each of named(spontaneousIn(topology, look.snapshot))) before.add(each);
        if (step === 41) for (const each of named(spontaneousIn(topology, look.snapshot))) after.add(each);
        return step === 40 ? { kind: 'send', to: 'lu:d0', message: { type: 'world.stopped' } } : undefined;
      },
    });
    expect([...before]).toEqual(expect.arrayContaining(['lu:d0 world.stopped', 'target:t0 world.gone']));
    expect([...before].some((each) => each.startsWith('initiator:'))).toBe(false);
    expect([...after]).not.toContain('lu:d0 world.stopped');
    expect([...after]).toContain('lu:d0 world.becameReady');
  });
});

describe('a schedule that does not fit', () => {
  it('names the step and what could happen there instead', async () => {
    const loaded = await load('clean-read');
    const wrong = scheduled(loaded, [{ step: 5, deliver: 'pkt.comp', from: 'hba:h0', to: 'pkt:d0.1' }]);
    const problem = await problemOf(runScenario(wrong));
    expect(problem).toMatchObject({ code: 'bad-schedule', given: 'step 5: pkt.comp from hba:h0 to pkt:d0.1' });
    expect(problem?.accepted).toMatch(/ from \S+ to \S+|^the end of \w+ of \S+/);
  });

  it('is refused beyond the end of the run, and where XState alone schedules', async () => {
    const loaded = scheduled(await load('clean-read'), [
      { step: 99_999, send: { type: 'world.stopped' }, to: 'lu:d0' },
    ]);
    expect(await problemOf(runScenario(loaded))).toMatchObject({ code: 'bad-schedule', given: 'step 99999' });
    expect(await problemOf(runScenario(loaded, { runtime: 'actors' }))).toMatchObject({ code: 'bad-schedule' });
  });
});
