import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** Where systems put a Chromium. */
const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const quietly = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The Chromium of this machine; else one that comes with a package of the registry, so that there always is one. */
async function executable(): Promise<{ path: string; args: string[] }> {
  const given = process.env.CHROMIUM ?? installed.find((path) => existsSync(path));
  if (given !== undefined && given !== 'package') return { path: given, args: quietly };
  // As on the machines that the package is made for, it brings the libraries that a bare system does not have.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
  const shipped = (await import('@sparticuz/chromium')).default;
  return { path: await shipped.executablePath(), args: [...shipped.args, ...quietly] };
}

/**
 * A browser with a profile of its own.
 *
 * @throws with the reason when none can be started: tests in a browser are never left out.
 */
export async function startChromium(
  colorScheme: 'light' | 'dark',
  viewport = { width: 1280, height: 800 },
): Promise<{ context: BrowserContext; close: () => Promise<void> }> {
  const profile = mkdtempSync(join(tmpdir(), 'scsi-statecharts-chromium-'));
  const { path, args } = await executable();
  try {
    const context = await chromium.launchPersistentContext(profile, {
      executablePath: path,
      args,
      headless: true,
      env: { ...process.env },
      viewport,
      colorScheme,
      reducedMotion: 'reduce',
    });
    return {
      context,
      close: async () => {
        await context.close();
        rmSync(profile, { recursive: true, force: true });
      },
    };
  } catch (error) {
    rmSync(profile, { recursive: true, force: true });
    throw new Error(
      `no Chromium could be started for the tests of the inspector (tried ${path}; CHROMIUM names another): ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
