import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loadScenario, readScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { tracedStory } from '../../src/story/save-story.ts';
import { GrowingTrace } from '../../visualize/server/growing-trace.ts';
import { serveInspectProtocol } from '../../visualize/server/inspect-protocol.ts';
import { type InspectorSource, serveInspector } from '../../visualize/server/inspector-server.ts';
import { foundStory } from '../story/found.ts';
import { InspectorPage } from './inspector-page.ts';
import { library, traceText } from './run-trace.ts';

const folder = mkdtempSync(join(tmpdir(), 'scsi-statecharts-sources-'));
const root = join(import.meta.dirname, '../..');
const inspector = new InspectorPage();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(source: InspectorSource | undefined, hash?: string) {
  const server = await serveInspector(source);
  closing.push(() => server.close());
  const [base = '', own = ''] = server.address.split('#');
  await inspector.open(hash ?? `#${own}`, base);
  return { page: inspector.page, address: base };
}

async function downloaded(name: RegExp): Promise<{ name: string; text: string }> {
  const { page } = inspector;
  await inspector.pressed('o');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

const patience = { timeout: 20_000 };

/** Chromium keeps connections, which a server would wait for. */
const ended = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

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
      watcher: {
        pause: () => {
          steps += 1;
          if (steps < upTo) return undefined;
          return new Promise((resolve) => {
            wake = () => upTo > steps && resolve();
          });
        },
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
    await expect.poll(() => inspector.lastStep(), patience).toBeGreaterThan(40);
    expect(await inspector.lastStep()).toBeLessThan(60);
    const live = page.getByRole('button', { name: 'Live', exact: true });
    expect(await live.getAttribute('aria-pressed')).toBe('true');
    // Nothing is said to who follows it, least of all that they do not.
    expect(await page.locator('.said').innerText()).toBe('');
    expect(await inspector.position()).toBe(await inspector.lastStep());
    // While it rests, its last step is explained.
    await page.locator('#why li').first().waitFor();

    await page.keyboard.press('Home');
    expect(await page.getByRole('button', { name: 'Go live' }).getAttribute('aria-pressed')).toBe('false');
    const before = await inspector.lastStep();
    go(120);
    await expect.poll(() => inspector.lastStep(), patience).toBeGreaterThan(before);
    expect(await inspector.position()).toBe(0);
    // What was before can be looked at with everything, while it goes on.
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.headline h2').innerText()).toMatch(/\w+\.\w+/);
    expect(page.url()).toMatch(/#served=1&at=\d+$/);

    await page.getByRole('button', { name: 'Go live' }).click();
    expect(await inspector.position()).toBe(await inspector.lastStep());
    go(Number.POSITIVE_INFINITY);
    await done;
    await expect.poll(() => live.count(), patience).toBe(0);
    expect(await inspector.position()).toBe(await inspector.lastStep());
    const whole = await traceText('medium-error');
    expect(Math.abs((await inspector.lastStep()) - whole.split('{"step"').length)).toBeLessThan(100);

    await inspector.open('#served=1&view=sequence&at=150', address);
    await expect.poll(() => page.getByRole('slider').inputValue(), patience).not.toBe('0');
    expect(await page.locator('.row.current').count()).toBe(1);
  });

  test('that ends in a defect says so, and what led there is there', async () => {
    // The page of the test before may still ask its server, which is gone.
    inspector.mayComplain(/ERR_CONNECTION_REFUSED/);
    const { trace, go } = heldRun('clean-read');
    go(40);
    const { page } = await open({ kind: 'live', name: 'a live run', trace });
    await expect.poll(() => inspector.lastStep(), patience).toBeGreaterThan(20);
    trace.end('defect of the model: the stack is stuck');
    await page.getByText('defect of the model: the stack is stuck').waitFor();
    await page.keyboard.press('Home');
    expect(await page.locator('.headline h2').innerText()).toBe('start');
  });
});

