import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { InputError } from '../input-error.ts';

/** Longest line accepted, in characters: far above any trace line, far below what a binary file could do to memory. */
const LINE_LIMIT = 8192;

/** One line of a text file, without its line end. */
export interface TextLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** False only for a last line that the file ends without a line end. */
  readonly terminated: boolean;
}

/**
 * Reads a text file, plain or gzip (told apart by the magic bytes, not by the name), line by line in constant memory.
 *
 * @param lineLimit - longest line accepted, in characters.
 * @throws InputError when the file is missing or unreadable (`file-missing`, `file-unreadable`), the gzip data is
 * truncated or corrupt (`gzip-truncated`, `gzip-corrupt`), or a line is too long to be text (`line-too-long`).
 */
export async function* readTextLines(file: string, lineLimit = LINE_LIMIT): AsyncGenerator<TextLine, void, undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let number = 0;
  for await (const chunk of readBytes(file)) {
    const pieces = (rest + decoder.write(chunk)).split('\n');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      number += 1;
      yield { text: checked(file, number, withoutCarriageReturn(piece), lineLimit), number, terminated: true };
    }
    checked(file, number + 1, rest, lineLimit);
  }
  rest += decoder.end();
  if (rest !== '') {
    number += 1;
    yield { text: checked(file, number, withoutCarriageReturn(rest), lineLimit), number, terminated: false };
  }
}

function withoutCarriageReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

function checked(file: string, number: number, line: string, limit: number): string {
  if (line.length > limit) {
    throw new InputError({
      code: 'line-too-long',
      given: `a line of more than ${limit} characters`,
      accepted: `text with lines of at most ${limit} characters`,
      where: `${file}:${number}`,
    });
  }
  return line;
}

async function* readBytes(file: string): AsyncGenerator<Buffer, void, undefined> {
  try {
    const compressed = await startsWithGzipMagic(file);
    const source = createReadStream(file);
    if (!compressed) {
      yield* source as AsyncIterable<Buffer>;
      return;
    }
    const gunzip = createGunzip();
    // pipeline rather than pipe: it closes the file when the reader stops early, and forwards read errors.
    pipeline(source, gunzip, () => {});
    yield* gunzip as AsyncIterable<Buffer>;
  } catch (error) {
    throw fileProblem(file, error);
  }
}

async function startsWithGzipMagic(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const magic = Buffer.alloc(2);
    const { bytesRead } = await handle.read(magic, 0, 2, 0);
    return bytesRead === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

function fileProblem(file: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new InputError({
      code: 'file-missing',
      given: 'a file that does not exist',
      accepted: 'an existing readable file',
      where: file,
    });
  }
  if (code === 'Z_BUF_ERROR') {
    return new InputError({
      code: 'gzip-truncated',
      given: 'gzip data that ends too early',
      accepted: 'a complete gzip file',
      where: file,
    });
  }
  if (code.startsWith('Z_')) {
    return new InputError({
      code: 'gzip-corrupt',
      given: `corrupt gzip data (${error instanceof Error ? error.message : code})`,
      accepted: 'an intact gzip file or plain text',
      where: file,
    });
  }
  if (code.startsWith('E')) {
    const given = code === 'EISDIR' ? 'a directory' : `a file that cannot be read (${code})`;
    return new InputError({ code: 'file-unreadable', given, accepted: 'an existing readable file', where: file });
  }
  return error;
}
