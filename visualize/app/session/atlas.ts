import { createSignal } from 'solid-js';

/** Which scenarios take a transition. */
export type Atlas = ReadonlyMap<string, readonly string[]>;

/** Runs scenarios, one after the other. */
export type Explorer = {
  /** The transitions that a scenario takes. */
  readonly explore: (scenario: string) => Promise<Iterable<string>>;
  readonly end: () => void;
};

/** Runs every scenario once and tells, as it goes, which transitions each takes. */
export function createAtlas(scenarios: () => readonly string[], start: () => Explorer) {
  const [atlas, setAtlas] = createSignal<Atlas>();
  const [progress, setProgress] = createSignal<string>();
  const make = async (): Promise<void> => {
    if (progress() !== undefined || atlas()) return;
    const wanted = scenarios();
    const found = new Map<string, readonly string[]>();
    setProgress(`0 of ${wanted.length} scenarios`);
    const { explore, end } = start();
    for (const [i, scenario] of wanted.entries()) {
      for (const id of await explore(scenario)) found.set(id, [...(found.get(id) ?? []), scenario]);
      setProgress(`${i + 1} of ${wanted.length} scenarios`);
      setAtlas(new Map(found));
    }
    end();
    setProgress(undefined);
  };
  return { atlas, progress, make };
}
