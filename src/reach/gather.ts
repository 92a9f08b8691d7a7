import { properties } from '../../machines/properties/index.ts';
import { check } from '../explore/check.ts';
import { type PublishedModel, publishedSpec } from '../explore/published.ts';
import { loadScenario } from '../run/load-scenario.ts';
import { runScenario } from '../run/run-scenario.ts';

/** What was taken of the machines, and where. */
export class Gathered {
  readonly taken = new Set<string>();
  readonly checked = new Set<string>();
  readonly stirred = new Set<string>();
  readonly runs: { readonly name: string; readonly new: number; readonly complete: boolean }[] = [];

  /** Runs a scenario. */
  async scenario(name: string, file: string): Promise<void> {
    const before = this.taken.size;
    const seen = new Set<readonly string[]>();
    await runScenario(await loadScenario(file), {
      observe: ({ deliveries }) => {
        for (const { transitions } of deliveries) {
          // A step that is remembered is told of by the same list every time.
          if (seen.has(transitions)) continue;
          seen.add(transitions);
          for (const id of transitions) this.taken.add(id);
        }
      },
    });
    this.runs.push({ name, new: this.taken.size - before, complete: true });
  }

  /** Explores a system, up to so many states. */
  system(model: PublishedModel, maxStates: number): void {
    const before = this.taken.size;
    const result = check(publishedSpec(model, properties), { maxStates });
    for (const id of result.covered) this.taken.add(id);
    for (const { id } of result.properties) this.checked.add(id);
    for (const id of result.stirred) this.stirred.add(id);
    this.runs.push({ name: model.name, new: this.taken.size - before, complete: result.complete });
  }
}
