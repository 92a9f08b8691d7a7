import type { TextLine } from '../../../src/workload/text-lines.ts';

const recorded = import.meta.glob<string>('../../../src/scenario/library/workloads/*.gz', {
  query: '?url',
  import: 'default',
  eager: true,
});

/** As the program's own, for the recorded workloads that are shipped. */
export async function* readTextLines(file: string): AsyncGenerator<TextLine, void, undefined> {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const url = Object.entries(recorded).find(([path]) => path.endsWith(`/${name}`))?.[1];
  if (url === undefined) throw new Error(`the workload ${name} is not shipped`);
  const response = await fetch(url);
  if (!response.ok || !response.body) throw new Error(`the workload ${name} could not be fetched`);
  const text = response.body.pipeThrough(new DecompressionStream('gzip')).pipeThrough(new TextDecoderStream());
  const reader = text.getReader();
  let rest = '';
  let number = 0;
  for (;;) {
    const { value, done } = await reader.read();
    const pieces = (rest + (value ?? '')).split('\n');
    rest = done ? '' : (pieces.pop() ?? '');
    for (const piece of pieces) {
      if (done && piece === '') continue;
      number += 1;
      yield { text: piece, number, terminated: true };
    }
    if (done) return;
  }
}
