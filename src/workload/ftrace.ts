import { InputError } from '../input-error.ts';
import { type DispatchEvent, parseFtraceLine } from './ftrace-line.ts';
import { FtraceMatcher, type FtraceSummary } from './ftrace-matcher.ts';
import { readTextLines, type TextLine } from './text-lines.ts';
import type { WorkloadCommand } from './workload-command.ts';

/** A recording being read: iterate it once, then ask for the summary. */
export interface FtraceReading extends AsyncIterable<WorkloadCommand> {
  /** @throws Error before the iteration has reached the end of the file. */
  summary(): FtraceSummary;
}

function parseLine(line: TextLine, where: string): DispatchEvent | undefined {
  try {
    return parseFtraceLine(line.text, where);
  } catch (error) {
    if (line.terminated || !(error instanceof InputError)) throw error;
    throw new InputError({
      code: 'trace-truncated',
      given: `a last line that is cut off ('${line.text.trim()}')`,
      accepted: 'a complete recording that ends with a line end',
      where,
    });
  }
}

/**
 * Reads a Linux ftrace text (plain or gzip) with the events `scsi:scsi_dispatch_cmd_start`, `_done`, `_error` and
 * `_timeout`; other events are skipped. Streams: memory does not grow with the length of the recording.
 *
 * @throws InputError (while iterating) with file:line for anything that is not such a recording: see `parseFtraceLine`
 * and `readTextLines`; further `trace-truncated` (a last line cut off), `trace-tag-busy` (a tag started twice),
 * `trace-no-start` (an end without a start), `trace-empty` (no command at all).
 */
export function readFtrace(file: string): FtraceReading {
  const matcher = new FtraceMatcher();
  let ended = false;
  async function* commands(): AsyncGenerator<WorkloadCommand, void, undefined> {
    for await (const line of readTextLines(file)) {
      const where = `${file}:${line.number}`;
      const event = parseLine(line, where);
      if (event === undefined) continue;
      matcher.push(event, where);
      yield* matcher.ready(false);
    }
    yield* matcher.ready(true);
    if (matcher.summary().commands === 0) {
      throw new InputError({
        code: 'trace-empty',
        given: 'a trace without any scsi_dispatch_cmd_start event',
        accepted: 'ftrace text recorded with the events scsi:scsi_dispatch_cmd_*',
        where: file,
      });
    }
    ended = true;
  }
  const iteration = commands();
  return {
    [Symbol.asyncIterator]: () => iteration,
    summary: () => {
      if (!ended) throw new Error('the summary of a recording is known only after its last command has been read');
      return matcher.summary();
    },
  };
}

/**
 * Reads a whole recording into memory.
 *
 * @throws InputError as {@link readFtrace}.
 */
export async function loadFtrace(
  file: string,
): Promise<{ readonly commands: readonly WorkloadCommand[]; readonly summary: FtraceSummary }> {
  const reading = readFtrace(file);
  const commands: WorkloadCommand[] = [];
  for await (const command of reading) commands.push(command);
  return { commands, summary: reading.summary() };
}
