import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, expectAccessibleInBoth, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { callHost, lastJob } from './host-calls.ts';
import { file, limitedPool, row } from './pools.ts';

const panelOf = (page: Page) => page.getByRole('region', { name: 'Operations' });
const lineOf = (page: Page, name: string) => panelOf(page).getByRole('listitem').filter({ hasText: name });
const done = (page: Page, name: string | RegExp) =>
  page.getByRole('region', { name: 'Today' }).getByRole('listitem').filter({ hasText: name });

function manySmall(host: Host, name: string, bytes = 2_000): string {
  const folder = host.dir(name);
  for (let i = 0; i < 400; i += 1) writeFileSync(join(folder, `scene ${String(i)}.mov`), Buffer.alloc(bytes, i));
  return folder;
}

async function openActivity(page: Page): Promise<void> {
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Activity' }).click();
  await expect(page.getByRole('heading', { name: 'Activity' })).toBeVisible();
}

test('[B384] [B385] [B386] activity lists what was done here and by commands, with receipts, and undoes it', async ({
  page,
  host,
}) => {
  limitedPool(host, ['40M', '40M']);
  const source = host.dir('card');
  for (const name of ['one.raw', 'two.raw', 'three.raw']) file(join(source, name), 50_000);
  await host.open(page);
  await openActivity(page);
  await expect(page.getByText('Nothing was done in this pool in the last 30 days')).toBeVisible();
  await picture(page, 'activity-empty');

  host.cfs('put', join(source, 'one.raw'), join(source, 'two.raw'), '/');
  await expect(done(page, 'Copied 2 items to Home pool')).toContainText('by a command in a terminal');
  await expect(done(page, 'Copied 2 items to Home pool')).toContainText('verified');
  const gone = join(source, 'gone.raw');
  await callHost(page, [
    ['transfer.put', { pool: 'Home pool', sources: [join(source, 'three.raw'), gone], dest: '/in' }],
  ]);
  await expect(done(page, 'Copied 2 items to /in')).toContainText('1 failed');
  await callHost(page, [['entry.rename', { pool: 'Home pool', path: '/one.raw', name: 'first.raw' }]]);
  await expect(
    page.getByRole('heading', { name: /^3 operations today\. 1 file failed in one of them\./ }),
  ).toBeVisible();

  // The receipt: figures, what failed and why; it is kept as a file.
  await done(page, 'Copied 2 items to /in')
    .getByRole('button', { name: /^Copied 2 items/ })
    .click();
  const receipt = page.getByRole('complementary', { name: 'Receipt' });
  await expect(receipt).toContainText('50.0 KB, 1 file');
  await expect(receipt).toContainText(/Verified1 of 1 file/);
  await expect(receipt).toContainText('It is not there');
  const download = page.waitForEvent('download');
  await receipt.getByRole('button', { name: 'Save receipt…' }).click();
  const saved = readFileSync(await (await download).path(), 'utf8');
  expect(saved).toMatch(/^what,.*Copying 2 items to \/in/);
  expect(saved).toContain(`failed,${gone},not-found,`);
  await picture(page, 'activity');

  // The way back, in its order.
  const undo = (name: string) => done(page, name).getByRole('button', { name: /^Undo: / });
  await expect(undo('Copied 2 items to /in')).toHaveAttribute('aria-disabled', 'true');
  await undo('Renamed "one.raw"').click();
  await expect(done(page, 'Renamed "one.raw"').first()).toContainText('taken back');
  await expect(done(page, /^Undid: Rename/)).toBeVisible();
  await expect(undo('Copied 2 items to /in')).not.toHaveAttribute('aria-disabled');
  await done(page, 'taken back')
    .getByRole('button', { name: /^Redo: / })
    .click();
  await expect(done(page, 'Renamed "one.raw"').first()).not.toContainText('taken back');

  // Arrow keys go from one to the next; what is listed is narrowed, and a reload loses nothing.
  await page.reload();
  await done(page, /^Did again/)
    .getByRole('button', { name: /^Did again/ })
    .press('ArrowDown');
  await expect(done(page, /^Undid/).getByRole('button', { name: /^Undid/ })).toBeFocused();
  await page.getByRole('radio', { name: 'Problems 1' }).check({ force: true });
  await expect(page.getByRole('region', { name: 'Today' }).locator('[data-activity]')).toHaveCount(1);
  await page.getByRole('radio', { name: 'All' }).check({ force: true });
  await page.getByRole('textbox', { name: /^Find a job/ }).fill('gone.RAW');
  await expect(page.getByRole('region', { name: 'Today' }).locator('[data-activity]')).toHaveCount(1);
  await page.getByRole('textbox', { name: /^Find a job/ }).fill('nothing like that');
  await expect(page.getByText('Nothing of the kind was done in this time')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.setViewportSize({ width: 960, height: 640 });
  await done(page, 'Copied 2 items to /in')
    .getByRole('button', { name: /^Copied 2 items/ })
    .click();
  await expect(page.getByRole('dialog', { name: 'Receipt' })).toContainText('It is not there');
  await expectAccessible(page);
});

test('[B470] [B471] what failed is tried again after a restart; notices say by word and sign what they are', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['40M']);
  const source = host.dir('card');
  file(join(source, 'one.raw'), 5_000);
  const late = join(source, 'late.raw');
  await host.open(page);
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  await callHost(page, [
    ['transfer.put', { pool: 'Home pool', sources: [join(source, 'one.raw'), late], dest: '/in' }],
  ]);
  await expect(lineOf(page, 'to /in')).toContainText('Did not work: 1 file, 5.00 KB, 1 error');
  await page.goto('about:blank');
  await host.stop();
  await host.startAgain();
  await host.open(page);

  await openActivity(page);
  const failed = done(page, 'Copied 2 items to /in');
  await expect(failed.getByRole('list', { name: /^Errors of/ })).toContainText('late.raw');
  await picture(page, 'activity-failures');
  await expectAccessibleInBoth(page);
  file(late, 7_000);
  await failed.getByRole('button', { name: 'Retry all 1' }).click();
  await expect(failed).toContainText('They were tried again');
  await expect.poll(() => existsSync(join(a, 'in/late.raw'))).toBe(true);
  await failed.getByRole('button', { name: /^1 failed: / }).click();
  await expect(failed).not.toContainText('They were tried again');

  await page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: 'Files' }).click();
  await row(page, 'in').click();
  await page.keyboard.press('Control+x');
  await page.keyboard.press('Enter');
  await row(page, 'one.raw').click();
  await page.keyboard.press('Control+v');
  const messages = page.getByRole('region', { name: 'Messages' });
  const problem = messages.locator('[aria-live="assertive"]');
  await expect(problem).toContainText(/^Problem.*did not work/);
  await page.keyboard.press('Delete');
  await expect(messages.locator('[aria-live="polite"]')).toContainText('Doneone.raw moved to trash');
  await expect(problem).toContainText('Problem');
  await picture(page, 'notices');
  await expectAccessibleInBoth(page);
  await problem.getByRole('button', { name: 'Close message' }).click();
  await expect(problem).toBeEmpty();
});

