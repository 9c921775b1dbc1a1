import { existsSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessibleInBoth, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { png } from './image-files.ts';
import { limitedPool, row } from './pools.ts';

const speech = (middle: readonly string[]): string =>
  ['Wedding speech', '', 'Good evening, and thank you.', ...middle, 'We walked for nine hours.', ''].join('\n');

function put(path: string, content: string | Uint8Array, day: number): void {
  writeFileSync(path, content);
  const time = new Date(Date.UTC(2026, 10, day, 12));
  utimesSync(path, time, time);
}

/** In a window of one column everything is reached, and nothing is wider than it. */
async function expectFits(page: Page, name: string): Promise<void> {
  const size = page.viewportSize() ?? { width: 1440, height: 900 };
  await page.setViewportSize({ width: 700, height: 900 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(700);
  await page.screenshot({ path: join(import.meta.dirname, '..', 'artifacts', 'screens', `${name}.png`) });
  await page.setViewportSize(size);
}

function threeDiffer(host: Host): readonly [string, string] {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  put(join(a, 'Wedding speech.txt'), speech(['Three minutes, one story.', 'The map is framed now.']), 19);
  put(join(b, 'Wedding speech.txt'), speech(['Five minutes, two stories.']), 2);
  put(join(a, 'Ledger.bin'), Buffer.from([0, 1, 2]), 3);
  put(join(b, 'Ledger.bin'), Buffer.from([0, 1, 2, 3]), 3);
  put(join(a, 'DSC_4131.png'), png(2, 2, [255, 0, 0]), 4);
  put(join(b, 'DSC_4131.png'), png(2, 2, [0, 0, 255]), 5);
  put(join(a, 'Same.txt'), 'the same', 1);
  put(join(b, 'Same.txt'), 'the same', 1);
  return [a, b];
}

test('[B162] copies that differ are compared side by side, decided one by one, and undone', async ({ page, host }) => {
  const [a, b] = threeDiffer(host);
  await host.open(page);
  const entry = page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: /^Copies differ/ });
  await expect(entry).toHaveText(/3/);
  await row(page, 'Wedding speech.txt').click();
  await row(page, 'Wedding speech.txt').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Compare and decide' }).click();
  const main = page.getByRole('main');
  await expect(main.getByRole('heading', { name: 'Two copies of Wedding speech.txt differ.' })).toBeVisible();
  await expect(main).toContainText("disk1's copy is newer, by 17 days.");
  await expect(main.getByText('This one opens')).toHaveCount(1);
  const lines = page.getByRole('table', { name: 'Lines' });
  await expect(lines.locator('mark').filter({ hasText: 'Three' })).toBeVisible();
  await expect(lines.getByLabel('no such line')).toHaveCount(1);
  await expect(page.getByLabel('Differences')).toContainText('1 line changed, 1 only left');
  await expect(page.getByText('3 of 3')).toBeVisible();
  await picture(page, 'copies-differ');
  await expectFits(page, 'copies-differ-700');

  await page.getByRole('button', { name: 'Keep the newer, on disk1' }).click();
  await expect(page.getByText("Kept disk1's copy of Wedding speech.txt")).toBeVisible();
  expect(existsSync(join(b, 'Wedding speech.txt'))).toBe(false);
  expect(readFileSync(join(a, 'Wedding speech.txt'), 'utf8')).toContain('Three minutes');
  await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
  await expect.poll(() => existsSync(join(b, 'Wedding speech.txt'))).toBe(true);
  expect(readFileSync(join(b, 'Wedding speech.txt'), 'utf8')).toContain('Five minutes');
});

test('[B162] pictures are shown, binary files by their facts; both can be kept', async ({ page, host }) => {
  const [a, b] = threeDiffer(host);
  await host.open(page);
  await expect(row(page, 'Ledger.bin')).toBeVisible();
  await page.goto(`${host.origin()}/#/copies/-/`);
  await expect(page.getByRole('heading', { name: '3 names with copies that differ' })).toBeVisible();
  await expectAccessibleInBoth(page);
  await picture(page, 'copies-differ-all');
  await page.getByRole('button', { name: /DSC_4131/ }).click();
  await expect(page.getByRole('img', { name: 'The picture on disk1' })).toBeVisible();
  const isDrawn = () =>
    page.getByRole('img', { name: 'The picture on disk2' }).evaluate((img) => (img as HTMLImageElement).naturalWidth);
  await expect.poll(isDrawn).toBe(2);
  await picture(page, 'copies-differ-pictures');
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('heading', { name: 'Two copies of Ledger.bin differ.' })).toBeVisible();
  await expect(page.getByText('It is neither a text nor a picture.').first()).toBeVisible();
  await expect(page.getByText('none is newer')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Keep the newer/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Keep both as two files' }).click();
  await expect(page.getByText('Kept all: Ledger (2).bin')).toBeVisible();
  expect(readFileSync(join(a, 'Ledger.bin'))).toHaveLength(3);
  expect(readFileSync(join(b, 'Ledger (2).bin'))).toHaveLength(4);
});

test('[B161] contents of large files are read when they are asked for; then a difference of time alone is said', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  const film = Buffer.alloc(3_000_000, 'film');
  put(join(a, 'Film.mov'), film, 6);
  put(join(b, 'Film.mov'), film, 7);
  await host.open(page);
  await expect(row(page, 'Film.mov')).toBeVisible();
  await page.goto(`${host.origin()}/#/copies/-/?Film.mov`);
  const differences = page.getByLabel('Differences');
  await expect(differences).toContainText('not read');
  await page.getByRole('button', { name: 'Read and compare' }).first().click();
  await expect(page.getByText('Their contents are the same: only the time differs.')).toBeVisible();
  await expect(differences).toContainText("disk2's copy was changed last");
  await expectAccessibleInBoth(page);
  await picture(page, 'copies-differ-time');
});

