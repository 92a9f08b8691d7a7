import type { Command, Option } from 'commander';
import { InputError } from '../input-error.ts';
import { asTyped, several } from './option-values.ts';

/**
 * Makes a command refuse what commander lets pass and nobody means: an option with an empty value or with another option for
 * its value, and one that is given twice although it has one value. An argument must not be empty either.
 */
export function beStrict(command: Command): void {
  for (const option of command.options) {
    if (option.required || option.optional) refuseCareless(option, command);
  }
  command.hook('preAction', (_, { processedArgs, registeredArguments }) => {
    for (const [i, argument] of registeredArguments.entries()) {
      const given: unknown = processedArgs[i];
      if (![given].flat().includes('')) continue;
      throw new InputError({
        code: 'empty-argument',
        given: `'' for ${argument.name()}`,
        accepted: argument.description,
      });
    }
  });
}

function refuseCareless(option: Option, command: Command): void {
  const flag = option.long ?? option.flags;
  const isAnOption = (text: string): boolean => command.options.some(({ long }) => long === text.split('=')[0]);
  const refuse = (given: string, accepted: string): never => {
    throw new InputError({ code: 'bad-option', given, accepted });
  };
  let before: string | undefined;
  command.on(`option:${option.name()}`, (text: string | null) => {
    if (text === null) return;
    if (text === '' || isAnOption(text)) refuse(asTyped(flag, text), `${option.flags}: ${option.description}`);
    if (before !== undefined && option.parseArg !== several)
      refuse(`${flag} twice (${before}, ${text})`, `${flag} once`);
    before = text;
  });
}
