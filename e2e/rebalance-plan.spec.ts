import { execFileSync } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { contents, expect, expectAccessible, filesBelow, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { file, limitedPool } from './pools.ts';

const start = (page: Page) => page.getByRole('button', { name: 'Start', exact: true });
const lead = (page: Page) => page.getByRole('main').getByRole('heading', { level: 2 }).first();
const level = (page: Page, volume: string) => page.getByRole('slider', { name: `Level of ${volume}` });
const moves = (page: Page) => page.getByRole('grid', { name: 'Moves' });
const goal = (page: Page, name: string) => page.getByRole('radio', { name, exact: true });

async function rebalanceScreen(page: Page): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Screens' })
    .getByRole('button', { name: /Rebalance/ })
    .click();
  await expect(lead(page)).toBeVisible({ timeout: 20_000 });
}

/** Percent that a volume is full, from the file system's own figures. */
function percentOf(host: Host, volume: string): number {
  const df = JSON.parse(host.cfs('df', '--json')) as { volumes: { name: string; used: number; total: number }[] };
  const found = df.volumes.find(({ name }) => name === volume);
  return found === undefined ? NaN : (found.used / found.total) * 100;
}

const valueOf = async (slider: Locator): Promise<number> => Number(await slider.getAttribute('aria-valuenow'));

/** Three volumes: disk2 nearly full of folders that can go, disk1 half full, disk3 empty. */
function homePool(host: Host): readonly string[] {
  const roots = limitedPool(host, ['40M', '20M', '60M']);
  const [one = '', two = ''] = roots;
  for (let i = 1; i <= 48; i += 1) {
    file(join(two, `Recordings ${String(i % 8)}`, `Evening ${String(i)}.wav`), 300_000 + i * 2_000, (i % 27) + 1);
  }
  for (let i = 1; i <= 60; i += 1) file(join(one, 'Photos', `DSC_${String(i)}.jpg`), 200_000, (i % 27) + 1);
  return roots;
}

test('[B212] [B214] [B215] [B221] [B222] a dragged level makes the plan anew while it is dragged; the run ends there', async ({
  page,
  host,
}) => {
  test.setTimeout(240_000);
  const roots = homePool(host);
  const before = contents(roots);
  await host.open(page);
  await rebalanceScreen(page);
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
  await picture(page, 'rebalance-plan');

  const handle = level(page, 'disk2');
  const first = await valueOf(handle);
  const box = await handle.boundingBox();
  if (box === null) throw new Error('The handle is not there.');
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const main = page.getByRole('main');
  const certificate = (): Promise<string> => main.getByText(/^Moves [\d.]+ MB/).innerText();
  const words = await certificate();
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 60, y, { steps: 6 });
  await page.mouse.move(x - 120, y, { steps: 6 });
  // Still in hand, the plan has followed already.
  await expect.poll(certificate).not.toBe(words);
  await expect(main).toContainText(/sends [\d.]+ MB away/);
  await expect(start(page)).toHaveAttribute('aria-disabled', 'true');
  await picture(page, 'rebalance-dragging');
  await page.keyboard.press('Escape');
  await expect.poll(() => valueOf(handle)).toBe(first);
  await page.mouse.up();

  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 120, y, { steps: 6 });
  await page.mouse.up();
  const wanted = await valueOf(handle);
  expect(wanted).toBeLessThan(first - 5);
  await expect(page.getByRole('button', { name: 'Leave the level of disk2 to the plan' })).toBeVisible();
  await page.getByRole('button', { name: 'Take back: level of disk2' }).click();
  await expect.poll(() => valueOf(handle)).toBe(first);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => valueOf(handle)).toBe(wanted);
  await expect(start(page)).toBeEnabled();

  await start(page).click();
  await expect.poll(() => percentOf(host, 'disk2'), { timeout: 60_000 }).toBeLessThan(wanted + 2);
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0, { timeout: 60_000 });
  expect(Math.abs(percentOf(host, 'disk2') - wanted)).toBeLessThan(2);
  expect(contents(roots)).toEqual(before);
});

test('[B213] [B214] a level is set by keys and typed; the plan follows, and what cannot be is refused there', async ({
  page,
  host,
}) => {
  test.setTimeout(240_000);
  const roots = homePool(host);
  const before = contents(roots);
  await host.open(page);
  await rebalanceScreen(page);
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
  const handle = level(page, 'disk3');
  const first = Math.round(await valueOf(handle));
  await handle.focus();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('PageUp');
  await expect.poll(() => valueOf(handle)).toBeGreaterThan(first + 7);
  await expect(handle).toHaveAttribute('aria-valuetext', /takes [\d.]+ MB, set by you/);
  await page.keyboard.press('Delete');
  await expect.poll(async () => Math.round(await valueOf(handle))).toBe(first);

  await page.getByRole('button', { name: /^Type the level of disk3/ }).click();
  const field = page.getByRole('textbox', { name: 'Level of disk3' });
  await field.fill('140');
  await field.press('Enter');
  await expect(page.getByRole('alert')).toHaveText('More than the volume holds');
  await field.fill('30');
  await field.press('Enter');
  await expect.poll(() => valueOf(handle)).toBe(30);
  await expect(page.getByRole('button', { name: 'Leave all levels to the plan' })).toBeVisible();
  await expectAccessible(page);
  await expect(start(page)).toBeEnabled();
  await start(page).click();
  await expect.poll(() => percentOf(host, 'disk3'), { timeout: 60_000 }).toBeGreaterThan(28);
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0, { timeout: 60_000 });
  expect(Math.abs(percentOf(host, 'disk3') - 30)).toBeLessThan(2);
  expect(contents(roots)).toEqual(before);
});

