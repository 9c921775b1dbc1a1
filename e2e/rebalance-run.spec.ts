import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { contents, expect, expectAccessibleInBoth, filesBelow, picture, test } from './fixtures.ts';
import { file, limitedPool } from './pools.ts';

async function toRebalance(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('button', { name: /Rebalance/ })
    .click();
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled({ timeout: 20_000 });
}

/** By the menu beside Start or in the footer of a run. */
async function limitTo(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: /^Speed:/ }).click();
  await page.getByRole('menuitem', { name: 'Limit the speed…' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill(words);
  await page.getByRole('dialog').getByRole('button', { name: 'Limit' }).click();
}

async function fullSpeed(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Speed:/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Full speed' }).click();
}

const headline = (page: Page) => page.getByRole('main').getByRole('heading', { level: 2 }).first();

test('[B224] [B240] [B241] [B242] [B243] [B244] [B245] [B246] [B255] [B256] a run row by row; paused, killed with its host, gone on with, and moved back', async ({
  page,
  host,
}) => {
  test.setTimeout(180_000);
  const roots = limitedPool(host, ['400M', '400M', '400M']);
  const [full = ''] = roots;
  for (let i = 1; i <= 24; i += 1) file(join(full, 'Recordings', `Evening ${String(i)}.wav`), 3_000_000 + i * 100_000);
  for (let i = 1; i <= 40; i += 1) file(join(full, 'Photos', '2026', `DSC_${String(i)}.jpg`), 700_000);
  const before = contents(roots);
  const onFirst = filesBelow(full);
  await host.open(page);
  await toRebalance(page);
  await limitTo(page, '2 MB');
  await page.getByRole('button', { name: 'Start' }).click();

  await expect(headline(page)).toContainText(/ of .* moved/);
  await expect(
    page
      .getByRole('table', { name: 'Moves' })
      .getByText(/^Copying/)
      .first(),
  ).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('Limited to 2.00 MB/s, as you asked')).toBeVisible();
  // The sidebar says so of each volume, too.
  await expect(page.locator('[title*="CFS writes"]').first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('button', { name: /^Rebalance.* done$/ })).toBeVisible();
  await picture(page, 'rebalance-run');
  await expectAccessibleInBoth(page);

  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(headline(page)).toContainText('paused');
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();

  await host.kill();
  // A tab that still looks for the killed host may reload just as the new address is opened in it.
  await page.goto('about:blank');
  await host.startAgain();
  await host.open(page);
  await page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('button', { name: /Rebalance/ })
    .click();
  await expect(headline(page)).toContainText('stopped when CFS ended', { timeout: 30_000 });
  await picture(page, 'rebalance-interrupted');
  await expectAccessibleInBoth(page);
  expect(new Set(contents(roots).keys())).toEqual(new Set(before.keys()));
  await page.getByRole('button', { name: 'Go on with the rest' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible({ timeout: 20_000 });
  await fullSpeed(page);
  await expect(headline(page)).toContainText(/even now/, { timeout: 60_000 });
  expect(contents(roots)).toEqual(before);
  const doneRow = page.getByRole('table', { name: 'Moves' }).getByRole('row').filter({ hasText: 'Done and verified' });
  await expect(doneRow.getByText(/^\d\d:\d\d$/).first()).toBeVisible();
  await picture(page, 'rebalance-run-done');
  await expectAccessibleInBoth(page);

  await page.getByRole('radiogroup', { name: 'Show' }).getByRole('radio', { name: 'History' }).check({ force: true });
  await expect(page.getByRole('list', { name: 'Runs' }).getByRole('button')).toHaveCount(2);
  await expect(page.getByRole('complementary', { name: 'Receipt' })).toContainText(/Verified/);
  await picture(page, 'rebalance-history');
  await expectAccessibleInBoth(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export JSON…' }).click();
  const saved = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as {
    plan: { moves: unknown[] };
    receipt: { moved: { files: number } };
  };
  expect(saved.receipt.moved.files).toBeGreaterThan(0);
  expect(saved.plan.moves.length).toBeGreaterThan(0);

  // Both runs go back, the newest first: all lies where it lay.
  for (const run of [0, 1]) {
    await page.getByRole('radiogroup', { name: 'Show' }).getByRole('radio', { name: 'History' }).check({ force: true });
    const runs = page.getByRole('list', { name: 'Runs' }).getByRole('button');
    await expect(runs).toHaveCount(2 + run);
    await runs.nth(run * 2).click();
    await page.getByRole('button', { name: /^Move back/ }).click();
    await expect(page.getByRole('dialog')).toContainText(/Will copy .* back/);
    if (run === 0) await picture(page, 'rebalance-undo');
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Move .* back$/ })
      .click();
    await expect(headline(page)).toContainText(/even now/, { timeout: 60_000 });
  }
  expect(contents(roots)).toEqual(before);
  expect(filesBelow(full)).toEqual(onFirst);
});

test('[B250] [B251] [B252] a volume is emptied in three steps, what holds it up is said, and its proof makes it safe to remove', async ({
  page,
  host,
}) => {
  test.setTimeout(180_000);
  const roots = limitedPool(host, ['200M', '200M', '200M']);
  const [old = '', second = ''] = roots;
  for (let i = 1; i <= 20; i += 1) file(join(old, 'Scans', `Page ${String(i)}.tif`), 1_000_000);
  for (let i = 1; i <= 6; i += 1) file(join(old, 'Films', `Film ${String(i)}.mov`), 6_000_000);
  file(join(old, 'Ledger.ods'), 40_000, 3);
  file(join(second, 'Ledger.ods'), 50_000, 4);
  mkdirSync(join(old, 'lost+found'));
  await host.open(page);
  await page.getByRole('button', { name: /^disk1 online/ }).click();
  await page.getByRole('button', { name: /Empty this volume/ }).click();
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled({ timeout: 20_000 });
  await limitTo(page, '1500 KB');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(headline(page)).toContainText('has left disk1');
  for (const stage of ['It fits', 'Moving', 'Prove that it is empty']) {
    await expect(page.getByRole('heading', { level: 3, name: stage })).toBeVisible();
  }
  await expect(page.getByRole('list', { name: 'What holds it up' })).toContainText('Ledger.ods');
  await expect(page.getByText(/gone from disk1/).first()).toBeVisible({ timeout: 60_000 });
  await picture(page, 'drain-run');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(headline(page)).toContainText('paused');
  await expectAccessibleInBoth(page);
  await page.getByRole('button', { name: 'Go on' }).click();
  await fullSpeed(page);
  await expect(headline(page)).toContainText('disk1 still holds 1 thing', { timeout: 60_000 });
  await expect(page.getByRole('button', { name: /Remove disk1/ })).toHaveCount(0);
  await picture(page, 'drain-held');
  await expectAccessibleInBoth(page);

  // The copies are compared and decided; then the rest goes.
  await page.getByRole('button', { name: 'Compare… /Ledger.ods' }).click();
  await expect(page.getByRole('heading', { name: /Ledger.ods/ }).first()).toBeVisible();
  host.cfs('resolve', '/Ledger.ods', '--keep', 'disk2');
  await page.goBack();
  await expect(page.getByText(/disk1 is empty already/).first()).toBeVisible({ timeout: 20_000 });
  expect(existsSync(join(old, 'Ledger.ods'))).toBe(false);
});

test('[B251] the proof of empty is read from the disk, and the volume leaves the pool', async ({ page, host }) => {
  test.setTimeout(120_000);
  const roots = limitedPool(host, ['200M', '200M', '200M']);
  const [old = ''] = roots;
  for (let i = 1; i <= 12; i += 1) file(join(old, 'Scans', `Page ${String(i)}.tif`), 500_000);
  mkdirSync(join(old, 'lost+found'));
  const before = contents(roots);
  await host.open(page);
  await page.getByRole('button', { name: /^disk1 online/ }).click();
  await page.getByRole('button', { name: /Empty this volume/ }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(headline(page)).toContainText('disk1 is empty. Safe to remove.', { timeout: 60_000 });
  await expect(page.getByText('No file of this pool')).toBeVisible();
  await expect(page.getByRole('main').getByText('/lost+found')).toBeVisible();
  await picture(page, 'drain-proof');
  await expectAccessibleInBoth(page);
  // A file that somebody puts there makes the proof worth nothing.
  file(join(old, 'late.txt'), 100);
  await page.getByRole('button', { name: 'Read it again' }).click();
  await expect(headline(page)).toContainText('disk1 still holds 1 thing');
  await expect(page.getByRole('button', { name: /Remove disk1/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Empty the rest' }).click();
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(headline(page)).toContainText('disk1 is empty. Safe to remove.', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Remove disk1 from the pool' }).click();
  await expect(page.getByRole('list', { name: 'Volumes' }).getByRole('button')).toHaveCount(2);
  expect(existsSync(join(old, '.cfs', 'volume.json'))).toBe(false);
  expect(existsSync(join(old, 'lost+found'))).toBe(true);
  const after = contents(roots.slice(1));
  for (const [path, hash] of before) expect(after.get(path)).toBe(hash);
});
