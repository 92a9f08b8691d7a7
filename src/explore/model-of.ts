import type { Property } from '../../machines/properties/property.ts';
import { compose } from '../system/compose.ts';
import type { ComposeOptions } from '../system/driver-part.ts';
import type { Message } from '../system/machine-step.ts';
import { configurationOf, namesOf } from '../system/system-names.ts';
import type { Topology } from '../system/topology.ts';
import { withSlotsAlike } from './alike.ts';
import type { OfferedChoices } from './message-pool.ts';
import type { ModelSpec } from './model-spec.ts';
import { propertiesOf } from './properties.ts';
import type { TimerMode } from './timer-sets.ts';

/** What may go wrong while exploring: one representative of every kind. */
export const representativeFaults: OfferedChoices = {
  'tran.start.admission': ['busy', 'fatalError'],
  'tran.reset.outcome': ['fails'],
  'bus.select.selection': ['noResponse', 'tagRejected'],
  'bus.message.outcome': ['rejected'],
  'bus.finish.transfer': ['dataParity', 'unexpectedBusFree'],
  'target.command.arrival': ['busy', 'queueFull', 'drop', 'hang'],
  'target.reconnected.transfer': ['parts'],
  'lu.execute.outcome': [
    'short',
    'RECOVERED_ERROR 17/01',
    'MEDIUM_ERROR 11/00',
    'NOT_READY 04/02',
    'ABORTED_COMMAND 47/00',
    'ILLEGAL_REQUEST 21/00',
  ],
  'lu.requestSense.outcome': ['checkAgain', 'noData'],
};

/** What the world may do in an exploration, and how it is carried out. */
export type Surroundings = {
  readonly faultBudget: number;
  readonly timerMode?: TimerMode;
  readonly offered?: OfferedChoices;
  readonly sticky?: OfferedChoices;
  readonly spontaneous?: ModelSpec['spontaneous'];
  readonly delays?: ModelSpec['delays'];
  readonly compose?: Partial<ComposeOptions>;
  readonly begins?: ModelSpec['begins'];
  readonly mayEnd?: ModelSpec['mayEnd'];
  /** States that differ only in the names of slots are visited once. */
  readonly symmetry?: boolean;
  /** What must hold; properties that say nothing about such a system are left out. */
  readonly properties?: readonly Property[];
};

const laneBound = 8;
const localLimit = 20_000;

/** A topology as a model: attached drivers, requests that come again for ever. */
export function modelOf(name: string, topology: Topology, surroundings: Surroundings): ModelSpec {
  const { faultBudget, offered = representativeFaults, sticky, properties, delays, begins, mayEnd } = surroundings;
  const checked =
    properties &&
    propertiesOf(
      properties,
      namesOf(topology),
      configurationOf(topology, {
        offered: new Set([
          ...choicesOf(offered),
          ...choicesOf(sticky ?? {}),
          ...(surroundings.spontaneous ?? []).flatMap(({ message }) => wordsOf(message)),
        ]),
        faultBudget: sticky ? Number.POSITIVE_INFINITY : faultBudget,
        prompt: surroundings.timerMode !== 'any',
      }),
    );
  const options: ComposeOptions = {
    startAttached: true,
    forever: [{ op: 'read' }, { op: 'write' }],
    ...surroundings.compose,
  };
  const spec: ModelSpec = {
    name,
    actors: compose(topology, options),
    origin: { topology, compose: options },
    offered,
    ...(sticky ? { sticky } : {}),
    spontaneous: surroundings.spontaneous ?? [],
    timerMode: surroundings.timerMode ?? 'classes',
    ...(delays ? { delays } : {}),
    ...(begins ? { begins } : {}),
    ...(mayEnd ? { mayEnd } : {}),
    faultBudget,
    laneBound,
    localLimit,
    ...(checked && checked.properties.length > 0 ? { properties: checked } : {}),
  };
  return surroundings.symmetry ? withSlotsAlike(spec) : spec;
}

const choicesOf = (offered: OfferedChoices): string[] =>
  Object.entries(offered).flatMap(([choice, alternatives]) =>
    (alternatives === 'all' ? [] : alternatives).map((alternative) => `${choice}=${alternative}`),
  );

const wordsOf = ({ type, ...fields }: Message): string[] => [
  type,
  ...Object.entries(fields).flatMap(([field, value]) =>
    typeof value === 'string' ? [`${type}.${field}=${value}`] : [],
  ),
];
