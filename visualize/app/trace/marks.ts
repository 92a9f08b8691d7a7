import type { TraceMessage, TraceStep } from './records.ts';

/** What stands out in a run: shown along the timeline, and jumped to. */
export type MarkKind = 'command' | 'check' | 'sense' | 'reset' | 'timeout' | 'fault' | 'answer' | 'error' | 'verdict';
export type Mark = { readonly place: number; readonly kind: MarkKind; readonly text: string };

export const markNames: Readonly<Record<MarkKind, string>> = {
  command: 'command given to the transport',
  check: 'CHECK CONDITION',
  sense: 'REQUEST SENSE',
  reset: 'reset',
  timeout: 'timeout',
  fault: 'fault',
  answer: 'request answered',
  error: 'request failed',
  verdict: 'what a story of the model checker shows',
};

/** What stands out in a message that was received. */
export function markOf(to: string, message: TraceMessage): Omit<Mark, 'place'> | undefined {
  const slot = to.slice(to.indexOf(':') + 1);
  switch (message.type) {
    case 'tran.start':
      return message['op'] === 'requestSense'
        ? { kind: 'sense', text: `REQUEST SENSE packet for ${String(message['lun'])}` }
        : { kind: 'command', text: `${String(message['op'])} in ${String(message['slot'])} is transported` };
    case 'pkt.comp':
      if (message['reason'] === 'CMD_TIMEOUT') return { kind: 'timeout', text: `${slot} comes back: CMD_TIMEOUT` };
      if (message['status'] === 'CHECK_CONDITION')
        return { kind: 'check', text: `${slot} comes back: CHECK CONDITION` };
      return message['reason'] === 'CMD_CMPLT'
        ? undefined
        : { kind: 'fault', text: `${slot}: ${String(message['reason'])}` };
    case 'sc.strategy':
    case 'sam.strategy':
      return message['op'] === 'requestSense'
        ? { kind: 'sense', text: `REQUEST SENSE for ${String(message['lun'])}` }
        : { kind: 'command', text: `${String(message['op'])} in ${String(message['slot'])} is handed over` };
    case 'sc.iodone':
    case 'sam.iodone':
      if (message['cardStatus'] === 'SC_CMD_TIMEOUT' || message['adapterStatus'] === 'SCSI_CMD_TIMEOUT')
        return { kind: 'timeout', text: `${String(message['slot'])} comes back: command timeout` };
      if (message['scsiStatus'] === 'SC_CHECK_CONDITION')
        return { kind: 'check', text: `${String(message['slot'])} comes back: SC_CHECK_CONDITION` };
      return message['error'] === 'none'
        ? undefined
        : { kind: 'fault', text: `${String(message['slot'])}: ${String(message['error'])}` };
    case 'tran.reset':
      return { kind: 'reset', text: String(message['level']) };
    case 'bus.assertReset':
      return { kind: 'reset', text: 'bus reset' };
    default:
      return undefined;
  }
}

/** What stands out in what the world decided, in a step whose first message is at `first`. */
export function marksOfChoices({ chose = [] }: TraceStep, first: number): Mark[] {
  return chose.flatMap(({ n, type, fields }) => {
    if (fields['more'] !== undefined) return []; // how much of a raw transfer is left is no fault
    const said = Object.entries(fields).map(([field, value]) => `${field} = ${String(value)}`);
    return [{ place: first + n, kind: 'fault', text: `the world decides on ${type}: ${said.join(', ')}` }];
  });
}
