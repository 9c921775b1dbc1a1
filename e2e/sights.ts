import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect } from './fixtures.ts';
import type { Host } from './fixtures.ts';
import { callHost } from './host-calls.ts';
import { png } from './image-files.ts';
import { catalogKnows, file, limitedPool, row, tile } from './pools.ts';

/** One thing to look at: a screen, or a dialog or menu over one. */
export interface Sight {
  readonly name: string;
  /** Brings it on the screen and waits until it is there. */
  readonly show: (page: Page) => Promise<void>;
  /** It is a field, which keeps the focus and its keys until Escape. */
  readonly field?: boolean;
}

/** A pool with something on every screen: four volumes of which one is away, copies that differ, twins, a rule, a trash. */
export async function poolToLookAt(page: Page, host: Host): Promise<void> {
  const [a = '', b = '', c = '', away = ''] = limitedPool(host, ['400M', '300M', '900M', '100M']);
  for (let i = 1; i <= 24; i += 1) file(join(a, 'Photos', 'Lofoten', `DSC_${String(i)}.jpg`), 400_000 + i * 9000, i);
  for (const [at, colour] of (
    [
      [80, 130, 190],
      [200, 150, 90],
      [60, 120, 80],
    ] as const
  ).entries()) {
    writeFileSync(join(a, 'Photos', 'Lofoten', `A ${String(at + 1)}.png`), png(600, 400, colour));
  }
  for (let i = 1; i <= 12; i += 1) file(join(b, 'Films', `Film ${String(i)}.mov`), 14_000_000 + i * 500_000, i);
  for (let i = 1; i <= 20; i += 1) file(join(c, 'Archive', String(2000 + i), `Report ${String(i)}.pdf`), 90_000 * i, i);
  for (const root of [a, c]) file(join(root, 'Music', `${root.slice(-5)}.flac`), 30_000_000);
  for (const [index, root] of [a, c].entries()) {
    mkdirSync(join(root, 'Notes'), { recursive: true });
    writeFileSync(join(root, 'Notes', 'Wedding speech.md'), `# Speech\n\nDraft ${String(index + 1)} of it.\n`);
    file(join(root, 'Notes', 'Same on both.txt'), 700, 4);
  }
  file(join(a, 'Notes', 'Tax return 2025.txt'), 4_000, 3);
  file(join(c, 'Notes', 'Copy of the tax return.txt'), 4_000, 3);
  file(join(b, 'Inbox', 'old.txt'), 10);
  file(join(b, 'Inbox', '.hidden'), 10);
  mkdirSync(join(a, 'Empty'));
  file(join(away, 'Travel', 'map.png'), 10_000);
  host.cfs('rule', 'add', '*.iso', '--volumes', 'disk2');
  host.cfs('rule', 'add', '/Tapes/**', '--volumes', 'tag:slow');
  host.cfs('pin', 'add', '/Music', 'disk1');
  host.cfs('rm', '/Inbox/old.txt');
  await host.open(page);
  for (const [volume, entries] of [
    ['disk2', 13],
    ['disk3', 24],
    ['disk4', 1],
  ] as const) {
    await catalogKnows(host, volume, entries);
  }
  renameSync(away, `${away}-unplugged`);
  await expect(page.getByRole('button', { name: /^disk4 not connected/ })).toBeVisible({ timeout: 20_000 });
  // A name that is taken: the copy goes on and asks.
  const card = host.dir('card');
  for (const [name, bytes] of [
    ['Tax return 2025.txt', 5_000],
    ['Invoices.txt', 900],
  ] as const) {
    file(join(card, name), bytes, 9);
  }
  await callHost(page, [
    [
      'transfer.put',
      { pool: 'Home pool', sources: [join(card, 'Invoices.txt'), join(card, 'gone.txt')], dest: '/Inbox' },
    ],
    [
      'transfer.put',
      { pool: 'Home pool', sources: [join(card, 'Tax return 2025.txt')], dest: '/Notes', onConflict: 'ask' },
    ],
  ]);
  await expect(page.getByRole('button', { name: /Decisions.*1 to decide/ })).toBeVisible({ timeout: 20_000 });
}

