/** How a broken machine was noticed. */
export type Complaint = {
  readonly kind: 'explorer' | 'reachability' | 'property' | 'scenario' | 'test';
  /** The property, for those. */
  readonly property?: string;
  readonly says: string;
};

export type Tried = {
  readonly complaints: readonly Complaint[];
  /** What a later run is compared with; JSON. */
  readonly figures?: unknown;
};

/** Something that is run with the healthy machines and then again with broken ones, always the same way. */
export type Trial = {
  readonly name: string;
  /** @param healthy figures of the run with healthy machines; undefined in that run itself. */
  readonly run: (healthy?: unknown) => Promise<Tried>;
};

export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';
