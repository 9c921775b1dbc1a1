import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dropRights, giveAway, whyNotDenied } from '../engine/unprivileged-fixture.ts';
import { testCli } from './run-fixture.ts';

const whyNot = whyNotDenied();

describe.skipIf(whyNot !== null)(`what the system denies${whyNot === null ? '' : ` (skipped: ${whyNot})`}`, () => {
  let base = '';
  let cfs: ReturnType<typeof testCli>;
  let restore: () => void;
  beforeEach(async () => {
    base = mkdtempSync(join(tmpdir(), 'cfs-denied-'));
    giveAway(base);
    restore = dropRights();
    cfs = testCli(join(base, 'home'));
    await cfs.ok('pool', 'create', 'home', '--reserve', '0');
    for (const disk of ['disk1', 'disk2']) {
      for (const folder of ['open', 'half', 'locked']) mkdirSync(join(base, disk, folder), { recursive: true });
      writeFileSync(join(base, disk, 'open', `${disk}.bin`), Buffer.alloc(5_000));
      writeFileSync(join(base, disk, 'half', `${disk}.bin`), Buffer.alloc(300));
      await cfs.ok('volume', 'add', join(base, disk), '--reserve', '0');
    }
    for (const closed of ['disk1/locked', 'disk2/locked', 'disk2/half']) chmodSync(join(base, closed), 0);
  });
  afterEach(() => {
    restore();
    rmSync(base, { recursive: true, force: true });
  });

  const why = 'the system denies access';

  test('[C127] du and tree tell what they could not count, with the volumes and why', async () => {
    const { out, code } = await cfs('du', '/', '--json');
    expect(code).toBe(1);
    const sums = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const half = { folders: 1, before: 0, volumes: ['disk2'], path: '/half', why };
    expect(sums).toEqual([
      { path: '/half', size: 300, files: 1, unread: half },
      {
        ...{ path: '/locked', size: 0, files: 0 },
        unread: { folders: 1, before: 0, volumes: ['disk1', 'disk2'], path: '/locked', why },
      },
      { path: '/open', size: 10_000, files: 2 },
      { path: '/', size: 10_300, files: 3, unread: { ...half, folders: 2, volumes: ['disk1', 'disk2'] } },
    ]);
    const text = await cfs('du', '/');
    expect(text.out).toContain('≥ 300 bytes  /half\n');
    expect(text.out).toContain('≥ 0 bytes  /locked\n');
    expect(text.out).toContain('10.0 KB  /open\n');
    const tree = await cfs('tree', '/');
    expect(tree.err + tree.out).toContain(
      `at least 3 folders, 3 files; 2 folders could not be read on disk1, disk2: ${why}`,
    );
    // Of the catalog, too, which says the same.
    await cfs('index');
    expect(JSON.parse((await cfs('search', '-c', '--json', 'disk')).out)).toMatchObject({
      count: 3,
      unread: { folders: 2, path: '/half' },
    });
  });

  test('[C127] a folder that all volumes refuse names each; one that some refuse says which, and what to do', async () => {
    const locked = await cfs('ls', '/locked');
    expect(locked.code).not.toBe(0);
    expect(locked.err).toBe(`cfs: Listing /locked in home: ${why} on disk1 and disk2: check the permissions\n`);
    const half = await cfs('ls', '/half');
    expect(half).toMatchObject({ code: 1, out: 'disk1.bin\n' });
    expect(half.err).toBe(
      `cfs: Listing "/half" on volume disk2: ${why}: the list is without what only this volume holds; check the permissions\n`,
    );
  });
});
