import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { catalogKnows, file, limitedPool, row } from './pools.ts';

/** Pictures of the main screens for people to look at, beside shared/look/. Made when somebody asks: CFS_PICTURES=1. */
const wanted = process.env['CFS_PICTURES'] === '1';
const widths = [
  { width: 960, height: 640 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];
const folder = join(import.meta.dirname, '..', 'artifacts', 'screens');

async function pictures(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const size of widths) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `main-${name}-${String(size.width)}-${colorScheme}.png`) });
    }
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}

const to = (page: Page, address: string): Promise<unknown> =>
  page.evaluate((hash) => (window.location.hash = hash), `#/${address}`);

test('pictures of the main screens at 960, 1280 and 1920 px, light and dark', async ({ page, host }) => {
  test.skip(!wanted, 'only with CFS_PICTURES=1');
  test.setTimeout(300_000);
  const [a = '', b = '', c = '', away = ''] = limitedPool(host, ['400M', '300M', '900M', '100M']);
  for (let i = 1; i <= 30; i += 1) file(join(a, 'Photos', 'Lofoten', `DSC_${String(i)}.jpg`), 400_000 + i * 9000, i);
  for (let i = 1; i <= 12; i += 1) file(join(b, 'Films', `Film ${String(i)}.mov`), 14_000_000 + i * 500_000, i);
  for (let i = 1; i <= 20; i += 1) file(join(c, 'Archive', String(2000 + i), `Report ${String(i)}.pdf`), 90_000 * i, i);
  for (const root of [a, c]) file(join(root, 'Music', `${root.slice(-5)}.flac`), 30_000_000);
  for (const [index, root] of [a, c].entries()) {
    mkdirSync(join(root, 'Notes'), { recursive: true });
    writeFileSync(join(root, 'Notes', 'Wedding speech.md'), `# Speech\n\nDraft ${String(index + 1)} of it.\n`);
  }
  file(join(a, 'Notes', 'Tax return 2025.txt'), 4_000, 3);
  file(join(c, 'Notes', 'Copy of the tax return.txt'), 4_000, 3);
  file(join(b, 'Inbox', '.hidden'), 10);
  file(join(away, 'Travel', 'map.png'), 10_000);
  host.cfs('df');
  await host.open(page);
  await catalogKnows(host, 'disk4', 1);
  renameSync(away, `${away}-unplugged`);
  await expect(page.getByRole('button', { name: /^disk4 not connected/ })).toBeVisible({ timeout: 15_000 });

  await row(page, 'Photos').click();
  await page.keyboard.press('ArrowRight');
  await pictures(page, 'browse');
  await to(page, 'files/-/Photos/Lofoten');
  await row(page, 'DSC_3.jpg').click();
  await row(page, 'DSC_5.jpg').click({ modifiers: ['Shift'] });
  await pictures(page, 'selection');
  await page.keyboard.press('Control+Shift+2');
  await pictures(page, 'grid');
  await page.keyboard.press('Control+Shift+1');
  await to(page, 'files/-/Notes');
  await row(page, 'Wedding speech.md').click();
  await page.keyboard.press('Space');
  await expect.soft(page.getByRole('dialog')).toBeVisible();
  await pictures(page, 'quick-look');
  await page.keyboard.press('Escape');
  await to(page, 'files/-/Inbox');
  await expect.soft(page.getByRole('main')).toContainText(/hidden/);
  await pictures(page, 'all-hidden');
  mkdirSync(join(a, 'Empty'));
  await to(page, 'files/-/Empty');
  await expect.soft(page.getByText('Drop files or folders here')).toBeVisible();
  await pictures(page, 'empty-folder');

  for (const [name, address, sees] of [
    ['search', 'search/-/?film', 'Film 1.mov'],
    ['usage', 'usage/-/', 'Films'],
    ['rebalance', 'rebalance/-/', 'Start'],
    ['lab', 'lab/-/', 'Policy lab'],
    ['placement', 'placement/-/', 'No rules'],
    ['trash', 'trash/-/', 'The trash is empty'],
    ['duplicates', 'duplicates/-/', 'Duplicates'],
    ['copies', 'copies/-/Notes?Wedding%20speech.md', 'Wedding speech.md'],
    ['decisions', 'decisions/-/', 'Nothing to decide'],
    ['activity', 'activity/-/', 'Activity'],
    ['settings-appearance', 'settings/-/?appearance', 'Theme'],
    ['settings-pool', 'settings/-/?pool', 'Reserve'],
  ] as const) {
    await to(page, address);
    await expect.soft(page.locator('#root').getByText(sees).first()).toBeVisible({ timeout: 20_000 });
    await pictures(page, name);
  }
  await page
    .getByRole('button', { name: /^disk2/ })
    .first()
    .click();
  await expect.soft(page.getByRole('main').getByRole('heading', { level: 2 })).toContainText('disk2');
  await pictures(page, 'settings-volume');
  await page.keyboard.press('Control+Shift+P');
  await pictures(page, 'palette');
  await page.keyboard.press('Escape');

  // What is wrong, and what is not there.
  for (const root of [a, b, c]) renameSync(root, `${root}-unplugged`);
  await expect.soft(page.getByRole('button', { name: /^disk3 not connected/ })).toBeVisible({ timeout: 20_000 });
  await to(page, 'files/-/');
  await pictures(page, 'nothing-connected');
  await to(page, 'files/-/Empty');
  await pictures(page, 'nothing-connected-inside');
  await host.stop();
  await expect.soft(page.getByText('CFS is not answering')).toBeVisible({ timeout: 15_000 });
  await pictures(page, 'host-gone');
});
