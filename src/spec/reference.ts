import { type Clause, clauses } from '../../machines/clauses/index.ts';
import { standIns } from '../../machines/environment/stubs/stand-ins.ts';
import { properties } from '../../machines/properties/index.ts';
import { machines } from '../system/compose.ts';
import { type TransitionEntry, transitionIndex } from '../system/transition-index.ts';

/** A clause with everything that cites it. */
export type ClauseReference = Clause & {
  readonly id: string;
  readonly transitions: readonly TransitionEntry[];
  /** Properties whose source it is. */
  readonly properties: readonly { readonly id: string; readonly says: string }[];
};

const holdsAll = (words: readonly string[], ...texts: readonly string[]): boolean => {
  const text = texts.join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
};

/**
 * Clauses that are meant by some words: the one of that id, or else those that contain all of the words, themselves or in
 * a transition that cites them (machine, state, message, guard, description), or are what a property of that id demands. The likeliest come first.
 */
export function findClauses(words: readonly string[]): readonly ClauseReference[] {
  const wanted = words.map((word) => word.toLowerCase());
  const transitions = [...machines, ...standIns].flatMap((machine) => transitionIndex.transitionsOf(machine));
  const all = Object.entries<Clause>(clauses).map(([id, clause]) => ({
    id,
    ...clause,
    transitions: transitions.filter(({ source }) => source.includes(id)),
    properties: properties
      .filter(({ source }) => source.includes(id))
      .map(({ id: name, says }) => ({ id: name, says })),
  }));
  const exact = all.filter(({ id }) => wanted.length === 1 && id === wanted[0]);
  if (exact.length > 0) return exact;
  return all
    .flatMap((each): { found: ClauseReference; rank: number }[] => {
      const rank = rankOf(each, wanted);
      if (rank !== undefined) return [{ found: each, rank }];
      const citing = each.transitions.filter(({ machine, state, event, guard = '', description = '' }) =>
        holdsAll(wanted, machine, state, event, guard, description),
      );
      return citing.length > 0 ? [{ found: { ...each, transitions: citing }, rank: behindAll }] : [];
    })
    .sort((a, b) => a.rank - b.rank || b.found.transitions.length - a.found.transitions.length)
    .map(({ found }) => found);
}

const behindAll = 4;

/** How likely a clause itself is meant, 0 the likeliest; undefined: it does not contain the words. */
function rankOf(
  { id, says, section, document, properties: named }: ClauseReference,
  words: readonly string[],
): number | undefined {
  const places = [
    () => id.includes(words.join('-')) || named.some((property) => property.id.toLowerCase() === words.join('-')),
    () => says.toLowerCase().includes(words.join(' ')),
    () => holdsAll(words, id, says),
    () => holdsAll(words, id, document, section, says),
  ];
  const rank = places.findIndex((isThere) => isThere());
  return rank === -1 ? undefined : rank;
}
