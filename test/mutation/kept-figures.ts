import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from '../../src/cli/package-root.ts';
import { InputError } from '../../src/input-error.ts';
import { machineDigest } from '../../src/spec/machine-digest.ts';
import { machines } from '../../src/system/compose.ts';
import { type Counted, countedLine, type MutationReport } from './report.ts';

const count = z.int().nonnegative();
const schema = z.strictObject({
  machines: z.record(
    z.string(),
    z.strictObject({
      /** Of the machine that was judged. */
      digest: z.string(),
      total: count,
      killed: count,
      /** Survivors of which it is known why nothing can notice them. */
      explained: count,
    }),
  ),
  named: z.strictObject({ total: count, killed: count }),
  byProperty: z.record(z.string(), count),
});

/** The figures of the last judgement of each machine. */
export type KeptFigures = z.infer<typeof schema>;

const fileName = (): string => join(packageRoot(), 'test/mutation/kept-figures.json');

/** @throws InputError when the file holds something else */
export function keptFigures(): KeptFigures {
  const file = fileName();
  if (!existsSync(file)) return { machines: {}, named: { total: 0, killed: 0 }, byProperty: {} };
  const read = schema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (read.success) return read.data;
  throw new InputError({
    code: 'no-figures',
    where: file,
    given: z.prettifyError(read.error),
    accepted: 'what npm run mutants -- --keep has written',
  });
}

/** Puts the figures of a run in the place of those of the same machines; of the others they stay. */
export function keepFigures({ named, operators, byProperty }: MutationReport): void {
  const kept = keptFigures();
  const found: Record<string, KeptFigures['machines'][string]> = {};
  for (const machine of machines) {
    const judged = operators.byMachine[machine.id];
    const earlier = kept.machines[machine.id];
    if (judged) {
      const explained = operators.survivors.filter(
        ({ id, reason }) => reason !== null && id.startsWith(`${machine.id}: `),
      ).length;
      found[machine.id] = { digest: machineDigest(machine), ...judged, explained };
    } else if (earlier) found[machine.id] = earlier;
  }
  const { total, killed } = named.total > 0 ? named : kept.named;
  const figures: KeptFigures = {
    machines: found,
    named: { total, killed },
    byProperty: named.total > 0 ? byProperty : kept.byProperty,
  };
  writeFileSync(fileName(), `${JSON.stringify(figures, null, 2)}\n`);
}

/** Machines that were never judged, or are not what was judged. */
export const staleIn = (kept: KeptFigures): string[] =>
  machines.filter((machine) => kept.machines[machine.id]?.digest !== machineDigest(machine)).map(({ id }) => id);

const sumOf = (kept: KeptFigures): Counted & { explained: number } => {
  const sum = { total: 0, killed: 0, explained: 0 };
  for (const { total, killed, explained } of Object.values(kept.machines)) {
    sum.total += total;
    sum.killed += killed;
    sum.explained += explained;
  }
  return sum;
};

export function areGoodEnough(kept: KeptFigures): boolean {
  const { total, killed } = sumOf(kept);
  return (
    killed >= 0.9 * total &&
    kept.named.killed === kept.named.total &&
    Object.values(kept.byProperty).every((broken) => broken > 0)
  );
}

/** For people. */
export function keptText(kept: KeptFigures, stale: readonly string[]): string {
  const sum = sumOf(kept);
  const properties = Object.values(kept.byProperty);
  return [
    countedLine('', { total: 'total', killed: 'killed' }),
    ...Object.entries(kept.machines).map(([id, figures]) =>
      countedLine(id, figures, [
        ...(figures.explained > 0 ? [`${figures.explained} survive for a reason`] : []),
        ...(stale.includes(id) ? ['the machine has changed since'] : []),
      ]),
    ),
    countedLine('operator mutants', sum, [`${sum.explained} survive for a reason`]),
    countedLine('named variants', kept.named),
    countedLine('properties broken', {
      total: properties.length,
      killed: properties.filter((broken) => broken > 0).length,
    }),
    ...(stale.length > 0 ? [`\nto be judged again: ${stale.join(', ')}\n`] : []),
  ].join('');
}
