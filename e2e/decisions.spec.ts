import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { contents, dropFromSystem, expect, expectAccessibleInBoth, filesBelow, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

const panelOf = (page: Page) => page.getByRole('region', { name: 'Operations' });
const nameRow = (page: Page, name: string) =>
  page.getByRole('table', { name: 'Names that are taken' }).getByRole('row').filter({ hasText: name });

async function choose(page: Page, name: string, choice: string): Promise<void> {
  await nameRow(page, name)
    .getByRole('button', { name: /^Decision for/ })
    .click();
  await page.getByRole('menuitem', { name: choice }).click();
}

test('[B9] [B112] a drop starts at once and asks only for the name that is taken', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['40M']);
  file(join(a, 'plan.txt'), 50);
  const source = host.dir('in');
  for (const name of ['plan.txt', 'new.txt', 'other.txt']) file(join(source, name), 80, 3);
  await host.open(page);
  await expect(row(page, 'plan.txt')).toBeVisible();
  await dropFromSystem(
    page,
    page.getByRole('treegrid'),
    ['plan.txt', 'new.txt', 'other.txt'].map((name) => join(source, name)),
  );
  await expect(row(page, 'other.txt')).toBeVisible();
  await expect(row(page, 'new.txt')).toBeVisible();
  await expect(panelOf(page)).toContainText('All else is done. It waits for you.');
  expect(statSync(join(a, 'plan.txt')).size).toBe(50);
  await picture(page, 'name-taken');
  // The question outlives the window that asked for the copy.
  await page.reload();
  await expect(page.getByRole('button', { name: /Decisions.*1 to decide/ })).toBeVisible();
  await panelOf(page).getByRole('button', { name: 'Decide 1…' }).click();
  await choose(page, 'plan.txt', 'Keep both');
  await page.getByRole('button', { name: 'Apply 1' }).click();
  await expect(row(page, 'plan (2).txt')).toBeVisible();
  await expect(panelOf(page)).toContainText('Done: 3 files');
  expect(statSync(join(a, 'plan.txt')).size).toBe(50);
  expect(statSync(join(a, 'plan (2).txt')).size).toBe(80);
});

