import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { dropFromSystem, expect, expectAccessible, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

async function middle(of: Locator): Promise<Point> {
  const box = await of.boundingBox();
  if (box === null) throw new Error('it is not in sight');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Presses on the name of an entry and begins to drag it. */
async function lift(page: Page, name: string): Promise<void> {
  const at = await middle(row(page, name).locator(`[title="${name}"]`));
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x + 8, at.y + 8, { steps: 4 });
}

/** The first event over an element only enters it; a drag of a person sends more of them. */
async function moveTo(page: Page, { x, y }: Point): Promise<void> {
  await page.mouse.move(x, y, { steps: 5 });
  await page.mouse.move(x + 1, y);
}

async function over(page: Page, target: Locator): Promise<void> {
  await moveTo(page, await middle(target));
}

/** Over a target until the caption says so: what is drawn anew under the pointer is only entered by the next event. */
async function overSays(page: Page, target: Locator, words: RegExp | string): Promise<void> {
  await expect(async () => {
    await over(page, target);
    await expect(caption(page)).toHaveText(words, { timeout: 1_000 });
  }).toPass();
}

const caption = (page: Page): Locator => page.locator('[data-drag-caption]');
const volume = (page: Page, name: string): Locator =>
  page.getByRole('list', { name: 'Volumes' }).getByRole('button', { name: new RegExp(`^${name}`) });
const screen = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('button', { name: new RegExp(`^${name}`) });

test('[B361] [B363] a drop on a volume moves the bytes there; what does not fit is refused with its figures', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M', '100K']);
  file(join(a, 'film.mov'), 500_000);
  file(join(b, 'notes.txt'), 3_000);
  await host.open(page);
  await lift(page, 'film.mov');
  await overSays(page, volume(page, 'disk3'), /^disk3\s*only 100 KB free, needs 500 KB$/);
  await page.mouse.up();
  await expect(caption(page)).toHaveCount(0);
  await lift(page, 'film.mov');
  await overSays(page, volume(page, 'disk1'), /disk1\s*it is there already/);
  await overSays(page, volume(page, 'disk2'), /Move to disk2\s*·\s*500 KB\s*·.*disk1.*disk2/);
  await picture(page, 'drag-onto-volume');
  await overSays(page, volume(page, 'disk2'), /Move to disk2/);
  await page.mouse.up();
  await expect(page.getByText(/^film.mov moved to disk2, 50\d KB$/)).toBeVisible();
  expect(existsSync(join(a, 'film.mov'))).toBe(false);
  expect(statSync(join(b, 'film.mov')).size).toBe(500_000);
  // The pool path stays, and the way back says what it copies.
  await expect(row(page, 'film.mov')).toContainText('disk2');
  await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Undo|back/ })
    .last()
    .click();
  await expect(row(page, 'film.mov')).toContainText('disk1');
  // The trash takes what is dropped on it.
  await lift(page, 'notes.txt');
  await overSays(page, screen(page, 'Trash'), /Move to trash\s*·\s*3.00 KB\s*·\s*stays on.*disk2/);
  await page.mouse.up();
  await expect(row(page, 'notes.txt')).toHaveCount(0);
});

test('[B362] folders open under a resting drag, lists scroll at their edge, and Escape leads back', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['40M']);
  for (let i = 0; i < 40; i += 1) mkdirSync(join(a, `folder ${String(i)}`));
  mkdirSync(join(a, 'folder 1', 'inside'), { recursive: true });
  file(join(a, 'film.mov'), 5_000);
  await host.open(page);
  // A folder is not dropped into itself.
  await expect(row(page, 'folder 1')).toBeVisible();
  await lift(page, 'folder 1');
  await overSays(page, row(page, 'folder 1'), /folder 1\s*a folder cannot go into itself/);
  await page.mouse.up();
  await expect(caption(page)).toHaveCount(0);
  expect(existsSync(join(a, 'folder 1', 'folder 1'))).toBe(false);
  await lift(page, 'folder 0');
  await overSays(page, row(page, 'folder 1'), /Move to folder 1/);
  await expect(row(page, 'inside')).toBeVisible();
  // At the lower edge the list goes on to its end, where the file is.
  const list = page.getByRole('treegrid');
  const box = await list.boundingBox();
  if (box === null) throw new Error('there is no list');
  await moveTo(page, { x: box.x + 200, y: box.y + box.height - 6 });
  await expect(row(page, 'film.mov')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(caption(page)).toHaveCount(0);
  await page.mouse.up();
  await list.evaluate((element) => element.scrollTo(0, 0));
  await expect(row(page, 'folder 1')).toBeVisible();
  await expect(row(page, 'inside')).toHaveCount(0);
  expect(existsSync(join(a, 'folder 0'))).toBe(true);
});

test('[B360] Ctrl copies, Alt asks; what is selected goes along', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['40M']);
  mkdirSync(join(a, 'Videos'));
  for (const name of ['a.mov', 'b.mov', 'c.mov']) file(join(a, name), 3_000);
  await host.open(page);
  await row(page, 'a.mov').click();
  await row(page, 'b.mov').click({ modifiers: ['Shift'] });
  await lift(page, 'a.mov');
  await page.keyboard.down('Control');
  await overSays(page, row(page, 'Videos'), /Copy to Videos\s*·\s*2 items, 6.00 KB\s*·.*disk1.*disk1/);
  await page.mouse.up();
  await page.keyboard.up('Control');
  await expect.poll(() => ['a.mov', 'b.mov'].every((name) => existsSync(join(a, 'Videos', name)))).toBe(true);
  expect(existsSync(join(a, 'a.mov'))).toBe(true);
  await lift(page, 'c.mov');
  await page.keyboard.down('Alt');
  await overSays(page, row(page, 'Videos'), /Move or copy to Videos/);
  await page.mouse.up();
  await page.keyboard.up('Alt');
  await expect(page.getByRole('menuitem', { name: 'Copy to Videos' })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole('menuitem', { name: 'Move to Videos' }).click();
  await expect(row(page, 'c.mov')).toHaveCount(0);
  expect(existsSync(join(a, 'Videos', 'c.mov'))).toBe(true);
});

