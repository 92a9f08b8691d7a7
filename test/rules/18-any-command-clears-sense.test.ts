import { describe, expect, it } from 'vitest';
import { taskSetMachine } from '../../machines/device/task-set.machine.ts';
import { answersOf, complaint, ofType, type Played, play, reportOf, type Story } from './play.ts';
import { withMachine } from './variant.ts';

type Request = Story['requests'][number];

/** CHECK CONDITION for request 0, then `next` reaches the disk before the driver's REQUEST SENSE can. */
const story = (next: Request, device: Story['device'] = {}): Story => ({
  sd: { queueWithoutArq: true, senseWhileOthersInTransport: true, taggedQueueing: false },
  hba: { autoRequestSense: 'none', startNextBeforeCallback: 'always' },
  device,
  depth: 2,
  requests: [{ read: { lba: 0, blocks: 8 } }, next],
  faults: [
    { at: 'lu.execute.outcome', choose: 'MEDIUM_ERROR 11/00', when: { request: 0, transport: 1 } },
    { delay: 'world.command', ms: 0.5, when: { request: 1 } },
    { delay: 'buf.strategy', ms: 0.5, when: { request: 1 } },
    { delay: 'buf.uscsi', ms: 0.5, when: { request: 1 } },
  ],
});

/** What became of the sense data: `captured`, then `cleared` or `returned KEY`, in order. */
const fate = ({ effects }: Played): string[] =>
  effects.flatMap((effect) => {
    if (effect.type === 'effect.senseCapture') return [`captured ${effect.sense}`];
    if (effect.type === 'effect.senseClear') return ['cleared'];
    return effect.type === 'effect.senseReturn' ? [`returned ${effect.sense}`] : [];
  });

/** Are the sense data destroyed in the same step in which a command reaches the target? */
function clearedOnArrival(played: Played): boolean {
  const [cleared] = ofType(played, 'lu.forgetSense');
  return ofType(played, 'target.command').some(({ step }) => step === cleared?.step);
}

const wrong = (played: Played): string[] => [
  ...complaint(played),
  ...(clearedOnArrival(played) ? [] : ['no command cleared the sense data when it arrived']),
  ...(fate(played).slice(0, 2).join() === 'captured MEDIUM_ERROR 11/00,cleared' ? [] : [fate(played).join(', ')]),
  ...(fate(played).includes('returned MEDIUM_ERROR 11/00') ? ['the sense data outlived a command'] : []),
];

const commands: readonly (readonly [string, Request])[] = [
  ['READ', { read: { lba: 8, blocks: 8 } }],
  ['WRITE', { write: { lba: 8, blocks: 8 } }],
  ['TEST UNIT READY', { testUnitReady: {} }],
  ['INQUIRY', { inquiry: {} }],
  ['SYNCHRONIZE CACHE', { flush: {} }],
  ['MODE SENSE', { cdb: '1a 00 3f 00 40 00' }],
];
const unknown: Request = { cdb: 'c1 00 00 00 00 00 00 00 00 00' };

describe('18 any subsequent command clears sense data, not only REQUEST SENSE', () => {
  it.each(commands)('%s', async (_, next) => {
    const played = await play(story(next));
    expect(wrong(played)).toEqual([]);
    expect(reportOf(played).senseLost).toBe(1);
    expect(fate(played)).toContain('returned NO_SENSE 00/00');
    // Lost sense never becomes success: the command is tried again.
    expect(answersOf(played, 2)[0]).toBe('none');
    expect(reportOf(played).retries.standard).toBeGreaterThanOrEqual(1);
  });

  it('also a command that the disk does not know, whose own sense data then take their place', async () => {
    const played = await play(story(unknown));
    expect(wrong(played)).toEqual([]);
    expect(fate(played)).toContain('returned ILLEGAL_REQUEST 20/00');
  });

  it('REQUEST SENSE hands it over, when it comes first', async () => {
    const kept = story({ testUnitReady: {} });
    const played = await play({ ...kept, hba: { autoRequestSense: 'none' } });
    expect(fate(played).slice(0, 2)).toEqual(['captured MEDIUM_ERROR 11/00', 'returned MEDIUM_ERROR 11/00']);
    expect(reportOf(played).senseLost).toBe(0);
  });

  it('INQUIRY may be an exception, by parameter; nothing else is', async () => {
    const device = { senseClearedBy: 'anyButInquiry' };
    expect(fate(await play(story({ inquiry: {} }, device))).slice(0, 2)).toEqual([
      'captured MEDIUM_ERROR 11/00',
      'returned MEDIUM_ERROR 11/00',
    ]);
    expect(wrong(await play(story({ testUnitReady: {} }, device)))).toEqual([]);
  });

  it.each([...commands, ['an unknown vendor command', unknown] as const])(
    '%s: a disk that keeps the sense data for REQUEST SENSE is caught',
    async (_, next) => {
      const broken = taskSetMachine.provide({ guards: { 'its initiator has contingent allegiance': () => false } });
      expect(wrong(await play(story(next), { variant: withMachine(taskSetMachine, broken) }))).not.toEqual([]);
    },
  );
});
