/**
 * How far a clause can be trusted: printed in a published document or interface header, read from a driver's code,
 * recalled and cross-checked only, or a choice made in this model where the sources are silent.
 */
export type Confidence = 'document' | 'header' | 'code' | 'recalled' | 'design';

/** One sentence of behaviour that transitions cite. */
export type Clause = {
  /** e.g. `9E tran_start`, `SCSI-2`, `sd.c`, `fas.c`, `Writing Device Drivers` */
  readonly document: string;
  /** section, function or table */
  readonly section: string;
  /** the rule, in our words */
  readonly says: string;
  readonly confidence: Confidence;
};

export type ClauseBook = Readonly<Record<string, Clause>>;
