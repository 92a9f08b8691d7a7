export type WrittenStep = { readonly at: number; readonly received: number };

/**
 * Told of a message received, in two parts: `{"from":...,"to":...,"message":{...}` and `"took":[...],...,"state":...`. They
 * are not parsed, and are nonsense when the line is not of the form that it seems to have.
 */
export type EachWritten = (message: string, became: string) => void;

const begin = /^\{"step":\{"n":\d+,"at":(\d+),"kind":"(?:start|message|timer)","got":\[/;
const tookKey = ',"took":[';
const stateKey = '"state":';
const nextMessage = '},{"from":';

/**
 * Cuts the line of a step in the form in which the program writes it into the messages that it tells of, without parsing it.
 *
 * @returns undefined when the line is of another form, or has what needs more than that; `each` may have been called.
 */
export function writtenStep(line: string, each: EachWritten): WrittenStep | undefined {
  const begun = begin.exec(line);
  if (!begun || !line.endsWith('}}')) return undefined;
  let at = begun[0].length;
  let received = 0;
  if (line[at] === ']') at += 1;
  else {
    for (let more = true; more; ) {
      const took = line.indexOf(tookKey, at);
      const state = took < 0 ? -1 : line.indexOf(stateKey, took);
      if (state < 0) return undefined;
      // No state has a list in it: the first one to end is that of the messages.
      const last = line.indexOf('}]', state);
      const next = line.indexOf(nextMessage, state);
      if (last < 0) return undefined;
      more = next >= 0 && next < last;
      const end = more ? next : last;
      each(line.slice(at, took), line.slice(took + 1, end));
      received += 1;
      at = end + 2;
    }
  }
  // What the world chose makes marks: that is parsed.
  return line.startsWith(',"chose":', at) ? undefined : { at: Number(begun[1]), received };
}
