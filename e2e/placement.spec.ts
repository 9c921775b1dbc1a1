import { mkdirSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, picture, test } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { catalogKnows, file, limitedPool, row } from './pools.ts';

const section = (page: Page, name: string) => page.getByRole('region', { name });
const rules = (page: Page) => section(page, 'Rules');
const patterns = (page: Page) => rules(page).getByRole('rowheader').allTextContents();

async function openScreen(page: Page, host: Host): Promise<void> {
  await host.open(page);
  await page.getByRole('button', { name: 'Placement' }).click();
  await expect(page.getByRole('heading', { name: 'Placement' })).toBeVisible();
}

const put = (host: Host, name: string, to: string): string => {
  const local = join(host.dir('local'), name);
  writeFileSync(local, 'x');
  return host.cfs('put', local, to, '--json');
};

test('[B191] the policy and kept folders of the pool are set, and new files go by them', async ({ page, host }) => {
  const [, b = ''] = limitedPool(host, ['40M', '40M'], 'first-fit');
  file(join(b, 'trip', 'big.bin'), 2_000_000);
  await openScreen(page, host);
  await page.getByRole('button', { name: 'Policy: First that fits' }).click();
  await page.getByRole('menuitemcheckbox', { name: /^Least used/ }).click();
  await expect(page.getByText('The volume with the fewest used bytes.')).toBeVisible();
  await page.getByRole('radio', { name: 'Softly' }).click();
  await expect(page.getByLabel('Folders deep')).toHaveValue('1');
  await page.getByLabel('Folders deep').fill('99');
  await expect(page.getByText('This is no number from 1 to 32.')).toBeVisible();
  await page.getByLabel('Folders deep').fill('2');
  await page.getByLabel('Folders deep').press('Enter');
  await expect.poll(() => host.cfs('pool', 'show', '--json')).toContain('"policy":"least-used"');
  await expect.poll(() => host.cfs('pool', 'show', '--json')).toContain('"keepTogether":{"levels":2,"firm":false}');
  await page.getByLabel('Reserve of each volume').fill('much');
  await expect(page.getByText('This is not a size', { exact: false })).toBeVisible();
  await page.getByLabel('Reserve of each volume').fill('1 MB');
  await page.getByLabel('Reserve of each volume').press('Enter');
  await expect.poll(() => host.cfs('pool', 'show', '--json')).toContain('"reserve":1000000');
  expect(put(host, 'a.txt', '/')).toContain('"volume":"disk1"');
  expect(put(host, 'b.txt', '/trip/')).toContain('"volume":"disk2"');
  await page.getByRole('radio', { name: 'No', exact: true }).click();
  await expect.poll(() => host.cfs('pool', 'show', '--json')).toContain('"keepTogether":null');
});

