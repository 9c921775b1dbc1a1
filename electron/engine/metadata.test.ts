import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { TestContext } from 'vitest';
import { parsePath, rootPath } from '../../shared/path.ts';
import type { Job } from '../../shared/model.ts';
import type { Engine, JobHandle, Pool } from './api.ts';
import { openEngine } from './engine.ts';
import { mountNew, whyNotMounted } from './volume/mount-fixture.ts';
import type { FileSystemKind, Mounted } from './volume/mount-fixture.ts';
import { posix } from './volume/posix.ts';

// Real disks and many commands: a busy machine needs its time.
vi.setConfig({ testTimeout: 120_000 });

let base = '';
let engine: Engine;
const mounts: Mounted[] = [];

beforeEach(async () => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'cfs-metadata-')));
  engine = await openEngine({ home: join(base, 'home') });
});
afterEach(async () => {
  await engine.close();
  for (const mounted of mounts.splice(0)) mounted.unmount();
  rmSync(base, { recursive: true, force: true });
});

function mount(context: TestContext, kind: FileSystemKind): string {
  const why = whyNotMounted(kind);
  if (why !== null) context.skip(why);
  const mounted = mountNew(kind);
  mounts.push(mounted);
  return mounted.path;
}

const isRoot = process.getuid?.() === 0;
const hasAcls = existsSync('/usr/bin/setfacl') && existsSync('/usr/bin/getfacl');

/** A tree with everything that has to be kept, on a file system of its own that can hold it. */
function makeTree(root: string): void {
  mkdirSync(join(root, 'open/deep/empty'), { recursive: true });
  writeFileSync(join(root, 'open/file'), 'content');
  writeFileSync(join(root, 'private'), 'x', { mode: 0o600 });
  chmodSync(join(root, 'private'), 0o400);
  writeFileSync(join(root, 'run'), '#!/bin/sh\n');
  chmodSync(join(root, 'run'), 0o755);
  const fd = openSync(join(root, 'holes'), 'w');
  ftruncateSync(fd, 40 << 20);
  writeSync(fd, 'in the middle', 20 << 20);
  closeSync(fd);
  linkSync(join(root, 'open/file'), join(root, 'open/deep/other name'));
  symlinkSync('open/file', join(root, 'link'));
  symlinkSync('/nowhere/at all', join(root, 'open/dangling'));
  execFileSync('setfattr', ['-n', 'user.colour', '-v', 'blue', join(root, 'open/file')]);
  execFileSync('setfattr', ['-n', 'user.folder', '-v', 'yes', join(root, 'open/deep')]);
  if (hasAcls) {
    execFileSync('setfacl', ['-m', 'u:4242:rw,g:4243:r', join(root, 'open/file')]);
    execFileSync('setfacl', ['-m', 'u:4242:rwx', '-d', '-m', 'u:4242:rx', join(root, 'open')]);
  }
  if (isRoot) {
    chownSync(join(root, 'private'), 1234, 5678);
    execFileSync('chown', ['-h', '1234:5678', join(root, 'link')]);
    chownSync(join(root, 'open/deep'), 1234, 5678);
  }
  chmodSync(join(root, 'open'), 0o2750);
  chmodSync(join(root, 'open/deep'), 0o700);
  let count = 0;
  // Deepest first, because making entries sets the times of the folder.
  for (const path of [
    'open/deep/empty',
    'open/deep',
    'open/dangling',
    'open/file',
    'open',
    'private',
    'run',
    'holes',
    'link',
  ]) {
    count += 1;
    execFileSync('touch', [
      '-h',
      '-d',
      `2019-03-0${String(count)} 11:22:33.123456${String(780 + count)}`,
      join(root, path),
    ]);
  }
}

/** Everything of a tree that must be kept, by path. */
function snapshot(root: string): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  const firstNames = new Map<bigint, string>();
  const visit = (relative: string): void => {
    const path = join(root, relative);
    const { mode, uid, gid, mtimeNs, size, blocks, ino, nlink } = lstatSync(path, { bigint: true });
    const type = Number(mode & 0o170000n);
    const common = { mode: (Number(mode) & 0o7777).toString(8), uid, gid, mtimeNs, xattrs: attributes(path, type) };
    if (type === 0o040000) {
      if (relative !== '') found[relative] = common;
      for (const name of readdirSync(path).sort()) if (name !== 'lost+found') visit(join(relative, name));
    } else if (type === 0o120000) found[relative] = { ...common, target: readlinkSync(path) };
    else {
      firstNames.set(ino, firstNames.get(ino) ?? relative);
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
      const isSparse = blocks * 512n < size / 2n;
      found[relative] = { ...common, size, hash, isSparse, links: nlink, sameAs: firstNames.get(ino) };
    }
  };
  visit('');
  return found;
}

