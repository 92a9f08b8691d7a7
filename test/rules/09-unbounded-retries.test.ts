import { describe, expect, it } from 'vitest';
import { sdDefaults } from '../../machines/protocol/parameters.ts';
import { scsaDiskCommandMachine } from '../../machines/target-driver/scsa-disk-command.machine.ts';
import { answersOf, complaint, type Played, play, reportOf, type Story } from './play.ts';
import { at, rewritten, row, withMachine } from './variant.ts';

const times = 150;
const read = [{ read: { lba: 0, blocks: 8 } }];
const stories: Readonly<Record<'TRAN_BUSY' | 'QUEUE FULL', Story>> = {
  TRAN_BUSY: {
    requests: read,
    faults: [{ at: 'tran.start.admission', choose: 'busy', when: { request: 0 }, count: times }],
  },
  'QUEUE FULL': {
    hba: { qfullRetries: 0 },
    sd: { adapterRetriesQueueFull: false },
    requests: read,
    faults: [{ at: 'target.command.arrival', choose: 'queueFull', when: { request: 0 }, count: times }],
  },
};
/** The limits of every class that has one, together: more than this nothing bounded can reach. */
const allLimits =
  sdDefaults.retryCount + sdDefaults.busyRetryCount + sdDefaults.victimRetryCount + sdDefaults.notReadyRetryCount;

const wrong = (played: Played): string[] => [
  ...complaint(played),
  ...(answersOf(played, 1)[0] === 'none' ? [] : [`gave up with ${answersOf(played, 1)[0]}`]),
];

describe('9 retries after QUEUE FULL and TRAN_BUSY have no limit', () => {
  it.each(['TRAN_BUSY', 'QUEUE FULL'] as const)('%s: the driver goes on until it works', async (name) => {
    const played = await play(stories[name]);
    expect(times).toBeGreaterThan(allLimits);
    expect(wrong(played)).toEqual([]);
    const { retries } = reportOf(played);
    expect(name === 'TRAN_BUSY' ? retries.tranBusy : retries.qfull).toBe(times);
    expect(retries.standard).toBe(0);
  });

  it('BUSY, for comparison, is given up', async () => {
    const played = await play({
      requests: read,
      faults: [{ at: 'target.command.arrival', choose: 'busy', when: { request: 0 }, count: times }],
    });
    expect(wrong(played)).toEqual(['gave up with EIO']);
  });

  it('is broken by a driver that counts QUEUE FULL as a STANDARD retry', async () => {
    const broken = rewritten(scsaDiskCommandMachine, (text) => {
      const table = at(text, 'states', 'deciding', 'states', 'status')['always'];
      row(table, 'QUEUE FULL')['actions'] = [
        'tell the unit: QUEUE FULL',
        { type: 'want a retry', params: { class: 'STANDARD', after: 'restartDelay' } },
      ];
    });
    const played = await play(stories['QUEUE FULL'], { variant: withMachine(scsaDiskCommandMachine, broken) });
    expect(wrong(played)).toEqual(['gave up with EIO']);
  });

  it('is broken by a driver that counts TRAN_BUSY', async () => {
    const broken = rewritten(scsaDiskCommandMachine, (text) => {
      const table = at(text, 'states', 'inTransport', 'on')['packet.returned'] as Record<string, unknown>[];
      const busy = row(table, 'TRAN_BUSY');
      busy['actions'] = ['count a retry', 'tell the unit: rejected'];
      table.unshift({
        ...busy,
        guard: 'no retries left (BUSY)',
        target: '#finishing',
        actions: [{ type: 'b_error', params: 'EIO' }],
      });
    });
    const played = await play(stories.TRAN_BUSY, { variant: withMachine(scsaDiskCommandMachine, broken) });
    expect(wrong(played)).toEqual(['gave up with EIO']);
  });
});
