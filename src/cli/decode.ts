import { text as readAll } from 'node:stream/consumers';
import type { Command } from 'commander';
import { decode } from '../decode/decode.ts';
import { decodeText } from '../decode/decode-text.ts';
import { hexBytes } from '../decode/hex-text.ts';
import { type As, readings } from '../decode/read-text.ts';
import { InputError } from '../input-error.ts';
import { type MoreHelp, moreHelp } from './help-text.ts';
import { oneOf } from './option-values.ts';
import { fitted } from './terminal.ts';

type Options = { as?: As; direction?: 'in' | 'out'; json?: boolean };

const more: MoreHelp = {
  examples: [
    ['decode 28 00 00 00 12 30 00 00 08 00'],
    ['decode "70 00 03 00 00 12 30 0a 00 00 00 00 11 00"'],
    ['decode pkt_reason=CMD_RESET pkt_state=0x1f', 'also pkt_statistics, and any scb'],
    ['decode CMD_TIMEOUT --direction out'],
    ['decode -', 'the standard input, e.g. dmesg | scsi-statecharts decode -'],
  ],
};

/** `decode`: every field of what a person pastes, and what the driver does next. */
export function addDecode(program: Command): void {
  program
    .command('decode')
    .description('take apart a CDB, sense data, packet fields or console lines; say what the driver does next')
    .argument('<text...>', 'hex bytes or text; lines, or several arguments, may complete each other; - reads stdin')
    .option('--as <reading>', `read it as ${readings.join(', ')}`, oneOf('--as', readings))
    .option('--direction <in|out>', 'data of a command whose bytes do not tell', oneOf('--direction', ['in', 'out']))
    .option('--json', 'for programs')
    .addHelpText('after', moreHelp(more))
    .action(async (words: string[], { json, ...options }: Options) => {
      const result = decode(await textOf(words), options);
      process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : fitted(decodeText(result)));
    });
}

/** Arguments that are single bytes, or single packet words, make one line; any other argument is a line of its own. */
async function textOf(words: readonly string[]): Promise<string> {
  const { stdin } = process;
  if (words.length === 1 && words[0] === '-') return readAll(stdin);
  if (words.includes('-')) {
    throw new InputError({ code: 'decode-stdin', given: '- among other arguments', accepted: '- alone, or text' });
  }
  // Two characters that are no byte are a slip within bytes, not a line that says something else.
  const oneLine =
    words.every((word) => hexBytes(word)?.length === 1 || /^\w{1,2}$/.test(word)) ||
    words.every((word) => /^\S+$/.test(word) && !hexBytes(word));
  return words.join(oneLine ? ' ' : '\n');
}
