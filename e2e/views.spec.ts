import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { expect, expectAccessibleInBoth, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

/** The tile of a name. */
const tile = (page: Page, name: string) =>
  page.getByRole('gridcell').filter({ has: page.locator(`[title="${name}"]`) });

const header = (page: Page, name: string) => page.getByRole('columnheader', { name });

/** Chooses something of the view menu, by keys: its menus follow the pointer where it goes. */
const choose = async (page: Page, menu: string, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'View', exact: true }).click();
  await page.getByRole('menuitem', { name: menu, exact: true }).press('ArrowRight');
  const item = page.getByRole('menuitemcheckbox', { name, exact: true });
  await expect(item).toBeVisible();
  await item.press('Enter');
  await expect(page.getByRole('menu')).toHaveCount(0);
};

/** Names of the rows in sight, from top to bottom. */
const names = (page: Page) =>
  page
    .getByRole('treegrid')
    .locator('[data-index] > [data-name] > [title]')
    .evaluateAll((found) => found.map((one) => one.getAttribute('title')));

test('[B280] [B282] columns are chosen, widened, fitted and reordered, and stay so', async ({ page, host }) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  file(join(a, 'photo of a long evening.jpg'), 90_000, 3);
  for (const root of [a, b]) file(join(root, 'twice.txt'), 700, 6);
  await host.open(page);
  await expect(row(page, 'twice.txt')).toBeVisible();
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Volumes', 'Size', 'Modified']);

  // Chosen from the menu of a header, by mouse and by keyboard.
  await header(page, 'Size').click({ button: 'right' });
  await page.getByRole('menuitemcheckbox', { name: 'Copies' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Type' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Volumes', 'Size', 'Modified', 'Copies', 'Type']);
  await expect(row(page, 'twice.txt')).toContainText('TXT document');
  await header(page, 'Modified').getByRole('button').focus();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Move left' }).press('Enter');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Volumes', 'Modified', 'Size', 'Copies', 'Type']);

  // Wider by dragging its edge; the name gives the room.
  const size = header(page, 'Size');
  const before = await size.boundingBox();
  if (before === null) throw new Error('no header');
  await page.mouse.move(before.x, before.y + 12);
  await page.mouse.down();
  await page.mouse.move(before.x - 30, before.y + 12, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await size.boundingBox())?.width).toBe(before.width + 30);
  // Fitted again by a double click, and by keys.
  await page.mouse.dblclick(before.x - 30, before.y + 12);
  await expect.poll(async () => ((await size.boundingBox())?.width ?? 999) < before.width).toBe(true);
  const fitted = (await size.boundingBox())?.width ?? 0;
  await size.getByRole('button').focus();
  await page.keyboard.press('Shift+ArrowRight');
  await expect.poll(async () => (await size.boundingBox())?.width).toBe(fitted + 16);

  // Put elsewhere by dragging its header, and given up by Escape.
  const drag = async (name: string, onto: string): Promise<void> => {
    const [from, to] = [await header(page, name).boundingBox(), await header(page, onto).boundingBox()];
    if (from === null || to === null) throw new Error('no header');
    await page.mouse.move(from.x + from.width / 2, from.y + 12);
    await page.mouse.down();
    await page.mouse.move(to.x + 8, to.y + 12, { steps: 5 });
  };
  await drag('Type', 'Volumes');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Volumes', 'Modified', 'Size', 'Copies', 'Type']);
  await drag('Type', 'Volumes');
  await page.mouse.up();
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Type', 'Volumes', 'Modified', 'Size', 'Copies']);

  // A press sorts; it was no drag.
  await header(page, 'Copies').getByRole('button').click();
  await expect(header(page, 'Copies')).toHaveAttribute('aria-sort', 'descending');
  await expect.poll(() => names(page)).toEqual(['twice.txt', 'photo of a long evening.jpg']);

  await expectAccessibleInBoth(page);
  await picture(page, 'columns');
  // Kept by the host, which is told a moment later.
  const kept = join(host.home, 'window.json');
  await expect
    .poll(() => (existsSync(kept) ? readFileSync(kept, 'utf8').replaceAll(/\s/g, '') : ''))
    .toMatch(/"columns":\[\{"key":"type"/);
  await page.reload();
  await expect(header(page, 'Copies')).toHaveAttribute('aria-sort', 'descending');
  await expect(page.getByRole('columnheader')).toHaveText(['Name', 'Type', 'Volumes', 'Modified', 'Size', 'Copies']);
});

