import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAppError } from '../../../shared/errors.ts';
import type { VolumeInfo } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { recordText } from '../journal/record.ts';
import type { Intent } from '../pool/intent.ts';
import { whyNotMounted } from '../volume/mount-fixture.ts';
import { ownProcess } from '../volume/parts.ts';

let folder = '';
const engines: Engine[] = [];

async function open(home = 'home'): Promise<Engine> {
  const engine = await openEngine({ home: join(folder, home) });
  engines.push(engine);
  return engine;
}

function disk(name: string): string {
  const root = join(folder, name);
  mkdirSync(root, { recursive: true });
  return root;
}

/** A pool of three volumes with settings that differ from the defaults, a file on it, and no home any more. */
async function lostPool(): Promise<{
  readonly id: string;
  readonly volumes: Awaited<ReturnType<Pool['info']>>['volumes'];
}> {
  const engine = await open();
  const volumes = [
    { root: disk('a'), name: 'alpha', reserve: 0, limit: 50_000_000 },
    { root: disk('b'), name: 'beta', mode: 'no-create' as const, tags: ['slow'] },
    { root: disk('c'), name: 'gamma 3', reserve: 1_000_000 },
  ];
  const pool = await engine.createPool({ name: 'Home', policy: 'first-fit', volumes });
  await pool.write(parsePath('/deep/kept.txt'), [Buffer.from('kept')]);
  const info = await pool.info();
  await engine.close();
  rmSync(join(folder, 'home'), { recursive: true });
  return { id: pool.id, volumes: info.volumes };
}

/** Code and message of the refusal. */
async function refused(work: Promise<unknown>): Promise<{ readonly code: string; readonly message: string }> {
  try {
    await work;
  } catch (thrown) {
    if (!isAppError(thrown)) throw thrown;
    return thrown;
  }
  return { code: 'none', message: '' };
}

