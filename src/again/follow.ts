import type { Conductor } from '../run/conduct.ts';
import type { StepRecord } from '../system/step-record.ts';
import type { World } from '../system/world.ts';
import { firstDifference } from '../trace/first-difference.ts';
import { stepText } from '../trace/trace-writer.ts';
import { type RecordedRun, type RecordedStep, recordedStep } from './recorded-run.ts';

/** Where a run went another way than the recorded one. */
export type Parting = { readonly step: number; readonly says: string };

/** Lets a run do the steps of a recorded one, each at its time, as long as it does the same in them. */
export class Follow {
  /** Undefined: so far it did all that was recorded, or as much of it as was wanted. */
  parting: Parting | undefined;
  private readonly lines: readonly string[];
  private next = 0;
  private step: RecordedStep | undefined;
  /** Delays of the step that were armed. */
  private armed = 0;

  private readonly parted: (parting: Parting) => void;

  /**
   * @param upTo the first step that is not followed any more.
   * @param parted is told when the run goes another way before.
   */
  constructor({ steps }: RecordedRun, upTo: number, parted: (parting: Parting) => void) {
    this.parted = parted;
    this.lines = steps.slice(0, upTo);
    this.step = recordedStep(this.lines[0] ?? '');
  }

  /** The usual world, in which delays take as long as they took. */
  around(usual: World): World {
    return {
      ...usual,
      duration: (owner, delay, ms, random) => {
        // Asked in any case, so that what is random afterwards is the same.
        const own = usual.duration(owner, delay, ms, random);
        const recorded = this.step?.armed?.[this.armed++];
        return recorded?.owner === owner && recorded.delay === delay ? recorded.ms : own;
      },
    };
  }

  /** @param then who says what happens in the other steps. */
  conductor(then: Conductor | undefined): Conductor {
    return (step, look) => {
      const recorded = this.step;
      if (recorded && recorded.kind !== 'start') {
        const [first] = recorded.got;
        const { at, kind } = recorded;
        if (first && look.repeat({ at, kind, from: first.from, to: first.to, type: first.message.type }))
          return 'happened';
        this.part(step, `${first?.message.type ?? 'nothing'} to ${first?.to ?? 'nobody'} cannot happen there`);
      }
      return then?.(step, look);
    };
  }

  /** A step is over. */
  observe(record: StepRecord): void {
    if (!this.step) return;
    const line = this.lines[this.next] ?? '';
    const now = stepText(record);
    if (now !== line) {
      const { what, before, after } = firstDifference(JSON.parse(line), JSON.parse(now));
      this.part(record.n, `${what}: recorded ${JSON.stringify(before)}, now ${JSON.stringify(after)}`);
      return;
    }
    this.next += 1;
    this.armed = 0;
    this.step = recordedStep(this.lines[this.next] ?? '');
  }

  private part(step: number, says: string): void {
    this.parting = { step, says };
    this.step = undefined;
    this.parted(this.parting);
  }
}
