import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, expectAccessibleInBoth, filesBelow, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

test('[B348] copy, cut and paste: also beside itself, never into itself, and a refusal forgets nothing', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['40M', '40M']);
  mkdirSync(join(a, 'Films', 'Old'), { recursive: true });
  file(join(a, 'plan.txt'), 100);
  await host.open(page);

  await row(page, 'plan.txt').click();
  await page.keyboard.press('Control+c');
  await page.keyboard.press('Control+v');
  await expect(row(page, 'plan (2).txt')).toBeVisible();
  await row(page, 'plan.txt').click();
  await page.keyboard.press('Control+Shift+D');
  await expect(row(page, 'plan (3).txt')).toBeVisible();
  for (const name of ['plan (2).txt', 'plan (3).txt']) {
    expect(host.cfs('cat', `/${name}`)).toBe(readFileSync(join(a, 'plan.txt'), 'utf8'));
  }

  await row(page, 'Films').click();
  await page.keyboard.press('Control+x');
  await expect(row(page, 'Films')).toHaveClass(/cut/);
  await page.keyboard.press('Enter');
  await expect(row(page, 'Old')).toBeVisible();
  await page.keyboard.press('Control+v');
  await expect(page.getByText('Moving Films to Films')).toBeVisible();
  await expect(page.getByText(/A folder cannot go into itself/)).toBeVisible();
  // Still cut: pasted elsewhere it goes there.
  await page.keyboard.press('Alt+ArrowUp');
  await expect(row(page, 'Films')).toHaveClass(/cut/);
  await page.keyboard.press('Control+Shift+N');
  await expect(page.getByRole('textbox', { name: /^New name of/ })).toBeFocused();
  await page.keyboard.type('Archive');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Archive')).toBeFocused();
  await page.keyboard.press('Control+Shift+V');
  await expect(row(page, 'Films')).toHaveCount(0);
  await expect.poll(() => existsSync(join(a, 'Archive', 'Films', 'Old'))).toBe(true);

  // Files of other programs come with the browser's own event; a picture is a file as well.
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['pixels'], 'image.png', { type: 'image/png' }));
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  });
  await expect(row(page, 'image.png')).toBeVisible();
  await expect.poll(() => host.cfs('cat', '/image.png')).toBe('pixels');
});

test('[B349] new files and names: what cannot be is refused at the field, and Tab goes on', async ({ page, host }) => {
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  for (const root of [a, b]) file(join(root, 'both.txt'), 100);
  file(join(a, 'last.txt'), 100);
  await host.open(page);
  await expect(row(page, 'both.txt')).toBeVisible();
  await page.keyboard.press('Control+Alt+n');
  const field = page.getByRole('textbox', { name: /^New name of/ });
  await expect(field).toHaveValue('New file.txt');
  await expect(field).toBeFocused();
  // The stem is selected: what is typed takes its place.
  await page.keyboard.type('notes');
  await expect(field).toHaveValue('notes.txt');
  await page.keyboard.press('Enter');
  await expect(row(page, 'notes.txt')).toBeFocused();
  const roots = [a, b].filter((root) => existsSync(join(root, 'notes.txt')));
  expect(roots.length).toBe(1);
  expect(statSync(join(roots[0] ?? '', 'notes.txt')).size).toBe(0);

  await row(page, 'both.txt').click();
  await page.keyboard.press('F2');
  await expect(page.getByText('2 copies are renamed')).toBeVisible();
  await expect(field).toBeFocused();
  await field.fill('last.txt');
  await expect(page.getByText(/"last.txt" is there already/i)).toBeVisible();
  await picture(page, 'rename-refused');
  await expectAccessibleInBoth(page);
  await page.keyboard.press('Enter');
  await expect(field).toBeFocused();
  await field.fill('x'.repeat(256));
  await expect(page.getByText(/256 bytes, and 255 is the most/)).toBeVisible();
  await field.fill('a/b');
  await expect(page.getByText(/cannot contain a slash/)).toBeVisible();
  await field.fill('first.txt');
  await page.keyboard.press('Tab');
  await expect(field).toHaveValue('last.txt');
  await page.keyboard.press('Escape');
  await expect(row(page, 'first.txt')).toBeVisible();
  for (const root of [a, b]) expect(existsSync(join(root, 'first.txt'))).toBe(true);
});

test('[B350] deleting for ever asks with figures, and nothing is left of it; real paths can be copied', async ({
  page,
  host,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  for (const root of [a, b]) file(join(root, 'both.txt'), 1_000);
  file(join(a, 'keep.txt'), 100);
  await host.open(page);
  await row(page, 'both.txt').click();
  await page.keyboard.press('Control+Shift+C');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('/both.txt');
  await page.keyboard.press('Control+Alt+c');
  const paths = page.getByRole('dialog', { name: 'Real path of both.txt' });
  await expect(paths).toContainText(join(b, 'both.txt'));
  await picture(page, 'real-paths');
  await paths.getByRole('button', { name: 'Copy path on disk2' }).click();
  await expect(paths).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(join(b, 'both.txt'));

  await expect(row(page, 'both.txt')).toBeFocused();
  await page.keyboard.press('Shift+Delete');
  const question = page.getByRole('dialog', { name: 'Delete both.txt for ever?' });
  await expect(question).toContainText('1 file, 1.00 KB, on disk1 and disk2.');
  await expect(question).toContainText('Both copies of both.txt are deleted.');
  await expect(question).toContainText('Undo does not bring it back');
  // Enter answers the careful way.
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await picture(page, 'delete-forever');
  await page.keyboard.press('Enter');
  await expect(question).toHaveCount(0);
  expect(existsSync(join(a, 'both.txt'))).toBe(true);

  await expect(row(page, 'both.txt')).toBeFocused();
  await page.keyboard.press('Shift+Delete');
  await question.getByRole('button', { name: 'Delete for ever' }).click();
  await expect(page.getByText('both.txt deleted for ever')).toBeVisible();
  await expect(row(page, 'both.txt')).toHaveCount(0);
  expect([...filesBelow(a), ...filesBelow(b)]).toEqual(['keep.txt']);
  expect(host.cfs('trash', 'list')).not.toContain('both.txt');
  expect(readdirSync(b).filter((name) => name !== '.cfs')).toEqual([]);
});
