import type { BrowserContext, Page } from 'playwright-core';

/** A page, and everything that went wrong in it. */
export type OpenedPage = { readonly page: Page; readonly complaints: string[] };

/** Opens an address; what the page, its console or its requests complain of is kept. */
export async function openPage(context: BrowserContext, address: string): Promise<OpenedPage> {
  const complaints: string[] = [];
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(request.url())) complaints.push(`${request.url()} is elsewhere`);
  });
  await page.goto(address);
  return { page, complaints };
}

export const position = async (page: Page): Promise<number> =>
  Number(await page.getByRole('slider', { name: 'Position in the run' }).inputValue());

/** Number of the last step. */
export const lastStep = async (page: Page): Promise<number> =>
  Number(await page.getByRole('slider', { name: 'Position in the run' }).getAttribute('max'));