test('[B190] [B192] [B193] rules are made, seen, moved, switched off, changed and removed', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['40M', '40M', '40M'], 'first-fit');
  for (const name of ['one.iso', 'two.iso']) file(join(a, 'Images', name), 1_000);
  mkdirSync(join(a, 'Photos'));
  host.cfs('volume', 'set', 'disk3', '--tag', 'slow');
  await openScreen(page, host);
  await expect(rules(page).getByText('No rules.', { exact: false })).toBeVisible();
  await expectAccessible(page);
  await picture(page, 'placement-empty');
  await catalogKnows(host, 'disk1', 2);

  await rules(page).getByRole('button', { name: 'Rule…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(dialog.getByText('A rule needs a pattern.')).toBeVisible();
  await dialog.getByLabel('Files that match').fill('/[x');
  await expect(dialog.getByText('This pattern cannot be read: a "[" has no "]".')).toBeVisible();
  await dialog.getByLabel('Files that match').fill('*.iso');
  await dialog.getByRole('checkbox', { name: 'disk2' }).check();
  await dialog.getByRole('button', { name: 'Policy: As the pool does' }).click();
  await page.getByRole('menuitemcheckbox', { name: /^Fill up/ }).click();
  await dialog.getByRole('radio', { name: 'Firmly' }).check();
  await picture(page, 'placement-rule');
  await dialog.getByRole('button', { name: 'Add rule' }).click();
  await expect(dialog).toHaveCount(0);
  const iso = rules(page).getByRole('row', { name: /\*\.iso/ });
  await expect(iso).toContainText('fill up');
  await expect(iso).toContainText('firmly, 1 folder deep');
  await expect(iso.getByRole('cell', { name: '2', exact: true })).toBeVisible();
  await expect(iso).toContainText('Can be met');

  // Others as another program makes them: the window follows.
  host.cfs('rule', 'add', '/Photos/**', '--volumes', 'tag:slow', '--keep-together', '2');
  host.cfs('rule', 'add', '/Archive/**', '--volumes', 'tag:archive');
  const archive = rules(page).getByRole('row', { name: /\/Archive/ });
  await expect(archive).toContainText('Cannot be met');
  await expect(rules(page)).toContainText('No volume has the tag archive.');
  await expect(rules(page)).toContainText('3 rules, 1 cannot be met');
  await picture(page, 'placement-rules');

  // By the keys of the handle, which keeps the focus; by the menu; by dragging.
  await page.getByRole('button', { name: /^Move \*\.iso/ }).focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => patterns(page)).toEqual(['/Photos/**', '*.iso', '/Archive/**']);
  await expect(page.getByRole('button', { name: /^Move \*\.iso, rule 2 of 3/ })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect.poll(() => patterns(page)).toEqual(['*.iso', '/Photos/**', '/Archive/**']);
  await page.getByRole('button', { name: 'Actions for /Archive/**' }).click();
  await page.getByRole('menuitem', { name: 'Move up' }).click();
  await expect.poll(() => patterns(page)).toEqual(['*.iso', '/Archive/**', '/Photos/**']);
  await page
    .getByRole('button', { name: /^Move \/Photos/ })
    .dragTo(page.getByRole('button', { name: /^Move \*\.iso/ }));
  await expect.poll(() => patterns(page)).toEqual(['/Photos/**', '*.iso', '/Archive/**']);

  await page.getByRole('checkbox', { name: 'Use the rule *.iso' }).click();
  await expect(iso).toContainText('off');
  expect(put(host, 'x.iso', '/')).toContain('"volume":"disk1"');
  await page.getByRole('checkbox', { name: 'Use the rule *.iso' }).click();
  await expect(iso).toContainText('Can be met');
  expect(put(host, 'y.iso', '/')).toContain('"volume":"disk2"');

  await rules(page).getByRole('button', { name: 'Change the rule…' }).click();
  // What changes meanwhile is told to the dialog, and takes nothing from what is changed in it.
  host.cfs('volume', 'set', 'disk3', '--tag', 'slow', '--tag', 'quiet');
  await expect(dialog.getByRole('checkbox', { name: 'quiet' })).toBeVisible();
  await dialog.getByRole('checkbox', { name: 'The tag archive, which no volume has' }).uncheck();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(rules(page)).not.toContainText('Cannot be met');

  await page.getByRole('button', { name: 'Actions for /Archive/**' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await expect.poll(() => patterns(page)).toEqual(['/Photos/**', '*.iso']);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(() => patterns(page)).toEqual(['/Photos/**', '*.iso', '/Archive/**']);

  await page.setViewportSize({ width: 700, height: 800 });
  await expect(rules(page).getByRole('rowheader')).toHaveCount(3);
  await expectAccessible(page);
  await picture(page, 'placement-narrow');
});

test('[B194] a folder is pinned to a volume and set free', async ({ page, host }) => {
  const [, , c = ''] = limitedPool(host, ['40M', '40M', '40M'], 'first-fit');
  host.cfs('mkdir', '/Films');
  await openScreen(page, host);
  await page.getByRole('button', { name: 'Pin a folder…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Pin', exact: true })).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel('Folder').fill('/Films/../x');
  await dialog.getByRole('button', { name: 'Pin', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('".." is not a name');
  await dialog.getByLabel('Folder').fill('/Films');
  await dialog.getByRole('radio', { name: 'disk3' }).check();
  await expectAccessible(page);
  await dialog.getByRole('button', { name: 'Pin', exact: true }).click();
  await expect(section(page, 'Pinned folders').getByRole('listitem')).toContainText('disk3');
  put(host, 'f.mkv', '/Films/');
  expect(existsSync(join(c, 'Films', 'f.mkv'))).toBe(true);
  await page.getByRole('button', { name: 'Take the pin off /Films' }).click();
  await expect(section(page, 'Pinned folders').getByRole('listitem')).toHaveCount(0);
});

test('[B195] why here tells what decided, and what would help', async ({ page, host }) => {
  limitedPool(host, ['40M', '40M'], 'first-fit');
  host.cfs('rule', 'add', '*.iso', '--volumes', 'disk2');
  put(host, 'a.iso', '/');
  await host.open(page);
  await row(page, 'a.iso').click();
  const pane = page.getByRole('complementary', { name: 'Details' });
  await expect(pane).toContainText('by the rule "*.iso"');
  await expect(pane).toContainText('To use it: name it in the rule');
  await pane.getByLabel('Size of the new file').fill('lots');
  await expect(pane).toContainText('This is not a size');
  await pane.getByLabel('Size of the new file').fill('50 MB');
  await expect(pane).toContainText('No volume takes it by the rule "*.iso"');
  await expect(pane).toContainText(/To use it: free 10\.\d MB on it, or raise its limit/);
  await expectAccessible(page);
});
