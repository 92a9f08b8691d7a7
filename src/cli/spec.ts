import type { Command } from 'commander';
import { InputError } from '../input-error.ts';
import { type ClauseReference, findClauses } from '../spec/reference.ts';

const EXAMPLES = `
Examples:
  scsi-statecharts spec queue-resume           a clause, by its id
  scsi-statecharts spec aix-adapter-device     what a machine cites
  scsi-statecharts spec REQUEST SENSE fails    by words`;

/** `spec`: the sources, and what in the machines and properties comes of them. */
export function addSpec(program: Command): void {
  program
    .command('spec')
    .description('look a rule up: its source, the transitions that cite it, the properties that demand it')
    .argument('<words...>', 'id of a clause, or words of a clause, machine, state or transition')
    .option('--json', 'for programs')
    .addHelpText('after', EXAMPLES)
    .action((words: string[], { json }: { json?: boolean }) => {
      const found = findClauses(words);
      if (found.length === 0) {
        throw new InputError({
          code: 'unknown-clause',
          given: `spec ${words.join(' ')}`,
          accepted: 'the id of a clause, or words that a clause or a transition contains',
        });
      }
      process.stdout.write(json ? `${JSON.stringify(found, null, 2)}\n` : found.map(text).join('\n'));
    });
}

function text({ id, document, section, says, confidence, transitions, properties }: ClauseReference): string {
  return [
    `${id} (${confidence}: ${document}, ${section})`,
    `  ${says}`,
    ...transitions.map((each) => `  ${each.id}${each.description ? ` - ${each.description}` : ''}`),
    ...properties.map((each) => `  property ${each.id}: ${each.says}`),
    '',
  ].join('\n');
}
