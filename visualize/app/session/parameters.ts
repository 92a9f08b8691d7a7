import { aixParameterWords } from '../../../machines/protocol/aix-parameters.ts';
import { parameterWords } from '../../../machines/protocol/parameters.ts';
import { type Driver, drivers, kindFor, parameterNames, type Topology } from '../../../src/system/topology.ts';

/** Something of a system that can be set to another value. */
export type Parameter = {
  /** `layer.name`, `driver` or `bus.grain`, as a change names it. */
  readonly id: string;
  readonly name: string;
  /** The fieldset that it stands in. */
  readonly layer: string;
  readonly kind: 'words' | 'list' | 'number';
  /** Words that it takes; of a list, those that may be in it. */
  readonly values: readonly string[];
  readonly fallback: string;
};

type Words = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
const words: Words = { ...parameterWords, ...aixParameterWords };

const valueText = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value));

/** Every parameter of every layer, and what the system consists of. */
export const parameters: readonly Parameter[] = [
  { id: 'driver', name: 'driver', layer: 'system', kind: 'words', values: drivers, fallback: 'scsa' },
  {
    id: 'bus.grain',
    name: 'bus.grain',
    layer: 'system',
    kind: 'words',
    values: ['command', 'phase'],
    fallback: 'command',
  },
  ...parameterNames().map(({ layer, name, value }): Parameter => {
    const known = words[layer]?.[name];
    const fallback = valueText(value);
    const about = { id: `${layer}.${name}`, name, layer, fallback };
    if (typeof value === 'boolean') return { ...about, kind: 'words', values: ['true', 'false'] };
    if (typeof value === 'number') return { ...about, kind: 'number', values: [] };
    return Array.isArray(value)
      ? { ...about, kind: 'list', values: known ?? [] }
      : { ...about, kind: 'words', values: known ?? [fallback] };
  }),
];

/** Fieldsets of a driver architecture, from the top of the stack to its bottom. */
export const layersOf = (driver: Driver): readonly (readonly [layer: string, title: string])[] => [
  ['system', 'System'],
  ...(driver === 'scsa'
    ? ([
        ['sd', 'Target driver'],
        ['hba', 'Adapter'],
      ] as const)
    : ([
        ['aixDisk', 'Head driver'],
        [driver === 'aix' ? 'aixAdapter' : 'samAdapter', 'Adapter driver'],
      ] as const)),
  ['device', 'Device'],
  ['delays', 'Delays, ms'],
];

/** What a parameter is in a topology. */
export function valueIn(topology: Topology | undefined, { id, layer, name, fallback }: Parameter): string {
  if (!topology) return fallback;
  if (id === 'driver') return topology.driver;
  if (id === 'bus.grain') return topology.bus.grain;
  const given = (topology.parameters as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>)[layer];
  const value = given?.[name];
  return value === undefined ? fallback : valueText(value);
}

/** Well-known adapters and habits, as sets of parameters. */
export const presets: readonly (readonly [name: string, set: readonly string[]])[] = [
  ['auto request sense off', ['hba.autoRequestSense=none']],
  ['no tagged queueing', ['sd.taggedQueueing=false']],
  ['a timer for each packet', ['hba.timerScope=packet']],
  ['the unit does not disconnect', ['device.disconnects=false']],
  ['next command before the callback', ['hba.startNextBeforeCallback=always']],
  ['every bus phase', ['bus.grain=phase']],
  ['under AIX', ['driver=aix']],
  ['AIX over FCP', ['driver=aix-fcp']],
  ['AIX over iSCSI', ['driver=aix-iscsi']],
  ['under SCSA', ['driver=scsa']],
];

/** A value as it stands in a topology. */
export function typed({ kind, values }: Parameter, text: string): string | number | boolean | string[] {
  if (kind === 'number') return Number(text);
  if (kind === 'list') return text.split(',');
  return values.includes('true') ? text === 'true' : text;
}

/** A topology as a scenario writes it, with `layer.name=value` set. */
export function assigned(topology: object, set: readonly string[]): object {
  const after = structuredClone(topology) as Record<string, unknown> & {
    bus?: Record<string, unknown>;
    parameters?: Record<string, Record<string, unknown>>;
  };
  for (const assignment of set) {
    const at = assignment.indexOf('=');
    const parameter = parameters.find(({ id }) => id === assignment.slice(0, at));
    if (!parameter) continue;
    const value = typed(parameter, assignment.slice(at + 1));
    const driver = drivers.find((each) => each === value);
    if (parameter.id === 'driver' && driver) {
      after['driver'] = driver;
      after.bus = { ...after.bus, kind: kindFor(driver) };
    } else if (parameter.id === 'bus.grain') {
      after.bus ??= {};
      after.bus['grain'] = value;
    } else {
      after.parameters ??= {};
      after.parameters[parameter.layer] = { ...after.parameters[parameter.layer], [parameter.name]: value };
    }
  }
  return after;
}
