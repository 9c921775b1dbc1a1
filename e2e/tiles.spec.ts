import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessibleInBoth, picture, test } from './fixtures.ts';
import { jpeg, png, tiffAround, withThumbnail } from './image-files.ts';
import { file, limitedPool, row, tile } from './pools.ts';

/** Copies that are the same, in their times too. */
function twice(roots: readonly string[], name: string, bytes: Buffer): void {
  for (const root of roots) {
    writeFileSync(join(root, name), bytes);
    utimesSync(join(root, name), 1_760_000_000, 1_760_000_000);
  }
}

/** The colour in the middle of a tile's picture and its points; null: it has none. */
const drawn = (page: Page, name: string) =>
  tile(page, name)
    .locator('canvas')
    .evaluateAll((all) => {
      const [canvas] = all as HTMLCanvasElement[];
      const context = canvas?.getContext('2d') ?? null;
      if (canvas === undefined || context === null) return null;
      const [red = 0, green = 0, blue = 0] = context.getImageData(canvas.width / 2, canvas.height / 2, 1, 1).data;
      // Decoding rounds a little.
      const near = [red, green, blue].map((part) => (part > 200 ? 'f' : part < 50 ? '0' : '?')).join('');
      return `${near} ${String(canvas.width)}x${String(canvas.height)}`;
    });

test('[B285] [B286] [B482] [B483] tiles show pictures of what is in sight, by as little of a file as shows it', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['80M', '80M']);
  const folder = join(a, 'Trip');
  mkdirSync(join(folder, 'Raw'), { recursive: true });
  mkdirSync(join(b, 'Trip'), { recursive: true });
  await page.goto('about:blank');
  const [red, green, blue] = [
    await jpeg(page, 300, 200, '#f00'),
    await jpeg(page, 160, 120, '#0f0'),
    await jpeg(page, 160, 107, '#00f'),
  ];
  writeFileSync(join(folder, 'a red.jpg'), red);
  writeFileSync(join(folder, 'b green inside.jpg'), withThumbnail(red, green, 6));
  // More than an icon: what a camera puts there.
  writeFileSync(join(folder, 'c raw.nef'), tiffAround(Buffer.concat([blue, Buffer.alloc(20_000)]), 1));
  writeFileSync(join(folder, 'd page.png'), '<html><script>document.title = "run"</script></html>');
  writeFileSync(
    join(folder, 'e drawing.svg'),
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  );
  writeFileSync(join(folder, 'f torn.png'), png(200, 200, [255, 0, 0]).subarray(0, 90));
  file(join(folder, 'g notes.md'), 4_100);
  twice([folder, join(b, 'Trip')], 'h both.png', png(40, 40, [255, 255, 0]));
  for (let i = 0; i < 120; i += 1) {
    writeFileSync(join(folder, `p ${String(i)}.png`), png(30, 20, [0, (i * 20) % 255, 255]));
  }
  const asked = new Set<string>();
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const path = /"entry.smallPicture".*"path":"\/Trip\/([^"]*)"/.exec(String(payload))?.[1];
      if (path !== undefined) asked.add(path);
    }),
  );
  await host.open(page);
  await row(page, 'Trip').dblclick();
  await expect(row(page, 'a red.jpg')).toBeVisible();
  await page.getByRole('radio', { name: 'Tiles' }).click({ force: true });

  await expect.poll(() => drawn(page, 'a red.jpg')).toBe('f00 148x99');
  // The thumbnail lies on its side, without the bars that a photo of 3:2 has in 4:3.
  await expect.poll(() => drawn(page, 'b green inside.jpg')).toBe('0f0 66x99');
  await expect.poll(() => drawn(page, 'c raw.nef')).toBe('00f 148x99');
  await expect.poll(() => drawn(page, 'h both.png')).toBe('ff0 40x40');
  for (const name of ['d page.png', 'e drawing.svg', 'f torn.png', 'g notes.md']) {
    expect(await drawn(page, name)).toBeNull();
    await expect(tile(page, name).locator('svg').first()).toBeVisible();
  }
  await expect(tile(page, 'h both.png')).toContainText('2');
  // Nothing of what is far below was read.
  expect([...asked].filter((name) => /^p 1\d\d/.test(name))).toEqual([]);
  expect(asked.has('g notes.md') || asked.has('e drawing.svg')).toBe(false);
  await tile(page, 'a red.jpg').click();
  await tile(page, 'c raw.nef').click({ modifiers: ['Shift'] });
  await expect(page.getByText('3 selected')).toBeVisible();
  await picture(page, 'grid');

  // The end is far away: it is read when it is in sight, and few tiles are in the page.
  await page.getByRole('slider', { name: 'Size of tiles' }).press('End');
  await tile(page, 'a red.jpg').click();
  await page.keyboard.press('End');
  await expect(tile(page, 'p 119.png')).toBeFocused();
  await expect.poll(() => drawn(page, 'p 119.png')).toMatch(/30x20$/);
  expect(await page.getByRole('grid').getByRole('gridcell').count()).toBeLessThan(60);

  // A window that is opened later has them from the disk of the host, until they are cleared.
  const kept = join(host.home, 'cache', 'pictures');
  const onDisk = (): readonly string[] =>
    existsSync(kept)
      ? readdirSync(kept, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('/'))
      : [];
  await expect.poll(onDisk).not.toHaveLength(0);
  let fromDisk = 0;
  page.on('websocket', (socket) =>
    socket.on('framereceived', ({ payload }) => (fromDisk += String(payload).includes('"kind":"kept"') ? 1 : 0)),
  );
  await page.reload();
  await expect.poll(() => drawn(page, 'c raw.nef')).toMatch(/^00f/);
  expect(fromDisk).toBeGreaterThan(0);
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Files', exact: true }).last().click();
  await expect(page.getByText(/^\d pictures?, .* of at most 200 MB, in /)).toBeVisible();
  await expectAccessibleInBoth(page);
  await picture(page, 'settings-files');
  await page.getByRole('button', { name: 'Clear the small pictures' }).click();
  await expect(page.getByText(/^0 pictures, /)).toBeVisible();
  expect(onDisk()).toEqual([]);
});

