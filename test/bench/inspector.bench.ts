import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { GrowingTrace } from '../../visualize/server/growing-trace.ts';
import { type InspectorSource, serveInspector } from '../../visualize/server/inspector-server.ts';
import { builtApp } from '../../visualize/server/served-files.ts';
import { startChromium } from '../visualize/chromium.ts';
import { longTrace, messagesIn, workloadTrace, writeLongTrace } from './long-trace.ts';
import { median } from './median.ts';

const rounds = 3;
const messages = 1_000_000;
/** Messages a second that a live run tells, and for how many seconds. */
const rate = 10_000;
const seconds = 8;

const folder = mkdtempSync(join(tmpdir(), 'scsi-statecharts-bench-'));
const browser = await startChromium('light');
const row = (what: string, value: string): void => console.log(`${what.padEnd(56)}${value.padStart(14)}`);
const ms = (value: number): string => `${value.toFixed(0)} ms`;
const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

async function opened(source: InspectorSource | undefined, look: (page: Page) => Promise<void>): Promise<void> {
  const server = await serveInspector(source);
  const page = await browser.context.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(server.address);
  await look(page);
  await page.close();
  await server.close();
}

/** Processor time of this process's descendants, all processes of Chromium; only Linux tells. */
function chromiumSeconds(): number {
  if (!existsSync('/proc/self/stat')) return Number.NaN;
  const ticks = new Map<number, { parent: number; used: number }>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ')
        .map(Number);
      ticks.set(Number(name), { parent: fields[1] ?? 0, used: (fields[11] ?? 0) + (fields[12] ?? 0) });
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (id: number): boolean => {
    const parent = ticks.get(id)?.parent ?? 0;
    return parent === process.pid || (parent > 1 && isOurs(parent));
  };
  return [...ticks].reduce((sum, [id, { used }]) => sum + (isOurs(id) ? used : 0), 0) / 100;
}

/** Memory of the page's own thread, what is outside of the JavaScript heap among it. */
async function memory(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const usage = (await session.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
  return usage.usedSize + (usage.backingStorageSize ?? 0);
}

/** Resident memory of the largest process of Chromium: the page with all its threads; only Linux tells. */
function residentMemory(): number {
  if (!existsSync('/proc/self/stat')) return Number.NaN;
  let most = 0;
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      if (!command.includes('--type=renderer') || !descends(Number(name))) continue;
      const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8')) ?? [];
      most = Math.max(most, Number(kilobytes) * 1024);
    } catch {
      // It has ended meanwhile.
    }
  }
  return most;
}

/** A process that descends from this one. */
function descends(id: number): boolean {
  const [, , parent = 0] = readFileSync(`/proc/${id}/stat`, 'utf8')
    .replace(/^(\d+) \(.*\) /s, '$1 ')
    .split(' ')
    .map(Number);
  return parent === process.pid || (parent > 1 && descends(parent));
}

/** The document of the page, for functions that run there. */
type There = { document: { querySelector(at: string): { textContent: string } | null } };

const indexed = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () => {
      const { document } = globalThis as unknown as There;
      return document.querySelector('.position strong') && !document.querySelector('h1 .status');
    },
    undefined,
    { polling: 20 },
  );

/** The sent bytes of the page before machine data: its document, code and style. */
function size(): number {
  const app = builtApp();
  const files = readdirSync(join(app, 'assets')).filter((name) => /^index-.*\.(js|css)$/.test(name));
  return [join(app, 'index.html'), ...files.map((name) => join(app, 'assets', name))]
    .map((file) => gzipSync(readFileSync(file)).length)
    .reduce((sum, each) => sum + each, 0);
}

