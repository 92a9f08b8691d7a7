/** Composition and interpreters: a topology becomes actors; the actors run step by step, in virtual time or live. */
export type { ActorSpec, Delivery } from './cascade.ts';
export { compose, machines } from './compose.ts';
export type { ComposeOptions } from './driver-part.ts';
export { UnexpectedMessageError } from './errors.ts';
export { type Clock, LiveActors } from './live-actors.ts';
export { MachineError, MachineStepper, type Message, type StepResult } from './machine-step.ts';
export { Replay, ReplayDivergence } from './replay.ts';
export type { StepRecord } from './step-record.ts';
export { defaultTopology, type Topology, type TopologyInput, topologySchema } from './topology.ts';
export { type TransitionEntry, transitionIndex } from './transition-index.ts';
export { VirtualClock } from './virtual-clock.ts';
export { VirtualTime } from './virtual-time.ts';
export type { World } from './world.ts';
