import { describe, expect, it } from 'vitest';
import { STATE } from '../../machines/protocol/scsi-pkt.ts';
import { scsaDiskCommandMachine } from '../../machines/target-driver/scsa-disk-command.machine.ts';
import { answersOf, complaint, ofType, type Played, play, type Story } from './play.ts';
import { withMachine } from './variant.ts';

/** The sense that the disk holds would end the request at once: whoever believes it without looking is found out. */
const story = (outcome: string): Story => ({
  // Fibre: there a failed sense is tried again after 100 ms, a decoded one at once.
  sd: { interconnect: 'fibre' },
  requests: [{ read: { lba: 0, blocks: 8 } }],
  faults: [
    { at: 'lu.execute.outcome', choose: 'ABORTED_COMMAND 47/00', when: { request: 0 } },
    { at: 'lu.requestSense.outcome', choose: outcome },
  ],
});

const failures = [
  ['checkAgain', 'none', 'senseFailureDelay'],
  ['noData', 'none', 'senseFailureDelay'],
  ['short', 'none', 'senseFailureDelay'],
  ['badResponseCode', 'none', 'senseFailureDelay'],
  ['busy', 'none', 'tranBusyDelay'],
  ['queueFull', 'none', 'tranBusyDelay'],
  ['notClass7', 'EIO', undefined],
] as const;

type Retry = string | undefined;
const retryDelay = (played: Played): Retry => {
  const [retry] = ofType(played, 'unit.retry');
  return retry === undefined ? undefined : String(retry.message['delay']);
};
const wrong = (played: Played, answer: string, delay: Retry): string[] => [
  ...complaint(played),
  ...(answersOf(played, 1)[0] === answer ? [] : [`answered ${answersOf(played, 1)[0]}, not ${answer}`]),
  ...(retryDelay(played) === delay ? [] : [`tried again ${retryDelay(played)}, not ${delay}`]),
];

const trusting = withMachine(
  scsaDiskCommandMachine,
  scsaDiskCommandMachine.provide({
    guards: Object.fromEntries(
      [
        'auto request sense was not transported',
        'sense status RESERVATION CONFLICT',
        'sense status BUSY',
        'sense status QUEUE FULL',
        'sense status not GOOD',
        'no sense data',
        'fewer than four bytes',
        'response code unknown',
        'error class is not 7',
      ].map((name) => [name, () => false]),
    ),
  }),
);

describe('7 STATE_ARQ_DONE does not prove valid sense', () => {
  it.each(failures)('REQUEST SENSE ends %s: the sense is not believed', async (outcome, answer, delay) => {
    const played = await play(story(outcome));
    const [first] = ofType(played, 'pkt.comp');
    expect(first?.message).toMatchObject({ reason: 'CMD_CMPLT', status: 'CHECK_CONDITION' });
    expect(Number(first?.message['state']) & STATE.ARQ_DONE).toBe(STATE.ARQ_DONE);
    expect(wrong(played, answer, delay)).toEqual([]);
  });

  it.each(failures)(
    '%s: a driver that believes whatever comes with STATE_ARQ_DONE is caught',
    async (outcome, ...expected) => {
      expect(wrong(await play(story(outcome), { variant: trusting }), ...expected)).not.toEqual([]);
    },
  );

  const cutOff = { ...story('hang'), sd: {} };

  it('REQUEST SENSE never came back: the unit is reset before the command is tried again', async () => {
    const played = await play(cutOff);
    const [first] = ofType(played, 'pkt.comp');
    expect(first?.message['arq']).toMatchObject({ reason: 'CMD_TIMEOUT' });
    expect(Number(first?.message['state']) & STATE.ARQ_DONE).toBe(STATE.ARQ_DONE);
    expect(ofType(played, 'tran.reset')).not.toEqual([]);
    expect(wrong(played, 'none', 'immediate')).toEqual([]);
  });

  it('and a driver that does not look at sts_rqpkt_reason is caught: it resets nothing', async () => {
    const played = await play(cutOff, { variant: trusting });
    expect(ofType(played, 'tran.reset')).toEqual([]);
  });

  it('without a fault the same sense is believed', async () => {
    const played = await play({ ...story('ok') });
    expect(wrong(played, 'none', 'restartDelay')).toEqual([]);
  });
});
