import type { AnyStateMachine } from 'xstate';
import type { Property } from '../../machines/properties/property.ts';
import type { CheckResult } from './check-result.ts';

/**
 * Whether a property holds where nothing happened to its watchers. Those over states, and those that judge each message by
 * itself, have no trigger.
 */
export const needsOccasion = (property: Property): boolean => property.kind !== 'always' && waits(property.machine);

/** Whether something has to happen before the property can be broken; else each message is judged by itself. */
function waits({ root }: AnyStateMachine): boolean {
  const first = root.initial.target.map(({ key }) => key);
  return Object.values(root.states).some(({ key, tags }) => !first.includes(key) && !tags.includes('violated'));
}

/** Ids of the properties that hold in an explored system because nothing that they speak of can happen in it. */
export function vacuousIn({ spec, properties, stirred }: CheckResult): ReadonlySet<string> {
  const idle = (spec.properties?.properties ?? []).filter((each) => needsOccasion(each) && !stirred.has(each.id));
  const ids = new Set(idle.map(({ id }) => id));
  const held = properties.filter(({ id, kind, verdict }) => ids.has(id) && kind !== 'sometimes' && verdict === 'holds');
  return new Set(held.map(({ id }) => id));
}
