import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

test('[B100] [B101] Ctrl+Z and Ctrl+Shift+Z undo and redo what was done here or by a command; the buttons say what', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['40M', '40M']);
  file(join(a, 'plan.txt'), 100);
  file(join(a, 'inbox', 'letter.txt'), 100);
  await host.open(page);
  await expect(row(page, 'plan.txt')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeDisabled();

  host.cfs('mv', '/plan.txt', '/inbox/');
  const undoMove = page.getByRole('button', { name: 'Undo: Move "plan.txt" to /inbox' });
  await expect(undoMove).toBeVisible();
  await row(page, 'inbox').click();
  await page.keyboard.press('Delete');
  await expect(row(page, 'inbox')).toHaveCount(0);
  await expect(page.getByText('inbox moved to trash')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo: Move "inbox" to the trash' })).toBeVisible();

  await page.keyboard.press('Control+z');
  await expect(row(page, 'inbox')).toBeVisible();
  await expect(page.getByText('Undone: Move "inbox" to the trash')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(row(page, 'plan.txt')).toBeVisible();
  expect(existsSync(join(a, 'plan.txt'))).toBe(true);
  await picture(page, 'undo');

  // It is the pool's, not the page's.
  await page.reload();
  await page.getByRole('button', { name: 'Redo: Move "plan.txt" to /inbox' }).click();
  await expect(row(page, 'plan.txt')).toHaveCount(0);
  await page.keyboard.press('Control+Shift+z');
  await expect(row(page, 'inbox')).toHaveCount(0);
  expect(host.cfs('trash', 'list')).toContain('/inbox');
  await expect(page.getByRole('button', { name: 'Redo', exact: true })).toBeDisabled();
});

test('[B105] undoing a rebalance says how many bytes it copies, and asks', async ({ page, host }) => {
  const [a = '', b = ''] = limitedPool(host, ['2M', '2M']);
  for (let i = 0; i < 6; i += 1) file(join(a, `f${String(i)}`), 100_000);
  host.cfs('balance', '--within', '1', '--yes');
  await host.open(page);
  await expect(row(page, 'f0')).toBeVisible();
  await page.getByRole('button', { name: /^Undo: Even out the volumes \(copies \d+ KB back\)$/ }).click();
  const question = page.getByRole('dialog', { name: 'Undo "Even out the volumes"?' });
  await expect(question).toContainText(/It will copy \d+ KB between the volumes/);
  await picture(page, 'undo-cost');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^Redo: Even out the volumes/ })).toBeVisible();
  expect(readdirSync(a).filter((name) => name.startsWith('f'))).toHaveLength(6);
  expect(readdirSync(b).filter((name) => name.startsWith('f'))).toHaveLength(0);
});

test('[B102] what was changed since is left as it is, and said', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['40M']);
  for (const name of ['one.txt', 'two.txt']) file(join(a, name), 100);
  host.cfs('mv', '/one.txt', '/two.txt', '/moved/');
  await host.open(page);
  await expect(row(page, 'moved')).toBeVisible();
  writeFileSync(join(a, 'moved', 'two.txt'), 'written since');
  await page.getByRole('button', { name: /^Undo: Move 2 items/ }).click();
  await expect(row(page, 'one.txt')).toBeVisible();
  await expect(page.getByText(/1 item left as it is/)).toBeVisible();
  await expect(page.getByText(/changed since/)).toBeVisible();
  expect(readFileSync(join(a, 'moved', 'two.txt'), 'utf8')).toBe('written since');
});

test('[B103] [B104] the trash restores beside what has the place by now, and is emptied only after a question', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['40M']);
  file(join(a, 'a.txt'), 100);
  file(join(a, 'b.txt'), 200);
  host.cfs('rm', '/a.txt', '/b.txt');
  file(join(a, 'a.txt'), 50);
  await host.open(page);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: /Trash/ }).click();
  await page.getByRole('button', { name: 'Restore a.txt' }).click();
  const taken = page.getByRole('dialog', { name: 'Its place is taken' });
  await expect(taken).toContainText('/a.txt');
  await expect(taken.getByRole('button', { name: 'Keep both' })).toBeFocused();
  await picture(page, 'trash-taken');
  await expectAccessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 item restored')).toBeVisible();
  expect(readFileSync(join(a, 'a (restored).txt')).length).toBe(100);
  expect(readFileSync(join(a, 'a.txt')).length).toBe(50);

  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Restore a.txt' })).toBeVisible();
  await page.getByRole('button', { name: 'Empty trash…' }).click();
  const question = page.getByRole('dialog', { name: 'Empty the trash?' });
  await expect(question).toContainText('2 items, 300 bytes. This cannot be undone.');
  await picture(page, 'trash-empty');
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await page.getByRole('button', { name: 'Keep for ever' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Empty after 30 days' }).click();
  await expect(page.getByRole('button', { name: 'Empty after 30 days' })).toBeVisible();
  expect(host.cfs('pool', 'show')).toContain('emptied after 30 days');
  await page.getByRole('checkbox', { name: 'Choose b.txt' }).check();
  await page.getByRole('button', { name: 'Delete 1 item…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete 1 item' }).click();
  await expect(page.getByRole('row').filter({ hasText: 'b.txt' })).toHaveCount(0);
  await expect(page.getByText('1 item deleted for ever')).toBeVisible();
  expect(host.cfs('trash', 'list')).toMatch(/\/a\.txt\n$/);
});
