import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, picture, test } from './fixtures.ts';
import { catalogKnows, limitedPool, row } from './pools.ts';

/** A picture of one colour as a PNG that browsers draw. */
async function png(page: Page, width: number, height: number): Promise<Buffer> {
  const address = await page.evaluate(
    ([w, h]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
      const context = canvas.getContext('2d');
      const sky = context?.createLinearGradient(0, 0, 0, h);
      sky?.addColorStop(0, '#4c6f93');
      sky?.addColorStop(1, '#f6cf8e');
      if (context !== null && sky !== undefined) context.fillStyle = sky;
      context?.fillRect(0, 0, w, h);
      return canvas.toDataURL();
    },
    [width, height] as const,
  );
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
}

const focusedRow = (page: Page): Promise<string | null> =>
  page.evaluate(
    () => document.activeElement?.closest('[role=row]')?.querySelector('[title]')?.getAttribute('title') ?? null,
  );

/** Goes on with an arrow until this one is shown. */
async function goOnTo(page: Page, look: Locator, name: string): Promise<void> {
  await page.keyboard.press('ArrowDown');
  await expect(look.getByRole('heading', { name, exact: true })).toBeVisible();
}

/** Ten files to look into; the names are in their order. */
async function files(page: Page, disk: string): Promise<void> {
  const put = (name: string, content: string | Uint8Array): string => {
    const path = join(disk, name);
    writeFileSync(path, content);
    return path;
  };
  const photo = await png(page, 1200, 800);
  const bomb = Buffer.from(photo);
  bomb.writeUInt32BE(100_000, 16);
  bomb.writeUInt32BE(100_000, 20);
  const script = '<script>window.hacked = 1; document.title = "hacked"</script>';
  const shape = '<rect width="80" height="40" fill="#c33" onload="window.hacked=1"/>';
  put('01 notes.md', '# Notes\n\nThree lines of words.\n');
  put('02 photo.png', photo);
  put('03 empty.txt', '');
  truncateSync(put('04 huge.log', 'a line of a log\n'.repeat(20_000)), 5e9);
  put('05 page.html', `<title>x</title>${script}<img src=x onerror="window.hacked=1">`);
  // Longer than what is read of a text at first.
  const long = `<!-- ${'long '.repeat(60_000)} -->`;
  put(
    '06 drawing.svg',
    `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40">${script}${long}${shape}</svg>`,
  );
  put('07 broken.png', photo.subarray(0, Math.floor(photo.length / 2)));
  put('08 bomb.png', bomb);
  put('09 latin.txt', Buffer.from('Stra\xdfe\n', 'latin1'));
  put('10 program.bin', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]));
}

test('[B300] [B302] Space looks into what the keyboard is on, in a selection and among results', async ({
  page,
  host,
}) => {
  const [disk1 = ''] = limitedPool(host, ['40M', '40M']);
  await files(page, disk1);
  await host.open(page);
  await row(page, '01 notes.md').click();
  await page.keyboard.press('Space');
  const look = page.getByRole('dialog');
  await expect(look.getByRole('region', { name: 'The text of 01 notes.md' })).toContainText('Three lines of words.');
  await expect(look).toContainText('1 of 10');
  await expect(look).toContainText('UTF-8');
  await picture(page, 'quick-look-text');

  await goOnTo(page, look, '02 photo.png');
  const image = look.getByRole('img', { name: 'The picture 02 photo.png' });
  await expect(image).toBeVisible();
  await expect(look).toContainText('1,200 × 800');
  await picture(page, 'quick-look-picture');
  await look.getByRole('button', { name: '100 %' }).click();
  await expect(image).toHaveCSS('width', '1200px');
  await page.keyboard.press('ArrowUp');
  await expect(look.getByRole('heading', { name: '01 notes.md' })).toBeVisible();
  await look.getByRole('button', { name: 'Next' }).click();
  await expect(image).toBeVisible();

  await goOnTo(page, look, '03 empty.txt');
  await expect(look).toContainText('It is empty.');
  await goOnTo(page, look, '04 huge.log');
  await expect(look).toContainText('Shows the first 262 KB of 5.00 GB');
  await look.getByRole('button', { name: 'Show more' }).click();
  await expect(look).toContainText('What follows is no text.');
  await goOnTo(page, look, '05 page.html');
  await page.keyboard.press('Space');
  await expect(look).toHaveCount(0);
  await expect.poll(() => focusedRow(page)).toBe('05 page.html');

  // Of a selection only what is selected is shown, and it stays selected.
  await row(page, '01 notes.md').click();
  await row(page, '03 empty.txt').click({ modifiers: ['ControlOrMeta'] });
  await row(page, '02 photo.png').click({ modifiers: ['ControlOrMeta'] });
  await expect(page.getByText(/^3 selected/)).toBeVisible();
  await page.keyboard.press('Space');
  await expect(look).toContainText('2 of 3');
  await page.keyboard.press('ArrowLeft');
  await expect(look).toContainText('1 of 3');
  await look.getByRole('button', { name: '02 photo.png' }).click();
  await expect(look).toContainText('2 of 3');
  await expect(image).toBeVisible();
  await picture(page, 'quick-look-selection');
  await page.keyboard.press('Escape');
  await expect(look).toHaveCount(0);
  await expect(page.getByText(/^3 selected/)).toBeVisible();

  // Among the results of a search, too.
  await page.getByRole('searchbox').click();
  await page.keyboard.type('notes');
  await expect(page.getByRole('heading', { name: '1 found', exact: true })).toBeVisible();
  await expect(row(page, '01 notes.md')).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => focusedRow(page)).toBe('01 notes.md');
  await page.keyboard.press('Space');
  await expect(look.getByRole('region', { name: 'The text of 01 notes.md' })).toBeVisible();
  await page.keyboard.press('Space');
  await expect.poll(() => focusedRow(page)).toBe('01 notes.md');
});

