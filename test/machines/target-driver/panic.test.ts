import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SdParameters } from '../../../machines/protocol/parameters.ts';
import type { Completion } from '../../../machines/protocol/scsa-disk.ts';
import { STATE } from '../../../machines/protocol/scsi-pkt.ts';
import { loadScenario } from '../../../src/run/load-scenario.ts';
import { runScenario } from '../../../src/run/run-scenario.ts';
import { autoSense, check, DriverBench } from './driver-bench.ts';

const conflict: Partial<Completion> = { status: 'RESERVATION_CONFLICT', resid: 'all' };
const busy: Partial<Completion> = { status: 'BUSY', resid: 'all' };

/** d0.1 and d0.2 are in transport, d0.3 waits in the queue; `then` happens to d0.2 before d0.1 finds the conflict. */
const panicked = (then: (d: DriverBench) => unknown = () => {}, params: Partial<SdParameters> = {}) => {
  const d = new DriverBench({ reservationFailfast: 'panic', throttleMax: 2, throttleMin: 1, ...params }, { slots: 4 });
  d.request('d0.1').request('d0.2').request('d0.3').returns('d0.1');
  then(d);
  d.completes('d0.1', conflict);
  expect(d.bench.matches(d.sd, { lifecycle: 'panicked' })).toBe(true);
  d.seen();
  return d;
};

describe('after a panic', () => {
  it('the command that is completed is not answered and no other is started', () => {
    const d = panicked((at) => at.returns('d0.2')).completes('d0.2');
    expect(d.seen()).toEqual([]);
    expect(d.unit()).toMatchObject({ inTransport: 0, waitq: ['d0.3'] });
  });

  it('the return of scsi_transport starts nothing', () => {
    const d = panicked().returns('d0.2');
    expect(d.seen()).toEqual([]);
    expect(d.unit()).toMatchObject({ inTransport: 1, waitq: ['d0.3'] });
  });

  it.each(['TRAN_BUSY', 'TRAN_BADPKT', 'TRAN_FATAL_ERROR'])('%s arms no timer and answers nobody', (result) => {
    const d = panicked().returns('d0.2', result);
    expect(d.seen().filter((words) => words !== 'throttleRestore')).toEqual([]);
    expect(d.unit()).toMatchObject({ inTransport: 0, retrySlot: null });
  });

  it.each<[string, Partial<Completion>]>([
    ['BUSY', busy],
    ['UNIT ATTENTION', autoSense('UNIT_ATTENTION 2F/00')],
    ['NOT READY, START UNIT needed', autoSense('NOT_READY 04/02')],
  ])('no timer restarts a command that met %s', (_, completion) => {
    const d = panicked((at) => at.returns('d0.2').completes('d0.2', completion));
    expect(d.seen()).toEqual([]);
    expect(d.bench.armed()).toEqual([]);
  });

  it('no timer restarts START UNIT', () => {
    const d = panicked((at) => {
      at.returns('d0.2').completes('d0.2', autoSense('NOT_READY 04/02'));
      at.fires('startUnitDelay').returns(at.internal, 'TRAN_BUSY');
    });
    expect(d.bench.armed()).toEqual([]);
  });

  it('START UNIT that comes back restarts nothing', () => {
    const d = panicked((at) => {
      at.returns('d0.2').completes('d0.2', autoSense('NOT_READY 04/02'));
      at.fires('startUnitDelay').returns(at.internal);
    });
    expect(d.completes(d.internal).seen()).toEqual([]);
    expect(d.unit()).toMatchObject({ inTransport: 0 });
  });

  it('the throttle that comes back starts nothing', () => {
    const d = panicked((at) => at.returns('d0.2', 'TRAN_BUSY'));
    expect(d.unit()).toMatchObject({ inTransport: 0, throttle: 1 });
    expect(d.fires('throttleRestore').seen()).toEqual([]);
  });

  it('a medium that was looked at leads to no retry and no answer', () => {
    const d = panicked((at) => at.returns('d0.2').completes('d0.2', autoSense('UNIT_ATTENTION 28/00')), {
      removable: true,
    });
    expect(d.fires('mediaChangeDelay', 'cmd:d0.2').seen()).toEqual([]);
    expect(d.unit()).toMatchObject({ retrySlot: null });
  });

  it('a reset that returns leads to no retry', () => {
    const d = panicked((at) =>
      at
        .returns('d0.2')
        .completes('d0.2', { reason: 'CMD_TRAN_ERR', status: null, state: STATE.GOT_BUS | STATE.GOT_TARGET }),
    );
    expect(d.resets('d0.2', true).seen()).toEqual([]);
  });

  it.each<[string, (d: DriverBench) => unknown]>([
    ['brings sense', (d) => d.runs(d.rqs, { sense: 'UNIT_ATTENTION 29/00' })],
    ['is not taken', (d) => d.returns(d.rqs, 'TRAN_BUSY')],
  ])('REQUEST SENSE that %s leads to no retry and no answer', (_, ends) => {
    const d = panicked((at) => at.returns('d0.2').completes('d0.2', check), {
      autoRequestSense: false,
      queueWithoutArq: true,
      senseWhileOthersInTransport: true,
    });
    ends(d);
    expect(d.seen()).toEqual([]);
    expect(d.unit()).toMatchObject({ inTransport: 0 });
  });

  it('freed resources start nothing', () => {
    const d = panicked((at) => {
      at.bench.choose('packet.init', { resources: 'temporary' });
      at.returns('d0.2').completes('d0.2');
      expect(at.bench.matches(at.sd, { dispatch: 'resourceWait' })).toBe(true);
    });
    d.bench.deliver(d.sd, { type: 'world.resourcesFreed' });
    expect(d.seen()).toEqual([]);
  });
});

describe('a run whose host panics', () => {
  it('ends with the requests unanswered', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'panic-'));
    try {
      const file = join(folder, 'panic.yaml');
      await writeFile(
        file,
        `name: panic
title: Panic
story: The reservation is lost while two requests are in the driver.
topology:
  foreignInitiator: { name: foreign, id: 6 }
  parameters: { device: { powerOnUnitAttention: false }, sd: { reservationFailfast: panic } }
workload:
  requests:
    - read: { lba: 0, blocks: 8 }
    - read: { lba: 8, blocks: 8 }
    - read: { lba: 16, blocks: 8 }
faults:
  - { send: { type: world.foreignCommand, target: t0, lun: d0, op: reserve }, to: 'initiator:foreign', after: buf.biodone, nth: 1 }
  - { delay: buf.strategy, ms: 100, nth: 2 }
`,
      );
      for (const runtime of ['stepper', 'actors'] as const) {
        const { report } = await runScenario(await loadScenario(file), { runtime });
        expect(report.commands).toMatchObject({ submitted: 3, completed: 1 });
        expect(report.answers).toEqual({ none: 1 });
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
