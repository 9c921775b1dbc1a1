import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectAccessibleInBoth, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { catalogKnows, file, limitedPool, row } from './pools.ts';

/** Two volumes; what disk2 holds is in the catalog by then. Answers their roots. */
async function poolWithCatalog(host: Host, page: Page): Promise<readonly [string, string]> {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M'], 'first-fit');
  file(join(a, 'Photos', 'here.jpg'), 3000);
  file(join(a, 'notes.txt'), 100);
  file(join(b, 'notes.txt'), 100);
  file(join(b, 'Photos', 'on the shelf.jpg'), 5000);
  file(join(b, 'Archive', '2019', 'taxes.pdf'), 7000);
  file(join(b, 'film.mkv'), 90_000);
  await host.open(page);
  await expect(row(page, 'film.mkv')).toBeVisible();
  await catalogKnows(host, 'disk2', 4);
  return [a, b];
}

async function isAway(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('button', { name: new RegExp(`^${name} not connected`) })).toBeVisible({
    timeout: 15_000,
  });
}

test('[B180] what a volume that is gone holds stays in the list, greyed, and says where it is and since when', async ({
  page,
  host,
}) => {
  const [, b] = await poolWithCatalog(host, page);
  renameSync(b, `${b}-unplugged`);
  await isAway(page, 'disk2');
  await expect(row(page, 'film.mkv')).toContainText('not connected, last seen');
  await expect(row(page, 'Archive')).toContainText('not connected');
  await expect(row(page, 'notes.txt')).toContainText('2 copies');
  await expect(row(page, 'notes.txt')).not.toContainText('not connected');
  await expect(page.getByText(/of this folder is not shown/)).toBeHidden();
  await expect(page.getByText('disk2 is not connected and shown as last seen')).toBeVisible();
  await row(page, 'film.mkv').click();
  const pane = page.getByRole('complementary', { name: 'Details' });
  await expect(pane).toContainText('Connect the volume to open or change it.');
  // Since when it is away, and what it is, are lines of their own.
  const away = await pane.getByText(/^Not connected, last seen/).boundingBox();
  const facts = await pane.getByText(/^90.0 KB, 1 Jan 2026$/).boundingBox();
  expect(facts?.x).toBe(away?.x);
  await expect(pane.getByRole('button', { name: 'Move to trash' })).toHaveAttribute('aria-disabled', 'true');
  await picture(page, 'offline');
  const size = page.viewportSize();
  await page.setViewportSize({ width: 720, height: 640 });
  await page.screenshot({ path: 'artifacts/screens/offline-720.png' });
  if (size !== null) await page.setViewportSize(size);
  await expectAccessibleInBoth(page);
  // Folders are entered as others are.
  await row(page, 'Archive').dblclick();
  await row(page, '2019').dblclick();
  await expect(row(page, 'taxes.pdf')).toContainText('not connected');
  await page.keyboard.press('Alt+ArrowUp');
  await page.keyboard.press('Alt+ArrowUp');
  await row(page, 'Photos').dblclick();
  await expect(row(page, 'here.jpg')).not.toContainText('not connected');
  await expect(row(page, 'on the shelf.jpg')).toContainText('not connected');
  expect(host.cfs('ls', '/', '--json')).toContain('"offline":true');
  // Back, it is as if nothing was.
  renameSync(`${b}-unplugged`, b);
  await expect(row(page, 'on the shelf.jpg')).not.toContainText('not connected', { timeout: 15_000 });
  await expect(page.getByRole('button', { name: /^disk2 online/ })).toBeVisible({ timeout: 15_000 });
});

