import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { contents, expect, expectAccessible, filesBelow, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { file, limitedPool } from './pools.ts';

function shares(host: Host): readonly number[] {
  const df = JSON.parse(host.cfs('df', '--json')) as { volumes: { used: number; total: number }[] };
  return df.volumes.map(({ used, total }) => used / total);
}

test('[B50] [B54] [B57] [B61] rebalance: before and after in one picture, the moves, the least possible; then it is even and whole', async ({
  page,
  host,
}) => {
  test.setTimeout(120_000);
  const roots = limitedPool(host, ['40M', '20M', '60M']);
  const [, full = ''] = roots;
  for (let i = 1; i <= 40; i += 1)
    file(join(full, 'Recordings', `Evening ${String(i)}.wav`), 300_000 + i * 5_000, (i % 27) + 1);
  for (let i = 1; i <= 20; i += 1) file(join(roots[0] ?? '', 'Photos', `DSC_${String(i)}.jpg`), 200_000, (i % 27) + 1);
  const before = contents(roots);
  await host.open(page);
  await page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('button', { name: /Rebalance/ })
    .click();
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled({ timeout: 20_000 });
  await expect(page.getByText(/least possible/)).toBeVisible();
  await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first()).toContainText(/disk2/);
  await picture(page, 'rebalance');
  const cost = page.getByRole('contentinfo').or(page.getByRole('main')).last();
  const first = /Moves ([\d.]+) MB/.exec((await cost.textContent()) ?? '')?.[1] ?? '';
  const enough = page.getByRole('slider', { name: 'How even is enough?' });
  await enough.press('End');
  await expect(enough).toHaveAttribute('aria-valuetext', /100 % even/);
  await expect
    .poll(async () => Number(/Moves ([\d.]+) MB/.exec((await cost.textContent()) ?? '')?.[1] ?? '0'))
    .toBeGreaterThan(Number(first));
  expect(contents(roots)).toEqual(before);

  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled();
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('button', { name: 'Back to files' }).last()).toBeVisible({ timeout: 60_000 });
  await picture(page, 'rebalance-done');
  await expectAccessible(page);
  expect(contents(roots)).toEqual(before);
  const after = shares(host);
  const mean = after.reduce((sum, share) => sum + share, 0) / after.length;
  for (const share of after) expect(Math.abs(share - mean)).toBeLessThan(0.1);
  expect(readdirSync(full, { recursive: true }).filter((name) => String(name).includes('.cfs-part-'))).toEqual([]);
});

test('[B51] [B62] a volume is emptied, and that it is empty is proved from the disk', async ({ page, host }) => {
  test.setTimeout(120_000);
  const roots = limitedPool(host, ['20M', '20M', '20M']);
  const [old = ''] = roots;
  for (let i = 1; i <= 30; i += 1) file(join(old, 'Scans', `Page ${String(i)}.tif`), 150_000);
  mkdirSync(join(old, 'lost+found'));
  const before = contents(roots);
  await host.open(page);
  await page.getByRole('button', { name: /^disk1 online/ }).click();
  await picture(page, 'volume-settings');
  await page.getByRole('button', { name: /Empty this volume/ }).click();
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled({ timeout: 20_000 });
  await picture(page, 'drain');
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByText('disk1 is empty. Safe to remove.')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('main')).toContainText('lost+found');
  await expect(page.getByRole('button', { name: /^disk1 draining/ })).toBeVisible();
  await picture(page, 'drain-done');
  await expectAccessible(page);
  expect(filesBelow(old)).toEqual([]);
  expect(readdirSync(old).sort()).toEqual(['.cfs', 'lost+found']);
  expect(contents(roots)).toEqual(before);

  // Kept after all: it takes new files again.
  await page.getByRole('button', { name: /^disk1 draining/ }).click();
  await page.getByRole('button', { name: 'Stop emptying' }).click();
  await expect(page.getByRole('button', { name: /^disk1 online/ })).toBeVisible();
});

test('[B63] with nothing to move the screen says so and has no Start', async ({ page, host }) => {
  const roots = limitedPool(host, ['10M', '10M']);
  for (const root of roots) file(join(root, `${root.slice(-5)}.bin`), 1_000_000);
  await host.open(page);
  await page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('button', { name: /Rebalance/ })
    .click();
  await expect(page.getByText('Nothing needs to move.').first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('button', { name: 'Start' })).toHaveCount(0);
  await picture(page, 'rebalance-nothing');
});

test('[B58] [B63] a target out of reach is said, with the closest', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['10M', '10M']);
  file(join(a, 'one film.mov'), 6_000_000);
  await host.open(page);
  await page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('button', { name: /Rebalance/ })
    .click();
  await expect(page.getByText('The target is out of reach')).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole('main')).toContainText(/closest/);
  await expect(page.getByRole('button', { name: 'Start' })).toHaveCount(0);
  await picture(page, 'rebalance-out-of-reach');
  await expectAccessible(page);
});
