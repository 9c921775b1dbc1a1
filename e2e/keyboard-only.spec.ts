import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { contents, expect, filesBelow, focusName, test } from './fixtures.ts';
import { file, row } from './pools.ts';

test('[B408] first run, copy, rebalance and undo with the keyboard alone', async ({ page, host }) => {
  test.setTimeout(120_000);
  const roots = [host.dir('disk1'), host.dir('disk2')];
  const [a = '', b = ''] = roots;
  for (let i = 1; i <= 12; i += 1) file(join(a, 'Scans', `Page ${String(i)}.tif`), 2_000_000);
  file(join(a, 'Notes', 'today.txt'), 500);
  file(join(a, 'Archive', 'old.txt'), 500);
  const pressed: string[] = [];
  await page.exposeFunction('pointerWasUsed', () => pressed.push('pointer'));
  await page.addInitScript(`addEventListener('pointerdown', () => pointerWasUsed(), true)`);
  const key = (name: string) => page.keyboard.press(name);
  const tabTo = async (name: RegExp, back = false): Promise<void> => {
    for (let i = 0; i < 80; i += 1) {
      if (name.test(await focusName(page))) return;
      await key(back ? 'Shift+Tab' : 'Tab');
    }
    throw new Error(`The keyboard does not reach ${String(name)}.`);
  };

  await host.open(page);
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  for (const folder of roots) {
    await tabTo(/^Path of a folder/);
    await page.keyboard.type(folder);
    await key('Enter');
    await expect(page.getByText(folder, { exact: true })).toBeVisible();
  }
  // Two folders of one disk are two volumes by their limits.
  for (let i = 0; i < 2; i += 1) {
    await tabTo(/^Limit…$/, true);
    await key('Enter');
    await expect(page.getByRole('textbox', { name: 'Limit' }).first()).toBeFocused();
    await page.keyboard.type('100 MB');
  }
  await tabTo(/^Name$/, true);
  await key('Enter');

  // Notes into Archive: letters find, Enter opens, the clipboard copies.
  await expect(row(page, 'Scans')).toBeVisible();
  await expect(page.getByRole('treegrid')).toBeFocused();
  await page.keyboard.type('Notes');
  await expect(row(page, 'Notes')).toHaveAttribute('aria-selected', 'true');
  await key('Control+c');
  await key('Home');
  await expect(row(page, 'Archive')).toHaveAttribute('aria-selected', 'true');
  await key('Enter');
  await expect(row(page, 'old.txt')).toBeVisible();
  await key('Control+v');
  await expect(row(page, 'Notes')).toBeVisible({ timeout: 20_000 });
  await expect.poll(() => [...contents(roots).keys()].filter((path) => path.endsWith('today.txt'))).toHaveLength(2);
  const copied = contents(roots);
  const onSecond = filesBelow(b);

  await key('Control+Shift+P');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('go to rebal');
  await expect(page.getByRole('option', { name: /Go to rebalance/ })).toHaveAttribute('aria-selected', 'true');
  await key('Enter');
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled({ timeout: 20_000 });
  await tabTo(/^Start$/);
  await key('Enter');
  await expect.poll(() => filesBelow(b).length - onSecond.length, { timeout: 30_000 }).toBeGreaterThan(3);
  await expect(page.getByRole('button', { name: /^Pause$/ })).toHaveCount(0, { timeout: 30_000 });
  expect(contents(roots)).toEqual(copied);

  // The rebalance is taken back, then the copy.
  await key('Control+z');
  const question = page.getByRole('dialog');
  await expect(question).toContainText('between the volumes');
  await expect(question.getByRole('button', { name: /^Copy .* back$/ })).toBeFocused();
  await key('Enter');
  await expect.poll(() => filesBelow(b), { timeout: 30_000 }).toEqual(onSecond);
  expect(contents(roots)).toEqual(copied);
  await expect(page.getByText(/^Undone/).first()).toBeVisible({ timeout: 20_000 });
  await key('Control+z');
  await expect.poll(() => readdirSync(join(a, 'Archive')), { timeout: 20_000 }).toEqual(['old.txt']);
  await expect.poll(() => [...contents(roots).keys()].filter((path) => path.endsWith('today.txt'))).toHaveLength(1);
  expect(pressed).toEqual([]);
});