test('[B284] tiles are used like the list, and have sizes', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['80M']);
  mkdirSync(join(a, 'Raw'));
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) file(join(a, `${name} note.md`), 400);
  for (let i = 0; i < 120; i += 1) file(join(a, `p ${String(i)}.txt`), 40);
  await host.open(page);
  await expect(row(page, 'a note.md')).toBeVisible();
  await page.keyboard.press('Control+2');
  const grid = page.getByRole('grid', { name: 'Files in Home pool' });
  await expect(grid).toHaveAttribute('aria-colcount', '5');

  // Keys go where tiles lie.
  await tile(page, 'a note.md').click();
  await page.keyboard.press('ArrowRight');
  await expect(tile(page, 'b note.md')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(tile(page, 'g note.md')).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(tile(page, 'b note.md')).toBeFocused();
  await page.keyboard.press('Shift+ArrowRight');
  await expect(page.getByText('2 selected')).toBeVisible();

  // A rubber band takes what it touches; a name is edited in its tile.
  const from = await tile(page, 'd note.md').boundingBox();
  const to = await tile(page, 'h note.md').boundingBox();
  if (from === null || to === null) throw new Error('no tiles');
  await page.mouse.move(from.x + 3, from.y + 3);
  await page.mouse.down();
  await page.mouse.move(to.x + 30, to.y + 60, { steps: 5 });
  await page.mouse.up();
  await expect(page.locator('[role=gridcell][aria-selected=true] [data-name][title]')).toHaveText([
    'c note.md',
    'd note.md',
    'h note.md',
    'p 0.txt',
  ]);
  await tile(page, 'g note.md').click();
  await page.keyboard.press('F2');
  await expect(page.getByRole('textbox', { name: /New name/ })).toBeFocused();
  await page.keyboard.type('log');
  await page.keyboard.press('Enter');
  await expect(tile(page, 'log.md')).toBeFocused();

  // Larger, smaller, by keys, wheel and slider.
  const width = async (): Promise<number> => Math.round((await tile(page, 'a note.md').boundingBox())?.width ?? 0);
  const usual = await width();
  await page.keyboard.press('Control+=');
  await expect.poll(width).toBeGreaterThan(usual);
  await page.keyboard.press('Control+0');
  await expect.poll(width).toBe(usual);
  await page.mouse.move(to.x + 30, to.y + 30);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -120);
  await page.keyboard.up('Control');
  await expect.poll(width).toBeGreaterThan(usual);
  const slider = page.getByRole('slider', { name: 'Size of tiles' });
  await slider.press('Home');
  await expect.poll(width).toBeLessThan(usual);
  await slider.press('End');
  await expect(grid).toHaveAttribute('aria-colcount', '3');

  // What is at the top stays there in the other view. (The tile of the keyboard is in the page wherever it lies.)
  await grid.evaluate((box) => box.scrollTo(0, box.scrollHeight / 3));
  const atTop = (): Promise<string> =>
    page.locator('[data-drop-rows]').evaluate((box) => {
      const head = box.querySelector('[role=columnheader]')?.clientHeight ?? 0;
      const top = box.getBoundingClientRect().top + head;
      const inSight = [...box.querySelectorAll('[data-index]')].filter((one) => {
        const { top: upper, bottom } = one.getBoundingClientRect();
        return (upper + bottom) / 2 > top;
      });
      return inSight[0]?.querySelector('[title]')?.getAttribute('title') ?? '';
    });
  await expect.poll(atTop).toMatch(/^p \d\d/);
  const top = await atTop();
  await page.getByRole('radio', { name: 'List' }).click({ force: true });
  await expect(row(page, top)).toBeVisible();
  await expect.poll(atTop).toBe(top);
  await page.getByRole('radio', { name: 'Tiles' }).click({ force: true });
  await expect.poll(atTop).toBe(top);

  // A drag moves, as in the list.
  await grid.focus();
  await page.keyboard.press('Home');
  await expect(tile(page, 'Raw')).toBeFocused();
  await tile(page, 'a note.md').locator('svg').first().dragTo(tile(page, 'Raw').locator('svg').first());
  await expect(tile(page, 'a note.md')).toHaveCount(0);
  await tile(page, 'Raw').dblclick();
  await expect(tile(page, 'a note.md')).toBeVisible();
});