test('[B364] a drag opens the plan and is dropped on a volume there, which the plan then does', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  for (let i = 0; i < 4; i += 1) file(join(a, 'Films', `part ${String(i)}.mov`), 1_000_000);
  file(join(b, 'other.bin'), 4_000_000);
  await host.open(page);
  await expect(row(page, 'Films')).toContainText('4.00 MB');
  await lift(page, 'Films');
  await overSays(page, screen(page, 'Rebalance'), 'Hold to open Rebalance');
  await expect(page.getByRole('heading', { name: 'Rebalance' })).toBeVisible();
  const bar = page.getByRole('main').locator('[data-drop]').filter({ hasText: 'disk2' });
  await overSays(page, bar, /Send to disk2 in this plan\s*·\s*4.00 MB\s*·.*disk1.*disk2/);
  await picture(page, 'drag-onto-plan');
  await overSays(page, bar, /Send to disk2/);
  await page.mouse.up();
  await expect(page.getByRole('button', { name: 'Take back: Films to disk2' })).toBeEnabled();
  await expect(page.getByRole('main').getByText('Films', { exact: true }).first()).toBeVisible();
  expect(existsSync(join(a, 'Films', 'part 0.mov'))).toBe(true);
  await expectAccessible(page);
});

test('[B368] [B474] "Move to volume…" does the same by keyboard: each volume with its room, or why not', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M', '100K']);
  file(join(a, 'film.mov'), 500_000);
  await host.open(page);
  await row(page, 'film.mov').click();
  await page.keyboard.press('Control+m');
  const dialog = page.getByRole('dialog', { name: 'Move film.mov to a volume' });
  await expect(dialog.getByRole('radio', { name: /disk1.*it is there already/ })).toBeDisabled();
  await expect(dialog.getByRole('radio', { name: /disk3.*only 100 KB free, needs 500 KB/ })).toBeDisabled();
  await expect(dialog.getByRole('radio', { name: /disk2/ })).toBeFocused();
  const makeRoom = dialog.getByRole('button', { name: 'Make room on disk3…' });
  await expect(makeRoom).toBeVisible();
  await picture(page, 'move-to-volume');
  await page.keyboard.press('Space');
  await expect(dialog.getByRole('button', { name: 'Move 500 KB to disk2' })).toBeEnabled();
  await page.keyboard.press('Tab');
  await expect(makeRoom).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(dialog.getByRole('button', { name: 'Move 500 KB to disk2' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^film.mov moved to disk2, 50\d KB$/)).toBeVisible();
  expect(existsSync(join(a, 'film.mov'))).toBe(false);
  expect(statSync(join(b, 'film.mov')).size).toBe(500_000);
});

test('[B369] [B370] what comes from other programs is added where it is dropped, and a file goes out as a download', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['40M']);
  mkdirSync(join(a, 'Trips'));
  file(join(a, 'note.txt'), 40);
  const source = host.dir('Rome');
  file(join(source, 'day 1', 'map.txt'), 300);
  await host.open(page);
  await page.evaluate(() => {
    window.addEventListener('dragstart', ({ dataTransfer }) => {
      document.documentElement.dataset['out'] = dataTransfer?.getData('DownloadURL') ?? '';
    });
  });
  // The address is asked for at the press: a drag that is quicker than the host has none.
  await expect
    .poll(async () => {
      await lift(page, 'note.txt');
      await page.mouse.up();
      return page.evaluate(() => document.documentElement.dataset['out']);
    })
    .toMatch(/^application\/octet-stream:note.txt:http:\/\//);
  const words = await page.evaluate(async () => {
    const out = document.documentElement.dataset['out'] ?? '';
    return (await fetch(out.slice(out.indexOf('http')))).text();
  });
  expect(words).toBe(readFileSync(join(a, 'note.txt'), 'utf8'));

  await row(page, 'Trips').dblclick();
  const top = page.getByRole('navigation', { name: 'Folder path' }).getByRole('button', { name: 'Home pool' }).first();
  await expect(page.getByRole('heading', { name: /^Empty/ })).toBeVisible();
  await dropFromSystem(page, page.getByRole('heading', { name: /^Empty/ }), [join(source, 'day 1')]);
  await expect(row(page, 'day 1')).toBeVisible();
  await dropFromSystem(page, top, [source]);
  await top.click();
  await expect(row(page, 'Rome')).toBeVisible();
  await expect.poll(() => existsSync(join(a, 'Rome', 'day 1', 'map.txt'))).toBe(true);

  // Text is no file.
  const session = await page.context().newCDPSession(page);
  const { x, y } = await middle(page.getByRole('treegrid'));
  const items = [{ mimeType: 'text/plain', data: 'some words' }];
  for (const type of ['dragEnter', 'dragOver', 'dragOver'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data: { items, dragOperationsMask: 1 } });
  }
  await expect(caption(page)).toHaveText(
    /Not here\s*it is text or an address, and only files and folders can be added/,
  );
});
