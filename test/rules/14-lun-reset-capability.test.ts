import { describe, expect, it } from 'vitest';
import { adapterQueueMachine } from '../../machines/hba/adapter-queue.machine.ts';
import { scsaDiskCommandMachine } from '../../machines/target-driver/scsa-disk-command.machine.ts';
import type { ActorSpec } from '../../src/system/cascade.ts';
import { complaint, ofType, type Played, play, type Story } from './play.ts';
import { withMachine } from './variant.ts';

/** MEDIUM ERROR makes the driver reset the unit at its second retry. */
const story = (lunResetCapable: boolean, sd: Story['sd'] = {}): Story => ({
  attach: true,
  sd,
  hba: { lunResetCapable },
  requests: [{ read: { lba: 0, blocks: 8 } }],
  faults: [
    { at: 'lu.execute.outcome', choose: 'MEDIUM_ERROR 11/00', when: { request: 0, transport: [1, 2, 3] }, count: 3 },
  ],
});
const levels = (played: Played) => ofType(played, 'tran.reset').map(({ message }) => message['level']);
const messages = (played: Played) => ofType(played, 'bus.message').map(({ message }) => message['message']);
const wrong = (played: Played): string[] => [
  ...complaint(played),
  ...(levels(played).includes('RESET_LUN') ? ['the driver asked for RESET_LUN'] : []),
  ...(messages(played).includes('LOGICAL_UNIT_RESET') ? ['LOGICAL UNIT RESET was sent'] : []),
  ...(ofType(played, 'target.message').length === 1 ? [] : ['nothing was reset']),
];

const asking = withMachine(
  scsaDiskCommandMachine,
  scsaDiskCommandMachine.provide({ guards: { 'lun-reset is enabled': () => true } }),
);
const granting = withMachine(
  adapterQueueMachine,
  adapterQueueMachine.provide({ guards: { 'RESET_LUN without lun-reset': () => false } }),
);

describe('14 RESET_LUN needs the lun-reset capability', () => {
  it.each([
    ['the adapter cannot', story(false)],
    ['the driver has not switched it on', story(true, { lunResetEnabled: false })],
  ])('%s: the target is reset instead', async (_, told) => {
    const played = await play(told);
    expect(wrong(played)).toEqual([]);
    expect(levels(played)).toEqual(['RESET_TARGET']);
    expect(messages(played)).toEqual(['BUS_DEVICE_RESET']);
  });

  it('with the capability only the logical unit is reset', async () => {
    const played = await play(story(true));
    expect(levels(played)).toEqual(['RESET_LUN']);
    expect(messages(played)).toEqual(['LOGICAL_UNIT_RESET']);
  });

  it('is broken by a driver that asks for it without the capability; the adapter returns 0 and the ladder goes on', async () => {
    const played = await play(story(false), { variant: asking });
    expect(wrong(played)).toEqual(['the driver asked for RESET_LUN']);
    expect(ofType(played, 'tran.resetReturn').map(({ message }) => message['ok'])).toEqual([false, true]);
  });

  it('is broken by an adapter that resets the unit although the capability is off', async () => {
    const variant = (specs: ActorSpec[]) => granting(asking(specs));
    expect(wrong(await play(story(true, { lunResetEnabled: false }), { variant }))).toContain(
      'LOGICAL UNIT RESET was sent',
    );
  });
});
