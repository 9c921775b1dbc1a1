import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessible, filesBelow, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

test('[B420] [B421] what the system denies is said where it is met, never counted as 0, and nothing is changed', async ({
  page,
  host,
}) => {
  const roots = limitedPool(host, ['40M', '40M'], 'first-fit');
  const [a = '', b = ''] = roots;
  file(join(a, 'closed', 'secret.txt'), 5_000);
  file(join(a, 'half', 'one.txt'), 4_000);
  file(join(b, 'half', 'two.txt'), 6_000);
  file(join(a, 'fixed', 'kept.txt'), 3_000);
  file(join(a, 'open', 'locked.txt'), 2_000);
  file(join(a, 'open', 'plain.txt'), 1_000);
  const before = roots.map(filesBelow);
  host.withoutRights();
  chmodSync(join(a, 'fixed'), 0o555);
  for (const path of [join(a, 'closed'), join(b, 'half'), join(a, 'open', 'locked.txt')]) chmodSync(path, 0);
  await host.open(page);

  // Counts.
  await expect(row(page, 'closed')).toContainText('not read', { timeout: 20_000 });
  await expect(row(page, 'half')).toContainText('≥ 4.00 KB');
  await expect(row(page, 'open')).toContainText('3.00 KB');
  const pane = page.getByRole('complementary', { name: 'Details' });
  await row(page, 'half').click();
  await expect(pane).toContainText('At least 4.10 KB allocated on one volume, 1 file');
  await expect(pane).toContainText('1 folder could not be read on disk2: the system denies access.');
  await row(page, 'closed').click();
  await page.keyboard.press('Shift+Delete');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('All that is in 1 folder, which could not be read, on disk1.');
  await expect(dialog).toContainText('1 folder could not be read on disk1: the system denies access.');
  await picture(page, 'denied-delete');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  const main = page.getByRole('main');
  await row(page, 'closed').dblclick();
  await expect(main.getByRole('alert')).toContainText('Listing /closed on disk1 did not work');
  await expect(main.getByRole('alert')).toContainText('The system denies access. Check the permissions.');
  await expect(main).not.toContainText('0 items');
  await expect(pane).toContainText('Nothing of it could be counted.');
  await picture(page, 'denied-folder');
  await expectAccessible(page);
  await page.goBack();
  await row(page, 'half').dblclick();
  await expect(main).toContainText('What disk2 holds of this folder is not shown');
  await expect(row(page, 'one.txt')).toBeVisible();
  await expect(page.getByText('at least 1 item', { exact: true })).toBeVisible();
  await page.goBack();

  // A file that may not be read.
  await row(page, 'open').dblclick();
  await row(page, 'locked.txt').click();
  await page.keyboard.press('Space');
  await expect(dialog).toContainText('The system denies access');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+Enter');
  await dialog.getByRole('button', { name: 'Compute' }).click();
  await expect(dialog).toContainText('The system denies access');
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await row(page, 'plain.txt').click();
  await page.keyboard.press('ControlOrMeta+c');
  await page.goBack();

  // A folder that takes nothing.
  await row(page, 'fixed').dblclick();
  await expect(row(page, 'kept.txt')).toBeVisible();
  await page.keyboard.press('ControlOrMeta+v');
  const operations = page.getByRole('region', { name: 'Operations' });
  const line = (title: string) => operations.getByRole('listitem').filter({ hasText: title });
  await expect(line('Copying "plain.txt" to /fixed')).toContainText('the system denies access');
  await row(page, 'kept.txt').click();
  await page.keyboard.press('F2');
  await page.keyboard.type('other');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Renaming /fixed/kept.txt').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(row(page, 'kept.txt')).toBeVisible();
  await row(page, 'kept.txt').click();
  await page.keyboard.press('Delete');
  await expect(line('Moving "kept.txt" to the trash')).toContainText('the system denies access');
  expect(roots.map(filesBelow)).toEqual(before);
});