test('[B303] [B305] what is looked at runs nothing; what is broken, too much or no text is named', async ({
  page,
  host,
}) => {
  const [disk1 = ''] = limitedPool(host, ['40M', '40M']);
  await files(page, disk1);
  await host.open(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await row(page, '05 page.html').click();
  await page.keyboard.press('Space');
  const look = page.getByRole('dialog');
  await expect(look.getByRole('region')).toContainText('<script>window.hacked = 1');
  await goOnTo(page, look, '06 drawing.svg');
  await expect(look.getByRole('img', { name: 'The picture 06 drawing.svg' })).toHaveJSProperty('naturalWidth', 80);
  await goOnTo(page, look, '07 broken.png');
  await expect(look).toContainText('It is no whole picture');
  await goOnTo(page, look, '08 bomb.png');
  await expect(look).toContainText('more than 100 million points');
  await expect(look.getByRole('img', { name: /picture/ })).toHaveCount(0);
  await goOnTo(page, look, '09 latin.txt');
  await expect(look.getByRole('region')).toContainText('Straße');
  await expect(look).toContainText('Latin-1, which is a guess');
  await goOnTo(page, look, '10 program.bin');
  await expect(look).toContainText('It is neither a text nor a picture.');
  await expect(look.getByRole('button', { name: 'Next' })).toHaveCount(0);
  await picture(page, 'quick-look-none');
  expect(await page.evaluate(() => [document.title, 'hacked' in window])).toEqual(['Home pool', false]);
  expect(asked.filter((url) => !url.startsWith('blob:') && !url.startsWith(host.origin()))).toEqual([]);
});

test('[B306] [B307] [B308] properties of one file with two copies, of a folder, and of several', async ({
  page,
  host,
}) => {
  const [disk1 = '', disk2 = ''] = limitedPool(host, ['40M', '40M']);
  const content = Buffer.alloc(300_000, 'words ');
  mkdirSync(join(disk1, 'Folder'));
  mkdirSync(join(disk2, 'Folder'));
  writeFileSync(join(disk1, 'Folder', 'inside.bin'), Buffer.alloc(200_000, 1));
  writeFileSync(join(disk2, 'Folder', 'other.bin'), Buffer.alloc(100_000, 1));
  writeFileSync(join(disk1, 'letter.txt'), content);
  writeFileSync(join(disk1, 'twin.txt'), 'two names');
  linkSync(join(disk1, 'twin.txt'), join(disk1, 'twin too.txt'));
  host.cfs('index');
  await host.open(page);
  await catalogKnows(host, 'disk1', 4);
  await row(page, 'letter.txt').click();
  // A glance at it stands over its details, and leads to a closer look.
  const pane = page.getByRole('complementary', { name: 'Details' });
  await expect(pane).toContainText('TXT document, 300 KB');
  await pane.getByRole('button', { name: 'Quick Look' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('region', { name: 'The text of letter.txt' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await page.keyboard.press('Alt+Enter');
  await expect(dialog.getByRole('heading', { name: 'letter.txt' })).toBeVisible();
  await expect(dialog).toContainText('300 KB (300,000 bytes)');
  await expect(dialog).toContainText(join(disk1, 'letter.txt'));
  await expect(dialog).toContainText('One copy');
  await dialog.getByRole('button', { name: 'Compute' }).click();
  await expect(dialog).toContainText(
    createHash('sha256')
      .update(readFileSync(join(disk1, 'letter.txt')))
      .digest('hex'),
  );
  await picture(page, 'properties');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await row(page, 'Folder').click();
  await page.keyboard.press('Alt+Enter');
  await expect(dialog).toContainText('300 KB (300,000 bytes)');
  await expect(dialog).toContainText('On 2 volumes');
  await expect(dialog.getByRole('img', { name: 'Bytes per volume' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await row(page, 'letter.txt').click({ modifiers: ['Control'] });
  await expect(page.getByText('2 selected')).toBeVisible();
  await expect(pane).toContainText('600 KB, 606 KB allocated with copies');
  await expect(pane).toContainText('2 volumes');
  await page.keyboard.press('Alt+Enter');
  await expect(dialog.getByRole('heading', { name: '2 items' })).toBeVisible();
  await expect(dialog).toContainText('600 KB (600,000 bytes)');
  await expect(dialog).toContainText('1 folder, 1 file');
  await picture(page, 'properties-several');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  await row(page, 'twin.txt').click();
  await page.keyboard.press('Alt+Enter');
  await expect(dialog).toContainText('2 names of the same bytes');
  await expect(dialog.getByRole('listitem').filter({ hasText: '/twin too.txt' })).toBeVisible();
});
