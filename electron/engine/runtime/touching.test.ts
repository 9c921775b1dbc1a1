import { existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, utimesSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { memoryPool } from '../pool/fixture.ts';
import type { TransferContext } from '../transfer/types.ts';
import { faulty } from '../volume/faulty.ts';
import type { FaultPlan } from '../volume/faulty.ts';
import { touchEntry } from './touching.ts';

let base: string;
let engine: Engine;
let pool: Pool;
const at = (volume: string, name: string): string => join(base, volume, name);
const path = parsePath;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-touch-'));
  for (const name of ['one', 'two']) mkdirSync(join(base, name));
  engine = await openEngine({ home: join(base, 'home') });
  pool = await engine.createPool({
    name: 'p',
    reserve: 0,
    volumes: ['one', 'two'].map((name) => ({ root: join(base, name), name, limit: 10_000_000 })),
  });
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

it('[C108] makes an empty file through the scheduler, and sets the time of what is there', async () => {
  const made = await pool.touch(path('/new'), { mtimeMs: 1_700_000_000_123 });
  expect(made).toMatchObject({ type: 'file', size: 0, mtimeMs: 1_700_000_000_123 });
  expect((await pool.details(path('/new'))).why?.candidates.some(({ chosen }) => chosen)).toBe(true);
  await pool.write(path('/full'), [Buffer.from('bytes')]);
  const before = Date.now() - 2;
  const touched = await pool.touch(path('/full'));
  expect(touched?.mtimeMs).toBeGreaterThanOrEqual(before);
  expect((await pool.touch(path('/full'), { mtimeMs: 1_500_000_000_000 }))?.mtimeMs).toBe(1_500_000_000_000);
  const [copy] = await pool.copies(path('/full'));
  expect(readFileSync(copy?.physical ?? '', 'utf8')).toBe('bytes');
  await pool.makeDirectory(path('/folder'));
  expect((await pool.touch(path('/folder'), { mtimeMs: 1_600_000_000_000 }))?.mtimeMs).toBe(1_600_000_000_000);
});

it('[C108] with create off nothing is made; a missing folder and the whole pool are refused', async () => {
  expect(await pool.touch(path('/new'), { create: false })).toBeNull();
  expect([existsSync(at('one', 'new')), existsSync(at('two', 'new'))]).toEqual([false, false]);
  await expect(pool.touch(path('/no/new'))).rejects.toMatchObject({ code: 'not-found' });
  await expect(pool.touch(path('/'))).rejects.toMatchObject({ code: 'refused' });
});

it('[C108] all copies get the time, and none when one volume takes no writes', async () => {
  for (const volume of ['one', 'two']) {
    writeFileSync(at(volume, 'both'), 'same');
    utimesSync(at(volume, 'both'), 1_000_000_000, 1_000_000_000);
  }
  const touched = await pool.touch(path('/both'), { mtimeMs: 1_700_000_000_000 });
  expect(touched).toMatchObject({ conflict: false, volumes: ['one', 'two'], mtimeMs: 1_700_000_000_000 });
  for (const volume of ['one', 'two']) expect(lstatSync(at(volume, 'both')).mtimeMs).toBe(1_700_000_000_000);
  await pool.setVolume('two', { mode: 'read-only' });
  await expect(pool.touch(path('/both'))).rejects.toMatchObject({ code: 'read-only' });
  for (const volume of ['one', 'two']) expect(lstatSync(at(volume, 'both')).mtimeMs).toBe(1_700_000_000_000);
});

it('[C108] the time of a link is its own', async () => {
  await pool.write(path('/file'), [Buffer.from('x')], { mtimeMs: 1_000_000_000_000 });
  await pool.symlink(path('/link'), 'file');
  expect((await pool.touch(path('/link'), { mtimeMs: 1_700_000_000_000 }))?.mtimeMs).toBe(1_700_000_000_000);
  expect((await pool.stat(path('/file'))).mtimeMs).toBe(1_000_000_000_000);
});

it('[C109] a symbolic link keeps its target byte for byte and is not followed', async () => {
  for (const [name, target] of [
    ['relative', '../a b/c'],
    ['absolute', '/etc/passwd'],
    ['bytes', 'caf\udce9'],
  ] as const) {
    expect(await pool.symlink(path(`/${name}`), target)).toMatchObject({ type: 'symlink', linkTarget: target });
    const [copy] = await pool.copies(path(`/${name}`));
    const bytes = readlinkSync(copy?.physical ?? '', { encoding: 'buffer' });
    expect(bytes.length).toBe(target === 'caf\udce9' ? 4 : target.length);
  }
  await expect(pool.symlink(path('/relative'), 'x')).rejects.toMatchObject({ code: 'exists' });
  await expect(pool.symlink(path('/empty'), '')).rejects.toMatchObject({ code: 'invalid' });
  await expect(pool.symlink(path('/no/link'), 'x')).rejects.toMatchObject({ code: 'not-found' });
  await expect(pool.touch(path('/absolute/x'))).rejects.toMatchObject({ code: 'not-a-directory' });
});

it('[C109] a hard link is a second name on every volume that holds the file', async () => {
  for (const volume of ['one', 'two']) {
    writeFileSync(at(volume, 'both'), 'same');
    utimesSync(at(volume, 'both'), 1_000_000_000, 1_000_000_000);
  }
  await pool.makeDirectory(path('/in'));
  const made = await pool.link(path('/both'), path('/in/second'));
  expect(made.volumes).toEqual(['one', 'two']);
  for (const volume of ['one', 'two']) {
    expect(lstatSync(at(volume, 'in/second')).ino).toBe(lstatSync(at(volume, 'both')).ino);
  }
  await expect(pool.link(path('/both'), path('/in/second'))).rejects.toMatchObject({ code: 'exists' });
  await expect(pool.link(path('/in'), path('/again'))).rejects.toMatchObject({ code: 'unsupported' });
  await expect(pool.link(path('/none'), path('/again'))).rejects.toMatchObject({ code: 'not-found' });
  expect(existsSync(at('one', 'again'))).toBe(false);
});

it('[C108] when one volume fails, the copy on the other gets its old time back', async () => {
  const { pool: volume, members, close } = memoryPool(2);
  const old = { mtimeNs: 1_000_000_000_000_000_000n, atimeNs: 1_000_000_000_000_000_000n };
  for (const member of members) await member.volume.write(path('/both'), [Buffer.from('x')], { metadata: old });
  const [first, second] = members;
  if (first === undefined || second === undefined) throw new Error('two members');
  const plan: FaultPlan = { faults: [{ method: 'writeMetadata', when: 'before', call: 1 }] };
  second.volume = faulty(second.volume, plan);
  const changed: unknown[] = [];
  const transfer = { changed: (folders: unknown) => changed.push(folders) } as unknown as TransferContext;
  await expect(touchEntry({ volume, transfer }, path('/both'), {})).rejects.toMatchObject({ code: 'io' });
  for (const member of members) expect(await member.volume.readMetadata(path('/both'))).toMatchObject(old);
  expect(changed).toEqual([]);
  await close();
});
