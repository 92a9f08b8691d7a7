import { propertiesOfArchitecture } from '../../../machines/properties/index.ts';
import type { Configuration, Property } from '../../../machines/properties/property.ts';
import type { LoadedScenario } from '../../../src/run/load-scenario.ts';
import { runScenario, type ScenarioOptions } from '../../../src/run/run-scenario.ts';
import { type ActorSpec, Cascade } from '../../../src/system/cascade.ts';
import { compose } from '../../../src/system/compose.ts';
import type { StepRecord } from '../../../src/system/step-record.ts';
import { configurationOf, namesOf } from '../../../src/system/system-names.ts';
import { observationOf, type RunVerdict, Watchers } from '../../../src/system/watching.ts';

/** Repeats recorded steps in a cascade of its own, where watchers hear of everything in the order in which it happens. */
class WatchedSteps {
  private readonly cascade: Cascade;
  private readonly watchers: Watchers;
  private chosen: StepRecord['chosen'] = [];
  private received = 0;

  constructor(specs: readonly ActorSpec[], watchers: Watchers) {
    this.watchers = watchers;
    this.cascade = new Cascade(specs, {
      complete: ({ message }) => {
        const n = this.received++;
        const choice = this.chosen.find((each) => each.n === n);
        return choice ? { ...message, ...choice.fields } : message;
      },
      took: ({ from, to, message }) => watchers.sees(observationOf('delivered', from, to, message)),
      post: (from, to, message) => watchers.sees(observationOf('sent', from, to, message)),
      effect: () => undefined,
      arm: () => undefined,
      cancel: () => undefined,
    });
  }

  step(record: StepRecord): void {
    this.received = 0;
    this.chosen = record.chosen;
    const [first] = record.deliveries;
    if (record.kind === 'start') this.cascade.start();
    else if (first) this.cascade.deliver(first);
    this.watchers.looksAt((address) => this.cascade.steps.snapshot(address));
  }
}

/** A watched run has taken more steps than it may: whatever it is waiting for does not come. */
export class EndlessRunError extends Error {
  constructor(steps: number) {
    super(`no end after ${steps} steps`);
    this.name = 'EndlessRunError';
  }
}

export type WatchedRun = {
  readonly verdicts: readonly RunVerdict[];
  readonly firstBroken: Watchers['firstBroken'];
  readonly configuration: Configuration;
  /** Why the run ended before its end. */
  readonly stopped: Error | undefined;
};

/** What the fault rules of a scenario let the world do; they may do it as often as they like. */
function configurationOfScenario({ scenario }: LoadedScenario): Configuration {
  const offered = scenario.faults.flatMap((rule) => ('at' in rule ? [`${rule.at}=${rule.choose}`] : []));
  const sticky = scenario.faults.some((rule) => 'count' in rule && rule.count === 'sticky');
  return configurationOf(scenario.topology, {
    offered: new Set(offered),
    faultBudget: sticky ? Number.POSITIVE_INFINITY : scenario.faults.length,
  });
}

/** Each place for commands has many watchers: no more than are used at once, and few for a long recorded workload. */
function withoutIdlePlaces(loaded: LoadedScenario): LoadedScenario {
  const { scenario, requests } = loaded;
  const { depth = 1, trace } = scenario.workload;
  const used = trace ? 2 : Math.max(depth, ...requests.map(({ outstandingLimit }) => outstandingLimit + 1));
  const targets = scenario.topology.targets.map((target) => ({
    ...target,
    logicalUnits: target.logicalUnits.map((unit) => ({ ...unit, slots: Math.min(unit.slots, used) })),
  }));
  return { ...loaded, scenario: { ...scenario, topology: { ...scenario.topology, targets } } };
}

export type WatchedRunOptions = ScenarioOptions & {
  /** All properties of the driver architecture unless others are named. */
  readonly watched?: readonly Property[];
  /** Steps after which the run is given up as endless. */
  readonly mostSteps?: number;
};

/** Runs a scenario in virtual time with watchers attached. */
export async function watchedRun(
  scenario: LoadedScenario,
  { watched, mostSteps = Number.POSITIVE_INFINITY, ...options }: WatchedRunOptions = {},
): Promise<WatchedRun> {
  const loaded = withoutIdlePlaces(scenario);
  const { topology, attach } = loaded.scenario;
  const { architecture } = configurationOfScenario(loaded);
  const watchers = new Watchers(watched ?? propertiesOfArchitecture(architecture), namesOf(topology));
  const composed = compose(topology, { startAttached: !attach, forever: null });
  const steps = new WatchedSteps(options.variant ? options.variant(composed) : composed, watchers);
  let stopped: Error | undefined;
  let taken = 0;
  try {
    await runScenario(loaded, {
      ...options,
      observe(record) {
        if (++taken > mostSteps) throw new EndlessRunError(mostSteps);
        steps.step(record);
      },
    });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    stopped = error;
  }
  return {
    verdicts: watchers.verdicts(),
    firstBroken: watchers.firstBroken,
    configuration: configurationOfScenario(loaded),
    stopped,
  };
}
