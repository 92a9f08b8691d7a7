import { describe, expect, it } from 'vitest';
import { assign } from 'xstate';
import { adapterCommandMachine } from '../../machines/hba/adapter-command.machine.ts';
import { scsaDiskCommandMachine } from '../../machines/target-driver/scsa-disk-command.machine.ts';
import { answersOf, complaint, ofType, type Played, play, reportOf, type Story } from './play.ts';
import { withMachine } from './variant.ts';

/** Everything that a status can say although transport did all right. */
const troubles: readonly (readonly [name: string, fault: Story['faults']])[] = [
  ['CHECK CONDITION', [{ at: 'lu.execute.outcome', choose: 'ABORTED_COMMAND 47/00', when: { request: 0 } }]],
  ['BUSY', [{ at: 'target.command.arrival', choose: 'busy', when: { request: 0 } }]],
  ['RESERVATION CONFLICT', []],
  ['GOOD, but too short', [{ at: 'lu.execute.outcome', choose: 'short', when: { request: 0 } }]],
];
const story = (name: string, faults: Story['faults']): Story => ({
  requests: [{ write: { lba: 0, blocks: 8 } }, { read: { lba: 0, blocks: 8 } }],
  ...(name === 'RESERVATION CONFLICT'
    ? {
        foreignInitiator: true,
        faults: [
          {
            send: { type: 'world.foreignCommand', target: 't0', lun: 'd0', op: 'reserve' },
            to: 'initiator:foreign',
            after: 'buf.strategy',
          },
          { delay: 'tran.start', ms: 100, when: { request: 0 } },
        ],
      }
    : { faults: faults ?? [] }),
});

/** A request may end well only if its last callback said GOOD and everything moved. */
function wrong(played: Played): string[] {
  const complaints = complaint(played);
  const last = new Map<string, { status: unknown; resid: unknown }>();
  for (const { message, to } of played.seen) {
    if (message.type === 'pkt.comp')
      last.set(to.slice('pkt:'.length), { status: message['status'], resid: message['resid'] });
    if (message.type !== 'buf.biodone' || message['error'] !== 'none') continue;
    const said = last.get(String(message['slot']));
    if (said?.status !== 'GOOD' || said.resid !== 'zero')
      complaints.push(`success, but the packet said ${JSON.stringify(said)}`);
  }
  return complaints;
}

const hasty = withMachine(
  scsaDiskCommandMachine,
  scsaDiskCommandMachine.provide({
    guards: {
      'CMD_CMPLT, GOOD, and complete, no READ or WRITE, or uscsi': ({ context }) =>
        context.completion?.reason === 'CMD_CMPLT',
      'ARQ is enabled and STATE_ARQ_DONE': () => false,
    },
  }),
);

describe('3 CMD_CMPLT is the initial value and says nothing about success', () => {
  it.each(troubles)('%s comes back with CMD_CMPLT and is no success', async (name, faults) => {
    const played = await play(story(name, faults));
    const [first] = ofType(played, 'pkt.comp');
    expect(first?.message).toMatchObject({ reason: 'CMD_CMPLT' });
    expect([first?.message['status'], first?.message['resid']]).not.toEqual(['GOOD', 'zero']);
    expect(wrong(played)).toEqual([]);
  });

  it.each(troubles)('%s: a driver that looks at pkt_reason alone is caught', async (name, faults) => {
    const played = await play(story(name, faults), { variant: hasty });
    expect(wrong(played)).not.toEqual([]);
  });

  const selectionTimeout: Story = {
    requests: [{ read: { lba: 0, blocks: 8 } }],
    faults: [{ at: 'bus.select.selection', choose: 'noResponse', when: { request: 0 } }],
  };

  it('every transport begins with CMD_CMPLT again', async () => {
    const played = await play(selectionTimeout);
    expect(ofType(played, 'pkt.comp').map(({ message }) => message['reason'])).toEqual(['CMD_INCOMPLETE', 'CMD_CMPLT']);
    expect(answersOf(played, 1)).toEqual(['none']);
    expect(reportOf(played).retries.standard).toBe(1);
  });

  it('an adapter that does not set it anew is caught: the second try still says CMD_INCOMPLETE', async () => {
    const broken = adapterCommandMachine.provide({
      actions: {
        'take over the packet': assign(({ event }) =>
          event.type === 'area.accept' ? { facts: event.facts, original: event.original, qfullRetriesUsed: 0 } : {},
        ),
        "forget the packet: it is the target driver's": assign({ facts: null, original: null }),
      },
    });
    const played = await play(selectionTimeout, { variant: withMachine(adapterCommandMachine, broken) });
    expect(ofType(played, 'pkt.comp').at(1)?.message['reason']).toBe('CMD_INCOMPLETE');
    expect(answersOf(played, 1)).toEqual(['EIO']);
  });
});
