import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** Found by scripts/test-browser.mjs. */
const EXECUTABLE = process.env.CHROMIUM_PATH;

/** Pictures for people: with UPDATE_SCREENSHOTS=1 those of the documentation, otherwise beside them. */
export const SCREENSHOTS = join(import.meta.dirname, '..', '..', ...process.env.UPDATE_SCREENSHOTS === '1' ? ['docs', 'pages'] : ['test-reports', 'pages']);

export const PHONE = { width: 320, height: 640 };
export const DESKTOP = { width: 1024, height: 768 };

export interface Chromium {
  readonly context: BrowserContext;
  readonly close: () => Promise<void>;
}

/** The browser of somebody who has never been anywhere. */
export async function startChromium(): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), 'chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: EXECUTABLE,
    headless: true,
    viewport: DESKTOP,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-lcd-text', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true });
    },
  };
}
