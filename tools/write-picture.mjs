// The picture in the README, made from the product: npm run picture (after a change that can be seen).
import { spawn } from 'node:child_process';
import path from 'node:path';
import { chromium } from 'playwright-core';

const root = path.join(import.meta.dirname, '..');
const child = spawn(process.execPath, [path.join(root, 'dist/src/cli/main.js'), 'inspect', 'medium-error'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const address = await new Promise((resolve) => child.stdout.once('data', (line) => resolve(String(line).trim())));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage({
    viewport: { width: 1200, height: 720 },
    colorScheme: 'light',
    reducedMotion: 'reduce',
  });
  await page.goto(address);
  await page.locator('.outcome').waitFor();
  // Where the READ comes back with CHECK CONDITION for the first time.
  await page
    .getByRole('button', { name: /^\W*d0\.1 comes back: CHECK CONDITION/ })
    .first()
    .click();
  await page.waitForTimeout(500);
  await page.screenshot({ path: path.join(root, 'visualize', 'inspector.png') });
} finally {
  await browser.close();
  child.kill('SIGINT');
}
