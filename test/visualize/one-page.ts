import type { BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { type InspectorServer, serveInspector } from '../../visualize/server/inspector-server.ts';
import { startChromium } from './chromium.ts';

/** One browser and one page for all tests of a file, and what a person does with it. */
export class OnePage {
  /** What went wrong in the page since it was opened. */
  readonly complaints: string[] = [];
  readonly page: Page;
  private readonly browser: { context: BrowserContext; close: () => Promise<void> };
  private readonly server: InspectorServer;

  private constructor(page: Page, browser: OnePage['browser'], server: InspectorServer) {
    this.page = page;
    this.browser = browser;
    this.server = server;
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(error.message));
  }

  static async start(): Promise<OnePage> {
    const [browser, server] = await Promise.all([startChromium('light'), serveInspector(undefined)]);
    return new OnePage(await browser.context.newPage(), browser, server);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.close();
    expect(this.complaints).toEqual([]);
  }

  /** Opens an address, and waits for the end of the run that it names. */
  async open(hash: string): Promise<void> {
    await this.page.goto('about:blank');
    await this.page.goto(this.server.address.split('#')[0] + hash);
    if (hash.includes('scenario=') && !hash.includes('take=')) await this.finished();
  }

  finished(): Promise<void> {
    return this.page.locator('.outcome:not(.before)').waitFor();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Number of the step that is looked at. */
  async step(): Promise<number> {
    return Number(await this.page.getByRole('slider', { name: 'Position in the run' }).inputValue());
  }

  async steps(): Promise<number> {
    return Number(await this.page.getByRole('slider', { name: 'Position in the run' }).getAttribute('max'));
  }

  headline(): Promise<string> {
    return this.page.locator('.headline h2').innerText();
  }
}
