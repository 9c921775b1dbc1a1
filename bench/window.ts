import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { browserPath, family, launch, memoryOf, pageProcess, server, startHost } from './chromium.ts';
import { duration } from './results.ts';
import { median, root, skipped } from './tool.ts';
import type { Bench, Figure, Lab } from './tool.ts';

const what = 'the window, from the double click to the first rows on the screen';
/** What a wheel turns in a frame when it is turned fast. */
const wheelPx = 120;
/** A choice is kept by the host after so long, ms. */
const keptMs = 1_000;
/** Memory is looked at after so long, in ms: V8 keeps the pages that it has freed for another ten seconds or so. */
const restMs = 25_000;
// What runs in the page is text: types of a page are not for programs of Node.

/** From the double click on: looks after each frame whether rows are there, and all of them. */
const meter = `(total) => {
  globalThis.cfsTimes = { began: 0, rows: 0, all: 0 };
  addEventListener('dblclick', (event) => (cfsTimes.began = event.timeStamp), { capture: true, once: true });
  const look = () => {
    const hasRows = cfsTimes.rows > 0 || document.querySelector('[role=row] [title^="row "]') !== null;
    const hasAll = hasRows && document.querySelector('footer')?.textContent.includes(total);
    // A message comes after the frame that this look is a part of.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      if (hasRows && cfsTimes.rows === 0) cfsTimes.rows = performance.now();
      if (hasAll) cfsTimes.all = performance.now();
      else requestAnimationFrame(look);
    };
    port2.postMessage(null);
  };
  requestAnimationFrame(look);
}`;

/** From now on: looks after each frame whether tiles are there; ms until they are on the screen. */
const firstTiles = `() => new Promise((resolve) => {
  addEventListener('keydown', ({ timeStamp: began }) => {
    const look = () => {
      const isThere = document.querySelector('[role=grid] [role=gridcell] [title^="row "]') !== null;
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => (isThere ? resolve(performance.now() - began) : requestAnimationFrame(look));
      port2.postMessage(null);
    };
    requestAnimationFrame(look);
  }, { capture: true, once: true });
})`;

/** Scrolls the list from its top by so many px in each of 600 frames (0: to its end); ms from each frame to the next. */
const scrolling = `(px) => new Promise((resolve) => {
  const list = document.querySelector('[role=treegrid], [role=grid]');
  const step = px || (list.scrollHeight - list.clientHeight) / 600;
  const times = [];
  list.scrollTop = 0;
  let last = 0;
  const next = (now) => {
    // In whole frames of a screen of 60 Hz: the page's clock has steps of 0.1 ms.
    if (last !== 0) times.push(Math.max(1, Math.round((now - last) * 0.06)) / 0.06);
    last = now;
    list.scrollTop += step;
    if (times.length < 600) requestAnimationFrame(next);
    else resolve(times.sort((a, b) => a - b));
  };
  requestAnimationFrame(next);
})`;

/** Opens a folder as a person does; ms until its first rows are on the screen, and until all of it is there. */
async function openFolder(page: Page, name: string, total: string): Promise<{ rows: number; all: number }> {
  const row = page.getByRole('row').filter({ has: page.locator(`[title="${name}"]`) });
  await row.waitFor();
  await page.evaluate(`(${meter})(${JSON.stringify(total)})`);
  await row.dblclick();
  for (let left = 600; (await page.evaluate<number>('cfsTimes.all')) === 0; left -= 1) {
    if (left === 0) throw new Error('the folder was not shown as a whole within two minutes');
    await sleep(200);
  }
  const times = await page.evaluate<Record<'began' | 'rows' | 'all', number>>('cfsTimes');
  return { rows: times.rows - times.began, all: times.all - times.began };
}

/** Shows the open folder as tiles, by its keys; ms until the first of them are on the screen. */
async function showTiles(page: Page): Promise<number> {
  const seen = page.evaluate<number>(`(${firstTiles})()`);
  await page.keyboard.press('Control+2');
  return seen;
}

const scroll = (page: Page, px: number): Promise<readonly number[]> =>
  page.evaluate<readonly number[]>(`(${scrolling})(${String(px)})`);