test('[B181] what is gone is neither opened nor changed, and its name is not taken by something else', async ({
  page,
  host,
}) => {
  const [a, b] = await poolWithCatalog(host, page);
  renameSync(b, `${b}-unplugged`);
  await isAway(page, 'disk2');
  await expect(row(page, 'film.mkv')).toContainText('not connected');
  await row(page, 'film.mkv').click();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/it is on disk2, not connected/i)).toBeVisible();
  await row(page, 'film.mkv').click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Details' })).toBeVisible();
  await expect(page.getByRole('menuitem', { name: 'Move to trash' })).toBeDisabled();
  await expect(page.getByRole('menuitem', { name: 'Move to trash' })).toHaveAttribute(
    'title',
    'Its volume is not connected',
  );
  await page.keyboard.press('Escape');
  const other = join(host.dir('local'), 'film.mkv');
  writeFileSync(other, 'another film');
  expect(() => host.cfs('put', other, '/')).toThrow(/already there on disk2, not connected/);
  expect(existsSync(join(a, 'film.mkv'))).toBe(false);
});

test('[B182] a volume that comes back with other things is read anew; one that is another volume stays out', async ({
  page,
  host,
}) => {
  const [, b] = await poolWithCatalog(host, page);
  renameSync(b, `${b}-unplugged`);
  await isAway(page, 'disk2');
  // Another program used it elsewhere meanwhile.
  file(join(`${b}-unplugged`, 'Photos', 'new.jpg'), 2000);
  renameSync(join(`${b}-unplugged`, 'film.mkv'), join(`${b}-unplugged`, 'movie.mkv'));
  renameSync(`${b}-unplugged`, b);
  await expect(row(page, 'movie.mkv')).toBeVisible({ timeout: 15_000 });
  await expect(row(page, 'film.mkv')).toHaveCount(0);
  await catalogKnows(host, 'disk2', 5);
  // Another volume at its place.
  renameSync(b, `${b}-unplugged`);
  mkdirSync(join(b, '.cfs'), { recursive: true });
  const marker = readFileSync(join(`${b}-unplugged`, '.cfs', 'volume.json'), 'utf8');
  writeFileSync(join(b, '.cfs', 'volume.json'), marker.replace(/"id": ?"[^"]*"/, '"id":"another"'));
  file(join(b, 'foreign.txt'), 10);
  await isAway(page, 'disk2');
  await expect(row(page, 'movie.mkv')).toContainText('not connected', { timeout: 15_000 });
  await expect(row(page, 'foreign.txt')).toHaveCount(0);
  await expectAccessible(page);
});

test('[B183] much that vanishes at once is told and asked about; nothing counts as deleted until it is confirmed', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M'], 'first-fit');
  file(join(a, 'here.txt'), 100);
  file(join(b, 'stays.txt'), 100);
  for (let number = 0; number < 1_200; number += 1) file(join(b, 'Many', `file ${String(number)}.txt`), 10);
  await host.open(page);
  await expect(row(page, 'Many')).toBeVisible();
  await catalogKnows(host, 'disk2', 1_201);
  renameSync(join(b, 'Many'), join(host.folder, 'Many'));
  const banner = page.getByText('1,200 files vanished from disk2 at once');
  await expect(banner).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('Nothing is treated as deleted until you confirm it.')).toBeVisible();
  await expect(row(page, 'Many')).toContainText('vanished, to be confirmed');
  await expect(row(page, 'stays.txt')).not.toContainText('vanished');
  await page.getByRole('button', { name: 'Look at it…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('/Many/');
  await expect(dialog.getByRole('button', { name: 'Keep them for now' })).toBeFocused();
  await picture(page, 'vanished');
  await expectAccessibleInBoth(page);
  // Back, and it ends by itself.
  renameSync(join(host.folder, 'Many'), join(b, 'Many'));
  await dialog.getByRole('button', { name: 'Look again' }).click();
  await expect(dialog).toContainText('disk2 is complete again', { timeout: 20_000 });
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
  await expect(banner).toBeHidden();
  await expect(row(page, 'Many')).not.toContainText('vanished', { timeout: 15_000 });
  // And gone for good.
  renameSync(join(b, 'Many'), join(host.folder, 'Many'));
  await page.getByRole('button', { name: 'Look at it…' }).click({ timeout: 20_000 });
  await dialog.getByRole('button', { name: 'They are gone' }).click();
  await expect(dialog).toBeHidden();
  await expect(banner).toBeHidden();
  await expect(row(page, 'Many')).toHaveCount(0, { timeout: 15_000 });
  await catalogKnows(host, 'disk2', 1);
});