test('[B380] [B381] [B387] [B473] operations show speed, what is under way and what limits them; all are paused and cancelled', async ({
  page,
  host,
}) => {
  limitedPool(host, ['200M', '200M']);
  const source = manySmall(host, 'film');
  await host.open(page);
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  const jobs = ['/1', '/2', '/3'].flatMap((dest) => [
    ['transfer.put', { pool: 'Home pool', sources: [source] as string[], dest }] as const,
    ['job.limit', { id: lastJob, bytesPerSecond: 30_000 }] as const,
  ]);
  await callHost(page, jobs);
  const panel = panelOf(page);
  await expect(panel).toContainText('3 running');
  await expect(page).toHaveTitle(/^\d+ % - 3 operations - Home pool$/);

  // The keyboard gets there from everywhere.
  await page.keyboard.press('Control+j');
  const first = lineOf(page, 'to /1');
  const name = first.getByRole('button', { name: /^Copying "film" to \/1$/ });
  await expect(name).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(first.getByRole('img', { name: /^Speed: .*\/s on average, .* of work/ })).toBeVisible();
  await expect(first).toContainText(/Limited to 30\.0 KB\/s, as you asked|Waits for/);
  await expect(first.getByRole('list', { name: 'Under way' })).toContainText(/Copying, \d+ files together/);
  await page.keyboard.press('Space');
  await expect(first).toContainText('Paused. Every file is whole.');
  await expect(panel).toContainText('2 running, 1 paused');
  await picture(page, 'operations-open');
  await expectAccessibleInBoth(page);
  await page.keyboard.press('Space');
  await expect(panel).toContainText('3 running');

  // The line's own button, by the key of its line: it asks how.
  await page.keyboard.press('Delete');
  await expect(page.getByRole('menuitem', { name: 'Cancel after the files under way' })).toBeFocused();
  await page.keyboard.press('Escape');
  await panel.getByRole('button', { name: 'Pause all' }).click();
  await expect(panel).toContainText('3 paused');
  await expect(page).toHaveTitle(/^Paused - 3 operations/);
  await panel.getByRole('button', { name: 'Continue all' }).click();
  await expect(panel).toContainText('3 running');
  await panel.getByRole('button', { name: 'Cancel all…' }).click();
  const question = page.getByRole('dialog', { name: 'Cancel 3 operations?' });
  await expect(question).toContainText('Copying "film" to /3');
  await question.getByRole('button', { name: 'Stop now' }).click();
  await expect(panel).toContainText('3 ended');
  await expect(page).toHaveTitle('Home pool');

  // What copied something stays until it is put away, and is in the activity.
  await openActivity(page);
  await expect(done(page, 'stopped by you')).toHaveCount(3);
});

