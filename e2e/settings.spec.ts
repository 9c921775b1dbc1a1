import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectAccessibleInBoth, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

const kept = (host: Host): unknown => {
  const path = join(host.home, 'window.json');
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
};

const rowHeight = (page: Page): Promise<string> =>
  page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--row').trim());

test('[B400] [B402] [B403] [B404] theme, density and units hold at once, in other windows and after a reload', async ({
  page,
  host,
  context,
}) => {
  const [a = ''] = limitedPool(host, ['40M']);
  file(join(a, 'film.mov'), 10_485_760);
  await host.open(page);
  await expect(row(page, 'film.mov')).toContainText('10.5 MB');
  // A tab that this one opens has its secret: a second window of the same host.
  const opened = context.waitForEvent('page');
  await page.evaluate(() => void window.open(window.location.href));
  const other = await opened;
  await expect(row(other, 'film.mov')).toBeVisible();

  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { level: 2, name: 'Appearance' })).toBeVisible();
  await page.getByRole('radio', { name: 'Dark' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('radio', { name: 'Compact' }).check();
  expect(await rowHeight(page)).toBe('24px');
  await page.getByRole('radio', { name: 'KiB, MiB, GiB' }).check();
  await expect(page.getByRole('complementary').getByText(/MiB$/)).not.toHaveCount(0);
  await expect.poll(() => kept(host)).toMatchObject({ theme: 'dark', density: 'compact', units: 'iec' });
  await expect(row(other, 'film.mov')).toContainText('10.0 MiB');
  expect(await rowHeight(other)).toBe('24px');
  await expectAccessibleInBoth(page);

  // The first picture after a reload has it already: the page brings it along.
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await page.evaluate(() => getComputedStyle(document.body).colorScheme)).toBe('dark');
  await page.unroute('**/assets/*.js');
  await page.reload();
  await expect(page.getByRole('radio', { name: 'Compact' })).toBeChecked();
  await page.getByRole('radio', { name: 'As the system' }).check();
  await picture(page, 'settings-appearance');
  await page.goBack();
  await expect(row(page, 'film.mov')).toContainText('10.0 MiB');
});

test('[B401] settings that cannot be read are told, and kept aside by the next choice', async ({ page, host }) => {
  limitedPool(host, ['40M']);
  writeFileSync(join(host.home, 'window.json'), '{"theme":"dark"');
  await host.open(page);
  await expect(page.getByText('The usual settings are used')).toBeVisible();
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', 'dark');
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  await page.getByRole('radio', { name: 'Light' }).check();
  await expect.poll(() => readFileSync(join(host.home, 'window.json'), 'utf8')).toContain('"theme": "light"');
  expect(readFileSync(join(host.home, 'window.broken.json'), 'utf8')).toBe('{"theme":"dark"');
});

test('[B405] [B451] [B452] a volume and its pool are set on pages of their own: each choice holds at once and can be taken back', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['40M', '20M']);
  file(join(a, 'film.mov'), 20_000_000);
  const volume = (name: string): Record<string, unknown> => {
    const lines = host.cfs('volume', 'list', '--json').trim().split('\n');
    const found = lines.map((line) => JSON.parse(line) as Record<string, unknown>).find((one) => one['name'] === name);
    return found ?? {};
  };
  await host.open(page);
  await page.getByRole('button', { name: /^disk1 online/ }).click();
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { level: 2 })).toContainText('disk1 is 50 % full');
  await expect(main.getByText('No rule asks for it.')).toBeVisible();
  await expect(main.getByRole('img', { name: '20.0 MB pool files, 20.0 MB free, 0 bytes reserve' })).toBeVisible();
  await expect(main.getByRole('listitem').filter({ hasText: /^can: hard links$/ })).toBeVisible();
  host.cfs('rule', 'add', '*.mov', '--volumes', 'disk1');
  const rules = main.getByRole('region', { name: 'Rules for this volume' }).getByRole('listitem');
  await expect(rules).toContainText(['*.mov']);
  await expect(rules).toContainText(['Can be met']);

  await main.getByRole('radio', { name: 'No new files' }).check();
  await expect(main.getByText('New files go elsewhere', { exact: false }).first()).toBeVisible();
  await expect.poll(() => volume('disk1')['mode']).toBe('no-create');
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await expect(main.getByRole('radio', { name: 'Read and write' })).toBeChecked();

  const mark = main.getByRole('textbox', { name: 'Mark' });
  await mark.fill('2');
  await expect(main.getByRole('alert')).toHaveText('disk2 has it.');
  await mark.fill('F');
  await mark.press('Enter');
  await main.getByRole('radio', { name: 'Moss' }).check();
  await expect(main.getByRole('radio', { name: 'Amber, used by disk2' })).not.toBeChecked();
  const tag = main.getByRole('textbox', { name: 'New tag' });
  for (const name of ['media', 'usb']) {
    await tag.fill(name);
    await tag.press('Enter');
    await expect(main.getByRole('button', { name: `Remove tag ${name}` })).toBeVisible();
  }
  await main.getByRole('button', { name: 'Remove tag media' }).click();
  const limit = main.getByRole('textbox', { name: 'Limit' });
  await limit.fill('30 MB');
  await limit.press('Enter');
  await expect(main.getByRole('heading', { level: 2 })).toContainText('disk1 is 67 % full');
  expect(volume('disk1')).toMatchObject({ mode: 'read-write', limit: 30_000_000, tags: ['usb'] });
  // What it looks like goes with the disk.
  expect(JSON.parse(readFileSync(join(a, '.cfs', 'volume.json'), 'utf8'))).toMatchObject({ mark: 'F', colour: 7 });
  await picture(page, 'settings-volume');

  await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Home pool' }).click();
  await expect(main.getByRole('heading', { level: 2, name: 'Home pool' })).toBeVisible();
  const name = main.getByRole('textbox', { name: 'Name' });
  await name.fill(' ');
  await expect(main.getByRole('alert')).toHaveText('A pool needs a name.');
  await name.fill('Films');
  await name.press('Enter');
  await expect(page.getByRole('button', { name: 'Pool Films' })).toBeVisible();
  await picture(page, 'settings-pool');
  await main.getByRole('button', { name: /^disk2/ }).click();
  await expect(main.getByRole('heading', { level: 2 })).toContainText('disk2 is 0 % full');
});

test('[B457] folders that were open lately are in the sidebar, cleared, and not kept when that is switched off', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['40M']);
  file(join(a, 'Trips', 'Rome', 'map.txt'), 40);
  file(join(a, 'Films', 'a.txt'), 40);
  await host.open(page);
  const recents = page.getByRole('button', { name: 'Recent folders' });
  await expect(row(page, 'Trips')).toBeVisible();
  await expect(recents).toHaveCount(0);
  await row(page, 'Trips').dblclick();
  await row(page, 'Rome').dblclick();
  await expect(row(page, 'map.txt')).toBeVisible();
  await expect.poll(() => JSON.stringify(kept(host))).toContain('/Trips/Rome');
  await page
    .getByRole('navigation', { name: 'Folder path' })
    .getByRole('button', { name: 'Home pool' })
    .first()
    .click();
  await recents.click();
  await expectAccessible(page);
  await page.getByRole('menuitem', { name: 'Rome in /Trips' }).click();
  await expect(row(page, 'map.txt')).toBeVisible();

  await page.keyboard.press('Control+,');
  await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name: 'Files' }).click();
  await page.getByRole('checkbox', { name: 'Keep the last ten, for the sidebar' }).uncheck();
  await expect(recents).toHaveCount(0);
  await expect.poll(() => JSON.stringify(kept(host))).not.toContain('Rome');
});
