import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectAccessibleInBoth, focusName, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

const field = (page: Page) => page.getByRole('searchbox');
const results = (page: Page) => page.getByRole('grid', { name: 'Results' });
const found = (page: Page, words: string) => page.getByRole('heading', { name: words, exact: true });

/** Three volumes: hits in names, in folders, of several kinds and sizes, with copies and copies that differ. */
function pictures(host: Host): readonly string[] {
  const [a = '', b = '', c = ''] = limitedPool(host, ['400M', '400M', '400M']);
  file(join(c, 'Photos', '2026', '11 Svalbard', 'DSC_5140.NEF'), 61_000, 21);
  for (let i = 1; i <= 8; i += 1) file(join(c, 'Photos', '2026', '11 Svalbard', `DSC_51${String(i)}.NEF`), 47_000, 20);
  for (const root of [a, c]) file(join(root, 'Photos', '2026', '11 Svalbard', 'DSC_5104.NEF'), 46_600, 19);
  file(join(a, 'Photos', '2026', '11 Svalbard', 'Glacier front.mov'), 921_000, 21);
  file(join(c, 'Photos', '2026', '11 Svalbard', 'Glacier front.mov'), 920_000, 20);
  file(join(c, 'Video projects', 'Svalbard', 'Svalbard master 8K.mov'), 12_600_000, 16);
  file(join(b, 'Video projects', 'Out', 'Svalbard trailer.mp4'), 4_820_000, 18);
  file(join(b, 'Inbox', 'Boat to svalbard.mov'), 2_970_000, 2);
  file(join(a, 'Photos', 'Scans', 'Old Svalbard slides.tif'), 412_000, 3);
  file(join(a, 'Taxes', '2025', 'Return.pdf'), 90_000, 9);
  file(join(b, 'Taxes', 'notes.txt'), 900, 9);
  symlinkSync('../Photos', join(b, 'Inbox', 'svalbard link'));
  return [a, b, c];
}

test('[B120] results come as one types, with what was found marked, and Escape goes back where one was', async ({
  page,
  host,
}) => {
  pictures(host);
  await host.open(page);
  await row(page, 'Photos').click();
  await page.keyboard.press('ArrowRight');
  await expect(row(page, '2026')).toBeVisible();
  await field(page).click();
  await page.keyboard.type('svalbard', { delay: 30 });
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue('svalbard');
  await expect(found(page, '18 found')).toBeVisible();
  const master = row(page, 'Svalbard master 8K.mov');
  await expect(master.locator('mark')).toHaveText(['Svalbard', 'Svalbard']);
  await expect(master).toContainText('Video projects / Svalbard');
  await expect(master).toContainText('disk3');
  await expect(master).toContainText('12.6 MB');
  await expect(row(page, 'Glacier front.mov').getByText('Copies differ')).toBeVisible();
  await expect(row(page, 'DSC_5104.NEF').getByText('2 copies')).toBeVisible();
  // What has it in its name stands before what only lies below such a folder.
  const names = await results(page)
    .locator('[role=row] [role=gridcell]:first-child [title]')
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('title')));
  expect(names.indexOf('Svalbard trailer.mp4')).toBeLessThan(names.indexOf('DSC_5140.NEF'));
  expect(await page.title()).toBe('svalbard in Home pool');
  await expect(page.getByText('18 items')).toBeVisible();
  await picture(page, 'search');
  await field(page).press('Escape');
  // The tree is as it was left.
  await expect(row(page, '2026')).toBeVisible();
  await expect(row(page, 'Photos')).toHaveAttribute('aria-selected', 'true');
  await expect(field(page)).toHaveValue('');
});

