import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessibleInBoth, picture, test } from './fixtures.ts';
import { file, limitedPool, row, tile } from './pools.ts';

const header = (page: Page, name: string) => page.getByRole('columnheader', { name });

/** Chooses something of the view menu, by keys: its menus follow the pointer where it goes. */
const choose = async (page: Page, menu: string, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'View', exact: true }).click();
  await page.getByRole('menuitem', { name: menu, exact: true }).press('ArrowRight');
  const item = page.getByRole('menuitemcheckbox', { name, exact: true });
  await expect(item).toBeVisible();
  await item.press('Enter');
  await expect(page.getByRole('menu')).toHaveCount(0);
};

/** Names of the rows in sight, from top to bottom. */
const names = (page: Page) =>
  page
    .getByRole('treegrid')
    .locator('[data-index] > [data-name] > [title]')
    .evaluateAll((found) => found.map((one) => one.getAttribute('title')));

test('[B280] [B282] columns are chosen, widened, fitted and reordered, and stay so', async ({ page, host }) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  file(join(a, 'photo of a long evening.jpg'), 90_000, 3);
  for (const root of [a, b]) file(join(root, 'twice.txt'), 700, 6);
  await host.open(page);
  await expect(row(page, 'twice.txt')).toBeVisible();
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Volumes', 'Size', 'Modified']);

  // Chosen from the menu of a header, by mouse and by keyboard.
  await header(page, 'Size').click({ button: 'right' });
  await page.getByRole('menuitemcheckbox', { name: 'Copies' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Type' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Volumes', 'Size', 'Modified', 'Copies', 'Type']);
  await expect(row(page, 'twice.txt')).toContainText('TXT document');
  await header(page, 'Modified').getByRole('button').focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Move left' }).press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Volumes', 'Modified', 'Size', 'Copies', 'Type']);

  // Wider by dragging its edge; the name gives the room.
  const size = header(page, 'Size');
  const before = await size.boundingBox();
  if (before === null) throw new Error('no header');
  await page.mouse.move(before.x, before.y + 12);
  await page.mouse.down();
  await page.mouse.move(before.x - 30, before.y + 12, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await size.boundingBox())?.width).toBe(before.width + 30);
  // Fitted again by a double click, and by keys.
  await page.mouse.dblclick(before.x - 30, before.y + 12);
  await expect.poll(async () => ((await size.boundingBox())?.width ?? 999) < before.width).toBe(true);
  const fitted = (await size.boundingBox())?.width ?? 0;
  await size.getByRole('button').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await size.boundingBox())?.width).toBe(fitted + 16);

  // Put elsewhere by dragging its header, and given up by Escape.
  const drag = async (name: string, onto: string): Promise<void> => {
    const [from, to] = [await header(page, name).boundingBox(), await header(page, onto).boundingBox()];
    if (from === null || to === null) throw new Error('no header');
    await page.mouse.move(from.x + from.width / 2, from.y + 12);
    await page.mouse.down();
    await page.mouse.move(to.x + 8, to.y + 12, { steps: 5 });
  };
  await drag('Type', 'Volumes');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Volumes', 'Modified', 'Size', 'Copies', 'Type']);
  await drag('Type', 'Volumes');
  await page.mouse.up();
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Type', 'Volumes', 'Modified', 'Size', 'Copies']);

  // A press sorts; it was no drag.
  await header(page, 'Copies').getByRole('button').click();
  await expect(header(page, 'Copies')).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(() => names(page)).toEqual(['twice.txt', 'photo of a long evening.jpg']);

  await expectAccessibleInBoth(page);
  await picture(page, 'columns');
  // Kept by the host, which is told a moment later.
  const kept = join(host.home, 'window.json');
  await expect
    .poll(() => (existsSync(kept) ? readFileSync(kept, 'utf8').replaceAll(/\s/g, '') : ''))
    .toMatch(/"columns":\[\{"key":"type"/);
  await page.reload();
  await expect(header(page, 'Copies')).toHaveAttribute('aria-sort', 'descending');
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Type', 'Volumes', 'Modified', 'Size', 'Copies']);
});

test('[B281] [B283] hidden names, folders first, groups that close, from the view menu and by keys', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  file(join(a, 'b.jpg'), 9_000, 3);
  file(join(b, 'c.jpg'), 9_000, 4);
  file(join(a, 'a.txt'), 700, 6);
  file(join(b, '.config'), 700, 6);
  mkdirSync(join(a, 'bb'));
  mkdirSync(join(a, 'dots'));
  writeFileSync(join(a, 'dots', '.only'), 'x');
  await host.open(page);
  await expect(page.getByText('5 items')).toBeVisible();
  await expect(page.getByText('1 hidden')).toBeVisible();
  await expect.poll(() => names(page)).toEqual(['bb', 'dots', 'a.txt', 'b.jpg', 'c.jpg']);
  await row(page, 'a.txt').click();
  await page.keyboard.press('Control+h');
  await expect(row(page, '.config')).toBeVisible();
  await expect(page.getByText('6 items')).toBeVisible();
  await page.keyboard.press('Control+h');
  await expect(row(page, '.config')).toHaveCount(0);
  await choose(page, 'Sort', 'Folders first');
  await expect.poll(() => names(page)).toEqual(['a.txt', 'b.jpg', 'bb', 'c.jpg', 'dots']);

  await choose(page, 'Group', 'Group by type');
  const group = (name: string) => page.getByRole('treegrid').getByRole('button', { name });
  await expect(group('Images 2')).toBeVisible();
  await expect.poll(() => names(page)).toEqual(['bb', 'dots', 'b.jpg', 'c.jpg', 'a.txt']);
  // The keyboard passes over the heads; a closed group has none of its entries in the list.
  await row(page, 'dots').click();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, 'b.jpg')).toBeFocused();
  await group('Images 2').click();
  await expect(row(page, 'b.jpg')).toHaveCount(0);
  await expect(group('Images 2')).toHaveAttribute('aria-expanded', 'false');
  await row(page, 'dots').click();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, 'a.txt')).toBeFocused();
  await choose(page, 'Group', 'Group by volume');
  await expect(group('disk2 1')).toBeVisible();
  await expect(row(page, 'c.jpg')).toBeVisible();
  await picture(page, 'grouped');
  await expectAccessibleInBoth(page);

  // The menu that all this is in.
  await page.getByRole('button', { name: 'View', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Group', exact: true }).press('ArrowRight');
  await expect(page.getByRole('menuitemcheckbox', { name: 'Group by volume' })).toBeVisible();
  await picture(page, 'view-menu');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);

  // The same groups over tiles.
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('grid').getByRole('button', { name: 'disk1 4' })).toBeVisible();
  await tile(page, 'dots').dblclick();
  await expect(page.getByText('1 hidden item and nothing else')).toBeVisible();
  await picture(page, 'all-hidden');
  await expectAccessibleInBoth(page);
  await page.getByRole('button', { name: 'Show hidden files' }).click();
  await expect(tile(page, '.only')).toBeVisible();
});
