import { InputError } from '../input-error.ts';

/** What was given to an option, as it can be typed again. */
export const asTyped = (flag: string, text: string): string =>
  `${flag} ${/^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`}`;

/** A parser for an option that takes a whole number. */
export function wholeNumber(flag: string, least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const upTo = most === Number.MAX_SAFE_INTEGER && !(value > most) ? '' : ` to ${most}`;
    throw new InputError({
      code: 'bad-option',
      given: asTyped(flag, text),
      accepted: `a whole number from ${least}${upTo}`,
    });
  };
}

/** A parser for an option with fixed values. */
export function oneOf<const T extends string>(flag: string, values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found !== undefined) return found;
    throw new InputError({ code: 'bad-option', given: asTyped(flag, text), accepted: values.join(' or ') });
  };
}

/** The parser of an option that may be given several times. */
export const several = (text: string, before: readonly string[] = []): string[] => [...before, text];
