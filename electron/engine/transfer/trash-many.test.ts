import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine, JobHandle, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { at, ended, makePool, treeOf, write } from '../history/tree-fixture.ts';

let base = '';
let engine: Engine;
let pool: Pool;

const tree = () => treeOf(join(base, 'disk1'), join(base, 'disk2'));
const filesLeft = (): number => Object.keys(tree()).filter((path) => path.startsWith('/d/f')).length;
const trashedNow = async (): Promise<number> => (await pool.listTrash()).length;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-trash-many-'));
  engine = await openEngine({ home: join(base, 'home') });
  pool = await makePool(engine, base);
});
afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

/** Files `/d/f0`... on both volumes in turn. */
function makeFiles(count: number): readonly ReturnType<typeof at>[] {
  for (const disk of ['disk1', 'disk2']) mkdirSync(join(base, disk, 'd'));
  return Array.from({ length: count }, (_, index) => {
    writeFileSync(join(base, `disk${String(1 + (index % 2))}`, `d/f${String(index)}`), `text ${String(index)}`);
    return at(`/d/f${String(index)}`);
  });
}

/** Cancels at the first thing that is done. */
async function cancelled(handle: JobHandle): Promise<void> {
  handle.onItem(() => engine.jobs.cancel(handle.id));
  expect((await handle.ended).state).toBe('cancelled');
}

describe('many things and the trash', () => {
  it('[T147] go and come back in batches; a cancel acts between two, and what was done can be undone', async () => {
    const paths = makeFiles(300);
    const before = tree();
    await cancelled(await pool.trash(paths));
    expect([filesLeft(), await trashedNow()]).toEqual([300 - 256, 256]);
    await ended(pool.undo());
    expect(tree()).toEqual(before);

    await ended(pool.trash(paths));
    await cancelled(await pool.undo());
    expect([filesLeft(), await trashedNow()]).toEqual([256, 300 - 256]);
    await ended(pool.undo());
    expect(tree()).toEqual(before);

    await ended(pool.trash(paths));
    await cancelled(await pool.restoreTrash((await pool.listTrash()).map(({ id }) => id)));
    expect([filesLeft(), await trashedNow()]).toEqual([256, 300 - 256]);
    await ended(pool.undo());
    expect([filesLeft(), await trashedNow()]).toEqual([0, 300]);
  });

  it('[T147] one of many that fails is told, and the others go; one path in another is as one after the other', async () => {
    await write(pool, '/a', 'a');
    await write(pool, '/x/in', 'in');
    await write(pool, '/x/on-the-other', 'other');
    const job = await (await pool.trash(['/a', '/none', '/x', '/x/in', '/a'].map(at))).ended;
    expect(job.state).toBe('failed');
    expect(job.errors.map(({ path, error }) => `${path} ${error.code}`).sort()).toEqual([
      '/a not-found',
      '/none not-found',
      '/x/in not-found',
    ]);
    expect(tree()).toEqual({});
    expect((await pool.listTrash()).map(({ path }) => path).sort()).toEqual(['/a', '/x']);
  });

  it('[T147] two versions of one path that are restored at once meet: the second one finds its place taken', async () => {
    for (const text of ['one', 'two']) {
      await write(pool, '/a', text);
      await ended(pool.trash([at('/a')]));
    }
    const ids = (await pool.listTrash()).map(({ id }) => id);
    const job = await (await pool.restoreTrash(ids)).ended;
    expect(job.errors.map(({ path, error }) => `${path} ${error.code}`)).toEqual(['/a exists']);
    expect(tree()).toEqual({ '/a': 'two' });
    expect(await trashedNow()).toBe(1);
  });
});
