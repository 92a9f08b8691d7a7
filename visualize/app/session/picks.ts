import { type ScheduledPick, scheduledPick } from '../../../src/scenario/scheduled.ts';
import type { Pick } from '../../../src/system/pick.ts';

/** In an address, `STEP~deliver~MESSAGE~FROM~TO`, `STEP~fire~DELAY~OWNER` or `STEP~send~MESSAGE~TO`; `-` is the world. */
export function pickCode(step: number, pick: Pick): string {
  switch (pick.kind) {
    case 'deliver':
      return [step, 'deliver', pick.message, pick.from ?? '-', pick.to].join('~');
    case 'fire':
      return [step, 'fire', pick.delay, pick.owner].join('~');
    case 'send':
      return [step, 'send', JSON.stringify(pick.message), pick.to].join('~');
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The pick behind a code; undefined for nonsense. */
export function pickOfCode(code: string): ScheduledPick | undefined {
  const [number, kind, what = '', ...who] = code.split('~');
  const step = Number(number);
  const [first = '', second = ''] = who;
  const given: unknown =
    kind === 'deliver'
      ? { step, deliver: what, ...(first === '-' ? {} : { from: first }), to: second }
      : kind === 'fire'
        ? { step, fire: what, of: first }
        : { step, send: json(what), to: first };
  const parsed = scheduledPick.safeParse(given);
  return parsed.success ? parsed.data : undefined;
}

/** A pick in words. */
export function pickText(code: string): string {
  const pick = pickOfCode(code);
  if (!pick) return code;
  if ('deliver' in pick) return `step ${pick.step}: ${pick.deliver} to ${pick.to}`;
  if ('fire' in pick) return `step ${pick.step}: ${pick.fire} of ${pick.of} is over`;
  return `step ${pick.step}: ${pick.send.type} to ${pick.to}`;
}