async function longTraces(lines: readonly string[]): Promise<void> {
  const file = join(folder, 'long.jsonl');
  const steps = writeLongTrace(file, lines, messages);
  await opened(undefined, async (page) => {
    await page.locator('input[type=file]').waitFor({ state: 'attached' });
    await memory(page);
    row('resident, with no trace', mb(residentMemory()));
  });
  console.log(
    `\na trace of ${messages.toLocaleString('en-US')} messages, ${steps.toLocaleString('en-US')} steps, ${mb(statSync(file).size)}`,
  );
  for (const kind of ['served', 'file'] as const) {
    const [first, whole, used, scrubs, held]: [number[], number[], number[], number[], number[]] = [[], [], [], [], []];
    const [soon, later, resident, settled]: [number[], number[], number[], number[]] = [[], [], [], []];
    for (let round = 0; round < rounds; round++) {
      await opened(kind === 'served' ? { kind: 'trace', name: 'long', file } : undefined, async (page) => {
        const before = chromiumSeconds();
        const begin = performance.now();
        if (kind === 'served') await page.reload();
        else await page.locator('input[type=file]').setInputFiles(file);
        await page.locator('.position strong').waitFor();
        first.push(performance.now() - begin);
        await indexed(page);
        whole.push(performance.now() - begin);
        used.push(chromiumSeconds() - before);
        for (const part of [0.9, 0.1, 0.55, 0.35, 0.75]) {
          const n = Math.floor(steps * part);
          const from = performance.now();
          await page.getByRole('slider').fill(String(n));
          await page.waitForFunction(
            (wanted) =>
              (globalThis as unknown as There).document
                .querySelector('.step .where')
                ?.textContent.startsWith(`step ${wanted} `),
            n,
            { polling: 5 },
          );
          scrubs.push(performance.now() - from);
        }
        // What a machine held far from the beginning: at once, and again elsewhere when frames have been taken of it all.
        soon.push(await untilExplained(page, Math.floor(steps * 0.97)));
        later.push(await untilExplained(page, Math.floor(steps * 0.6)));
        held.push(await memory(page));
        resident.push(residentMemory());
        // Every line has been parsed, and the threads are gone.
        while (page.workers().length > 0) await new Promise((resolve) => setTimeout(resolve, 100));
        await memory(page);
        settled.push(residentMemory());
      });
    }
    row(`${kind}: first step shown`, ms(median(first)));
    row(`${kind}: every step can be gone to`, ms(median(whole)));
    row(`${kind}: processor time of Chromium until then`, `${median(used).toFixed(1)} s`);
    row(`${kind}: to a step anywhere`, ms(median(scrubs)));
    row(`${kind}: what a machine held, near the end, at once`, ms(median(soon)));
    row(`${kind}: the same elsewhere, then`, ms(median(later)));
    row(`${kind}: memory of the page`, mb(median(held)));
    row(`${kind}: resident, with its threads`, mb(median(resident)));
    row(`${kind}: resident, when all has been checked`, mb(median(settled)));
  }
}

/** Goes to a step and waits for what the machine looked at there; milliseconds. */
async function untilExplained(page: Page, step: number): Promise<number> {
  const begin = performance.now();
  await page.getByRole('slider').fill(String(step));
  await page.waitForFunction(
    (wanted) => {
      const { document } = globalThis as unknown as There;
      return (
        document.querySelector('.step .where')?.textContent.startsWith(`step ${wanted} `) &&
        document.querySelector('.step .microstep') !== null
      );
    },
    step,
    { polling: 5 },
  );
  return performance.now() - begin;
}

/** Beginning with the one that is there at first. */
const views = ['Stack', 'Statecharts', 'Sequence', 'Packets'] as const;

type Frames = { frames: number[]; long: number[]; places: number };

/** Intervals between frames, and long tasks, while a run tells so many messages a second. */
async function live(lines: readonly string[], view: string, perSecond = rate): Promise<Frames> {
  const trace = new GrowingTrace();
  let found: Frames = { frames: [], long: [], places: 0 };
  await opened({ kind: 'live', name: 'live', trace }, async (page) => {
    if (view !== views[0])
      await page
        .getByRole('navigation', { name: 'Views' })
        .getByRole('button', { name: new RegExp(view) })
        .click();
    await page.evaluate(`
      frames = []; long = [];
      new PerformanceObserver((list) => long.push(...list.getEntries().map((each) => each.duration))).observe({ entryTypes: ['longtask'] });
      let last = performance.now();
      const frame = () => { const now = performance.now(); frames.push(now - last); last = now; requestAnimationFrame(frame); };
      requestAnimationFrame(frame);
    `);
    const source = longTrace(lines, rate * seconds);
    const begin = performance.now();
    for (let told = 0; performance.now() - begin < seconds * 1000; ) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      let text = '';
      while (told < ((performance.now() - begin) / 1000) * perSecond) {
        const next = source.next();
        if (next.done) break;
        text += `${next.value}\n`;
        told += messagesIn(next.value);
      }
      trace.write(text);
    }
    found = await page.evaluate("({ frames, long, places: Number(document.querySelector('input[type=range]').max) })");
  });
  trace.close();
  return found;
}

try {
  row('page, gzipped, before machine data', `${(size() / 1000).toFixed(0)} kB`);
  const lines = await workloadTrace();
  await longTraces(lines);
  console.log(`\nlive, followed, ${rate.toLocaleString('en-US')} messages/s for ${seconds} s`);
  // What the machine can do at all: the same page, told nothing.
  const rest = median((await live(lines, views[0], 0)).frames);
  row('nothing told: frame, median', `${rest.toFixed(1)} ms`);
  for (const view of views) {
    const { frames, long, places } = await live(lines, view);
    const sorted = frames.toSorted((a, b) => a - b);
    row(`${view}: frame, median`, `${median(frames).toFixed(1)} ms`);
    row(`${view}: frame, median, of that at rest`, `${(median(frames) / rest).toFixed(2)} x`);
    row(`${view}: frame, 95 of 100 below`, ms(sorted[Math.floor(sorted.length * 0.95)] ?? 0));
    row(`${view}: long tasks`, `${long.length}, ${ms(long.reduce((sum, each) => sum + each, 0))}`);
    row(`${view}: steps shown at the end`, places.toLocaleString('en-US'));
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
