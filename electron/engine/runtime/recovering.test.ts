import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { Engine, EngineEvents, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { deadOwner } from '../journal/fixture.ts';
import { recordText } from '../journal/record.ts';
import { newPartName } from '../volume/parts.ts';

let folder = '';
let engine: Engine;
let pool: Pool;
let told: EngineEvents['recovered'][] = [];

async function open(): Promise<void> {
  engine = await openEngine({ home: join(folder, 'home') });
  told = [];
  engine.on('recovered', (event) => told.push(event));
}
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-recovering-'));
  await open();
  const volumes = ['disk1', 'disk2'].map((name) => {
    mkdirSync(join(folder, name));
    return { root: join(folder, name), reserve: 0 };
  });
  pool = await engine.createPool({ name: 'home', volumes });
});
afterEach(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A file that is on both disks because the process that moved it died, as the record on one disk says. */
async function halfMove(name: string): Promise<void> {
  const ids = new Map((await pool.info()).volumes.map((volume) => [volume.name, volume.id]));
  const [from = '', to = ''] = ['disk1', 'disk2'].map((disk) => ids.get(disk));
  for (const disk of ['disk1', 'disk2']) writeFileSync(join(folder, disk, name), 'text');
  const part = newPartName().replace(/-\d+-(\d+)-([0-9a-f]+)$/, '-4194305-$1-$2');
  writeFileSync(join(folder, 'disk2', part), 'ha');
  const { mtimeNs } = statSync(join(folder, 'disk1', name), { bigint: true });
  const intent = {
    kind: 'move' as const,
    from,
    to,
    files: [{ names: [parsePath(`/${name}`)], size: 4, mtimeNs: mtimeNs.toString() }],
    removeEmptyFolders: false,
  };
  mkdirSync(join(folder, 'disk2/.cfs/journal'), { recursive: true });
  writeFileSync(join(folder, 'disk2/.cfs/journal/one.json'), recordText('one', pool.id, to, deadOwner, intent));
}
const isSettled = (name: string): boolean =>
  readFileSync(join(folder, 'disk1', name), 'utf8') === 'text' &&
  readdirSync(join(folder, 'disk2')).join() === '.cfs' &&
  readdirSync(join(folder, 'disk2/.cfs/journal')).length === 0;

describe('a pool that is opened after a crash', () => {
  it('[J12] is settled before its first use, and tells what was done', async () => {
    await halfMove('a');
    await engine.close();
    await open();
    pool = await engine.pool();
    expect(isSettled('a')).toBe(true);
    expect(told).toEqual([{ pool: pool.id, items: [{ path: '/a', outcome: 'undone', what: 'a move was undone' }] }]);
    await engine.pool();
    expect((await pool.stat(parsePath('/a'))).volumes).toEqual(['disk1']);
    expect(told).toHaveLength(1);
  });

  it('[J12] is settled by check --repair too, which names what was done', async () => {
    await pool.list(parsePath('/'));
    await halfMove('a');
    const findings = await pool.check({ repair: true, hash: false });
    expect(findings).toContainEqual({
      kind: 'half-move',
      path: '/a',
      volumes: [],
      repair: 'a move was undone',
      repaired: true,
    });
    expect(isSettled('a')).toBe(true);
    expect(await pool.check({ repair: false, hash: false })).toEqual([]);
  });

  it('[J12] whose volume is away is settled when the volume is back', { timeout: 20_000 }, async () => {
    await halfMove('a');
    renameSync(join(folder, 'disk1'), join(folder, 'away'));
    await engine.close();
    await open();
    engine.on('poolChanged', () => undefined);
    pool = await engine.pool();
    expect(told).toEqual([]);
    const findings = await pool.check({ repair: true, hash: false });
    expect(findings.find(({ kind }) => kind === 'half-move')).toMatchObject({
      volumes: ['disk1', 'disk2'],
      repaired: false,
    });
    expect(existsSync(join(folder, 'disk2/.cfs/journal/one.json'))).toBe(true);
    renameSync(join(folder, 'away'), join(folder, 'disk1'));
    await expect.poll(() => told, { timeout: 15_000 }).toHaveLength(1);
    expect(isSettled('a')).toBe(true);
  });
});
