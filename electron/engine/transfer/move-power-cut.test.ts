import { execFileSync } from 'node:child_process';
import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import { openEngine } from '../engine.ts';
import { openPoolVolume } from '../pool/pool-volume.ts';
import { createReservations } from '../pool/reservations.ts';
import type { Member } from '../pool/types.ts';
import { openDiskVolume } from '../volume/disk.ts';
import { cutPower, mountNew, whyNotMounted } from '../volume/mount-fixture.ts';
import { moveBetween } from './move-between.ts';

const member = (name: string, root: string): Member => ({
  name,
  volume: openDiskVolume({ root, name }),
  settings: { mode: 'read-write', reserve: 0, limit: null, draining: false, tags: [] },
  state: () => ({ online: true, reason: '' }),
});

describe.each(['ext4', 'xfs'] as const)('a power cut on %s just after a move', (kind) => {
  it('[T20] takes neither links nor other names, whose sources are gone', async (context) => {
    const why = whyNotMounted(kind);
    if (why !== null) return context.skip(why);
    const source = mkdtempSync(join(tmpdir(), 'cfs-from-'));
    const mounted = mountNew(kind);
    try {
      const root = join(mounted.path, 'volume');
      mkdirSync(root);
      mkdirSync(join(source, 'a/deep'), { recursive: true });
      writeFileSync(join(source, 'a/file'), 'content');
      linkSync(join(source, 'a/file'), join(source, 'a/deep/other'));
      symlinkSync('file', join(source, 'a/link'));
      const members = [member('from', source), member('to', root)] as const;
      const pool = openPoolVolume({
        name: 'test',
        members: () => members,
        policy: () => 'first-fit',
        reservations: createReservations(),
      });
      const outcomes = await moveBetween(pool, ...members, [
        { path: parsePath('/a/file'), links: [parsePath('/a/deep/other')] },
        { path: parsePath('/a/link') },
      ]);
      expect(outcomes).toMatchObject([{ ok: true }, { ok: true }]);
      writeFileSync(join(root, 'unsynced'), 'x');
      cutPower(root);
      for (const { volume } of members) await volume.close();
      mounted.remount();
      // What nobody synced is gone: the cut was one.
      expect(lstatSync(join(root, 'unsynced'), { throwIfNoEntry: false })).toBeUndefined();
      expect(readFileSync(join(root, 'a/file'), 'utf8')).toBe('content');
      expect(readlinkSync(join(root, 'a/link'))).toBe('file');
      expect(lstatSync(join(root, 'a/deep/other')).ino).toBe(lstatSync(join(root, 'a/file')).ino);
      for (const name of ['a/file', 'a/link', 'a/deep/other']) {
        expect(lstatSync(join(source, name), { throwIfNoEntry: false })).toBeUndefined();
      }
    } finally {
      mounted.unmount();
      rmSync(source, { recursive: true, force: true });
    }
  });

  it('[T20] takes no empty folder of a volume that was emptied', async (context) => {
    const why = whyNotMounted(kind);
    if (why !== null) return context.skip(why);
    const base = mkdtempSync(join(tmpdir(), 'cfs-from-'));
    const mounted = mountNew(kind);
    const engine = await openEngine({ home: join(base, 'home') });
    try {
      const [from, root] = [join(base, 'from'), join(mounted.path, 'volume')];
      mkdirSync(join(from, 'a/deep/empty'), { recursive: true });
      mkdirSync(root);
      const volumes = [
        { root: from, name: 'from' },
        { root, name: 'to', reserve: 0 },
      ];
      const pool = await engine.createPool({ name: 'test', volumes });
      const plan = await pool.planDrain('from');
      expect(await (await engine.plans.run(plan.id)).ended).toMatchObject({ state: 'done', errors: [] });
      writeFileSync(join(root, 'unsynced'), 'x');
      cutPower(root);
      await engine.close();
      mounted.remount();
      expect(lstatSync(join(root, 'unsynced'), { throwIfNoEntry: false })).toBeUndefined();
      expect(lstatSync(join(root, 'a/deep/empty')).isDirectory()).toBe(true);
      expect(lstatSync(join(from, 'a'), { throwIfNoEntry: false })).toBeUndefined();
    } finally {
      await engine.close();
      mounted.unmount();
      rmSync(base, { recursive: true, force: true });
    }
  });

  it('[T22] takes no link, no other name and no empty folder of what was put', async (context) => {
    const why = whyNotMounted(kind);
    if (why !== null) return context.skip(why);
    const base = mkdtempSync(join(tmpdir(), 'cfs-from-'));
    const mounted = mountNew(kind);
    const engine = await openEngine({ home: join(base, 'home') });
    try {
      const [from, root] = [join(base, 'in'), join(mounted.path, 'volume')];
      mkdirSync(join(from, 'deep/empty'), { recursive: true });
      mkdirSync(root);
      writeFileSync(join(from, 'one'), 'content');
      linkSync(join(from, 'one'), join(from, 'deep/other'));
      symlinkSync('one', join(from, 'link'));
      const pool = await engine.createPool({ name: 'test', volumes: [{ root, reserve: 0 }] });
      const job = await pool.put([from], parsePath('/'));
      expect(await job.ended).toMatchObject({ state: 'done', errors: [] });
      await pool.makeDirectory(parsePath('/new'));
      writeFileSync(join(root, 'unsynced'), 'x');
      cutPower(root);
      await engine.close();
      mounted.remount();
      expect(lstatSync(join(root, 'unsynced'), { throwIfNoEntry: false })).toBeUndefined();
      expect(readFileSync(join(root, 'in/one'), 'utf8')).toBe('content');
      expect(readlinkSync(join(root, 'in/link'))).toBe('one');
      expect(lstatSync(join(root, 'in/deep/other')).ino).toBe(lstatSync(join(root, 'in/one')).ino);
      expect(lstatSync(join(root, 'in/deep/empty')).isDirectory()).toBe(true);
      expect(lstatSync(join(root, 'new')).isDirectory()).toBe(true);
    } finally {
      await engine.close();
      mounted.unmount();
      rmSync(base, { recursive: true, force: true });
    }
  });

  it('[J15] takes back no move and no rename inside the pool', async (context) => {
    const why = whyNotMounted(kind);
    if (why !== null) return context.skip(why);
    const base = mkdtempSync(join(tmpdir(), 'cfs-from-'));
    const mounted = mountNew(kind);
    const engine = await openEngine({ home: join(base, 'home') });
    try {
      const root = join(mounted.path, 'volume');
      mkdirSync(join(root, 'a/deep'), { recursive: true });
      for (const name of ['one', 'two']) writeFileSync(join(root, 'a', name), name);
      execFileSync('sync', ['-f', root]);
      const pool = await engine.createPool({ name: 'test', volumes: [{ root, reserve: 0 }] });
      const job = await pool.move([parsePath('/a/one')], parsePath('/a/deep'));
      expect(await job.ended).toMatchObject({ state: 'done', errors: [] });
      await pool.rename(parsePath('/a/two'), 'renamed');
      writeFileSync(join(root, 'unsynced'), 'x');
      cutPower(root);
      await engine.close();
      mounted.remount();
      expect(lstatSync(join(root, 'unsynced'), { throwIfNoEntry: false })).toBeUndefined();
      expect(readFileSync(join(root, 'a/deep/one'), 'utf8')).toBe('one');
      expect(readFileSync(join(root, 'a/renamed'), 'utf8')).toBe('two');
      for (const name of ['one', 'two']) {
        expect(lstatSync(join(root, 'a', name), { throwIfNoEntry: false })).toBeUndefined();
      }
    } finally {
      await engine.close();
      mounted.unmount();
      rmSync(base, { recursive: true, force: true });
    }
  });

  it('[T24] takes back no undo, no merge of folders and no choice between copies', async (context) => {
    const why = whyNotMounted(kind);
    if (why !== null) return context.skip(why);
    const base = mkdtempSync(join(tmpdir(), 'cfs-from-'));
    const mounted = mountNew(kind);
    const engine = await openEngine({ home: join(base, 'home') });
    try {
      const [root, other] = [join(mounted.path, 'volume'), join(base, 'other')];
      for (const folder of ['from/deep', 'to/deep']) mkdirSync(join(root, folder), { recursive: true });
      mkdirSync(other);
      writeFileSync(join(root, 'back'), 'back');
      writeFileSync(join(root, 'from/deep/merged'), 'merged');
      writeFileSync(join(root, 'both'), 'ours');
      // Newer: it keeps the name.
      writeFileSync(join(other, 'both'), 'the other one');
      utimesSync(join(root, 'both'), 1_700_000_000, 1_700_000_000);
      const volumes = [root, other].map((folder) => ({ root: folder, reserve: 0 }));
      const pool = await engine.createPool({ name: 'test', volumes });
      await pool.rename(parsePath('/back'), 'renamed');
      execFileSync('sync', ['-f', root]);
      expect(await (await pool.undo()).ended).toMatchObject({ state: 'done' });
      const job = await pool.move([parsePath('/from/deep')], parsePath('/to'));
      expect(await job.ended).toMatchObject({ state: 'done', errors: [] });
      await pool.keepBothCopies(parsePath('/both'));
      writeFileSync(join(root, 'unsynced'), 'x');
      cutPower(root);
      await engine.close();
      mounted.remount();
      expect(lstatSync(join(root, 'unsynced'), { throwIfNoEntry: false })).toBeUndefined();
      expect(readFileSync(join(root, 'back'), 'utf8')).toBe('back');
      expect(readFileSync(join(root, 'to/deep/merged'), 'utf8')).toBe('merged');
      expect(readFileSync(join(root, 'both (2)'), 'utf8')).toBe('ours');
    } finally {
      await engine.close();
      mounted.unmount();
      rmSync(base, { recursive: true, force: true });
    }
  });
});