describe('a run that was cut off', () => {
  test('by a server that is gone: that is said, and what it told so far is here', async () => {
    const { trace, go } = heldRun('clean-read');
    go(40);
    const { page } = await open({ kind: 'live', name: 'a live run', trace });
    await expect.poll(() => inspector.lastStep(), patience).toBeGreaterThan(20);
    inspector.mayComplain(/ERR_(INCOMPLETE_CHUNKED_ENCODING|CONNECTION_RE(FUSED|SET))/);
    for (const close of closing.splice(0)) await close();
    expect(await page.getByRole('alert').innerText()).toBe('The server is gone; what it told so far is here.');
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
    await expect.poll(() => inspector.lastStep(), patience).toBe(written.length - 1);
    const goTo = (n: number) => inspector.slider().fill(String(n));
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
    await expect.poll(() => inspector.position(), patience).toBe(found);

    for (const view of ['sequence', 'packets', 'coverage'] as const) {
      await page
        .getByRole('button', { name: { sequence: 'Sequence', packets: /Packets/, coverage: 'Coverage' }[view] })
        .click();
    }
    expect(await page.locator('.heated .edge').count()).toBeGreaterThan(5);
  });

  test('while it is still being written: what its machines held far from the beginning is found from near by', async () => {
    const trace = new GrowingTrace();
    closing.push(() => trace.close());
    trace.write(`${lines.slice(0, -1).join('\n')}\n`);
    const { page } = await open({ kind: 'live', name: 'a long run', trace });
    const written = steps();
    await expect.poll(() => inspector.lastStep(), patience).toBe(written.length - 1);
    await expect.poll(() => page.workers().some((each) => each.url().includes('frames-worker')), patience).toBe(true);
    await inspector.slider().fill(String(written.findLast(({ step }) => step.got[0]?.to === 'sd:d0')!.step.n));
    await page.locator('.step .microstep').first().waitFor();
    expect(await page.getByRole('button', { name: 'Go live' }).count()).toBe(1);
    trace.end();
    await expect.poll(() => page.getByRole('button', { name: 'Go live' }).count(), patience).toBe(0);
  });

  test('is read from the disk of the person too; a line in it that is none is named', async () => {
    const spoilt = join(folder, 'spoilt.jsonl');
    const at = lines.findIndex((line, i) => i > lines.length * 0.7 && line.includes('"sent":['));
    writeFileSync(spoilt, lines.toSpliced(at, 1, (lines[at] ?? '').replace('"sent":[', '"sent":[oops')).join('\n'));
    const { page } = await open(undefined, '');
    await page.locator('input[type=file]').setInputFiles(spoilt);
    expect(await page.getByRole('alert').innerText()).toBe(
      `The trace is damaged: line ${at + 1} is no JSON object (is the file cut off?)`,
    );
    expect(await inspector.lastStep()).toBeGreaterThan(lines.length * 0.6);
  });
});