test('[B285] pictures on a slow volume are loaded when they are asked for, and not before', async ({ page, host }) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  writeFileSync(join(a, 'quick.png'), png(40, 40, [255, 0, 0]));
  writeFileSync(join(b, 'slow.png'), png(40, 40, [0, 255, 0]));
  twice([a, b], 'both.png', png(40, 40, [0, 0, 255]));
  const read: string[] = [];
  // To the window disk2 is on another computer; all else is the real host.
  await page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      const [, asked] = /"entry.smallPicture".*"volume":"([^"]*)"/.exec(String(message)) ?? [];
      if (asked !== undefined) read.push(asked);
      server.send(message);
    });
    server.onMessage((message) => {
      const far = JSON.stringify(JSON.parse(String(message)), (_, value: unknown) =>
        typeof value === 'object' &&
        value !== null &&
        'filesystem' in value &&
        'name' in value &&
        value.name === 'disk2'
          ? { ...value, filesystem: 'nfs4' }
          : value,
      );
      socket.send(far);
    });
  });
  await host.open(page);
  await expect(row(page, 'slow.png')).toBeVisible();
  await page.keyboard.press('Control+2');
  await expect.poll(() => drawn(page, 'quick.png')).toBe('f00 40x40');
  await expect.poll(() => drawn(page, 'both.png')).toBe('00f 40x40');
  const load = page.getByRole('button', { name: 'Load pictures from disk2' });
  await expect(load).toBeVisible();
  expect(read).not.toContain('disk2');
  await picture(page, 'slow-pictures');
  await expectAccessibleInBoth(page);
  await load.click();
  await expect.poll(() => drawn(page, 'slow.png')).toBe('0f0 40x40');
  await expect(load).toHaveCount(0);
  expect(read).toContain('disk2');
});
