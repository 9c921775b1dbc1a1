import { execFileSync } from 'node:child_process';
import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectAccessibleInBoth, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { file, limitedPool, manyFiles } from './pools.ts';

/** A pool of three volumes with folders of known sizes. */
function somePool(host: Host): readonly string[] {
  const roots = limitedPool(host, ['60M', '60M', '60M']);
  const [a = '', b = '', c = ''] = roots;
  for (let i = 1; i <= 12; i += 1) file(join(a, 'Films', `Film ${String(i)}.mkv`), 900_000, i);
  for (let i = 1; i <= 8; i += 1) file(join(c, 'Films', 'Series', `Episode ${String(i)}.mkv`), 500_000, i);
  for (let i = 1; i <= 9; i += 1) file(join(b, 'Photos', '2025', `DSC_${String(i)}.jpg`), 400_000, i);
  for (let i = 1; i <= 4; i += 1) file(join(c, 'Photos', '2024', `DSC_${String(i)}.jpg`), 450_000, i);
  for (let i = 1; i <= 5; i += 1) file(join(b, 'Music', `Track ${String(i)}.flac`), 350_000, i);
  file(join(c, 'Backups', 'home.tar.gz'), 2_500_000, 27);
  file(join(a, 'notes.txt'), 40_000);
  return roots;
}

const map = (page: Page) => page.getByRole('tree', { name: /^Map of/ });
const list = (page: Page) => page.getByRole('grid', { name: /^What is in/ });
const block = (page: Page, name: string) => map(page).getByRole('treeitem', { name: new RegExp(`^${name}, `) });
const row = (page: Page, name: string) =>
  list(page)
    .getByRole('row')
    .filter({ has: page.locator(`[title="${name}"]`) });
const selected = (page: Page) => page.getByRole('region', { name: 'Selected' });
const side = (page: Page) => page.getByRole('region', { name: 'The same as a list' });

async function openUsage(page: Page, host: Host): Promise<void> {
  await host.open(page);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Usage' }).click();
  await expect(map(page)).toBeVisible();
}

test('[B140] [B142] [B149] the map and the list show the same, and select together; files are found from here', async ({
  page,
  host,
}) => {
  test.setTimeout(180_000);
  somePool(host);
  await openUsage(page, host);
  await expect(block(page, 'Films')).toBeVisible({ timeout: 20_000 });
  await expect(side(page)).toContainText('24.6 MB in 40 files');
  await expect(row(page, 'Films')).toContainText('14.8 MB');
  await expect(list(page).getByRole('row').nth(1)).toContainText('Films');
  const box = await block(page, 'Films').boundingBox();
  const whole = await map(page).boundingBox();
  const share = ((box?.width ?? 0) * (box?.height ?? 0)) / ((whole?.width ?? 1) * (whole?.height ?? 1));
  expect(Math.abs(share - 14.8 / 24.6)).toBeLessThan(0.03);
  await picture(page, 'usage');

  // From the map: what lies in a folder selects the row of that folder.
  await block(page, 'Series').click({ position: { x: 30, y: 8 } });
  await expect(block(page, 'Series')).toHaveAttribute('aria-selected', 'true');
  await expect(row(page, 'Films')).toHaveAttribute('aria-selected', 'true');
  await expect(selected(page)).toContainText('Films / Series');
  await expect(selected(page)).toContainText('disk3');
  await expect(selected(page)).toContainText('4.03 MB');
  // From the list: by mouse and keyboard.
  await row(page, 'Photos').click();
  await expect(block(page, 'Photos')).toHaveAttribute('aria-selected', 'true');
  await expect(block(page, 'Series')).toHaveAttribute('aria-selected', 'false');
  await expect(selected(page)).toContainText(/disk2.*3\.61 MB.*disk3.*1\.8\d MB/);
  await list(page).focus();
  await page.keyboard.press('End');
  await expect(row(page, 'notes.txt')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp');
  await expect(block(page, 'Music')).toHaveAttribute('aria-selected', 'true');

  // The lists of the open folder.
  const lists = page.getByRole('region', { name: 'Files of this folder' });
  await expect(lists.getByRole('listitem').first()).toContainText('home.tar.gz');
  await lists.getByRole('radio', { name: 'Kinds' }).check({ force: true });
  await expect(lists.getByRole('listitem').first()).toContainText(/Films.*20 files.*14\.8 MB/);
  await lists.getByRole('radio', { name: 'Oldest' }).check({ force: true });
  await expect(lists.getByRole('listitem').first()).toContainText('1 Jan 2026');
  await lists.getByRole('radio', { name: 'Largest' }).check({ force: true });
  await lists.getByRole('button', { name: /home\.tar\.gz/ }).click();
  await expect(page.getByRole('treegrid', { name: 'Files in Backups' })).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'home.tar.gz' })).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await row(page, 'Music').click();
  await selected(page).getByRole('button', { name: 'Show in Files' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'Music' })).toHaveAttribute('aria-selected', 'true');
});

