/** A trace that cannot be shown, in words for the person who opened it. */
export class TraceProblem extends Error {
  override readonly name = 'TraceProblem';
}
