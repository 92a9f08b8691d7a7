import { messageText } from '../session/message-text.ts';
import type { Trace } from '../trace/trace.ts';
import { timeText } from '../views/time-text.ts';

/** Mermaid reads `;` as the end of a line and `#` as the beginning of a character code. */
const safe = (text: string): string => text.replaceAll(/[;#]/g, ' ').replaceAll('\n', ' ');
const alias = (address: string): string => address.replaceAll(/[^A-Za-z0-9]/g, '_');

/** Messages as a Mermaid sequence diagram, in the order of the places given. */
export async function mermaidOf(trace: Trace, places: readonly number[]): Promise<string> {
  const lines: string[] = [];
  const actors = new Set<string>();
  let time = -1;
  for (const place of places) {
    const delivery = trace.exactDelivery(place) ?? (await trace.reading(place));
    if (!delivery) continue;
    const { from, to, message } = delivery;
    const sender = from ?? to;
    actors.add(sender);
    actors.add(to);
    const at = trace.timeOf(trace.stepOf.at(place));
    if (at !== time) lines.push(`  Note over ${alias(to)}: ${timeText(at)}`);
    time = at;
    lines.push(`  ${alias(sender)}->>${alias(to)}: ${safe(messageText(message))}`);
  }
  const participants = [...actors].map((address) => `  participant ${alias(address)} as ${safe(address)}`);
  return ['sequenceDiagram', ...participants, ...lines, ''].join('\n');
}
