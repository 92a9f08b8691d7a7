import type { AnyStateMachine } from 'xstate';
import { adapterStubMachine } from './adapter-stub.machine.ts';
import { busStubMachine } from './bus-stub.machine.ts';
import { commandStubMachine } from './command-stub.machine.ts';
import { driverStubMachine } from './driver-stub.machine.ts';
import { headStubMachine } from './head-stub.machine.ts';
import { initiatorStubMachine } from './initiator-stub.machine.ts';
import { nexusTargetStubMachine } from './nexus-target-stub.machine.ts';
import { portStubMachine } from './port-stub.machine.ts';
import { targetStubMachine } from './target-stub.machine.ts';
import { transportStubMachine } from './transport-stub.machine.ts';

/** The machines that stand for a neighbour where one layer is explored alone. */
export const standIns: readonly AnyStateMachine[] = [
  ...[initiatorStubMachine, targetStubMachine, portStubMachine, nexusTargetStubMachine],
  ...[transportStubMachine, adapterStubMachine, commandStubMachine, driverStubMachine, busStubMachine],
  headStubMachine,
];
