import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { InputError, onOneLine } from '../../src/input-error.ts';
import { noObject, notNext, shownUpTo } from '../../src/trace/damage.ts';
import { traceFormat, traceVersion } from '../../src/trace/trace-version.ts';

/** Bytes at the beginning and at the end of a file that are looked at. */
const looked = 1 << 20;
const accepted = 'a trace or a scenario file';

/** A file that was opened once: whatever is put in the place of its name later is not it. */
export class OpenFile {
  readonly path: string;
  readonly descriptor: number;
  private closed = false;

  /** @throws InputError when there is no file that has a beginning and an end. */
  constructor(path: string) {
    this.path = path;
    try {
      // Nobody may be at the other end of a pipe.
      this.descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      throw new InputError({ code: 'not-a-file', given: `what cannot be read (${code})`, accepted, where: path });
    }
    const status = fstatSync(this.descriptor);
    if (status.isFile()) return;
    this.close();
    throw new InputError({ code: 'not-a-file', given: kindOf(status), accepted, where: path });
  }

  get size(): number {
    return fstatSync(this.descriptor).size;
  }

  read(from: number, length: number): Buffer {
    const bytes = Buffer.alloc(Math.max(0, Math.min(length, this.size - from)));
    return bytes.subarray(0, readSync(this.descriptor, bytes, 0, bytes.length, from));
  }

  close(): void {
    if (!this.closed) closeSync(this.descriptor);
    this.closed = true;
  }
}

function kindOf(status: Stats): string {
  if (status.isDirectory()) return 'a directory';
  if (status.isFIFO()) return 'a pipe';
  return status.isSocket() ? 'a socket' : 'a device';
}

/**
 * A file begins as a trace does.
 *
 * @throws InputError when it is neither a trace that can be read nor anything that could be a scenario.
 */
export function beginsAsTrace(file: OpenFile): boolean {
  const bytes = file.read(0, looked);
  const refuse = (given: string, may: string, where = file.path): InputError =>
    new InputError({ code: 'bad-trace', given, accepted: may, where });
  if (bytes.length === 0) throw refuse('an empty file', accepted);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw refuse('a file packed by gzip', `${accepted}, unpacked`);
  const [line = ''] = bytes
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
    .split('\n', 1);
  if (!line.startsWith('{')) return false;
  const header = parsed(line);
  const isTrace = header === undefined ? line.slice(0, 200).includes(`"${traceFormat}"`) : 'format' in header;
  if (!isTrace) return false;
  const where = `${file.path}:1`;
  if (header === undefined) throw refuse('a first line that breaks off', 'the header of a trace', where);
  const { format, version } = header as { format: unknown; version?: unknown };
  if (format !== traceFormat) throw refuse(`format ${JSON.stringify(format)}`, JSON.stringify(traceFormat), where);
  if (version !== traceVersion) {
    throw refuse(`a trace of version ${String(version)}`, `a trace of version ${traceVersion}`, where);
  }
  return true;
}

/** Up to here every line is looked at, as the page does at once too; of longer traces the end alone. */
const wholeUpTo = 16 << 20;

/** In a line, what is wrong with a trace: a line, or its end; undefined of one that was written to its end. */
export function damageOf(file: OpenFile): string | undefined {
  const damaged = file.size <= wholeUpTo ? damagedLine(file) : undefined;
  return damaged === undefined ? breaksOff(file) : `${onOneLine(file.path)}: ${damaged}`;
}

/** The first line that is none, or not the step that follows. */
function damagedLine(file: OpenFile): string | undefined {
  let steps = 0;
  for (const [i, line] of file.read(0, wholeUpTo).toString('utf8').split('\n').entries()) {
    if (i === 0 || line.trim() === '') continue;
    const value = parsed(line);
    if (value === undefined) return shownUpTo(steps, noObject(i + 1));
    if (!('step' in value)) continue;
    const n: unknown =
      typeof value.step === 'object' && value.step !== null && 'n' in value.step ? value.step.n : undefined;
    if (n !== steps) return shownUpTo(steps, notNext(i + 1, n, steps));
    steps += 1;
  }
  return undefined;
}

/** In a line, how a trace ends that was not written to its end; undefined of one that was. */
function breaksOff(file: OpenFile): string | undefined {
  const { size } = file;
  const begin = Math.max(0, size - looked);
  const lines = file.read(begin, looked).toString('latin1').trimEnd().split('\n');
  const last = lines.pop() ?? '';
  const whole = parsed(Buffer.from(last, 'latin1').toString('utf8'));
  if (whole !== undefined && 'end' in whole) return undefined;
  // A line that goes on before what was looked at.
  if (lines.length === 0 && begin > 0) return undefined;
  const stepped = [...lines, ...(whole ? [last] : [])].findLast((line) => line.startsWith('{"step":{"n":'));
  const n = /^\{"step":\{"n":(\d+)/.exec(stepped ?? '')?.[1];
  const shown = n === undefined ? 'what comes before is shown' : `it is shown up to step ${n}`;
  const path = onOneLine(file.path);
  return whole === undefined
    ? `${path}: the trace breaks off within a line, at byte ${size}: ${shown}`
    : `${path}: the trace has no end, as when a run is interrupted or still goes on: ${shown}`;
}

function parsed(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
