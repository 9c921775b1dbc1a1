import { dirname } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { seenAs } from '../pool/intent.ts';
import type { Volume } from '../volume/volume.ts';
import { leaveRecord, mortalPool, poolId } from './fixture.ts';
import type { Mortal } from './fixture.ts';
import { recover } from './recover.ts';
import { settle } from './settle.ts';

const at = (path: string): PoolPath => parsePath(path);
let mortal: Mortal;
afterEach(() => mortal.close());

const memberOf = (index: number) => {
  const member = mortal.members[index];
  if (member === undefined) throw new Error('no such member');
  return member;
};
const volumeOf = (index: number): Volume => memberOf(index).volume;
const put = async (index: number, path: string, text: string): Promise<void> => {
  const volume = volumeOf(index);
  await volume.makeDirectory(at(dirname(path))).catch(() => undefined);
  const metadata = { mtimeNs: 1_700_000_000_000_000_000n };
  await volume.write(at(path), [Buffer.from(text)], { size: text.length, metadata });
};
const now = () => recover({ store: mortal.store, pool: poolId, volume: mortal.pool });

describe('what is settled while others go on', () => {
  it('[K41] a copy is not removed when the one that was to stay went away while they were compared', async () => {
    mortal = mortalPool('disk');
    await put(0, '/a', 'text');
    await put(1, '/a', 'text');
    const volume = volumeOf(1);
    const slow: Volume = {
      ...volume,
      async *read(path, options) {
        yield* volume.read(path, options);
        await volumeOf(0).removeFile(path);
      },
    };
    const places = {
      member: (id: string) => (id === 'disk1' ? memberOf(0) : { ...memberOf(1), volume: slow }),
      ensureDirectory: () => Promise.resolve(),
      isInTrash: () => Promise.resolve(false),
      keep: [],
    };
    const files = [{ names: [at('/a')], size: 4, mtimeNs: '1700000000000000000' }];
    const intent = { kind: 'move' as const, from: 'disk1', to: 'disk2', files, removeEmptyFolders: false };
    expect(await settle(places, intent)).toMatchObject([{ path: '/a', outcome: 'left' }]);
    expect(await mortal.tree()).toEqual(['disk2/a: text']);
  });

  it('[K45] a removal that still hangs in the disk is waited for before the copy goes', async () => {
    mortal = mortalPool('disk');
    await put(0, '/a', 'text');
    await put(1, '/a', 'text');
    // The system does one thing after the other in a folder: what hangs is done when the next one begins.
    const volume = volumeOf(0);
    const stalled: Volume = {
      ...volume,
      async makeDirectory(path, options) {
        await volume.removeFile(at('/a'));
        await volume.makeDirectory(path, options);
      },
    };
    const places = {
      member: (id: string) => (id === 'disk2' ? memberOf(1) : { ...memberOf(0), volume: stalled }),
      ensureDirectory: () => Promise.resolve(),
      isInTrash: () => Promise.resolve(false),
      keep: [],
    };
    const files = [{ names: [at('/a')], size: 4, mtimeNs: '1700000000000000000' }];
    const intent = { kind: 'move' as const, from: 'disk1', to: 'disk2', files, removeEmptyFolders: false };
    expect(await settle(places, intent)).toMatchObject([{ path: '/a', outcome: 'left' }]);
    expect(await mortal.tree()).toEqual(['disk2/a: text']);
  });

  it('[K42] where neither direction goes on all volumes, none is taken half way, and it is said', async () => {
    mortal = mortalPool('disk', 3);
    for (const index of [0, 1, 2]) await put(index, '/a', 'text');
    const on = await Promise.all(
      mortal.members.map(async (member) => seenAs(member, await member.volume.stat(at('/a')))),
    );
    for (const index of [0, 1]) await volumeOf(index).rename(at('/a'), at('/b'));
    // Another program took the old name meanwhile where the second one would go back.
    await put(1, '/a', 'other');
    await leaveRecord(volumeOf(0), 'one', { kind: 'rename', from: at('/a'), to: at('/b'), on });
    expect(await now()).toMatchObject({ items: [{ outcome: 'finished' }], open: [] });
    expect(await mortal.tree()).toEqual(['disk1/b: text', 'disk2/a: other', 'disk2/b: text', 'disk3/b: text']);
  });

  it('[K43] what came since under both names of a replacement that was a move is not taken for its files', async () => {
    mortal = mortalPool('disk');
    await put(0, '/old', 'old');
    await volumeOf(0).moveToTrash(at('/old'), 'old');
    // The move was done; its record stayed, and both names have been used anew.
    await put(0, '/old', 'moved');
    await put(0, '/from', 'another');
    const fresh = { at: at('/from') };
    const on = ['disk1'];
    await leaveRecord(volumeOf(0), 'one', { kind: 'replace', path: at('/old'), id: 'old', old: on, fresh, on });
    expect(await now()).toMatchObject({ items: [{ path: '/old', outcome: 'left' }], open: [] });
    expect(await mortal.tree()).toEqual(['disk1/from: another', 'disk1/old: moved']);
  });
});