function attributes(path: string, type: number): Readonly<Record<string, string>> {
  if (type === 0o120000) return {};
  const entries = Object.entries(posix()?.readXattrs(path) ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, Buffer.from(value).toString('hex')]));
}

async function done(handle: Promise<JobHandle>): Promise<Job> {
  const job = await (await handle).ended;
  expect({ state: job.state, errors: job.errors }).toEqual({ state: 'done', errors: [] });
  return job;
}
/** The tree as it lies on the volumes, each path on one of them. */
async function merged(pool: Pool, below: string): Promise<Readonly<Record<string, unknown>>> {
  const { volumes } = await pool.info();
  const parts = volumes.map(({ root }) => (existsSync(join(root, below)) ? snapshot(join(root, below)) : {}));
  return Object.assign({}, ...parts) as Record<string, unknown>;
}
const poolOf = (...roots: readonly string[]): Promise<Pool> =>
  engine.createPool({ name: 'home', policy: 'first-fit', volumes: roots.map((root) => ({ root, reserve: 0 })) });

describe.each(['ext4', 'xfs', 'btrfs', 'tmpfs'] as const)('metadata on %s', (kind) => {
  it('[V100] is kept whole over put, mv, cp, emptying a volume and get: modes, owners, times, attributes, ACLs, holes, links', async (context) => {
    if (kind === 'btrfs' && process.env['CFS_TORTURE'] !== '1') context.skip('with CFS_TORTURE=1');
    const from = mount(context, 'ext4');
    const [one, two] = [mount(context, kind), mount(context, kind)];
    const source = join(from, 'tree');
    mkdirSync(source);
    makeTree(source);
    const before = snapshot(source);
    const pool = await poolOf(one, two);
    const put = await done(pool.put([source], rootPath));
    expect(put.notes).toEqual([]);
    expect(snapshot(source)).toEqual(before);
    expect(await merged(pool, 'tree')).toEqual(before);

    expect((await done(pool.move([parsePath('/tree')], parsePath('/moved/here')))).notes).toEqual([]);
    expect(await merged(pool, 'moved/here/tree')).toEqual(before);
    expect((await done(pool.copy([parsePath('/moved/here/tree')], parsePath('/copied')))).notes).toEqual([]);
    expect(await merged(pool, 'copied/tree')).toEqual(before);

    const plan = await pool.planDrain('mounted');
    expect(plan.blocked.filter(({ path }) => !path.includes('lost+found'))).toEqual([]);
    const drained = await done(engine.plans.run(plan.id));
    expect(drained.notes).toEqual([]);
    expect((await pool.remaining('mounted')).entries).toEqual([]);
    expect(snapshot(join(two, 'moved/here/tree'))).toEqual(before);
    expect(snapshot(join(two, 'copied/tree'))).toEqual(before);

    const out = join(from, 'out');
    mkdirSync(out);
    expect((await done(pool.get([parsePath('/moved/here/tree')], out))).notes).toEqual([]);
    expect(snapshot(join(out, 'tree'))).toEqual(before);
  });
});