const roots = (...names: string[]): string[] => names.map((name) => join(folder, name));
const bytesOf = (name: string): string => readFileSync(join(folder, name), 'utf8');

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'cfs-import-')));
});
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('importing a pool', () => {
  it('[S100] gives back the pool as it was: identity, policy, settings, colours, marks and files', async () => {
    const { id, volumes } = await lostPool();
    const engine = await open();
    const { pool, missing } = await engine.importPool(roots('a', 'b', 'c'));
    expect(missing).toEqual([]);
    const info = await pool.info();
    expect(info).toMatchObject({ id, name: 'Home', policy: 'first-fit' });
    const decided = ({ space, ...kept }: VolumeInfo): object => ({ ...kept, isMeasured: space !== null });
    expect(info.volumes.map(decided)).toEqual(volumes.map(decided));
    expect((await pool.stat(parsePath('/deep/kept.txt'))).volumes).toEqual(['alpha']);
    await pool.write(parsePath('/deep/new.txt'), [Buffer.from('new')]);
    expect(bytesOf('a/deep/new.txt')).toBe('new');
  });

  it('[S101] names what is missing; that volume joins the pool when it is imported later', async () => {
    await lostPool();
    const engine = await open();
    const { pool, missing } = await engine.importPool(roots('b', 'c'));
    expect(missing).toEqual(['alpha']);
    expect((await pool.info()).volumes.map(({ name }) => name)).toEqual(['beta', 'gamma 3']);
    // The others are named again, as `import DIR/*` does.
    const again = await engine.importPool(roots('a', 'b', 'c'));
    expect(again.missing).toEqual([]);
    expect(again.pool.id).toBe(pool.id);
    expect((await pool.info()).volumes.map(({ name }) => name)).toEqual(['beta', 'gamma 3', 'alpha']);
    expect((await pool.stat(parsePath('/deep/kept.txt'))).volumes).toEqual(['alpha']);
  });

  it('[S101] believes the latest marker: a volume that was away while the pool was renamed and changed', async () => {
    await lostPool();
    const old = bytesOf('b/.cfs/volume.json');
    const engine = await open();
    const { pool } = await engine.importPool(roots('a', 'b', 'c'));
    await pool.set({ name: 'New name', policy: 'balanced' });
    await pool.addVolume({ root: disk('d') });
    await engine.close();
    rmSync(join(folder, 'home'), { recursive: true });
    writeFileSync(join(folder, 'b/.cfs/volume.json'), old);
    const imported = await (await open()).importPool(roots('b', 'a'));
    expect(imported.missing).toEqual(['gamma 3', 'd']);
    expect(await imported.pool.info()).toMatchObject({ name: 'New name', policy: 'balanced' });
  });

  it('[S102] refuses volumes of several pools, folders without a marker and what is no folder, naming them', async () => {
    await lostPool();
    const other = await open('other');
    await other.createPool({ name: 'Other', volumes: [{ root: disk('x'), name: 'ex' }] });
    const engine = await open();
    const mixed = await refused(engine.importPool(roots('a', 'x')));
    expect(mixed).toMatchObject({ code: 'refused' });
    for (const word of ['alpha of Home', 'ex of Other', join(folder, 'x')]) expect(mixed.message).toContain(word);
    const bare = await refused(engine.importPool([join(folder, 'a'), disk('bare')]));
    expect(bare).toMatchObject({ code: 'refused' });
    expect(bare.message).toContain(`${join(folder, 'bare')} carries no marker`);
    expect((await refused(engine.importPool(roots('nowhere')))).code).toBe('not-found');
    writeFileSync(join(folder, 'file'), '');
    expect((await refused(engine.importPool(roots('file')))).code).toBe('not-a-directory');
    writeFileSync(join(disk('damaged'), 'x'), '');
    mkdirSync(join(folder, 'damaged/.cfs'));
    writeFileSync(join(folder, 'damaged/.cfs/volume.json'), '{"version":1}');
    expect((await refused(engine.importPool(roots('damaged')))).code).toBe('refused');
    expect(await engine.pools()).toEqual([]);
    await engine.createPool({ name: 'Home' });
    expect((await refused(engine.importPool(roots('a', 'b', 'c')))).code).toBe('exists');
    const { pool } = await engine.importPool(roots('a', 'b', 'c'), { name: 'Second' });
    expect(pool.name).toBe('Second');
  });

  it('[S103] refuses a copied disk: two roots with one identity, together or beside a connected one', async () => {
    await lostPool();
    cpSync(join(folder, 'a'), join(folder, 'clone'), { recursive: true });
    const engine = await open();
    const both = await refused(engine.importPool(roots('a', 'clone', 'b')));
    expect(both).toMatchObject({ code: 'refused' });
    expect(both.message).toContain(join(folder, 'a'));
    expect(both.message).toContain(join(folder, 'clone'));
    await engine.importPool(roots('a', 'b'));
    expect((await refused(engine.importPool(roots('clone')))).code).toBe('refused');
    // The original is gone: now its copy may take its place.
    rmSync(join(folder, 'a'), { recursive: true });
    const { pool } = await engine.importPool(roots('clone'));
    expect((await pool.info()).volumes.map(({ name, root }) => [name, root])).toEqual([
      ['alpha', join(folder, 'clone')],
      ['beta', join(folder, 'b')],
    ]);
  });

  it('[S103] takes a root that is named twice, also through a link, once; one inside another is refused', async () => {
    await lostPool();
    symlinkSync(join(folder, 'a'), join(folder, 'link'));
    cpSync(join(folder, 'b'), join(folder, 'a/inner'), { recursive: true });
    const engine = await open();
    expect((await refused(engine.importPool(roots('a', 'a/inner')))).message).toContain('lies inside');
    const { pool } = await engine.importPool([...roots('a', 'link', 'a'), `${join(folder, 'b')}/`]);
    expect((await pool.info()).volumes.map(({ name }) => name)).toEqual(['alpha', 'beta']);
  });

  it('[S103] takes a root that is named through a bind mount too once', async (context) => {
    const why = whyNotMounted('tmpfs');
    if (why !== null) return context.skip(why);
    await lostPool();
    const bound = disk('bound');
    execFileSync('mount', ['--bind', join(folder, 'a'), bound]);
    try {
      const { pool } = await (await open()).importPool(roots('a', 'bound'));
      expect((await pool.info()).volumes.length).toBe(1);
    } finally {
      execFileSync('umount', ['-l', bound]);
    }
  });

  it('[S100] settles what was interrupted when the home was lost, from the records on the volumes', async () => {
    const { id, volumes } = await lostPool();
    for (const name of ['a', 'b']) writeFileSync(join(folder, name, 'twice'), 'x');
    const on = volumes.slice(0, 2).map(({ id: volume, root }) => {
      const { size, mtimeMs, dev, ino } = statSync(join(root, 'twice'));
      return { volume, type: 'file' as const, size, mtimeMs, inode: `${String(dev)}:${String(ino)}` };
    });
    const owner = { ...ownProcess(), pid: 4_194_305, start: '1' };
    const intent: Intent = { kind: 'rename', from: parsePath('/twice'), to: parsePath('/other'), on };
    renameSync(join(folder, 'a/twice'), join(folder, 'a/other'));
    for (const { volume } of on) {
      const { root } = volumes.find((it) => it.id === volume) ?? { root: '' };
      mkdirSync(join(root, '.cfs/journal'), { recursive: true });
      writeFileSync(join(root, '.cfs/journal/op.json'), recordText('op', id, volume, owner, intent));
    }
    const { pool } = await (await open()).importPool(roots('a', 'b', 'c'));
    expect((await pool.stat(parsePath('/twice'))).volumes).toEqual(['alpha', 'beta']);
    for (const name of ['a', 'b']) expect(readdirSync(join(folder, name, '.cfs/journal'))).toEqual([]);
  });

  it('[S116] a folder tells which pool it carries, while this home does not know its volume', async () => {
    const { id } = await lostPool();
    const engine = await open();
    const carries = { poolId: id, pool: 'Home', volume: 'alpha' };
    expect(await engine.probeVolume(join(folder, 'a'))).toMatchObject({ refusal: null, carries });
    await engine.importPool(roots('b'));
    expect(await engine.probeVolume(join(folder, 'a'))).toMatchObject({ carries });
    await engine.importPool(roots('a'));
    expect(await engine.probeVolume(join(folder, 'a'))).not.toHaveProperty('carries');
    expect(await engine.probeVolume(disk('bare'))).not.toHaveProperty('carries');
  });

  it('[S11] a folder that is a part of a volume, or around one, is no volume of its own, through a bind mount either', async (context) => {
    const why = whyNotMounted('tmpfs');
    if (why !== null) return context.skip(why);
    const engine = await open();
    const pool = await engine.createPool({ name: 'Home', volumes: [{ root: disk('outer/volume') }] });
    disk('outer/volume/part');
    const bound: string[] = [];
    try {
      for (const [from, to] of [
        ['outer/volume/part', 'part'],
        ['outer', 'around'],
        ['outer/volume', 'same'],
      ] as const) {
        execFileSync('mount', ['--bind', join(folder, from), disk(to)]);
        bound.push(join(folder, to));
      }
      expect((await refused(pool.addVolume({ root: join(folder, 'part') }))).message).toContain(
        'lies inside the volume',
      );
      expect((await refused(pool.addVolume({ root: join(folder, 'around') }))).message).toContain('lies inside it');
      expect((await refused(pool.addVolume({ root: join(folder, 'same') }))).message).toContain('has the identity of');
    } finally {
      for (const path of bound) execFileSync('umount', ['-l', path]);
    }
    expect(readdirSync(join(folder, 'outer/volume/part'))).toEqual([]);
  });

  it('[S104] a marker of an earlier program, or with values that this one does not know, is imported with defaults', async () => {
    const { volumes } = await lostPool();
    const path = join(folder, 'a/.cfs/volume.json');
    const { settings, members, writtenMs, pool, ...early } = JSON.parse(readFileSync(path, 'utf8')) as Record<
      string,
      unknown
    >;
    expect([settings, members, writtenMs, pool]).not.toContain(undefined);
    const { id, name } = pool as { id: string; name: string };
    const strange = {
      settings: { mode: 'sideways' },
      members: 'many',
      pool: { id, name, decisions: { policy: 'new' } },
    };
    for (const marker of [
      { ...early, pool: { id, name } },
      { ...early, ...strange },
    ]) {
      writeFileSync(path, JSON.stringify(marker));
      const engine = await open();
      const imported = await engine.importPool(roots('a'));
      const info = await imported.pool.info();
      expect(info).toMatchObject({ id, name: 'Home', policy: 'balanced' });
      expect(info.volumes[0]).toMatchObject({ id: volumes[0]?.id, mode: 'read-write', limit: null });
      expect(info.volumes[0]?.reserve).toBeGreaterThan(0);
      await engine.close();
      rmSync(join(folder, 'home'), { recursive: true });
    }
  });
});
