import { Model } from '../../src/explore/model.ts';
import { StepTable } from '../../src/explore/step-table.ts';
import { MachineStepper } from '../../src/system/machine-step.ts';
import { StepMemo } from '../../src/system/step-memo.ts';
import { TableSteps } from '../../src/system/table/table-steps.ts';

/** A run takes far more steps than the same run of the healthy machines: it would go on for ever. */
export class StepLimitError extends Error {
  constructor(limit: number) {
    super(`no end after ${limit} messages`);
    this.name = 'StepLimitError';
  }
}

/** Messages that the explorer may deliver within one step. */
const withinOneStep = 5000;

let delivered = 0;
let limit = Number.POSITIVE_INFINITY;
let inStep = 0;

/** Counts what is delivered in this process from now on. */
export function countSteps(): void {
  const { deliver } = MachineStepper.prototype;
  MachineStepper.prototype.deliver = function (...given) {
    delivered += 1;
    if (delivered > limit) throw new StepLimitError(limit);
    return deliver.apply(this, given);
  };
  // Steps that are remembered do not get that far.
  const { recall } = StepMemo.prototype;
  StepMemo.prototype.recall = function (...given) {
    delivered += 1;
    if (delivered > limit) throw new StepLimitError(limit);
    return recall.apply(this, given);
  };
  const { take } = TableSteps.prototype;
  TableSteps.prototype.take = function (...given) {
    delivered += 1;
    if (delivered > limit) throw new StepLimitError(limit);
    return take.apply(this, given);
  };
  const { runs } = Model.prototype;
  Model.prototype.runs = function (...given) {
    inStep = 0;
    return runs.apply(this, given);
  };
  const { step } = StepTable.prototype;
  StepTable.prototype.step = function (...given) {
    inStep += 1;
    if (inStep > withinOneStep) throw new StepLimitError(withinOneStep);
    return step.apply(this, given);
  };
}

/** Runs something that may deliver so many messages; returns how many it did. */
export async function within(messages: number, run: () => Promise<unknown>): Promise<number> {
  delivered = 0;
  limit = messages;
  try {
    await run();
  } finally {
    limit = Number.POSITIVE_INFINITY;
  }
  return delivered;
}