function makePool(lab: Lab, count: number): string {
  const home = lab.dir('home');
  const cfs = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...args], {
      env: { ...process.env, CFS_HOME: home },
      encoding: 'utf8',
    });
  cfs('pool', 'create', 'Bench');
  const disks = [1, 2].map((number) => lab.memory(`window${String(number)}`, 1024 ** 3));
  for (const [index, disk] of disks.entries()) {
    cfs('volume', 'add', disk, '--name', `disk${String(index + 1)}`, '--reserve', '0');
    mkdirSync(join(disk, 'Big'));
    for (let number = index; number < count; number += disks.length) {
      writeFileSync(join(disk, 'Big', `row ${String(number)}`), '');
    }
  }
  cfs('index');
  return home;
}

const at = (times: readonly number[], share: number): number => times[Math.ceil(times.length * share) - 1] ?? NaN;

export const bench: Bench = {
  name: 'window',
  summary: 'one folder of 100,000 files on 2 volumes in the window, in Chromium with the headless host',
  async run(lab) {
    const executablePath = browserPath();
    if (!existsSync(server)) return [skipped(what, 'run "npm run build" first')];
    if (executablePath === null) return [skipped(what, 'Chromium is not installed')];
    const count = lab.size(100_000);
    const host = await startHost(makePool(lab, count));
    const browser = await launch(executablePath);
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
      await page.goto(host.url);
      const top = page.url();
      const opened: { rows: number; all: number }[] = [];
      const frames: (readonly number[])[] = [];
      const slowly: (readonly number[])[] = [];
      const tiles: { first: number; all: readonly number[]; slowly: readonly number[] }[] = [];
      for (let round = 0; round < lab.times; round += 1) {
        if (round > 0) await page.goto(top);
        if (round > 0) await page.reload();
        opened.push(await openFolder(page, 'Big', `${count.toLocaleString('en-GB')} items`));
        frames.push(await scroll(page, 0));
        slowly.push(await scroll(page, wheelPx));
        const first = await showTiles(page);
        tiles.push({ first, all: await scroll(page, 0), slowly: await scroll(page, wheelPx) });
        await page.keyboard.press('Control+1');
        // The choice is kept a moment later.
        await sleep(keptMs);
      }
      const rows = opened.map((one) => one.rows);
      const figures: Figure[] = [
        {
          what: 'p95 frame, all of it drawn past in 10 s',
          value: median(frames.map((all) => at(all, 0.95))),
          unit: 'ms',
          most: 16.7,
        },
        {
          what: 'p95 frame of tiles, all of them drawn past in 10 s',
          value: median(tiles.map(({ all }) => at(all, 0.95))),
          unit: 'ms',
          most: 16.7,
        },
      ];
      const said = [`all rows after ${duration(median(opened.map(({ all }) => all)))}`];
      const late = frames.flat().filter((ms) => ms > 25).length / frames.flat().length;
      said.push(`${(late * 100).toFixed(1)} % of the frames late, the longest ${duration(Math.max(...frames.flat()))}`);
      const turned = median(slowly.map((all) => at(all, 0.95)));
      said.push(`p95 frame by the wheel, ${String(wheelPx)} px a frame: ${duration(turned)}`);
      const turnedTiles = median(tiles.map((one) => at(one.slowly, 0.95)));
      said.push(
        `first tiles ${duration(median(tiles.map(({ first }) => first)))} after the key; p95 frame of tiles by the wheel: ${duration(turnedTiles)}`,
      );
      if (process.platform === 'linux') {
        // What the work took is given back by then.
        await sleep(restMs);
        const ours = family(host.pid)
          .map(memoryOf)
          .reduce((sum, bytes) => sum + bytes, 0);
        const drawn = memoryOf(await pageProcess(page));
        const mb = (bytes: number): number => bytes / 1e6;
        figures.push({ what: 'memory in all, at rest', value: mb(ours + drawn), unit: 'MB', most: 450 });
        said.push(
          `memory ${duration(restMs)} later: host and its processes ${mb(ours).toFixed(0)} MB, page ${mb(drawn).toFixed(0)} MB (PSS)`,
        );
      }
      const spread = [Math.min(...rows), Math.max(...rows)] as const;
      return [{ what, ms: median(rows), spread, goalMs: 100, figures, note: said.join('; ') }];
    } finally {
      await browser.close();
      await host.stop();
    }
  },
};
