import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

/** Names of the rows in the page that are selected, from top to bottom. */
const selected = (page: Page): Promise<readonly (string | null)[]> =>
  page
    .locator('[role=row][aria-selected=true] [data-name] [title]')
    .evaluateAll((labels) => labels.map((label) => label.getAttribute('title')));

const expectSelected = (page: Page, names: readonly string[]): Promise<void> =>
  expect.poll(() => selected(page)).toEqual(names);

const label = (page: Page, name: string): Locator => row(page, name).getByTitle(name, { exact: true });

/** Somewhere in a row where neither name nor icon is. */
async function besideName(page: Page, name: string): Promise<{ readonly x: number; readonly y: number }> {
  const box = await row(page, name).boundingBox();
  if (box === null) throw new Error(`${name} is not in sight`);
  return { x: box.x + box.width - 20, y: box.y + box.height / 2 };
}

const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.querySelector('[data-name] [title]')?.getAttribute('title') ?? null);

const expectFocused = (page: Page, name: string): Promise<void> => expect.poll(() => focused(page)).toBe(name);

const names = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, at) => `f${String(from + at).padStart(3, '0')}`);

test('[B260][B262][B263][B264] selecting by pointer, keys, letters and a rubber band', async ({ page, host }) => {
  const [a = ''] = limitedPool(host, ['40M']);
  mkdirSync(join(a, 'few'));
  for (const name of names(0, 149)) writeFileSync(join(a, name), '');
  for (const name of ['b.txt', 'b two.txt', 'Bär', 'жук', 'z']) writeFileSync(join(a, 'few', name), '');
  await host.open(page);

  // Pointer.
  await label(page, 'f003').click();
  await expectSelected(page, ['f003']);
  await label(page, 'f005').click({ modifiers: ['Control'] });
  await expectSelected(page, ['f003', 'f005']);
  await label(page, 'f008').click({ modifiers: ['Shift'] });
  await expectSelected(page, names(5, 8));
  await label(page, 'f002').click({ modifiers: ['Control'] });
  await label(page, 'f001').click({ modifiers: ['Control', 'Shift'] });
  await expectSelected(page, [...names(1, 2), ...names(5, 8)]);
  // A press counts at once; on what is selected only when it is let go.
  await label(page, 'f006').hover();
  await page.mouse.down();
  await expectSelected(page, [...names(1, 2), ...names(5, 8)]);
  await page.mouse.up();
  await expectSelected(page, ['f006']);
  await label(page, 'f004').hover();
  await page.mouse.down();
  await expectSelected(page, ['f004']);
  await page.mouse.up();

  // Keys.
  await expectFocused(page, 'f004');
  await page.keyboard.press('Control+ArrowDown');
  await page.keyboard.press('Control+ArrowDown');
  await expectFocused(page, 'f006');
  await expectSelected(page, ['f004']);
  await page.keyboard.press('Control+Space');
  await expectSelected(page, ['f004', 'f006']);
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expectSelected(page, names(6, 8));
  await page.keyboard.press('Shift+ArrowUp');
  await expectSelected(page, names(6, 7));
  await page.keyboard.press('Shift+Home');
  await expectSelected(page, ['few', ...names(0, 6)]);
  await page.keyboard.press('Shift+End');
  await expect(page.getByText('144 selected')).toBeVisible();
  await expectFocused(page, 'f149');
  await page.keyboard.press('Home');
  await expectSelected(page, ['few']);
  await page.keyboard.press('Control+a');
  await expect(page.getByText('151 selected')).toBeVisible();
  await page.keyboard.press('Control+Space');
  await expect(page.getByText('150 selected')).toBeVisible();
  await page.keyboard.press('Control+Shift+i');
  await expectSelected(page, ['few']);

  // A rubber band that begins beside a name, and goes on beyond the end of the window.
  const from = await besideName(page, 'f002');
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  const to = await besideName(page, 'f004');
  await page.mouse.move(to.x - 200, to.y, { steps: 4 });
  await expectSelected(page, names(2, 4));
  await picture(page, 'rubber-band');
  await page.mouse.move(to.x - 200, (page.viewportSize()?.height ?? 0) - 2, { steps: 2 });
  await expect(page.getByText('148 selected')).toBeVisible({ timeout: 20_000 });
  await page.mouse.up();
  await expectFocused(page, 'f149');
  await page.keyboard.press('Home');
  await expectSelected(page, ['few']);

  // Ctrl turns round what is touched, Shift keeps what there was, Escape gives all back.
  await label(page, 'f001').click();
  await label(page, 'f003').click({ modifiers: ['Control'] });
  const draw = async (first: string, last: string): Promise<void> => {
    const [start, end] = [await besideName(page, first), await besideName(page, last)];
    await page.mouse.move(start.x, start.y);
    await page.mouse.down();
    await page.mouse.move(end.x - 60, end.y, { steps: 4 });
  };
  await page.keyboard.down('Control');
  await draw('f002', 'f004');
  await expectSelected(page, ['f001', 'f002', 'f004']);
  await page.mouse.up();
  await page.keyboard.up('Control');
  await page.keyboard.down('Shift');
  await draw('f007', 'f008');
  await expectSelected(page, ['f001', 'f002', 'f004', 'f007', 'f008']);
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await draw('f010', 'f011');
  await expectSelected(page, ['f010', 'f011']);
  await page.keyboard.press('Escape');
  await expectSelected(page, ['f001', 'f002', 'f004', 'f007', 'f008']);
  await page.mouse.up();

  // Empty ground: a press clears, a band selects; then letters.
  await label(page, 'few').dblclick();
  await label(page, 'жук').click();
  const last = await row(page, 'жук').boundingBox();
  if (last === null) throw new Error('the last row is not in sight');
  const ground = { x: last.x + 200, y: last.y + 120 };
  await page.mouse.move(ground.x, ground.y);
  await page.mouse.down();
  await expectSelected(page, []);
  await page.mouse.move(ground.x + 30, last.y - 6, { steps: 4 });
  await expectSelected(page, ['z', 'жук']);
  await page.mouse.up();
  await page.keyboard.type('b t');
  await expectSelected(page, ['b two.txt']);
  await page.keyboard.press('Escape');
  // A letter that no key of this keyboard has, as the system gives it.
  const session = await page.context().newCDPSession(page);
  for (const type of ['keyDown', 'keyUp'] as const) await session.send('Input.dispatchKeyEvent', { type, key: 'ж' });
  await expectSelected(page, ['жук']);
});

