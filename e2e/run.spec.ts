import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { contents, expect, expectAccessible, filesBelow, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { file, limitedPool } from './pools.ts';

async function rebalanceScreen(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('button', { name: /Rebalance/ })
    .click();
}

const start = (page: Page) => page.getByRole('button', { name: 'Start' });
const lead = (page: Page) => page.getByRole('main').getByRole('heading', { level: 2 }).first();

/** disk1 full of recordings, disk2 and disk3 empty: a run that takes a while. */
function unevenPool(host: Host, files: number, bytes: number): readonly string[] {
  const roots = limitedPool(host, ['400M', '400M', '400M']);
  for (let i = 1; i <= files; i += 1) {
    file(join(roots[0] ?? '', 'Recordings', String(i % 9), `Evening ${String(i)}.wav`), bytes, (i % 27) + 1);
  }
  return roots;
}

test('[B59] [B60] a run is paused, found again from another screen and after a reload, and stopped in the middle: every file is whole', async ({
  page,
  host,
}) => {
  test.setTimeout(180_000);
  const roots = unevenPool(host, 2_400, 80_000);
  const before = contents(roots);
  await host.open(page);
  await rebalanceScreen(page);
  await expect(start(page)).toBeVisible({ timeout: 20_000 });
  await start(page).click();
  const main = page.getByRole('main');
  const bar = main.getByRole('progressbar', { name: 'Moved' });
  await expect(bar).toHaveAttribute('aria-valuenow', /[1-9]/, { timeout: 30_000 });
  await expect(main.getByRole('region', { name: 'Speed' })).toContainText('/s');
  await expect(main.getByRole('table', { name: 'Moves' })).toContainText(/Copying|Verifying|Committing|Removing/);
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible();
  await expectAccessible(page);
  // Half way, no file is missing and none is there twice; the one under way is hidden.
  const half = [...contents(roots)].filter(([path]) => !path.includes('/.cfs-part-'));
  expect(new Map(half)).toEqual(before);

  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Files' }).click();
  const panel = page.getByRole('region', { name: 'Operations' });
  await expect(panel).toContainText('Evening out Home pool');
  await picture(page, 'browse-while-running');
  await rebalanceScreen(page);
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible();
  // Its picture is here: the panel does not show it a second time.
  await expect(panel).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Stop after this file' }).click();
  await expect(lead(page)).toContainText(/^Stopped\./, { timeout: 30_000 });
  await picture(page, 'rebalance-stopped');

  expect(contents(roots)).toEqual(before);
  const [, ...others] = roots;
  const moved = others.flatMap((root) => filesBelow(root)).length;
  expect(moved).toBeGreaterThan(0);
  expect(moved).toBeLessThan(1_600);
  await expect(main).toContainText(new RegExp(`${moved.toLocaleString('en-GB')} files?, [\\d.]+ MB, moved`));
  for (const root of roots) {
    expect(
      readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.cfs-part-')),
    ).toEqual([]);
  }
  await page.getByRole('button', { name: 'Plan again' }).click();
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
});

test('[B55] [B64] what is not moved is said before the start; in a narrow window the flow is behind a switch', async ({
  page,
  host,
}) => {
  const [a = '', , away = ''] = limitedPool(host, ['20M', '5M', '40M', '6M']);
  for (let i = 1; i <= 10; i += 1) file(join(a, 'Scans', `Page ${String(i)}.tif`), 150_000);
  file(join(a, 'one film.mov'), 9_000_000);
  file(join(away, 'away.bin'), 1_000_000);
  host.cfs('df');
  renameSync(away, `${away}-unplugged`);
  await host.open(page);
  await expect(page.getByRole('button', { name: /^disk3 not connected/ })).toBeVisible({ timeout: 15_000 });
  await page.getByRole('button', { name: /^disk1 online/ }).click();
  await page.getByRole('button', { name: /Empty this volume/ }).click();
  await expect(start(page)).toBeVisible({ timeout: 20_000 });
  const list = page.getByRole('region', { name: 'Not moved' });
  await expect(list.getByRole('listitem').filter({ hasText: 'one film.mov' })).toContainText(
    /disk2|disk4|room|large|fit/,
  );
  await expect(list.getByRole('listitem').filter({ hasText: 'Everything on disk3' })).toContainText(/\w+/);
  await expect(page.getByRole('heading', { name: 'Where it goes' })).toBeVisible();
  await picture(page, 'rebalance-not-moved');

  await page.setViewportSize({ width: 960, height: 640 });
  await expect(page.getByRole('heading', { name: 'Where it goes' })).toHaveCount(0);
  await page.getByRole('radio', { name: 'Flow' }).check({ force: true });
  await expect(page.getByRole('img', { name: /disk1 sends/ })).toBeVisible();
  await page.getByRole('button', { name: '2 items are not moved' }).click();
  await expect(list).toContainText('Everything on disk3');
  await expectAccessible(page);

  await page.setViewportSize({ width: 700, height: 900 });
  await picture(page, 'rebalance-700');
  await page.goto(`${host.origin()}/`);
  await page.getByRole('button', { name: 'Menu' }).click();
  await page.getByRole('button', { name: /^Pool / }).click();
  await page.getByRole('menuitem', { name: 'New pool…' }).click();
  const [intro, make] = [
    page.getByRole('region', { name: 'What CFS does' }),
    page.getByRole('region', { name: 'Create a pool' }),
  ];
  await expect(make).toBeVisible();
  const [above, below] = [await intro.boundingBox(), await make.boundingBox()];
  expect(Math.abs((above?.x ?? 0) - (below?.x ?? 1))).toBeLessThan(1);
});

test('[B56] ten thousand moves are filtered by any of their words, and only those in sight are drawn', async ({
  page,
  host,
}) => {
  test.setTimeout(120_000);
  const [a = ''] = limitedPool(host, ['200M', '200M']);
  for (let i = 1; i <= 10_000; i += 1) file(join(a, 'Scans', `Year ${String(i % 40)}`, `Page ${String(i)}.tif`), 500);
  await host.open(page);
  await page.getByRole('button', { name: /^disk1 online/ }).click();
  await page.getByRole('button', { name: /Empty this volume/ }).click();
  const moves = page.getByRole('region', { name: 'Moves', exact: true });
  await expect(moves).toContainText('10,000 moves', { timeout: 30_000 });
  expect(await moves.getByRole('row').count()).toBeLessThan(60);
  const filter = page.getByRole('textbox', { name: 'Filter moves' });
  await filter.fill('page 4321.');
  await expect(moves.getByRole('row')).toHaveCount(2);
  const found = moves.getByRole('row').last();
  await expect(found).toContainText('Page 4321.tif');
  await expect(found).toContainText('Scans / Year 1');
  await expect(found.getByRole('img', { name: 'disk1' })).toBeVisible();
  await expect(found.getByRole('img', { name: 'disk2' })).toBeVisible();
  await filter.fill('year 39/');
  await expect(moves).toContainText('250 shown');
  await filter.fill('no such words');
  await expect(moves).toContainText('No move has these words.');
});

test('[B57] [B53] over eight volumes the table comes first, with the same bytes as the flow', async ({
  page,
  host,
}) => {
  const roots = limitedPool(
    host,
    Array.from({ length: 9 }, () => '20M'),
  );
  for (let i = 1; i <= 40; i += 1) file(join(roots[0] ?? '', 'Films', `Scene ${String(i)}.mov`), 400_000);
  const last = roots.at(-1) ?? '';
  host.cfs('df');
  host.cfs('volume', 'set', 'disk8', '--mode', 'read-only');
  renameSync(last, `${last}-unplugged`);
  await host.open(page);
  await expect(page.getByRole('button', { name: /^disk9 not connected/ })).toBeVisible({ timeout: 15_000 });
  await rebalanceScreen(page);
  await expect(start(page)).toBeVisible({ timeout: 20_000 });
  const table = page.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'Files', exact: true }) });
  await expect(table).toBeVisible();
  await expect(table.getByRole('row')).toHaveCount(7);
  const sizes = await table.locator('td:last-child').allTextContents();
  const levels = page.getByRole('table', { name: 'Volumes before and after' });
  await expect(levels.getByRole('row', { name: /disk8/ })).toContainText('read only, left as it is');
  await expect(levels.getByRole('row', { name: /disk9/ })).toContainText('not connected, left as it is');
  await picture(page, 'rebalance-nine');
  await page.getByRole('radio', { name: 'Flow' }).check({ force: true });
  const words = (await page.getByRole('group', { name: /disk1 sends/ }).getAttribute('aria-label')) ?? '';
  expect(sizes).toHaveLength(6);
  for (const size of sizes) expect(words).toContain(`sends ${size} to`);
  await picture(page, 'rebalance-nine-flow');
});

