import type { AnyStateMachine } from 'xstate';
import { machines } from '../../src/system/compose.ts';
import { lookingOn, reportConsulting } from './consulted.ts';
import { infect } from './infection.ts';
import { isOwnTrial } from './layers.ts';
import type { Mutant } from './mutant.ts';
import { countSteps, StepLimitError, within } from './step-limit.ts';
import { type Complaint, reasonOf, type Trial } from './trial.ts';

export type Verdict = {
  readonly id: string;
  /** What noticed it first; undefined: nothing did. */
  readonly killed: (Complaint & { readonly trial: string }) | undefined;
  /** Properties that it breaks, as far as they were looked for. */
  readonly properties: readonly string[];
  /** How many trials had to do with what was changed, and how many of them were run. */
  readonly concerned: number;
  readonly run: number;
};

/** How hard to look. */
export type Effort = {
  /** Trials are run until they take so many messages with healthy machines. */
  readonly budget: number;
  /** Explorations and watched runs per mutant, whether it was noticed or not. */
  readonly watched: number;
};

/** What is known of a trial from its run with healthy machines; JSON. */
export type Healthy = {
  readonly name: string;
  readonly consulted: readonly string[];
  readonly taken: readonly string[];
  /** Messages that were delivered. */
  readonly messages: number;
  readonly figures?: unknown;
};

type Known = Trial & {
  readonly consulted: ReadonlySet<string>;
  readonly taken: ReadonlySet<string>;
  readonly messages: number;
  readonly figures?: unknown;
};

/** Prepares this process: must come before any of the functions below. */
export function prepare(): void {
  reportConsulting(machines);
  countSteps();
}

/** Runs a trial with the healthy machines. @throws when it has something to complain about. */
export async function whenHealthy(trial: Trial): Promise<Healthy> {
  let messages = 0;
  let figures: unknown;
  const { consulted, taken } = await lookingOn(async () => {
    messages = await within(Number.POSITIVE_INFINITY, async () => {
      const tried = await trial.run();
      const [complaint] = tried.complaints;
      if (complaint) throw new Error(`${trial.name} complains about healthy machines: ${complaint.says}`);
      figures = tried.figures;
    });
  });
  return { name: trial.name, consulted: [...consulted], taken: [...taken], messages, figures };
}

/** Tells which trials notice a broken machine. */
export class Judge {
  private readonly known: readonly Known[];

  constructor(trials: readonly Trial[], healthy: readonly Healthy[]) {
    const byName = new Map(healthy.map((each) => [each.name, each]));
    this.known = trials.map((trial) => {
      const found = byName.get(trial.name);
      if (!found) throw new Error(`it is not known how ${trial.name} ends with healthy machines`);
      const { consulted, taken, messages, figures } = found;
      return { ...trial, consulted: new Set(consulted), taken: new Set(taken), messages, figures };
    });
  }

  /**
   * Trials that have to do with what the mutant changes: the tests of the layer first, those that have been near it
   * first, the shortest first.
   */
  concerned({ needs, near = [], machine }: Mutant): readonly Known[] {
    const wasNear = (trial: Known): boolean => near.some((list) => trial.consulted.has(list));
    return this.known
      .filter(({ consulted, taken }) => {
        if (needs === undefined) return true;
        if ('lists' in needs) return needs.lists.some((list) => consulted.has(list));
        return taken.has('pair' in needs ? needs.pair : needs.transition);
      })
      .sort(
        (a, b) =>
          Number(isOwnTrial(b.name, machine.id)) - Number(isOwnTrial(a.name, machine.id)) ||
          Number(wasNear(b)) - Number(wasNear(a)) ||
          costOf(a) - costOf(b) ||
          (a.name < b.name ? -1 : 1),
      );
  }

  /** Runs trials until one notices the mutant, and a few more that tell which properties do. */
  async judge(mutant: Mutant, { budget, watched }: Effort): Promise<Verdict> {
    const { id, machine } = mutant;
    const trials = this.concerned(mutant);
    const concerned = trials.length;
    const properties = new Set<string>();
    let killed: Verdict['killed'];
    let run = 0;
    let broken: AnyStateMachine;
    try {
      broken = mutant.build();
    } catch (error) {
      killed = { kind: 'explorer', says: reasonOf(error), trial: 'build' };
      return { id, killed, properties: [], concerned, run };
    }
    const heal = infect(machine, broken);
    const runs = async (trial: Known): Promise<void> => {
      run += 1;
      const complaints = await complaintsOf(trial);
      for (const { property } of complaints) if (property !== undefined) properties.add(property);
      const [first] = complaints;
      if (first) killed ??= { ...first, trial: trial.name };
    };
    try {
      const watching = trials.filter(({ name }) => showsProperties(name)).slice(0, watched);
      const telling = this.known.filter(({ name }) => name === mutant.watchedBy);
      const first = new Set([...telling, ...watching]);
      for (const trial of first) await runs(trial);
      let spent = 0;
      for (const trial of trials.filter((each) => !first.has(each))) {
        if (killed || spent > budget) break;
        spent += costOf(trial);
        await runs(trial);
      }
      return { id, killed, properties: [...properties].sort(), concerned, run };
    } finally {
      heal();
    }
  }
}

/** Explorations and watched runs tell everything that is wrong, not only the first thing. */
const showsProperties = (name: string): boolean => /^(watched|explorer) /.test(name);

/** Messages that go through XState are a small part of what exploring takes. */
const costOf = ({ name, messages }: Known): number => (name.startsWith('explorer') ? 2 : 1) * messages + 20;

async function complaintsOf(trial: Known): Promise<readonly Complaint[]> {
  let complaints: readonly Complaint[] = [];
  try {
    await within(trial.messages * 20 + 2000, async () => {
      ({ complaints } = await trial.run(trial.figures));
    });
  } catch (error) {
    if (!(error instanceof StepLimitError)) throw error;
    return [{ kind: 'explorer', says: error.message }];
  }
  return complaints;
}
