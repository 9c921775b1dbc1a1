import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectAccessibleInBoth, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { file, limitedPool, row, tmpfs } from './pools.ts';

/** Search and usage while there is no catalog that could be asked: with the causes that there are, not with told ones. */

const field = (page: Page) => page.getByRole('searchbox');
const found = (page: Page, words: string) => page.getByRole('heading', { name: words, exact: true });

function somePool(host: Host): readonly string[] {
  const roots = limitedPool(host, ['60M', '60M']);
  const [a = '', b = ''] = roots;
  file(join(a, 'Films', 'Night train.mkv'), 900_000);
  file(join(b, 'Photos', 'Train.jpg'), 400_000);
  return roots;
}

async function openUsage(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Usage' }).click();
}

test('[B129] [B147] a catalog that cannot be made says why, and is built when the cause is gone', async ({
  page,
  host,
}) => {
  test.setTimeout(180_000);
  somePool(host);
  const place = join(host.home, 'catalog');
  rmSync(place, { recursive: true, force: true });
  writeFileSync(place, 'not a folder');
  await host.open(page);
  await expect(page.getByRole('button', { name: /Catalog off/ })).toBeVisible({ timeout: 20_000 });
  await field(page).fill('train');
  const cause = `Making the folder ${place} of the catalog did not work. Something of that name is already there.`;
  await expect(page.getByText('The catalog cannot be used')).toBeVisible();
  await expect(page.getByText(cause)).toBeVisible();
  await expectAccessibleInBoth(page);
  await picture(page, 'search-off');
  await field(page).fill('');
  await expect(page.getByText(cause)).toBeVisible();
  await page
    .getByRole('button', { name: /Catalog off/ })
    .last()
    .click();
  await expect(page.getByRole('dialog', { name: 'State of the catalog' })).toContainText(`It cannot be used. ${cause}`);
  await page.keyboard.press('Escape');

  await openUsage(page);
  await expect(page.getByRole('alert')).toContainText(cause);
  await expect(page.getByText('Nothing is counted yet')).toBeVisible();
  await expect(page.getByText('Not counted', { exact: true })).toBeVisible();
  await expectAccessibleInBoth(page);
  await picture(page, 'usage-off');
  await page.getByRole('button', { name: 'Rebuild', exact: true }).click();
  await expect(page.getByText(/^Removing the catalog .* did not work$/)).toBeVisible();
  rmSync(place);
  await page.getByRole('button', { name: 'Rebuild', exact: true }).click();
  await expect(page.getByRole('treeitem', { name: /^Films, / })).toBeVisible({ timeout: 20_000 });
  await field(page)
    .or(page.getByRole('button', { name: 'Files', exact: true }))
    .first()
    .click();
  await page.keyboard.press('Control+Shift+F');
  await field(page).fill('train');
  await expect(found(page, '2 found')).toBeVisible();
});

test('[B129] [B147] a pool of which no volume was ever seen says that one must be connected, and then counts', async ({
  page,
  host,
}) => {
  test.setTimeout(120_000);
  const roots = somePool(host);
  for (const root of roots) renameSync(root, `${root}.away`);
  await host.open(page);
  await expect(page.getByRole('button', { name: /No catalog yet/ })).toBeVisible({ timeout: 20_000 });
  await field(page).fill('train');
  await expect(page.getByText('Nothing of this pool is known yet')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Build now' })).toHaveCount(0);
  await expectAccessibleInBoth(page);
  await picture(page, 'search-none');
  await page.keyboard.press('Escape');
  await openUsage(page);
  await expect(page.getByText('None of the volumes is connected.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Count now' })).toHaveCount(0);
  await expectAccessible(page);
  await picture(page, 'usage-none');
  for (const root of roots) renameSync(`${root}.away`, root);
  await expect(page.getByRole('treeitem', { name: /^Films, / })).toBeVisible({ timeout: 30_000 });
});

test('[B129] [B147] a catalog whose disk is full is still searched, and says that it may be old', async ({
  page,
  host,
}) => {
  test.setTimeout(180_000);
  const disk = tmpfs('3m');
  test.skip(disk === null, 'a small file system can be mounted only as root');
  if (disk === null) return;
  try {
    const [a = ''] = somePool(host);
    rmSync(join(host.home, 'catalog'), { recursive: true, force: true });
    symlinkSync(disk.root, join(host.home, 'catalog'));
    await host.open(page);
    await expect(page.getByRole('button', { name: /Catalog fresh/ })).toBeVisible({ timeout: 20_000 });
    execFileSync('sh', ['-c', `dd if=/dev/zero of=${join(disk.root, 'other')} bs=4k 2>/dev/null || true`]);
    mkdirSync(join(a, 'New'));
    const name = 'a file with a name that is long enough to need room, number ';
    execFileSync('sh', ['-c', `seq -f '${name}%.0f' 20000 | xargs -d '\\n' touch`], { cwd: join(a, 'New') });
    await expect(page.getByRole('button', { name: /Catalog off/ })).toBeVisible({ timeout: 60_000 });
    await field(page).fill('train');
    await expect(found(page, '2 found')).toBeVisible();
    await expect(row(page, 'Night train.mkv')).toBeVisible();
    await expect(page.getByText('what is found may be old')).toBeVisible();
    await expect(page.getByText(/database or disk is full/i)).toBeVisible();
    await expectAccessibleInBoth(page);
    await picture(page, 'search-old');
    await openUsage(page);
    await expect(page.getByRole('alert')).toContainText(/these figures may be old.*database or disk is full/i);
    await expect(page.getByRole('treeitem', { name: /^Films, / })).toBeVisible();
    await expectAccessible(page);
    await picture(page, 'usage-old');
    rmSync(join(disk.root, 'other'));
  } finally {
    await host.stop();
    disk.unmount();
  }
});
