import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openLive } from './live-fixture.ts';
import type { LiveCatalog, LiveOptions } from './live-fixture.ts';

/** Real folders, the real child, real watches: what is changed by other programs, and what the catalog says then. */

let live: LiveCatalog | null = null;
afterEach(async () => {
  await live?.close();
  live = null;
});

const start = async (options: LiveOptions = {}): Promise<LiveCatalog> => {
  live = openLive(options);
  await live.until(({ state }) => state === 'fresh');
  return live;
};
const rootOf = (catalog: LiveCatalog, id = 'one'): string =>
  catalog.members.find((member) => member.id === id)?.root ?? '';

/** `width` folders in each folder, `depth` of them above each other, three files in each. */
function tree(at: string, depth: number, width: number): void {
  mkdirSync(at, { recursive: true });
  for (const name of ['a', 'b', 'c']) writeFileSync(join(at, name), `${name} of ${at}`);
  if (depth > 0) for (let n = 0; n < width; n += 1) tree(join(at, `folder${String(n)}`), depth - 1, width);
}

it('[Q20] a catalog that begins holds all that is there, and says that it is scanning until then', async () => {
  live = openLive({ fill: ([one]) => tree(join(one?.root ?? '', 'photos'), 3, 4) });
  const states = new Set<string>();
  const status = await live.until((now) => {
    states.add(now.state);
    return now.state === 'fresh';
  });
  expect(states).toContain('scanning');
  await live.equal(2_000);
  expect(status.entries).toBe(3 * 85);
  expect(status.folders).toBe(85);
  expect(status.perVolume.map(({ state, problem }) => [state, problem])).toEqual([
    ['live', null],
    ['live', null],
  ]);
  expect(status.scannedMs).toBeGreaterThan(Date.now() - 60_000);
});

it('[Q21] what another program makes, changes, renames, moves and deletes is in the catalog a moment later', async () => {
  const catalog = await start({ fill: ([one]) => tree(join(one?.root ?? '', 'old'), 2, 3) });
  const root = rootOf(catalog);
  writeFileSync(join(root, 'new'), 'new');
  await catalog.equal();
  appendFileSync(join(root, 'old', 'a'), 'grown in place');
  chmodSync(join(root, 'old', 'b'), 0o600);
  utimesSync(join(root, 'old', 'c'), 1_000, 1_000);
  chmodSync(join(root, 'old', 'folder1'), 0o700);
  symlinkSync('/nowhere', join(root, 'link'));
  await catalog.equal();
  renameSync(join(root, 'old', 'folder0'), join(root, 'renamed'));
  writeFileSync(join(root, 'renamed', 'folder0', 'inside'), 'written below the new name');
  await catalog.equal();
  rmSync(join(root, 'old'), { recursive: true });
  await catalog.equal();
});

it('[Q21] a deep tree that is copied in, and one that is moved in, are there with everything in them', async () => {
  const catalog = await start();
  const outside = join(catalog.base, 'outside');
  tree(join(outside, 'deep'), 4, 3);
  tree(join(outside, 'moved'), 3, 3);
  const root = rootOf(catalog);
  execFileSync('cp', ['-r', join(outside, 'deep'), join(root, 'copied')]);
  renameSync(join(outside, 'moved'), join(root, 'moved'));
  await catalog.equal();
  // Their folders are watched as well.
  writeFileSync(join(root, 'moved', 'folder1', 'folder2', 'late'), 'late');
  writeFileSync(join(root, 'copied', 'folder0', 'folder0', 'folder0', 'folder0', 'late'), 'late');
  await catalog.equal();
  renameSync(join(root, 'moved'), join(outside, 'gone'));
  writeFileSync(join(outside, 'gone', 'folder1', 'not of the pool'), 'any more');
  await catalog.equal();
});

