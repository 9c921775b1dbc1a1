import type { Page } from '@playwright/test';
import { expect, focusName, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';
import { join } from 'node:path';

const palette = (page: Page) => page.getByRole('dialog', { name: 'Find a command' });

test('[B346] the palette finds, explains and runs every command, those used last first', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['40M', '40M']);
  file(join(a, 'alpha.txt'), 100);
  await host.open(page);
  await expect(row(page, 'alpha.txt')).toBeVisible();
  await page.keyboard.press('Control+Shift+P');
  const field = page.getByRole('combobox', { name: 'What to do' });
  await expect(field).toBeFocused();
  // Nothing is selected: what needs it is there, behind the others, and says why not.
  await field.fill('dupl');
  const duplicate = page.getByRole('option', { name: /^Duplicate / });
  await expect(duplicate).toHaveAttribute('aria-disabled', 'true');
  await expect(duplicate).toContainText('Nothing is selected');
  await expect(duplicate).toContainText('Ctrl+Shift+D');
  await duplicate.click({ force: true });
  await expect(palette(page)).toBeVisible();

  await field.fill('nfo');
  await expect(page.getByRole('option').first()).toHaveAccessibleName(/^New folder/);
  await page.keyboard.press('Enter');
  await expect(palette(page)).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: /New name of New folder/ })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(row(page, 'New folder')).toBeFocused();

  await page.keyboard.press('Control+Shift+P');
  await expect(field).toBeFocused();
  await expect(page.getByRole('option').first()).toHaveAccessibleName(/^New folder.*Used last/);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
  await picture(page, 'palette');
  await field.fill('qqq');
  await expect(page.getByRole('status').filter({ hasText: 'No command is called like "qqq"' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette(page)).toHaveCount(0);
  await expect(row(page, 'New folder')).toBeFocused();

  // All keys, from the same table; F1 works in fields too, where others stay the field's own.
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.press('Delete');
  await page.keyboard.press('F1');
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(list).toContainText('Ctrl+Shift+N');
  await expect(list.getByText('Delete for ever…')).toBeVisible();
  await expect(row(page, 'New folder')).toHaveCount(1);
  await picture(page, 'shortcuts');
  await page.keyboard.press('Escape');
  await expect(list).toHaveCount(0);
  await expect.poll(() => focusName(page)).toMatch(/^Search/);
});

test('[B347] the menu of the list is the table: words, keys, and what cannot be done says why', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['40M', '40M']);
  file(join(a, 'alpha.txt'), 100);
  file(join(a, 'Films', 'one.mov'), 100);
  await host.open(page);
  await row(page, 'alpha.txt').click();
  await page.keyboard.press('Shift+F10');
  const menu = page.getByRole('menu');
  await expect(menu.getByRole('menuitem', { name: /^Rename…/ })).toContainText('F2');
  await expect(menu.getByRole('menuitem', { name: /^Delete for ever…/ })).toContainText('Shift+Del');
  // No folder: nothing to paste into.
  await expect(menu.getByRole('menuitem', { name: /^Paste into/ })).toHaveCount(0);
  await picture(page, 'context-menu');
  await page.keyboard.press('Escape');
  await expect(row(page, 'alpha.txt')).toBeFocused();

  await row(page, 'Films').click({ button: 'right' });
  const into = menu.getByRole('menuitem', { name: /^Paste into this folder/ });
  await expect(into).toHaveAttribute('aria-disabled', 'true');
  await expect(into).toHaveAttribute('title', /^Nothing was cut or copied here/);
  await page.keyboard.press('Escape');
  await expect(menu).toHaveCount(0);

  // A key of another layout: the letter is not Latin, the place of the key is.
  await row(page, 'alpha.txt').click();
  await row(page, 'alpha.txt').press('Control+KeyX');
  await expect(row(page, 'alpha.txt')).toHaveClass(/cut/);
  await page.keyboard.press('Escape');
  await expect(row(page, 'alpha.txt')).not.toHaveClass(/cut/);
  // One press, one thing: the selection is still there, and ends with the next.
  await expect(row(page, 'alpha.txt')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(row(page, 'alpha.txt')).toHaveAttribute('aria-selected', 'false');
});
