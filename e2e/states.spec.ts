import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessibleInBoth, test } from './fixtures.ts';
import { file } from './pools.ts';

test('[B410] a pool without volumes, an empty folder and a pool of which nothing is connected say what is so and what next', async ({
  page,
  host,
}) => {
  host.cfs('pool', 'create', 'Home pool');
  await host.open(page);
  const side = page.getByRole('complementary', { name: 'Pool Home pool' });
  await expect(page.getByRole('heading', { name: 'This pool has no volumes yet' })).toBeVisible();
  await expect(side.getByText('No volumes yet')).toBeVisible();
  await expect(page.getByRole('main').getByRole('button', { name: 'Add a volume' })).toBeVisible();

  const roots = ['disk1', 'disk2'].map((name) => host.dir(name));
  const [a = '', b = ''] = roots;
  file(join(a, 'film.mov'), 20_000_000);
  mkdirSync(join(a, 'Empty'));
  for (const root of roots) host.cfs('volume', 'add', root, '--limit', '40M', '--reserve', '0');
  await page.getByRole('row', { name: /Empty/ }).dblclick();
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { name: 'Empty on both volumes' })).toBeVisible();
  // The folder is on disk1; a file in it would go where there is room.
  await expect(main.getByText('A new file would go to')).toBeVisible();
  await expect(main.getByText(/^disk2, /)).toBeVisible();

  for (const root of [a, b]) renameSync(root, `${root}-unplugged`);
  await expect(main.getByRole('heading', { name: 'None of its 2 volumes is connected' })).toBeVisible({
    timeout: 20_000,
  });
  await expect(side.getByText('No volume is connected')).toBeVisible();
  await expectAccessibleInBoth(page);
  await main.getByRole('button', { name: 'Show the volumes' }).click();
  await expect(main.getByRole('button', { name: /disk1 .*Not connected/ })).toBeVisible();
});
