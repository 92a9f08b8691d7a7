import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import type { BufDone } from '../../machines/protocol/buf.ts';
import { send } from '../../machines/protocol/send.ts';
import {
  type CommandContext,
  type CommandEvent,
  scsaDiskCommandMachine,
} from '../../machines/target-driver/scsa-disk-command.machine.ts';
import { complaint, ofType, type Played, play, reportOf, type Story } from './play.ts';
import { withMachine } from './variant.ts';

/** Capacity of the disk is 131 072 blocks: the second request runs four blocks over the end. */
const story: Story = {
  requests: [
    { read: { lba: 0, blocks: 8 } },
    { read: { lba: 131_068, blocks: 8 }, beyondCapacity: true },
    { read: { lba: 16, blocks: 8 } },
  ],
  faults: [
    { at: 'lu.execute.outcome', choose: 'ABORTED_COMMAND 47/00', when: { request: [0, 1], transport: 1 }, count: 2 },
  ],
};

const residues = ({ result }: Played) => result?.answers.map(({ resid }) => resid);

/** b_resid: what was clipped before transport, and what the last transport left over; nothing of earlier ones. */
function wrong(played: Played): string[] {
  const expected = ['zero', 'partial', 'zero'];
  return [
    ...complaint(played),
    ...(residues(played) ?? []).flatMap((resid, i) =>
      resid === expected[i] ? [] : [`request ${i}: b_resid is ${resid}, not ${expected[i]}`],
    ),
  ];
}

describe('4 pkt_resid means two things: what was not asked for, and what did not move', () => {
  it('b_resid holds what was cut off before the transport, which pkt_resid of the finished packet does not tell', async () => {
    const played = await play(story);
    expect(ofType(played, 'pkt.comp').map(({ message }) => message['resid'])).toEqual([
      'all',
      'zero',
      'all',
      'zero',
      'zero',
    ]);
    expect(wrong(played)).toEqual([]);
    expect(reportOf(played).data.mismatches).toBe(0);
  });

  it('is broken by a driver that forgets what it had cut off', async () => {
    const broken = scsaDiskCommandMachine.provide({
      actions: {
        biodone: send<CommandContext, CommandEvent, BufDone>(
          ({ context }) => context.at.application,
          ({ context: { at, error, bResid } }) => ({
            type: 'buf.biodone',
            slot: at.slot,
            error,
            resid: bResid,
            more: 'no',
          }),
        ),
      },
    });
    expect(wrong(await play(story, { variant: withMachine(scsaDiskCommandMachine, broken) }))).toEqual([
      'request 1: b_resid is zero, not partial',
    ]);
  });

  it('is broken by a driver that keeps the residual of a try that failed', async () => {
    const broken = scsaDiskCommandMachine.provide({
      actions: {
        'keep what the packet says': assign(({ context, event }) => {
          if (event.type !== 'packet.completed') return {};
          const { type: _, ...completion } = event;
          return { completion, bResid: completion.resid === 'zero' ? context.bResid : completion.resid };
        }),
        'b_resid takes pkt_resid': assign({}),
      },
    });
    expect(wrong(await play(story, { variant: withMachine(scsaDiskCommandMachine, broken) }))).toContain(
      'request 0: b_resid is all, not zero',
    );
  });
});
