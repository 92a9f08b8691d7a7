/** A trace that cannot be shown, in words for the person who opened it. */
export class TraceProblem extends Error {
  override readonly name = 'TraceProblem';
  /** What comes before it is shown, and nothing behind. */
  readonly breaksOff: boolean;

  constructor(message: string, breaksOff = false) {
    super(message);
    this.breaksOff = breaksOff;
  }
}
