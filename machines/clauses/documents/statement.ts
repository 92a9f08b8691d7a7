import type { ClauseId } from '../index.ts';

/**
 * Why no transition carries out a statement: `words`: it introduces a name or refers elsewhere; `types`: it says what a
 * field or a value is, which the types of the messages say; `data`: it is about bytes, addresses or counts, outside of
 * the machines; `environment`: about memory, interrupt levels or logs, which no interface of the stack shows; `not yet`.
 */
export type NotMachine = 'words' | 'types' | 'data' | 'environment' | 'not yet';

/** A sentence or a row of a document, and what has become of it. */
export type Statement = {
  /** Where it stands in its section: the number of the sentence, or the name of the row. */
  readonly at: string;
  /** In our words; left out where the clauses say it. */
  readonly says?: string;
} & (
  | { readonly clauses: readonly [ClauseId, ...ClauseId[]] }
  | {
      readonly says: string;
      readonly kind: NotMachine;
      readonly why: string;
      /** Source file that does it, or whose types say it. */
      readonly file?: string;
    }
);

/** A document, or the part of it that this model is about. */
export type Document = {
  /** By which a reader asks for it. */
  readonly id: string;
  readonly title: string;
  readonly sections: readonly { readonly title: string; readonly statements: readonly Statement[] }[];
};