it('[Q21] a folder that is replaced by another one of its name is read anew', async () => {
  const catalog = await start({ fill: ([one]) => tree(join(one?.root ?? '', 'a'), 2, 2) });
  const root = rootOf(catalog);
  const other = join(catalog.base, 'other');
  tree(join(other, 'folder0'), 1, 3);
  writeFileSync(join(other, 'only here'), '');
  // All within one look.
  rmSync(join(root, 'a'), { recursive: true });
  renameSync(other, join(root, 'a'));
  await catalog.equal();
  for (let round = 0; round < 5; round += 1) {
    rmSync(join(root, 'a'), { recursive: true });
    mkdirSync(join(root, 'a', 'folder0'), { recursive: true });
    writeFileSync(join(root, 'a', 'folder0', String(round)), String(round));
    await catalog.equal();
  }
});

it('[Q21] the other names of a file tell how many there are, when one more is made or one is deleted', async () => {
  const catalog = await start({
    fill: ([one]) => {
      for (const name of ['a', 'b', 'c']) mkdirSync(join(one?.root ?? '', name));
      writeFileSync(join(one?.root ?? '', 'a', 'file'), 'a file');
    },
    times: { firstAllMs: 600_000 },
  });
  const root = rootOf(catalog);
  linkSync(join(root, 'a', 'file'), join(root, 'b', 'again'));
  await catalog.equal();
  linkSync(join(root, 'a', 'file'), join(root, 'c', 'a third'));
  await catalog.equal();
  rmSync(join(root, 'a', 'file'));
  await catalog.equal();
  rmSync(join(root, 'c'), { recursive: true });
  await catalog.equal();
});

it('[Q22] names of any bytes, very long paths and many names in one folder are followed', async () => {
  const catalog = await start();
  const root = rootOf(catalog);
  const odd = Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xff, 0x0a, 0x5c])]);
  mkdirSync(odd);
  writeFileSync(Buffer.concat([odd, Buffer.from('/'), Buffer.from([0xe9])]), 'x');
  // Step by step, because nobody can name the whole path.
  const deep = `for (let n = 0; n < 25; n += 1) { fs.mkdirSync('n'.repeat(250)); process.chdir('n'.repeat(250)); }`;
  execFileSync(process.execPath, ['-e', `${deep} fs.writeFileSync('end', '')`], { cwd: root });
  mkdirSync(join(root, 'many'));
  execFileSync('sh', ['-c', 'seq -f n%g 4200 | xargs touch'], { cwd: join(root, 'many') });
  await catalog.until(({ entries }) => entries === 4_202);
  rmSync(join(root, 'many', 'n4150'));
  writeFileSync(join(root, 'many', 'n9'), 'longer');
  writeFileSync(Buffer.concat([odd, Buffer.from('/'), Buffer.from([0xea])]), 'y');
  rmSync(join(root, 'many', 'n1'));
  await catalog.until(({ entries }) => entries === 4_201);
  const { entries } = (await catalog.link.call({ t: 'read', path: catalog.path, name: 'summary', input: {} })) as {
    readonly entries: number;
  };
  expect(entries).toBe(4_201);
});

const torture = process.env['CFS_TORTURE'] === '1';

it.skipIf(!torture)(
  '[Q21] 60,000 files at once, 50,000 changes and a copy of all of it end in the catalog as they are',
  async () => {
    const catalog = await start();
    const root = rootOf(catalog);
    const shell = (script: string): void => void execFileSync('sh', ['-c', script], { cwd: root });
    shell('mkdir burst; cd burst; seq -f n%g 60000 | xargs touch');
    await catalog.equal(120_000);
    shell('mkdir t; cd t; for d in $(seq 200); do mkdir -p d$d/e/f; (cd d$d/e/f; seq 250 | xargs touch); done');
    shell('for d in $(seq 200); do (cd t/d$d/e/f; for n in $(seq 250); do echo x >> $n; done); done');
    await catalog.equal(120_000);
    shell('cp -r t copy; mv t moved');
    await catalog.equal(120_000);
  },
  600_000,
);