test('[B141] [B143] [B144] the map is used with mouse and keyboard, and tells volumes, kinds, ages and both sizes', async ({
  page,
  host,
}) => {
  test.setTimeout(180_000);
  const [a = ''] = somePool(host);
  writeFileSync(join(a, 'sparse.img'), 'begins');
  truncateSync(join(a, 'sparse.img'), 40_000_000);
  await openUsage(page, host);
  await expect(block(page, 'Films')).toBeVisible({ timeout: 20_000 });

  // In and out by keyboard alone.
  await map(page).focus();
  await page.keyboard.press('ArrowRight');
  await expect(block(page, 'Films')).toHaveAttribute('aria-selected', 'true');
  const active = (): Promise<string | null> =>
    page.evaluate(() => {
      const id = document.activeElement?.getAttribute('aria-activedescendant') ?? '';
      const block = document.getElementById(id);
      return block?.getAttribute('aria-label') ?? block?.querySelector('span')?.textContent ?? null;
    });
  expect(await active()).toMatch(/^Films, 14\.8 MB, 60 %, 20 files, 10\.8 MB on disk1, 4\.03 MB on disk3/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/usage\/[^/]+\/Films$/);
  await expect(page.getByRole('tree', { name: 'Map of Films' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  const first = await active();
  await page.keyboard.press('ArrowDown');
  expect(await active()).not.toBe(first);
  await page.keyboard.press('Backspace');
  await expect(page).toHaveURL(/#\/usage\/[^/]+\/$/);
  await expect(block(page, 'Films')).toHaveAttribute('aria-selected', 'true');
  await expect(map(page)).toBeFocused();

  // By mouse: through two levels at once; the address, Back and a reload keep the folder.
  await block(page, '2025').dblclick({ position: { x: 30, y: 8 } });
  await expect(page.getByRole('tree', { name: 'Map of Photos / 2025' })).toBeVisible();
  await expect(block(page, 'DSC_1\\.jpg')).toBeVisible();
  await page.reload();
  await expect(block(page, 'DSC_1\\.jpg')).toBeVisible({ timeout: 20_000 });
  await page.getByRole('button', { name: 'Up', exact: true }).click();
  await expect(block(page, '2025')).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('navigation', { name: 'Folder path' }).getByRole('button', { name: 'Home pool' }).click();
  await expect(block(page, 'Photos')).toHaveAttribute('aria-selected', 'true');

  // What is under the pointer.
  await block(page, 'home\\.tar\\.gz').hover();
  await expect(page.getByText('Backups / home.tar.gz')).toBeVisible();

  // Kinds and ages, in words too.
  await page.getByRole('radio', { name: 'By kind' }).check({ force: true });
  await expect(map(page).getByRole('treeitem', { name: /^Photos, .*mostly images$/ })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Colours of the map' })).toContainText('Archives and disk images');
  await expectAccessibleInBoth(page);
  await picture(page, 'usage-kinds');
  await page.getByRole('radio', { name: 'By age' }).check({ force: true });
  await expect(map(page).getByRole('treeitem', { name: /^Music, .*changed 5 Jan 2026$/ })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Colours of the map' })).toContainText('up to 3 years');
  await expectAccessible(page);
  await picture(page, 'usage-ages');

  // What is taken on the volumes, and what there is to read.
  await expect(row(page, 'sparse.img')).toContainText(/[\d.]+ KB/);
  await page.getByRole('button', { name: 'Allocated size' }).click();
  await page.getByRole('menuitemcheckbox', { name: /^Logical size/ }).click();
  await expect(row(page, 'sparse.img')).toContainText('40.0 MB');
  await expect(list(page).getByRole('row').nth(1)).toContainText('sparse.img');
});

test('[B145] the map is there while the volumes are counted and grows; selection and focus stay', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['200M', '200M']);
  file(join(a, 'Films', 'one.mkv'), 3_000_000);
  manyFiles(join(b, 'Many'), 4_000);
  await openUsage(page, host);
  await map(page).focus();
  await expect(side(page)).toContainText(/in 4,001 files, as it is now/, { timeout: 30_000 });
  await expect(map(page)).toBeFocused();
  await block(page, 'Films').click({ position: { x: 30, y: 8 } });
  await expect(block(page, 'Films')).toHaveAttribute('aria-selected', 'true');

  // Another program adds more than all there was: the map turns round, and what is selected stays.
  file(join(b, 'New', 'large.bin'), 30_000_000);
  await expect(row(page, 'New')).toContainText('30.0 MB', { timeout: 20_000 });
  await expect(list(page).getByRole('row').nth(1)).toContainText('New');
  await expect(block(page, 'Films')).toHaveAttribute('aria-selected', 'true');
  await expect(map(page)).toBeFocused();
  rmSync(join(b, 'New'), { recursive: true });
  await expect(row(page, 'New')).toHaveCount(0, { timeout: 20_000 });
});

test('[B146] [B147] a volume that is away stays on the map, greyed; a folder that is not known and an empty pool say so', async ({
  page,
  host,
}) => {
  test.setTimeout(120_000);
  const roots = somePool(host);
  const third = roots[2] ?? '';
  await openUsage(page, host);
  await expect(block(page, 'Backups')).toBeVisible({ timeout: 20_000 });
  await expect(side(page)).toContainText('as it is now');
  renameSync(third, `${third}.away`);
  const legend = page.getByRole('list', { name: 'Colours of the map' });
  await expect(legend).toContainText(/disk3.*not connected, last seen/, { timeout: 20_000 });
  await expect(side(page)).toContainText('24.6 MB in 40 files');
  await row(page, 'Backups').click();
  await expect(selected(page)).toContainText(/not connected, last seen/);
  await expectAccessible(page);
  await picture(page, 'usage-away');
  renameSync(`${third}.away`, third);
  await expect(legend).not.toContainText('not connected', { timeout: 20_000 });

  await page.goto(`${host.origin()}/#/usage/-/No%20such%20folder`);
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByRole('alert').getByRole('button', { name: 'Go up' }).click();
  await expect(block(page, 'Films')).toBeVisible();
});

test('[B147] an empty pool says that there is nothing', async ({ page, host }) => {
  limitedPool(host, ['10M', '10M']);
  await openUsage(page, host);
  await expect(page.getByText('Home pool takes no space')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('heading', { name: 'Too little is known yet' })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'usage-empty');
});

/** Notes down 40 days of figures, as a host does day by day: disk2 fills by 1 MB a day. */
function pastDays(host: Host): void {
  const config = JSON.parse(readFileSync(join(host.home, 'config.json'), 'utf8')) as {
    pools: { id: string; volumes: { id: string; name: string }[] }[];
  };
  const store = join(import.meta.dirname, '..', 'electron', 'engine', 'state', 'usage-history.ts');
  const program = `
    const { openUsageHistory } = await import(${JSON.stringify(store)});
    const [pool] = ${JSON.stringify(config.pools)};
    const usage = openUsageHistory(${JSON.stringify(host.home)});
    const day = 86400000, now = Date.now();
    for (let ago = 40; ago >= 1; ago -= 1) {
      pool.volumes.forEach(({ id, name }, at) => {
        if (at === 2 && ago > 20) return;
        const used = (at === 1 ? 5.37e6 - ago * 1e5 : 1e7) + (ago % 3) * 1e3;
        usage.addSpace(pool.id, { id, name }, { atMs: now - ago * day, used: Math.round(used), total: 6e7, spaceGroup: name, limited: true });
      });
      const folders = [['/', 2.46e7], ['/Films', 1.48e7], ['/Photos', 5.41e6 - ago * 5e4], ['/Music', 1.76e6 + ago * 1e4], ['/Backups', 2.5e6], ['/Films/Series', 4.03e6], ['/Photos/2025', 3.61e6], ['/Photos/2024', 1.8e6]];
      usage.addFolders(pool.id, { atMs: now - ago * day, least: 0 }, folders.map(([path, size]) => ({ path, allocated: size, bytes: size })));
    }
    usage.close();`;
  execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', program]);
}

test('[B148] [B150] [B151] the forecast is a sentence and a picture, of a volume too; what grew is found', async ({
  page,
  host,
}) => {
  test.setTimeout(180_000);
  somePool(host);
  pastDays(host);
  await openUsage(page, host);
  await expect(block(page, 'Films')).toBeVisible({ timeout: 20_000 });
  const forecast = page.getByRole('region', { name: 'History and forecast' });
  await expect(forecast.getByRole('img', { name: /^Used space over time/ })).toBeVisible({ timeout: 20_000 });
  await expect(forecast).toContainText('disk3 added');
  await expectAccessibleInBoth(page);
  await picture(page, 'usage-forecast');

  await page.getByRole('region', { name: 'Map' }).getByRole('button', { name: 'disk2' }).click();
  await expect(forecast.getByRole('heading')).toHaveText(/^disk2: full in about 1[78] months$/);
  await expect(forecast).toContainText('It grows by 3.0');
  await page.getByRole('radio', { name: '30 days' }).check({ force: true });
  await expect(forecast.getByRole('img', { name: /^Used space over time/ })).toBeVisible();

  // The volumes in the sidebar tell it too.
  await expect(page.getByRole('button', { name: /^disk2 online/ })).toHaveAttribute('title', /used 29 days ago/);

  await forecast.getByRole('button', { name: 'Find what grew' }).click();
  await expect(list(page).getByRole('row').nth(1)).toContainText(/Photos.*\+1\.50 MB/);
  await expect(row(page, 'Music')).toContainText(/−(29|30)\d KB/);
  const grew = page.getByRole('region', { name: 'Files of this folder' });
  await expect(grew.getByRole('listitem').first()).toContainText(/Photos.*\+1\.50 MB/);
  await grew.getByRole('button', { name: /^Photos \+/ }).click();
  await expect(forecast.getByRole('heading')).toHaveText(/^Photos grows by 1\.5\d MB a month$/);
});

test('[B152] the screen holds in a narrow window and in one column', async ({ page, host }) => {
  somePool(host);
  await page.setViewportSize({ width: 960, height: 640 });
  await openUsage(page, host);
  await expect(block(page, 'Films')).toBeVisible({ timeout: 20_000 });
  await expect(row(page, 'Films')).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 600, height: 900 });
  await expect(block(page, 'Films')).toBeVisible();
  await expect(row(page, 'notes.txt')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Files of this folder' })).toContainText('home.tar.gz');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await expectAccessible(page);
});

/** Names of the blocks in which words that are seen lie under a mark. */
function overlaps(page: Page): Promise<readonly string[]> {
  return map(page)
    .locator('[role=treeitem]:not([aria-expanded])')
    .evaluateAll((blocks) =>
      blocks.flatMap((block) => {
        const marks = block.querySelector('[class*=marks]')?.getBoundingClientRect();
        if (marks === undefined || marks.width === 0) return [];
        const words = [...block.children].filter(({ className }) => /name|size/.test(className));
        const isUnder = words.some((word) => {
          const box = word.getBoundingClientRect();
          const range = document.createRange();
          range.selectNodeContents(word);
          const right = Math.min(box.right, range.getBoundingClientRect().right);
          return right > marks.left && box.left < marks.right && box.bottom > marks.top && box.top < marks.bottom;
        });
        return isUnder ? [block.textContent] : [];
      }),
    );
}

test('[B143] in blocks of any size the words and the marks stand apart', async ({ page, host }) => {
  test.setTimeout(120_000);
  const roots = limitedPool(host, ['60M', '60M', '60M']);
  const [a = ''] = roots;
  for (let i = 0; i < 30; i += 1) {
    const path = join('Many', `A name of some length ${String(i)}.jpg`);
    for (const root of roots.slice(0, 1 + (i % 3))) file(join(root, path), 12_000 + i * 9_000, 1 + i);
  }
  // In a map that is higher than wide what is small becomes a low strip.
  file(join(a, 'Tall', 'Most of it.mkv'), 9_000_000);
  const long = `A name that goes on for as long as the strip is, ${'and further '.repeat(8)}.jpg`;
  for (const root of roots) file(join(root, 'Tall', long), 230_000);
  await openUsage(page, host);
  await expect(map(page).getByRole('treeitem').nth(20)).toBeVisible({ timeout: 20_000 });
  const check = async (): Promise<void> => {
    for (const colours of ['By volume', 'By kind', 'By age']) {
      await page.getByRole('radio', { name: colours }).check({ force: true });
      expect.soft(await overlaps(page), colours).toEqual([]);
    }
  };
  for (const [width, height] of [
    [1440, 900],
    [1200, 560],
  ] as const) {
    await page.setViewportSize({ width, height });
    await check();
  }
  await page.setViewportSize({ width: 720, height: 900 });
  await page.goto(`${host.origin()}/#/usage/-/Tall`);
  await expect(block(page, 'Most of it.mkv')).toBeVisible();
  await check();
  // Among them one that is too low for a line of marks under its words, and has three.
  const strip = map(page).getByRole('treeitem', { name: /^A name that goes on/ });
  await page.getByRole('radio', { name: 'By volume' }).check({ force: true });
  await expect(strip.locator('[class*=marks] > *')).toHaveCount(3);
  expect((await strip.boundingBox())?.height).toBeLessThan(58);
  await picture(page, 'usage-small');
});