test('[B61] a file that changed stays where it is and is told with its reason when the run ends', async ({
  page,
  host,
}) => {
  test.setTimeout(120_000);
  const [a = ''] = limitedPool(host, ['400M', '400M']);
  // Small beside the volumes: that one of them changes is no reason to plan anew.
  for (let i = 1; i <= 4; i += 1) file(join(a, `Page ${String(i)}.tif`), 400_000);
  await host.open(page);
  await page.getByRole('button', { name: /^disk1 online/ }).click();
  await page.getByRole('button', { name: /Empty this volume/ }).click();
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
  file(join(a, 'Page 1.tif'), 300_000, 9);
  await start(page).click();
  await expect(lead(page)).toHaveText('disk1 still holds 1 thing.', { timeout: 60_000 });
  await expect(page.getByRole('main')).toContainText('Page 1.tif');
  await expect(page.getByRole('main')).toContainText(/changed/i);
  await picture(page, 'rebalance-failed');
  await expectAccessible(page);
});

test('[B58] a plan whose files are gone is refused when it starts, and planned again with one press', async ({
  page,
  host,
}) => {
  test.setTimeout(120_000);
  const [a = ''] = limitedPool(host, ['4G', '4G']);
  // Small beside the volumes: that they go is no reason to plan anew by itself.
  for (let i = 1; i <= 9; i += 1) file(join(a, `Page ${String(i)}.tif`), 400_000);
  await host.open(page);
  await page.getByRole('button', { name: /^disk1 online/ }).click();
  await page.getByRole('button', { name: /Empty this volume/ }).click();
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
  for (let i = 1; i <= 7; i += 1) rmSync(join(a, `Page ${String(i)}.tif`));
  await start(page).click();
  await expect(page.getByRole('alert')).toContainText(/7 files/);
  await expect(start(page)).toHaveAttribute('aria-disabled', 'true');
  await picture(page, 'rebalance-refused');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Plan again' }).click();
  await expect(lead(page)).toContainText('in 2 files.');
  await expect(start(page)).toBeEnabled();
  expect(filesBelow(a)).toHaveLength(2);
});