test('[B110] [B111] both sides are told, alike ones are decided together, what is replaced lies in the trash', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  const source = host.dir('Trip');
  for (let i = 1; i <= 3; i += 1) {
    file(join(a, 'Trip', `Newer ${String(i)}.mov`), 4_000, 1);
    file(join(source, `Newer ${String(i)}.mov`), 9_000, 9);
  }
  file(join(b, 'Trip', 'Packing list.pdf'), 5_000, 20);
  file(join(source, 'Packing list.pdf'), 2_000, 9);
  file(join(b, 'Trip', 'Same.jpg'), 3_000, 1);
  file(join(source, 'Same.jpg'), 3_000, 9);
  file(join(a, 'Trip', 'Drone', 'inside.bin'), 700);
  file(join(source, 'Drone'), 600, 9);
  file(join(source, 'evil \u202egpj.exe'), 10, 9);
  file(join(b, 'Trip', 'evil \u202egpj.exe'), 20, 9);
  await host.open(page);
  await expect(row(page, 'Trip')).toBeVisible();
  await dropFromSystem(page, page.getByRole('treegrid'), [source]);
  await panelOf(page).getByRole('button', { name: 'Decide 6…' }).click({ timeout: 15_000 });

  const main = page.getByRole('main');
  await expect(main).toContainText('7 names are already taken. 6 need a decision.');
  await expect(nameRow(page, 'Newer 2.mov')).toContainText('9.00 KB');
  await expect(nameRow(page, 'Newer 2.mov')).toContainText('larger');
  await expect(nameRow(page, 'Newer 2.mov')).toContainText('newer');
  await expect(nameRow(page, 'Newer 2.mov').getByRole('img', { name: 'disk1' })).toBeVisible();
  await expect(nameRow(page, 'Newer 2.mov')).toContainText('Contents differ');
  await expect(nameRow(page, 'Same.jpg')).toContainText('Identical, other time');
  await expect(nameRow(page, 'Same.jpg')).toContainText('Skipped');
  await expect(main).toContainText('Skipped: nothing is lost either way');
  await expect(nameRow(page, 'Drone')).toContainText('Different kinds');
  await expect(nameRow(page, 'evil \\u202egpj.exe')).toBeVisible();
  await picture(page, 'decisions');
  await expectAccessibleInBoth(page);

  const first = nameRow(page, 'Newer 1.mov').getByRole('button', { name: /^Decision for/ });
  await first.click();
  await page.getByRole('menuitemcheckbox', { name: /all 3/ }).click();
  await picture(page, 'decisions-menu');
  await page.getByRole('menuitem', { name: 'Replace' }).click();
  for (const name of ['Newer 1.mov', 'Newer 2.mov', 'Newer 3.mov']) {
    await expect(nameRow(page, name).getByRole('button', { name: /^Decision for/ })).toHaveText('Replace');
  }
  // One of them by itself, with one letter.
  await nameRow(page, 'Newer 3.mov')
    .getByRole('button', { name: /^Decision for/ })
    .press('k');
  await expect(main).toContainText('Replace 2, keep both 1, 3 to decide');
  expect(readFileSync(join(a, 'Trip', 'Newer 1.mov')).length).toBe(4_000);
  await page.getByRole('button', { name: 'Skip the rest' }).click();
  await picture(page, 'decisions-chosen');
  await page.getByRole('button', { name: 'Apply 6' }).click();
  await expect(panelOf(page)).toContainText('Done: 3 files', { timeout: 15_000 });

  const found = contents([a, b]);
  expect([...found.keys()].sort()).toEqual(
    [
      'Drone/inside.bin',
      'Newer 1.mov',
      'Newer 2.mov',
      'Newer 3 (2).mov',
      'Newer 3.mov',
      'Packing list.pdf',
      'Same.jpg',
      'evil \u202egpj.exe',
    ].map((name) => `Trip/${name}`),
  );
  const size = (name: string): number =>
    (JSON.parse(host.cfs('stat', '--json', `/Trip/${name}`)) as { size: number }).size;
  expect(['Newer 1.mov', 'Newer 2.mov', 'Newer 3.mov', 'Newer 3 (2).mov', 'Packing list.pdf'].map(size)).toEqual([
    9_000, 9_000, 4_000, 9_000, 5_000,
  ]);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Trash' }).click();
  await expect(page.getByRole('row', { name: /Newer 1\.mov/ })).toContainText('/Trip');
});

test('[B113] a move that waits is cancelled: what is undecided stays where it was', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['40M']);
  for (const [name, bytes] of [
    ['from/taken.txt', 30],
    ['from/free.txt', 40],
    ['to/taken.txt', 50],
  ] as const) {
    file(join(a, name), bytes);
  }
  await host.open(page);
  await row(page, 'from').dblclick();
  await row(page, 'free.txt').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Control+x');
  await page.getByRole('navigation', { name: 'Folder path' }).getByRole('button').first().click();
  await row(page, 'to').dblclick();
  await expect(row(page, 'taken.txt')).toBeVisible();
  await page.keyboard.press('Control+v');
  await expect(row(page, 'free.txt')).toBeVisible();
  await panelOf(page).getByRole('button', { name: 'Decide 1…' }).click();
  await page.getByRole('button', { name: /^Cancel: what is undecided/ }).click();
  await expect(page.getByText('Nothing to decide')).toBeVisible();
  await expect(panelOf(page)).toContainText('Cancelled after 1 file');
  expect(filesBelow(a)).toEqual(['from/taken.txt', 'to/free.txt', 'to/taken.txt']);
  expect(statSync(join(a, 'to/taken.txt')).size).toBe(50);
});
