import { choices } from '../../machines/protocol/choices.ts';
import type { Effect } from '../../machines/protocol/effects.ts';
import type { Address } from '../../machines/protocol/names.ts';
import type { Message } from '../system/machine-step.ts';

/** Said by where the arrow begins and ends, or by the slot. */
const understood = new Set(['type', 'slot', 'lun', 'target', 'initiator', 'direction', 'replyTo', 'flags']);
const nothing = new Set<unknown>([null, false, 'none', 'zero', 0, '']);
/** Bits and privileges that say little to someone who looks for what went wrong. */
const usual = new Set(['disconnectPrivilege', 'negotiate', 'state', 'statistics', 'timed', 'renegotiate', 'arqBlock']);

/** What a message says, for one line: its type, whose it is, and what is not as it always is. */
export function messageText(message: Message, to: Address): string {
  const { type, slot, lun } = message;
  const of = [slot, lun, to.slice(to.indexOf(':') + 1)].find((each) => typeof each === 'string');
  const benign = new Map((choices[type] ?? []).map(({ field, alternatives }) => [field, alternatives[0]]));
  const rest = Object.entries(message).flatMap(([name, value]) => {
    if (understood.has(name) || usual.has(name) || nothing.has(value) || benign.get(name) === value) return [];
    if (value === true) return [name];
    if (name === 'range' && value === 'inside') return [];
    if (name === 'resid') return [`resid ${valueText(value)}`];
    return [valueText(value)];
  });
  return [type, ...(of === undefined ? [] : [of]), ...rest].join(' ');
}

/** All that a message says. */
export function wholeMessageText({ type, ...fields }: Message): string {
  const all = Object.entries(fields).map(([name, value]) => `${name}=${valueText(value)}`);
  return [type, ...all].join(' ');
}

/** A value of a field, short. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.map(valueText).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([name, inner]) => `${name}: ${valueText(inner)}`)
      .join(', ')}}`;
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What an effect does to the bytes. */
export function effectText(effect: Effect): string {
  switch (effect.type) {
    case 'effect.execute':
      return effect.resid === 'zero'
        ? `data of ${effect.slot} are moved`
        : `data of ${effect.slot}: resid ${effect.resid}`;
    case 'effect.registered':
      return `the key of ${effect.initiator} is registered`;
    case 'effect.reservations':
      return `${effect.registered.join(' and ') || 'nobody'} registered, ${effect.heldBy ?? 'nobody'} holds the reservation`;
    case 'effect.senseCapture':
      return `sense kept for ${effect.initiator}: ${effect.sense}`;
    case 'effect.senseReturn':
      return `sense handed over: ${effect.sense}`;
    case 'effect.autosense':
      return `sense sent along with the status of ${effect.slot}: ${effect.sense}`;
    case 'effect.senseClear':
      return `sense destroyed (of ${effect.initiator})`;
    case 'effect.unitReset':
      return `${effect.lun} is reset`;
    case 'effect.arqCopy':
    case 'effect.senseCopy':
      return `sense copied from ${effect.from} to ${effect.to}`;
    case 'effect.dmaWindow':
      return `the ${effect.window} window of ${effect.slot}'s data is bound, ${effect.resid} left`;
    case 'effect.dmaFree':
      return `nothing of ${effect.slot}'s data is bound`;
    case 'effect.nextFragment':
      return `the next fragment of ${effect.slot} is cut`;
    case 'effect.span':
      return `${effect.riders.join(', ')} go along with ${effect.slot}`;
    case 'effect.answered':
      return `${effect.slot} is answered: ${effect.error === 'none' ? 'no error' : effect.error}, resid ${effect.resid}`;
  }
}
