import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { scsiPktMachine } from '../../machines/packet/scsi-pkt.machine.ts';
import { loadScenario } from '../../src/run/load-scenario.ts';
import { runScenario } from '../../src/run/run-scenario.ts';
import { tracedStory } from '../../src/story/save-story.ts';
import { transitionIndex } from '../../src/system/transition-index.ts';
import { serveInspector } from '../../visualize/server/inspector-server.ts';
import { foundStory } from '../story/found.ts';
import { InspectorPage } from './inspector-page.ts';
import { library, traceText } from './run-trace.ts';

const folder = mkdtempSync(join(tmpdir(), 'scsi-statecharts-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const inspector = new InspectorPage();
let page: Page;
beforeEach(() => {
  page = inspector.page;
});
const open = (hash: string, base?: string): Promise<void> => inspector.open(hash, base);
const openScenario = (hash: string): Promise<void> => inspector.openScenario(hash);
const begin = (): Promise<void> => inspector.begin();
const finished = (): Promise<void> => inspector.finished();
const position = (): Promise<number> => inspector.position();
const headline = (): Promise<string> => inspector.headline();
const pressed = (...keys: string[]): Promise<void> => inspector.pressed(...keys);

async function exported(kind: RegExp): Promise<{ name: string; text: string }> {
  await pressed('Escape', 'o');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: kind }).click(),
  ]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

async function cleanInBoth(within?: string): Promise<void> {
  // The scheme changes colours and nothing else.
  for (const [scheme, rules] of [
    ['light', 'all'],
    ['dark', 'colours'],
  ] as const) {
    await inspector.scheme(scheme);
    expect(await inspector.violations(rules, within)).toEqual([]);
    expect(await inspector.sticksOut()).toEqual([]);
  }
  await inspector.scheme('light');
}

const nothingCut = (): Promise<void> =>
  inspector.atEachSize(async (size) => {
    expect(await inspector.clipped(), size).toEqual([]);
    expect(await inspector.sticksOut(), size).toEqual([]);
  });

describe('a run with much going on', () => {
  beforeAll(() => openScenario('#scenario=command-timeout'));

  // The scenario with the longest title, and the most going on.
  test.each([
    ['0', 'stack'],
    ['1', 'charts'],
    ['2', 'sequence'],
    ['3', 'packets'],
    ['4', 'coverage'],
    ['5', 'properties'],
  ])('the view behind %s, %s: nothing to complain for axe, light and dark; fits 1280x800', async (key) => {
    await begin();
    await pressed(key, 'e', 'e');
    await page.locator(`.tabs [aria-current=page][title$="(${key})"]`).waitFor();
    await cleanInBoth();
    await nothingCut();
  });

  test('of many commands the stack shows those that are under way', async () => {
    await begin();
    await pressed('0', 'e', 'e');
    // Others were there more lately, and are done.
    for (const slot of ['d0.1', 'd1.1'])
      await page.locator(`[data-actor="pkt:${slot}"] .state`).getByText('transport').waitFor();
    expect(await page.locator('[data-actor^="pkt:"]').count()).toBe(3);
  });

  test('the sequence shows messages in order, by slot, within steps too; a click goes there', async () => {
    await begin();
    // Rows stand as close as ever where a minute passes: it is told.
    await pressed('2', 'e', 'e');
    await expect
      .poll(() => page.locator('.row.gap .passed').allTextContents())
      .toContainEqual(expect.stringMatching(/^\+59\.\d+ s$/));
    await begin();
    const rows = page.locator('.row');
    const few = Number((await page.locator('.view-head p span').innerText()).replace(/\D/g, ''));
    await pressed('m');
    await expect
      .poll(async () => Number((await page.locator('.view-head p span').innerText()).replace(/\D/g, '')))
      .toBeGreaterThan(few);
    await pressed('m');
    await page.getByLabel('Commands of this slot only').selectOption('d1.2');
    await expect
      .poll(async () => Number((await page.locator('.view-head p span').innerText()).replace(/\D/g, '')))
      .toBeLessThan(few);
    const target = rows.nth(3);
    const label = await target.innerText();
    await target.click();
    expect(label.replaceAll('\n', ' ')).toContain(await headline());
    expect(await page.locator('.row.current').innerText()).toBe(label);
    await page.getByTitle('hide logical unit').click();
    await page.getByTitle('show logical unit').waitFor();
  });

  test('a title is never higher than the head of the page, however long it is', async () => {
    await begin();
    // No shipped scenario has a title like that; one of somebody's own may.
    const beyond = await page.evaluate<number>(`(() => {
      const title = document.querySelector('.toolbar .title span');
      const before = title.textContent;
      const height = () => document.querySelector('.toolbar').getBoundingClientRect().height;
      const usual = height();
      title.textContent = 'What a unit says that is asked again and again '.repeat(9);
      const higher = height() - usual;
      const below = title.getBoundingClientRect().bottom - document.querySelector('.toolbar').getBoundingClientRect().bottom;
      title.textContent = before;
      return Math.max(higher, below);
    })()`);
    expect(beyond).toBeLessThanOrEqual(0);
  });

  test('of states that the list of actors has no room for it says how many more there are; who points at them is told', async () => {
    await openScenario('#scenario=queue-full-seen&view=charts');
    await page.setViewportSize({ width: 1024, height: 768 });
    await inspector.slider().fill('108');
    const disk = page.locator('.stack .actor[title^="sd:d0"]');
    await expect.poll(() => disk.locator('.state').innerText()).toBe('restart +1');
    expect(await disk.getAttribute('title')).toContain('afterQueueFull');
    const beside = await page
      .locator('.stack .actor')
      .evaluateAll((rows) => rows.filter((row) => row.scrollWidth > row.clientWidth).map((row) => row.textContent));
    expect(beside).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
    await openScenario('#scenario=command-timeout');
  });

  test('packets show who has them, and the bus beside them', async () => {
    await begin();
    await pressed('3', 'e', 'e');
    const lives = page.getByRole('region', { name: 'Life lines' });
    expect(await lives.innerText()).toMatch(/d0\.1/);
    expect(await lives.locator('.owner-bus, .owner-device').count()).toBeGreaterThan(0);
    expect(await lives.innerText()).toContain('bus:b0');
    // What the colours mean is told on a tablet, too.
    await page.setViewportSize({ width: 1024, height: 768 });
    expect((await page.getByRole('list', { name: 'Owners' }).innerText()).split('\n')).toContain('device, off the bus');
    await page.setViewportSize({ width: 1280, height: 800 });
    // Whose packet it is now, and for how long.
    const held = page.getByRole('region', { name: 'Packets at this step' });
    expect(await held.getByRole('row').allInnerTexts()).toContainEqual(expect.stringMatching(/d\d\.\d[\s\S]*READ/));
    // A minute without a message is a gap by time; by message it is told.
    const told = await page.locator('.tick, .jump, .axis-name').allTextContents();
    expect(told.join('\n')).toMatch(/by message[\s\S]*step \d+ · [\s\S]*s pass/);
    await page.getByRole('button', { name: 'By time' }).click();
    await expect.poll(() => page.locator('.axis-name').textContent()).toMatch(/by time/);
    expect(await page.locator('.jump').count()).toBe(0);
    expect((await page.locator('.tick').allTextContents()).join()).toMatch(/\d+ s/);
    await page.getByRole('button', { name: 'By message' }).click();
    const at = await position();
    const box = (await lives.boundingBox())!;
    await page.mouse.click(box.x + box.width - 40, box.y + 60);
    expect(await position()).toBeGreaterThan(at);
  });
});

