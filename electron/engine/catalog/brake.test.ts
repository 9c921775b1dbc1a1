import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openBrake } from './brake.ts';
import type { Brake } from './brake.ts';
import { openMemoryCatalog } from './database.ts';
import type { CatalogWriter } from './database.ts';
import type { FillMember } from './fill.ts';
import { KnownFolders } from './known-folders.ts';
import { openLive } from './live-fixture.ts';
import { contentsOf, expectedOf, makeVolume, scanInto } from './store-fixture.ts';
import { openStore } from './store.ts';
import type { CatalogStore } from './store.ts';
import { summary } from './summary.ts';
import { walkVolume } from './walk-volume.ts';

let base: string;
let member: FillMember;
let db: CatalogWriter;
let store: CatalogStore;
let brake: Brake;
let clock = 1_000_000;

/** Files in a folder of the volume. */
const files = (folder: string, count: number): void => {
  mkdirSync(join(member.root, folder), { recursive: true });
  execFileSync('sh', ['-c', `seq -f file%g ${String(count)} | xargs touch`], { cwd: join(member.root, folder) });
};
const entries = (): number => summary(db).volumes[0]?.entries ?? 0;
const same = (): boolean => JSON.stringify(contentsOf(db)) === JSON.stringify(expectedOf([member]));

/** Reads all of the volume, or these folders, as its thread does. Answers what the brake said of the batches. */
function read(what: 'all' | readonly string[] = 'all', batchNames = 8_192): readonly string[] {
  const said: string[] = [];
  for (const batch of walkVolume({ root: member.root, id: member.id, what, known: new KnownFolders(), batchNames })) {
    const verdict = brake.judge(store.losses(1, batch));
    said.push(verdict);
    store.apply(1, batch, { keep: verdict === 'keep' });
  }
  return said;
}
/** Some time later it decides; what it lets go is read again. */
function decide(): readonly string[] | null {
  clock = Math.max(clock, brake.decideMs ?? 0) + 1;
  const folders = brake.decide();
  if (folders !== null && folders.length > 0) read();
  return folders;
}
/** So that nothing counts as just moved. */
const later = (ms = 60_000): void => {
  clock += ms;
  brake.tick();
};

beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'cfs-brake-'));
  member = makeVolume(join(base, 'disk'), 'disk');
  db = openMemoryCatalog();
  store = openStore(db);
  files('photos', 1_500);
  files('music', 300);
  files('letters', 40);
  scanInto(store, member);
  brake = openBrake({ db, volume: 1, now: () => clock });
  later();
});
afterEach(() => {
  db.close();
  rmSync(base, { recursive: true, force: true });
});

it('[Q24] a little that is deleted goes as it is seen to go; more goes after a moment', () => {
  rmSync(join(member.root, 'letters'), { recursive: true });
  expect(read()).toEqual(['take']);
  expect(entries()).toBe(1_800);
  rmSync(join(member.root, 'music'), { recursive: true });
  expect(read()).toEqual(['keep']);
  expect(entries()).toBe(1_800);
  expect(decide()).toEqual(['/']);
  expect(entries()).toBe(1_500);
  expect(same()).toBe(true);
});

it('[Q24] when much vanishes at once it stays, with what it was, until it is confirmed', () => {
  rmSync(join(member.root, 'photos'), { recursive: true });
  writeFileSync(join(member.root, 'new'), 'new things are taken over meanwhile');
  expect(read()).toEqual(['keep']);
  expect(decide()).toBeNull();
  expect(entries()).toBe(1_841);
  expect(brake.heldBack).toMatchObject({ entries: 1_500, folders: 1, of: 1_841, examples: ['/photos/'] });
  // It stays so however often it is looked at.
  later();
  read();
  expect(decide()).toBeNull();
  expect(brake.heldBack).toMatchObject({ entries: 1_500 });
  expect(entries()).toBe(1_841);
  expect(brake.release()).toContain('/');
  expect(brake.heldBack).toBeNull();
  read();
  expect(entries()).toBe(341);
  expect(same()).toBe(true);
});

