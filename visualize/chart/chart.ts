/** A statechart that has been laid out: everything in pixels from the top left corner. Live updates only light parts of it. */
export type Chart = {
  readonly machine: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  /** Outer boxes before the ones inside them. */
  readonly boxes: readonly Box[];
  readonly edges: readonly Edge[];
};

export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** One state. */
export type Box = Rectangle & {
  /** Path of the state; `` for the machine itself. */
  readonly state: string;
  readonly name: readonly string[];
  readonly kind: 'machine' | 'region' | 'compound' | 'atomic' | 'decision' | 'final';
  /** Its parent begins here. */
  readonly initial: boolean;
  readonly description: string;
  /** Transitions that are told inside the box: those without a target, and those to a state inside it. */
  readonly lines: readonly BoxLine[];
};

export type BoxLine = {
  readonly text: string;
  /** Transitions that this line stands for. */
  readonly transitions: readonly string[];
  readonly kind: 'reaction' | 'inward' | 'ignored';
};

/** All transitions between two states, drawn as one arrow. */
export type Edge = {
  readonly from: string;
  readonly to: string;
  readonly transitions: readonly string[];
  /** Bend points, ends included. */
  readonly points: readonly (readonly [x: number, y: number])[];
  readonly label: EdgeLabel;
};

export type EdgeLabel = Rectangle & { readonly lines: readonly EdgeLine[] };

export type EdgeLine = {
  readonly text: string;
  readonly kind: 'event' | 'guard';
  readonly transitions: readonly string[];
};
