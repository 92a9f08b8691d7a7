import { it } from 'vitest';
import { properties } from '../../../machines/properties/index.ts';
import { choices } from '../../../machines/protocol/choices.ts';
import { loaded, type Story } from '../../rules/play.ts';
import { watchedRun } from './watched-run.ts';

const points = Object.entries(choices).flatMap(([type, list]) =>
  list.map(({ field, alternatives }) => ({ at: `${type}.${field}`, alternatives: alternatives.slice(1) })),
);
function rng(seed: number) {
  let s = seed >>> 0;
  return () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = s;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const from = Number(process.env['FUZZ_FROM'] ?? 0),
  to = Number(process.env['FUZZ_TO'] ?? 0);
it('fuzz', async () => {
  const tally: Record<string, number> = {};
  for (let seed = from; seed < to; seed++) {
    const r = rng(seed);
    const pick = <T>(xs: readonly T[]): T => xs[Math.floor(r() * xs.length)] as T;
    const two = r() < 0.5;
    const foreign = r() < 0.5;
    const faults = Array.from({ length: 1 + Math.floor(r() * 5) }, () => {
      if (foreign && r() < 0.2)
        return {
          send: { type: 'world.foreignReset' },
          to: 'initiator:foreign',
          after: pick(['hba.disconnected', 'lu.requestSense', 'tran.start', 'hba.completed', 'bus.select']),
          nth: 1 + Math.floor(r() * 6),
        };
      if (r() < 0.15)
        return {
          delay: pick(['pkt.comp', 'tran.return', 'hba.completed', 'bus.finish', 'bus.select']),
          ms: pick([1, 50, 5000, 30000]),
          nth: 1 + Math.floor(r() * 6),
        };
      const p = pick(points.filter(({ at }) => at !== 'buf.biodone.more' && at !== 'tran.abort.outcome'));
      return { at: p.at, choose: pick(p.alternatives), nth: 1 + Math.floor(r() * 6), count: 1 + Math.floor(r() * 3) };
    });
    const arq = pick(['none', 'settable', 'always']);
    const story = {
      seed,
      foreignInitiator: foreign,
      attach: r() < 0.2,
      sd: {
        taggedQueueing: r() < 0.7,
        queueWithoutArq: r() < 0.5,
        senseWhileOthersInTransport: r() < 0.5,
        lunResetEnabled: r() < 0.5,
        adaptiveThrottle: r() < 0.7,
        throttleMin: 2,
        throttleMax: pick([1, 2, 4, 256]),
        notReadyRetryCount: 4,
        removable: r() < 0.2,
      },
      hba: {
        autoRequestSense: arq,
        startNextBeforeCallback: pick(['afterGood', 'always', 'never']),
        taggedQueueing: r() < 0.8,
        untaggedQueueing: r() < 0.8,
        lunResetCapable: r() < 0.7,
        qfullRetries: pick([0, 1, 10]),
        timerScope: pick(['slot', 'packet']),
        recoveryLadder: pick([
          ['deviceReset', 'busReset'],
          ['abortTag', 'abort', 'deviceReset', 'busReset'],
          ['abort', 'busReset'],
          ['abortTag'],
          ['busReset'],
        ]),
        throttle: pick([1, 2, 254]),
      },
      device: {
        qErr: pick(['resume', 'abort']),
        taskSetType: pick(['shared', 'perInitiator']),
        uaClearedWhen: pick(['reported', 'sensed']),
        requestSensePrefers: pick(['sense', 'unitAttention']),
        taggedUnderContingentAllegiance: pick(['clearAndRun', 'busyAndClear', 'queueFull']),
        powerOnUnitAttention: r() < 0.3,
        powerOnState: pick(['ready', 'ready', 'ready', 'becomingReady', 'stopped']),
        disconnects: r() < 0.8,
        untaggedRequestSense: pick(['underAllegiance', 'always']),
        queueDepth: pick([2, 32]),
        startUnitImmediate: r() < 0.3,
      },
      ...(two
        ? {
            targets: [
              {
                name: 't0',
                id: 0,
                logicalUnits: [{ name: 'd0', slots: 3 }, ...(r() < 0.5 ? [{ name: 'd2', lun: 1, slots: 2 }] : [])],
              },
              { name: 't1', id: 1, logicalUnits: [{ name: 'd1', slots: 3 }] },
            ],
          }
        : {}),
      depth: 4,
      requests: [
        { read: { lba: 0, blocks: 8 }, count: 4, step: 8, unit: 'd0', outstanding: 4 },
        { write: { lba: 64, blocks: 8 }, count: 2, step: 8, unit: two ? 'd1' : 'd0', outstanding: 4 },
        { testUnitReady: {}, flags: pick([[], ['FLAG_DIAGNOSE'], ['FLAG_ISOLATE']]) },
      ],
      faults,
    } as unknown as Story;
    let run;
    try {
      run = await watchedRun(loaded(story));
    } catch (error) {
      console.log('SEED', seed, 'THREW', String(error).slice(0, 200));
      continue;
    }
    if (run.stopped) {
      tally[`stopped ${run.stopped.name}`] = (tally[`stopped ${run.stopped.name}`] ?? 0) + 1;
      if (process.env['FUZZ_V']) console.log('SEED', seed, run.stopped.message.slice(0, 300));
    }
    for (const { id, kind, verdict, failing } of run.verdicts) {
      if (kind === 'sometimes' || (kind === 'eventually' && run.stopped)) {
        continue;
      }
      const expected = properties.find((p) => p.id === id)?.expected(run.configuration);
      if (verdict === 'fails') {
        const key = `${id} ${String(expected)}`;
        tally[key] = (tally[key] ?? 0) + 1;
        if (expected === 'holds')
          console.log(
            'SEED',
            seed,
            id,
            failing.join(),
            JSON.stringify(run.firstBroken)?.slice(0, 400),
            JSON.stringify(story).slice(0, 1800),
          );
      }
    }
  }
  console.log(JSON.stringify(tally, null, 1));
}, 590_000);
