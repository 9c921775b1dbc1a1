import type { Page } from '@playwright/test';
import { expect, expectAccessible, focusName, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

/** Addresses of the screens, with what one sees when each is there. */
const screens: readonly (readonly [address: string, sees: string])[] = [
  ['files', 'film.mov'],
  ['search/-/?film', 'film.mov'],
  ['rebalance', 'disk1'],
  ['usage', 'disk1'],
  ['lab', 'Policy lab'],
  ['placement', 'Placement'],
  ['trash', 'Trash'],
  ['duplicates', 'Duplicates'],
  ['decisions', 'Nothing to decide'],
  ['copies', 'Copies differ'],
  ['activity', 'Activity'],
  ['settings/-/?appearance', 'Theme'],
  ['settings/-/?files', 'Hidden files'],
  ['settings/-/?pool', 'Reserve'],
];

async function show(page: Page, address: string, sees: string): Promise<void> {
  await page.evaluate(
    (hash) => (window.location.hash = hash),
    `#/${address.includes('/') ? address : `${address}/-/`}`,
  );
  await expect(page.getByRole('main').or(page.locator('header')).getByText(sees).first()).toBeVisible();
}

/** What can be pressed and is smaller than 24 x 24 px, but for links in a sentence (WCAG 2.2, 2.5.8). */
function smallTargets(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const pressed =
      'button, a[href], summary, select, input:not([type=hidden]), [role=button], [role=separator][tabindex]';
    for (const element of document.querySelectorAll<HTMLElement>(pressed)) {
      // Of a labelled field the label can be pressed too.
      const target = element.closest('label') ?? element;
      const { width, height } = target.getBoundingClientRect();
      if (width === 0 || height === 0 || getComputedStyle(target).display === 'inline') continue;
      if (target.closest('.visually-hidden') !== null || getComputedStyle(element).visibility === 'hidden') continue;
      const name = element.getAttribute('aria-label') ?? element.textContent;
      if (width < 23.9 || height < 23.9) found.push(`${name} ${width.toFixed(0)} x ${height.toFixed(0)}`);
    }
    return found;
  });
}

/** Elements that reach out of the window, so that a part of them cannot be brought into sight. */
function cutOff(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    for (const element of document.querySelectorAll<HTMLElement>('button, input, h1, h2, [role=radiogroup]')) {
      const { left, right, width } = element.getBoundingClientRect();
      if (width === 0 || element.closest('.visually-hidden') !== null) continue;
      let scrolls = false;
      for (let at = element.parentElement; at !== null; at = at.parentElement) {
        if (at.scrollWidth > at.clientWidth && /auto|scroll/.test(getComputedStyle(at).overflowX)) scrolls = true;
      }
      if (!scrolls && (left < -1 || right > window.innerWidth + 1)) {
        found.push(`${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent}`);
      }
    }
    return found;
  });
}

test('[B406] each screen has one main part and one heading, is right for axe in the dark, has no small target, and holds at 200 %', async ({
  page,
  host,
}) => {
  test.setTimeout(120_000);
  const [a = '', b = ''] = limitedPool(host, ['40M', '40M']);
  file(`${a}/film.mov`, 2_000_000);
  file(`${b}/scans/page.tif`, 100_000);
  await host.open(page);
  await expect(row(page, 'film.mov')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.emulateMedia({ colorScheme: 'dark' });
  const problems: string[] = [];
  for (const [address, sees] of screens) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await show(page, address, sees);
    for (const role of ['main', 'heading'] as const) {
      const parts = page.getByRole(role, role === 'heading' ? { level: 1 } : {});
      if ((await parts.count()) !== 1) problems.push(`${address}: ${String(await parts.count())} ${role}`);
    }
    problems.push(...(await smallTargets(page)).map((target) => `${address}: small ${target}`));
    // Each screen's own tests look at it in the light, with more on it.
    await expectAccessible(page);
    // 1440 x 900 at 200 %.
    await page.setViewportSize({ width: 720, height: 450 });
    problems.push(...(await cutOff(page)).map((element) => `${address}: cut off at 200 %: ${element}`));
    if (process.env['CFS_PICTURES'] === '1') await picture(page, `everyone-${address.replace(/\W+/g, '-')}`);
  }
  expect(problems).toEqual([]);
});

test('[B407] in forced colours and with more contrast marks keep their letter, what is selected and focused is seen', async ({
  page,
  host,
}) => {
  const [a = ''] = limitedPool(host, ['40M', '40M']);
  file(`${a}/film.mov`, 2_000_000);
  await page.emulateMedia({ forcedColors: 'active', contrast: 'more' });
  await host.open(page);
  await row(page, 'film.mov').click();
  await expect(row(page, 'film.mov').getByText('1', { exact: true })).toBeVisible();
  const selectedAsTheSystemHasIt = (element: Element): boolean => {
    const { backgroundColor, color } = getComputedStyle(element);
    const probe = document.createElement('div');
    probe.style.cssText = 'background: Highlight; color: HighlightText; forced-color-adjust: none';
    document.body.append(probe);
    const wanted = getComputedStyle(probe);
    // Cells of the list and of results, the words of a tile.
    const parts = [...element.querySelectorAll('[role=gridcell], [data-name], [data-name] > :last-child')];
    const cells = parts.map((part) => getComputedStyle(part).color);
    const same =
      wanted.backgroundColor === backgroundColor && [color, ...cells].every((shown) => shown === wanted.color);
    probe.remove();
    return same && (element.tagName === 'BUTTON' || parts.length > 1);
  };
  expect(await row(page, 'film.mov').evaluate(selectedAsTheSystemHasIt)).toBe(true);
  // What is pressed is seen, too.
  const pressed = page.locator('button[aria-pressed=true]').last();
  await expect(pressed).toHaveAccessibleName(/details/i);
  expect(await pressed.evaluate(selectedAsTheSystemHasIt)).toBe(true);
  await page.keyboard.press('Control+2');
  const tile = page.getByRole('gridcell', { name: /film\.mov/ });
  await expect(tile).toHaveAttribute('aria-selected', 'true');
  expect(await tile.evaluate(selectedAsTheSystemHasIt)).toBe(true);
  await page.keyboard.press('Control+1');
  await expect(row(page, 'film.mov')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('film');
  const hit = page.getByRole('grid', { name: 'Results' }).locator('[data-index="0"]');
  await hit.click();
  await expect(hit).toHaveAttribute('aria-selected', 'true');
  expect(await hit.evaluate(selectedAsTheSystemHasIt)).toBe(true);
  await page.keyboard.press('Escape');
  await row(page, 'film.mov').click();
  // The keyboard's place has an outline on every kind of control it comes by.
  for (let i = 0; i < 12; i += 1) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const active = document.activeElement;
      if (active === null || active === document.body) return true;
      for (let at: Element | null = active; at !== null && at !== document.body; at = at.parentElement) {
        const { outlineStyle, outlineWidth } = getComputedStyle(at);
        if (outlineStyle !== 'none' && outlineWidth !== '0px') return true;
      }
      return false;
    });
    expect(seen ? 'seen' : await focusName(page)).toBe('seen');
  }
  await picture(page, 'forced-colours');
});