test('[B121] Ctrl+F looks in the open folder, Ctrl+Shift+F in the whole pool, from every screen', async ({
  page,
  host,
}) => {
  pictures(host);
  await host.open(page);
  await row(page, 'Taxes').dblclick();
  await expect(row(page, 'notes.txt')).toBeVisible();
  await page.keyboard.press('Control+f');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('re');
  await expect(found(page, '1 found')).toBeVisible();
  await expect(row(page, 'Return.pdf')).toBeVisible();
  await page.getByRole('button', { name: 'Where to search: Taxes' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Whole pool' }).click();
  await expect(row(page, 'Svalbard master 8K.mov')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Where to search: Whole pool' })).toBeVisible();
  await expect(row(page, 'Glacier front.mov')).toHaveCount(0);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Trash' }).click();
  await page.keyboard.press('Control+Shift+f');
  await expect(field(page)).toBeFocused();
  await expect(page.getByText('Find anything in the pool by a part of its name')).toBeVisible();
  await picture(page, 'search-empty');
  await expectAccessibleInBoth(page);
});

test('[B122] the address keeps what is searched for: a reload and the way back show it again', async ({
  page,
  host,
}) => {
  pictures(host);
  await host.open(page);
  await field(page).fill('trailer type:video');
  await expect(found(page, '1 found')).toBeVisible();
  await expect.poll(() => page.url()).toContain('trailer');
  await page.reload();
  await expect(field(page)).toHaveValue('trailer type:video');
  await expect(found(page, '1 found')).toBeVisible();
  await field(page).fill('type:folder svalbard');
  await expect(found(page, '2 found')).toBeVisible();
  await row(page, 'Svalbard').dblclick();
  await expect(row(page, 'Svalbard master 8K.mov')).toBeVisible();
  await page.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(field(page)).toHaveValue('type:folder svalbard');
  await expect(row(page, 'Svalbard')).toHaveAttribute('aria-selected', 'true');
  await page.getByRole('button', { name: 'Forward', exact: true }).waitFor({ state: 'detached' });
});

test('[B124] filters are chips and figures that write into the text, and the text is what they show', async ({
  page,
  host,
}) => {
  pictures(host);
  await host.open(page);
  await field(page).fill('svalbard');
  await expect(found(page, '18 found')).toBeVisible();
  await page.getByRole('button', { name: 'Any kind', exact: true }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Images', exact: true }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Films', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveValue('svalbard type:image,video');
  await expect(page.getByRole('button', { name: 'Any kind: Images and films' })).toBeVisible();
  await expect(found(page, '15 found')).toBeVisible();
  await page.getByRole('button', { name: 'Any size', exact: true }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Over 10 MB' }).click();
  await expect(field(page)).toHaveValue('svalbard type:image,video size:>10MB');
  await expect(found(page, '1 found')).toBeVisible();
  await picture(page, 'search-filters');
  await page.getByRole('button', { name: 'Remove filter Over 10 MB' }).click();
  expect(await focusName(page)).toBe('Any size');
  await page.getByRole('button', { name: 'Remove filter Images and films' }).click();
  await expect(field(page)).toHaveValue('svalbard');
  await expect(found(page, '18 found')).toBeVisible();

  const pane = page.getByRole('complementary', { name: 'All results' });
  await pane.getByRole('button', { name: /^disk2/ }).click();
  await expect(field(page)).toHaveValue('svalbard volume:disk2');
  await expect(found(page, '3 found')).toBeVisible();
  await pane.getByRole('button', { name: /^disk2/ }).click();
  await expect(field(page)).toHaveValue('svalbard');
  await pane.getByRole('button', { name: /^Copies differ/ }).click();
  await expect(field(page)).toHaveValue('svalbard is:conflict');
  await expect(found(page, '1 found')).toBeVisible();
  await page
    .getByRole('group', { name: 'Filters' })
    .getByRole('button', { name: /^Copies differ/ })
    .click();
  await pane.getByRole('button', { name: /^2026: / }).click();
  await expect(field(page)).toHaveValue('svalbard date:2026');
});

test('[B125] a part that makes no sense is named and left out; the rest is searched for', async ({ page, host }) => {
  pictures(host);
  await host.open(page);
  await field(page).fill('svalbard size:huge');
  await expect(page.getByText(/"huge" is no size/)).toBeVisible();
  await expect(found(page, '18 found')).toBeVisible();
  await picture(page, 'search-problem');
  await expectAccessible(page);
  await field(page).fill('svalbard size:>1MB');
  await expect(page.getByText(/is no size/)).toHaveCount(0);
});

// A hundred thousand with CFS_TORTURE=1.
const many = process.env['CFS_TORTURE'] === undefined ? 20_000 : 100_000;

test('[B127] many hits come as one scrolls, are sorted by the whole, and can all be selected', async ({
  page,
  host,
}) => {
  test.setTimeout(240_000);
  const [a = '', b = ''] = limitedPool(host, ['4G', '4G']);
  for (let i = 0; i < many; i += 1) {
    const folder = join(i % 2 ? a : b, `Big ${String(i % 50)}`);
    if (i < 100) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `part ${String(i)}.bin`), i === 7_777 ? 'the largest of all' : '');
  }
  await host.open(page);
  await field(page).fill('part');
  await expect(found(page, `${many.toLocaleString('en-GB')} found`)).toBeVisible({ timeout: 120_000 });
  expect(await results(page).getByRole('row').count()).toBeLessThan(120);
  await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
  await expect(results(page).locator('[data-index="0"]')).toContainText('part 7777.bin');
  await results(page).hover();
  await page.mouse.wheel(0, 28 * 190);
  await expect(results(page).locator('[data-index="210"]')).toHaveCount(1);
  await page.getByRole('button', { name: 'Select all' }).click();
  await expect(page.getByText(`${many.toLocaleString('en-GB')} selected`)).toBeVisible({ timeout: 60_000 });
  await results(page).press('End');
  await expect(results(page).locator(`[data-index="${String(many - 1)}"]`)).toBeVisible();
  await picture(page, 'search-many');
});

test('[B128] results are used with the keyboard alone', async ({ page, host }) => {
  pictures(host);
  await host.open(page);
  await expect(row(page, 'Inbox')).toBeVisible();
  await page.keyboard.press('Control+Shift+f');
  await page.keyboard.type('svalbard type:file');
  await expect(found(page, '15 found')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  const first = results(page).locator('[data-index="0"]');
  await expect(first).toBeFocused();
  await expect(first).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByText('2 selected')).toBeVisible();
  await page.keyboard.press('Control+Shift+i');
  await expect(page.getByText('13 selected')).toBeVisible();
  await page.keyboard.press('Home');
  await expect(first).toBeFocused();
  // From one name to the next: its field keeps the keyboard.
  await page.keyboard.press('F2');
  await expect(first.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Tab');
  const second = results(page).locator('[data-index="1"]');
  await expect(second).toHaveAttribute('aria-selected', 'true');
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await expect(second.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(second).toBeFocused();
  await page.keyboard.press('Home');
  await expect(first).toBeFocused();
  await page.keyboard.press('ArrowUp');
  expect(await focusName(page)).toContain('Search');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('notes');
  await expect(found(page, '1 found')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(row(page, 'notes.txt')).toBeFocused();
  await page.keyboard.press('F2');
  await page.keyboard.type('remarks on notes');
  await page.keyboard.press('Enter');
  await expect(row(page, 'remarks on notes.txt')).toBeVisible();
  expect(host.cfs('ls', '/Taxes')).toContain('remarks on notes.txt');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Show in its folder' }).press('Enter');
  await expect(page.getByRole('treegrid', { name: 'Files in Taxes' })).toBeVisible();
  await expect(row(page, 'remarks on notes.txt')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(found(page, '1 found')).toBeVisible();
  await row(page, 'remarks on notes.txt').click();
  await page.keyboard.press('Delete');
  await expect(row(page, 'remarks on notes.txt')).toHaveCount(0);
  await expect(page.getByText('Nothing found')).toBeVisible();
  expect(host.cfs('ls', '/Taxes')).not.toContain('remarks');
});

test('[B129] nothing found says what was looked at and what was not', async ({ page, host }) => {
  const [a = ''] = pictures(host);
  await host.open(page);
  await field(page).fill('no such thing anywhere');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await expect(page.getByText(/paths were looked at, in the whole pool/)).toBeVisible();
  rmSync(join(a, '.cfs'), { recursive: true });
  await expect(page.getByText(/disk1 is not connected, last seen/)).toBeVisible({ timeout: 20_000 });
  await picture(page, 'search-nothing');
  await expectAccessible(page);
  await field(page).fill('slides');
  await expect(row(page, 'Old Svalbard slides.tif').getByText('not connected')).toBeVisible();
  await picture(page, 'search-away');
  await expectAccessibleInBoth(page);
});

test('[B130] how fresh the catalog is stands in the window, with what is known of each volume; it can be rebuilt', async ({
  page,
  host,
}) => {
  pictures(host);
  await host.open(page);
  const button = page.getByRole('button', { name: /Catalog fresh/ });
  await expect(button).toBeVisible({ timeout: 20_000 });
  await button.click();
  const panel = page.getByRole('dialog', { name: 'State of the catalog' });
  await expect(panel.getByText('disk1')).toBeVisible();
  await expect(panel.getByText(/watched, looked through/i)).toHaveCount(3);
  await picture(page, 'catalog-status');
  await expectAccessibleInBoth(page);
  await panel.getByRole('button', { name: 'Rebuild' }).click();
  await expect(panel.getByText('Catalog fresh')).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press('Escape');
  await expect(panel).toHaveCount(0);
  await field(page).fill('trailer');
  await expect(row(page, 'Svalbard trailer.mp4')).toBeVisible();
});

test('[B131] what another program does shows among the results within seconds', async ({ page, host }) => {
  const [a = ''] = pictures(host);
  await host.open(page);
  await field(page).fill('svalbard ext:gpx');
  await expect(page.getByText('Nothing found')).toBeVisible();
  mkdirSync(join(a, 'Tracks', 'deep'), { recursive: true });
  writeFileSync(join(a, 'Tracks', 'deep', 'svalbard day 1.gpx'), 'x');
  await expect(row(page, 'svalbard day 1.gpx')).toBeVisible({ timeout: 15_000 });
  rmSync(join(a, 'Tracks'), { recursive: true });
  await expect(row(page, 'svalbard day 1.gpx')).toHaveCount(0, { timeout: 15_000 });
});
