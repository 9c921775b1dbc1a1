import { _electron, expect, test } from '@playwright/test';
import type { ElectronApplication } from '@playwright/test';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findElectron, whyNoElectron } from '../scripts/launch/electron.ts';

/** The real Electron, where it is. Elsewhere the stand-in of electron/desktop/desktop.test.ts is what there is. */
const root = join(import.meta.dirname, '..');
const program = findElectron(root);
const why = program === null ? "Electron's runtime is not downloaded (npm start does it)" : whyNoElectron();
test.skip(why !== null, why ?? '');

let folder: string;
let app: ElectronApplication;

test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-electron-'));
  mkdirSync(join(folder, 'home'));
  app = await _electron.launch({
    ...(program === null ? {} : { executablePath: program }),
    args: [root],
    env: { ...(process.env as Record<string, string>), CFS_HOME: join(folder, 'home') },
  });
});
test.afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
});

test('[E60] the window opens, connects over its port and shows the sample pool', async () => {
  const page = await app.firstWindow();
  expect(page.url()).toBe('app://cfs/');
  await page.getByRole('button', { name: /sample pool/i }).click();
  await expect(page.getByRole('grid').or(page.getByRole('treegrid')).first()).toBeVisible();
});

test('[E61] the page has the bridge and nothing of Node', async () => {
  const page = await app.firstWindow();
  const seen = await page.evaluate(() => ({
    bridge: Object.keys((globalThis as unknown as { cfs: object }).cfs).sort(),
    node: typeof (globalThis as { process?: unknown }).process,
    require: typeof (globalThis as { require?: unknown }).require,
  }));
  expect(seen).toEqual({ bridge: ['connect', 'pathOf'], node: 'undefined', require: 'undefined' });
});

test('[E62] the page stays where it is and opens nothing', async () => {
  const page = await app.firstWindow();
  await page.evaluate(() => void (globalThis.location.href = 'https://example.org/'));
  await page.evaluate(() => void globalThis.open('https://example.org/'));
  await page.waitForTimeout(500);
  expect(page.url()).toBe('app://cfs/');
  expect(app.windows().length).toBe(1);
});

test('[E63] files of the package are the only ones that the page can read', async () => {
  const page = await app.firstWindow();
  const statuses = await page.evaluate(() =>
    Promise.all(
      ['app://cfs/../main/main.js', 'app://cfs/%2e%2e/main/main.js', '/index.html'].map(
        async (address) => (await fetch(address)).status,
      ),
    ),
  );
  expect(statuses).toEqual([404, 404, 200]);
  expect(existsSync(join(root, 'out', 'main', 'main.js'))).toBe(true);
  expect(readFileSync(join(root, 'out', 'renderer', 'index.html'), 'utf8')).toContain('<div id="root">');
});