test('[B383] [B388] thousands of failures are filtered, saved and drawn as asked for; a browser tells only when asked', async ({
  page,
  host,
}) => {
  limitedPool(host, ['40M']);
  // The browser of a test has no notices of its own to look at.
  await page.addInitScript(() => {
    const told: string[] = [];
    function Told(title: string, { body }: { readonly body: string }): void {
      told.push(`${title}: ${body}`);
    }
    Told.permission = 'default';
    Told.requestPermission = (): Promise<string> => {
      Told.permission = 'granted';
      return Promise.resolve('granted');
    };
    Object.assign(window, { Notification: Told, told });
    document.hasFocus = () => false;
  });
  const told = (): Promise<readonly string[]> =>
    page.evaluate(() => (window as unknown as { readonly told: readonly string[] }).told);
  const missing = (many: number, name: string): string[] =>
    Array.from({ length: many }, (_one, i) => join(host.folder, `${name} ${String(i)}.raw`));
  await host.open(page);
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  await callHost(page, [['transfer.put', { pool: 'Home pool', sources: missing(20, 'early'), dest: '/early' }]]);
  await expect(lineOf(page, 'to /early')).toContainText('20 errors');
  expect(await told()).toEqual([]);
  await panelOf(page).getByRole('button', { name: 'Tell me when it ends' }).click();
  await expect(panelOf(page).getByRole('button', { name: 'Tell me when it ends' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
  await callHost(page, [['transfer.put', { pool: 'Home pool', sources: missing(2_000, 'lost'), dest: '/late' }]]);
  const late = lineOf(page, 'to /late');
  await expect(late).toContainText(/2,000 errors/, { timeout: 20_000 });
  await expect.poll(told).toEqual([expect.stringMatching(/^Copying 2000 items to \/late: .*2,000 failed/)]);

  await late.getByRole('button', { name: /2,000 errors/ }).click();
  const errors = late.getByRole('list', { name: /^Errors of/ });
  await expect(errors.getByRole('button', { name: 'Show more: 900 are left' })).toBeVisible();
  await picture(page, 'operations-2000-errors');
  const download = page.waitForEvent('download');
  await late.getByRole('button', { name: 'Save as CSV' }).click();
  const saved = readFileSync(await (await download).path(), 'utf8');
  expect(saved.split('\r\n').filter((one) => one.includes(',not-found,'))).toHaveLength(1_000);
  await late.getByRole('textbox', { name: 'Filter the failures' }).fill('lost 999.');
  await expect(errors.getByRole('listitem').filter({ hasText: 'it is not there' })).toHaveCount(1);
  await expectAccessible(page);
});

test('[B389] what will not fit is said before it happens, with each volume’s room and the ways out', async ({
  page,
  host,
}) => {
  limitedPool(host, ['3M', '2M']);
  const source = manySmall(host, 'big', 20_000);
  await host.open(page);
  await expect(page.getByRole('navigation', { name: 'Screens' })).toBeVisible();
  await callHost(page, [
    ['transfer.put', { pool: 'Home pool', sources: [source], dest: '/' }],
    ['job.limit', { id: lastJob, bytesPerSecond: 100_000 }],
  ]);
  const line = lineOf(page, 'Copying "big"');
  await expect(line).toContainText(/\d+(\.\d+)? MB will not fit\./);
  await expect(line).toContainText(/disk1 has .*, disk2 has /);
  await picture(page, 'operations-no-room');
  await expectAccessible(page);
  await line.getByRole('button', { name: 'Add a volume…' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await line.getByRole('button', { name: 'Make room…' }).click();
  await expect(page).toHaveURL(/#\/rebalance\//);
});
