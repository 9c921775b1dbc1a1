import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { fail } from '../../../shared/errors.ts';
import { childPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { openDiskVolume } from '../volume/disk.ts';
import { faulty } from '../volume/faulty.ts';
import { memoryDevice, openMemoryVolume } from '../volume/memory.ts';
import type { Metadata, Volume } from '../volume/volume.ts';
import { at, bytesOf, diskPool, memoryPool, testMember, textOf } from './fixture.ts';
import type { TestMember, TestPool } from './fixture.ts';
import { openPoolVolume } from './pool-volume.ts';
import { createReservations, volumeKey } from './reservations.ts';

let made: TestPool | null = null;
afterEach(async () => {
  await made?.close();
  made = null;
});

const use = (
  pool: TestPool,
): {
  readonly pool: TestPool['pool'];
  readonly members: TestPool['members'];
  readonly m: (index: number) => TestMember;
} => {
  made = pool;
  return {
    ...pool,
    m: (index) => {
      const member = pool.members[index];
      if (member === undefined) throw new RangeError('no such member');
      return member;
    },
  };
};
const put = (volume: Volume, path: string, text = path, metadata: Partial<Metadata> = {}): Promise<unknown> =>
  volume.write(at(path), [bytesOf(text)], { size: bytesOf(text).length, verify: false, metadata });
const has = (volume: Volume, path: string): Promise<boolean> =>
  volume.stat(at(path)).then(
    () => true,
    () => false,
  );
const where = async (members: readonly TestMember[], path: string): Promise<readonly string[]> => {
  const held = await Promise.all(members.map(({ volume }) => has(volume, path)));
  return members.filter((_member, index) => held[index]).map(({ name }) => name);
};
const containing = (text: string): unknown => expect.stringContaining(text);
const broken = (name: string, code: Parameters<typeof fail>[0] = 'io'): Promise<never> =>
  Promise.reject(fail(code, `Calling ${name}`, 'it was told to fail', 'go on'));

describe('listing', () => {
  it('[P1] shows what all members hold, and their files when one is a folder elsewhere', async () => {
    const { pool, m } = use(memoryPool(2));
    await put(m(0).volume, '/b10');
    await put(m(1).volume, '/b9');
    await m(1).volume.makeDirectory(at('/z'));
    const { entries, missing } = await pool.listMerged(rootPath);
    expect(entries.map(({ name, volumes }) => [name, volumes])).toEqual([
      ['z', ['disk2']],
      ['b9', ['disk2']],
      ['b10', ['disk1']],
    ]);
    expect(missing).toEqual([]);
    expect(await pool.entryOf(at('/b9'))).toEqual(entries[1]);
  });

  it('[Q130] answers the first rows alone, with their copies, and says when there may be more', async () => {
    const { pool, m } = use(memoryPool(2));
    for (let number = 1; number <= 9; number += 1) await put(m(number % 2).volume, `/f${String(number)}`);
    await put(m(0).volume, '/f3');
    const whole = await pool.listMerged(rootPath);
    const some = await pool.listMerged(rootPath, { first: 4 });
    expect(some).toEqual({ entries: whole.entries.slice(0, 4), missing: [], partial: true });
    expect(some.entries[2]?.volumes).toEqual(['disk1', 'disk2']);
    expect(await pool.listMerged(rootPath, { first: 100 })).toEqual(whole);
  });

  it('[P5] names members that cannot be read', async () => {
    const { pool, m } = use(memoryPool(3));
    await put(m(0).volume, '/a');
    m(1).isOnline = false;
    m(2).volume = { ...m(2).volume, list: () => broken('list', 'timeout') };
    const { entries, missing } = await pool.listMerged(rootPath);
    expect(entries.map(({ name }) => name)).toEqual(['a']);
    expect(missing).toMatchObject([{ volume: 'disk2', reason: 'its folder is missing' }, { volume: 'disk3' }]);
    await expect(pool.list(rootPath)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('[P5] a pool without members, or with none connected, has an empty root and nothing else', async () => {
    const { pool, m } = use(memoryPool(1));
    m(0).isOnline = false;
    expect(await pool.listMerged(rootPath)).toMatchObject({ entries: [], missing: [{ volume: 'disk1' }] });
    await expect(pool.listMerged(at('/a'))).rejects.toMatchObject({ code: 'not-found' });
    await made?.close();
    const empty = use(memoryPool(0)).pool;
    expect(await empty.listMerged(rootPath)).toEqual({ entries: [], missing: [] });
    expect(await empty.space()).toEqual({ total: 0, used: 0, free: 0 });
  });

  it('[P20] an entry on a member that is not connected is not found, and the member is named', async () => {
    const { pool, m } = use(memoryPool(2));
    await put(m(1).volume, '/a');
    m(1).isOnline = false;
    await expect(pool.stat(at('/a'))).rejects.toMatchObject({
      code: 'not-found',
      message: containing('disk2'),
    });
    await expect(pool.removeFile(at('/a'))).rejects.toMatchObject({ code: 'not-found' });
    m(1).isOnline = true;
    expect(await textOf(pool, at('/a'))).toBe('/a');
  });
});

describe('copies', () => {
  it('[P3] the best copy is the newest, then the first', async () => {
    const { pool, m } = use(memoryPool(3));
    for (const [index, mtimeNs] of [5n, 9_000_000n, 9_000_000n].entries()) {
      await put(m(index).volume, '/a', `on ${String(index)}`, { mtimeNs });
    }
    const copies = await pool.copiesOf(at('/a'));
    expect(copies.map(({ member }) => member.name)).toEqual(['disk2', 'disk3', 'disk1']);
    expect(await textOf(pool, at('/a'))).toBe('on 1');
    expect((await pool.entryOf(at('/a'))).volumes).toEqual(['disk1', 'disk2', 'disk3']);
    expect(await pool.copiesOf(at('/none'))).toEqual([]);
  });

  it('[P17] reading goes on with an equal copy, never with another one', async () => {
    const { pool, m } = use(memoryPool(3));
    await put(m(0).volume, '/a', 'same', { mtimeNs: 9_000_000n });
    await put(m(1).volume, '/a', 'different', { mtimeNs: 5_000_000n });
    const readable = m(0).volume;
    m(0).volume = {
      ...readable,
      async *read() {
        yield await broken('read');
      },
    };
    await expect(textOf(pool, at('/a'))).rejects.toMatchObject({ code: 'io' });
    await put(m(2).volume, '/a', 'same', { mtimeNs: 9_000_000n });
    expect(await textOf(pool, at('/a'))).toBe('same');
    m(0).volume = faulty(readable, { faults: [{ method: 'read', code: 'denied' }] });
    expect(await textOf(pool, at('/a'))).toBe('same');
  });

  it('[P16] metadata is read from the best copy and written to all', async () => {
    const { pool, m } = use(memoryPool(2));
    await put(m(0).volume, '/a');
    await put(m(1).volume, '/a');
    expect(await pool.writeMetadata(at('/a'), { mode: 0o600, mtimeNs: 77_000_000n })).toEqual([]);
    for (const { volume } of [m(0), m(1), { volume: pool }]) {
      expect(await volume.readMetadata(at('/a'))).toMatchObject({ mode: 0o600, mtimeNs: 77_000_000n });
    }
  });
});

describe('writing', () => {
  it('[P6] never overwrites what is on any member', async () => {
    const { pool, members, m } = use(memoryPool(2));
    await put(m(1).volume, '/a', 'old');
    await expect(put(pool, '/a', 'new')).rejects.toMatchObject({ code: 'exists' });
    await expect(pool.makeDirectory(at('/a'))).rejects.toMatchObject({ code: 'exists' });
    await expect(pool.makeSymlink(at('/a'), 'x')).rejects.toMatchObject({ code: 'exists' });
    expect(await where(members, '/a')).toEqual(['disk2']);
  });

  it.each(['round-robin', 'balanced'] as const)('[P6] of two writes at once one wins (%s)', async (policy) => {
    const { pool, members } = use(memoryPool(3, { policy }));
    const results = await Promise.allSettled(['one', 'two', 'six'].map((text) => put(pool, '/a', text)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'exists' });
    }
    expect(await where(members, '/a')).toHaveLength(1);
  });

  it('[P6] sees what another program made on another member meanwhile', async () => {
    const { pool, members, m } = use(memoryPool(2));
    async function* slow(): AsyncIterable<Uint8Array> {
      yield bytesOf('mine');
      await put(m(1).volume, '/a', 'theirs');
    }
    await expect(pool.write(at('/a'), slow(), {})).rejects.toMatchObject({ code: 'exists' });
    expect(await where(members, '/a')).toEqual(['disk2']);
  });

  it('[P7] goes to another member when one has no space halfway', async () => {
    const { pool, members, m } = use(memoryPool(2));
    let attempts = 0;
    const { volume } = m(0);
    m(0).volume = {
      ...volume,
      async write(_path, source) {
        attempts += 1;
        for await (const bytes of source) if (bytes.length > 0) return broken('write', 'no-space');
        return broken('write', 'no-space');
      },
    };
    let counted = 0;
    const options = { size: 6, onBytes: (bytes: number) => void (counted += bytes) };
    await pool.makeDirectory(at('/d'));
    expect(await where(members, '/d')).toEqual(['disk1']);
    await pool.write(at('/d/a'), [bytesOf('abc'), bytesOf('def')], options);
    expect(attempts).toBe(1);
    expect(counted).toBe(6);
    expect(await textOf(pool, at('/d/a'))).toBe('abcdef');
    expect(await where(members, '/d/a')).toEqual(['disk2']);

    async function* stream(): AsyncIterable<Uint8Array> {
      yield await Promise.resolve(bytesOf('short'));
    }
    await pool.write(at('/d/b'), stream(), {});
    expect(await textOf(pool, at('/d/b'))).toBe('short');
  });

  it('[P7] says that a long stream has to be sent again, and leaves nothing', async () => {
    const { pool, members, m } = use(memoryPool(2));
    await m(1).volume.makeDirectory(at('/d'));
    let isClosed = false;
    async function* stream(): AsyncIterable<Uint8Array> {
      try {
        for (;;) yield await Promise.resolve(new Uint8Array(1 << 20));
      } finally {
        isClosed = true;
      }
    }
    const { volume } = m(0);
    m(0).volume = {
      ...volume,
      async write(_path, source) {
        let count = 0;
        for await (const bytes of source) if ((count += bytes.length) > 6_000_000) break;
        return broken('write', 'no-space');
      },
    };
    const failure = pool.write(at('/d/a'), stream(), {});
    await expect(failure).rejects.toMatchObject({
      code: 'no-space',
      message: containing('send it again'),
    });
    expect(isClosed).toBe(true);
    expect(await where(members, '/d')).toEqual(['disk2']);
    expect((await pool.room()).map(({ room, space }) => room === space.free)).toEqual([true, true]);
  });

  it('[P7] a stream of unknown length leaves a real volume that fills, whole', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cfs-limits-'));
    try {
      const members = [1_000_000, 4_000_000].map((limit, index) => {
        const [name, root] = [`disk${String(index + 1)}`, join(folder, String(index))];
        mkdirSync(root);
        return testMember(openDiskVolume({ root, name, limit }), { limit });
      });
      const pool = openPoolVolume({
        name: 'home',
        members: () => members,
        policy: () => 'first-fit',
        reservations: createReservations(),
      });
      async function* stream(): AsyncIterable<Uint8Array> {
        for (let index = 0; index < 30; index += 1) yield await Promise.resolve(new Uint8Array(100_000).fill(index));
      }
      await pool.write(at('/a'), stream(), { verify: false });
      expect(await where(members, '/a')).toEqual(['disk2']);
      expect((await pool.stat(at('/a'))).size).toBe(3_000_000);
      expect(readdirSync(join(folder, '0'))).toEqual([]);
      await expect(pool.write(at('/b'), stream(), { verify: false })).rejects.toMatchObject({ code: 'no-space' });
      expect(await where(members, '/b')).toEqual([]);
      for (const { volume } of members) await volume.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('[P7] when all members refuse, the error names each', async () => {
    const { pool } = use(memoryPool(2, { capacity: 8_192 }));
    const failure = pool.write(at('/a'), [new Uint8Array(9_000)], { size: 9_000 });
    await expect(failure).rejects.toMatchObject({
      code: 'no-space',
      data: { volumes: [{ volume: 'disk1' }, { volume: 'disk2' }] },
    });
  });

  it('[L8] volumes that refuse a file themselves say why, in their own words', async () => {
    const { pool, m } = use(diskPool(2));
    const refusal = fail('denied', 'Writing /a', 'the system denies access', 'check the permissions');
    for (const { volume } of [m(0), m(1)]) {
      volume.write = () => Promise.reject(refusal);
      volume.copyIn = (requests) => Promise.resolve(requests.map(() => ({ ok: false, error: refusal })));
    }
    const denied = {
      code: 'denied',
      message: containing(
        'no volume takes it: disk1: the system denies access; disk2: the system denies access: look at these volumes',
      ),
    };
    await expect(pool.write(at('/a'), [], { size: 0 })).rejects.toMatchObject(denied);
    const [outcome] = await pool.copyIn([{ source: import.meta.filename, path: at('/a') }], {});
    expect(outcome?.ok === false && outcome.error).toMatchObject(denied);
    // Of the only one that is connected: just what it said.
    m(0).isOnline = false;
    await expect(pool.write(at('/a'), [], { size: 0 })).rejects.toBe(refusal);
  });

  it('[L8] a pool without members, or with none connected, says so', async () => {
    const { pool, m } = use(memoryPool(1));
    m(0).isOnline = false;
    const away = {
      code: 'offline',
      data: { volumes: [{ volume: 'disk1', reason: 'not connected: its folder is missing' }] },
    };
    await expect(put(pool, '/a')).rejects.toMatchObject(away);
    await expect(pool.makeDirectory(at('/a'))).rejects.toMatchObject(away);
    await expect(pool.makeSymlink(at('/a'), 'x')).rejects.toMatchObject(away);
    await made?.close();
    const empty = use(memoryPool(0)).pool;
    const none = { code: 'no-space', message: containing('the pool has no volumes') };
    await expect(put(empty, '/a')).rejects.toMatchObject(none);
    await expect(empty.makeDirectory(at('/a'))).rejects.toMatchObject(none);
  });

  it('[P19] a read-only member is never changed', async () => {
    const { pool, members, m } = use(memoryPool(2));
    await put(m(0).volume, '/a');
    await put(m(1).volume, '/a');
    await m(0).volume.makeDirectory(at('/d'));
    m(0).settings = { ...m(0).settings, mode: 'read-only' };
    const calls = [
      () => pool.removeFile(at('/a')),
      () => pool.rename(at('/a'), at('/b')),
      () => pool.moveToTrash(at('/a'), 't1'),
      () => pool.makeHardLink(at('/a'), at('/b')),
      () => pool.writeMetadata(at('/a'), { mode: 0 }),
      () => pool.removeDirectory(at('/d')),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'read-only' });
    expect(await where(members, '/a')).toEqual(['disk1', 'disk2']);
    await put(pool, '/c');
    expect(await where(members, '/c')).toEqual(['disk2']);
  });
});

describe('folders', () => {
  it('[P9] clones the folders of the first copy and keeps times', async () => {
    const { pool, m } = use(diskPool(2));
    for (const path of ['/a', '/a/b']) await m(0).volume.makeDirectory(at(path));
    const deep = { mode: 0o750, mtimeNs: 1_234_567_891n, atimeNs: 5_000_000_000n };
    const top = { mode: 0o711, mtimeNs: 987_654_321_000_001n, atimeNs: 5_000_000_000n };
    await m(0).volume.writeMetadata(at('/a/b'), deep);
    await m(0).volume.writeMetadata(at('/a'), top);
    await m(1).volume.writeMetadata(rootPath, { mtimeNs: 42_000_000_000n });
    expect(await pool.ensureDirectory(m(1), at('/a/b'))).toEqual(['/a', '/a/b']);
    expect(await m(1).volume.readMetadata(at('/a/b'))).toMatchObject({ mode: 0o750, mtimeNs: deep.mtimeNs });
    expect(await m(1).volume.readMetadata(at('/a'))).toMatchObject({ mode: 0o711, mtimeNs: top.mtimeNs });
    expect((await m(1).volume.readMetadata(rootPath)).mtimeNs).toBe(42_000_000_000n);
    expect(await pool.ensureDirectory(m(1), at('/a/b'))).toEqual([]);
    await expect(pool.ensureDirectory(m(1), at('/none/b'))).rejects.toMatchObject({ code: 'not-found' });
    await put(m(1).volume, '/f');
    await m(0).volume.makeDirectory(at('/f'));
    await expect(pool.ensureDirectory(m(1), at('/f'))).rejects.toMatchObject({ code: 'not-a-directory' });
  });

  it('[P9] a write that fails takes away the folders that it made', async () => {
    const { pool, members, m } = use(memoryPool(2));
    await m(1).volume.makeDirectory(at('/a'));
    async function* stops(): AsyncIterable<Uint8Array> {
      yield await Promise.resolve(bytesOf('x'));
      throw new Error('gone');
    }
    await expect(pool.write(at('/a/f'), stops(), {})).rejects.toThrow('gone');
    expect(await where(members, '/a')).toEqual(['disk2']);
  });

  it('[P10] a new folder goes where its parent is, also when the member is full', async () => {
    const { pool, members, m } = use(memoryPool(3, { capacity: 1 << 20 }));
    await m(2).volume.makeDirectory(at('/a'));
    m(2).settings = { ...m(2).settings, reserve: 1 << 30 };
    await pool.makeDirectory(at('/a/b'));
    expect(await where(members, '/a/b')).toEqual(['disk3']);
    m(2).settings = { ...m(2).settings, draining: true };
    await pool.makeDirectory(at('/a/c'), { mode: 0o700 });
    expect(await where(members, '/a/c')).toEqual(['disk1']);
    expect((await pool.stat(at('/a/c'))).mode).toBe(0o700);
    await expect(pool.makeDirectory(at('/none/c'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('[P13] removes a folder everywhere or nowhere', async () => {
    const { pool, members, m } = use(memoryPool(3));
    for (const { volume } of members) await volume.makeDirectory(at('/a'));
    await put(m(2).volume, '/a/f');
    await expect(pool.removeDirectory(at('/a'))).rejects.toMatchObject({
      code: 'not-empty',
      message: containing('disk3'),
    });
    await m(2).volume.removeFile(at('/a/f'));
    await m(0).volume.writeMetadata(at('/a'), { mode: 0o710, mtimeNs: 55_000_000n });
    const { volume } = m(2);
    m(2).volume = { ...volume, removeDirectory: () => broken('removeDirectory', 'busy') };
    await expect(pool.removeDirectory(at('/a'))).rejects.toMatchObject({ code: 'busy' });
    expect(await where(members, '/a')).toEqual(['disk1', 'disk2', 'disk3']);
    expect(await m(0).volume.readMetadata(at('/a'))).toMatchObject({ mode: 0o710, mtimeNs: 55_000_000n });
    m(2).volume = volume;
    await pool.removeDirectory(at('/a'));
    expect(await where(members, '/a')).toEqual([]);
    await expect(pool.removeDirectory(rootPath)).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('renaming and removing', () => {
  it('[P11] renames on every member that holds it, and makes the parent there', async () => {
    const { pool, members, m } = use(memoryPool(3));
    await put(m(0).volume, '/a');
    await put(m(1).volume, '/a');
    await m(2).volume.makeDirectory(at('/d'));
    await pool.rename(at('/a'), at('/d/b'));
    expect(await where(members, '/d/b')).toEqual(['disk1', 'disk2']);
    expect(await where(members, '/a')).toEqual([]);
    await put(m(2).volume, '/taken');
    await expect(pool.rename(at('/d/b'), at('/taken'))).rejects.toMatchObject({ code: 'exists' });
    await expect(pool.rename(at('/d'), at('/d/x'))).rejects.toMatchObject({ code: 'refused' });
    await expect(pool.rename(at('/d/b'), at('/none/x'))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('[P11] takes a rename back when a member fails halfway', async () => {
    const { pool, members, m } = use(memoryPool(3));
    await m(0).volume.makeDirectory(at('/d'));
    for (const { volume } of members) await put(volume, '/a', 'same', { mtimeNs: 5_000_000n });
    m(2).volume = { ...m(2).volume, rename: () => broken('rename') };
    await expect(pool.rename(at('/a'), at('/d/b'))).rejects.toMatchObject({ code: 'io' });
    expect(await where(members, '/a')).toEqual(['disk1', 'disk2', 'disk3']);
    expect(await where(members, '/d')).toEqual(['disk1']);
    m(0).volume = {
      ...m(0).volume,
      rename: (from, to) => (from === '/a' ? Promise.resolve() : broken(`rename back to ${to}`)),
    };
    const failure = pool.rename(at('/a'), at('/d/b'));
    await expect(failure).rejects.toMatchObject({ data: { left: [expect.stringContaining('disk1')] } });
  });

  it('[P12] removes every copy, and none unless all are the file that was seen', async () => {
    const { pool, members, m } = use(memoryPool(2));
    const time = { mtimeNs: 5_000_000n };
    await put(m(0).volume, '/a', 'same', time);
    await put(m(1).volume, '/a', 'diff', { mtimeNs: 4_000_000n });
    const { size, inode } = await pool.stat(at('/a'));
    const seen = { size, inode, ...time };
    await expect(pool.removeFile(at('/a'), seen)).rejects.toMatchObject({ code: 'changed' });
    await expect(pool.removeFile(at('/a'), { ...seen, inode: 'other' })).rejects.toMatchObject({ code: 'changed' });
    expect(await where(members, '/a')).toEqual(['disk1', 'disk2']);
    await m(1).volume.writeMetadata(at('/a'), time);
    await pool.removeFile(at('/a'), seen);
    expect(await where(members, '/a')).toEqual([]);
    await m(1).volume.makeDirectory(at('/a'));
    await expect(pool.removeFile(at('/a'))).rejects.toMatchObject({ code: 'is-a-directory' });
  });

  it('[P14] one id groups the pieces in the trash', async () => {
    const { pool, members, m } = use(memoryPool(3));
    await m(0).volume.makeDirectory(at('/d'));
    await m(2).volume.makeDirectory(at('/d'));
    await put(m(0).volume, '/d/one');
    await put(m(2).volume, '/d/two');
    expect(await pool.moveToTrash(at('/d'), 't1')).toMatchObject({ id: 't1', path: '/d', type: 'directory' });
    expect(await where(members, '/d')).toEqual([]);
    expect(await pool.listTrash()).toMatchObject([{ id: 't1', path: '/d' }]);
    await put(m(1).volume, '/taken');
    await expect(pool.restoreFromTrash('t1', at('/taken'))).rejects.toMatchObject({ code: 'exists' });
    await m(1).volume.makeDirectory(at('/e'));
    await pool.restoreFromTrash('t1', at('/e/d'));
    expect((await pool.list(at('/e/d'))).map(({ name }) => name).sort()).toEqual(['one', 'two']);
    await pool.moveToTrash(at('/e/d'), 't2');
    await pool.deleteFromTrash('t2');
    expect(await pool.listTrash()).toEqual([]);
    await expect(pool.deleteFromTrash('t2')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('[P14] takes a deletion back when a member fails halfway', async () => {
    const { pool, members, m } = use(memoryPool(2));
    for (const { volume } of members) await put(volume, '/a', 'same', { mtimeNs: 5_000_000n });
    m(1).volume = { ...m(1).volume, moveToTrash: () => broken('moveToTrash') };
    await expect(pool.moveToTrash(at('/a'), 't1')).rejects.toMatchObject({ code: 'io' });
    expect(await where(members, '/a')).toEqual(['disk1', 'disk2']);
    expect(await pool.listTrash()).toEqual([]);
  });

  it('[P15] links stay on the members that hold the file', async () => {
    const { pool, members, m } = use(memoryPool(3));
    await put(m(1).volume, '/a');
    await m(0).volume.makeDirectory(at('/d'));
    await pool.makeHardLink(at('/a'), at('/d/b'));
    expect(await where(members, '/d/b')).toEqual(['disk2']);
    expect((await pool.stat(at('/d/b'))).inode).toBe((await pool.stat(at('/a'))).inode);
    await expect(pool.makeHardLink(at('/d'), at('/e'))).rejects.toMatchObject({ code: 'unsupported' });
    const { volume } = m(0);
    m(0).volume = { ...volume, capabilities: async () => ({ ...(await volume.capabilities()), symlinks: false }) };
    await pool.makeSymlink(at('/d/l'), '../a');
    expect(await where(members, '/d/l')).toEqual(['disk2']);
    expect((await pool.stat(at('/d/l'))).linkTarget).toBe('../a');
  });
});

describe('copying in', () => {
  it('[P8] places each file, tries another member, and answers in order', async () => {
    const { pool, members, m } = use(diskPool(2, { policy: 'round-robin' }));
    const folder = mkdtempSync(join(tmpdir(), 'cfs-in-'));
    try {
      const names = ['a', 'b', 'c', 'd', 'a'];
      for (const name of names) writeFileSync(join(folder, name), `file ${name}`);
      await m(0).volume.makeDirectory(at('/in'));
      await put(m(1).volume, '/taken');
      const { volume } = m(0);
      m(0).volume = {
        ...volume,
        copyIn: async (requests, options) => {
          const outcomes = await volume.copyIn(
            requests.filter(({ path }) => path !== '/in/c'),
            options,
          );
          const error = fail('no-space', 'Writing /in/c', 'it was told to fail', 'go on');
          const full = requests.findIndex(({ path }) => path === '/in/c');
          return full < 0
            ? outcomes
            : [...outcomes.slice(0, full), { ok: false, error } as const, ...outcomes.slice(full)];
        },
      };
      const requests = [
        ...names.map((name) => ({ source: join(folder, name), path: childPath('/in' as PoolPath, name) })),
        { source: join(folder, 'a'), path: at('/taken') },
        { source: join(folder, 'none'), path: at('/in/none') },
        { source: join(folder, 'a'), path: at('/nowhere/a') },
      ];
      let files = 0;
      const outcomes = await pool.copyIn(requests, { onProgress: (_bytes, count) => void (files += count) });
      expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))).toEqual([
        'ok',
        'ok',
        'ok',
        'ok',
        'exists',
        'exists',
        'not-found',
        'not-found',
      ]);
      expect(files).toBe(requests.length);
      for (const name of ['a', 'b', 'c', 'd']) expect(await textOf(pool, at(`/in/${name}`))).toBe(`file ${name}`);
      expect(await where(members, '/in/a')).toEqual(['disk1']);
      expect(await where(members, '/in/c')).toEqual(['disk2']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('placing', () => {
  it('[L10] many choices at once never promise the same room twice', async () => {
    const { pool, members } = use(memoryPool(3, { policy: 'balanced', capacity: 1_000_000 }));
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => pool.place({ path: at(`/f${String(index)}`), size: 100_000 })),
    );
    const placed = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(placed).toHaveLength(30);
    for (const { name } of members) expect(placed.filter(({ member }) => member.name === name)).toHaveLength(10);
    for (const { release } of placed) {
      release();
      release();
    }
    expect((await pool.room()).map(({ room }) => room)).toEqual([1_000_000, 1_000_000, 1_000_000]);
  });

  it('[L10] what was written counts until a later figure knows of it', async () => {
    const { pool, m } = use(memoryPool(1, { capacity: 1 << 20 }));
    const { volume } = m(0);
    let asked = 0;
    m(0).volume = { ...volume, space: () => ((asked += 1), volume.space()) };
    for (let index = 0; index < 4; index += 1) await put(pool, `/f${String(index)}`, 'x'.repeat(250_000));
    await expect(pool.place({ path: at('/g'), size: 250_000 })).rejects.toMatchObject({ code: 'no-space' });
    expect(asked).toBeGreaterThan(1);
  });

  it('[L10] bytes that are on the disk are not held as promised too', async () => {
    const { pool, m } = use(memoryPool(1, { capacity: 100_000_000 }));
    const placement = await pool.place({ path: at('/a'), size: 60_000_000 });
    const { volume } = m(0);
    m(0).volume = {
      ...volume,
      space: () => Promise.resolve({ total: 100_000_000, used: 50_000_000, free: 50_000_000 }),
    };
    placement.wrote(50_000_000);
    expect((await pool.room())[0]?.room).toBe(40_000_000);
    placement.release();
    expect((await pool.room())[0]?.room).toBe(50_000_000);
  });

  it('[L9] members of one file system share its room; a limit heeds its own promises', async () => {
    const device = memoryDevice(1_000_000);
    const reservations = createReservations();
    const shared = ['disk1', 'disk2'].map((name) => testMember(openMemoryVolume({ name, device })));
    const options = { name: 'home', policy: () => 'most-free' as const, reservations, members: () => shared };
    const pool = openPoolVolume(options);
    await pool.place({ path: at('/a'), size: 600_000 });
    await expect(pool.place({ path: at('/b'), size: 600_000 })).rejects.toMatchObject({ code: 'no-space' });
    expect((await pool.room()).map(({ room }) => room)).toEqual([400_000, 400_000]);
    expect(await pool.space()).toEqual({ total: 1_000_000, used: 0, free: 1_000_000 });

    // Two folders of one file system with limits of their own, as disk volumes tell of them.
    const limited = ['one', 'two'].map((name) => {
      const volume = openMemoryVolume({ name, device: memoryDevice(1_000_000_000) });
      const space = { total: 500_000, used: 0, free: 500_000 };
      const spaceGroup = 'disk';
      const told = {
        ...volume,
        space: () => Promise.resolve(space),
        capabilities: async () => ({ ...(await volume.capabilities()), spaceGroup }),
      };
      return testMember(told, { limit: 500_000, reserve: 100_000 });
    });
    const within = openPoolVolume({ ...options, members: () => limited });
    await within.place({ path: at('/a'), size: 300_000 });
    expect((await within.room()).map(({ room }) => room).sort()).toEqual([100_000, 400_000]);
    expect(reservations.reserved('disk')).toBe(300_000);
    expect(['one', 'two'].map((name) => reservations.reserved(volumeKey('home', name))).sort()).toEqual([0, 300_000]);
  });

  it('[L12] tells why a file is where it is, once it is there', async () => {
    const { members, m } = use(memoryPool(2));
    const told: unknown[] = [];
    const pool = openPoolVolume({
      name: 'home',
      members: () => members,
      policy: () => 'first-fit',
      reservations: createReservations(),
      placed: (path, { summary }) => told.push([path, summary]),
    });
    const { volume } = m(0);
    m(0).volume = { ...volume, write: () => broken('write', 'no-space') };
    await put(pool, '/a');
    expect(told).toEqual([['/a', 'disk2: first in order with room (0 % full, 268 MB free)']]);
    await expect(put(pool, '/a')).rejects.toMatchObject({ code: 'exists' });
    expect(told).toHaveLength(1);
  });

  it('[L11] explaining promises nothing and never throws for lack of room', async () => {
    const { pool, m } = use(memoryPool(2, { capacity: 1_000_000 }));
    m(1).isOnline = false;
    const why = await pool.explain({ path: at('/a'), size: 900_000 });
    expect(why).toMatchObject({ policy: 'first-fit', atMs: null });
    expect(why.candidates).toEqual([
      { volume: 'disk1', chosen: true, eligible: true, reason: '0 % full, 1.00 MB free' },
      {
        volume: 'disk2',
        chosen: false,
        eligible: false,
        reason: 'not connected: its folder is missing',
        fix: 'connect it',
      },
    ]);
    expect((await pool.place({ path: at('/a'), size: 900_000 })).member.name).toBe('disk1');
    const no = await pool.explain({ path: at('/b'), size: 900_000 });
    expect(no.summary).toContain('No volume takes it: disk1: the file is larger than the 100 KB it has left');
  });
});

describe('space and capabilities', () => {
  it('[P18] counts each file system once, and limits by what they allow', async () => {
    const { pool, m } = use(memoryPool(3, { capacity: 1_000_000 }));
    const device = memoryDevice(3_000_000);
    m(1).volume = openMemoryVolume({ name: 'disk2', device });
    m(2).volume = openMemoryVolume({ name: 'disk3', device });
    await put(m(0).volume, '/a', 'x'.repeat(4_096));
    await put(m(1).volume, '/b', 'x'.repeat(8_192));
    expect(await pool.space()).toEqual({ total: 4_000_000, used: 12_288, free: 3_987_712 });
  });

  it('[P22] tells what all of its members can do', async () => {
    const { pool, m } = use(memoryPool(2));
    expect(await pool.capabilities()).toMatchObject({ hardLinks: true, symlinks: true, localCopy: false });
    m(1).volume = openMemoryVolume({ name: 'disk2', hardLinks: false });
    expect((await pool.capabilities()).hardLinks).toBe(false);
    expect(pool.physical(at('/a'))).toBeNull();
  });
});
