import { expect, focusName, picture, test } from './fixtures.ts';
import { file, limitedPool, row } from './pools.ts';

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
