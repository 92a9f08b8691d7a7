import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type InspectorServer, serveInspector } from '../../visualize/server/inspector-server.ts';
import { startChromium } from './chromium.ts';

/** Long enough for a machine with much else to do. */
const patience = 60_000;

/** The inspector in a browser: one browser and one page for all tests of a file, which go from address to address. */
export class InspectorPage {
  private browser: { context: BrowserContext; close: () => Promise<void> } | undefined;
  private server: InspectorServer | undefined;
  private opened: Page | undefined;
  /** What went wrong in the page since it was opened. */
  private complaints: string[] = [];
  private expected: RegExp | undefined;
  private loads = 0;
  private first = 0;

  constructor() {
    beforeAll(async () => {
      this.server = await serveInspector(undefined);
      this.browser = await startChromium('light');
      this.opened = await this.browser.context.newPage();
      this.listen(this.opened);
    }, 2 * patience);
    afterAll(async () => {
      await this.browser?.close();
      await this.server?.close();
    });
    afterEach(() => expect(this.complaints.filter((each) => !this.expected?.test(each))).toEqual([]));
  }

  get page(): Page {
    if (!this.opened) throw new Error('the browser is started before the first test');
    return this.opened;
  }

  private listen(page: Page): void {
    page.setDefaultTimeout(patience);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('requestfailed', (request) => {
      // Chromium calls a stream that a page has read to its end aborted, and one that it leaves.
      if (!/\/(source|live)$/.test(request.url()))
        this.complaints.push(`${request.url()}: ${request.failure()?.errorText}`);
    });
    page.on('request', (request) => {
      if (!/^(http:\/\/127\.0\.0\.1:|data:)/.test(request.url())) this.complaints.push(`${request.url()} is elsewhere`);
    });
  }

  /** What is meant to go wrong until another document is opened. */
  mayComplain(expected: RegExp): void {
    this.expected = expected;
  }

  /** A new document, whatever was open before. */
  async open(hash: string, base = this.server?.address ?? ''): Promise<void> {
    this.complaints = [];
    this.expected = undefined;
    // Without another query it would be the same document.
    this.loads += 1;
    await this.page.goto(`${base.split('#')[0]}?${this.loads}${hash}`);
  }

  /**
   * A run that is over, so that every step can be reached. A page that is open already goes there, as when a person puts
   * another link into the address.
   */
  async openScenario(hash: string): Promise<void> {
    const [at = '', before = ''] = this.page.url().split('#');
    const isOpen = this.server !== undefined && at.startsWith(this.server.address) && before !== '';
    if (isOpen && `#${before}` !== hash) await this.goTo(hash);
    else await this.open(hash);
    await this.finished();
    this.first = await this.position();
  }

  private async goTo(hash: string): Promise<void> {
    this.complaints = [];
    await this.page.evaluate(
      `new Promise((went) => {
        addEventListener('hashchange', () => setTimeout(went), { once: true });
        location.hash = ${JSON.stringify(hash)};
      })`,
    );
  }

  /** Back to where the page was when the run was opened: at the first request. */
  async begin(): Promise<void> {
    await this.pressed('Escape', 'Escape');
    await this.slider().fill(String(this.first));
    await this.slider().blur();
  }

  /** The run is over. */
  finished(): Promise<void> {
    return this.page.locator('.outcome:not(.before)').waitFor();
  }

  /** Number of the last step. */
  async lastStep(): Promise<number> {
    return Number(await this.slider().getAttribute('max'));
  }

  slider() {
    return this.page.getByRole('slider', { name: 'Position in the run' });
  }

  async position(): Promise<number> {
    return Number(await this.slider().inputValue());
  }

  headline(): Promise<string> {
    return this.page.locator('.headline h2').innerText();
  }

  async pressed(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async scheme(scheme: 'light' | 'dark'): Promise<void> {
    await this.page.emulateMedia({ colorScheme: scheme });
    await this.page.locator(`html[data-theme=${scheme}]`).waitFor();
  }

  /**
   * Rules of WCAG 2 A and AA, and best practice; or only those that look at colours.
   *
   * @param within - selector of the part that is looked at; the whole page without it.
   */
  async violations(which: 'all' | 'colours' = 'all', within?: string): Promise<string[]> {
    if (!(await this.page.evaluate('"axe" in globalThis'))) await this.page.evaluate(axe.source);
    // What was just changed is drawn.
    await this.page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    const found = (await this.page.evaluate(
      `axe.run(${within === undefined ? 'document' : JSON.stringify(within)}, { resultTypes: ['violations']${which === 'all' ? '' : ", runOnly: ['color-contrast', 'link-in-text-block']"} })`,
    )) as {
      violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
    };
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
  }

  /**
   * Texts that are cut off and cannot be scrolled to. Of the drawings the layout is tested (charts.test.ts). What a chart's
   * head says last has two lines: a click, or Enter, tells all of it beside the chart.
   */
  clipped(): Promise<string[]> {
    return this.page.evaluate(`[...document.querySelectorAll('body *')].filter((element) => {
      if (element.closest('svg, .spoken, .view-head .last') || element.textContent.trim() === '') return false;
      const { overflowX, overflowY, display, visibility } = getComputedStyle(element);
      if (display === 'inline' || visibility === 'hidden' || element.getClientRects().length === 0) return false;
      const hides = (overflow, whole, seen) => /hidden|clip/.test(overflow) && whole > seen + 1;
      return hides(overflowX, element.scrollWidth, element.clientWidth) || hides(overflowY, element.scrollHeight, element.clientHeight);
    }).map((element) => element.tagName + '.' + element.className + ' ' + element.textContent.trim().slice(0, 80))`);
  }

  /** What sticks out of the window, so that the page itself scrolls. */
  sticksOut(): Promise<unknown> {
    return this.page.evaluate(
      '[...document.querySelectorAll("body, .frame, .toolbar, .panels, .timeline, .controls")].filter((e) => e.scrollWidth > innerWidth || e.getBoundingClientRect().right > innerWidth + 0.5 || e.getBoundingClientRect().bottom > innerHeight + 0.5).map((e) => e.className || e.tagName).concat(document.documentElement.scrollHeight > innerHeight ? ["below the window"] : [])',
    );
  }

  /** Looks at the page on a screen and on a tablet, either way up. Ends on the screen. */
  async atEachSize(look: (size: string) => Promise<void>): Promise<void> {
    for (const [width, height] of [
      [1024, 768],
      [768, 1024],
      [1280, 800],
    ] as const) {
      await this.page.setViewportSize({ width, height });
      await this.page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
      await look(`${width}x${height}`);
    }
  }

  /** Texts that a list to choose from has no room for, and is asked to show. */
  cutChoices(within: string): Promise<string[]> {
    return this.page.evaluate(`[...document.querySelectorAll(${JSON.stringify(`${within} select`)})].flatMap((select) => {
      const { font, paddingLeft, paddingRight } = getComputedStyle(select);
      const pen = document.createElement('canvas').getContext('2d');
      pen.font = font;
      const arrow = 16;
      const room = select.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - arrow;
      return [...select.options].filter((each) => pen.measureText(each.text).width > room).map((each) => each.text);
    })`);
  }
}
