import type { OperationClass } from '../../../machines/protocol/operation.ts';
import { type SenseClass, senseClasses } from '../../../machines/protocol/sense.ts';
import { internalCommand } from '../../../src/data-plane/internal-cdb.ts';
import { type CdbReport, cdbReport } from '../../../src/decode/cdb-report.ts';
import { type SenseReport, senseReport } from '../../../src/decode/sense-report.ts';
import { buildSense } from '../../../src/scsi/sense.ts';
import { senseOfClass } from '../../../src/scsi/sense-class.ts';
import type { TraceMessage } from '../trace/records.ts';
import type { Trace } from '../trace/trace.ts';

const fromHex = (text: string): Uint8Array =>
  Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

const attempt = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch {
    return undefined;
  }
};

/** The command in a slot at a place: that of its request, or the one that follows from the operation. */
export function cdbAt(trace: Trace, slot: string, place: number, op: unknown): CdbReport | undefined {
  const life = trace.lifeAt(slot, place);
  if (life) return attempt(() => cdbReport(fromHex(life.request.cdb)));
  if (typeof op !== 'string') return undefined;
  return attempt(() => cdbReport(internalCommand(op as OperationClass).cdb));
}

const isSense = (value: unknown): value is SenseClass => (senseClasses as readonly unknown[]).includes(value);

/** The class of sense data that a message names. */
export function senseIn(message: TraceMessage): SenseClass | undefined {
  const arq = message['arq'] as { sense?: unknown } | null | undefined;
  return [message['sense'], arq?.sense, message['outcome']].find(isSense);
}

/** Sense data of a class, taken apart. */
export function senseOf(sense: SenseClass): SenseReport | undefined {
  const meaning = attempt(() => senseOfClass(sense));
  return (
    meaning && attempt(() => senseReport({ senseBytes: buildSense(meaning) } as Parameters<typeof senseReport>[0]))
  );
}
