import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { parsePath, rootPath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import { mountNew, whyNotMounted } from '../volume/mount-fixture.ts';
import { openTestPool } from './fixture.ts';
import type { TestPool } from './fixture.ts';
import { startCopy, startGet, startMove, startPut } from './transfer.ts';

let base = '';
let pool: TestPool;
let alive: NodeJS.Timeout;
const mounted: string[] = [];
const at = parsePath;

beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'cfs-aliases-')));
  pool = openTestPool(base, { policy: 'first-fit' });
  alive = setInterval(() => undefined, 1000);
});
afterEach(async () => {
  clearInterval(alive);
  await pool.close();
  for (const path of mounted.splice(0).reverse()) execFileSync('umount', ['-l', path]);
  rmSync(base, { recursive: true, force: true });
});

function file(name: string, text: string): string {
  const path = join(base, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

/** A second way to a folder. Skips the test where that is not possible. */
function bind(context: TestContext, from: string, to: string): string {
  const why = whyNotMounted('tmpfs');
  if (why !== null) context.skip(why);
  const [source, target] = [join(base, from), join(base, to)];
  mkdirSync(target, { recursive: true });
  execFileSync('mount', ['--bind', source, target]);
  mounted.push(target);
  return target;
}

/** Everything on the disks and beside them, with contents and inodes: nothing may be written, nothing replaced. */
function everything(): string {
  // Where a folder is mounted below itself, find says that it is, and goes on.
  const { stdout } = spawnSync('find', [base, '-printf', '%p %i %s %T@\\n'], { encoding: 'utf8' });
  return stdout.split('\n').sort().join('\n');
}

/** The job fails with this code for one item, says why, and nothing at all was written. */
async function refused(start: () => Promise<JobHandle>, words: string): Promise<void> {
  const before = everything();
  const job = await (await start()).ended;
  expect(job.errors.map(({ error }) => error.code)).toEqual(['refused']);
  expect(job.errors[0]?.error.message).toContain(words);
  expect(job.filesDone).toBe(0);
  expect(everything()).toBe(before);
}

const put = (source: string, options = {}) => startPut(pool.context, [source], rootPath, options);
const get = (path: string, to: string, options = {}) => startGet(pool.context, [at(path)], to, options);

describe('put', () => {
  it('[S105] of what lies on a volume is refused: by its path, a path with links, in any folder of it', async () => {
    const inside = file('disk2/deep/a', 'kept');
    symlinkSync(join(base, 'disk2'), join(base, 'link'));
    await refused(() => put(inside), 'lies on the volume disk2');
    await refused(() => put(join(base, 'link/deep/a')), 'lies on the volume disk2');
    await refused(() => put(join(base, 'link/deep')), 'lies on the volume disk2');
    await refused(() => put(join(base, 'disk2')), 'lies on the volume disk2');
    await refused(() => put(`${base}/disk1/../disk2/deep//a`, { onConflict: 'replace' }), 'lies on the volume disk2');
  });

  it('[S105] of what lies on a volume is refused through a bind mount too, of all of it, a part, or above it', async (context) => {
    file('disk2/deep/a', 'kept');
    file('free/b', 'b');
    for (const [from, to] of [
      ['disk2', 'whole'],
      ['disk2/deep', 'part'],
      ['.', 'above'],
    ] as const) {
      bind(context, from, to);
    }
    await refused(() => put(join(base, 'whole/deep/a')), 'lies on the volume disk2');
    await refused(() => put(join(base, 'part')), 'lies on the volume disk2');
    await refused(() => put(join(base, 'above/disk2/deep')), 'lies on the volume disk2');
    await refused(() => put(join(base, 'above')), 'it contains the volume');
    const job = await (await put(join(base, 'above/free'))).ended;
    expect(job).toMatchObject({ state: 'done', filesDone: 1 });
  });

  it('[S106] of a folder around a volume is refused as a whole, also when the volume is mounted into it', async (context) => {
    file('disk1/a', 'kept');
    file('around/b', 'b');
    await refused(() => put(base), 'it contains the volume disk1');
    bind(context, 'disk1', 'around/deep/mounted');
    await refused(() => put(join(base, 'around')), 'it contains the volume disk1');
  });

  it('[S107] of a hard link of the very file that it would replace is refused; another file of that name is not', async () => {
    const [volume, outside] = [file('disk1/a', 'kept'), join(base, 'out/a')];
    mkdirSync(join(base, 'out'));
    linkSync(volume, outside);
    for (const onConflict of ['replace', 'different', 'newer']) {
      const before = everything();
      const { errors, filesDone } = await (await put(outside, { onConflict })).ended;
      expect(filesDone).toBe(0);
      if (onConflict === 'replace') expect(errors[0]?.error.message).toContain('one and the same file');
      expect(everything()).toBe(before);
    }
    rmSync(outside);
    writeFileSync(outside, 'other');
    expect(await (await put(outside, { onConflict: 'replace' })).ended).toMatchObject({ state: 'done', filesDone: 1 });
    expect(readFileSync(volume, 'utf8')).toBe('other');
  });
});

describe('get', () => {
  it('[S105] into a volume is refused: by its path, a link, a bind mount of a part of it', async (context) => {
    file('disk1/a', 'kept');
    mkdirSync(join(base, 'disk2/deep'));
    symlinkSync(join(base, 'disk2'), join(base, 'link'));
    await refused(() => get('/a', join(base, 'disk2')), 'lies on the volume disk2');
    await refused(() => get('/a', join(base, 'link/deep')), 'lies on the volume disk2');
    bind(context, 'disk2/deep', 'bound');
    await refused(() => get('/a', join(base, 'bound')), 'lies on the volume disk2');
  });

  it('[S106] of a folder that would be merged into a volume is refused; one beside it is not', async () => {
    file('disk1/disk2/inner/a', 'kept');
    file('disk1/other/b', 'b');
    await refused(() => get('/disk2', base), 'would be copied into');
    await refused(() => get('/', base), 'would be copied into');
    expect(await (await get('/other', base)).ended).toMatchObject({ state: 'done', filesDone: 1 });
    expect(readFileSync(join(base, 'other/b'), 'utf8')).toBe('b');
  });

  it('[S107] over a hard link of the file itself is refused', async () => {
    const volume = file('disk1/a', 'kept');
    mkdirSync(join(base, 'out'));
    linkSync(volume, join(base, 'out/a'));
    await refused(() => get('/a', join(base, 'out'), { onConflict: 'replace' }), 'one and the same file');
  });
});

describe('inside the pool', () => {
  it('[S107] copying or moving onto itself, into itself or over its own other name is refused', async () => {
    const volume = file('disk1/folder/a', 'kept');
    linkSync(volume, join(base, 'disk1/b'));
    const as = { destination: 'as', onConflict: 'replace' } as const;
    await refused(() => startCopy(pool.context, [at('/folder/a')], at('/folder/a'), as), 'onto itself');
    await refused(() => startCopy(pool.context, [at('/folder/a')], at('/b'), as), 'one and the same file');
    await refused(() => startMove(pool.context, [at('/folder/a')], at('/folder/a'), as), 'there already');
    await refused(() => startCopy(pool.context, [at('/folder')], at('/folder/inner'), as), 'into itself');
    await refused(() => startMove(pool.context, [at('/folder')], at('/folder/inner'), as), 'into itself');
  });

  it('[S108] two volumes of one file system count its space once, and a file goes from one to the other whole', async (context) => {
    const why = whyNotMounted('tmpfs');
    if (why !== null) context.skip(why);
    const disk = mountNew('tmpfs', { sizeMiB: 16 });
    try {
      const shared = openTestPool(disk.path, { limits: [null, null], policy: 'first-fit' });
      writeFileSync(join(disk.path, 'disk1/a'), Buffer.alloc(3_000_000, 'a'));
      const [one, two] = await Promise.all(shared.members.map(({ volume }) => volume.space()));
      expect((await shared.context.volume.space()).total).toBe(one?.total);
      expect(two?.total).toBe(one?.total);
      const source = file('src/b', 'b'.repeat(2_000_000));
      // Each fits by itself; with both the file system is full, whichever volume is asked.
      const job = await (
        await startPut(shared.context, [source, file('src/c', 'c'.repeat(14_000_000))], rootPath)
      ).ended;
      expect(job.errors.map(({ error }) => error.code)).toEqual(['no-space']);
      expect(job.filesDone).toBe(1);
      expect(existsSync(join(disk.path, 'disk1/b'))).toBe(true);
      expect(readdirSync(join(disk.path, 'disk2'))).toEqual([]);
      await shared.close();
    } finally {
      disk.unmount();
    }
  });
});
