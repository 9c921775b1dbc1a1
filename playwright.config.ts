import { chromium, defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';

/** The browser: the one that is named, else Playwright's own, else the system's. Undefined: Playwright's own. */
function executable(): string | undefined {
  const named = process.env['PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH'];
  if (named !== undefined && named !== '') return named;
  if (existsSync(chromium.executablePath())) return undefined;
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
}

/** Chromium neither calls home nor asks; its sandbox is left out only where it cannot work (root). */
const quiet = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const args = process.getuid?.() === 0 ? [...quiet, '--no-sandbox'] : quiet;
const executablePath = executable();

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // Each test starts a host and a browser page of its own, and waits most of its time.
  workers: 2,
  // In CI a test that fails is tried once more; that it failed is told at the end of `npm test`, as a defect to look at.
  retries: process.env['CI'] === undefined ? 0 : 1,
  forbidOnly: process.env['CI'] !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // The file is named by PLAYWRIGHT_JSON_OUTPUT_FILE; without it only the list is printed.
  reporter: process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] === undefined ? [['list']] : [['list'], ['json']],
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    contextOptions: { reducedMotion: 'reduce' },
    // Recording costs a quarter of the time: where a run is looked at by nobody, a failure is run again with it.
    trace: process.env['CI'] === undefined ? 'retain-on-failure' : 'off',
    launchOptions: executablePath === undefined ? { args } : { args, executablePath },
  },
});
