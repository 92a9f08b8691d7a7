import { choiceRule, delayRule, eventRule, type FaultRule, hastenRule } from '../../../src/scenario/fault-rule.ts';
import type { Message } from '../../../src/system/machine-step.ts';

export type Choice = Extract<FaultRule, { at: unknown }>;

/** A rule of the scenario itself that is left out; its place among them. */
export type LeftOut = { readonly leaveOut: number };

/**
 * Rules as an address has them: `MESSAGE.FIELD=ALTERNATIVE@nth`, the world decides so in the nth occurrence;
 * `MESSAGE+MS@nth`, it is on its way for so much longer; `MESSAGE!@nth`, it comes before all others; `send~EVENT~ACTOR~AFTER+MS@nth`, something happens so long after
 * the nth message of a kind; `without~n`, the nth rule of the scenario is left out.
 */
export const choiceCode = (point: string, value: string, nth: number): string => `${point}=${value}@${nth}`;
export const delayCode = (message: string, ms: number, nth: number): string => `${message}+${ms}@${nth}`;
export const hastenCode = (message: string, nth: number): string => `${message}!@${nth}`;
export const eventCode = (send: Message, to: string, after: string, ms: number, nth: number): string =>
  `send~${JSON.stringify(send)}~${to}~${after}+${ms}@${nth}`;
export const leaveOutCode = (place: number): string => `without~${place}`;

/** The choice behind a code; undefined for another rule, and for nonsense. */
export function choiceOf(code: string): Choice | undefined {
  const found = /^([a-zA-Z.]+)=(.+?)@(\d+)$/.exec(code);
  const parsed = found && choiceRule.safeParse({ at: found[1], choose: found[2], nth: Number(found[3]) });
  return parsed?.success ? parsed.data : undefined;
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return undefined;
  }
}

/** The rule behind a code; undefined for nonsense. */
export function ruleOf(code: string): FaultRule | LeftOut | undefined {
  const leftOut = /^without~(\d{1,6})$/.exec(code);
  if (leftOut) return { leaveOut: Number(leftOut[1]) };
  const [, hasten, time] = /^([\w.]+)!@(\d+)$/.exec(code) ?? [];
  if (hasten !== undefined) return hastenRule.safeParse({ hasten, nth: Number(time) }).data;
  const found = /^(?:send~(.*)~(.+)~)?([\w.]+)\+(\d+(?:\.\d+)?)@(\d+)$/s.exec(code);
  if (!found) return choiceOf(code);
  const [, send, to, message, ms, nth] = found;
  const when = { ms: Number(ms), nth: Number(nth) };
  const parsed =
    to === undefined
      ? delayRule.safeParse({ delay: message, ...when })
      : eventRule.safeParse({ send: json(send), to, after: message, ...when });
  return parsed.success ? parsed.data : undefined;
}

/** A rule in words. */
export function ruleWords(code: string): string {
  const rule = ruleOf(code);
  if (!rule) return code;
  if ('leaveOut' in rule) return `without rule ${rule.leaveOut + 1} of the scenario`;
  if ('at' in rule) return `${rule.at}=${rule.choose} (occurrence ${rule.nth})`;
  if ('delay' in rule) return `${rule.delay} ${rule.ms} ms longer (occurrence ${rule.nth})`;
  if ('hasten' in rule) return `${rule.hasten} comes first (occurrence ${rule.nth})`;
  return `${rule.send.type} to ${rule.to} ${rule.ms} ms after ${rule.after} (occurrence ${rule.nth})`;
}
