/** `names`, those first that are most like a word that is none of them. */
export function likely(word: string, names: readonly string[]): string[] {
  const meant = comparable(word);
  const rank = new Map(names.map((name) => [name, distance(meant, comparable(name))]));
  return [...rank].sort((a, b) => a[1] - b[1]).map(([name]) => name);
}

/** More are no help. */
const mostSuggested = 5;

/**
 * The names that may have been meant by a word that is none of them, the most likely first; none when nothing is like it.
 * A slip of the fingers, another order of the parts, a beginning, a part or the stem of a name are recognised, whatever the case.
 */
export function near(word: string, names: readonly string[]): string[] {
  const same = names.filter((name) => comparable(name) === comparable(word));
  if (same.length > 0) return same;
  const ranked = names.flatMap((name) => {
    const rank = nearness(comparable(word), comparable(name));
    return rank === undefined ? [] : [{ name, rank }];
  });
  return ranked
    .sort((a, b) => a.rank - b.rank || a.name.length - b.name.length)
    .slice(0, mostSuggested)
    .map(({ name }) => name);
}

/** The longest list that is told in full, in characters. */
const longestList = 200;

/**
 * What to say of names when a word is none of them: all while they are few, else those that are like it and what shows the
 * others. When nothing is like it, that alone.
 *
 * @param shownBy the command that lists them; without one all of them are told when nothing is like the word
 */
export function acceptedNames(word: string, names: readonly string[], shownBy?: string): string {
  const all = likely(word, names).join(', ');
  if (all.length <= longestList) return all;
  const meant = near(word, names);
  if (meant.length > 0) return `${meant.join(' or ')} (${shownBy ? `${shownBy} shows all` : `${names.length} in all`})`;
  return shownBy ? `what ${shownBy} shows` : all;
}

/** How near a name is to a word: the less, the nearer. undefined: not at all. */
function nearness(word: string, name: string): number | undefined {
  const edits = distance(word, name);
  if (edits <= Math.max(1, Math.floor(Math.min(word.length, name.length) / 4)))
    return name.startsWith(word) ? edits - 0.5 : edits;
  // Behind every slip of the fingers.
  const behind = 100;
  if (word.length >= 2 && name.startsWith(word)) return behind;
  if (word.length >= 3 && name.includes(word)) return behind + 1;
  if (name.length >= 4 && word.includes(name)) return behind + 2;
  const [given, own] = [partsOf(word), partsOf(name)];
  const found = given.filter((part) => part.length >= 2 && own.some((each) => isPart(part, each)));
  if (given.length > 1) return found.length === given.length ? behind + 3 : undefined;
  return haveOneStem(word, name) ? behind + 4 : undefined;
}

/** `retries` and `retryCount`: the same beginning, of at least four letters and half of what was given. */
const haveOneStem = (given: string, own: string): boolean =>
  given.length > 4 && own.startsWith(given.slice(0, Math.max(4, Math.ceil(given.length / 2))));

const partsOf = (name: string): string[] => name.split(/[^a-z0-9]+/).filter((part) => part !== '');

const isPart = (part: string, of: string): boolean =>
  of.startsWith(part) || (Math.min(part.length, of.length) >= 4 && distance(part, of) <= 1);

/** No name is longer: what is behind makes no difference, and takes time. */
const comparable = (word: string): string => word.slice(0, 100).toLowerCase();

/** Edits that lead from one word to the other: letters inserted, removed, replaced, or swapped with their neighbour. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        (above[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    before = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
