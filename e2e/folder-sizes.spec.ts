import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

test('[Q89] [B450] folders in the list have their size, sort by it, follow changes, and the pane says where the bytes are', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M'], 'first-fit');
  file(join(a, 'alpha', 'one.bin'), 3_000_000);
  file(join(b, 'alpha', 'deep', 'two.bin'), 1_000_000);
  file(join(b, 'beta', 'small.bin'), 20_000);
  file(join(a, 'gamma', 'film.mkv'), 9_000_000);
  mkdirSync(join(a, 'nothing'));
  await host.open(page);
  await expect(row(page, 'alpha')).toContainText('4.00 MB', { timeout: 20_000 });
  await expect(row(page, 'beta')).toContainText('20.0 KB');
  await expect(row(page, 'gamma')).toContainText('9.00 MB');
  await expect(row(page, 'nothing')).toContainText('0 bytes');
  await expect(
    row(page, 'alpha').getByRole('img', { name: /^3\.0\d MB on disk1 and 1\.0\d MB on disk2$/ }),
  ).toBeVisible();
  await expect(row(page, 'gamma').getByRole('img', { name: / MB on / })).toHaveCount(0);

  const names = page.getByRole('row').filter({ hasText: /alpha|beta|gamma/ });
  const bySize = page.getByRole('columnheader', { name: 'Size' }).getByRole('button');
  await bySize.click();
  await expect(names).toContainText(['gamma', 'alpha', 'beta']);
  await bySize.click();
  await expect(names).toContainText(['beta', 'alpha', 'gamma']);

  const pane = page.getByRole('complementary', { name: 'Details' });
  await row(page, 'alpha').click();
  await expect(pane).toContainText('What is in it');
  await expect(pane).toContainText(/4\.0\d MB allocated on 2 volumes, 2 files/);
  await expect(pane.getByRole('listitem').filter({ hasText: 'disk1' }).first()).toContainText('75 %');
  await expect(page.getByText(/^1 selected, 4\.00 MB$/)).toBeVisible();
  await row(page, 'gamma').click({ modifiers: ['ControlOrMeta'] });
  await expect(page.getByText(/^2 selected, 13\.0 MB$/)).toBeVisible();
  await expect(pane).toContainText('2 folders, 13.0 MB');
  await row(page, 'alpha').click();
  await picture(page, 'folder-sizes');

  // Another program: deep in a folder, where the open list itself does not change.
  appendFileSync(join(b, 'alpha', 'deep', 'two.bin'), Buffer.alloc(5_000_000, 1));
  writeFileSync(join(b, 'alpha', 'deep', 'three.bin'), Buffer.alloc(1_000_000, 1));
  await expect(row(page, 'alpha')).toContainText('10.0 MB', { timeout: 20_000 });
  await expect(pane).toContainText(/10\.0 MB allocated on 2 volumes, 3 files/, { timeout: 10_000 });
});
