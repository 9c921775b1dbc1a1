import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

/** Title of the row that has the focus; empty when none has. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const active = document.activeElement;
    return active?.getAttribute('role') === 'row' ? (active.querySelector('[title]')?.getAttribute('title') ?? '') : '';
  });
}

test('[B17] the list is used with the keyboard alone', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['40M', '40M']);
  mkdirSync(join(a, 'Films', 'Arrival'), { recursive: true });
  mkdirSync(join(a, 'Music'));
  for (const name of ['alpha.txt', 'beta.txt', 'gamma.txt']) file(join(a, name), 100);
  await host.open(page);
  await expect(row(page, 'Films')).toBeVisible();
  const at = async (name: string): Promise<void> => expect.poll(() => focused(page)).toBe(name);

  // Without a click: the list has the focus when the folder opens.
  await page.keyboard.press('ArrowDown');
  await at('Films');
  await page.keyboard.press('ArrowRight');
  await expect(row(page, 'Arrival')).toBeVisible();
  await expect(row(page, 'Films')).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowRight');
  await at('Arrival');
  await page.keyboard.press('ArrowLeft');
  await at('Films');
  await page.keyboard.press('ArrowLeft');
  await expect(row(page, 'Arrival')).toHaveCount(0);
  await page.keyboard.press('End');
  await at('gamma.txt');
  await page.keyboard.press('Home');
  await at('Films');
  await page.keyboard.type('be');
  await at('beta.txt');

  const selected = page.locator('[role=row][aria-selected=true]');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(selected).toHaveCount(2);
  await page.keyboard.press('Control+a');
  await expect(selected).toHaveCount(5);
  await page.keyboard.press('Escape');
  await expect(selected).toHaveCount(0);
  await page.keyboard.press('Home');
  await at('Films');
  await page.keyboard.press('Control+ArrowDown');
  await at('Music');
  await page.keyboard.press('Control+Space');
  await expect(selected).toHaveCount(2);

  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(row(page, 'Arrival')).toBeVisible();
  await page.keyboard.press('Backspace');
  await at('Films');
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(row(page, 'Arrival')).toBeVisible();
  await page.keyboard.press('Alt+ArrowUp');
  await at('Films');

  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menu')).toBeVisible();
  await page.keyboard.press('Escape');
  await at('Films');
  await page.keyboard.press('Control+Shift+N');
  await expect(page.getByRole('textbox', { name: /New name/ })).toHaveValue('New folder');
  await page.keyboard.press('Escape');
  await at('New folder');

  await page.keyboard.press('Home');
  await page.keyboard.type('gam');
  await page.keyboard.press('Control+x');
  await page.keyboard.type('mus');
  await at('Music');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Empty on/)).toBeVisible();
  await page.keyboard.press('Control+v');
  await expect(row(page, 'gamma.txt')).toBeVisible();
  expect(existsSync(join(a, 'Music', 'gamma.txt'))).toBe(true);
  expect(existsSync(join(a, 'gamma.txt'))).toBe(false);
});

test('[B18] "Move to…" and "Copy to…" do what a drag does', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['40M', '40M']);
  mkdirSync(join(a, 'Films', 'New'), { recursive: true });
  file(join(a, 'film.mov'), 5_000);
  await host.open(page);
  await row(page, 'film.mov').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Move to…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: /^Move to Home/ })).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByRole('button', { name: 'Films' }).click();
  await expect(dialog.getByRole('button', { name: 'New' })).toBeVisible();
  await picture(page, 'move-to');
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Move to Films' }).click();
  await expect(row(page, 'film.mov')).toHaveCount(0);
  expect(existsSync(join(a, 'Films', 'film.mov'))).toBe(true);

  await row(page, 'Films').dblclick();
  await row(page, 'film.mov').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy to…' }).click();
  await dialog.getByRole('button', { name: 'New' }).click();
  await dialog.getByRole('button', { name: 'Copy to New' }).click();
  await row(page, 'New').dblclick();
  await expect(row(page, 'film.mov')).toBeVisible();
  expect(existsSync(join(a, 'Films', 'film.mov'))).toBe(true);
});

test('[B19] the narrow window has a rail, the narrowest one column', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['40M', '40M']);
  file(join(a, 'a long name that needs room in a narrow window.txt'), 100);
  await host.open(page);
  await page.setViewportSize({ width: 960, height: 640 });
  const side = page.getByRole('complementary', { name: /^Pool/ });
  await expect.poll(async () => (await side.boundingBox())?.width).toBe(60);
  const details = page.getByRole('complementary', { name: 'Details' });
  await expect(details).toHaveCount(0);
  await page.getByRole('button', { name: 'Details' }).click();
  await expect(details).toBeVisible();
  await page.getByRole('button', { name: 'Close details' }).click();
  await expect(details).toHaveCount(0);

  await page.setViewportSize({ width: 480, height: 800 });
  await expect(side).toHaveCount(0);
  await page.getByRole('button', { name: 'Menu' }).click();
  await expect(side).toBeVisible();
  await expectAccessible(page);
  await side.getByRole('button', { name: 'Trash' }).click();
  await expect(side).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Trash' })).toBeVisible();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
});
