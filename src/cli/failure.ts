import { InputError } from '../input-error.ts';

/** Errors by which the machines, or what runs them, say that they are wrong: no mistake of the user. */
const defects: Readonly<Record<string, string>> = {
  UnexpectedMessageError: 'unexpected message',
  StackStuckError: 'the stack is stuck',
  MachineError: 'a machine failed',
  UnknownAddressError: 'a machine failed',
  ReplayDivergence: 'the replay diverged',
  LaneOverflowError: 'too many messages on their way',
  SymmetryError: 'slots are told apart',
  UndeclaredSlotError: 'slots are told apart',
  ImpureMachineError: 'a machine is not pure',
};

const longest = 600;
const onOneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= longest ? line : `${line.slice(0, longest - 3)}...`;
};

/** What a defect of the model says, on one line; undefined for any other error. */
export function defectText(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const kind = defects[error.name];
  return kind === undefined ? undefined : onOneLine(`defect of the model: ${kind}: ${error.message}`);
}

/** What to print for an error, on one line, and the exit code. */
export function failure(error: unknown): { readonly line: string; readonly status: number } {
  if (error instanceof InputError) return { line: error.message, status: 2 };
  const defect = defectText(error);
  if (defect !== undefined) return { line: defect, status: 1 };
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return {
    line: onOneLine(`defect of scsi-statecharts: ${text} (SCSI_STATECHARTS_STACK=1 shows where)`),
    status: 1,
  };
}