describe('being the scheduler of what was recorded', () => {
  const asked = () => inspector.page.locator('.scheduler.waits').waitFor();
  const offers = () => inspector.page.locator('.scheduler .offer');
  const saved = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const takeOverAt = async (step: number): Promise<void> => {
    await inspector.slider().fill(String(step));
    await inspector.slider().blur();
    await inspector.pressed('s');
  };

  test('a trace of live actors: as it was recorded up to there; then another pick, a fault; the address has all of it', async () => {
    const pieces: string[] = [];
    const loaded = await loadScenario(join(library, 'medium-error.yaml'));
    await runScenario(loaded, { runtime: 'actors', traceSink: (text) => pieces.push(text) });
    const recorded = pieces
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('{"step"'));
    const file = saved('actors.jsonl', pieces.join(''));
    const { page, address } = await open({ kind: 'trace', name: 'actors.jsonl', file });
    await expect.poll(() => inspector.lastStep(), patience).toBe(recorded.length - 1);
    await takeOverAt(70);
    await asked();
    expect(await inspector.lastStep()).toBe(70);
    const [first = '', second = ''] = await offers().allInnerTexts();
    expect(first).not.toBe(second);
    await offers().nth(1).click();
    await expect.poll(() => page.url()).toMatch(/#served=1&pick=71~.*&follow=71&take=72/);
    await asked();
    await page.getByLabel('Fault, the next time').selectOption('tran.start.admission=busy');
    await page.getByRole('button', { name: 'Put in' }).click();
    await page.getByText('waits: tran.start.admission=busy').waitFor();
    await asked();
    const [here, headline] = [page.url(), await inspector.headline()];
    await inspector.pressed('r');
    await inspector.finished();
    expect(await page.locator('.moments').innerText()).toContain('tran.start: admission = busy');
    // What befell the request by the trace befalls it here.
    expect(await page.locator('.story .outcome:not(.before)').innerText()).toMatch(/1 EIO/);
    await inspector.open(`#${here.split('#')[1]}`, address);
    await asked();
    expect([await inspector.headline(), await inspector.lastStep()]).toEqual([headline, 71]);
    expect(page.url()).toBe(`${page.url().split('#')[0]}#${here.split('#')[1]}`);
    // As a scenario and as a test, with what was recorded, chosen and put in.
    const scenario = await downloaded(/^Scenario \(YAML\)/);
    expect(scenario.name).toBe('medium-error-recorded.yaml');
    expect(scenario.text).toMatch(/title: .*actors\.jsonl, changed: tran\.start\.admission=busy/);
    const { report, failures } = await runScenario(await readScenario(scenario.text, scenario.name));
    expect(failures).toEqual([]);
    expect(report.retries.tranBusy).toBe(1);
    expect(report.answers).toEqual({ none: 2, EIO: 1 });
    const itsTest = await downloaded(/^Test \(vitest\)/);
    expect(itsTest.name).toBe('medium-error-recorded.test.ts');
    expect(itsTest.text).toContain("import { readScenario, runScenario } from 'scsi-statecharts';");
  });

  test('a story of check, otherwise from the beginning, and from a step on; back to as it was', async () => {
    const file = saved('story.jsonl', tracedStory(foundStory('sense-lost', 'Q4')).text);
    const { page } = await open(undefined, '');
    await page.locator('input[type=file]').setInputFiles(file);
    // It opens where it shows what it is there for, which is told first of all.
    await expect.poll(() => inspector.headline()).toBe('lu.forgetSense');
    const whole = await inspector.lastStep();
    const story = page.getByRole('region', { name: 'Story and moments' });
    const toViolation = story.getByRole('button', { name: `Q4 is violated in step ${whole}` });
    expect((await story.innerText()).split('\n')[0]).toBe(`Q4 is violated in step ${whole}`);
    expect(await page.title()).toMatch(/^Story of Q4 in sense-lost – story\.jsonl/);
    expect(await page.getByRole('list', { name: 'Marks' }).innerText()).toContain('verdict');
    expect(await story.locator('.moments li').last().innerText()).toMatch(/Q4 is violated/);
    // Settings do not push the moments out of sight.
    const moments = (await story.locator('.moments').boundingBox())!;
    const panel = (await story.boundingBox())!;
    expect(moments.y + moments.height).toBeLessThan(panel.y + panel.height);
    await story.getByText('settings are not the default').click();
    await story.getByText('hba.autoRequestSense=none').waitFor();
    expect(await inspector.violations('all', '.story')).toEqual([]);
    await story.getByRole('button', { name: 'Read it from the beginning' }).click();
    expect(await inspector.position()).toBe(0);
    await inspector.pressed('e', 'e');
    await expect.poll(() => inspector.headline()).toBe('lu.forgetSense');
    await inspector.pressed('Home');
    await toViolation.click();
    await expect.poll(() => inspector.headline()).toBe('lu.forgetSense');
    await takeOverAt(15);
    await asked();
    // Who goes another way still reads what it was about, and that it did not come to it.
    await story.getByText('Q4 is not violated').waitFor();
    await story.getByText('No command that the adapter starts before').waitFor();
    await offers().filter({ hasText: 'pktTime is over' }).click();
    await expect.poll(() => inspector.headline()).toBe('pktTime is over');
    await asked();
    await inspector.pressed('x');
    await expect.poll(() => inspector.lastStep()).toBe(whole);
    await inspector.pressed('v');
    const dialog = page.getByRole('dialog', { name: 'What if it had been otherwise?' });
    await dialog.getByLabel('retryCount', { exact: true }).fill('0');
    await dialog.getByRole('button', { name: 'Run it' }).click();
    await inspector.finished();
    expect(await inspector.lastStep()).toBe(whole + 1000);
    expect(await page.locator('.story .changed').innerText()).toBe('Changed: sd.retryCount=0');
  });

  test('a run that goes on elsewhere: from what was seen of it; then it is followed again', async () => {
    const { trace, go, done } = heldRun('queued-io');
    go(90);
    const { page } = await open({ kind: 'live', name: 'a live run whose name has more words '.repeat(6), trace });
    await expect.poll(() => inspector.lastStep(), patience).toBeGreaterThan(60);
    const height = async (): Promise<number> => (await page.locator('.toolbar').boundingBox())?.height ?? 0;
    expect(await height()).toBeLessThanOrEqual(46);
    await takeOverAt(60);
    await asked();
    expect(await inspector.lastStep()).toBe(60);
    expect(await page.locator('.said').innerText()).toMatch(/The live run goes on without this page/);
    await inspector.pressed('ArrowRight');
    await expect.poll(() => inspector.lastStep()).toBe(61);
    await asked();
    const live = page.getByRole('button', { name: 'Live', exact: true });
    expect(await live.count()).toBe(0);
    expect(await height()).toBeLessThanOrEqual(46);

    await page.getByRole('button', { name: 'Back to live' }).click();
    await expect.poll(() => inspector.lastStep(), patience).toBeGreaterThan(61);
    expect(await live.getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('.scheduler').count()).toBe(0);
    const before = await inspector.lastStep();
    go(150);
    await expect.poll(() => inspector.lastStep(), patience).toBeGreaterThan(before);
    expect(await inspector.position()).toBe(await inspector.lastStep());
    go(Number.POSITIVE_INFINITY);
    await done;
    await expect.poll(() => live.count(), patience).toBe(0);
    // Nothing goes on any more.
    await takeOverAt(60);
    await asked();
    expect(await page.getByRole('button', { name: 'Back to live' }).count()).toBe(0);
  });

  test('what cannot be run again says why: no system in it, machines that do otherwise', async () => {
    const text = await traceText('clean-read');
    const lines = text.trimEnd().split('\n');
    const { page } = await open(undefined, '');
    const tried = async (changed: readonly string[]): Promise<string> => {
      await page.locator('input[type=file]').setInputFiles(saved('odd.jsonl', `${changed.join('\n')}\n`));
      await expect.poll(() => inspector.lastStep(), patience).toBeGreaterThan(40);
      await takeOverAt(40);
      const says = await page.getByRole('alert').innerText();
      await page.getByRole('button', { name: 'Close the message' }).click();
      await inspector.pressed('g');
      return says;
    };
    const header = JSON.parse(lines[0] ?? '') as object;
    expect(await tried([JSON.stringify({ ...header, topology: { targets: 7 } }), ...lines.slice(1)])).toMatch(
      /^odd\.jsonl:1: got a trace that does not tell its system; accepted: .*the topology of a system/,
    );
    const odd = lines.map((line) =>
      line.startsWith('{"step":{"n":20,') ? line.replace(/"state":.*?(?=\}[,\]])/, '"state":"elsewhere"') : line,
    );
    expect(await tried(odd)).toMatch(/^got a trace whose step 20 these machines do not repeat \(.*"elsewhere"/);
    await inspector.pressed('Escape', 'o');
    await page.getByRole('button', { name: /^Scenario \(YAML\)/ }).click();
    await page.getByText(/^got a trace whose step 20 these machines do not repeat/).waitFor();
  });
});

