import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../../src/input-error.ts';
import { machineDigest } from '../../src/spec/machine-digest.ts';
import type { Verdict } from './judge.ts';
import type { Mutant } from './mutant.ts';

/** One line of the file. */
type Line = {
  readonly verdict: Verdict;
  /** Digest of the machine that was broken. */
  readonly machine: string;
  /** Digest of all machines, of the program, and of the trials. */
  readonly everything: string;
};

/**
 * Verdicts of earlier runs, one JSON line each. A mutant that was noticed is taken for noticed until the text of its
 * machine changes; one that survived is tried again as soon as anything has changed.
 */
export class VerdictFile {
  private readonly file: string;
  private readonly everything: string;
  private readonly lines = new Map<string, Line>();

  /**
   * @param everything digest of all that a trial runs
   * @throws InputError when the file holds something else
   */
  constructor(file: string, everything: string) {
    this.file = file;
    this.everything = everything;
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    for (const [n, text] of lines.entries()) {
      if (text === '') continue;
      const line = lineOf(text);
      // A run that was interrupted may have left half a line at the end.
      if (line) this.lines.set(line.verdict.id, line);
      else if (n < lines.length - 1)
        throw new InputError({
          code: 'not-a-verdict',
          where: `${file}:${n + 1}`,
          given: text,
          accepted: 'lines that an earlier run has written',
        });
    }
    mkdirSync(dirname(file), { recursive: true });
    if (lines.length > 0 && lines.at(-1) !== '') appendFileSync(file, '\n');
  }

  /** What an earlier run said, if that still counts. */
  recall({ id, machine }: Mutant): Verdict | undefined {
    const line = this.lines.get(id);
    if (!line || line.machine !== machineDigest(machine)) return undefined;
    return line.verdict.killed || line.everything === this.everything ? line.verdict : undefined;
  }

  add({ machine }: Mutant, verdict: Verdict): void {
    const line: Line = { verdict, machine: machineDigest(machine), everything: this.everything };
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

function lineOf(text: string): Line | undefined {
  try {
    const line = JSON.parse(text) as Partial<Line> | null;
    return typeof line?.verdict?.id === 'string' ? (line as Line) : undefined;
  } catch {
    return undefined;
  }
}
