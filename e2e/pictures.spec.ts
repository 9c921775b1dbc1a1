import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './fixtures.ts';
import { cutOff, headings, smallTargets, tabWalk } from './looks.ts';
import { fileSights, poolToLookAt, screenSights } from './sights.ts';
import type { Sight } from './sights.ts';

/**
 * Every screen, dialog and menu, looked at in one place. `CFS_PICTURES=all` keeps pictures of all of them at three widths
 * in both schemes, narrow, at 200 % and in forced colours, with what screen readers are told and where Tab goes; else a
 * few are kept.
 */
const all = process.env['CFS_PICTURES'] === 'all';
const kept: ReadonlySet<string> = new Set(['browse', 'tiles', 'usage', 'rebalance']);
const usual = { width: 1280, height: 800 };
const sizes = [{ width: 960, height: 640 }, usual, { width: 1920, height: 1080 }];
/** 1440 x 900 at 200 %. */
const zoomed = { width: 720, height: 450 };
const folder = join(import.meta.dirname, '..', 'artifacts', 'screens');

async function pictures(page: Page, name: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(folder, `main-${name}-${String(size.width)}-${colorScheme}.png`) });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(usual);
}

/** What nobody needs after each change. */
async function thorough(page: Page, name: string): Promise<readonly string[]> {
  await page.emulateMedia({ forcedColors: 'active' });
  await page.screenshot({ path: join(folder, `main-${name}-forced.png`) });
  await page.emulateMedia({ forcedColors: 'none' });
  await page.setViewportSize(zoomed);
  await page.screenshot({ path: join(folder, `main-${name}-200.png`) });
  await page.setViewportSize(usual);
  writeFileSync(join(folder, `main-${name}.aria.txt`), await page.locator('body').ariaSnapshot());
  const { stops, unseen } = await tabWalk(page, 40);
  writeFileSync(join(folder, `main-${name}.tab.txt`), stops.join('\n'));
  return unseen;
}

/** What is wrong with one sight; the next one is looked at whatever is wrong with this. */
async function look(page: Page, { name, show }: Sight): Promise<readonly string[]> {
  try {
    await show(page);
    const found = [...(await headings(page)), ...(await smallTargets(page))];
    await expectAccessible(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expectAccessible(page, ['color-contrast', 'link-in-text-block']);
    await page.emulateMedia({ colorScheme: 'light' });
    if (all || kept.has(name)) await pictures(page, name);
    if (all) found.push(...(await thorough(page, name)));
    await page.setViewportSize(zoomed);
    found.push(...(await cutOff(page)));
    return found;
  } catch (thrown) {
    return [thrown instanceof Error ? thrown.message : String(thrown)];
  } finally {
    await page.setViewportSize(usual);
    await page.emulateMedia({ colorScheme: 'light' });
  }
}

/** Looks at each, and tells all that is wrong at the end. */
async function lookAtAll(page: Page, sights: readonly Sight[]): Promise<void> {
  const problems: string[] = [];
  for (const sight of sights) {
    problems.push(...(await look(page, sight)).map((problem) => `${sight.name}: ${problem}`));
    if (sight.field === true) await page.keyboard.press('Escape');
    // One press ends one thing: a tooltip before what it stands on.
    await expect(async () => {
      const above = await page.locator('dialog[open], [role=menu], [role=dialog]').count();
      if (above > 0) await page.keyboard.press('Escape');
      expect(above).toBe(0);
    }).toPass({ timeout: 10_000 });
  }
  expect(problems).toEqual([]);
}

const what = 'right for axe in both schemes, has no small target, and holds at 200 %';

test(`[B406] [B490] the list of files, and each dialog and menu over it, is ${what}`, async ({ page, host }) => {
  test.setTimeout(all ? 900_000 : 180_000);
  await page.setViewportSize(usual);
  await poolToLookAt(page, host);
  await lookAtAll(page, fileSights);
  await host.stop();
  await expect(page.getByText('CFS is not answering')).toBeVisible({ timeout: 15_000 });
  await lookAtAll(page, [{ name: 'host-gone', show: () => Promise.resolve() }]);
});

test(`[B406] [B490] each other screen, and what opens over it, is ${what}`, async ({ page, host }) => {
  test.setTimeout(all ? 900_000 : 180_000);
  await page.setViewportSize(usual);
  await poolToLookAt(page, host);
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await lookAtAll(page, screenSights);
});