describe('a static site', () => {
  const site = join(folder, 'site');
  const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
  let server: Server;
  let base = '';
  beforeAll(async () => {
    const made = spawnSync(process.execPath, [join(root, 'tools/build-site.mjs'), site], { encoding: 'utf8' });
    expect([made.status, made.stderr]).toEqual([0, '']);
    mkdirSync(join(site, 'traces'));
    writeFileSync(join(site, 'traces', 'busy.jsonl'), await traceText('busy'));
    // A web server of the simplest kind: files, under a path, without ranges.
    server = createServer(({ url = '' }, response) => {
      const [path = ''] = url.split('?');
      const name = path.replace(/^\/some\/where\//, '').replace(/^$/, 'index.html');
      const file = join(site, name);
      if (!path.startsWith('/some/where/') || !existsSync(file)) response.writeHead(404).end('not found\n');
      else
        response
          .writeHead(200, { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' })
          .end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/where/`;
  });
  afterAll(() => ended(server));

  test('runs scenarios in the page', async () => {
    await inspector.open('#scenario=clean-read', base);
    await inspector.finished();
    expect(await inspector.lastStep()).toBeGreaterThan(50);
  });

  test('opens a trace that lies beside it, at its address', async () => {
    await inspector.open('#trace=traces/busy.jsonl&view=sequence&at=200', base);
    await expect.poll(() => inspector.position(), patience).toBeGreaterThan(0);
    expect(inspector.page.url()).toContain('#trace=traces/busy.jsonl&view=sequence&at=200');
    expect(await inspector.page.locator('.row.current').count()).toBe(1);
  });

  test.each([
    '//evil.example/x.jsonl',
    'https://evil.example/x.jsonl',
    '../elsewhere.jsonl',
    'file:///etc/passwd',
    'http://[',
  ])('opens nothing that lies elsewhere: %s', async (path) => {
    await inspector.open(`#trace=${encodeURIComponent(path)}`, base);
    expect(await inspector.page.getByRole('alert').innerText()).toBe(
      `got trace=${path}; accepted: the path of a trace that lies beside this page`,
    );
  });

  test('is made only in a folder that has nothing else in it', () => {
    const before = readdirSync(root).length;
    const refused = spawnSync(process.execPath, [join(root, 'tools/build-site.mjs'), root], { encoding: 'utf8' });
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/^got .*, which has other files in it; accepted: a new or empty folder/);
    expect(readdirSync(root).length).toBe(before);
  });
});

test('the receiver of @xstate/inspect attaches from a page too', async () => {
  const loaded = await loadScenario(join(library, 'busy.yaml'));
  const said: string[] = [];
  const protocol = await serveInspectProtocol((line) => said.push(line));
  const vendor = join(root, 'visualize/xstate-inspect/node_modules');
  const viewer = createServer((_, response) =>
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<title>viewer</title>'),
  );
  await new Promise<void>((resolve) => viewer.listen(0, '127.0.0.1', resolve));
  closing.push(
    () => protocol.close(),
    () => ended(viewer),
  );
  const { page } = inspector;
  await page.goto(`http://127.0.0.1:${(viewer.address() as AddressInfo).port}/`);
  await page.addScriptTag({ path: join(vendor, 'xstate/dist/xstate.js') });
  await page.addScriptTag({ path: join(vendor, '@xstate/inspect/dist/xstate-inspect.umd.min.js') });
  await page.evaluate(`
    told = [];
    receiver = XStateInspect.createWebSocketReceiver({ server: '${protocol.address.replace('ws://', '')}' });
    receiver.subscribe((event) => told.push(event));
  `);
  await protocol.attached;
  let steps = 0;
  const { report } = await runScenario(loaded, {
    runtime: 'actors',
    watcher: {
      inspect: (event) => protocol.inspected(event),
      door: (offer) => protocol.connect(offer),
      // In the middle of the run, the page has had its say.
      pause: () => {
        steps += 1;
        if (steps !== 30) return undefined;
        const event = {
          name: 'nonsense',
          data: { type: 'nonsense' },
          $$type: 'scxml',
          type: 'external',
          origin: 'sd:d0',
        };
        return page.evaluate(
          `receiver.send({ type: 'xstate.event', event: ${JSON.stringify(JSON.stringify(event))} })`,
        );
      },
    },
  });
  expect(report.unexpected).toBe(0);
  const machines = (): Promise<string[]> =>
    page.evaluate("[...new Set(told.filter((it) => it.type === 'service.register').map((it) => it.machine.id))]");
  await expect
    .poll(machines, patience)
    .toEqual(expect.arrayContaining(['scsa-disk', 'scsi-pkt', 'scsa-hba', 'logical-unit']));
  await expect
    .poll(() => said, patience)
    .toContainEqual(expect.stringMatching(/^a viewer sends nonsense to sd:d0: not delivered/));
});
