import type { Property } from '../../machines/properties/property.ts';
import { allPublished } from '../explore/all-published.ts';
import { modelOf } from '../explore/model-of.ts';
import type { ModelSpec } from '../explore/model-spec.ts';
import { publishedSpec } from '../explore/published-model.ts';
import type { TimerMode } from '../explore/timer-sets.ts';
import { InputError } from '../input-error.ts';
import { acceptedNames } from '../likely-names.ts';
import { clashAt } from '../run/load-scenario.ts';
import { readYamlFile } from '../scenario/yaml-file.ts';
import { checkTopology, topologySchema } from '../system/topology.ts';

/** How a topology file is explored; published systems say so themselves. */
export type FileOptions = { readonly faults: number; readonly timers: TimerMode };

/** With more than these no exploration comes to an end; a unit has 32 where nothing is said. */
const mostSlots = 8;

/**
 * The system that `--topology` names: a published one, or a topology file.
 *
 * @param given how the user said it. @param more how much larger than published the limits are
 * @throws InputError if it is neither
 */
export function systemNamed(
  topology: string | undefined,
  given: string,
  { faults, timers }: FileOptions,
  properties: readonly Property[],
  more = 0,
): ModelSpec {
  const known = allPublished.find(({ name }) => name === topology);
  if (known) return publishedSpec(known, properties, more);
  if (topology === undefined || !/[./\\]/.test(topology)) {
    throw new InputError({
      code: 'unknown-topology',
      given,
      accepted: `a topology file (YAML), or ${acceptedNames(
        topology ?? '',
        allPublished.map(({ name }) => name),
        'scsi-statecharts check --list',
      )}`,
    });
  }
  const { value, where } = readYamlFile(topology, topologySchema);
  const checked = checkTopology(value, clashAt(value, where));
  const slots = checked.targets.flatMap(({ logicalUnits }) => logicalUnits.map((unit) => unit.slots));
  const all = slots.reduce((sum, each) => sum + each, 0);
  if (all > mostSlots) {
    throw new InputError({
      code: 'too-many-slots',
      given: `${all} slots in all`,
      accepted: `at most ${mostSlots}, e.g. targets: [{ name: t0, id: 0, logicalUnits: [{ name: d0, slots: 1 }] }]`,
      where: where(['targets']),
    });
  }
  return modelOf(topology, checked, { faultBudget: faults, timerMode: timers, properties });
}
