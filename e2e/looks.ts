import type { Page } from '@playwright/test';

/** Things about a screen that can be measured, whatever it shows. Each answers what is wrong; nothing: an empty list. */

/** What can be pressed and is smaller than 24 x 24 px, but for links in a sentence (WCAG 2.2, 2.5.8). */
export function smallTargets(page: Page): Promise<readonly string[]> {
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
      if (width < 23.9 || height < 23.9) found.push(`small: ${name} ${width.toFixed(0)} x ${height.toFixed(0)}`);
    }
    return found;
  });
}

/** Elements that reach out of the window, so that a part of them cannot be brought into sight. */
export function cutOff(page: Page): Promise<readonly string[]> {
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
        found.push(`cut off: ${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent}`);
      }
    }
    return found;
  });
}

/** One main part and one first heading; not where a dialog makes the rest inert. */
export async function headings(page: Page): Promise<readonly string[]> {
  if ((await page.locator('dialog[open]').count()) > 0) return [];
  const found: string[] = [];
  for (const role of ['main', 'heading'] as const) {
    const count = await page.getByRole(role, role === 'heading' ? { level: 1 } : {}).count();
    if (count !== 1) found.push(`${String(count)} ${role}`);
  }
  return found;
}

/** Where Tab goes, and where it goes without anything being seen of it. `presses` at most. */
export async function tabWalk(page: Page, presses: number): Promise<{ stops: string[]; unseen: string[] }> {
  const [stops, unseen]: [string[], string[]] = [[], []];
  for (let i = 0; i < presses; i += 1) {
    await page.keyboard.press('Tab');
    const { name, seen } = await page.evaluate(() => {
      const active = document.activeElement;
      if (active === null || active === document.body) return { name: '(the page)', seen: true };
      const labels = active instanceof HTMLInputElement ? [...(active.labels ?? [])] : [];
      const label = active.getAttribute('aria-label') ?? labels[0]?.textContent ?? active.textContent;
      // Some show it by a part that is drawn: a wider handle, a broken line.
      const drawn = getComputedStyle(active, '::before').width;
      const dashed = getComputedStyle(active).strokeDasharray !== 'none';
      const owned = document.getElementById(active.getAttribute('aria-activedescendant') ?? '');
      let seen = dashed || Number.parseFloat(drawn) > 4 || /^menu/.test(active.role ?? '');
      for (const from of [owned, active])
        for (let at: Element | null = from; at !== null && at !== document.body; at = at.parentElement) {
          const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
          if ((outlineStyle !== 'none' && outlineWidth !== '0px') || / 2px inset| 0px 2px/.test(boxShadow)) seen = true;
        }
      return { name: `${active.getAttribute('role') ?? active.tagName.toLowerCase()} ${label.slice(0, 60)}`, seen };
    });
    if (stops.includes(name) && stops[0] === name) break;
    stops.push(name);
    if (!seen) unseen.push(`focus not seen: ${name}`);
  }
  return { stops, unseen };
}
