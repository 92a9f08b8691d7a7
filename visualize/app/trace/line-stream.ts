import { TraceProblem } from './trace-problem.ts';

/** Bytes of a line; those of this program have some thousand. */
const longestLine = 64 << 20;
/** So much is gathered before it is looked at, and fits where it is gathered; bytes. */
const gathered = { least: 1 << 18, room: 4 << 20 };

type Bytes = Uint8Array<ArrayBuffer>;
type Source = {
  /** Fills the memory of a view, and gives it back: the view of what was filled. */
  readonly fill: (into: Bytes) => Promise<{ readonly bytes: Bytes; readonly done: boolean }>;
  readonly cancel: () => Promise<void>;
};

/**
 * The lines of a stream, many at a time, each in one piece. What is handed out is overwritten when more is asked for: a
 * long trace goes through the same memory again and again.
 *
 * @throws TraceProblem at a line that is too long for any trace.
 */
export async function* linesOf(stream: ReadableStream<Bytes>, longest = longestLine): AsyncGenerator<Bytes> {
  const { fill, cancel } = sourceOf(stream);
  let memory = new ArrayBuffer(gathered.room);
  let held = 0;
  try {
    for (let over = false; !over; ) {
      const { bytes, done } = await filled(fill, new Uint8Array(memory, held));
      memory = bytes.buffer;
      held += bytes.length;
      over = done;
      if (!over && held < gathered.least) continue;
      const all = new Uint8Array(memory, 0, held);
      const end = over ? held : all.lastIndexOf(10) + 1;
      if (end > 0) yield all.subarray(0, end);
      all.copyWithin(0, end);
      held -= end;
      if (held > longest) throw new TraceProblem(`a line is longer than ${longest >> 20} MiB: this is not a trace`);
      if (held === memory.byteLength) memory = larger(memory);
    }
  } finally {
    await cancel();
  }
}

async function filled(fill: Source['fill'], into: Bytes): ReturnType<Source['fill']> {
  try {
    return await fill(into);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The trace cannot be read to its end: is it gone, or did it become shorter? (${why})`, {
      cause: error,
    });
  }
}

function larger(memory: ArrayBuffer): ArrayBuffer {
  const all = new Uint8Array(2 * memory.byteLength);
  all.set(new Uint8Array(memory));
  return all.buffer;
}

/** Where streams can, they write into our memory; else what they give is copied there. */
function sourceOf(stream: ReadableStream<Bytes>): Source {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = stream.getReader({ mode: 'byob' });
  } catch {
    return copying(stream.getReader());
  }
  return {
    fill: async (into) => {
      const { value, done } = await reader.read(into);
      if (!value) throw new Error('reading was given up');
      return { bytes: value, done };
    },
    cancel: () => reader.cancel(),
  };
}

function copying(reader: ReadableStreamDefaultReader<Bytes>): Source {
  let rest: Bytes = new Uint8Array();
  return {
    fill: async (into) => {
      if (rest.length === 0) {
        const { value, done } = await reader.read();
        if (done) return { bytes: into.subarray(0, 0), done };
        rest = value;
      }
      const fits = Math.min(rest.length, into.length);
      into.set(rest.subarray(0, fits));
      rest = rest.subarray(fits);
      return { bytes: into.subarray(0, fits), done: false };
    },
    cancel: () => reader.cancel(),
  };
}
