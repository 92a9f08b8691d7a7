import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';

/** Lines of the recorded workload's trace, without its end. */
export async function workloadTrace(): Promise<string[]> {
  const pieces: string[] = [];
  const scenario = join(import.meta.dirname, '../../../src/scenario/library/ext4-mixed.yaml');
  await runScenario(await loadScenario(scenario), { traceSink: (text) => pieces.push(text) });
  return pieces.join('').trimEnd().split('\n').slice(0, -1);
}

export const messagesIn = (line: string): number => line.split('"took":').length - 1;

const begin = /^\{"step":\{"n":\d+,"at":(\d+)/;

/** A trace of so many messages: the same run again and again, with its steps and times going on. */
export function* longTrace([header = '', ...lines]: readonly string[], messages: number): Generator<string> {
  yield header;
  let n = 0;
  let base = 0;
  for (let written = 0; ; ) {
    let at = base;
    for (const line of lines) {
      const found = begin.exec(line);
      if (!found) {
        yield line;
        continue;
      }
      at = base + Number(found[1]);
      yield `{"step":{"n":${n++},"at":${at}${line.slice(found[0].length)}`;
      written += messagesIn(line);
      if (written >= messages) return;
    }
    base = at + 1000;
  }
}

/** @returns steps in it. */
export function writeLongTrace(file: string, lines: readonly string[], messages: number): number {
  const descriptor = openSync(file, 'w');
  let pending: string[] = [];
  let steps = 0;
  for (const line of longTrace(lines, messages)) {
    pending.push(line);
    if (line.startsWith('{"step"')) steps += 1;
    if (pending.length < 4000) continue;
    writeSync(descriptor, `${pending.join('\n')}\n`);
    pending = [];
  }
  writeSync(descriptor, `${pending.join('\n')}\n`);
  closeSync(descriptor);
  return steps;
}
