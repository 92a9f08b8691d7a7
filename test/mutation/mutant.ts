import type { AnyStateMachine } from 'xstate';
import type { Text } from '../rules/variant.ts';

export const operatorNames = ['drop', 'retarget', 'negate', 'swap', 'silence'] as const;
/**
 * What is done to one transition: left out; sent to another state; its guard turned round; put behind the next guarded
 * row; one of its actions left out (those on entry and exit of states too).
 */
export type OperatorName = (typeof operatorNames)[number];

/** A machine with one deliberate defect. */
export type Mutant = {
  /** Stable as long as the text of the machine is. */
  readonly id: string;
  readonly machine: AnyStateMachine;
  readonly operator: OperatorName | 'named';
  /** What is broken, in words. */
  readonly says: string;
  /**
   * What a run must do before it can make a difference: look at one of these lists of transitions, take a transition,
   * or take one while the guard of the next holds too; undefined: anything.
   */
  readonly needs:
    | { readonly lists: readonly string[] }
    | { readonly transition: string }
    | { readonly pair: string }
    | undefined;
  /** Lists that a run looks at when it has been where the defect is: such runs are tried before others. */
  readonly near?: readonly string[];
  readonly build: () => AnyStateMachine;
  /** The trial that shows which properties it breaks, if it is known. */
  readonly watchedBy?: string;
};

/** The text of a machine, for reading. */
export const textOf = (machine: AnyStateMachine): Text => machine.config as unknown as Text;