test('[B281] [B283] hidden names, folders first, groups that close, from the view menu and by keys', async ({
  page,
  host,
}) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  file(join(a, 'b.jpg'), 9_000, 3);
  file(join(b, 'c.jpg'), 9_000, 4);
  file(join(a, 'a.txt'), 700, 6);
  file(join(b, '.config'), 700, 6);
  mkdirSync(join(a, 'bb'));
  mkdirSync(join(a, 'dots'));
  writeFileSync(join(a, 'dots', '.only'), 'x');
  await host.open(page);
  await expect(page.getByText('5 items')).toBeVisible();
  await expect(page.getByText('1 hidden')).toBeVisible();
  await expect.poll(() => names(page)).toEqual(['bb', 'dots', 'a.txt', 'b.jpg', 'c.jpg']);
  await row(page, 'a.txt').click();
  await page.keyboard.press('Control+h');
  await expect(row(page, '.config')).toBeVisible();
  await expect(page.getByText('6 items')).toBeVisible();
  await page.keyboard.press('Control+h');
  await expect(row(page, '.config')).toHaveCount(0);
  await choose(page, 'Sort', 'Folders first');
  await expect.poll(() => names(page)).toEqual(['a.txt', 'b.jpg', 'bb', 'c.jpg', 'dots']);

  await choose(page, 'Group', 'Group by type');
  const group = (name: string) => page.getByRole('treegrid').getByRole('button', { name });
  await expect(group('Images 2')).toBeVisible();
  await expect.poll(() => names(page)).toEqual(['bb', 'dots', 'b.jpg', 'c.jpg', 'a.txt']);
  // The keyboard passes over the heads; a closed group has none of its entries in the list.
  await row(page, 'dots').click();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, 'b.jpg')).toBeFocused();
  await group('Images 2').click();
  await expect(row(page, 'b.jpg')).toHaveCount(0);
  await expect(group('Images 2')).toHaveAttribute('aria-expanded', 'false');
  await row(page, 'dots').click();
  await page.keyboard.press('ArrowDown');
  await expect(row(page, 'a.txt')).toBeFocused();
  await choose(page, 'Group', 'Group by volume');
  await expect(group('disk2 1')).toBeVisible();
  await expect(row(page, 'c.jpg')).toBeVisible();
  await picture(page, 'grouped');
  await expectAccessibleInBoth(page);

  // The menu that all this is in.
  await page.getByRole('button', { name: 'View', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Group', exact: true }).press('ArrowRight');
  await expect(page.getByRole('menuitemcheckbox', { name: 'Group by volume' })).toBeVisible();
  await picture(page, 'view-menu');
  await expectAccessibleInBoth(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('menu')).toHaveCount(0);

  // The same groups over tiles.
  await page.keyboard.press('Control+2');
  await expect(page.getByRole('grid').getByRole('button', { name: 'disk1 4' })).toBeVisible();
  await tile(page, 'dots').dblclick();
  await expect(page.getByText('1 hidden item and nothing else')).toBeVisible();
  await picture(page, 'all-hidden');
  await expectAccessibleInBoth(page);
  await page.getByRole('button', { name: 'Show hidden files' }).click();
  await expect(tile(page, '.only')).toBeVisible();
});

/** A PNG of one colour. */
function png(width: number, height: number, [red, green, blue]: readonly [number, number, number]): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([red, green, blue]))]);
  const lines = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const magic = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([magic, chunk('IHDR', head), chunk('IDAT', lines), chunk('IEND', Buffer.alloc(0))]);
}

/** Copies that are the same, in their times too. */
function twice(roots: readonly string[], name: string, bytes: Buffer): void {
  for (const root of roots) {
    writeFileSync(join(root, name), bytes);
    utimesSync(join(root, name), 1_760_000_000, 1_760_000_000);
  }
}

/** A JPEG of one colour, made by the browser. */
async function jpeg(page: Page, width: number, height: number, colour: string): Promise<Buffer> {
  const made = await page.evaluate(
    ([w, h, fill]) => {
      const canvas = document.createElement('canvas');
      canvas.width = w;
      canvas.height = h;
      const context = canvas.getContext('2d');
      if (context !== null) {
        context.fillStyle = fill;
        context.fillRect(0, 0, canvas.width, canvas.height);
      }
      return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
    },
    [width, height, colour] as const,
  );
  return Buffer.from(made, 'base64');
}

/** TIFF directories: how it is turned, and a JPEG picture inside. */
function tiffAround(picture: Buffer, turn: number): Buffer {
  const head = Buffer.alloc(64);
  head.write('II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0', 'latin1');
  head.writeUInt16LE(turn, 18);
  head.writeUInt32LE(26, 22);
  head.write('\x02\0\x01\x02\x04\0\x01\0\0\0\x40\0\0\0\x02\x02\x04\0\x01\0\0\0', 26, 'latin1');
  head.writeUInt32LE(picture.length, 48);
  return Buffer.concat([head, picture]);
}

/** The large photo with a thumbnail in it: Exif data behind the first marker, and bytes behind its end. */
function withThumbnail(photo: Buffer, small: Buffer, turn: number): Buffer {
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiffAround(small, turn)]);
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([photo.subarray(0, 2), marker, exif, photo.subarray(2), Buffer.alloc(1_500_000)]);
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

test('[B285] [B286] tiles show pictures of what is in sight, by as little of a file as shows it', async ({
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
  await expectAccessibleInBoth(page);

  // The end is far away: it is read when it is in sight, and few tiles are in the page.
  await page.getByRole('slider', { name: 'Size of tiles' }).press('End');
  await tile(page, 'a red.jpg').click();
  await page.keyboard.press('End');
  await expect(tile(page, 'p 119.png')).toBeFocused();
  await expect.poll(() => drawn(page, 'p 119.png')).toMatch(/30x20$/);
  expect(await page.getByRole('grid').getByRole('gridcell').count()).toBeLessThan(60);
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
