import type { Property } from '../../machines/properties/property.ts';
import type { ModelSpec } from '../explore/model-spec.ts';
import { modelOf, type PublishedModel, publishedSpec } from '../explore/published.ts';
import type { TimerMode } from '../explore/timer-sets.ts';
import { InputError } from '../input-error.ts';
import { clashAt } from '../run/load-scenario.ts';
import { readYamlFile } from '../scenario/yaml-file.ts';
import { checkTopology, topologySchema } from '../system/topology.ts';

/** How a topology file is explored; published systems say so themselves. */
export type FileOptions = { readonly faults: number; readonly timers: TimerMode };

/**
 * The system that `--topology` names: a published one, or a topology file.
 *
 * @param given how the user said it. @param more how much larger than published the limits are
 * @throws InputError if it is neither
 */
export function systemNamed(
  topology: string | undefined,
  given: string,
  among: readonly PublishedModel[],
  { faults, timers }: FileOptions,
  properties: readonly Property[],
  more = 0,
): ModelSpec {
  const known = among.find(({ name }) => name === topology);
  if (known) return publishedSpec(known, properties, more);
  if (topology === undefined || !/[./\\]/.test(topology)) {
    throw new InputError({
      code: 'unknown-topology',
      given,
      accepted: `a YAML file or one of ${among.map(({ name }) => name).join(', ')}`,
    });
  }
  const { value, where } = readYamlFile(topology, topologySchema);
  const checked = checkTopology(value, clashAt(value, where));
  return modelOf(topology, checked, { faultBudget: faults, timerMode: timers, properties });
}