test('[B163] a copy that changed meanwhile, and a volume that is gone, refuse the choice in words', async ({
  page,
  host,
}) => {
  const [a, b] = threeDiffer(host);
  await host.open(page);
  await expect(row(page, 'Ledger.bin')).toBeVisible();
  await page.goto(`${host.origin()}/#/copies/-/?Wedding%20speech.txt`);
  const keep = page.getByRole('button', { name: /^Keep disk2.s copy/ });
  await expect(keep).toBeVisible();
  put(join(a, 'Wedding speech.txt'), 'changed in between', 20);
  await keep.click();
  await expect(page.getByText(/the copy on disk1 was changed since they were compared/i)).toBeVisible();
  expect(readFileSync(join(a, 'Wedding speech.txt'), 'utf8')).toBe('changed in between');
  // What is there now is shown.
  await expect(page.getByText('changed in between')).toBeVisible();
  renameSync(b, `${b}.away`);
  // A volume in use is held open for a moment, and is then still the volume: what is chosen by then is done.
  await expect(page.getByRole('list', { name: 'Volumes' })).toContainText('not connected', { timeout: 30_000 });
  await keep.click();
  await expect(page.getByText(/disk2 is not connected/).first()).toBeVisible();
  expect(readFileSync(join(a, 'Wedding speech.txt'), 'utf8')).toBe('changed in between');
});

test('[B163] nothing differs: the screen says so, and a path that is gone is an error with a way on', async ({
  page,
  host,
}) => {
  limitedPool(host, ['40M']);
  await host.open(page);
  await page.goto(`${host.origin()}/#/copies/-/`);
  await expect(page.getByText('No copies differ')).toBeVisible();
  await expectAccessibleInBoth(page);
  await picture(page, 'copies-differ-none');
  await page.goto(`${host.origin()}/#/copies/-/?none.txt`);
  await expect(page.getByRole('alert')).toContainText('none.txt');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await page.getByRole('button', { name: 'Back to all that differ' }).click();
  await expect(page.getByText('No copies differ')).toBeVisible();
});
