import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession, Page } from '@playwright/test';
import { browserPath, cpuOf, family, launch, pageProcess, server, startHost } from './chromium.ts';
import { duration } from './results.ts';
import { median, root, skipped } from './tool.ts';
import type { Bench, Figure, Lab } from './tool.ts';

const what = 'start: from the host to rows that can be used';
const navigations = 1_000;
/** Navigations before memory is looked at for the first time: what is kept of former ones is full by then. */
const warm = 100;
/** Nothing is done for so long before the processor is looked at (a browser gives memory back for half a minute), and while it is, ms. */
const [calmMs, idleMs] = [45_000, 20_000];

/** Folders of a few hundred files, and one of 100,000 that is left open. */
function makePool(lab: Lab): string {
  const home = lab.dir('home');
  const cfs = (...args: readonly string[]): string =>
    execFileSync(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...args], {
      env: { ...process.env, CFS_HOME: home },
      encoding: 'utf8',
    });
  cfs('pool', 'create', 'Bench');
  const disk = lab.memory('use', 1024 ** 3);
  cfs('volume', 'add', disk, '--name', 'disk1', '--reserve', '0');
  const fill = (folder: string, count: number): void => {
    mkdirSync(join(disk, folder), { recursive: true });
    for (let number = 0; number < count; number += 1) writeFileSync(join(disk, folder, `row ${String(number)}`), '');
  };
  for (let number = 0; number < 40; number += 1) fill(`folder ${String(number)}`, 250);
  fill('big', lab.size(100_000));
  cfs('index');
  return home;
}

const row = (page: Page, name: string) => page.getByRole('row').filter({ has: page.locator(`[title="${name}"]`) });

/** Of the page, when what is not needed any more is gone; bytes. */
interface Heap {
  /** What it keeps, down to the parts of the document. */
  readonly kept: number;
  /** Machine code that V8 makes of the program, the more the longer it runs. */
  readonly code: number;
}

interface HeapSnapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: string[]; readonly node_types: [string[]] } };
  readonly nodes: number[];
}

async function heapOf(session: CDPSession): Promise<Heap> {
  const chunks: string[] = [];
  const take = ({ chunk }: { readonly chunk: string }): void => void chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', take);
  for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', take);
  const { snapshot, nodes } = JSON.parse(chunks.join('')) as HeapSnapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [typeAt, sizeAt, codeType] = [fields.indexOf('type'), fields.indexOf('self_size'), types[0].indexOf('code')];
  let [kept, code] = [0, 0];
  for (let at = 0; at < nodes.length; at += fields.length) {
    const size = nodes[at + sizeAt] ?? 0;
    if (nodes[at + typeAt] === codeType) code += size;
    else kept += size;
  }
  return { kept, code };
}

/** Opens folder after folder, and goes up again, and back again: so many navigations. */
const wandering = `async (times) => {
  const until = (seen) => new Promise((resolve) => {
    const look = () => (seen() ? resolve() : setTimeout(look, 2));
    look();
  });
  const has = (start) => document.querySelector('[role=row] [title^="' + start + ' "]') !== null;
  for (let done = 0; done < times; done += 2) {
    location.hash = location.hash.replace(/\\/?$/, '/') + 'folder%20' + (done / 2 % 40);
    await until(() => has('row'));
    history.back();
    await until(() => has('folder'));
  }
}`;

export const bench: Bench = {
  name: 'window-use',
  summary: 'the window in use: its start, 1,000 navigations, and at rest with 100,000 rows open, in Chromium',
  async run(lab) {
    const executablePath = browserPath();
    if (!existsSync(server)) return [skipped(what, 'run "npm run build" first')];
    if (executablePath === null) return [skipped(what, 'Chromium is not installed')];
    const home = makePool(lab);
    const browser = await launch(executablePath);
    try {
      const starts: number[] = [];
      for (let round = 0; round < lab.times; round += 1) {
        const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
        const began = performance.now();
        const host = await startHost(home);
        await page.goto(host.url);
        await row(page, 'folder 1').waitFor();
        starts.push(performance.now() - began);
        await page.close();
        await host.stop();
      }
      const host = await startHost(home);
      try {
        const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, locale: 'en-GB' });
        await page.goto(host.url);
        await row(page, 'folder 1').waitFor();
        const session = await page.context().newCDPSession(page);
        await page.evaluate(`(${wandering})(${String(warm)})`);
        const before = await heapOf(session);
        const began = performance.now();
        await page.evaluate(`(${wandering})(${String(navigations)})`);
        const each = (performance.now() - began) / navigations;
        const after = await heapOf(session);
        const growth = Math.max(0, ((after.kept - before.kept) / before.kept) * 100);
        const figures: Figure[] = [
          { what: 'what the page keeps grows by 1,000 navigations', value: growth, unit: '%', most: 5 },
        ];
        const mb = (bytes: number): string => (bytes / 1e6).toFixed(1);
        const said = [
          `kept after ${String(warm)} navigations ${mb(before.kept)} MB, after 1,000 more ${mb(after.kept)} MB; ` +
            `machine code that V8 made of the program ${mb(before.code)} MB, then ${mb(after.code)} MB`,
          `${duration(each)} for each navigation`,
        ];
        if (process.platform === 'linux') {
          await row(page, 'big').dblclick();
          const all = `${lab.size(100_000).toLocaleString('en-GB')} items`;
          await page.locator('footer').getByText(all, { exact: true }).waitFor({ timeout: 120_000 });
          await sleep(calmMs);
          const pids = [...family(host.pid), await pageProcess(page)];
          const busy = (): number => pids.reduce((sum, pid) => sum + cpuOf(pid), 0);
          const start = busy();
          await sleep(idleMs);
          const share = ((busy() - start) / idleMs) * 100;
          figures.push({ what: 'processor at rest, host and page', value: share, unit: '%', most: 0.3 });
        }
        const spread = [Math.min(...starts), Math.max(...starts)] as const;
        return [{ what, ms: median(starts), spread, goalMs: 1_500, figures, note: said.join('; ') }];
      } finally {
        await host.stop();
      }
    } finally {
      await browser.close();
    }
  },
};
