import { existsSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSize } from '../shared/format.ts';
import { expect, expectAccessible, picture, test } from './fixtures.ts';
import { limitedPool } from './pools.ts';

test('[B40] [B42] [B44] the first screen says what it does and does not do, and makes a pool of typed folders', async ({
  page,
  host,
}) => {
  const [a, b, c] = [host.dir('disk1'), host.dir('disk2'), host.dir('disk3')];
  writeFileSync(join(a, 'was here.txt'), 'before CFS');
  await host.open(page);
  await expect(page.getByRole('heading', { name: 'Create a pool' })).toBeVisible();
  await expect(page.getByText('What CFS does not do')).toBeVisible();
  await picture(page, 'first-run');

  await page.getByLabel('Name', { exact: true }).fill('Attic');
  const path = page.getByLabel('Path of a folder');
  await path.fill(join(host.folder, 'not there'));
  await path.press('Enter');
  await expect(path).toHaveAttribute('aria-invalid', 'true');
  for (const folder of [a, b, c]) {
    await path.fill(folder);
    await path.press('Enter');
    await expect(page.getByText(folder, { exact: true })).toBeVisible();
  }
  expect(existsSync(join(a, '.cfs'))).toBe(false);
  // What the machine offers besides is not for this test; it may come and go meanwhile.
  const offered = async (): Promise<readonly string[]> => {
    const labels = await page
      .getByRole('checkbox', { checked: true })
      .evaluateAll((boxes) =>
        boxes.map((box) => box.getAttribute('aria-label') ?? box.closest('label')?.textContent ?? ''),
      );
    return labels.filter((text) => ![a, b, c].some((folder) => text.includes(folder)));
  };
  await expect(async () => {
    for (const name of await offered()) {
      await page.getByRole('checkbox', { name, exact: true }).uncheck({ force: true, timeout: 1_000 });
    }
    expect(await offered()).toEqual([]);
  }).toPass();
  // Three folders of one file system: its room counts once.
  const { bsize, blocks, bfree, bavail } = statfsSync(a);
  const total = (blocks - bfree + bavail) * bsize;
  await expect(page.getByText(`${formatSize(total)} in all`)).toBeVisible();
  await picture(page, 'first-run-chosen');
  await page.getByRole('button', { name: 'Create pool' }).click();
  await expect(page.getByRole('treegrid')).toBeVisible();
  await expect(page.getByRole('row', { name: /was here\.txt/ })).toBeVisible();
  expect(readdirSync(a).sort()).toEqual(['.cfs', 'was here.txt']);
  await expect(page.getByRole('list', { name: 'Volumes' }).getByRole('listitem')).toHaveCount(3);
  expect(host.cfs('pool', 'list')).toContain('Attic');
});

test('[S116] disks that carry a pool which this home does not know are offered as that pool', async ({
  page,
  host,
}) => {
  const [a, b] = limitedPool(host, ['40M', '60M']);
  writeFileSync(join(a ?? '', 'kept.txt'), 'from before');
  host.cfs('pool', 'forget', 'Home pool');
  await host.open(page);
  const path = page.getByLabel('Path of a folder');
  await path.fill(a ?? '');
  await path.press('Enter');
  await expect(page.getByText('disk1 belongs to the pool Home pool.')).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'first-run-import');
  await page.getByRole('button', { name: 'Import Home pool' }).click();
  await expect(page.getByRole('row', { name: /kept\.txt/ })).toBeVisible();
  await expect(page.getByText('One volume is missing')).toBeVisible();
  expect(host.cfs('pool', 'list', '--json')).toContain('"name":"Home pool"');
  host.cfs('pool', 'import', b ?? '');
  expect(host.cfs('volume', 'list')).toContain('disk2');
});

test('[B45] the sample pool is real, and goes again with everything that it made', async ({ page, host }) => {
  await host.open(page);
  await page.getByRole('button', { name: 'Try a sample pool' }).click();
  await expect(page.getByRole('treegrid')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('row', { name: /Photos/ })).toBeVisible();
  const files = host.cfs('find', '/', '--type', 'f', '--json').trim().split('\n');
  expect(files.length).toBeGreaterThan(200);
  await page
    .getByRole('button', { name: /^Remove sample pool/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: 'Create a pool' })).toBeVisible();
  expect(host.cfs('pool', 'list')).toBe('');
  expect(existsSync(join(host.home, 'sample'))).toBe(false);

  // With a file of one's own in it, it asks first.
  await page.getByRole('button', { name: 'Try a sample pool' }).click();
  await expect(page.getByRole('row', { name: /Photos/ })).toBeVisible({ timeout: 30_000 });
  const mine = join(host.home, 'sample', 'disk3', 'my letter.txt');
  writeFileSync(mine, 'mine');
  await page
    .getByRole('button', { name: /^Remove sample pool/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('files that are not of the sample');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(existsSync(mine)).toBe(true);
  await page
    .getByRole('button', { name: /^Remove sample pool/ })
    .first()
    .click();
  await dialog.getByRole('button', { name: 'Remove sample pool' }).click();
  await expect(page.getByRole('heading', { name: 'Create a pool' })).toBeVisible();
  expect(existsSync(mine)).toBe(false);
});