test('[B216] [B217] [B218] moves are left out, sent elsewhere and narrowed; the run does just that', async ({
  page,
  host,
}) => {
  test.setTimeout(240_000);
  const roots = homePool(host);
  const [, two = '', three = ''] = roots;
  const before = contents(roots);
  await host.open(page);
  await rebalanceScreen(page);
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
  const list = moves(page);
  const rows = list.getByRole('row').filter({ has: page.getByRole('checkbox') });
  await expect(rows.first()).toBeVisible();

  // Left out by Space, shown as such, taken in again by its box.
  const name = (await rows.first().getByRole('checkbox').getAttribute('aria-label'))?.replace(/^Move /, '') ?? '';
  await list.focus();
  await page.keyboard.press(' ');
  const out = list.getByRole('row').filter({ has: page.getByRole('checkbox', { name: `Move ${name}`, exact: true }) });
  await expect(out.first()).toContainText('Left out by you');
  await expect(page.getByRole('main')).toContainText('1 left out');
  await picture(page, 'rebalance-left-out');
  await expectAccessible(page);
  await out.first().getByRole('checkbox').check();
  await expect(page.getByText('Left out by you')).toHaveCount(0);

  // The whole of a folder goes to disk3, from the dialog.
  await page.getByRole('button', { name: 'Send a folder to…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Recordings 3' }).click();
  await dialog.getByRole('radio', { name: 'disk3' }).check({ force: true });
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Send Recordings 3' }).click();
  await expect(list).toContainText('Sent by you');

  // A way of the flow narrows the list to it.
  await page.getByRole('button', { name: /^disk2 sends .* to disk3: show only these moves$/ }).press('Enter');
  await expect(page.getByRole('main')).toContainText(/\d+ shown/);
  for (const row of await rows.all()) await expect(row.getByRole('img', { name: 'disk3' })).toBeVisible();
  await page.getByRole('button', { name: 'Show all moves' }).click();

  // A row is dragged onto a bar.
  const dragged = rows.filter({ hasNotText: 'Sent by you' }).first();
  const label = (await dragged.getByRole('checkbox').getAttribute('aria-label')) ?? '';
  const to = (await dragged.getByRole('img', { name: 'disk1' }).count()) > 0 ? 'disk3' : 'disk1';
  const target = await level(page, to).boundingBox();
  const from = await dragged.boundingBox();
  if (target === null || from === null) throw new Error('There is nothing to drag.');
  await page.mouse.move(from.x + 90, from.y + 12);
  await page.mouse.down();
  await page.mouse.move(from.x + 110, from.y + 2, { steps: 4 });
  await page.mouse.move(target.x - 40, target.y + 12, { steps: 8 });
  await page.mouse.up();
  const sent = rows.filter({ has: page.getByRole('checkbox', { name: label, exact: true }) }).first();
  await expect(sent).toContainText('Sent by you');
  await expect(sent.getByRole('img', { name: to })).toBeVisible();

  await expect(start(page)).toBeEnabled();
  await start(page).click();
  await expect.poll(() => filesBelow(three).length, { timeout: 60_000 }).toBeGreaterThan(5);
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0, { timeout: 60_000 });
  expect(contents(roots)).toEqual(before);
  expect(filesBelow(three).filter((path) => path.startsWith('Recordings 3/'))).toHaveLength(6);
  expect(filesBelow(two).filter((path) => path.startsWith('Recordings 3/'))).toEqual([]);
});