const to = (page: Page, address: string): Promise<unknown> =>
  page.evaluate((hash) => (window.location.hash = hash), `#/${address}`);
const dialog = (page: Page) => page.locator('dialog[open]');

/** A screen by its address, and what is seen there when it is there. */
function screen(name: string, address: string, sees: string | RegExp): Sight {
  return {
    name,
    async show(page) {
      await to(page, address);
      await expect(page.locator('#root').getByText(sees).first()).toBeVisible({ timeout: 20_000 });
    },
  };
}

/** A dialog, a menu or a field over a folder: what is selected there, and the keys that open it. */
function over(name: string, folder: string, select: readonly string[], keys: string, what = 'dialog[open]'): Sight {
  return {
    name,
    field: !/dialog|menu/.test(what),
    async show(page) {
      await to(page, `files/-/${folder}`);
      for (const [at, one] of select.entries()) {
        await expect(row(page, one)).toBeVisible();
        await row(page, one).click(at === 0 ? {} : { modifiers: ['Control'] });
        await expect(row(page, one)).toHaveAttribute('aria-selected', 'true');
      }
      await page.keyboard.press(keys);
      await expect(page.locator(what)).toBeVisible();
    },
  };
}

/** What is pressed on the screen that is shown, and what then is there. */
function pressed(name: string, first: Sight, button: string | RegExp, what = 'dialog[open]'): Sight {
  return {
    name,
    async show(page) {
      await first.show(page);
      await page.locator('#root').getByRole('button', { name: button }).first().click();
      await expect(page.locator(what).first()).toBeVisible();
    },
  };
}

const volumePage: Sight = {
  name: 'volume',
  async show(page) {
    await page
      .getByRole('complementary')
      .getByRole('button', { name: /^disk2/ })
      .first()
      .click();
    await expect(page.getByRole('main').getByRole('heading', { level: 2 })).toContainText('disk2');
  },
};
const poolSettings = screen('settings-pool', 'settings/-/?pool', 'Forget pool…');
const placement = screen('placement', 'placement/-/', '/Tapes/**');
const trash = screen('trash', 'trash/-/', 'old.txt');

/** The list, and all that opens over it. */
export const fileSights: readonly Sight[] = [
  {
    name: 'browse',
    async show(page) {
      await to(page, 'files/-/');
      await row(page, 'Photos').click();
      await page.keyboard.press('ArrowRight');
      await expect(row(page, 'Lofoten')).toBeVisible();
      await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('allocated');
    },
  },
  over('context-menu', '', ['Notes'], 'Shift+F10', '[role=menu]'),
  pressed('view-menu', screen('', 'files/-/', 'Notes'), 'View', '[role=menu]'),
  over('properties', 'Notes', ['Same on both.txt'], 'Alt+Enter'),
  over('properties-several', 'Notes', ['Same on both.txt', 'Tax return 2025.txt'], 'Alt+Enter'),
  over('quick-look', 'Notes', ['Tax return 2025.txt'], 'Space'),
  over('delete-forever', 'Notes', ['Same on both.txt'], 'Shift+Delete'),
  over('move-to-volume', 'Notes', ['Same on both.txt'], 'Control+m'),
  over('real-paths', 'Notes', ['Same on both.txt'], 'Control+Alt+c'),
  over('select-by-name', 'Notes', [], 'Control+Shift+l'),
  over('narrowed', 'Notes', ['Tax return 2025.txt'], 'Control+i', '[placeholder^="A part of the name"]'),
  over('rename', 'Notes', ['Tax return 2025.txt'], 'F2', 'input[aria-label^="New name of"]'),
  over('shortcuts', '', [], 'F1'),
  over('palette', '', [], 'Control+Shift+p'),
  over('typed-path', 'Notes', [], 'Control+l', 'header [role=combobox]'),
  screen('empty-folder', 'files/-/Empty', 'Drop files or folders here'),
  screen('folder-is-gone', 'files/-/Not%20there', /not there|is gone|no folder/i),
  {
    name: 'tiles',
    async show(page) {
      await to(page, 'files/-/Photos/Lofoten');
      await page.keyboard.press('Control+Shift+2');
      await expect(page.getByRole('grid', { name: 'Files in Lofoten' })).toBeVisible();
      await tile(page, 'A 2.png').click();
      await tile(page, 'DSC_3.jpg').click({ modifiers: ['Shift'] });
      await expect(tile(page, 'A 2.png').locator('canvas')).toBeVisible();
    },
  },
  {
    name: 'quick-look-picture',
    async show(page) {
      await tile(page, 'A 2.png').click();
      await page.keyboard.press('Space');
      await expect(dialog(page)).toBeVisible();
    },
  },
  {
    name: 'list-again',
    async show(page) {
      await page.keyboard.press('Control+Shift+1');
      await expect(row(page, 'DSC_3.jpg')).toBeVisible();
    },
  },
];

