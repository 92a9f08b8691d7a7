import { describe, expect, it } from 'vitest';
import { adapterCommandMachine } from '../../machines/hba/adapter-command.machine.ts';
import { packetContract } from './packet-contract.ts';
import { answersOf, complaint, ofType, type Played, play, reportOf, type Story } from './play.ts';
import { at, rewritten, withMachine } from './variant.ts';

const story = (admission: string): Story => ({
  depth: 2,
  requests: [{ read: { lba: 0, blocks: 8 }, count: 4, step: 8 }],
  faults: [{ at: 'tran.start.admission', choose: admission, when: { request: [1, 2] }, count: 2 }],
});
const wrong = (played: Played): string[] => [...complaint(played), ...packetContract(played)];

const results = [
  ['busy', 'TRAN_BUSY', ['none', 'none', 'none', 'none']],
  ['badPkt', 'TRAN_BADPKT', ['none', 'EIO', 'EIO', 'none']],
  ['fatalError', 'TRAN_FATAL_ERROR', ['none', 'EIO', 'EIO', 'none']],
] as const;

describe('2 TRAN_BUSY, TRAN_BADPKT and TRAN_FATAL_ERROR give no callback', () => {
  it.each(results)('%s: the packet stays with the target driver', async (admission, result, answers) => {
    const played = await play(story(admission));
    expect(ofType(played, 'tran.return').filter(({ message }) => message['result'] === result)).toHaveLength(2);
    expect(wrong(played)).toEqual([]);
    expect(answersOf(played, 4)).toEqual(answers);
    expect(reportOf(played).biodone).toEqual({ expected: 4, actual: 4 });
  });

  it.each(results)('%s: an adapter that calls back all the same is caught', async (admission) => {
    const broken = rewritten(adapterCommandMachine, (text) => {
      const refuse = at(text, 'states', 'life', 'states', 'atRest', 'on', 'area.refuse');
      refuse['actions'] = ['tran_start returns what was decided', 'call pkt_comp'];
    });
    const played = await play(story(admission), { variant: withMachine(adapterCommandMachine, broken) });
    expect(wrong(played)).not.toEqual([]);
  });

  it('what was accepted unseen cannot be refused any more: it is called back with CMD_TRAN_ERR, and tried again', async () => {
    const played = await play(story('failsLater'));
    const failed = ofType(played, 'pkt.comp').filter(({ message }) => message['reason'] === 'CMD_TRAN_ERR');
    expect(failed).toHaveLength(2);
    expect(ofType(played, 'tran.return').every(({ message }) => message['result'] === 'TRAN_ACCEPT')).toBe(true);
    expect(wrong(played)).toEqual([]);
    expect(answersOf(played, 4)).toEqual(['none', 'none', 'none', 'none']);
  });

  it('a driver that waits for a callback after TRAN_BUSY would wait for ever: the refused packet is sent again by a timer', async () => {
    const played = await play(story('busy'));
    const refused = ofType(played, 'tran.return').filter(({ message }) => message['result'] === 'TRAN_BUSY');
    for (const { to, at: when } of refused) {
      const next = ofType(played, 'tran.start').find((each) => each.at >= when && address(each.message['slot']) === to);
      expect((next?.at ?? 0) - when).toBeGreaterThanOrEqual(10_000);
    }
    expect(refused).toHaveLength(2);
  });
});

const address = (slot: unknown): string => `pkt:${String(slot)}`;
