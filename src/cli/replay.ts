import pc from 'picocolors';
import { type ReplayedStory, replayStory } from '../story/replay-story.ts';
import type { Witness } from '../story/story-bytes.ts';
import { chartOf } from './check-text.ts';
import { fitted } from './terminal.ts';

type Options = { readonly json?: boolean; readonly verbose?: boolean };

/**
 * Replays a story that `check` has saved, and prints what came of it.
 *
 * @returns the exit status: 0 when every step happened as recorded.
 * @throws InputError for a file that is no saved story.
 */
export function replay(file: string, options: Options): number {
  const { story, ...result } = replayStory(file);
  if (options.json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  else process.stdout.write(`${fitted(replayText({ story, ...result }, options.verbose ?? false))}\n`);
  return result.divergence || result.contradictions.length > 0 ? 1 : 0;
}

const shortest = 200;
const short = (text: string): string => (text.length <= shortest ? text : `${text.slice(0, shortest - 3)}...`);

function replayText({ story, ...result }: ReplayedStory, verbose: boolean): string {
  const { divergence, witnesses, contradictions, steps, integrity, otherMachines } = result;
  const lines = divergence ? [] : [chartOf(story, verbose)];
  if (witnesses.length > 0) lines.push('  what the world chose, in bytes', ...witnessLines(witnesses));
  const { bytesRead, bytesWritten, mismatches } = integrity;
  lines.push(`  ${bytesRead} bytes read, ${bytesWritten} written, ${mismatches} blocks wrong`);
  if (otherMachines) lines.push(pc.yellow('  recorded with machines of other text'));
  for (const each of contradictions) lines.push(pc.red(`  the bytes contradict the story: ${each}`));
  if (divergence) {
    const where = divergence.step === undefined ? '' : `step ${divergence.step}, `;
    lines.push(pc.red(`  ${steps} steps as recorded, then not: ${where}${divergence.what} (line ${divergence.line})`));
    lines.push(`    recorded  ${short(divergence.recorded)}`, `    repeated  ${short(divergence.repeated)}`);
  } else lines.push(pc.green(`  all ${steps} steps as recorded, byte for byte`));
  return lines.join('\n');
}

/** Each once, with how often. */
function witnessLines(witnesses: readonly Witness[]): string[] {
  const times = new Map<string, number>();
  for (const { choice, value, command } of witnesses) {
    const range = command?.range
      ? `, blocks ${command.range.lba} to ${command.range.lba + command.range.blocks - 1}`
      : '';
    const about = command ? `: ${command.slot} ${command.name} ${command.cdb}${range}` : '';
    const text = `    ${choice} = ${value}${about}`;
    times.set(text, (times.get(text) ?? 0) + 1);
  }
  return [...times].map(([text, n]) => (n === 1 ? text : `${text} (${n} times)`));
}
