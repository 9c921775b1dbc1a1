import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openJournalStore } from '../state/journal.ts';
import { openTestPool } from '../transfer/fixture.ts';
import { recover } from './recover.ts';

const worker = fileURLToPath(new URL('./killed-worker.ts', import.meta.url));
const isTorture = process.env['CFS_TORTURE'] === '1';
const disks = ['disk1', 'disk2', 'disk3'];
const files = Array.from({ length: 12 }, (_, index) => `f${String(index)}`);
const text = (kind: 'old' | 'new', name: string): string => `${kind} ${name} `.repeat(2_000);

let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-killed-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

/** Runs the worker in a fresh copy of what `prepared` holds; answers its calls, or null when it was killed. */
function run(what: 'put' | 'move', killAt: number | null): number | null {
  for (const name of [...disks, 'src', 'home']) rmSync(join(base, name), { recursive: true, force: true });
  cpSync(join(base, 'prepared'), base, { recursive: true, preserveTimestamps: true });
  const env = { ...process.env, ...(killAt === null ? {} : { CFS_KILL_AT: String(killAt) }) };
  const { signal, stdout, stderr } = spawnSync(process.execPath, [worker, what, base], { env, encoding: 'utf8' });
  if (signal === null) expect(stderr).toBe('');
  return signal === 'SIGKILL' ? null : Number(stdout);
}

async function recovered(home = true): Promise<void> {
  if (!home) rmSync(join(base, 'home'), { recursive: true, force: true });
  mkdirSync(join(base, 'home'), { recursive: true });
  const store = openJournalStore(join(base, 'home'));
  const pool = openTestPool(base);
  const { open } = await recover({ store, pool: 'test-id', volume: pool.context.volume });
  expect(open).toEqual([]);
  expect(store.list('test-id')).toEqual([]);
  expect(await pool.context.volume.listRecords()).toEqual([]);
  expect(await pool.context.volume.findParts({ remove: false })).toEqual([]);
  await pool.close();
  store.close();
}

/** Content of the file on every disk that has it. */
function versions(name: string): readonly string[] {
  return disks
    .map((disk) => join(base, disk, 'src', name))
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path, 'utf8'));
}
function trashed(): readonly string[] {
  return disks.flatMap((disk) => {
    const trash = join(base, disk, '.cfs/trash');
    return existsSync(trash) ? readdirSync(trash).map((id) => readFileSync(join(trash, id, 'item'), 'utf8')) : [];
  });
}

/** Calls at which the process is killed: all of them, or some that are other ones each time. */
function killsOf(calls: number): readonly number[] {
  if (isTorture) return Array.from({ length: calls }, (_, index) => index + 1);
  const some = 2;
  const first = process.pid % Math.max(1, Math.floor(calls / some));
  return Array.from({ length: some }, (_, index) => 1 + first + Math.floor((index * calls) / some)).filter(
    (call) => call <= calls,
  );
}

describe('a process that kills itself at one of its calls', { timeout: 600_000 }, () => {
  it('[J4] in a put that replaces: one version has the name, an old one is there or in the trash', async () => {
    for (const disk of disks) mkdirSync(join(base, 'prepared', disk, 'src'), { recursive: true });
    mkdirSync(join(base, 'prepared/src'), { recursive: true });
    for (const [index, name] of files.entries()) {
      writeFileSync(join(base, 'prepared', disks[index % 3] ?? '', 'src', name), text('old', name));
      writeFileSync(join(base, 'prepared/src', name), text('new', name));
    }
    const calls = run('put', null) ?? 0;
    expect(calls).toBeGreaterThan(50);
    for (const call of killsOf(calls)) {
      expect(run('put', call)).toBeNull();
      // Every other time the home is lost as well.
      await recovered(call % 2 === 0);
      const inTrash = trashed();
      for (const name of files) {
        const found = versions(name);
        expect({ call, name, found: found.length }).toEqual({ call, name, found: 1 });
        const isNew = found[0] === text('new', name);
        if (!isNew) expect(found[0]).toBe(text('old', name));
        expect({ call, name, isNew, inTrash: inTrash.includes(text('old', name)) }).toEqual({
          call,
          name,
          isNew,
          inTrash: isNew,
        });
      }
    }
  });

  it('[J4] in a move between volumes: each file is whole on one of them', async () => {
    mkdirSync(join(base, 'prepared/disk1/src'), { recursive: true });
    for (const name of files) writeFileSync(join(base, 'prepared/disk1/src', name), text('old', name));
    const calls = run('move', null) ?? 0;
    expect(calls).toBeGreaterThan(50);
    for (const call of killsOf(calls)) {
      expect(run('move', call)).toBeNull();
      await recovered(call % 2 === 0);
      for (const name of files) expect({ call, found: versions(name) }).toEqual({ call, found: [text('old', name)] });
    }
  });
});
