/** A shipped scenario; `served` for what the server was given; a trace that lies beside the page. */
export type Source =
  | { readonly kind: 'scenario'; readonly name: string }
  | { readonly kind: 'served' }
  | { readonly kind: 'trace'; readonly path: string };

/** What a step of the life lines is as wide as: one column, or the virtual time until the next. */
export type Axis = 'message' | 'time';

/** How a person looks at a run: choices that change what is seen in a view. */
export type Looks = {
  /** The sequence: of one slot, with messages within steps, of these interfaces (none: all), without these columns. */
  readonly slot: string | undefined;
  readonly within: boolean;
  readonly only: readonly string[];
  readonly hide: readonly string[];
  /** The life lines. */
  readonly by: Axis;
  /** All of a chart at once. */
  readonly whole: boolean;
  /** Whose coverage. */
  readonly machine: string | undefined;
  readonly property: string | undefined;
};

/** As a run is looked at where nothing else is said. */
export const noLooks: Looks = {
  slot: undefined,
  within: false,
  only: [],
  hide: [],
  by: 'message',
  whole: false,
  machine: undefined,
  property: undefined,
};

/** What a shareable address holds, behind the #: source, position, view. */
export type Address = Looks & {
  readonly source: Source | undefined;
  readonly place: number | undefined;
  readonly view: View;
  readonly actor: string | undefined;
  readonly seed: number | undefined;
  /** `layer.name=value` */
  readonly set: readonly string[];
  /** Faults put in here, as `MESSAGE.FIELD=ALTERNATIVE@nth`. */
  readonly faults: readonly string[];
  /** Steps that a person chose, as `pickCode` writes them. */
  readonly picks: readonly string[];
  /** Of a trace: the first step that is not done as it was recorded. */
  readonly follow: number | undefined;
  /** The step before which the run waits for a person. */
  readonly takeOver: number | undefined;
  /** Where play stops, as `breakpointCode` writes it. */
  readonly stops: readonly string[];
};

export const views = ['stack', 'charts', 'sequence', 'packets', 'coverage', 'properties'] as const;
export type View = (typeof views)[number];

const wholeNumber = (text: string | null): number | undefined =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

const words = (text: string | null): readonly string[] => (text ?? '').split(',').filter((each) => /^\w+$/.test(each));

/** Who names an actor wants to see its chart. */
const usualView = (actor: string | undefined): View => (actor === undefined ? 'stack' : 'charts');

export function readAddress(hash: string): Address {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const actor = fields.get('actor') ?? undefined;
  return {
    source: sourceIn(fields),
    place: wholeNumber(fields.get('at')),
    view: views.find((view) => view === fields.get('view')) ?? usualView(actor),
    actor,
    seed: wholeNumber(fields.get('seed')),
    set: fields.getAll('set'),
    faults: fields.getAll('fault'),
    picks: fields.getAll('pick'),
    follow: wholeNumber(fields.get('follow')),
    takeOver: wholeNumber(fields.get('take')),
    slot: fields.get('slot') ?? undefined,
    within: fields.has('within'),
    only: words(fields.get('only')),
    hide: words(fields.get('hide')),
    by: fields.get('by') === 'time' ? 'time' : 'message',
    whole: fields.has('whole'),
    machine: fields.get('machine') ?? undefined,
    property: fields.get('property') ?? undefined,
    stops: fields.getAll('stop'),
  };
}

function sourceIn(fields: URLSearchParams): Source | undefined {
  const scenario = fields.get('scenario');
  if (scenario !== null) return { kind: 'scenario', name: scenario };
  const path = fields.get('trace');
  if (path !== null) return { kind: 'trace', path };
  return fields.has('served') ? { kind: 'served' } : undefined;
}

function sourceText(source: Source): string {
  switch (source.kind) {
    case 'scenario':
      return `scenario=${source.name}`;
    case 'served':
      return 'served=1';
    case 'trace':
      return `trace=${encodeURIComponent(source.path).replaceAll('%2F', '/')}`;
  }
}

/** In an order and spelling that people can read. */
export function writeAddress(address: Address): string {
  const { source, place, view, actor, seed, set, faults, picks, follow, takeOver, stops } = address;
  const { slot, within, only, hide, by, whole, machine, property } = address;
  const parts = [
    source === undefined ? undefined : sourceText(source),
    ...set.map((each) => `set=${encodeURIComponent(each)}`),
    ...faults.map((each) => `fault=${encodeURIComponent(each)}`),
    ...picks.map((each) => `pick=${encodeURIComponent(each)}`),
    seed === undefined ? undefined : `seed=${seed}`,
    follow === undefined ? undefined : `follow=${follow}`,
    takeOver === undefined ? undefined : `take=${takeOver}`,
    ...stops.map((each) => `stop=${encodeURIComponent(each)}`),
    view === usualView(actor) ? undefined : `view=${view}`,
    slot === undefined ? undefined : `slot=${encodeURIComponent(slot)}`,
    within ? 'within=1' : undefined,
    only.length === 0 ? undefined : `only=${only.join(',')}`,
    hide.length === 0 ? undefined : `hide=${hide.join(',')}`,
    by === 'message' ? undefined : `by=${by}`,
    whole ? 'whole=1' : undefined,
    machine === undefined ? undefined : `machine=${encodeURIComponent(machine)}`,
    property === undefined ? undefined : `property=${encodeURIComponent(property)}`,
    actor === undefined ? undefined : `actor=${encodeURIComponent(actor)}`,
    place === undefined ? undefined : `at=${place}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0
    ? ''
    : `#${parts.join('&').replaceAll('%3A', ':').replaceAll('%3D', '=').replaceAll('%40', '@')}`;
}
