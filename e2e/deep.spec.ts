import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

/** All of its letters are in sight. */
const isWhole = (place: Locator): Promise<boolean> =>
  place.evaluate((element) => {
    const { left, right } = element.getBoundingClientRect();
    return element.scrollWidth <= element.clientWidth + 1 && left >= 0 && right <= window.innerWidth && right > left;
  });

test('[B485] in a folder forty levels deep the end of its path is in sight everywhere', async ({ page, host }) => {
  const [root = ''] = limitedPool(host, ['40M']);
  const names = Array.from({ length: 40 }, (_, level) => `level ${String(level)} of many`);
  const path = `/${names.join('/')}`;
  mkdirSync(join(root, path), { recursive: true });
  file(join(root, path, 'one.txt'), 90);
  await page.setViewportSize({ width: 960, height: 640 });
  await host.open(page);
  await expect(row(page, 'level 0 of many')).toBeVisible();
  const fits = (): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  await page.evaluate((to) => (window.location.hash = `#/files/-${encodeURI(to)}`), path);
  await row(page, 'one.txt').click();
  const last = page.getByRole('navigation', { name: 'Folder path' }).getByText('level 39 of many', { exact: true });
  await expect.poll(() => isWhole(last)).toBe(true);
  expect(await fits()).toBe(true);
  await picture(page, 'deep');

  await page.keyboard.press('Alt+Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('level 39 of many/one.txt');
  expect(await dialog.evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);
  await picture(page, 'deep-properties');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await page.keyboard.press('Control+f');
  await page.keyboard.type('one.txt');
  const hit = page.getByRole('row', { name: /one\.txt/ });
  await expect.poll(() => isWhole(hit.getByText('level 39 of many', { exact: true }).last())).toBe(true);
  expect(await fits()).toBe(true);
  await picture(page, 'deep-search');
  await hit.click();
  await page.keyboard.press('Delete');
  await expect(page.getByText('one.txt moved to trash')).toBeVisible();
  await page.evaluate(() => (window.location.hash = '#/trash/-/'));
  await expect.poll(() => isWhole(page.getByRole('table').getByText('/level 39 of many', { exact: true }))).toBe(true);
  expect(await fits()).toBe(true);
});
