import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

test('[B1] the tree shows folders first, where each entry is, copies, conflicts and links', async ({ page, host }) => {
  const [a = '', b = '', c = ''] = limitedPool(host, ['40M', '20M', '80M']);
  for (let i = 1; i <= 12; i += 1) file(join(a, 'Photos', '2025', `DSC_${String(i)}.jpg`), 90_000 * i, i);
  for (let i = 13; i <= 18; i += 1) file(join(b, 'Photos', '2025', `DSC_${String(i)}.jpg`), 400_000, i);
  file(join(c, 'Music', 'Etude 2.wav'), 3_000_000);
  file(join(c, 'Music', 'Etude 10.wav'), 2_000_000);
  for (const root of [a, b]) file(join(root, 'Read me first.md'), 2_100, 6);
  file(join(a, 'Shopping list.txt'), 300, 2);
  file(join(c, 'Shopping list.txt'), 340, 9);
  symlinkSync('Photos/2025', join(b, 'Latest'));
  await host.open(page);
  const grid = page.getByRole('treegrid');
  await expect(grid).toBeVisible();
  await expect(row(page, 'Music')).toBeVisible();
  const names = await grid
    .locator('[role=row] [title]')
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('title')));
  const ours = ['Music', 'Photos', 'Latest', 'Read me first.md', 'Shopping list.txt'];
  expect(names.filter((name) => ours.includes(name ?? ''))).toEqual(ours);
  await expect(row(page, 'Read me first.md').getByText('2 copies')).toBeVisible();
  await expect(row(page, 'Shopping list.txt').getByText('Copies differ')).toBeVisible();
  await expect(row(page, 'Latest')).toContainText('Photos/2025');
  await expect(row(page, 'Music')).toContainText('disk3');

  await row(page, 'Photos').click();
  await page.keyboard.press('ArrowRight');
  await expect(row(page, '2025')).toBeVisible();
  await row(page, '2025').click();
  await page.keyboard.press('ArrowRight');
  await expect(row(page, 'DSC_2.jpg')).toBeVisible();
  await row(page, 'Shopping list.txt').click();
  await expect(page.getByText(join(a, 'Shopping list.txt'))).toBeVisible();
  await expect(page.getByText(join(c, 'Shopping list.txt'))).toBeVisible();
  await picture(page, 'browse');

  await row(page, 'Music').dblclick();
  await expect(page.getByRole('navigation', { name: 'Folder path' })).toContainText('Music');
  const sounds = (): Promise<readonly (string | null)[]> =>
    grid.locator('[role=row] [title^="Etude"]').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('title')));
  await expect.poll(sounds).toEqual(['Etude 2.wav', 'Etude 10.wav']);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(row(page, 'Photos')).toBeVisible();
});

test('[B2] rename, new folder, delete and undo by keyboard, on the real disk', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['40M', '40M']);
  file(join(a, 'notes.txt'), 100);
  file(join(a, 'old', 'letter.md'), 100);
  await host.open(page);
  await row(page, 'notes.txt').click();
  await page.keyboard.press('F2');
  const field = page.getByRole('textbox', { name: /New name/ });
  await expect(field).toBeFocused();
  // The stem is selected, so that typing keeps the extension.
  await page.keyboard.type('ideas');
  await page.keyboard.press('Enter');
  await expect(row(page, 'ideas.txt')).toBeVisible();
  expect(existsSync(join(a, 'ideas.txt'))).toBe(true);
  expect(existsSync(join(a, 'notes.txt'))).toBe(false);

  await row(page, 'ideas.txt').click();
  await page.keyboard.press('F2');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('old');
  await page.keyboard.press('Enter');
  await expect(
    page
      .getByRole('alert')
      .or(page.getByText(/already/))
      .first(),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  expect(existsSync(join(a, 'ideas.txt'))).toBe(true);

  await page.getByRole('button', { name: 'New folder' }).first().click();
  // The folder is made first, on the disk; then its name can be edited.
  await expect(page.getByRole('textbox', { name: 'New name of New folder' })).toBeFocused();
  await page.keyboard.type('Fresh');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Fresh')).toBeVisible();
  expect(host.cfs('ls', '/')).toContain('Fresh');

  await row(page, 'old').click();
  await page.keyboard.press('Delete');
  await expect(row(page, 'old')).toHaveCount(0);
  expect(existsSync(join(a, 'old'))).toBe(false);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(row(page, 'old')).toBeVisible();
  expect(readFileSync(join(a, 'old', 'letter.md'), 'utf8')).toContain('letter.md');

  await row(page, 'ideas.txt').click();
  await page.keyboard.press('Delete');
  await expect(row(page, 'ideas.txt')).toHaveCount(0);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: /Trash/ }).click();
  await expect(page.getByText('ideas.txt', { exact: true })).toBeVisible();
  await picture(page, 'trash');
  await page.getByRole('button', { name: 'Restore ideas.txt' }).click();
  await expect(page.getByText(/trash is empty/)).toBeVisible();
  expect(existsSync(join(a, 'ideas.txt'))).toBe(true);
});

