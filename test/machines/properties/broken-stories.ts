import type { AnyStateMachine } from 'xstate';
import type { ActorSpec } from '../../../src/system/cascade.ts';
import type { Story } from '../../rules/play.ts';
import { withMachine as replaced } from '../../rules/variant.ts';

/** A machine that is broken on purpose, with the property that it breaks and the story in which it does. */
export type Broken = {
  readonly property: string;
  readonly how: string;
  readonly story: Story;
  readonly variant: BrokenMachine;
  /** A machine that is another one in the healthy system as well, so that the defect can show. */
  readonly beside?: BrokenMachine;
};
export type BrokenMachine = { readonly healthy: AnyStateMachine; readonly broken: AnyStateMachine };

/** The machine that takes the place of a healthy one. */
export const withMachine = (healthy: AnyStateMachine, broken: AnyStateMachine): BrokenMachine => ({ healthy, broken });

/** The system with these machines where the healthy ones were. */
export const inTheirPlaces =
  (machines: readonly (BrokenMachine | undefined)[]) =>
  (specs: ActorSpec[]): ActorSpec[] =>
    machines.reduce((changed, each) => (each ? replaced(each.healthy, each.broken)(changed) : changed), specs);

/** Stories that go well with the machines as they are. */
export const read = { lba: 0, blocks: 8 };
export const one = [{ read }];
export const three = [{ read, count: 3, step: 8 }];
export const hang = { at: 'target.command.arrival', choose: 'hang', when: { operation: 'read' } } as const;
export const mediumError: Story = {
  requests: one,
  faults: [{ at: 'lu.execute.outcome', choose: 'MEDIUM_ERROR 11/00' }],
};
export const allHang: Story = { depth: 3, requests: three, faults: [{ ...hang, count: 3 }] };
export const untaggedHang: Story = { sd: { taggedQueueing: false }, depth: 3, requests: three, faults: [hang] };
export const foreignReset: Story = {
  foreignInitiator: true,
  depth: 3,
  requests: [{ read, count: 6, step: 8 }],
  faults: [{ send: { type: 'world.foreignReset' }, to: 'initiator:foreign', after: 'hba.disconnected', nth: 2 }],
};
export const foreignResetOfTwo: Story = {
  ...foreignReset,
  targets: [
    { name: 't0', id: 0, logicalUnits: [{ name: 'd0', slots: 4 }] },
    { name: 't1', id: 1, logicalUnits: [{ name: 'd1', slots: 4 }] },
  ],
  requests: [
    { read, unit: 'd0', count: 3, step: 8, outstanding: 5 },
    { read, unit: 'd1', count: 3, step: 8, outstanding: 5 },
  ],
};
export const busy: Story = {
  sd: { throttleMax: 2, throttleMin: 2 },
  depth: 4,
  requests: [{ read, count: 4, step: 8 }],
  faults: [{ at: 'target.command.arrival', choose: 'busy' }],
};
export const tranBusy: Story = { depth: 3, requests: three, faults: [{ at: 'tran.start.admission', choose: 'busy' }] };
export const short: Story = { requests: one, faults: [{ at: 'lu.execute.outcome', choose: 'short' }] };
export const noAnswer: Story = { requests: one, faults: [{ at: 'bus.select.selection', choose: 'noResponse' }] };
export const withoutSense: Story = { ...mediumError, hba: { autoRequestSense: 'none' } };
export const queueFull: Story = {
  sd: { throttleMin: 2 },
  hba: { qfullRetries: 0 },
  delays: { qfullThrottleStep: 1 },
  depth: 6,
  requests: [{ read, count: 12, step: 8 }],
  faults: [{ at: 'target.command.arrival', choose: 'queueFull', nth: 4 }],
};
export const stopped: Story = {
  device: { powerOnState: 'stopped' },
  delays: { spinUpTime: 1 },
  requests: one,
};
export const noResources: Story = { requests: one, faults: [{ at: 'packet.init.resources', choose: 'temporary' }] };
