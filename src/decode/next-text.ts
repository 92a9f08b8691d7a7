import pc from 'picocolors';
import { columns } from './field-text.ts';
import type { Next, NextStep, Repetition } from './next.ts';

/** Names of the counters in sd.c. */
const counterNames = {
  retries: 'xb_retry_count',
  victims: 'xb_victim_retry_count',
  unitAttentions: 'xb_ua_retry_count',
  notReadies: 'xb_nr_retry_count',
} as const;

/** What the driver does next, for people. */
export function nextText(next: Next, options: { readonly sending: boolean }): string {
  const by = pc.dim(`by the rules of sd(7D), default parameters (machine ${next.machine})`);
  const head = `${pc.bold(`what the driver does next: ${next.summary}`)}\n  ${by}\n`;
  const sending = options.sending ? `  to send it:\n${stepsText(next.sending)}  if it ends with GOOD:\n` : '';
  const told = next.told.length === 0 ? '' : `  told to the unit: ${next.told.join(', ')}\n`;
  const repeated = next.repetitions.length === 0 ? '' : `  if it goes on failing so:\n${repetitionsText(next)}`;
  const usual = new Set(next.first.map(({ transition }) => transition));
  const later = next.later.map(({ failure, steps }) => {
    const other = steps.filter(({ transition }) => !usual.has(transition));
    return `  failure ${failure} takes another way:\n${stepsText(other)}`;
  });
  return `${head}${sending}${stepsText(next.first)}${told}${repeated}${later.join('')}`;
}

function stepsText(steps: readonly NextStep[]): string {
  return steps
    .map(({ state, description, clauses }) => {
      const sources = clauses.map(({ document, section, confidence }) => `${document} ${section} (${confidence})`);
      const cited = pc.dim([...new Set(sources)].join('; '));
      return `    ${pc.cyan(state || '(any state)')}: ${description}\n        ${cited}\n`;
    })
    .join('');
}

function repetitionsText({ repetitions, end }: Next): string {
  const rows = repetitions.map((part) => [numbers(part), doing(part)]);
  if (end !== null) rows.push(['then', end.error === 'none' ? 'success' : `${end.error}, b_resid ${end.resid}`]);
  return columns(rows, '    ');
}

function numbers({ from, to }: Repetition): string {
  if (to === null) return `${from}, ...`;
  return from === to ? String(from) : `${from} to ${to}`;
}

function doing({ kind, class: name, counter, delayMs, resets }: Repetition): string {
  const reset = resets.map((level) => `scsi_reset ${level}, then `).join('');
  const when = delayMs === 0 ? 'at once' : `after ${delayMs < 1000 ? `${delayMs} ms` : `${delayMs / 1000} s`}`;
  const counted = counter === null ? 'not counted' : `counted in ${counterNames[counter]}`;
  const what = {
    retry: `${name} retry ${when}`,
    startUnit: `START UNIT ${when}, then the command again`,
    offeredAgain: `scsi_transport again ${when}`,
  }[kind];
  return `${reset}${what}, ${counted}`;
}
