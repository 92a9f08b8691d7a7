import { comment, source } from './test-source.ts';

/** A scenario of which a test is made. */
export type TestedScenario = {
  readonly title: string;
  /** File name under which it would be saved; messages name it. */
  readonly file: string;
  /** Its text. */
  readonly yaml: string;
  /** How the run ends when the machines are wrong, as the error says it; undefined when it comes to its end. */
  readonly defect?: string;
};

/**
 * A test file for vitest that runs a scenario: it passes as long as everything that the scenario expects is seen, or, of a
 * run that ends with a defect, as long as it does.
 */
export function scenarioTest({ title, file, yaml, defect }: TestedScenario): string {
  const expectation =
    defect === undefined
      ? `  const { failures } = await runScenario(await readScenario(scenario, ${source(file, 0)}));
  expect(failures).toEqual([]);`
      : `  const run = readScenario(scenario, ${source(file, 0)}).then((loaded) => runScenario(loaded));
  await expect(run).rejects.toThrow(${source(defect, 0)});`;
  return `import { readScenario, runScenario } from 'scsi-statecharts';
import { expect, it } from 'vitest';

${comment(`${title}.`)}const scenario = ${template(yaml)};

it(${source(title, 0)}, async () => {
${expectation}
});
`;
}

const template = (text: string): string => `\`${text.replaceAll(/[\\`]|\$\{/g, (found) => `\\${found}`)}\``;
