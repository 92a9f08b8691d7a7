import { describe, expect, it } from 'vitest';
import { applicationMachine } from '../../machines/environment/application.machine.ts';
import { answersOf, complaint, ofType, type Played, play, reportOf, type Story } from './play.ts';
import { withMachine } from './variant.ts';

/** Two raw requests of 50 KiB: physio(9F) makes four bufs of each; what ends one buf must not end the request. */
const story: Story = {
  sd: { minphys: 16_384 },
  requests: [
    { write: { lba: 0, blocks: 100 }, entry: 'physio' },
    { read: { lba: 0, blocks: 100 }, entry: 'physio' },
  ],
};

const wrong = (played: Played): string[] => [
  ...complaint(played),
  ...played.effects.flatMap((effect) =>
    effect.type === 'effect.answered' && effect.resid !== 'zero' ? ['answered with bytes left over'] : [],
  ),
  ...(reportOf(played).data.bytesRead === 51_200 ? [] : [`${reportOf(played).data.bytesRead} bytes read, not 51200`]),
  ...(reportOf(played).data.mismatches === 0 ? [] : [`${reportOf(played).data.mismatches} blocks are wrong`]),
  ...(reportOf(played).answeredTwice === 0 ? [] : ['answered twice']),
];

describe('15 biodone of a buf is not always the end of the request: physio catches it', () => {
  it('every buf gets its biodone, and the caller one answer when the last of them is done', async () => {
    const played = await play(story);
    expect(wrong(played)).toEqual([]);
    expect(answersOf(played, 2)).toEqual(['none', 'none']);
    expect(ofType(played, 'buf.biodone')).toHaveLength(8);
    expect(played.effects.filter(({ type }) => type === 'effect.answered')).toHaveLength(2);
  });

  it('a buf that fails ends the request', async () => {
    const played = await play({
      ...story,
      faults: [{ at: 'lu.execute.outcome', choose: 'ILLEGAL_REQUEST 21/00', when: { request: 1, transport: 2 } }],
    });
    expect(answersOf(played, 2)).toEqual(['none', 'EIO']);
    expect(ofType(played, 'buf.biodone')).toHaveLength(6);
  });

  it('is broken by a requester that takes the first biodone for the end', async () => {
    const broken = applicationMachine.provide({ guards: { 'chunk complete and another left': () => false } });
    const played = await play(story, { variant: withMachine(applicationMachine, broken) });
    expect(wrong(played)).not.toEqual([]);
  });
});

/** Two requests of a volume manager that set b_iodone in its bufs. */
const redirected: Story = {
  requests: [
    { write: { lba: 0, blocks: 8 }, iodone: true },
    { read: { lba: 0, blocks: 8 }, iodone: true },
  ],
};

/** Steps in which biodone runs and somebody is answered as well. */
const answeredByBiodone = (played: Played): number[] =>
  played.answeredInStep.filter((step) => ofType(played, 'buf.biodone').some((seen) => seen.step === step));

describe('15 biodone may be redirected by b_iodone', () => {
  it('biodone calls the routine and does nothing else; the routine answers, once', async () => {
    const played = await play(redirected);
    expect(answersOf(played, 2)).toEqual(['none', 'none']);
    expect(ofType(played, 'buf.biodone')).toHaveLength(2);
    expect(answeredByBiodone(played)).toEqual([]);
    expect(reportOf(played)).toMatchObject({ answeredTwice: 0, data: { mismatches: 0 } });
  });

  it('is broken by a biodone that answers although b_iodone is set', async () => {
    const broken = applicationMachine.provide({ guards: { 'b_iodone is set': () => false } });
    const played = await play(redirected, { variant: withMachine(applicationMachine, broken) });
    expect(answeredByBiodone(played)).not.toEqual([]);
  });
});
