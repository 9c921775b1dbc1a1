import { appendFileSync, existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, expectAccessibleInBoth, picture, test } from './fixtures.ts';
import { limitedPool, row } from './pools.ts';

function put(path: string, content: string | Uint8Array, day: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  const time = new Date(Date.UTC(2026, 0, day, 12));
  utimesSync(path, time, time);
}

test('[B164] duplicates are found, one of each is kept, the others go to the trash and come back', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  const film = Buffer.alloc(3_000_000, 'film');
  put(join(a, 'films', 'Svalbard.mov'), film, 3);
  put(join(b, 'old', 'Svalbard copy.mov'), film, 9);
  put(join(a, 'old', 'Svalbard 2.mov'), film, 5);
  put(join(a, 'notes.txt'), 'the same few words', 1);
  put(join(b, 'notes again.txt'), 'the same few words', 2);
  put(join(b, 'other.txt'), 'other words of 18.', 2);
  await host.open(page);
  const screens = page.getByRole('navigation', { name: 'Screens' });
  await screens.getByRole('button', { name: 'Duplicates' }).click();
  await page.getByRole('button', { name: 'Find duplicates' }).click();
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { name: '6.00 MB in 2 groups of duplicates' })).toBeVisible();
  const films = page.getByRole('region', { name: 'Svalbard.mov' });
  await expect(films).toContainText('3 × 3.00 MB');
  await expect(films.getByText('To trash')).toHaveCount(2);
  await expect(films.getByRole('radio', { name: 'Keep /films/Svalbard.mov' })).toBeChecked();
  await expect(main).toContainText('Moves 3 files, 6.00 MB, to the trash');
  await expectAccessibleInBoth(page);
  await picture(page, 'duplicates');

  // Another one stays of the films, by the keyboard; the notes are left alone; then by rule.
  await films.getByRole('radio', { name: 'Keep /films/Svalbard.mov' }).press('ArrowDown');
  await expect(films.getByRole('radio', { name: 'Keep /old/Svalbard 2.mov' })).toBeChecked();
  await page.getByRole('checkbox', { name: 'notes again.txt' }).uncheck();
  await expect(main).toContainText('Moves 2 files, 6.00 MB, to the trash');
  await page.getByRole('button', { name: /^Which one stays/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Keep the one on disk2' }).click();
  await expect(films.getByRole('radio', { name: 'Keep /old/Svalbard copy.mov' })).toBeChecked();
  await page.getByRole('button', { name: 'Move 2 duplicates to trash' }).click();
  await expect(page.getByText('2 duplicates moved to trash')).toBeVisible();
  expect([
    existsSync(join(a, 'films', 'Svalbard.mov')),
    existsSync(join(a, 'old', 'Svalbard 2.mov')),
    existsSync(join(b, 'old', 'Svalbard copy.mov')),
    existsSync(join(a, 'notes.txt')),
  ]).toEqual([false, false, true, true]);
  await expect(main.getByRole('heading', { name: '18 bytes in 1 group of duplicates' })).toBeVisible();
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect.poll(() => existsSync(join(a, 'films', 'Svalbard.mov'))).toBe(true);
});

test('[B165] what changed after the search stays, and it says why; nothing found says so', async ({ page, host }) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  put(join(a, 'deep', 'one.txt'), 'the same few words', 1);
  put(join(b, 'two.txt'), 'the same few words', 2);
  await host.open(page);
  await row(page, 'deep').dblclick();
  await expect(row(page, 'one.txt')).toBeVisible();
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Duplicates' }).click();
  await expect(page.getByText('Find files that are there more than once')).toBeVisible();
  await picture(page, 'duplicates-empty');
  await page.getByRole('button', { name: 'Find duplicates' }).click();
  await expect(page.getByRole('heading', { name: '18 bytes in 1 group of duplicates' })).toBeVisible();
  appendFileSync(join(b, 'two.txt'), ' and more');
  await page.getByRole('button', { name: 'Move 1 duplicate to trash' }).click();
  await expect(page.getByText('1 file stayed')).toBeVisible();
  expect([existsSync(join(a, 'deep', 'one.txt')), existsSync(join(b, 'two.txt'))]).toEqual([true, true]);
  // Only in the open folder there is one of each.
  await page.getByRole('radio', { name: 'deep', exact: true }).check();
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByText('No duplicates')).toBeVisible();
  await expect(page.getByText(/Looked through deep a moment ago/)).toBeVisible();
});
