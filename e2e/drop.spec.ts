import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dropFromSystem, expect, expectAccessible, filesBelow, picture, test } from './fixtures.ts';
import { file, limitedPool, manyFiles, row } from './pools.ts';

test('[B7] a dropped folder of 2,000 files is copied through the scheduler, whole and spread', async ({
  page,
  host,
}) => {
  test.setTimeout(120_000);
  const roots = limitedPool(host, ['30M', '40M', '60M']);
  const source = host.dir('Trip');
  manyFiles(source, 2_000);
  await host.open(page);
  await dropFromSystem(page, page.getByRole('treegrid'), [source]);
  await expect(row(page, 'Trip')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('region', { name: 'Operations' })).toContainText(/2,000 files/, { timeout: 90_000 });
  await expect(page.getByRole('region', { name: 'Operations' })).toContainText(/Done: 2,000 files/, {
    timeout: 90_000,
  });

  const copied = roots.flatMap((root) => filesBelow(join(root)).map((path) => ({ root, path })));
  expect(copied.map(({ path }) => path).sort()).toEqual(
    filesBelow(source)
      .map((path) => `Trip/${path}`)
      .sort(),
  );
  for (const { root, path } of copied) {
    const [from, to] = [join(source, path.slice('Trip/'.length)), join(root, path)];
    expect(readFileSync(to).equals(readFileSync(from))).toBe(true);
    expect(Math.round(statSync(to).mtimeMs)).toBe(Math.round(statSync(from).mtimeMs));
  }
  // Spread: every volume took a part.
  for (const root of roots) expect(filesBelow(root).length).toBeGreaterThan(100);
  expect(host.cfs('ls', '/Trip/empty')).toBe('inside\n');
  for (const root of roots) {
    const left = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('.cfs-part-'));
    expect(left).toEqual([]);
  }
});

test('[B8] a copy is cancelled at half: the counts add up and no part file is left', async ({ page, host }) => {
  test.setTimeout(120_000);
  const roots = limitedPool(host, ['900M', '900M']);
  const source = host.dir('Large');
  for (let i = 0; i < 160; i += 1) file(join(source, `part ${String(i)}.bin`), 2_000_000);
  await host.open(page);
  await dropFromSystem(page, page.getByRole('treegrid'), [source]);
  const panel = page.getByRole('region', { name: 'Operations' });
  await expect(panel.getByRole('progressbar')).toBeVisible({ timeout: 30_000 });
  await expect(panel).toContainText(/ of 320 MB/);
  await picture(page, 'copying');
  await panel.getByRole('button', { name: /^Cancel/ }).click();
  await page.getByRole('menuitem', { name: 'Cancel now' }).click();
  await expect(panel).toContainText(/Cancelled/, { timeout: 30_000 });
  const words = (await panel.textContent()) ?? '';
  const done = Number(/after ([\d,]+) files?/.exec(words)?.[1]?.replaceAll(',', '') ?? '0');
  const there = roots.flatMap((root) => filesBelow(root));
  expect(there.length).toBe(done);
  expect(there.length).toBeLessThan(160);
  expect(there.every((path) => !path.includes('.cfs-part-'))).toBe(true);
  for (const root of roots) {
    for (const path of filesBelow(root)) expect(statSync(join(root, path)).size).toBe(2_000_000);
  }
});

test('[B10] what fits nowhere is refused with every volume and its reason', async ({ page, host }) => {
  limitedPool(host, ['3M', '2M']);
  const source = host.dir('in');
  file(join(source, 'too large.bin'), 5_000_000);
  await host.open(page);
  await dropFromSystem(page, page.getByRole('treegrid'), [join(source, 'too large.bin')]);
  const panel = page.getByRole('region', { name: 'Operations' });
  await panel.getByRole('button', { name: '1 error' }).click();
  await expect(panel).toContainText('disk1');
  await expect(panel).toContainText('disk2');
  await picture(page, 'no-room');
  await expectAccessible(page);
});
