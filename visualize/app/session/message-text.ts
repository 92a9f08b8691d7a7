import { choices } from '../../../machines/protocol/choices.ts';
import type { TraceMessage } from '../trace/records.ts';

const telling = [
  'op',
  'result',
  'reason',
  'status',
  'level',
  'outcome',
  'sense',
  'error',
  'scsiStatus',
  'cardStatus',
  'adapterStatus',
  'cap',
  'value',
  'phase',
  'asked',
] as const;
const spoken: Readonly<Record<string, string>> = { CHECK_CONDITION: 'CHECK CONDITION', QUEUE_FULL: 'QUEUE FULL' };

/** What is worth telling of a message beside its type. */
export function messageFacts(message: TraceMessage): string[] {
  const benign = new Map((choices[message.type] ?? []).map(({ field, alternatives }) => [field, alternatives[0]]));
  const facts = telling.flatMap((field) => {
    const value = message[field];
    if (value === undefined || value === null || value === 'none' || value === benign.get(field)) return [];
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return [spoken[text] ?? text];
  });
  for (const [field, usual] of benign) {
    const value = message[field];
    if (typeof value === 'string' && value !== usual && !facts.includes(value)) facts.push(`${field} ${value}`);
  }
  return facts;
}

export function messageText(message: TraceMessage): string {
  if (message.type.startsWith('xstate.after.'))
    return `${message.type.slice('xstate.after.'.length).split('.')[0]} is over`;
  if (message.type === 'xstate.init') return 'start';
  return [message.type, ...messageFacts(message)].join(' ');
}
