import { type ParameterLayer, parameterNames, type Topology } from './topology.ts';

/** A parameter that a system sets to something else than the documented default. */
export type Setting = {
  /** `layer.name`, as `--set` takes it. */
  readonly id: string;
  readonly layer: ParameterLayer;
  readonly value: string;
  readonly fallback: string;
};

/** What a system sets otherwise than by default, in the order of the layers. */
export function settingsOf({ parameters }: Pick<Topology, 'parameters'>): readonly Setting[] {
  return parameterNames().flatMap(({ layer, name, value: fallback }) => {
    const value = parameters[layer]?.[name];
    return value === undefined || String(value) === String(fallback)
      ? []
      : [{ id: `${layer}.${name}`, layer, value: String(value), fallback: String(fallback) }];
  });
}