it('[Q24] what vanishes a batch after the other is measured as one, each file once', () => {
  // As `rm -r` does it: files first, then their folder.
  for (const name of readdirSync(join(member.root, 'photos')).slice(0, 900)) rmSync(join(member.root, 'photos', name));
  expect(read(['/photos'])).toEqual(['keep']);
  rmSync(join(member.root, 'photos'), { recursive: true });
  expect(read(['/'])).toEqual(['keep']);
  expect(decide()).toBeNull();
  expect(brake.heldBack).toMatchObject({ entries: 1_500, folders: 1 });
});

it('[Q24] a volume that lists nothing at all is held back, however small it is', () => {
  for (const name of ['photos', 'music']) rmSync(join(member.root, name), { recursive: true });
  read();
  brake.release();
  read();
  later();
  rmSync(join(member.root, 'letters'), { recursive: true });
  expect(read()).toEqual(['keep']);
  expect(decide()).toBeNull();
  expect(brake.heldBack).toMatchObject({ entries: 40, folders: 1, of: 40 });
});

it('[Q25] what is back is not held back any more', () => {
  const aside = join(base, 'aside');
  renameSync(join(member.root, 'photos'), aside);
  read();
  expect(decide()).toBeNull();
  later();
  renameSync(aside, join(member.root, 'photos'));
  read();
  expect(decide()).toEqual([]);
  expect(brake.heldBack).toBeNull();
  expect(same()).toBe(true);
});

it('[Q25] what moves to another place of the volume has not vanished', () => {
  renameSync(join(member.root, 'photos'), join(member.root, 'pictures'));
  read();
  expect(decide()).toEqual(['/']);
  expect(same()).toBe(true);
  // One file after the other.
  later();
  mkdirSync(join(member.root, 'again'));
  execFileSync('sh', ['-c', 'mv pictures/* again/'], { cwd: member.root });
  read();
  expect(decide()).not.toBeNull();
  expect(same()).toBe(true);
});

it('[Q25] a volume that comes back with other content is held back, and what is on it is known', () => {
  for (const name of ['photos', 'music', 'letters']) rmSync(join(member.root, name), { recursive: true });
  files('others', 1_900);
  read();
  expect(decide()).toBeNull();
  expect(brake.heldBack).toMatchObject({ entries: 1_840, folders: 3 });
  expect(entries()).toBe(3_740);
});

it('[Q26] what CFS itself moves or deletes is not held back, and what it tells of late is let go', () => {
  brake.open(clock + 5_000);
  rmSync(join(member.root, 'photos'), { recursive: true });
  expect(read()).toEqual(['take']);
  expect(entries()).toBe(340);
  later();
  files('more', 1_500);
  read();
  later();
  rmSync(join(member.root, 'more'), { recursive: true });
  read();
  expect(decide()).toBeNull();
  expect(brake.open(clock + 5_000)).toContain('/');
  read();
  expect(same()).toBe(true);
});

it('[Q24] a host holds back what vanished from a disk, says so, and lets it go when it is confirmed', async () => {
  const live = openLive({
    volumes: ['one'],
    fill: ([one]) => {
      mkdirSync(join(one?.root ?? '', 'photos'));
      execFileSync('sh', ['-c', 'seq 1200 | xargs touch'], { cwd: join(one?.root ?? '', 'photos') });
    },
  });
  try {
    await live.until(({ state }) => state === 'fresh');
    await expect(live.link.call({ t: 'confirm', pool: 'pool', volume: 'one' })).rejects.toMatchObject({
      code: 'refused',
    });
    rmSync(join(live.members[0]?.root ?? '', 'photos'), { recursive: true });
    const held = await live.until(({ perVolume }) => perVolume[0]?.state === 'held-back');
    expect(held).toMatchObject({ state: 'stale', entries: 1_200 });
    expect(held.perVolume[0]?.heldBack).toMatchObject({ entries: 1_200, folders: 1, examples: ['/photos/'] });
    // Also to a process that begins now.
    const pid = live.pids.at(-1) ?? 0;
    process.kill(pid, 'SIGKILL');
    await live.until(({ state }) => state === 'off');
    await live.until(({ perVolume }) => perVolume[0]?.state === 'held-back');
    await live.link.call({ t: 'confirm', pool: 'pool', volume: 'one' });
    await live.equal();
    expect((await live.until(({ state }) => state === 'fresh')).perVolume[0]?.heldBack).toBeNull();
  } finally {
    await live.close();
  }
}, 60_000);
