import type { ActorSpec } from '../../../src/system/cascade.ts';
import { slotsOf } from '../../../src/system/slots.ts';
import { TableSteps } from '../../../src/system/table/table-steps.ts';
import type { Topology } from '../../../src/system/topology.ts';
import type { TraceMessage } from '../trace/records.ts';
import { KeyFrames } from './key-frames.ts';

/** Goes through a run with the tables of the machines, and takes a frame of each actor every so often. */
export class FrameTaker {
  readonly frames: KeyFrames;
  private readonly steps: TableSteps;
  private readonly received = new Map<string, number>();

  constructor(actors: readonly ActorSpec[], topology: Topology, frames = new KeyFrames()) {
    this.frames = frames;
    this.steps = new TableSteps(
      actors,
      topology.targets.flatMap(({ logicalUnits }) => logicalUnits.map(({ name, slots }) => slotsOf(name, slots))),
    );
  }

  /** An actor's nth message has been passed. */
  has(address: string, n: number): boolean {
    return (this.received.get(address) ?? 0) > n;
  }

  /** What stands for a message that is told again and again. */
  known(message: TraceMessage): TraceMessage {
    return this.steps.known(message);
  }

  /** @throws when a machine does not expect what it received: the run is one of other machines. */
  sees(to: string, message: TraceMessage): void {
    const n = this.received.get(to) ?? 0;
    this.received.set(to, n + 1);
    if (message.type === 'xstate.init') this.steps.start(to);
    else if (this.steps.take(to, message).transitions.length === 0) {
      throw new Error(`${to} does not expect ${message.type}`);
    }
    this.frames.add(to, n, () => this.steps.snapshot(to).context as unknown);
  }
}
