import type { Command } from 'commander';
import { InputError } from '../input-error.ts';

/** A situation in which some options say nothing. */
export type Unheeded = {
  readonly applies: boolean;
  /** As `--json`, without the dashes, or all but these. */
  readonly options: readonly string[] | { readonly allBut: readonly string[] };
  /** Behind the option: `with --list`, `for published systems`. */
  readonly there: string;
  readonly accepted: (option: string) => string;
};

/** @throws InputError for an option that was given where nothing would come of it. */
export function refuseUnheeded(command: Command, situations: readonly Unheeded[]): void {
  const given = command.options.filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli');
  const names = [...new Set(given.map((option) => option.name()))];
  for (const { applies, options, there, accepted } of situations) {
    const silent = (name: string): boolean =>
      'allBut' in options ? !options.allBut.includes(name) : options.includes(name);
    const said = applies ? names.find(silent) : undefined;
    if (said === undefined) continue;
    throw new InputError({
      code: 'option-not-heeded',
      given: `--${said} ${there}`,
      accepted: accepted(`--${said}`),
    });
  }
}