test('[B265][B268] the tree for a screen reader, and focus and selection when things go or get another name', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['40M']);
  mkdirSync(join(a, 'Music', 'empty'), { recursive: true });
  for (const name of ['a song.wav', 'b song.wav']) file(join(a, 'Music', name), 2_000);
  mkdirSync(join(a, 'Photos'));
  for (const name of names(0, 5)) writeFileSync(join(a, name), '');
  await host.open(page);
  await label(page, 'Photos').click();
  // The star expands all folders beside the row.
  await page.keyboard.press('*');
  await expect(label(page, 'b song.wav')).toBeVisible();
  const tree = page.getByRole('treegrid');
  await expect(tree.getByRole('row').filter({ hasText: 'Reading' })).toHaveCount(0);
  await expect(tree).toMatchAriaSnapshot(`
    - treegrid "Files in Home pool":
      - rowgroup:
        - row:
          - columnheader /Name/
      - rowgroup:
        - row /Music/ [expanded] [level=1]
        - row /empty/ [level=2]
        - row /a song.wav/ [level=2]
        - row /b song.wav/ [level=2]
        - row /Photos/ [expanded] [level=1] [selected]
        - row /Empty/ [level=2]
        - row /f000/ [level=1]
  `);
  const said = await tree
    .getByRole('row')
    .evaluateAll((rows) =>
      rows.map((one) =>
        ['aria-rowindex', 'aria-level', 'aria-posinset', 'aria-setsize', 'aria-expanded', 'tabindex']
          .map((name) => one.getAttribute(name) ?? '-')
          .join(' '),
      ),
    );
  expect(said.slice(0, 8)).toEqual([
    '1 - - - - -',
    '2 1 1 8 true -1',
    '3 2 1 3 false -1',
    '4 2 2 3 - -1',
    '5 2 3 3 - -1',
    '6 1 2 8 true 0',
    '7 2 - - - -',
    '8 1 3 8 - -1',
  ]);
  await expect(tree).toHaveAttribute('aria-rowcount', '13');
  await expect(tree).toHaveAttribute('aria-multiselectable', 'true');
  // Left goes to the parent, from a row in it that cannot be collapsed.
  await label(page, 'b song.wav').click();
  await page.keyboard.press('ArrowLeft');
  await expectFocused(page, 'Music');

  // Another program takes away what has the focus: the next row has it, what else is selected stays.
  await label(page, 'f001').click();
  await label(page, 'f003').click({ modifiers: ['Control'] });
  await expectFocused(page, 'f003');
  rmSync(join(a, 'f003'));
  await expect(label(page, 'f003')).toHaveCount(0);
  await expectFocused(page, 'f004');
  await expectSelected(page, ['f001']);
  // What comes before it moves its row, not the selection.
  writeFileSync(join(a, 'a first one'), '');
  renameSync(join(a, 'f000'), join(a, 'zz last'));
  await expect(label(page, 'zz last')).toBeVisible();
  await expect(label(page, 'a first one')).toBeVisible();
  await expectSelected(page, ['f001']);
  await expectFocused(page, 'f004');
  // Renamed here: the selection follows.
  await label(page, 'f001').click();
  await page.keyboard.press('F2');
  await page.keyboard.type('f9');
  await page.keyboard.press('Enter');
  await expect(label(page, 'f9')).toBeVisible();
  await expectSelected(page, ['f9']);
  await expectFocused(page, 'f9');
});
