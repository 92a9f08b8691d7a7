/** A shipped scenario; `served` for what the server was given; a trace that lies beside the page. */
export type Source =
  | { readonly kind: 'scenario'; readonly name: string }
  | { readonly kind: 'served' }
  | { readonly kind: 'trace'; readonly path: string };

/** What a shareable address holds, behind the #: source, position, view. */
export type Address = {
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
  /** Interfaces whose messages the sequence shows; none: all of them. */
  readonly only: readonly string[];
  /** Where play stops, as `breakpointCode` writes it. */
  readonly stops: readonly string[];
};

export const views = ['stack', 'charts', 'sequence', 'packets', 'coverage', 'properties'] as const;
export type View = (typeof views)[number];

const wholeNumber = (text: string | null): number | undefined =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;

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
    only: (fields.get('only') ?? '').split(',').filter((each) => /^\w+$/.test(each)),
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
  const { source, place, view, actor, seed, set, faults, picks, follow, takeOver, only, stops } = address;
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
    only.length === 0 ? undefined : `only=${only.join(',')}`,
    actor === undefined ? undefined : `actor=${encodeURIComponent(actor)}`,
    place === undefined ? undefined : `at=${place}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0
    ? ''
    : `#${parts.join('&').replaceAll('%3A', ':').replaceAll('%3D', '=').replaceAll('%40', '@')}`;
}
