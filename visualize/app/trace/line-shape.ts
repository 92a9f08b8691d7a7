import type { StateValue } from 'xstate';
import type { Answer, End, Header, Request } from './records.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** All these fields are texts. */
const hasTexts = (value: unknown, ...names: readonly string[]): boolean =>
  isRecord(value) && names.every((name) => typeof value[name] === 'string');

const hasNumbers = (value: unknown, ...names: readonly string[]): boolean =>
  isRecord(value) && names.every((name) => typeof value[name] === 'number');

const isTyped = (value: unknown): boolean => hasTexts(value, 'type');

/** A state as machines have them: a name, or by region. */
export const isStateValue = (value: unknown): value is StateValue =>
  typeof value === 'string' || (isRecord(value) && Object.values(value).every(isStateValue));

export const isListOfTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string');

const isSent = (value: unknown): boolean =>
  isRecord(value) &&
  (value['from'] === null || hasTexts(value, 'from')) &&
  hasTexts(value, 'to') &&
  isTyped(value['message']);

/** What each list of a step consists of. */
const elements: Readonly<Record<string, (each: unknown) => boolean>> = {
  got: (each) => isRecord(each) && isSent(each) && isListOfTexts(each['took']) && isStateValue(each['state']),
  chose: (each) => isRecord(each) && typeof each['n'] === 'number' && isTyped(each) && isRecord(each['fields']),
  sent: isSent,
  effects: (each) => isRecord(each) && hasTexts(each, 'from') && isTyped(each['effect']),
  armed: (each) => isRecord(each) && hasTexts(each, 'owner', 'timer', 'delay') && typeof each['ms'] === 'number',
  cancelled: (each) => hasTexts(each, 'owner', 'timer'),
  moved: (each) => isRecord(each) && typeof each['n'] === 'number' && isTyped(each),
};

/**
 * The first list of a step that is not as this program writes it; undefined when all are. Whoever wrote the trace: what is
 * drawn can rely on it.
 */
export const oddList = (step: Readonly<Record<string, unknown>>): string | undefined =>
  Object.keys(elements).find((name) => {
    const list = step[name];
    return list !== undefined && !(Array.isArray(list) && list.every(elements[name] ?? isRecord));
  });

// Who repeats a run looks at these in full. Here it is enough that they can be shown.
export const isRequest = (value: unknown): value is Request =>
  isRecord(value) &&
  hasNumbers(value, 'at', 'index', 'outstanding') &&
  hasTexts(value, 'slot', 'unit', 'entry', 'cdb') &&
  isListOfTexts(value['flags']);

export const isAnswer = (value: unknown): value is Answer =>
  hasNumbers(value, 'at', 'index', 'mismatches') && hasTexts(value, 'slot', 'error', 'resid');

export const isEnd = (value: unknown): value is End => hasNumbers(value, 'at', 'steps');

export const isStory = (value: unknown): value is NonNullable<Header['story']> => {
  if (!isRecord(value) || !hasTexts(value, 'says')) return false;
  const { shows } = value;
  return (
    hasTexts(shows, 'kind', 'says') &&
    (!isRecord(shows) || shows['kind'] !== 'property' || hasTexts(shows, 'id', 'instance'))
  );
};
