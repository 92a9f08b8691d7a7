import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { adapterCommandMachine } from '../../machines/hba/adapter-command.machine.ts';
import { STAT, STATE } from '../../machines/protocol/scsi-pkt.ts';
import { answersOf, complaint, ofType, type Played, play, type Story } from './play.ts';
import { withMachine } from './variant.ts';

const statistics = (message: Record<string, unknown>): number => Number(message['statistics']);

const timeout = (recovery: 'ok' | 'rejected'): Story => ({
  depth: 3,
  requests: [{ read: { lba: 0, blocks: 8 }, count: 3, step: 8 }],
  faults: [
    { at: 'target.command.arrival', choose: 'hang', when: { request: [0, 1, 2], transport: 1 }, count: 3 },
    { at: 'bus.message.outcome', choose: recovery },
  ],
});

/** The clock ran out before anything was reset: what timed out says so, whatever was done to it afterwards. */
function timedOutWrong(played: Played): string[] {
  const timedOut = ofType(played, 'pkt.comp').filter(({ message }) => (statistics(message) & STAT.TIMEOUT) !== 0);
  return [
    ...complaint(played),
    ...(timedOut.length === 3 ? [] : [`${timedOut.length} packets timed out, not 3`]),
    ...timedOut.flatMap(({ to, message }) =>
      message['reason'] === 'CMD_TIMEOUT' ? [] : [`${to} timed out and says ${String(message['reason'])}`],
    ),
  ];
}

describe('5 the first cause wins: a reset does not always yield CMD_RESET', () => {
  it.each([
    ['a device reset', 'ok', STAT.DEV_RESET],
    ['a bus reset', 'rejected', STAT.BUS_RESET],
  ] as const)('packets that timed out stay CMD_TIMEOUT through %s', async (_, recovery, bit) => {
    const played = await play(timeout(recovery));
    expect(timedOutWrong(played)).toEqual([]);
    for (const { message } of ofType(played, 'pkt.comp').slice(0, 3)) expect(statistics(message) & bit).toBe(bit);
    expect(answersOf(played, 3)).toEqual(['none', 'none', 'none']);
  });

  it.each(['ok', 'rejected'] as const)('is broken by an adapter where the last cause wins (%s)', async (recovery) => {
    const broken = adapterCommandMachine.provide({ guards: { 'a cause is already recorded': () => false } });
    const played = await play(timeout(recovery), { variant: withMachine(adapterCommandMachine, broken) });
    expect(timedOutWrong(played)).toContainEqual(expect.stringContaining('timed out and says CMD_RESET'));
  });

  const senseUnderWay: Story = {
    foreignInitiator: true,
    requests: [{ read: { lba: 0, blocks: 8 } }],
    faults: [
      { at: 'lu.execute.outcome', choose: 'MEDIUM_ERROR 11/00', when: { request: 0, transport: 1 } },
      { at: 'lu.requestSense.outcome', choose: 'hang' },
      { send: { type: 'world.foreignReset' }, to: 'initiator:foreign', after: 'lu.requestSense', ms: 10 },
    ],
  };
  /** A packet that had ended on the bus was no victim of the reset: only its REQUEST SENSE was. */
  function pendingWrong(played: Played): string[] {
    const [first] = ofType(played, 'pkt.comp');
    const said = [first?.message['reason'], first?.message['status']];
    return [
      ...complaint(played),
      ...(said.join() === 'CMD_CMPLT,CHECK_CONDITION' ? [] : [`the packet says ${said.join()}`]),
    ];
  }

  it('a packet whose REQUEST SENSE is reset shows CMD_CMPLT; only sts_rqpkt_reason tells', async () => {
    const played = await play(senseUnderWay);
    expect(pendingWrong(played)).toEqual([]);
    const [first] = ofType(played, 'pkt.comp');
    expect(first?.message['arq']).toMatchObject({ reason: 'CMD_RESET', status: null, sense: null });
    expect(Number(first?.message['state']) & STATE.ARQ_DONE).toBe(STATE.ARQ_DONE);
    expect(statistics(first?.message ?? {}) & STAT.BUS_RESET).toBe(0);
    expect(answersOf(played, 1)).toEqual(['none']);
  });

  it('is broken by an adapter that passes the fate of REQUEST SENSE on to the packet', async () => {
    const broken = adapterCommandMachine.provide({
      actions: {
        'fill sts_rqpkt_*': assign(({ event }) => {
          if (event.type !== 'area.senseDone') return {};
          const { type: _, ...arq } = event;
          return { arq, reason: arq.reason };
        }),
      },
    });
    const played = await play(senseUnderWay, { variant: withMachine(adapterCommandMachine, broken) });
    expect(pendingWrong(played)).toContain('the packet says CMD_RESET,CHECK_CONDITION');
  });
});
