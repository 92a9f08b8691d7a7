import type { Configuration, Property } from '../../../machines/properties/property.ts';
import { layersOf, type Parameter, parameters, typed } from './parameters.ts';

/** What one thing less, or one setting otherwise, would do to a verdict that says a property may fail. */
export type Cures = {
  /** `layer.name=value`: with it the property holds in every run. */
  readonly settings: readonly string[];
  /** `type.field=alternative` that the world did: without it the property holds in every run. */
  readonly happenings: readonly string[];
};

type Layer = keyof Configuration & ('sd' | 'hba' | 'aixDisk' | 'aixAdapter' | 'samAdapter' | 'device');
const layers: readonly string[] = ['sd', 'hba', 'aixDisk', 'aixAdapter', 'samAdapter', 'device'];

const driverOf = { scsa: 'scsa', aix: 'aix', 'aix-sam': 'aix-fcp' } as const;

/** Settings of a layer that could be otherwise: words by each other word, numbers by the documented default. */
function alternatives({ kind, values, fallback }: Parameter, now: unknown): readonly string[] {
  if (kind === 'list') return [];
  const others = kind === 'words' ? [...new Set([fallback, ...values])] : [fallback];
  return others.filter((each) => each !== String(now));
}

/**
 * Why a property may fail in a system: what could be otherwise so that it holds. Each thing is tried alone, by asking the
 * property itself.
 */
export function curesOf(property: Property, configuration: Configuration): Cures {
  const holds = (changed: Configuration): boolean => property.expected(changed) === 'holds';
  const own = new Set(layersOf(driverOf[configuration.architecture]).map(([layer]) => layer));
  const settings = parameters
    .filter(({ layer }) => own.has(layer) && layers.includes(layer))
    .flatMap((parameter) => {
      const layer = configuration[parameter.layer as Layer] as Readonly<Record<string, unknown>>;
      return alternatives(parameter, layer[parameter.name]).flatMap((value) => {
        const changed = { ...layer, [parameter.name]: typed(parameter, value) };
        return holds({ ...configuration, [parameter.layer]: changed }) ? [`${parameter.id}=${value}`] : [];
      });
    });
  const { offered, faultBudget } = configuration;
  const happenings = [...offered].filter((each) =>
    holds({
      ...configuration,
      offered: new Set([...offered].filter((other) => other !== each)),
      faultBudget: offered.size === 1 ? 0 : faultBudget,
    }),
  );
  return { settings, happenings };
}
