import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, expectAccessibleInBoth, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { catalogKnows, file, limitedPool } from './pools.ts';

/** Two folders of photos and a film on three volumes of different size, in the order of their days. */
async function somePool(host: Host): Promise<readonly string[]> {
  const roots = limitedPool(host, ['60M', '30M', '90M'], 'first-fit');
  const [a = '', b = '', c = ''] = roots;
  for (let photo = 1; photo <= 20; photo += 1) {
    file(`${photo % 2 === 0 ? a : b}/photos/lofoten/${String(photo)}.jpg`, 1_000_000, photo);
    file(`${c}/photos/home/${String(photo)}.jpg`, 500_000, photo);
  }
  file(`${c}/films/Svalbard.mkv`, 24_000_000, 10);
  await Promise.resolve();
  return roots;
}

async function openLab(page: Page, host: Host): Promise<void> {
  await host.open(page);
  await catalogKnows(host, 'disk3', 21);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Policy lab' }).click();
}

test('[B200] the history of the pool is replayed by several policies, and the one that fits best is used', async ({
  page,
  host,
}) => {
  await somePool(host);
  await openLab(page, host);
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1 })).toHaveText(
    /^Balanced fits best: volumes end within \d+ points?, no write refused\.$/,
  );
  await expect(main).toContainText('41 writes, 54.0 MB');
  await expect(main.getByRole('radio', { name: /^Balanced/ })).toBeChecked();
  await expect(main.getByRole('radio', { name: /^First that fits In use/ })).not.toBeChecked();
  // The pictures in figures: first-fit fills the first volume alone.
  const table = page.getByRole('table', { name: 'What each policy would do' });
  await expect(table.getByRole('row', { name: /^disk1/ })).toContainText('from 0 % to 90 % full');
  await expect(table.getByRole('row', { name: /^Busiest volume takes/ })).toContainText('100 %');
  await picture(page, 'lab');

  // Another policy in a column, by the menu; then one of them for new files, and back.
  await main.getByRole('button', { name: 'Another policy instead of Most free' }).click();
  await page.getByRole('menuitem', { name: 'Round robin' }).click();
  await expect(main.getByRole('radio', { name: /^Round robin/ })).toBeChecked();
  await main.getByRole('radio', { name: /^Balanced/ }).check();
  await main.getByRole('button', { name: 'Use this policy' }).click();
  await expect(page.getByText('New files go by Balanced')).toBeVisible();
  expect(host.cfs('pool', 'show', '--json')).toContain('"policy":"balanced"');
  await expect(main.getByRole('radio', { name: /^Balanced In use/ })).toBeChecked();
  await page.getByRole('button', { name: 'Back to First that fits' }).click();
  await expect.poll(() => host.cfs('pool', 'show', '--json')).toContain('"policy":"first-fit"');
});

test('[B201] what if: switches, another volume to lose, a new volume; refused writes tell why; figures as CSV', async ({
  page,
  host,
}) => {
  await somePool(host);
  await openLab(page, host);
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 1 })).toContainText('no write refused');
  const lose = main.getByRole('switch', { name: 'Lose disk3' });
  await lose.press('Space');
  await expect(lose).toHaveAttribute('aria-checked', 'true');
  const table = page.getByRole('table', { name: 'What each policy would do' });
  await expect(table.getByRole('row', { name: /^disk3/ })).toContainText('then lost');
  await expect(table.getByRole('row', { name: /^Lost with disk3/ })).toContainText('MB');
  await expect(main.getByText(/^disk3 lost, /).first()).toBeVisible();

  // It is another one, and earlier, and most must be kept free: writes are refused.
  await main.getByRole('button', { name: /^Lose disk3/ }).click();
  const dialog = page.getByRole('dialog', { name: 'What if…' });
  await dialog.getByLabel('Which volume').selectOption('disk1');
  await dialog.getByLabel('When it happens').fill('20');
  await dialog.getByRole('button', { name: 'Replay' }).click();
  await expect(table.getByRole('row', { name: /^disk1/ })).toContainText('then lost');
  await main.getByRole('button', { name: /^Reserve 10 %/ }).click();
  await dialog.getByLabel('Kept free on each volume').fill('200 %');
  await expect(dialog.getByRole('alert')).toHaveText('Give a percentage between 0 and 100.');
  await dialog.getByLabel('Kept free on each volume').fill('75 %');
  await dialog.getByRole('button', { name: 'Replay' }).click();
  await expect(main.getByRole('heading', { level: 1 })).toContainText(/of 41 writes refused/);
  await picture(page, 'lab-what-if');
  await main.getByRole('button', { name: 'Show the refused writes' }).click();
  const refused = page.getByRole('dialog', { name: /^Refused with/ });
  await expect(refused.getByRole('row').nth(1)).toContainText(/disk1: not connected: lost/);
  await expect(refused).toContainText('disk3: the file is larger than the');
  await expectAccessibleInBoth(page);
  await page.keyboard.press('Escape');

  // A large volume from the beginning takes them all.
  await main.getByRole('button', { name: 'What if…' }).click();
  await dialog.getByLabel('Size of the new volume').fill('900 MB');
  await dialog.getByLabel('When it happens').fill('0');
  await dialog.getByRole('button', { name: 'Replay' }).click();
  await expect(main.getByRole('heading', { level: 1 })).toContainText('no write refused');
  await expect(main.getByRole('button', { name: 'Show the refused writes' })).toHaveAttribute('aria-disabled', 'true');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    main.getByRole('button', { name: 'Download as CSV' }).click(),
  ]);
  const csv = readFileSync(await download.path(), 'utf8');
  expect(csv).toContain('policy,volume,percent of the bytes,time,percent full');
  expect(csv.split('\r\n').length).toBeGreaterThan(3 * 4 * 101);
});

test('[B202] a pool without files offers invented ones; the window is usable at 720 px', async ({ page, host }) => {
  limitedPool(host, ['60M', '30M']);
  await host.open(page);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Policy lab' }).click();
  const main = page.getByRole('main');
  await expect(main.getByText('There are no files to replay')).toBeVisible();
  await expectAccessibleInBoth(page);
  await picture(page, 'lab-empty');
  await main.getByRole('button', { name: 'Use invented files' }).click();
  await expect(main.getByRole('heading', { level: 1 })).toContainText('volumes end within');
  await expect(main.getByRole('radio', { name: 'Synthetic' })).toBeChecked();
  await main.getByRole('button', { name: 'Photos and films' }).click();
  await page.getByRole('menuitemcheckbox', { name: /^Backups/ }).click();
  await expect(main).toContainText('four computers');
  await page.setViewportSize({ width: 720, height: 900 });
  await expect(main.getByRole('button', { name: 'Use this policy' })).toBeVisible();
  await expectAccessibleInBoth(page);
  await picture(page, 'lab-narrow');
});