test('[B3] what another program changes shows within moments', async ({ page, host }) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  mkdirSync(join(a, 'Inbox'));
  await host.open(page);
  await row(page, 'Inbox').dblclick();
  await expect(page.getByText(/Empty on/)).toBeVisible();
  await picture(page, 'empty-folder');
  writeFileSync(join(a, 'Inbox', 'from outside.txt'), 'x');
  await expect(row(page, 'from outside.txt')).toBeVisible();
  // A part of the folder that was not there yet, on another volume.
  mkdirSync(join(b, 'Inbox'));
  writeFileSync(join(b, 'Inbox', 'on disk2.txt'), 'x');
  await expect(row(page, 'on disk2.txt')).toBeVisible();
  renameSync(join(a, 'Inbox', 'from outside.txt'), join(a, 'Inbox', 'renamed.txt'));
  await expect(row(page, 'renamed.txt')).toBeVisible();
  await expect(row(page, 'from outside.txt')).toHaveCount(0);
  rmSync(join(a, 'Inbox', 'renamed.txt'));
  await expect(row(page, 'renamed.txt')).toHaveCount(0);
});

test('[B4] a drag inside the tree moves, and the file stays on its volume', async ({ page, host }) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  file(join(a, 'film.mov'), 500_000);
  mkdirSync(join(b, 'Videos'));
  await host.open(page);
  await row(page, 'film.mov').getByTitle('film.mov', { exact: true }).dragTo(row(page, 'Videos'));
  await expect(row(page, 'film.mov')).toHaveCount(0);
  expect(existsSync(join(a, 'Videos', 'film.mov'))).toBe(true);
  expect(existsSync(join(a, 'film.mov'))).toBe(false);
  expect(host.cfs('locate', '/Videos/film.mov', '--json')).toContain('disk1');
});

test('[B5] a folder of 100,000 rows opens at once, scrolls, and finds a name by typing', async ({ page, host }) => {
  test.setTimeout(180_000);
  const [a = '', b = ''] = limitedPool(host, ['4G', '4G']);
  for (const root of [a, b]) mkdirSync(join(root, 'Big'));
  for (let i = 0; i < 100_000; i += 1) writeFileSync(join(i % 2 ? a : b, 'Big', `row ${String(i)}`), '');
  await host.open(page);
  await row(page, 'Big').dblclick();
  await expect(row(page, 'row 0')).toBeVisible();
  await expect(page.locator('footer').getByText('100,000 items')).toBeVisible({ timeout: 60_000 });
  const drawn = await page.getByRole('row').count();
  expect(drawn).toBeLessThan(120);
  await row(page, 'row 0').click();
  await page.keyboard.press('End');
  await expect(row(page, 'row 99999')).toBeVisible();
  await page.keyboard.press('Home');
  await page.keyboard.type('row 54321');
  await expect(row(page, 'row 54321')).toBeVisible();
  await picture(page, 'hundred-thousand');
});

test('[B6] names of any bytes are shown safely and can be renamed away', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['40M']);
  writeFileSync(Buffer.concat([Buffer.from(`${a}/caf`), Buffer.from([0xe9]), Buffer.from('.txt')]), 'x');
  writeFileSync(join(a, 'photo\u202egpj.exe'), 'x');
  writeFileSync(join(a, 'two\nlines'), 'x');
  await host.open(page);
  await expect(page.getByText('caf\\xe9.txt')).toBeVisible();
  await expect(page.getByText('photo\\u202egpj.exe')).toBeVisible();
  await expect(page.getByText('two\\nlines')).toBeVisible();
  await page.getByText('caf\\xe9.txt').click();
  await page.keyboard.press('F2');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('cafe.txt');
  await page.keyboard.press('Enter');
  await expect(row(page, 'cafe.txt')).toBeVisible();
  expect(existsSync(join(a, 'cafe.txt'))).toBe(true);
});

test('[B225] the keyboard stays in the list when another folder or another view is shown', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['100M']);
  for (const name of ['Films', 'Photos/Lofoten', 'Photos/Svalbard']) mkdirSync(join(a, name), { recursive: true });
  await host.open(page);
  const inList = (): Promise<boolean> =>
    page.evaluate(() => document.activeElement?.closest('[role=treegrid], [role=grid]') !== null);
  await expect.poll(inList).toBe(true);
  await page.getByRole('row', { name: /Photos/ }).dblclick();
  await expect(page.getByRole('row', { name: /Lofoten/ })).toBeVisible();
  await expect.poll(inList).toBe(true);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('row', { name: /Lofoten/ })).toBeFocused();
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('grid')).toBeVisible();
  await expect.poll(inList).toBe(true);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByText('1 selected')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: /Svalbard/ })).toBeVisible();
  await expect.poll(inList).toBe(true);
  await page.keyboard.press('Backspace');
  await expect(page.getByRole('grid', { name: /Photos/ })).toBeVisible();
  await expect.poll(inList).toBe(true);
});
