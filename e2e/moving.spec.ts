import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, focusName, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';
import type { Host } from './fixtures.ts';

const crumbs = (page: Page) => page.getByRole('navigation', { name: 'Folder path' });
const crumb = (page: Page, name: string) => crumbs(page).getByRole('button', { name, exact: true });
const field = (page: Page) => page.getByRole('combobox', { name: 'Path' });
const option = (page: Page, name: string | RegExp) => page.getByRole('option', { name });
const shown = (page: Page, folder: string) =>
  expect(page.getByRole('treegrid', { name: `Files in ${folder}` })).toBeVisible();
const bookmarks = (page: Page) => page.getByRole('region', { name: 'Bookmarks' });
const bookmark = (page: Page, name: string) => bookmarks(page).locator('[data-bookmark]').filter({ hasText: name });

/** Photos over two volumes, Films on one. */
function pool(host: Host): readonly [string, string] {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  for (let i = 1; i <= 60; i += 1) file(join(a, 'Photos', '2024', `img ${String(i)}.jpg`), 400);
  file(join(b, 'Photos', '2025', 'Lofoten', 'fjord.jpg'), 500);
  file(join(a, 'Photos', '2025', 'Lofoten', 'boat.jpg'), 500);
  file(join(b, 'Films', 'Arrival.mkv'), 900);
  return [a, b];
}

