import type { Move, OfferedChoices } from '../explore/index.ts';
import type { ActorSpec } from '../system/cascade.ts';
import type { ComposeOptions } from '../system/compose.ts';
import type { Message } from '../system/machine-step.ts';
import type { Topology } from '../system/topology.ts';

/** One step of a run, and the messages as the world completed them where it did not take the benign alternative. */
export type StoryStep = { readonly move: Move; readonly chosen: readonly Message[] };

/** What a run shows. */
export type Shown =
  | { readonly kind: 'property'; readonly id: string; readonly says: string; readonly instance: string }
  | {
      readonly kind: 'unexpected message' | 'deadlock' | 'lane overflow' | 'actor in error';
      readonly says: string;
    };

/** How the actors of a story come about; without it a story can be told, but neither saved nor made a test. */
export type Origin = { readonly topology: Topology; readonly compose: ComposeOptions };

/** A run of a system, step by step, and what it shows: a counterexample, or an example of what was looked for. */
export type Story = {
  /** Of the system. */
  readonly name: string;
  /** The system in a sentence. */
  readonly says: string;
  readonly shows: Shown;
  readonly origin?: Origin;
  readonly actors: readonly ActorSpec[];
  readonly moves: readonly StoryStep[];
  /** From this step on (counted from 0) the run repeats for ever. */
  readonly cycleFrom?: number;
  /** Alternatives of the world that, once taken, the same receiver meets until they are taken back. */
  readonly sticky?: OfferedChoices;
  /** Most messages that one channel may hold. */
  readonly laneBound?: number;
};

/** A step of a story cannot be done. */
export class ImpossibleStepError extends Error {
  /** From 1. */
  readonly step: number;

  constructor(step: number, why: string) {
    super(`step ${step} of the story cannot be done: ${why}`);
    this.name = 'ImpossibleStepError';
    this.step = step;
  }
}
