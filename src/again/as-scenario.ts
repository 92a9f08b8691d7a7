import { Document, isMap, isSeq, type Node } from 'yaml';
import { InputError } from '../input-error.ts';
import { geometryOf, type LoadedScenario, readScenario } from '../run/load-scenario.ts';
import { runScenario, type ScenarioResult } from '../run/run-scenario.ts';
import { expectedOf } from '../scenario/seen.ts';
import { scenarioTest } from '../story/scenario-test.ts';
import { type Topology, topologySchema } from '../system/topology.ts';
import { inlineOf } from './inline-of.ts';
import { leanRules } from './lean-rules.ts';
import type { RecordedRun } from './recorded-run.ts';
import { Retelling } from './retelling.ts';

export type AsScenario =
  | {
      readonly kind: 'told';
      /** Of the scenario, and of its file without an ending. */
      readonly name: string;
      readonly yaml: string;
      /** The same as a test. */
      readonly test: string;
      /** What a reader has to know: what is not as it was recorded. */
      readonly notes: readonly string[];
    }
  /** Why a scenario cannot say it. */
  | { readonly kind: 'not'; readonly says: string };

/** What is said of the scenario in it. */
export type Told = { readonly title: string; readonly story: string };

/** More requests than this are a workload, which is a file of its own. */
const mostRequests = 10_000;

/**
 * A recorded run as a scenario file that does the same steps by itself, and expects what was seen. It is tried: what it
 * does is compared with the recording, step by step.
 */
export async function asScenario(recorded: RecordedRun, { title, story }: Told): Promise<AsScenario> {
  const { asked, untold, otherMachines, forever, steps, broken, ended } = recorded;
  if (asked.length > mostRequests) {
    return cannot(`it has ${asked.length} requests, and up to ${mostRequests} are spelt out`);
  }
  const name = nameOf(recorded.name);
  const file = `${name}.yaml`;
  const base = { name, title, story, ...partsOf(recorded) };
  let end: ScenarioResult | Error;
  const telling = new Retelling(recorded);
  try {
    end = await runThrough(await readScenario(textOf(base), file), telling, true);
  } catch (error) {
    if (error instanceof InputError) return cannot(error.message);
    throw error;
  }
  const told = (retelling: Retelling): string | undefined => {
    const { parting } = retelling;
    if (parting) return `in step ${parting.step} it would do something else (${parting.says})`;
    return retelling.isOver ? undefined : `it would end before step ${steps.length - 1}`;
  };
  const other = otherMachines ? '; it was recorded with machines of other text' : '';
  const why = told(telling);
  if (why !== undefined) return cannot(`${why}${other}`);
  const { schedule } = telling;
  const full = {
    ...base,
    ...(schedule.length === 0 ? {} : { schedule }),
    expect: end instanceof Error ? {} : expectedOf(end.report, endsOf(end), schedule),
  };
  const defect = end instanceof Error ? end.message : undefined;
  const notes = [
    ...(broken ? [`Line ${broken.line} of the recording is damaged: this is what comes before it.`] : []),
    ...(broken || ended || defect !== undefined
      ? []
      : [`The recording breaks off behind step ${steps.length - 1}: what comes then is not as it was recorded.`]),
    ...(defect === undefined ? [] : [`It ends with a defect of the machines: ${defect}`]),
    ...(telling.sameTimes ? [] : ['The same steps in the same order, at other times.']),
    ...(forever ? ['What its applications asked again and again, they are told to ask as often as was recorded.'] : []),
    ...(untold.length === 0
      ? []
      : [`The recording does not tell the data of requests ${untold.join(', ')}: zeros stand for them.`]),
  ];
  const yaml = `${notes.map((note) => `# ${note.replaceAll('\n', ' ')}\n`).join('')}${textOf(full)}`;
  const again = new Retelling(recorded);
  const tried = await runThrough(await readScenario(yaml, file), again, false);
  const second = told(again) ?? (tried instanceof Error ? undefined : tried.failures[0]);
  if (second !== undefined || tried instanceof Error !== end instanceof Error) {
    return cannot(second ?? 'it would end in another way');
  }
  // Where the first request stands that is never answered is another place in another file.
  const thrown = defect === undefined ? {} : { defect: defect.replace(/ \(first: .*$/s, '') };
  return { kind: 'told', name, yaml, test: scenarioTest({ title, file, yaml, ...thrown }), notes };
}

const cannot = (says: string): AsScenario => ({
  kind: 'not',
  says: `A scenario file cannot tell this run: ${says}. Its trace can be saved.`,
});

/** The error with which the machines end it, which is a result too. */
async function runThrough(loaded: LoadedScenario, telling: Retelling, leads: boolean): Promise<ScenarioResult | Error> {
  try {
    return await runScenario(loaded, {
      ...(leads ? { conductor: telling.conductor } : {}),
      observe: (record) => telling.observe(record),
    });
  } catch (error) {
    if (!(error instanceof Error) || error instanceof InputError) throw error;
    return error;
  }
}

const endsOf = ({ answers }: ScenarioResult) => answers.map(({ request, error }) => ({ index: request.index, error }));

/** A name that a scenario may have. */
function nameOf(name: string): string {
  const known = name
    .toLowerCase()
    .replace(/\.jsonl$/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-+|-+$/g, '');
  return `${known === '' ? 'run' : known}-recorded`;
}

function partsOf({ topology, seed, startAttached, asked, faults }: RecordedRun): object {
  const units = topology.targets.flatMap(({ logicalUnits }) => logicalUnits.map((unit) => unit.name));
  const geometry = geometryOf(topology);
  return {
    topology: lean(topology),
    seed: Math.max(0, seed),
    ...(startAttached ? { attach: false } : {}),
    workload: { requests: asked.map((request) => inlineOf(request, geometry, units)) },
    ...(faults.length === 0 ? {} : { faults: leanRules(faults) }),
  };
}

/** A topology without what is there without being said. */
function lean(topology: Topology): object {
  const meant = inOrder(topologySchema.parse(topology));
  const root = structuredClone(topology) as Record<string, unknown>;
  const means = (): boolean => inOrder(topologySchema.safeParse(root).data) === meant;
  const thin = (object: Record<string, unknown>): void => {
    for (const [key, value] of Object.entries(object)) {
      delete object[key];
      if (means()) continue;
      // Where it stood does not matter; what it says does.
      object[key] = value;
      for (const each of [value].flat()) if (typeof each === 'object' && each !== null) thin(each as typeof object);
    }
  };
  thin(root);
  return root;
}

/** As JSON, with keys in their alphabetical order. */
const inOrder = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );

/** YAML in which each request, rule and step is a line. */
function textOf(scenario: object): string {
  const document = new Document(scenario);
  for (const path of [
    ['workload', 'requests'],
    ['faults'],
    ['schedule'],
    ['expect', 'answers'],
    ['expect', 'sequences'],
  ]) {
    const list = document.getIn(path) as Node | undefined;
    if (isSeq(list)) for (const item of list.items) if (isMap(item) || isSeq(item)) item.flow = true;
  }
  return document.toString({ lineWidth: 120 });
}