describe('what cannot be kept', () => {
  it('[V101] on exFAT is told for each kind, and strict refuses before anything is written', async (context) => {
    const from = mount(context, 'ext4');
    const stick = mount(context, 'exfat');
    const source = join(from, 'tree');
    mkdirSync(join(source, 'folder'), { recursive: true });
    writeFileSync(join(source, 'a'), 'a');
    linkSync(join(source, 'a'), join(source, 'folder/b'));
    execFileSync('setfattr', ['-n', 'user.colour', '-v', 'blue', join(source, 'a')]);
    execFileSync('touch', ['-d', '2019-03-01 11:22:33.123456789', join(source, 'a')]);
    if (isRoot) chownSync(join(source, 'a'), 1234, 5678);
    symlinkSync('a', join(source, 'link'));
    const pool = await poolOf(stick);
    const strict = await (await pool.put([source], rootPath, { strict: true })).ended;
    expect(strict.errors.map(({ error }) => error.code)).toEqual(['refused']);
    for (const word of ['hard links', 'symbolic links', 'user.colour', 'time']) {
      expect(strict.errors[0]?.error.message).toContain(word);
    }
    expect(readdirSync(stick).filter((name) => !name.startsWith('.cfs'))).toEqual([]);

    const job = await (await pool.put([source], rootPath)).ended;
    const told = [...job.notes, ...job.errors.map(({ error }) => error.message)].join('\n');
    for (const word of ['user.colour', 'mtime', 'the hard link', '/tree/link']) expect(told).toContain(word);
    expect(readFileSync(join(stick, 'tree/a'), 'utf8')).toBe('a');
    expect(readFileSync(join(stick, 'tree/folder/b'), 'utf8')).toBe('a');
    expect(existsSync(join(stick, 'tree/link'))).toBe(false);
    expect(snapshot(source)).toHaveProperty('link');
  });

  it('[V101] a move to a volume that cannot keep it all tells what is lost', async (context) => {
    const disk = mount(context, 'ext4');
    const stick = mount(context, 'exfat');
    const pool = await poolOf(disk);
    writeFileSync(join(disk, 'a'), 'a');
    execFileSync('setfattr', ['-n', 'user.colour', '-v', 'blue', join(disk, 'a')]);
    await pool.addVolume({ root: stick, name: 'stick', reserve: 0 });
    writeFileSync(join(disk, 'b'), 'b');
    linkSync(join(disk, 'b'), join(disk, 'c'));
    symlinkSync('a', join(disk, 'link'));
    const plan = await pool.planDrain('mounted');
    const job = await (await engine.plans.run(plan.id)).ended;
    const told = [
      ...job.notes,
      ...job.errors.map(({ error }) => error.message),
      ...plan.blocked.map(({ path, reason }) => `${path}: ${reason}`),
    ].join('\n');
    expect(told).toContain('user.colour');
    expect(readFileSync(join(stick, 'a'), 'utf8')).toBe('a');
    expect(existsSync(join(disk, 'a'))).toBe(false);
    // Names of one file stay one file: where that cannot be, they stay where they are, and the plan says so.
    const blocked = plan.blocked.map(({ path }) => path).filter((path) => path !== '/lost+found');
    expect(blocked.sort()).toEqual(['/b', '/link']);
    expect(told).toContain('cannot hold all names of one file');
    expect(job.errors).toEqual([]);
    for (const name of ['b', 'c']) expect(readFileSync(join(disk, name), 'utf8')).toBe('b');
    expect(readlinkSync(join(disk, 'link'))).toBe('a');
    expect(readdirSync(stick).filter((name) => !name.startsWith('.cfs'))).toEqual(['a']);
  });

  it('[V102] fifos, sockets and devices are listed, left out of every copy with a remark, and refused by strict', async () => {
    const disks = ['disk1', 'disk2'].map((name) => join(base, name));
    for (const root of disks) mkdirSync(root);
    const pool = await poolOf(...disks);
    const source = join(base, 'source');
    mkdirSync(source);
    execFileSync('mkfifo', [join(source, 'pipe')]);
    writeFileSync(join(source, 'file'), 'x');
    if (isRoot) execFileSync('mknod', [join(source, 'null'), 'c', '1', '3']);
    const strict = await (await pool.put([source], rootPath, { strict: true })).ended;
    expect(strict.errors.map(({ error }) => error.code)).toEqual(['refused']);
    expect((await pool.list(rootPath)).entries).toEqual([]);
    const job = await (await pool.put([source], rootPath)).ended;
    expect(job.state).toBe('done');
    expect(job.notes.join('\n')).toMatch(/pipe is a device, socket or pipe/);
    expect((await pool.list(parsePath('/source'))).entries.map(({ name }) => name)).toEqual(['file']);
    execFileSync('mkfifo', [join(base, 'disk1/source/pipe')]);
    expect(await pool.stat(parsePath('/source/pipe'))).toMatchObject({ type: 'other' });
    const out = join(base, 'out');
    mkdirSync(out);
    const got = await (await pool.get([parsePath('/source')], out)).ended;
    expect(got.notes.join('\n')).toMatch(/pipe/);
    expect(readdirSync(join(out, 'source'))).toEqual(['file']);
    const plan = await pool.planDrain('disk1');
    expect(plan.blocked.map(({ path }) => path)).toEqual(['/source/pipe']);
    const moved = await (await pool.move([parsePath('/source')], parsePath('/moved'))).ended;
    expect(moved.errors).toEqual([]);
    expect(await pool.stat(parsePath('/moved/source/pipe'))).toMatchObject({ type: 'other' });
  });
});
