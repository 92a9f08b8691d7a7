import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { GrowingTrace } from '../../visualize/server/growing-trace.ts';
import { type InspectorSource, serveInspector } from '../../visualize/server/inspector-server.ts';
import { startChromium } from './chromium.ts';
import { lastStep, type OpenedPage, openPage, position } from './open-page.ts';
import { library, traceText } from './run-trace.ts';

const folder = mkdtempSync(join(tmpdir(), 'scsi-statecharts-sources-'));
let browser: { context: BrowserContext; close: () => Promise<void> };
let opened: OpenedPage | undefined;
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  browser = await startChromium('light');
}, 120_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  await opened?.page.close();
  for (const close of closing.splice(0)) await close();
  expect(opened?.complaints).toEqual([]);
});

async function open(source: InspectorSource | undefined, hash?: string) {
  const server = await serveInspector(source);
  closing.push(() => server.close());
  const [base = '', own = ''] = server.address.split('#');
  opened = await openPage(browser.context, `${base}${hash ?? `#${own}`}`);
  return { page: opened.page, address: server.address };
}

const patience = { timeout: 20_000 };

/** A run that goes on as far as it is let. */
function heldRun(scenario: string) {
  const trace = new GrowingTrace();
  closing.push(() => trace.close());
  let steps = 0;
  let upTo = 0;
  let wake = (): void => undefined;
  const go = (to: number): void => {
    upTo = to;
    wake();
  };
  const run = async (): Promise<void> => {
    await runScenario(await loadScenario(join(library, `${scenario}.yaml`)), {
      runtime: 'actors',
      traceSink: (text) => trace.write(text),
      pause: () => {
        steps += 1;
        if (steps < upTo) return undefined;
        return new Promise((resolve) => {
          wake = () => upTo > steps && resolve();
        });
      },
    });
    trace.end();
  };
  return { trace, go, done: run() };
}

describe('a run that goes on', () => {
  test('is followed as it happens; going back does not stop it; afterwards it is a trace', async () => {
    const { trace, go, done } = heldRun('medium-error');
    go(60);
    const { page, address } = await open({ kind: 'live', name: 'a live run', trace });
    await expect.poll(() => lastStep(page), patience).toBeGreaterThan(40);
    expect(await lastStep(page)).toBeLessThan(60);
    const live = page.getByRole('button', { name: 'Live', exact: true });
    expect(await live.getAttribute('aria-pressed')).toBe('true');
    expect(await position(page)).toBe(await lastStep(page));

    await page.keyboard.press('Home');
    expect(await page.getByRole('button', { name: 'Go live' }).getAttribute('aria-pressed')).toBe('false');
    const before = await lastStep(page);
    go(120);
    await expect.poll(() => lastStep(page), patience).toBeGreaterThan(before);
    expect(await position(page)).toBe(0);
    // What was before can be looked at with everything, while it goes on.
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.headline h2').innerText()).toMatch(/\w+\.\w+/);
    expect(page.url()).toMatch(/#served=1&at=\d+$/);

    await page.getByRole('button', { name: 'Go live' }).click();
    expect(await position(page)).toBe(await lastStep(page));
    go(Number.POSITIVE_INFINITY);
    await done;
    await expect.poll(() => live.count(), patience).toBe(0);
    expect(await position(page)).toBe(await lastStep(page));
    const whole = await traceText('medium-error');
    expect(Math.abs((await lastStep(page)) - whole.split('{"step"').length)).toBeLessThan(100);

    await page.goto('about:blank');
    await page.goto(`${address.split('#')[0]}#served=1&view=sequence&at=150`);
    await expect.poll(() => page.getByRole('slider').inputValue(), patience).not.toBe('0');
    expect(await page.locator('.row.current').count()).toBe(1);
  });

  test('that ends in a defect says so, and what led there is there', async () => {
    const { trace, go } = heldRun('clean-read');
    go(40);
    const { page } = await open({ kind: 'live', name: 'a live run', trace });
    await expect.poll(() => lastStep(page), patience).toBeGreaterThan(20);
    trace.end('defect of the model: the stack is stuck');
    await page.getByText('defect of the model: the stack is stuck').waitFor();
    await page.keyboard.press('Home');
    expect(await page.locator('.headline h2').innerText()).toBe('start');
  });
});

describe('a long trace', () => {
  const file = join(folder, 'long.jsonl');
  let lines: string[] = [];
  beforeAll(async () => {
    const loaded = await loadScenario(join(library, 'ext4-mixed.yaml'));
    const pieces: string[] = [];
    await runScenario(
      { ...loaded, requests: loaded.requests.slice(0, 1000) },
      { traceSink: (text) => pieces.push(text) },
    );
    lines = pieces.join('').trimEnd().split('\n');
    writeFileSync(file, `${lines.join('\n')}\n`);
  });
  type Got = { step: { n: number; got: { to: string; message: { type: string }; took: string[] }[] } };
  const steps = (): Got[] => lines.filter((line) => line.startsWith('{"step"')).map((line) => JSON.parse(line) as Got);

  test('opens by its index; any place can be gone to, searched and explained', async () => {
    const { page } = await open({ kind: 'trace', name: 'long', file });
    const written = steps();
    await expect.poll(() => lastStep(page), patience).toBe(written.length - 1);
    const goTo = async (n: number): Promise<void> => {
      await page.getByRole('slider').evaluate((element, to) => {
        (element as unknown as { value: string }).value = String(to);
        element.dispatchEvent(new Event('input', { bubbles: true }));
      }, n);
    };
    for (const n of [0.9, 0.2, 0.6].map((part) => Math.floor(part * written.length))) {
      await goTo(n);
      const { to, message } = written[n]!.step.got[0]!;
      await expect.poll(() => page.locator('.headline .where').innerText(), patience).toContain(`step ${n} `);
      expect(await page.locator('.headline h2').innerText()).toContain(message.type);
      expect(await page.locator('.headline .route').innerText()).toContain(to);
    }
    // What the machine looked at there follows from all that it received before.
    const ofDriver = written.findLast(({ step }) => step.got[0]?.to === 'sd:d0')!.step.n;
    await goTo(ofDriver);
    await page.locator('.step .microstep').first().waitFor();

    // The transition that was taken for the first time last of all.
    const first = new Map<string, number>();
    for (const { step } of written) {
      for (const id of step.got.flatMap(({ took }) => took)) if (!first.has(id)) first.set(id, step.n);
    }
    const [rare, found] = [...first].reduce((last, each) => (each[1] > last[1] ? each : last));
    expect(found).toBeGreaterThan(1000);
    await goTo(0);
    await page.getByRole('searchbox').fill(rare);
    await page.keyboard.press('Enter');
    await expect.poll(() => position(page), patience).toBe(found);

    for (const view of ['sequence', 'packets', 'coverage'] as const) {
      await page
        .getByRole('button', { name: { sequence: 'Sequence', packets: /Packets/, coverage: 'Coverage' }[view] })
        .click();
    }
    expect(await page.locator('.heated .edge').count()).toBeGreaterThan(5);
  });

  test('is read from the disk of the person too; a line in it that is none is named', async () => {
    const spoilt = join(folder, 'spoilt.jsonl');
    const at = lines.findIndex((line, i) => i > lines.length * 0.7 && line.includes('"sent":['));
    writeFileSync(spoilt, lines.toSpliced(at, 1, (lines[at] ?? '').replace('"sent":[', '"sent":[oops')).join('\n'));
    const { page } = await open(undefined, '');
    await page.locator('input[type=file]').setInputFiles(spoilt);
    expect(await page.getByRole('alert').innerText()).toBe(
      `The trace cannot be read: line ${at + 1}: this is not a JSON object (is the file cut off?)`,
    );
    expect(await lastStep(page)).toBeGreaterThan(lines.length * 0.6);
  });
});