/** Every other screen, and what opens over them. */
export const screenSights: readonly Sight[] = [
  screen('search', 'search/-/?film', 'Film 1.mov'),
  screen('search-nothing', 'search/-/?nothing%20like%20it', /Nothing/),
  screen('usage', 'usage/-/', 'Films'),
  screen('rebalance', 'rebalance/-/', 'Start'),
  pressed('rebalance-drain', volumePage, 'Empty this volume…', 'main h1:has-text("Empty disk2")'),
  {
    name: 'rebalance-history',
    async show(page) {
      await to(page, 'rebalance/-/');
      await page.getByRole('radio', { name: 'History' }).check({ force: true });
      await expect(page.getByText('No plan of this pool has run yet')).toBeVisible();
      await expect(page.getByRole('radio', { name: 'Plan' })).toBeVisible();
      await page.getByRole('button', { name: 'Make a plan' }).focus();
    },
  },
  screen('lab', 'lab/-/', 'Fullest to emptiest'),
  pressed('lab-what-if', screen('', 'lab/-/', 'Fullest to emptiest'), 'What if…'),
  placement,
  pressed('placement-rule', placement, 'Rule…'),
  screen('duplicates', 'duplicates/-/', 'Find files that are there more than once'),
  screen('copies', 'copies/-/', /copies that differ/),
  screen('copies-one', 'copies/-/Notes?Wedding%20speech.md', 'Two copies of Wedding speech.md differ.'),
  trash,
  pressed('empty-trash', trash, 'Empty trash…'),
  screen('decisions', 'decisions/-/', 'Contents differ'),
  {
    name: 'activity',
    async show(page) {
      await to(page, 'activity/-/');
      await page
        .getByRole('region', { name: 'Today' })
        .getByRole('button', { name: /^Copied 2 items/ })
        .click();
      await expect(page.getByRole('complementary', { name: 'Receipt' })).toBeVisible();
    },
  },
  screen('settings-appearance', 'settings/-/?appearance', 'Theme'),
  screen('settings-files', 'settings/-/?files', 'Hidden files'),
  poolSettings,
  pressed('forget-pool', poolSettings, 'Forget pool…'),
  volumePage,
  pressed('remove-volume', volumePage, 'Remove from pool…'),
  pressed('add-volume', volumePage, 'Add a volume'),
  pressed('catalog', screen('', 'settings/-/?appearance', 'Theme'), /^Catalog/, '[role=dialog]'),
  {
    name: 'first-run',
    async show(page) {
      await to(page, 'first-run/-/');
      await expect(page.getByRole('heading', { name: 'Create a pool' })).toBeVisible();
    },
  },
];
