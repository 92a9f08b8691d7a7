import { describe, expect, it } from 'vitest';
import { logicalUnitMachine } from '../../machines/device/logical-unit.machine.ts';
import { address } from '../../machines/protocol/names.ts';
import { send } from '../../machines/protocol/send.ts';
import { scsaDiskCommandMachine } from '../../machines/target-driver/scsa-disk-command.machine.ts';
import type { ActorSpec } from '../../src/system/cascade.ts';
import { answersOf, complaint, ofType, type Played, play, reportOf, type Story } from './play.ts';
import { at, rewritten, row, withMachine } from './variant.ts';

const story = (outcome: string): Story => ({
  requests: [{ write: { lba: 0, blocks: 8 } }, { read: { lba: 0, blocks: 8 } }],
  faults: [{ at: 'lu.execute.outcome', choose: outcome, when: { request: [0, 1], transport: 1 }, count: 2 }],
});

/** Each request must be transported so often, and all blocks must be right. */
const wrong = (played: Played, transports: number): string[] => [
  ...complaint(played),
  ...(ofType(played, 'tran.start').length === transports
    ? []
    : [`${ofType(played, 'tran.start').length} transports, not ${transports}`]),
  ...(played.result?.answers ?? []).flatMap(({ resid, error, mismatches, request }) =>
    resid === 'zero' && error === 'none' && mismatches.length === 0
      ? []
      : [`request ${request.index}: ${error}, b_resid ${resid}, ${mismatches.length} blocks wrong`],
  ),
];

const driver = (guard: string, replace: string) => {
  const broken = rewritten(scsaDiskCommandMachine, (text) => {
    const deciding = at(text, 'states', 'deciding', 'states');
    const table = at(deciding, replace)['always'];
    Object.assign(row(table, guard), { target: '#finishing', actions: 'b_resid takes pkt_resid' });
  });
  return withMachine(scsaDiskCommandMachine, broken);
};

/** A disk that ends a command with RECOVERED ERROR although it moved only a part of the data. */
const recoveredShort = (specs: ActorSpec[]): ActorSpec[] =>
  withMachine(
    logicalUnitMachine,
    logicalUnitMachine.provide({
      actions: {
        'CHECK CONDITION: recovered': send(
          ({ context }) => address.taskSet(context.at.lun),
          ({ event }) =>
            event.type === 'lu.execute'
              ? {
                  type: 'tasks.ended' as const,
                  slot: event.slot,
                  status: 'CHECK_CONDITION' as const,
                  resid: 'partial' as const,
                  sense: 'RECOVERED_ERROR 17/01' as const,
                  senseData: null,
                }
              : { type: 'tasks.powerLost' as const },
        ),
      },
    }),
  )(specs);

describe('8 NO SENSE and a short READ or WRITE are tried again; RECOVERED ERROR is success only with nothing left over', () => {
  it.each([
    ['GOOD, but a part of the data is missing', 'short', 4],
    ['NO SENSE', 'NO_SENSE 00/00', 4],
    ['RECOVERED ERROR with nothing left over', 'RECOVERED_ERROR 17/01', 2],
  ] as const)('%s', async (_, outcome, transports) => {
    const played = await play(story(outcome));
    expect(wrong(played, transports)).toEqual([]);
    expect(reportOf(played).retries.standard).toBe(transports - 2);
  });

  it('RECOVERED ERROR with a residual is tried again', async () => {
    const played = await play(story('RECOVERED_ERROR 17/01'), { variant: recoveredShort });
    expect(ofType(played, 'pkt.comp').map(({ message }) => message['resid'])).toEqual([
      'partial',
      'zero',
      'partial',
      'zero',
    ]);
    expect(wrong(played, 4)).toEqual([]);
  });

  it('is broken by a driver that takes a short transfer for success', async () => {
    expect(wrong(await play(story('short'), { variant: driver('GOOD', 'status') }), 4)).toEqual([
      '2 transports, not 4',
      'request 0: none, b_resid partial, 0 blocks wrong',
      'request 1: none, b_resid partial, 0 blocks wrong',
    ]);
  });

  it('is broken by a driver that takes NO SENSE for success', async () => {
    const played = await play(story('NO_SENSE 00/00'), { variant: driver('NO SENSE', 'senseKey') });
    expect(wrong(played, 4)).toContain('2 transports, not 4');
  });

  it('is broken by a driver that takes RECOVERED ERROR for success whatever is left over', async () => {
    const hasty = driver('RECOVERED ERROR', 'senseKey');
    const variant = (specs: ActorSpec[]) => hasty(recoveredShort(specs));
    expect(wrong(await play(story('RECOVERED_ERROR 17/01'), { variant }), 4)).toContain('2 transports, not 4');
  });

  it('is broken by a driver that takes RECOVERED ERROR for a failure', async () => {
    const broken = scsaDiskCommandMachine.provide({ guards: { 'RECOVERED ERROR, nothing left over': () => false } });
    const variant = withMachine(scsaDiskCommandMachine, broken);
    expect(wrong(await play(story('RECOVERED_ERROR 17/01'), { variant }), 2)).toContain('4 transports, not 2');
  });

  it('a command that moves no data has nothing to be short of', async () => {
    const played = await play({
      requests: [{ testUnitReady: {} }],
      faults: [{ at: 'lu.execute.outcome', choose: 'short', when: { request: 0 } }],
    });
    expect(ofType(played, 'tran.start')).toHaveLength(1);
    expect(answersOf(played, 1)).toEqual(['none']);
  });
});
