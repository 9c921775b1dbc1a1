import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessibleInBoth, focusName, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

test('[B480] [B481] the open folder is narrowed in place, what is hidden is not selected, Escape shows all', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  for (const name of ['report 1.pdf', 'report 2.pdf', 'Übersicht.txt']) file(join(a, name), 900);
  for (const name of ['report 3.txt', 'holiday.jpg', '.report']) file(join(b, name), 900);
  mkdirSync(join(a, 'other', 'deep report'), { recursive: true });
  await host.open(page);
  await row(page, 'holiday.jpg').click();
  await page.keyboard.press('Control+a');
  await expect(page.getByText('6 selected')).toBeVisible();

  await page.keyboard.press('Control+i');
  const bar = page.getByRole('search', { name: 'Filter this folder' });
  const field = bar.getByRole('textbox', { name: 'Show only names like' });
  await expect(field).toBeFocused();
  await field.fill('REPORT');
  await expect(bar.getByText('3 of 6 shown')).toBeVisible();
  await expect(row(page, 'holiday.jpg')).toHaveCount(0);
  await expect(page.getByText('3 selected')).toBeVisible();
  await expectAccessibleInBoth(page);
  await picture(page, 'filter');
  // Letters that are taken away show more, which is not selected by that.
  await field.fill('r');
  await expect(bar.getByText('5 of 6 shown')).toBeVisible();
  await expect(page.getByText('3 selected')).toBeVisible();
  await field.fill('*.[tp]?t');
  await expect(bar.getByText('2 of 6 shown')).toBeVisible();
  await field.fill('[');
  await expect(page.getByText('This is no pattern: a "[" has no "]"')).toBeVisible();
  await expect(row(page, 'Übersicht.txt')).toBeVisible();
  await field.fill('uber');
  await expect(bar.getByText('1 of 6 shown')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, 'Übersicht.txt')).toBeFocused();

  // One Escape ends the filter, the next one the selection; the row of the keyboard stays.
  await page.keyboard.press('Escape');
  await expect(field).toHaveCount(0);
  await expect(row(page, 'holiday.jpg')).toBeVisible();
  await expect(row(page, 'Übersicht.txt')).toBeFocused();
  await expect(page.getByText('1 selected')).toBeVisible();

  // What had the keyboard and was hidden has it again.
  await page.keyboard.press('Control+i');
  await field.fill('holiday');
  await expect(bar.getByText('1 of 6 shown')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(field).toHaveCount(0);
  await expect.poll(() => focusName(page)).toContain('Übersicht.txt');

  // The same as tiles. "All" is what is shown; what is made is seen.
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('grid')).toBeVisible();
  await page.keyboard.press('Control+i');
  await field.fill('report');
  await expect(bar.getByText('3 of 6 shown')).toBeVisible();
  await field.press('Enter');
  await page.keyboard.press('Control+a');
  await expect(page.getByText('3 selected')).toBeVisible();
  await page.keyboard.press('Control+Shift+n');
  await expect(field).toHaveCount(0);
  const name = page.getByRole('textbox', { name: 'New name' });
  await expect(name).toBeFocused();
  await name.press('Enter');
  await expect(name).toHaveCount(0);

  // No such name: it says so, also of hidden ones, and the search of the pool has it.
  await page.keyboard.press('Control+i');
  await field.fill('.rep');
  await expect(page.getByText('1 name that begins with a dot is like it.')).toBeVisible();
  await field.fill('deep report');
  await expect(page.getByText('No name here is like “deep report”')).toBeVisible();
  await picture(page, 'filter-none');
  await page.getByRole('button', { name: 'Search the whole pool' }).click();
  await expect(page.getByRole('searchbox')).toHaveValue('"deep report"');
  await expect(page.getByRole('row', { name: /deep report/ })).toBeVisible();

  // It holds until the folder is left.
  await page.goBack();
  await expect(field).toHaveValue('deep report');
  await field.fill('other');
  await page.getByRole('gridcell', { name: /other/ }).dblclick();
  await expect(page.getByText('deep report')).toBeVisible();
  await expect(field).toHaveCount(0);
});
