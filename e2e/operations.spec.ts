import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, filesBelow, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { callHost, lastJob } from './host-calls.ts';
import { file, limitedPool } from './pools.ts';

const panelOf = (page: Page) => page.getByRole('region', { name: 'Operations' });
const line = (page: Page, name: string) => panelOf(page).getByRole('listitem').filter({ hasText: name });

/** A folder of so many small files that a copy of it can be limited before it is over. */
function manySmall(host: Host): string {
  const folder = host.dir('film');
  for (let i = 0; i < 800; i += 1) writeFileSync(join(folder, `scene ${String(i)}.mov`), Buffer.alloc(2_000, i));
  return folder;
}

/** Copies the folder to each of these places, every copy an operation of its own and slow enough to be looked at. */
async function slowly(page: Page, source: string, places: readonly string[]): Promise<void> {
  await callHost(
    page,
    places.flatMap((dest) => [
      ['transfer.put', { pool: 'Home pool', sources: [source], dest }] as const,
      ['job.limit', { id: lastJob, bytesPerSecond: 50_000 }] as const,
    ]),
  );
}

test('[B115] waiting operations say what they wait for, are put earlier, and are begun at once', async ({
  page,
  host,
}) => {
  test.setTimeout(120_000);
  limitedPool(host, ['900M']);
  await host.open(page);
  await slowly(page, manySmall(host), ['/1', '/2', '/3', '/4', '/5', '/6']);
  const panel = panelOf(page);
  await expect(panel).toContainText('4 running, 2 waiting');
  await expect(panel).toContainText('Waits for disk1');
  await expect(line(page, 'to /6')).toContainText(/Waits for/);
  await picture(page, 'operations');
  const waiting = panel.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Start now' }) });
  await expect(waiting.last()).toContainText('to /6');
  await waiting
    .last()
    .getByRole('button', { name: /^Earlier/ })
    .press('Enter');
  await expect(waiting.first()).toContainText('to /6');
  await waiting.last().getByRole('button', { name: 'Start now' }).click();
  await expect(panel).toContainText('5 running, 1 waiting');
  await line(page, 'to /6')
    .getByRole('button', { name: /^Cancel/ })
    .click();
  await expect(line(page, 'to /6')).toContainText('Cancelled. Nothing was changed');
});

test('[B114] an operation is limited, paused, and cancelled after the files under way or now', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['900M']);
  await host.open(page);
  await slowly(page, manySmall(host), ['/1']);
  const first = line(page, 'to /1');
  await first.getByRole('button', { name: /^Limited to 50\.0 KB/ }).click();
  await page.getByRole('menuitemcheckbox', { name: '50.0 KB/s, change…' }).click();
  await page.getByRole('dialog').getByLabel('At most, per second').fill('75 KB');
  await page.getByRole('dialog').getByRole('button', { name: 'Limit' }).click();
  await expect(first).toContainText('at most 75.0 KB/s');
  await first.getByRole('button', { name: 'Pause' }).click();
  await expect(first).toContainText('Paused. Every file is whole.');
  await first.getByRole('button', { name: 'Continue' }).click();
  await expect(first.getByRole('button', { name: 'Pause' })).toBeVisible();
  await first.getByRole('button', { name: /^Cancel/ }).click();
  await expect(page.getByRole('menuitem', { name: 'Cancel now' })).toBeVisible();
  await page.getByRole('menuitem', { name: 'Cancel after the files under way' }).click();
  await expect(first).toContainText(/Cancelled after [\d,]+ files?/);
  const done = Number(/after ([\d,]+) file/.exec((await first.textContent()) ?? '')?.[1]?.replaceAll(',', ''));
  const there = filesBelow(join(a, '1'));
  expect(there).toHaveLength(done);
  expect(done).toBeLessThan(800);
  for (const path of there) expect(statSync(join(a, '1', path)).size).toBe(2_000);
});

test('[B116] [B474] what failed is tried again; what found no place says where there is room, and the ways out', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['3M']);
  const source = host.dir('in');
  file(join(source, 'small.txt'), 100);
  file(join(source, 'large.bin'), 5_000_000);
  await host.open(page);
  await callHost(page, [['transfer.put', { pool: 'Home pool', sources: [source], dest: '/', onConflict: 'ask' }]]);
  const failed = line(page, 'Did not work: 1 file, 100 bytes, 1 error');
  await expect(failed).toBeVisible();
  await expect(failed).toContainText(
    /1 thing found no place\. By now disk1 has .* What found no place stays where it was\./,
  );
  await expect(failed.getByRole('button', { name: 'Add a volume…' })).toBeVisible();
  await failed.getByRole('button', { name: '1 error' }).click();
  await picture(page, 'operations-failed');
  await expectAccessible(page);
  host.cfs('volume', 'set', 'disk1', '--limit', '30M');
  await failed.getByRole('button', { name: 'Retry failed' }).click();
  await expect(panelOf(page)).toContainText('Done: 1 file, 5.00 MB');
  expect(readFileSync(join(a, 'in/large.bin')).equals(readFileSync(join(source, 'large.bin')))).toBe(true);
});

test('[B117] interrupted operations are offered after a restart, each by itself', async ({ page, host }) => {
  test.setTimeout(120_000);
  const [a = ''] = limitedPool(host, ['900M']);
  const source = manySmall(host);
  await host.open(page);
  await slowly(page, source, ['/1', '/2', '/3']);
  await expect(panelOf(page)).toContainText('3 running');
  // The window would find out by itself that the new host does not know it, and leave.
  await page.goto('about:blank');
  await host.stop();
  await host.startAgain();
  await host.open(page);
  const panel = panelOf(page);
  await expect(panel).toContainText('3 operations were interrupted.');
  await picture(page, 'operations-interrupted');
  await panel.getByRole('button', { name: /^Dismiss: .*to \/3/ }).click();
  await expect(panel).toContainText('2 operations were interrupted.');
  await panel.getByRole('button', { name: 'Resume 2' }).click();
  for (const place of ['/1', '/2']) {
    await line(page, `to ${place}`)
      .getByRole('button', { name: /^Limited to/ })
      .click();
    await page.getByRole('menuitemcheckbox', { name: 'No limit' }).click();
  }
  await expect(panel.getByText(/^Done: /)).toHaveCount(2, { timeout: 20_000 });
  for (const place of ['1', '2']) {
    const copied = filesBelow(join(a, place, 'film'));
    expect(copied).toEqual(filesBelow(source));
    for (const path of copied) {
      expect(readFileSync(join(a, place, 'film', path)).equals(readFileSync(join(source, path)))).toBe(true);
    }
  }
});
