import { it } from 'vitest';
import { appendFileSync } from 'node:fs';
import { choices } from '../../machines/protocol/choices.ts';
import { SeededRandom } from '../../src/system/random.ts';
import { packetContract } from './packet-contract.ts';
import { play, type Story } from './play.ts';
it('fuzz', async () => {
  const end = Date.now() + 85_000;
  let n = 0;
  for (let seed = Number(process.env['FROM'] ?? 1); Date.now() < end; seed++) {
    const r = new SeededRandom(seed * 7919);
    const pick = <T>(list: readonly T[]): T => list[r.below(list.length)]!;
    const points = Object.entries(choices).filter(([t]) => t !== 'buf.biodone' && t !== 'packet.init').flatMap(([t, l]) => l.map((c) => [t, c.field, c.alternatives] as const));
    const faults = Array.from({ length: 1 + r.below(6) }, () => { const [t, f, a] = pick(points); return { at: `${t}.${f}`, choose: pick(a.slice(1)), nth: 1 + r.below(20), every: 1 + r.below(5), count: 1 + r.below(4) }; });
    const world: any[] = [];
    if (r.below(3) === 0) world.push({ send: { type: 'world.foreignReset' }, to: 'initiator:foreign', after: pick(['buf.strategy', 'hba.disconnected', 'pkt.comp', 'bus.select', 'lu.execute', 'tran.start']), nth: 1 + r.below(20), count: 1 + r.below(2), ms: r.below(3) });
    if (r.below(4) === 0) world.push({ send: { type: 'world.foreignCommand', target: 't0', lun: 'd0', op: pick(['read', 'testUnitReady', 'modeSelect', 'reserve', 'inquiry']) }, to: 'initiator:foreign', after: 'lu.execute', nth: 1 + r.below(20) });
    if (r.below(4) === 0) world.push({ send: { type: 'world.foreignMessage', target: 't0', lun: 'd0', message: pick(['ABORT', 'BUS_DEVICE_RESET', 'LOGICAL_UNIT_RESET', 'CLEAR_QUEUE']) }, to: 'initiator:foreign', after: 'hba.disconnected', nth: 1 + r.below(20) });
    if (r.below(5) === 0) world.push({ send: { type: pick(['world.stopped', 'world.powerOn', 'world.mediumRemoved']) }, to: 'lu:d0', after: 'buf.strategy', nth: 1 + r.below(20) });
    if (r.below(3) === 0) world.push({ delay: pick(['tran.return', 'pkt.comp', 'hba.completed', 'tran.start', 'bus.finish', 'scsi.resetNotify']), ms: pick([1, 50, 3000]), nth: 1 + r.below(10), every: 1 + r.below(4), count: 1 + r.below(10) });
    const story: Story = {
      foreignInitiator: true, attach: r.below(2) === 0, seed, depth: 1 + r.below(8),
      sd: { taggedQueueing: r.below(2) === 0, queueWithoutArq: r.below(3) === 0, senseWhileOthersInTransport: r.below(3) === 0, throttleMax: pick([2, 4, 256]), throttleMin: 2, adaptiveThrottle: r.below(2) === 0, removable: r.below(5) === 0, interconnect: pick(['parallel', 'parallel', 'fibre']), adapterRetriesQueueFull: r.below(2) === 0 },
      hba: { autoRequestSense: pick(['none', 'settable', 'settable', 'always']), startNextBeforeCallback: pick(['afterGood', 'always', 'never']), untaggedQueueing: r.below(3) > 0, lunResetCapable: r.below(2) === 0, timerScope: pick(['slot', 'packet']), recoveryLadder: pick([['deviceReset', 'busReset'], ['abortTag', 'abort', 'deviceReset', 'busReset'], ['busReset'], ['abort']]), throttle: pick([2, 254]), qfullRetries: pick([0, 1, 10]) },
      device: { powerOnUnitAttention: r.below(2) === 0, queueDepth: pick([1, 3, 32]), qErr: pick(['resume', 'abort']), taskSetType: pick(['shared', 'perInitiator']), uaClearedWhen: pick(['reported', 'sensed']), requestSensePrefers: pick(['sense', 'unitAttention']), taggedUnderContingentAllegiance: pick(['clearAndRun', 'busyAndClear', 'queueFull']), disconnects: r.below(4) > 0, untaggedRequestSense: pick(['underAllegiance', 'always']) },
      targets: [{ name: 't0', id: 0, logicalUnits: [{ name: 'd0', lun: 0, slots: 8 }, { name: 'd1', lun: 1, slots: 4 }] }, { name: 't1', id: 1, logicalUnits: [{ name: 'd2', slots: 4 }] }] as never,
      requests: [{ write: { lba: 0, blocks: 8 }, unit: 'd0', count: 10, step: 8 }, { read: { lba: 0, blocks: 8 }, unit: 'd1', count: 5, step: 8 }, { read: { lba: 0, blocks: 8 }, unit: 'd2', count: 5, step: 8 }, { read: { lba: 0, blocks: 8 }, unit: 'd0', count: 10, step: 8, failfast: r.below(3) === 0 }, { testUnitReady: {}, unit: 'd0' }, { inquiry: {}, unit: 'd0', flags: r.below(2) ? ['FLAG_DIAGNOSE'] : [] }],
      faults: [...faults, ...world] as never,
    };
    n++;
    const t = Date.now();
    const p = await play(story, { runtime: r.below(3) === 0 ? 'actors' : 'stepper' });
    const wrong = [...(p.stopped ? [p.stopped.message.slice(0, 600)] : []), ...(p.stopped ? [] : packetContract(p).slice(0, 3)), ...(p.result && p.result.report.data.mismatches ? [`mismatches ${p.result.report.data.mismatches}`] : []), ...(p.result?.report.answeredTwice ? ['twice'] : [])];
    if (wrong.length || Date.now() - t > 5000) appendFileSync('/tmp/fuzz.txt', `${seed} ${Date.now() - t}ms ${p.stopped?.name ?? ''} ${wrong.join(' | ')} :: ${JSON.stringify({ ...story, targets: 0, requests: 0 })}\n`);
  }
  appendFileSync('/tmp/fuzz.txt', `ran ${n}\n`);
}, 115_000);
