import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { InputError } from '../input-error.ts';
import { machineDigest } from '../run/machine-digest.ts';
import { localKey } from '../system/step-memo.ts';
import type { Exploration } from './check.ts';
import type { Progress } from './check-result.ts';
import type { Model } from './model.ts';
import type { ModelSpec } from './model-spec.ts';

const format = 'scsi-statecharts exploration';
const version = 1;
const shortDigest = 16;
/** Longest first line. */
const longestHeader = 1 << 22;

/** The first line of a saved run; the numbers lie behind it. */
type Header = {
  readonly format: typeof format;
  readonly version: typeof version;
  readonly name: string;
  readonly machineDigest: string;
  /** Of the system, its faults, limits and properties, and the order of the search. */
  readonly systemDigest: string;
  /** Of all that has a number: different where a machine behaves differently. */
  readonly tablesDigest: string;
  /** Of the numbers. */
  readonly digest: string;
  readonly progress: Progress;
  readonly lengths: readonly number[];
};

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/**
 * Sees to it, before there is anything to lose, that a run can be written down.
 *
 * @throws InputError when it cannot
 */
export function prepareRun(file: string): void {
  const trial = unfinishedName(file);
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) throw new Error('a directory');
    closeSync(openSync(trial, 'w'));
    rmSync(trial);
  } catch (error) {
    throw unwritable(file, error);
  }
}

const unfinishedName = (file: string): string => `${file}.${randomUUID().slice(0, 8)}`;

const unwritable = (file: string, error: unknown): InputError => {
  const known = { ENOENT: 'its directory does not exist', ENOTDIR: 'its directory is a file' };
  const code = Object.keys(known).find((each) => hasCode(error, each)) as keyof typeof known | undefined;
  const why = code ? known[code] : error instanceof Error ? error.message : String(error);
  return new InputError({
    code: 'unwritable-run',
    given: `--save-run ${file} (${why})`,
    accepted: 'a file that can be written',
  });
};

/**
 * Writes down an exploration that was stopped, so that it can go on in another process. The file is complete or not there.
 *
 * @throws InputError when the file cannot be written
 */
export function saveRun(exploration: Exploration, file: string): void {
  const { progress, numbers } = exploration.saved();
  const digest = createHash('sha256');
  for (const part of numbers) digest.update(bytesOf(part));
  const header: Header = {
    ...({ format, version } as const),
    name: exploration.spec.name,
    machineDigest: machineDigest(),
    systemDigest: systemDigest(exploration),
    tablesDigest: tablesDigest(exploration.space.model),
    digest: digest.digest('hex'),
    progress,
    lengths: numbers.map(({ length }) => length),
  };
  const unfinished = unfinishedName(file);
  try {
    const out = openSync(unfinished, 'w');
    try {
      writeSync(out, `${JSON.stringify(header)}\n`);
      for (const part of numbers) writeAll(out, bytesOf(part));
    } finally {
      closeSync(out);
    }
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw unwritable(file, error);
  }
}

/**
 * Puts an exploration that was just made where a saved one had come to.
 *
 * @throws InputError for a file that is damaged, or is of another system, of other options or of other machines
 */
export function continueRun(exploration: Exploration, file: string): void {
  const refuse = (given: string): InputError =>
    new InputError({
      code: 'unusable-run',
      given,
      accepted: 'what check --save-run wrote, with the same system, options and machines',
      where: file,
    });
  let input: number;
  try {
    input = openSync(file, 'r');
  } catch (error) {
    throw refuse(hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR') ? 'a file that does not exist' : String(error));
  }
  try {
    if (fstatSync(input).isDirectory()) throw refuse('a directory');
    const { header, end } = headerOf(input, refuse);
    const { spec } = exploration;
    if (header.machineDigest !== machineDigest()) throw refuse(`a run of other machines (${header.machineDigest})`);
    if (header.name !== spec.name) throw refuse(`a run of ${header.name}`);
    if (header.systemDigest !== systemDigest(exploration)) throw refuse(`a run of ${header.name} with other options`);
    const bytes = header.lengths.reduce((sum, length) => sum + length * 4, 0);
    const { size } = fstatSync(input);
    if (size !== end + bytes) throw refuse(`a damaged file: ${size} bytes instead of ${end + bytes}`);
    const digest = createHash('sha256');
    let at = end;
    const numbers = header.lengths.map((length) => {
      const part = new Int32Array(length);
      at += readAll(input, bytesOf(part), at);
      digest.update(bytesOf(part));
      return part;
    });
    if (digest.digest('hex') !== header.digest) throw refuse('a damaged file: its digest is another');
    try {
      exploration.restore(header.progress, numbers);
    } catch (error) {
      throw refuse(
        `a run that these machines cannot have had: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    if (tablesDigest(exploration.space.model) !== header.tablesDigest)
      throw refuse('a run of machines that behaved differently');
  } finally {
    closeSync(input);
  }
}

function headerOf(input: number, refuse: (given: string) => InputError): { header: Header; end: number } {
  const start = Buffer.alloc(longestHeader);
  const length = readSync(input, start, 0, longestHeader, 0);
  const end = start.subarray(0, length).indexOf('\n');
  let value: unknown;
  try {
    value = JSON.parse(start.toString('utf8', 0, Math.max(0, end)));
  } catch {
    throw refuse('a file that is no saved run');
  }
  if (!isHeader(value)) throw refuse('a file that is no saved run');
  return { header: value, end: end + 1 };
}

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false;
  const header = value as Partial<Record<keyof Header, unknown>>;
  return (
    header.format === format &&
    header.version === version &&
    typeof header.progress === 'object' &&
    header.progress !== null &&
    Array.isArray(header.lengths) &&
    header.lengths.every((length) => Number.isSafeInteger(length) && length >= 0)
  );
}

/** Of everything that decides which states are found and in which order. */
function systemDigest({ spec, options }: Exploration): string {
  const { actors, properties, origin: _, mayEnd, ...rest } = spec;
  const system = {
    ...rest,
    order: options.order ?? 'breadth',
    mayEnd: mayEnd !== undefined,
    actors: actors.map(({ address, machine, input }) => [address, machine.id, input]),
    properties: properties && [
      properties.properties.map(({ id }) => id),
      properties.watchers.map(({ property, instance }) => [property.id, instance]),
    ],
  } satisfies Partial<Record<keyof ModelSpec | 'order', unknown>>;
  return createHash('sha256').update(JSON.stringify(system)).digest('hex').slice(0, shortDigest);
}

/** Of every local state, message, channel, delay and contents of an inbox that has a number, in order. */
function tablesDigest({ tables, watchers, inboxes, pool, channels, timers, stuckSets, armed }: Model): string {
  const hash = createHash('sha256');
  const add = (value: unknown): void => void hash.update(`${JSON.stringify(value)}\n`);
  for (const { snapshots } of tables) add(snapshots.map(localKey));
  for (const inbox of inboxes) add(Array.from({ length: inbox.size }, (_, contents) => inbox.messages(contents)));
  add(watchers.map(({ size }) => size));
  add([pool.messages, channels.values, timers.values, stuckSets.values, armed.sets.map(({ size }) => size)]);
  return hash.digest('hex').slice(0, shortDigest);
}

const bytesOf = (numbers: Int32Array): Uint8Array =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at, Math.min(bytes.length - at, 1 << 24));
}

function readAll(file: number, into: Uint8Array, position: number): number {
  let at = 0;
  while (at < into.length) {
    const read = readSync(file, into, at, Math.min(into.length - at, 1 << 24), position + at);
    if (read === 0) break;
    at += read;
  }
  return at;
}
