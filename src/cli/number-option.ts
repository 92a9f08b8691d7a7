import { InputError } from '../input-error.ts';

/** A parser for an option that takes a whole number. */
export function wholeNumber(flag: string, least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const upTo = most === Number.MAX_SAFE_INTEGER ? '' : ` to ${most}`;
    throw new InputError({
      code: 'bad-option',
      given: `${flag} ${text}`,
      accepted: `a whole number from ${least}${upTo}`,
    });
  };
}

/** A parser for an option with fixed values. */
export function oneOf<const T extends string>(flag: string, values: readonly T[]): (text: string) => T {
  return (text) => {
    const found = values.find((value) => value === text);
    if (found !== undefined) return found;
    throw new InputError({ code: 'bad-option', given: `${flag} ${text}`, accepted: values.join(' or ') });
  };
}