test('[B210] [B211] a folder is gathered, room is made, a scope is set: each goal asks for what it needs', async ({
  page,
  host,
}) => {
  test.setTimeout(240_000);
  const roots = limitedPool(host, ['40M', '20M', '60M']);
  for (const [at, root] of roots.entries()) {
    for (let i = 1; i <= 10; i += 1) {
      file(join(root, 'Films', `Scene ${String(at)}-${String(i)}.mov`), 200_000 * (at + 1));
      file(join(root, 'Music', `Song ${String(at)}-${String(i)}.mp3`), 150_000);
    }
  }
  const before = contents(roots);
  await host.open(page);
  await rebalanceScreen(page);
  await goal(page, 'Gather a folder').check({ force: true });
  await expect(lead(page)).toHaveText('Which folder is to be gathered?');
  await picture(page, 'rebalance-asks');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Films' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Gather Films' }).click();
  await expect(lead(page)).toContainText('Gathering Films moves', { timeout: 20_000 });
  await expect(page.getByRole('main')).toContainText('disk3, where the fewest bytes have to go');

  await goal(page, 'Make room').check({ force: true });
  await expect(lead(page)).toHaveText('On which volume is room to be made?');
  await page
    .getByRole('radiogroup', { name: 'Volume to make room on' })
    .getByRole('radio', { name: /disk2/ })
    .check({ force: true });
  await expect(lead(page)).toHaveText('How much room is to be made?');
  const room = page.getByRole('textbox', { name: 'Room to make' });
  await room.fill('900 GB');
  await room.press('Enter');
  await expect(page.getByRole('alert')).toHaveText(/The volume holds/);
  await room.fill('17 MB');
  await room.press('Enter');
  await expect(lead(page)).toContainText('Making 17.0 MB of room on disk2', { timeout: 20_000 });

  await page.getByRole('button', { name: /^Which files may move: Whole pool/ }).click();
  await page.getByRole('menuitem', { name: 'Only a folder…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Music' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Plan for Music' }).click();
  await expect(page.getByRole('button', { name: 'Which files may move: Music' })).toBeVisible();
  await expect(moves(page).getByRole('row').filter({ hasText: 'Films' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Take back: which files may move' }).click();
  await expect(page.getByRole('button', { name: /Whole pool/ })).toBeVisible();

  await goal(page, 'Gather a folder').check({ force: true });
  await page.getByRole('button', { name: 'Choose a folder…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Films' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Gather Films' }).click();
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
  await start(page).click();
  await expect
    .poll(() => roots.map((root) => filesBelow(root).filter((path) => path.startsWith('Films/')).length), {
      timeout: 60_000,
    })
    .toEqual([0, 0, 30]);
  await expect(page.getByRole('button', { name: 'Pause' })).toHaveCount(0, { timeout: 60_000 });
  expect(contents(roots)).toEqual(before);
});

test('[B219] [B220] what is not moved has a way out; the cost says what is not measured yet', async ({
  page,
  host,
}) => {
  test.setTimeout(240_000);
  const roots = limitedPool(host, ['40M', '20M', '60M', '20M']);
  const [, two = '', , away = ''] = roots;
  for (let i = 1; i <= 30; i += 1) file(join(two, 'Scans', String(i % 5), `Page ${String(i)}.tif`), 400_000);
  execFileSync('mkfifo', [join(two, 'Scans', 'queue')]);
  host.cfs('df');
  renameSync(away, `${away}-unplugged`);
  await host.open(page);
  await expect(page.getByRole('button', { name: /^disk4 not connected/ })).toBeVisible({ timeout: 15_000 });
  await rebalanceScreen(page);
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
  const footer = page.getByRole('main').getByRole('contentinfo').or(page.getByRole('main').locator('footer'));
  await expect(footer).toContainText(/Time not known yet|\d+ (?:to \d+ )?(?:s|min)/);
  await expect(footer).toContainText(/[\d.]+ MB read, [\d.]+ written/);
  const kept = page.getByRole('region', { name: 'Not moved' });
  await expect(kept).toContainText('Everything on disk4');
  await kept.getByRole('button', { name: /^Details Everything on disk4/ }).click();
  await expect(page.getByRole('heading', { name: /^disk4 / })).toBeVisible();
  await page.goBack();
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
  await page.getByRole('button', { name: /^Speed: Full speed/ }).click();
  await page.getByRole('menuitem', { name: 'Only at some hours…' }).click();
  await page.getByRole('textbox', { name: 'From' }).fill('25:00');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await expect(page.getByRole('alert')).toHaveText('Write a time like 22:00');
  await page.getByRole('textbox', { name: 'From' }).fill('22:30');
  await page.getByRole('button', { name: 'Set', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Speed: 22:30 to 06:00' })).toBeVisible();
  await expectAccessible(page);
  await page.setViewportSize({ width: 700, height: 900 });
  await picture(page, 'rebalance-plan-700');
  await expectAccessible(page);
});

test('[B223] a volume takes no part in the plan; a move is pinned, and the plan follows', async ({ page, host }) => {
  test.setTimeout(240_000);
  homePool(host);
  await host.open(page);
  await rebalanceScreen(page);
  await expect(start(page)).toBeEnabled({ timeout: 20_000 });
  await page.getByRole('button', { name: /^disk1 .*its part in the plan$/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Takes part in this plan' }).click();
  await expect(page.getByRole('main')).toContainText('takes no part, as you said');
  await expect(level(page, 'disk1')).toHaveCount(0);
  const list = moves(page);
  const rows = list.getByRole('row').filter({ has: page.getByRole('checkbox') });
  await expect(rows.filter({ has: page.getByRole('img', { name: 'disk1' }) })).toHaveCount(0);
  await expectAccessible(page);
  await page.keyboard.press('Control+z');
  await expect(level(page, 'disk1')).toBeVisible();

  const label = (await rows.first().getByRole('checkbox').getAttribute('aria-label')) ?? '';
  await list.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Pin it to disk2' }).click();
  await expect(list.getByRole('checkbox', { name: label, exact: true })).toHaveCount(0, { timeout: 20_000 });
});