test('[B320] [B322] [B323] [B324] [B333] crumbs lead to the folders beside, and a typed path anywhere', async ({
  page,
  host,
}) => {
  const [, b] = pool(host);
  await host.open(page);
  await row(page, 'Photos').dblclick();
  await row(page, '2025').dblclick();
  await row(page, 'Lofoten').dblclick();
  await shown(page, 'Lofoten');
  await expect(crumbs(page)).toContainText('2 volumes');
  await expect(crumb(page, '2025')).toHaveAttribute('title', '/Photos/2025, on disk1, disk2');
  // The middle button: another tab of the browser, with the same session.
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    crumb(page, 'Photos').click({ button: 'middle' }),
  ]);
  await shown(tab, 'Photos');
  await tab.close();
  // The folders beside 2025 are those in Photos.
  await crumbs(page).getByRole('button', { name: 'Folders in Photos' }).click();
  const menu = page.getByRole('menu');
  await expect(menu.getByRole('menuitem')).toHaveCount(2);
  await expect(menu.getByRole('menuitem', { name: '2025 open, on disk1, disk2' })).toBeVisible();
  await page.screenshot({ path: 'artifacts/screens/crumbs-menu.png' });
  await expectAccessible(page);
  await menu.getByRole('menuitem', { name: /^2024/ }).click();
  await shown(page, '2024');
  // The same with keys: from the last crumb to the left, down.
  await crumb(page, '2024').focus();
  await page.keyboard.press('ArrowDown');
  await expect(menu.getByRole('menuitem', { name: /^2024 open/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await shown(page, '2025');
  await crumb(page, '2025').focus();
  await page.keyboard.press('Home');
  expect(await focusName(page)).toBe('Home pool');
  await page.keyboard.press('Enter');
  await shown(page, 'Home pool');

  await row(page, 'Films').click();
  await page.keyboard.press('Control+l');
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue('/');
  await page.keyboard.type('pho');
  await expect(option(page, 'Photos')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(field(page)).toHaveValue('Photos/');
  await expect(option(page, '2025')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(option(page, '2025')).toHaveAttribute('aria-selected', 'true');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: 'artifacts/screens/path-field.png' });
  await page.keyboard.press('Enter');
  await shown(page, '2025');
  expect(await page.evaluate(() => document.activeElement?.closest('[role=treegrid]') !== null)).toBe(true);

  // What is not there is said at the field; nothing else happens.
  await page.keyboard.press('/');
  await expect(field(page)).toHaveValue('/');
  await page.keyboard.type('Photos/2025/Svalbard/x');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('There is no “Svalbard” in /Photos/2025.');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
  await page.screenshot({ path: 'artifacts/screens/path-not-there.png' });
  await page.keyboard.press('Escape');
  await expect(field(page)).toHaveCount(0);
  await shown(page, '2025');

  // A real path: the file in its folder, with its volume.
  await page.keyboard.press('F4');
  await field(page).fill(join(b, 'Films', 'Arr'));
  await expect(option(page, 'Arrival.mkv')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(field(page)).toHaveValue(join(b, 'Films', 'Arrival.mkv'));
  await page.keyboard.press('Enter');
  await shown(page, 'Films');
  await expect(row(page, 'Arrival.mkv')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('Arrival.mkv is on disk2')).toBeVisible();
  await page.keyboard.press('Alt+d');
  await field(page).fill('/mnt/nowhere/x');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('There is no “mnt” in Home pool. Real paths begin with');
});

test('[B329] [B331] back is where one was; a folder that is gone leads to the nearest', async ({ page, host }) => {
  const [a, b] = pool(host);
  await host.open(page);
  await row(page, 'Photos').dblclick();
  await row(page, '2025').click();
  await page.keyboard.press('ArrowRight');
  await expect(row(page, 'Lofoten')).toBeVisible();
  await row(page, 'Lofoten').click();
  await page.keyboard.press('ArrowRight');
  await expect(row(page, 'fjord.jpg')).toBeVisible();
  await row(page, 'boat.jpg').click();
  await row(page, 'fjord.jpg').click({ modifiers: ['Control'] });
  await row(page, '2024').dblclick();
  await shown(page, '2024');
  const list = page.getByRole('treegrid');
  await expect(row(page, 'img 1.jpg')).toBeVisible();
  await list.hover();
  await page.mouse.wheel(0, 700);
  await expect.poll(() => list.evaluate((box) => box.scrollTop)).toBeGreaterThan(300);
  const top = await list.evaluate((box) => box.scrollTop);

  // The side buttons of a mouse.
  const session = await page.context().newCDPSession(page);
  const press = async (button: 'back' | 'forward'): Promise<void> => {
    for (const type of ['mousePressed', 'mouseReleased'] as const) {
      await session.send('Input.dispatchMouseEvent', { type, x: 700, y: 400, button, clickCount: 1 });
    }
  };
  await press('back');
  await shown(page, 'Photos');
  await expect(row(page, 'fjord.jpg')).toBeVisible();
  await expect(page.locator('[role=row][aria-selected=true]')).toHaveCount(1);
  await expect(row(page, '2024')).toHaveAttribute('aria-selected', 'true');
  await press('forward');
  await shown(page, '2024');
  await expect.poll(() => list.evaluate((box) => box.scrollTop)).toBe(top);

  await crumb(page, 'Home pool').click();
  await shown(page, 'Home pool');
  await row(page, 'Films').dblclick();
  await shown(page, 'Films');
  const back = page.getByRole('button', { name: 'Back', exact: true });
  await back.focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem')).toHaveText(['Home pool', '2024', 'Photos', 'Home pool']);
  await page.screenshot({ path: 'artifacts/screens/history-menu.png' });
  await page.getByRole('menuitem', { name: 'Photos' }).press('Enter');
  await shown(page, 'Photos');
  await expect(row(page, 'boat.jpg')).toBeVisible();
  await page.getByRole('button', { name: 'Forward', exact: true }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Films' }).click();
  await shown(page, 'Films');

  // Gone while it is open, and when one goes back to it.
  rmSync(join(b, 'Films'), { recursive: true });
  await expect(page.getByText('“Films” is not there any more. This is Home pool.')).toBeVisible();
  await shown(page, 'Home pool');
  rmSync(join(a, 'Photos', '2024'), { recursive: true });
  await page.evaluate(() => (window.location.hash = '#/files/-/Photos/2024/deeper'));
  await expect(page.getByText('“deeper” is not there any more. This is /Photos.')).toBeVisible();
  await shown(page, 'Photos');
  await page.evaluate(() => (window.location.hash = '#/files/-/Photos/2025/Lofoten/boat.jpg'));
  await shown(page, 'Lofoten');
  await expect(row(page, 'boat.jpg')).toHaveAttribute('aria-selected', 'true');
});

test('[B326] [B327] [B328] bookmarks: kept by drag, menu and key, in order, and true', async ({ page, host }) => {
  const [a, b] = pool(host);
  mkdirSync(join(a, 'Tax'));
  await host.open(page);
  await expect(row(page, 'Photos')).toBeVisible();
  await row(page, 'Photos').locator('[title="Photos"]').dragTo(bookmarks(page).getByText('Drag a folder here'));
  await expect(bookmark(page, 'Photos')).toBeVisible();
  expect(existsSync(join(a, 'Photos'))).toBe(true);
  await row(page, 'Films').click();
  await page.keyboard.press('Control+d');
  await expect(bookmark(page, 'Films')).toBeVisible();
  await row(page, 'Tax').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Add to bookmarks' }).click();
  const names = bookmarks(page).locator('[data-bookmark]');
  await expect(names).toHaveText(['Photos', 'Films', 'Tax']);

  await bookmark(page, 'Tax').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(names).toHaveText(['Photos', 'Tax', 'Films']);
  await expect(bookmark(page, 'Tax')).toBeFocused();
  const target = await bookmark(page, 'Photos').boundingBox();
  await bookmark(page, 'Films').dragTo(bookmark(page, 'Photos'), {
    targetPosition: { x: 40, y: Math.min(4, target?.height ?? 4) },
  });
  await expect(names).toHaveText(['Films', 'Photos', 'Tax']);
  await bookmark(page, 'Tax').focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('Papers');
  await page.keyboard.press('Enter');
  await expect(bookmark(page, 'Papers')).toBeFocused();
  await picture(page, 'bookmarks');
  await expectAccessible(page);
  await bookmark(page, 'Papers').focus();
  await page.keyboard.press('Delete');
  await expect(names).toHaveText(['Films', 'Photos']);
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(names).toHaveText(['Films', 'Photos', 'Papers']);

  // They follow a rename of the folder, are kept over a reload, and open it.
  await row(page, 'Films').click();
  await page.keyboard.press('F2');
  await page.keyboard.type('Movies');
  await page.keyboard.press('Enter');
  await expect(names).toHaveText(['Movies', 'Photos', 'Papers']);
  await page.reload();
  await expect(names).toHaveText(['Movies', 'Photos', 'Papers']);
  await bookmark(page, 'Movies').click();
  await shown(page, 'Movies');
  await expect(bookmark(page, 'Movies')).toHaveAttribute('aria-current', 'location');
  await page.keyboard.press('Control+z');
  await expect(names).toHaveText(['Films', 'Photos', 'Papers']);

  // Another program takes the folder away.
  renameSync(join(a, 'Tax'), join(a, 'Elsewhere'));
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
  await expect(bookmark(page, 'Papers')).toContainText('not there any more');
  expect(existsSync(join(b, 'Films', 'Arrival.mkv'))).toBe(true);
});

test('[B330] [B332] deep paths, long and odd names are shown whole or folded, in every width', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['40M']);
  const names = Array.from({ length: 40 }, (_, index) => `level ${String(index + 1)}`);
  const long = 'x'.repeat(250) + '.last';
  file(join(a, ...names, long, 'photo\u202egpj.exe', 'note.txt'), 10);
  await host.open(page);
  await expect(row(page, 'level 1')).toBeVisible();
  await page.keyboard.press('Control+l');
  await field(page).fill(`/${[...names, long].join('/')}/p`);
  await expect(option(page, 'photo\\u202egpj.exe')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(row(page, 'note.txt')).toBeVisible();
  const last = crumb(page, 'photo\\u202egpj.exe');
  await expect(last).toBeInViewport();
  await crumbs(page).getByRole('button', { name: 'Folders in between' }).click();
  await expect(page.getByRole('menuitem').last()).toBeVisible();
  await page.getByRole('menuitem', { name: 'level 40', exact: true }).click();
  await expect(row(page, long)).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(last).toBeInViewport();
  for (const width of [1440, 960, 720, 600]) {
    await page.setViewportSize({ width, height: 700 });
    await expect(last).toBeInViewport();
    const over = await crumbs(page).evaluate((nav) => {
      const right = nav.getBoundingClientRect().right;
      return [...nav.querySelectorAll('button')].some((button) => button.getBoundingClientRect().right > right + 1);
    });
    expect(over).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  }
  await page.setViewportSize({ width: 720, height: 700 });
  await page.screenshot({ path: 'artifacts/screens/deep-720.png' });
});