describe('a read', () => {
  beforeAll(() => openScenario('#scenario=clean-read'));

  test.each([
    ['g', 'What happens in a SCSI stack when ...'],
    ['?', 'Keys'],
    ['v', 'What if it had been otherwise?'],
    ['o', 'Export'],
  ])('the overlay behind %s: nothing to complain for axe, light and dark', async (key, title) => {
    await begin();
    await pressed(key);
    await page.getByRole('dialog', { name: title }).waitFor();
    // What is behind it was looked at with the views.
    await cleanInBoth('[role=dialog], dialog');
    expect(await inspector.clipped()).toEqual([]);
    await pressed('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  test('the stack shows every layer with its states, and the message beside its receiver; a click opens a chart', async () => {
    await begin();
    await pressed('0', 'c');
    const told = page.locator('.told text');
    await expect.poll(() => told.textContent()).toBe('tran.start read');
    expect(await page.locator('.band text').allTextContents()).toEqual([
      'application',
      'driver',
      'packet',
      'adapter',
      'bus',
      'device',
    ]);
    const cards = page.locator('.card');
    expect(await page.locator('[data-actor="hbac:d0.1"] .role').textContent()).toBe('packet area');
    const listed = await page
      .locator('.stack .actor')
      .evaluateAll((rows) => rows.map((row) => row.getAttribute('title')));
    const shown = await cards.locator('title').allTextContents();
    expect(new Set(shown)).toEqual(new Set(listed));
    expect(await page.locator('.card.receiver title').allTextContents()).toEqual([
      expect.stringMatching(/^hba:h0: .*FREE/),
    ]);
    // What else received a message in this step, and what it has sent.
    const acted = await page
      .locator('.card.acted')
      .evaluateAll((found) => found.map((card) => card.getAttribute('data-actor')));
    expect(new Set(acted)).toEqual(new Set(['hbac:d0.1', 'hbaq:d0']));
    expect(await page.locator('.drawing .way.sent').count()).toBe(2);
    // In a small chart the state is lit where it is in the large one.
    const lit = page.locator('[data-actor="pkt:d0.1"] .small .active');
    const before = await lit.getAttribute('y');
    await pressed('ArrowRight');
    await expect.poll(() => lit.getAttribute('y')).not.toBe(before);
    // Where a command comes from and goes to stays in its place.
    const places = () =>
      page.evaluate<string>(
        "JSON.stringify([...document.querySelectorAll('.card')].map((card) => card.getAttribute('transform')))",
      );
    const stood = await places();
    await pressed('ArrowRight', 'ArrowRight', 'i');
    expect(await places()).toBe(stood);
    await page.locator('[data-actor="lu:d0"]').click();
    expect(await page.locator('.view-head .who').innerText()).toContain('lu:d0');
    await pressed('a');
  });

  test('a chart lights the state of its actor and the transition just taken', async () => {
    await begin();
    await pressed('1');
    await pressed('c');
    await expect.poll(() => page.locator('.view-head .who').innerText()).toContain('hba:h0');
    await page.getByRole('button', { name: /^hbac:d0\.1/ }).click();
    await expect
      .poll(() =>
        page.locator('.box.active').evaluateAll((boxes) => boxes.map((box) => box.getAttribute('data-state'))),
      )
      .toContain('life.transport.onBus');
    expect(await page.locator('.edge.taken.now').count()).toBeGreaterThan(0);
    expect(await page.locator('.label.taken.now').first().textContent()).toMatch(/\w/);
    const scale = () => page.locator('.camera').getAttribute('style');
    const before = await scale();
    await pressed('+');
    expect(await scale()).not.toBe(before);
    await pressed('f');
    expect(await page.getByRole('button', { name: 'Whole' }).getAttribute('aria-pressed')).toBe('true');
  });

  test('the sequence as Mermaid text', async () => {
    const { name, text } = await exported(/^Sequence \(/);
    expect(name).toBe('clean-read.mmd');
    expect(text).toMatch(/^sequenceDiagram\n {2}participant /);
    expect(text).toContain('  pkt_d0_1->>hba_h0: tran.start read\n');
    const [declared, used] = [/participant (\w+) as/g, /(\w+)->>(\w+):/g].map((pattern) =>
      [...text.matchAll(pattern)].flatMap((found) => found.slice(1)),
    );
    expect(new Set(used)).toEqual(new Set(declared));
  });

  test('coverage: what was not taken, and which scenario takes it', async () => {
    await begin();
    await pressed('4');
    await page.getByRole('button', { name: /^scsi-pkt \d+\/\d+/ }).click();
    expect(await page.locator('.missing h3').first().innerText()).toMatch(/Not taken: \d+ of \d+/);
    expect(await page.locator('.heated .edge').count()).toBeGreaterThan(5);
    // The shipped scenarios run in the page, one after the other; what is known is told meanwhile.
    await page.getByRole('button', { name: 'Which scenario takes the missing ones?' }).click();
    const answered = page.locator('.missing li', { has: page.locator('.taken-by button') }).first();
    // Both at once: the next scenario may have an answer further up.
    const [taker = '', said = ''] = await answered.evaluate((item) =>
      ['.taken-by button', 'button > span'].map((part) => item.querySelector(part)?.textContent ?? ''),
    );
    const taken = transitionIndex.transitionsOf(scsiPktMachine).filter(({ description }) => description === said);
    const trace = await traceText(taker);
    expect(taken.some(({ id }) => trace.includes(JSON.stringify(id)))).toBe(true);
    await page.locator('.missing li > button').first().click();
    expect(await page.getByLabel('Asked').locator('.transition').count()).toBe(1);
  });
});

describe('the pages over the page', () => {
  beforeAll(() => openScenario('#scenario=check-condition-arq&view=charts'));

  test.each([
    ['What if', 'What if it had been otherwise?'],
    ['Export', 'Export'],
    ['Gallery', 'What happens in a SCSI stack when ...'],
    ['Keys', 'Keys'],
    ['Breakpoints', 'Breakpoints'],
  ])('%s: has a name, keeps the focus, is dismissed by Escape, and gives the focus back', async (button, title) => {
    await begin();
    const opener = page.getByRole('button', { name: button, exact: true });
    await opener.focus();
    await pressed('Enter');
    await page.getByRole('dialog', { name: title }).waitFor();
    const within = (): Promise<boolean> =>
      page.evaluate<boolean>(
        "document.activeElement === document.body || document.activeElement.closest('dialog') !== null",
      );
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H2');
    // Round in both directions: at its ends it leaves the page at most, never to what lies behind.
    for (const key of ['Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab']) {
      await pressed(key);
      expect(await within()).toBe(true);
    }
    await pressed('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(await opener.and(page.locator(':focus')).count()).toBe(1);
  });

  test('among the keys every mark is explained, as it is drawn', async () => {
    await begin();
    await pressed('?');
    const marks = page.locator('.keys section', { hasText: 'Marks of the timeline' }).locator('dl > div');
    expect((await marks.allInnerTexts()).map((each) => each.split(/\s+/).join(' '))).toEqual([
      '· command given to the transport',
      '✓ request answered',
      '▲ CHECK CONDITION',
      '● REQUEST SENSE',
      '✖ reset',
      '◷ timeout',
      '◆ fault',
      '■ request failed',
      '⚑ what a story of the model checker shows',
    ]);
    // In the colour that it has along the timeline.
    const colours = await page.evaluate<string[]>(
      '[...document.querySelectorAll(".keys .shape")].map((each) => getComputedStyle(each).color)',
    );
    expect(new Set(colours).size).toBeGreaterThan(4);
    await pressed('Escape');
  });

  test('every key that is listed does something, and no other key does', async () => {
    // The chart that is looked at stays: following comes a little later, and would be taken for what a key does.
    const follow = page.getByRole('button', { name: 'Follow' });
    if ((await follow.getAttribute('aria-pressed')) === 'true') await pressed('a');
    await pressed('?');
    const listed = await page.locator('.keys kbd').allTextContents();
    await pressed('Escape');
    const named: Record<string, string> = {
      '→': 'ArrowRight',
      '←': 'ArrowLeft',
      '↓': 'ArrowDown',
      '↑': 'ArrowUp',
      Space: ' ',
    };
    await page.evaluate('navigator.clipboard.writeText = () => Promise.resolve()');
    // Whatever a person can notice.
    const noticed = (): Promise<string> =>
      page.evaluate<string>(`JSON.stringify([
        location.hash, document.querySelector('.said')?.textContent, document.documentElement.dataset.theme,
        document.querySelector('.camera')?.getAttribute('style'), document.querySelector('dialog')?.ariaLabel,
        document.activeElement.outerHTML.slice(0, 200), document.querySelector('.step')?.scrollTop,
        document.querySelector('.play')?.ariaLabel, document.querySelector('.controls select')?.value,
        document.querySelector('.outcome.before')?.textContent, document.querySelector('.scheduler') !== null,
        document.querySelector('.headline')?.textContent,
      ])`);
    // A chart that has just come into sight is fitted in a frame of its own.
    const atRest = async (): Promise<string> => {
      let seen = await noticed();
      for (;;) {
        await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
        const now = await noticed();
        if (now === seen) return now;
        seen = now;
      }
    };
    await page.getByRole('slider').press('End');
    const last = await position();
    const effectOf = async (key: string): Promise<readonly [string, string]> => {
      await pressed('Escape', 'Escape', '1');
      // In the middle of the run, with something before and behind, and nothing said.
      await inspector.slider().fill(String(last - 20));
      await inspector.slider().blur();
      await expect.poll(() => page.locator('.said').textContent()).toBe('');
      const before = await atRest();
      await pressed(named[key] ?? key);
      if (before === (await noticed())) await page.waitForTimeout(60);
      return [before, await noticed()];
    };
    const idle: string[] = [];
    const known = new Set(listed.map((each) => named[each] ?? each));
    const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i));
    for (const key of printable.filter((each) => !known.has(each))) {
      const [before, now] = await effectOf(key);
      expect(now, `${key} is not listed`).toBe(before);
    }
    for (const key of listed) {
      const [before, now] = await effectOf(key);
      if (before === now) idle.push(key);
      if (key === 'Space') await pressed(' ');
      // A thread that is still being fetched when the page is left would be a complaint.
      if (key === 'p') await page.locator('.consequences-of-both').waitFor();
    }
    // It was there already.
    expect(idle).toEqual(['1']);
  });
});

describe('a chart of one actor', () => {
  beforeAll(() => openScenario('#scenario=clean-read&actor=pkt:d0.1'));

  test('a click on a state tells what the specification says', async () => {
    await begin();
    await page.locator('.head .name', { hasText: 'rejected' }).click();
    const asked = page.getByLabel('Asked');
    expect(await asked.innerText()).toMatch(/rejected[\s\S]*packet\.transport|rejected/);
    await asked.getByRole('button', { name: 'Close' }).click();
    expect(await asked.count()).toBe(0);
  });

  test('a picture of the chart that needs nothing else', async () => {
    const { name, text } = await exported(/^Picture/);
    expect(name).toBe('clean-read-charts.svg');
    expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(text).toContain('>waitingToSubmit</text>');
    expect(text).not.toMatch(/class=|var\(--/);
  });
});

describe('a run with retries', () => {
  beforeAll(() => openScenario('#scenario=medium-error'));

  test('keys step, go back, go on to commands, answers and troubles', async () => {
    await begin();
    const from = await position();
    expect(from).toBeGreaterThan(0);
    await pressed('ArrowRight', 'ArrowRight', 'ArrowLeft');
    expect(await position()).toBe(from + 1);
    await pressed('c');
    expect(await headline()).toMatch(/^tran\.start/);
    await pressed('i');
    expect(await headline()).toMatch(/^buf\.biodone/);
    await pressed('e');
    expect(await headline()).toMatch(/^lu\.execute read MEDIUM_ERROR|CHECK CONDITION/);
    const trouble = await position();
    await pressed('e', 'E');
    expect(await position()).toBe(trouble);
    await pressed('Home');
    expect(await position()).toBe(0);
    await pressed('End');
    expect(await position()).toBe(Number(await page.getByRole('slider').getAttribute('max')));
    await pressed('Home', 'ArrowRight', '.', '.');
    expect(await position()).toBe(1);
  });

  test('any view is a picture: what is in sight of it, letters where they are in the page', async () => {
    await begin();
    await pressed('e');
    for (const [view, kind] of [
      ['stack', /^Picture/],
      ['sequence', /^Picture/],
      ['properties', /^Picture/],
      ['step', /^This step/],
    ] as const) {
      if (view !== 'step') await page.getByRole('button', { name: view, exact: false }).first().click();
      const { name, text } = await exported(kind);
      expect(name).toBe(`medium-error-${view}.svg`);
      expect(text).not.toMatch(/class=|var\(--|foreignObject/);
      // The lines that the legend explains are in it, each as it is drawn.
      const samples = [...text.matchAll(/<path d="M0 3H26"[^>]*stroke-width="([\d.]+)px"/g)].map(([, wide]) => wide);
      expect(new Set(samples).size, view).toBe(view === 'stack' ? 3 : 0);
      // Drawn where the view is, it covers the view: the same words at the same places.
      const astray = await page.evaluate(
        `((text, unrolled, of) => {
          const view = document.querySelector(of);
          const rolled = view.scrollTop;
          if (unrolled) view.scrollTop = 0;
          const frame = view.getBoundingClientRect();
          const holder = document.createElement('div');
          holder.style.cssText = 'position:fixed;left:' + frame.left + 'px;top:' + frame.top + 'px';
          holder.innerHTML = text;
          document.body.append(holder);
          const drawn = [...holder.querySelectorAll('text')].map((each) => {
            const { left, top } = each.getBoundingClientRect();
            return { text: each.textContent.trim(), left, top };
          });
          const shown = [];
          const texts = document.createTreeWalker(view, NodeFilter.SHOW_TEXT);
          const range = document.createRange();
          for (let node = texts.nextNode(); node; node = texts.nextNode()) {
            range.selectNodeContents(node);
            const { left, top, width } = range.getClientRects()[0] ?? { width: 0 };
            const hidden = node.parentElement.closest('.spoken, tspan, option, defs');
            const text = node.data.trim();
            if (hidden || text.length < 2 || width < 2 || node.data !== node.data.trimStart()) continue;
            if (left < frame.left || top < frame.top + 60 || (!unrolled && top > frame.bottom - 40)) continue;
            shown.push({ text, left, top });
          }
          const astray = shown.filter((one) => !drawn.some((each) => each.text.startsWith(one.text.slice(0, 2))
            && Math.abs(each.left - one.left) < 3 && Math.abs(each.top - one.top) < 8));
          holder.remove();
          view.scrollTop = rolled;
          return { astray, shown: shown.length };
        })(${JSON.stringify(text)}, ${view === 'step'}, ${JSON.stringify(view === 'step' ? '.step.scroll' : 'section.main')})`,
      );
      expect(astray, view).toMatchObject({ astray: [] });
      expect((astray as { shown: number }).shown, view).toBeGreaterThan(view === 'step' ? 3 : 8);
    }
    await page.getByRole('button', { name: 'Statecharts' }).click();
  });

  test('a picture of life lines is of all of the run, with what the colours mean; one that is too wide says what it has', async () => {
    await begin();
    await pressed('3');
    const inSight = page.locator('.lives svg');
    const [width, ticks] = [await inSight.getAttribute('width'), await page.locator('.tick').allTextContents()];
    const { name, text } = await exported(/^Picture/);
    expect(name).toBe('medium-error-packets.svg');
    expect(text).not.toMatch(/class=|var\(--|foreignObject/);
    const last = await inspector.lastStep();
    const steps = [...text.matchAll(/>step (\d+) · /g)].map(([, step]) => Number(step));
    expect(steps[0]).toBe(0);
    expect(Math.max(...steps)).toBeGreaterThan(last * 0.7);
    expect(ticks.join()).not.toContain(`step ${Math.max(...steps)} `);
    for (const owner of ['on the bus', 'device, off the bus']) expect(text).toContain(`>${owner}</text>`);
    expect(await page.locator('.said').innerText()).toBe('');
    expect(await inSight.getAttribute('width')).toBe(width);
    // So large that all of it would be wider than what draws pictures takes.
    await page.getByRole('button', { name: 'By time' }).click();
    await pressed(...Array.from({ length: 18 }, () => '+'));
    const { text: part } = await exported(/^Picture/);
    expect(await page.locator('.said').innerText()).toMatch(/^The picture has steps \d+ to \d+ of \d+\.$/);
    expect(Number(/width="(\d+)"/.exec(part)?.[1])).toBeLessThan(17_000);
    await page.getByRole('button', { name: 'By message' }).click();
    await pressed('f', 'Escape');
  });

  test('what a person reads of a step stays in its place while they step, whatever comes above it', async () => {
    await begin();
    await pressed('c');
    await page.evaluate(`
      panel = document.querySelector('.step');
      read = () => document.querySelector('#why').getBoundingClientRect().top - panel.getBoundingClientRect().top;
      panel.scrollTop += read() - 88;
      new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))`);
    const reads = () => page.evaluate<number>('read()');
    const heights: number[] = [];
    const places: number[] = [];
    for (let n = 0; n < 12; n++) {
      places.push(await reads());
      heights.push(await page.evaluate<number>("document.querySelector('#why').offsetTop"));
      await pressed('ArrowRight');
    }
    expect(new Set(heights).size).toBeGreaterThan(3);
    for (const place of places) expect(Math.abs(place - 88)).toBeLessThan(1);
    // At the top of the panel it stays there, and the message keeps its room.
    await page.evaluate("document.querySelector('.step').scrollTop = 0");
    const heads: unknown[] = [];
    for (let n = 0; n < 6; n++) {
      await pressed('ArrowLeft');
      heads.push(
        await page.evaluate(
          "[document.querySelector('.step').scrollTop, document.querySelector('.headline').getBoundingClientRect().height]",
        ),
      );
    }
    expect(new Set(heads.map((each) => JSON.stringify(each))).size).toBe(1);
  });

  test('what a person reads of the stack and of the story stays in its place while they step', async () => {
    await begin();
    for (const [list, part] of [
      ['.stack', "[title^='lu:d0']"],
      ['.story', '.moments li:nth-child(3)'],
    ] as const) {
      await page.evaluate(`
        list = document.querySelector("${list}");
        part = () => document.querySelector("${list} ${part}").getBoundingClientRect().top - list.getBoundingClientRect().top;
        list.scrollTop += part() - 60`);
      const begins = await page.evaluate<number>('part()');
      expect(await page.evaluate<number>('list.scrollTop')).toBeGreaterThan(0);
      const messages: string[] = [];
      for (let n = 0; n < 14; n++) {
        await pressed('ArrowRight');
        messages.push(await headline());
        expect(
          Math.abs((await page.evaluate<number>('part()')) - begins),
          `${list} at ${messages.at(-1)}`,
        ).toBeLessThan(1);
      }
      expect(new Set(messages).size).toBeGreaterThan(8);
    }
  });

  test('a guard that a chart has no room for is told in full, by the keys and to who points at it', async () => {
    await begin();
    await pressed('1', 'e');
    await expect.poll(() => page.locator('.view-head .who').innerText()).toContain('lu:d0');
    const full = 'lu.command [the command needs a ready unit: is coming up]';
    const tip = page.getByRole('tooltip');
    // Down and up from what just happened, as one reads the chart.
    await pressed('ArrowDown');
    expect(await tip.innerText()).toMatch(/^lu\.execute \[outcome is sense data\]\nThe command fails$/);
    for (let n = 0; n < 40 && !(await tip.innerText()).startsWith(full); n++) await pressed('ArrowUp');
    expect(await tip.innerText()).toBe(`${full}\nThe unit is becoming ready`);
    const seen =
      "(() => { const t = document.querySelector('.tip'); const v = t.parentElement.getBoundingClientRect(), b = t.getBoundingClientRect(); return t.scrollWidth <= t.clientWidth && b.left >= v.left && b.right <= v.right && b.top >= v.top && b.bottom <= v.bottom; })()";
    expect(await page.evaluate(seen)).toBe(true);
    expect(await page.evaluate('document.activeElement.getAttribute("aria-description")')).toContain(full);
    // What it says, with its clauses.
    await pressed('Enter');
    expect(await page.getByLabel('Asked').locator('.transition').innerText()).toContain('The unit is becoming ready');
    await pressed('Escape');
    expect(await tip.count()).toBe(0);
    await page.locator('.head .line', { hasText: 'has no me' }).first().hover();
    expect(await tip.innerText()).toMatch(/^lu\.command \[the command needs a ready unit: has no medium\]\n/);
    expect(await page.evaluate(seen)).toBe(true);
    await page.mouse.move(5, 5);
    expect(await tip.count()).toBe(0);
    await page.getByLabel('Asked').getByRole('button', { name: 'Close' }).click();
  });

  test('buttons do the same', async () => {
    await begin();
    const from = await position();
    await page.getByRole('button', { name: 'Next step' }).click();
    expect(await position()).toBe(from + 1);
    await page.getByRole('button', { name: 'Step back' }).click();
    await page.getByRole('button', { name: 'Command', exact: true }).click();
    expect(await headline()).toMatch(/^tran\.start/);
    await page.getByRole('button', { name: 'I/O' }).click();
    expect(await headline()).toMatch(/^buf\.biodone/);
    await page.getByRole('button', { name: 'Trouble' }).click();
    expect(await headline()).toMatch(/MEDIUM_ERROR|CHECK CONDITION/);
    await page.getByRole('button', { name: 'Beginning' }).click();
    expect(await position()).toBe(0);
  });

  test('play goes on by itself, pause stops it', async () => {
    await begin();
    await pressed('Home', ']', ' ');
    await expect.poll(position).toBeGreaterThan(5);
    await pressed(' ');
    const stopped = await position();
    await page.waitForTimeout(200);
    expect(await position()).toBe(stopped);
    expect(await page.getByRole('button', { name: 'Play' }).count()).toBe(1);
  });

  test('the search goes to the next message with these words', async () => {
    await begin();
    await pressed('/');
    await page.keyboard.type('check condition');
    await pressed('Enter');
    await expect
      .poll(async () => JSON.stringify(await page.locator('.fields').innerText()))
      .toContain('CHECK_CONDITION');
    const first = await position();
    await page.locator('body').click({ position: { x: 640, y: 4 } });
    await pressed('Escape', 'n');
    await expect.poll(position).toBeGreaterThanOrEqual(first);
    await page.getByRole('searchbox').fill('nowhere to be found');
    await pressed('Enter');
    await page.getByText('Nothing in this run has all of').waitFor();
    // Whoever sees is told, too.
    expect((await page.locator('.said').boundingBox())?.width).toBeGreaterThan(200);
    await pressed('Escape', 'End', 'e');
    await page.getByText('There is no trouble from here on.').waitFor();
  });

  test('this step: transitions with clauses, guards with values, context, CDB and sense bit by bit', async () => {
    await begin();
    await page
      .getByRole('button', { name: /d0\.1 comes back: CHECK CONDITION/ })
      .first()
      .click();
    const panel = page.getByRole('region', { name: 'Details of this step' });
    expect(await panel.innerText()).toMatch(/CDB: READ\(10\), blocks 4656 to 4663/);
    expect(await panel.innerText()).toMatch(/Sense: MEDIUM ERROR/);
    expect(await panel.getByRole('table', { name: 'Bit layout of READ(10)' }).innerText()).toContain('transferLength');
    expect(await panel.locator('.bits').nth(1).innerText()).toMatch(/key[\s\S]*additionalLength[\s\S]*asc/);
    expect(await panel.locator('.states').innerText()).toMatch(/transport[\s\S]*targetDriver\.completed/);
    expect(await panel.locator('.clause').count()).toBeGreaterThan(0);
    await panel
      .getByRole('button', { name: /unit\.intr|command\./ })
      .first()
      .click();
    await expect.poll(() => panel.locator('.microstep .taken').count()).toBeGreaterThan(0);
  });

  test('a timeline for Perfetto', async () => {
    const { text } = await exported(/^Timeline/);
    const { traceEvents } = JSON.parse(text) as {
      traceEvents: { ph: string; ts?: number; dur?: number; name: string }[];
    };
    expect(traceEvents.filter(({ ph }) => ph === 'X').every(({ ts = -1, dur = -1 }) => ts >= 0 && dur >= 0)).toBe(true);
    expect(traceEvents.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['on the bus', 'pkt.comp CMD_CMPLT CHECK CONDITION']),
    );
  });

  test('a tablet, upright, has everything in reach: the tour, the moments, the steps', async () => {
    await begin();
    await page.setViewportSize({ width: 768, height: 1024 });
    expect(await inspector.sticksOut()).toEqual([]);
    const story = page.getByRole('region', { name: 'Story and moments' });
    await story.getByTitle('Next stop of the tour (>)').click();
    expect(await headline()).toContain('MEDIUM_ERROR');
    await story
      .getByRole('button', { name: /bus reset|RESET_LUN/ })
      .last()
      .click();
    expect(await headline()).toContain('RESET_LUN');
    await page.getByRole('button', { name: 'Next step' }).click();
    expect(await inspector.clipped()).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('two fingers enlarge what a view shows, not the page', async () => {
    await begin();
    const touched = await page.context().newCDPSession(page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...xs: number[]): Promise<unknown> =>
      touched.send('Input.dispatchTouchEvent', { type, touchPoints: xs.map((x, id) => ({ x, y: 300, id })) });
    const spread = async (by: number): Promise<void> => {
      await touch('touchStart', 540, 560);
      for (let n = 1; n <= 8; n++) await touch('touchMove', 540 - n * by, 560 + n * by);
      await touch('touchEnd');
    };
    await touched.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 2 });
    await pressed('3');
    const inSight = async (): Promise<number> => {
      const label = await page.locator('.lives svg').first().getAttribute('aria-label');
      const [from = 0, to = 0] = (label?.match(/\d+/g) ?? []).map(Number);
      return to - from;
    };
    const before = await inSight();
    await spread(4);
    await expect.poll(inSight).toBeLessThan(before / 2);
    await pressed('0');
    const camera = page.locator('.stack-view .camera');
    const scale = async (): Promise<number> =>
      Number((await camera.getAttribute('style'))?.match(/scale\(([^)]*)/)?.[1]);
    const small = await scale();
    await spread(4);
    await expect.poll(scale).toBeGreaterThan(small * 2);
    expect(await page.evaluate('visualViewport.scale')).toBe(1);
    await touched.send('Emulation.setTouchEmulationEnabled', { enabled: false });
    await touched.detach();
  });

  // The smaller of the two has room for about two stops.
  test.each([
    [1280, 800],
    [1024, 768],
  ])('every stop of a tour is read in full while the page is there: %s x %s', async (width, height) => {
    await begin();
    await pressed('Home', '0');
    await page.setViewportSize({ width, height });
    const stops = await page.locator('.tour li').count();
    for (let n = 1; n <= stops; n++) {
      await pressed('>');
      await page.locator('.next-stop', { hasText: `${n} of ${stops}` }).waitFor();
      const hidden = await page.evaluate(`(() => {
        const stop = document.querySelector('.tour [aria-current=step]').getBoundingClientRect();
        const panel = document.querySelector('.story').getBoundingClientRect();
        return Math.max(panel.top - stop.top, stop.bottom - panel.bottom);
      })()`);
      expect(hidden).toBeLessThanOrEqual(0);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });
});

describe('from the start page, each within three clicks or keys', () => {
  const start = async (): Promise<void> => {
    await open('');
    await page.getByRole('dialog').waitFor();
  };

  test('where is this READ now', async () => {
    await start();
    await page.getByRole('button', { name: /One READ, nothing goes wrong/ }).click(); // 1
    await finished();
    await pressed('c'); // 2
    await expect.poll(headline).toBe('tran.start read');
    const packet = page.getByRole('button', { name: /^pkt:d0\.1/ });
    expect(await packet.innerText()).toMatch(/submitting|transport/);
    expect(await page.getByRole('button', { name: /^hbac:d0\.1/ }).innerText()).toMatch(/queued|onBus/);
  });

  test('why was it retried, and which clause says so', async () => {
    await start();
    await page.getByRole('button', { name: /Medium error: five retries/ }).click(); // 1
    await finished();
    await page
      .getByRole('button', { name: /d0\.1 comes back: CHECK CONDITION/ })
      .first()
      .click(); // 2
    expect(await headline()).toBe('pkt.comp CMD_CMPLT CHECK CONDITION');
    await page
      .getByRole('region', { name: 'Details of this step' })
      .getByRole('button', { name: /command\.decide|command\.facts/ })
      .first()
      .click(); // 3
    const panel = page.getByRole('region', { name: 'Details of this step' });
    expect(await panel.getByLabel('Why').innerText()).toMatch(/retries left[\s\S]*taken/);
    expect(await panel.locator('.clause .document').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringMatching(/sd\.c/)]),
    );
  });

  test('what would have happened with auto sense off', async () => {
    await start();
    await page.getByRole('button', { name: /Check condition with auto request sense/ }).click(); // 1
    await finished();
    await pressed('v'); // 2
    await page.getByRole('button', { name: 'auto request sense off' }).click(); // 3
    await page.locator('.outcome.before').waitFor();
    await finished();
    expect(await page.locator('.story .changed').innerText()).toContain('hba.autoRequestSense=none');
    // The driver now asks for sense with a packet of its own.
    expect(await page.getByRole('list', { name: 'Marks' }).innerText()).toContain('sense');
    expect(page.url()).toContain('set=hba.autoRequestSense=none');
    await pressed('x');
    expect(await page.getByRole('list', { name: 'Marks' }).innerText()).not.toContain('sense');
  });

  test('the browser goes back to the story before, as it was left, and to the start page; steps and views are no pages', async () => {
    await start();
    const entries = (): Promise<number> => page.evaluate('history.length');
    const before = await entries();
    await page.getByRole('button', { name: /One READ, nothing goes wrong/ }).click();
    await finished();
    await pressed('c', '2', 'ArrowRight');
    await expect.poll(() => page.url()).toMatch(/#scenario=clean-read&view=sequence&at=\d+$/);
    const left = page.url();
    expect(await entries()).toBe(before + 1);
    await pressed('g');
    await page.getByRole('button', { name: /^\d? ?BUSY/ }).click();
    await page.getByRole('heading', { name: 'BUSY', level: 1 }).waitFor();
    await finished();
    expect(await entries()).toBe(before + 2);

    await page.goBack();
    await page.getByRole('heading', { name: 'One READ, nothing goes wrong', level: 1 }).waitFor();
    await finished();
    await expect.poll(() => page.url()).toBe(left);
    await page.goForward();
    await page.getByRole('heading', { name: 'BUSY', level: 1 }).waitFor();
    await finished();
    await page.goBack();
    await page.getByRole('heading', { name: 'One READ, nothing goes wrong', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('dialog', { name: /What happens in a SCSI stack/ }).waitFor();
    expect(await entries()).toBe(before + 2);
  });

  test('every shipped scenario is in the gallery, in an order that people know', async () => {
    await start();
    const titles = await page.locator('.stories:not(.course) strong').allInnerTexts();
    const cures = titles.filter((title) => title.startsWith('Sense kept, cure'));
    expect(cures.map((title) => title.replace(/:.*/, ''))).toEqual([1, 2, 3].map((n) => `Sense kept, cure ${n}`));
    expect(await page.getByRole('dialog').innerText()).not.toMatch(/`|\d \d{3}/);
    const shipped = readdirSync(library).filter((name) => name.endsWith('.yaml'));
    expect(await page.locator('.stories button').count()).toBe(shipped.length);
  });
});

describe('what if', () => {
  test('another outcome of the very message that is looked at: the run forks there', async () => {
    await openScenario('#scenario=clean-read');
    const steps = Number(await page.getByRole('slider').getAttribute('max'));
    await pressed('/');
    await page.keyboard.type('lu.execute');
    await pressed('Enter');
    await expect.poll(headline).toBe('lu.execute read');
    const at = await position();
    await page.getByLabel('Fork here with another outcome').selectOption('busy');
    await page.locator('.outcome.before').waitFor();
    await finished();
    await expect.poll(headline).toBe('lu.execute read busy');
    expect(await position()).toBe(at);
    expect(Number(await page.getByRole('slider').getAttribute('max'))).toBeGreaterThan(steps);
    expect(page.url()).toMatch(/fault=lu\.execute\.outcome=busy@\d+/);
  });

  test("parameters, a fault and a seed of one's own", async () => {
    await openScenario('#scenario=clean-read');
    await pressed('v');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('timerScope').selectOption('packet');
    await dialog.locator('.fault-rules select').first().selectOption('tran.start.admission');
    await dialog.getByLabel('is asked for the').fill('4');
    await dialog.getByLabel('Alternative').selectOption('busy');
    await dialog.getByRole('button', { name: 'Add' }).click();
    await dialog.getByLabel('seed').fill('5');
    await dialog.getByRole('button', { name: 'Run it' }).click();
    await page.locator('.outcome.before').waitFor();
    await finished();
    const changed = await page.locator('.story .changed').innerText();
    expect(changed).toContain('hba.timerScope=packet');
    expect(changed).toContain('tran.start.admission=busy (occurrence 4)');
    expect(changed).toContain('seed 5');
  });
});

describe('sources', () => {
  test('an address brings back source, position and view', async () => {
    await openScenario('#scenario=medium-error&view=sequence');
    await pressed('e', 'e', 'ArrowRight');
    const [at, said, address] = [await position(), await headline(), String(await page.evaluate('location.href'))];
    const same = async (): Promise<void> => {
      await expect.poll(position).toBe(at);
      expect(await headline()).toBe(said);
      expect(await page.getByRole('button', { name: 'Sequence' }).getAttribute('aria-current')).toBe('page');
    };
    await open(`#${address.split('#')[1]}`);
    await finished();
    await same();
    // The page that is open goes there too, and back to a view that the address does not name.
    // How it is looked at is in the address as well, whatever was chosen in which view.
    await pressed('3');
    await page.getByRole('button', { name: 'By time' }).click();
    await pressed('2', 'm');
    await page.getByLabel('Commands of this slot only').selectOption('d0.1');
    await page.getByTitle('hide logical unit').click();
    await pressed('4');
    await page.getByRole('button', { name: /^scsi-pkt / }).click();
    await pressed('5');
    await page.getByRole('button', { name: /I9/ }).first().click();
    const looks = String(await page.evaluate('location.hash'));
    for (const each of ['by=time', 'within=1', 'slot=d0.1', 'hide=lu', 'machine=scsi-pkt', 'property=I9'])
      expect(looks).toContain(each);
    await openScenario('#scenario=clean-read&stop=message~tran.start');
    for (const each of ['by=', 'within=', 'slot=', 'hide=', 'machine=', 'property='])
      expect(String(await page.evaluate('location.hash'))).not.toContain(each);
    await openScenario(looks);
    expect(await page.locator('.property[aria-pressed=true]').innerText()).toContain('I9');
    await pressed('4');
    expect(await page.locator('.machines [aria-pressed=true]').innerText()).toContain('scsi-pkt');
    await pressed('2');
    expect(await page.getByLabel('Commands of this slot only').inputValue()).toBe('d0.1');
    expect(await page.getByTitle('show logical unit').count()).toBe(1);
    await pressed('3');
    expect(await page.locator('.axis-name').textContent()).toBe('by time');
    await openScenario('#scenario=clean-read&stop=message~tran.start');
    expect(await page.getByRole('button', { name: 'Stack' }).getAttribute('aria-current')).toBe('page');
    expect(await page.getByRole('button', { name: 'Breakpoints 1' }).count()).toBe(1);
    await openScenario(`#${address.split('#')[1]}`);
    await same();
    expect(await page.getByRole('button', { name: 'Breakpoints', exact: true }).count()).toBe(1);
  });

  test('a changed scenario as a file, with which the program does the same again', async () => {
    const hash = '#scenario=check-condition-arq&set=hba.autoRequestSense=none&fault=tran.start.admission=busy@5&seed=9';
    await openScenario(hash);
    const { name, text } = await exported(/^Scenario/);
    expect(name).toBe('check-condition-arq-changed.yaml');
    const file = join(folder, name);
    writeFileSync(file, text);
    const pieces: string[] = [];
    await runScenario(await loadScenario(file), { traceSink: (piece) => pieces.push(piece) });
    const steps = pieces
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('{"step"')).length;
    expect(Number(await page.getByRole('slider').getAttribute('max'))).toBe(steps - 1);
  });

  test('the trace itself, byte for byte', async () => {
    await openScenario('#scenario=busy');
    const { name, text } = await exported(/^Trace/);
    expect(name).toBe('busy.jsonl');
    expect(text).toBe(await traceText('busy'));
  });

  test('a trace file, served; and its address again', async () => {
    const file = join(folder, 'served.jsonl');
    const text = await traceText('busy');
    writeFileSync(file, text);
    const steps = text.split('\n').filter((line) => line.startsWith('{"step"')).length;
    const own = await serveInspector({ kind: 'trace', name: 'served.jsonl', file });
    try {
      await open('#served=1', own.address);
      await page.getByText(/step \d+ of \d+/).waitFor();
      await expect.poll(() => page.getByRole('slider').getAttribute('max')).toBe(String(steps - 1));
      await expect.poll(() => page.locator('h1 .status').count()).toBe(0);
      expect(await position()).toBeGreaterThan(0);
      expect(await page.locator('h1 .title').innerText()).toBe('Trace of BUSY\nserved.jsonl');
      expect(await page.title()).toBe('Trace of BUSY – served.jsonl – scsi-statecharts');
      await pressed('e');
      expect(await headline()).toMatch(/busy|BUSY/);
      expect(page.url()).toContain('served=1');
    } finally {
      await own.close();
    }
  });

  test('a story that check saved: the end is what it shows, and from two futures of one run ways lead on', async () => {
    const file = join(folder, 'lost.jsonl');
    writeFileSync(file, tracedStory(foundStory('sense-lost', 'Q4')).text);
    const own = await serveInspector({ kind: 'trace', name: 'lost.jsonl', file });
    try {
      await open('#served=1', own.address);
      await expect.poll(headline).toBe('lu.forgetSense');
      await pressed('Home', 'End');
      await expect.poll(headline).toBe('lu.forgetSense');
      await pressed('X');
      const ways = page.getByRole('dialog', { name: 'Two futures' }).locator('.ways button');
      // A story is put beside nothing.
      expect(await ways.allInnerTexts()).toEqual([
        'What if (v)',
        'Take over at this step (s)',
        'What would make it hold (5)',
      ]);
      await ways.last().click();
      await page.locator('.cures button').first().waitFor();
    } finally {
      await own.close();
    }
  });

  test('a file that a person opens; what is no trace gets a message, and the page goes on', async () => {
    await open('');
    const files = page.locator('input[type=file]');
    await files.setInputFiles({ name: 'x.jsonl', mimeType: 'text/plain', buffer: Buffer.from('hello\n') });
    await expect
      .poll(() => page.getByRole('alert').innerText())
      .toBe('The trace cannot be read: line 1: this is not a trace');
    await pressed('g');
    const text = await traceText('clean-read');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'y.jsonl', mimeType: 'text/plain', buffer: Buffer.from(text) });
    await expect.poll(position).toBeGreaterThan(0);
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
    await pressed('g');
    const cut = text.slice(0, text.length - 300);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'z.jsonl', mimeType: 'text/plain', buffer: Buffer.from(cut) });
    await expect
      .poll(() => page.getByRole('alert').innerText())
      .toMatch(/^Shown up to step \d+: line \d+ is no JSON object \(is the file cut off\?\)$/);
    // It covers nothing that says what is looked at.
    const banner = (await page.locator('.banner').boundingBox())!;
    for (const head of ['.main .view-head', '.headline']) {
      const { y, height } = (await page.locator(head).first().boundingBox())!;
      expect(y + height).toBeLessThan(banner.y);
    }
    // What came before the cut can be seen.
    await pressed('End');
    expect(await position()).toBeGreaterThan(10);
  });

  test('an address with nonsense in it says what is wrong', async () => {
    await open('#scenario=no-such-story');
    await expect.poll(() => page.getByRole('alert').innerText()).toMatch(/there is no such scenario; accepted: /);
    await open('#scenario=clean-read&set=hba.nothing=1');
    await expect.poll(() => page.getByRole('alert').innerText()).toMatch(/nothing/);
  });
});
