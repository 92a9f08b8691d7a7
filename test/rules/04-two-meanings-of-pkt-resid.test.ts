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

  describe('before a transport it counts the bytes without DMA resources', () => {
    /** 20 blocks in windows of 8: two are followed by another, the third is the last. */
    const windows: Story = {
      hba: { dmaWindow: 4096 },
      depth: 1,
      requests: [{ write: { lba: 64, blocks: 20 } }, { read: { lba: 64, blocks: 20 } }],
    };

    function wrongWindows(played: Played): string[] {
      const complaints = complaint(played);
      const bound = ofType(played, 'packet.ready', 'cmd:d0.1').map(({ message }) => message['resid']);
      const left = ofType(played, 'pkt.comp', 'pkt:d0.1').map(({ message }) => message['resid']);
      const both = [...bound, ...bound.map(() => '/'), ...left].join(' ');
      if (bound.join(' ') !== 'partial partial zero partial partial zero' || left.some((resid) => resid !== 'zero'))
        complaints.push(`pkt_resid after scsi_init_pkt / after transport: ${both}`);
      for (const [i, answer] of (played.result?.answers ?? []).entries())
        if (answer.error !== 'none' || answer.resid !== 'zero')
          complaints.push(`request ${i}: ${answer.error}, b_resid ${answer.resid}`);
      const mismatches = played.result?.report.data.mismatches ?? 0;
      if (mismatches > 0) complaints.push(`${mismatches} blocks differ`);
      return complaints;
    }

    it('the driver saves that count: a window that has moved whole is not the whole request', async () => {
      const played = await play(windows);
      expect(wrongWindows(played)).toEqual([]);
      expect(ofType(played, 'pkt.comp')).toHaveLength(6);
      expect(ofType(played, 'buf.biodone')).toHaveLength(2);
      expect(reportOf(played).retries.standard).toBe(0);
    });

    it('is broken by a driver that reads it when the transport has overwritten it', async () => {
      const broken = scsaDiskCommandMachine.provide({
        actions: {
          'keep what the packet says': assign(({ event }) => {
            if (event.type !== 'packet.completed') return {};
            const { type: _, ...completion } = event;
            return { completion, dmaResid: completion.resid === 'zero' ? ('zero' as const) : ('partial' as const) };
          }),
        },
      });
      const found = wrongWindows(await play(windows, { variant: withMachine(scsaDiskCommandMachine, broken) }));
      expect(found).toContainEqual(expect.stringMatching(/^pkt_resid after scsi_init_pkt/));
      expect(found).toContainEqual(expect.stringMatching(/blocks differ$/));
    });

    it('is broken by a driver that takes it for bytes that did not move', async () => {
      const broken = scsaDiskCommandMachine.provide({
        actions: {
          'keep what the packet says': assign(({ context, event }) => {
            if (event.type !== 'packet.completed') return {};
            const { type: _, ...completion } = event;
            return { completion: { ...completion, resid: context.dmaResid } };
          }),
        },
      });
      const found = wrongWindows(await play(windows, { variant: withMachine(scsaDiskCommandMachine, broken) }));
      expect(found).toContain('request 0: EIO, b_resid partial');
    });
  });
});
