import { existsSync, mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { openJournalStore } from '../state/journal.ts';
import { newSidePath, ownProcess } from '../volume/parts.ts';
import type { Volume } from '../volume/volume.ts';
import { deadName, deadOwner, leaveRecord, mortalPool, poolId } from './fixture.ts';
import type { Mortal } from './fixture.ts';
import { recover } from './recover.ts';

const at = (path: string): PoolPath => parsePath(path);
let mortal: Mortal;
afterEach(() => mortal.close());

const volumeOf = (index: number): Volume => {
  const member = mortal.members[index];
  if (member === undefined) throw new Error('no such member');
  return member.volume;
};
const put = async (index: number, path: string, text: string, mtimeNs = 1_700_000_000_000_000_000n): Promise<void> => {
  const volume = volumeOf(index);
  await volume.makeDirectory(at(dirname(path))).catch(() => undefined);
  await volume.write(path as PoolPath, [Buffer.from(text)], { size: text.length, metadata: { mtimeNs } });
};
const now = () => recover({ store: mortal.store, pool: poolId, volume: mortal.pool });
const halfMove = (size: number, names = ['/a']) => ({
  kind: 'move' as const,
  from: 'disk1',
  to: 'disk2',
  files: [{ names: names.map(at), size, mtimeNs: '1700000000000000000' }],
  removeEmptyFolders: false,
});

describe('recovery', () => {
  it('[J6] works from the records on the volumes alone, when the home is lost', async () => {
    mortal = mortalPool('disk');
    await put(0, '/a', 'text');
    await put(1, '/a', 'text');
    await leaveRecord(volumeOf(0), 'one', halfMove(4));
    expect(await now()).toMatchObject({ items: [{ path: '/a', outcome: 'undone' }], open: [] });
    expect(await mortal.tree()).toEqual(['disk1/a: text']);
    expect(await volumeOf(0).listRecords()).toEqual([]);
  });

  it('[J6] removes nothing that it has not compared: copies that differ are both left, and told', async () => {
    mortal = mortalPool('disk');
    await put(0, '/a', 'text');
    await put(1, '/a', 'xext');
    await leaveRecord(volumeOf(1), 'one', halfMove(4));
    expect(await now()).toMatchObject({ items: [{ path: '/a', outcome: 'left' }] });
    expect(await mortal.tree()).toEqual(['disk1/a: text', 'disk2/a: xext']);
    // A source that was written since, beside an older copy; a source of which one name is gone, beside another content.
    await put(0, '/b', 'newer', 1_800_000_000_000_000_000n);
    await put(1, '/b', 'old.');
    await put(0, '/c', 'same');
    for (const name of ['/c', '/d']) await put(1, name, 'else');
    await leaveRecord(volumeOf(0), 'two', halfMove(4, ['/b']));
    await leaveRecord(volumeOf(0), 'three', halfMove(4, ['/c', '/d']));
    const before = await mortal.tree();
    const { items } = await now();
    expect(items.map(({ path, outcome }) => `${path} ${outcome}`).sort()).toEqual(['/b left', '/c left']);
    expect(await mortal.tree()).toEqual(before);
  });

  it('[J7] leaves operations of living owners and of other hosts alone', async () => {
    mortal = mortalPool('disk');
    await put(0, '/a', 'text');
    await put(1, '/a', 'text');
    await leaveRecord(volumeOf(0), 'mine', halfMove(4), ownProcess());
    await leaveRecord(volumeOf(1), 'other', halfMove(4), { ...deadOwner, host: '00000000' });
    mortal.store.add({ id: 'row', pool: poolId, intent: halfMove(4) });
    expect(await now()).toEqual({ items: [], open: [] });
    expect(await mortal.tree()).toEqual(['disk1/a: text', 'disk2/a: text']);
    expect(mortal.store.list(poolId)).toHaveLength(1);
    expect(await volumeOf(0).listRecords()).toHaveLength(1);
  });

  it('[J7] of two that recover at once one does it', async () => {
    mortal = mortalPool('disk');
    await put(0, '/a', 'text');
    await put(1, '/a', 'text');
    await leaveRecord(volumeOf(0), 'one', halfMove(4));
    const other = openJournalStore(mortal.home);
    const operation = { id: 'one', pool: poolId, owner: deadOwner, intent: halfMove(4) };
    expect(other.claim(operation)).toBe(true);
    expect(await now()).toEqual({ items: [], open: [] });
    expect(await mortal.tree()).toHaveLength(2);
    other.abandon('one');
    expect((await now()).items).toHaveLength(1);
    other.close();
  });

  it('[J13] what a living process works on is not settled meanwhile, nor begun while it is being settled', async () => {
    mortal = mortalPool('disk');
    await put(0, '/dir/a', 'text');
    await put(1, '/dir/a', 'text');
    await leaveRecord(volumeOf(0), 'one', halfMove(4, ['/dir/a']));
    const seen = { volume: 'disk1', type: 'directory' as const, size: 0, mtimeMs: 0, inode: '1:1' };
    const rename = { kind: 'rename' as const, from: at('/dir'), to: at('/other'), on: [seen] };
    mortal.store.add({ id: 'living', pool: poolId, intent: rename });
    expect(await now()).toEqual({ items: [], open: [] });
    expect(await mortal.tree()).toContain('disk2/dir/a: text');
    mortal.store.remove('living');
    // Written with the next call.
    expect(mortal.store.list(poolId)).toEqual([]);
    const operation = { id: 'one', pool: poolId, owner: deadOwner, intent: halfMove(4, ['/dir/a']) };
    const other = openJournalStore(mortal.home);
    expect(other.claim(operation)).toBe(true);
    const begin = (id: string, from: string): void =>
      mortal.store.add({ id, pool: poolId, intent: { ...rename, from: at(from) } });
    expect(() => begin('two', '/dir')).toThrow('is being settled just now');
    expect(() => begin('three', '/dir/a/b')).toThrow('is being settled just now');
    begin('four', '/dir/b');
    begin('five', '/dir2');
    other.abandon('one');
    begin('six', '/dir');
    other.close();
  });

  it('[J8] waits for a volume that is away, keeps what it needs, and goes on when it is back', async () => {
    mortal = mortalPool('disk');
    await put(0, '/a', 'old');
    const side = deadName(newSidePath(at('/a')));
    await put(1, side, 'new');
    await volumeOf(0).moveToTrash(at('/a'), 'old');
    const intent = { kind: 'replace' as const, path: at('/a'), id: 'old', old: ['disk1'], fresh: { at: side } };
    await leaveRecord(volumeOf(1), 'one', { ...intent, on: ['disk2'] });
    await leaveRecord(volumeOf(1), 'two', { kind: 'write', volume: 'disk2', folders: [at('/')], below: at('/') });
    const [one] = mortal.members;
    if (one !== undefined) one.isOnline = false;
    expect(await now()).toMatchObject({ items: [], open: [{ id: 'one', volumes: ['disk1', 'disk2'] }] });
    if (one !== undefined) one.isOnline = true;
    expect(await now()).toMatchObject({ items: [{ path: '/a', outcome: 'finished' }], open: [] });
    expect(await mortal.tree()).toEqual(['disk2/a: new']);
    expect((await volumeOf(0).listTrash()).map(({ id }) => id)).toEqual(['old']);
  });

  it('[J8] a new version that another recovery is about to name is not taken from under it', async () => {
    mortal = mortalPool('disk');
    await put(0, '/a', 'old');
    const side = deadName(newSidePath(at('/a')));
    await put(1, side, 'new');
    await volumeOf(0).moveToTrash(at('/a'), 'old');
    const replace = { kind: 'replace' as const, path: at('/a'), id: 'old', old: ['disk1'], fresh: { at: side } };
    const operation = { id: 'one', pool: poolId, owner: deadOwner, intent: { ...replace, on: ['disk2'] } };
    await leaveRecord(volumeOf(1), 'one', operation.intent);
    await leaveRecord(volumeOf(1), 'two', { kind: 'write', volume: 'disk2', folders: [at('/')], below: at('/') });
    const other = openJournalStore(mortal.home);
    expect(other.claim(operation)).toBe(true);
    expect(await now()).toEqual({ items: [], open: [] });
    other.abandon('one');
    other.close();
    expect((await now()).items).toMatchObject([{ path: '/a', outcome: 'finished' }]);
    expect(await mortal.tree()).toEqual(['disk2/a: new']);
  });

  it('[J9] a record has no new version removed that a living process needs', async () => {
    mortal = mortalPool('disk');
    await put(0, '/a', 'old');
    const side = newSidePath(at('/a'));
    await put(1, side, 'new');
    const replace = { kind: 'replace' as const, path: at('/a'), id: 'old', old: ['disk1'], fresh: { at: side } };
    await leaveRecord(volumeOf(1), 'one', { ...replace, on: ['disk2'] });
    expect(await now()).toMatchObject({ items: [], open: [{ id: 'one' }] });
    expect(await volumeOf(1).stat(side)).toMatchObject({ size: 3 });
  });

  it('[J8] part files of dead writers go, those of living ones make it come again', async () => {
    mortal = mortalPool('disk');
    const root = volumeOf(0).physical(at('/')) ?? '';
    mkdirSync(join(root, 'dir'));
    const living = newSidePath(at('/dir/a')).replace('-new-', '-part-');
    const dead = living.replace(/-\d+-(\d+)-([0-9a-f]+)$/, '-4194305-$1-$2');
    for (const path of [living, dead]) writeFileSync(join(root, path), 'half');
    const write = { kind: 'write' as const, volume: 'disk1', folders: [at('/dir'), at('/gone')], below: null };
    await leaveRecord(volumeOf(0), 'one', write);
    expect(await now()).toMatchObject({ items: [], open: [{ id: 'one' }] });
    expect(readdirSync(join(root, 'dir'))).toEqual([living.slice('/dir/'.length)]);
    await leaveRecord(volumeOf(0), 'two', { ...write, folders: [], below: at('/') });
    expect((await now()).open.map(({ id }) => id)).toEqual(['one']);
    expect(readdirSync(join(root, 'dir'))).toHaveLength(1);
  });

  it('[J9] a crafted record does nothing, whatever is in it', async () => {
    mortal = mortalPool('disk');
    const base = dirname(mortal.home);
    writeFileSync(join(base, 'secret'), 'kept');
    await put(0, '/a', 'text');
    await put(1, '/a', 'text');
    const root = volumeOf(1).physical(at('/')) ?? '';
    symlinkSync(base, join(root, 'out'));
    const good = { version: 1, pool: poolId, volume: 'disk2', owner: deadOwner, intent: halfMove(4) };
    const file = { names: ['/a'], size: 4, mtimeNs: '1700000000000000000' };
    const move = (change: object, of: object = {}) => ({
      ...good,
      intent: { ...halfMove(4), files: [{ ...file, ...change }], ...of },
    });
    const crafted: readonly unknown[] = [
      { ...good, pool: 'another' },
      { ...good, volume: 'disk1' },
      { ...good, version: 2 },
      { ...good, owner: 'nobody' },
      { ...good, owner: { ...deadOwner, pid: -1 } },
      { ...good, intent: { kind: 'remove-everything', path: '/a' } },
      move({ names: ['/../secret'] }),
      move({ names: ['/.cfs/volume.json'] }),
      move({ names: ['/a\0'] }),
      move({ names: ['/'] }),
      move({ names: 'a' }),
      move({ mtimeNs: 1 }),
      move({}, { from: '../outside' }),
      move({}, { to: 'disk3' }),
      { ...good, intent: { kind: 'write', volume: 'disk2', folders: ['/../'], below: null } },
      { ...good, intent: { kind: 'write', volume: 'disk1', folders: ['/'], below: null } },
      { ...good, intent: { kind: 'trash', path: '/a', id: '../../secret', on: ['disk2'] } },
      { ...good, intent: { kind: 'rename', from: '/a', to: '/../b', on: [] } },
      {
        ...good,
        intent: { kind: 'replace', path: '/a', id: 'x', old: [], fresh: { at: '/.cfs-new-x' }, on: ['disk2'] },
      },
      null,
      7,
      'text',
      [],
    ];
    for (const [index, record] of crafted.entries()) {
      const id = `crafted${String(index)}`;
      const text = typeof record === 'object' && record !== null ? JSON.stringify({ id, ...record }) : String(record);
      await volumeOf(1).writeRecord(id, text);
    }
    await volumeOf(1).writeRecord('broken', '{"version":1');
    // Right in all but its name.
    await volumeOf(1).writeRecord('named', JSON.stringify({ ...good, id: 'otherwise' }));
    truncateSync(join(root, '.cfs/journal/broken.json'), 2 ** 33);
    symlinkSync(join(base, 'secret'), join(root, '.cfs/journal/link.json'));
    const before = await mortal.tree();
    expect(await now()).toEqual({ items: [], open: [] });
    expect(await mortal.tree()).toEqual(before);
    expect(existsSync(join(base, 'secret'))).toBe(true);
    expect(existsSync(join(root, 'a'))).toBe(true);
    // What is well made and means something else goes through the link no more than anything does.
    await leaveRecord(volumeOf(1), 'through', halfMove(4, ['/out/secret']));
    await leaveRecord(volumeOf(1), 'tidy', {
      kind: 'write',
      volume: 'disk2',
      folders: [at('/out')],
      below: at('/out'),
    });
    const dead = newSidePath(at('/x'))
      .replace(/-\d+-(\d+)-([0-9a-f]+)$/, '-4194305-$1-$2')
      .slice(1);
    writeFileSync(join(base, dead), 'kept');
    await now();
    expect(readdirSync(base).sort()).toEqual([dead, 'disk1', 'disk2', 'home', 'secret']);
  });
});
