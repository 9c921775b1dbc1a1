import { afterEach, expect, it } from 'vitest';
import { openMemoryVolume } from '../volume/memory.ts';
import type { Volume } from '../volume/volume.ts';
import { faulty } from '../volume/faulty.ts';
import { at, bytesOf, testMember, textOf } from './fixture.ts';
import type { TestMember } from './fixture.ts';
import type { Load } from './load.ts';
import { openPoolVolume } from './pool-volume.ts';
import { createReservations } from './reservations.ts';
import type { PoolVolume } from './types.ts';

const path = at('/f');
let pool: PoolVolume;
let members: TestMember[] = [];
/** Work that runs on each volume, as real jobs would be counted. */
let running: Record<string, number> = {};
/** Volumes in the order in which they were read. */
let reads: string[] = [];

/** Three volumes with the same file; `text` of each may differ in its bytes, not in what a listing shows. */
async function open(wait: Promise<void> = Promise.resolve()): Promise<void> {
  running = {};
  reads = [];
  const volumes = ['disk1', 'disk2', 'disk3'].map((name) => openMemoryVolume({ name, capacity: 1 << 20 }));
  for (const volume of volumes) {
    await volume.write(path, [Buffer.from(volume.name)], { metadata: { mtimeNs: 1_700_000_000_000_000_000n } });
  }
  const watched = (volume: Volume): Volume => ({
    ...volume,
    async *read(...args) {
      reads.push(volume.name);
      await wait;
      yield* volume.read(...args);
    },
  });
  members = volumes.map((volume) => testMember(watched(volume)));
  const load: Load = {
    of: (name) => ({ queue: running[name] ?? 0, rate: null, latency: null }),
    begin: () => () => undefined,
  };
  pool = openPoolVolume({
    name: 'home',
    members: () => members,
    policy: () => 'first-fit',
    reservations: createReservations(),
    load,
  });
}
afterEach(async () => {
  await pool.close();
  for (const { volume } of members) await volume.close();
});

it('[L24] a file with several copies is read where the least runs, of equals the first', async () => {
  await open();
  expect(await textOf(pool, path)).toBe('disk1');
  running = { disk1: 2, disk2: 1, disk3: 4 };
  expect(await textOf(pool, path)).toBe('disk2');
  running = { disk1: 1, disk2: 3 };
  expect(await textOf(pool, path)).toBe('disk3');
});

it('[L24] never where the copy differs, nor on a volume that is away', async () => {
  await open();
  running = { disk1: 9 };
  const [, two, three] = members;
  await two?.volume.writeMetadata(path, { mtimeNs: 1_600_000_000_000_000_000n });
  if (three !== undefined) three.isOnline = false;
  expect(await textOf(pool, path)).toBe('disk1');
});

it('[L24] reads that begin at the same time are spread, and one that fails goes on with another copy', async () => {
  let goOn = (): void => undefined;
  await open(new Promise((resolve) => (goOn = resolve)));
  const texts = [textOf(pool, path), textOf(pool, path), textOf(pool, path), textOf(pool, path)];
  await expect.poll(() => reads.length).toBe(4);
  expect([...reads].sort()).toEqual(['disk1', 'disk1', 'disk2', 'disk3']);
  goOn();
  expect((await Promise.all(texts)).sort()).toEqual(['disk1', 'disk1', 'disk2', 'disk3']);
  // What has ended counts no more.
  expect(await textOf(pool, path)).toBe('disk1');
  running = { disk1: 1, disk3: 1 };
  await members[1]?.volume.removeFile(path);
  expect(await textOf(pool, path)).toBe('disk1');
});

it('[L24] what is copied with its metadata comes from where the least runs, of copies that are the same in these too', async () => {
  await open();
  const from = async (): Promise<string | undefined> => (await pool.readFrom(path))?.member.name;
  expect(await from()).toBe('disk1');
  running = { disk1: 2, disk2: 1, disk3: 1 };
  expect(await from()).toBe('disk2');
  await members[1]?.volume.writeMetadata(path, { mode: 0o600 });
  expect(await from()).toBe('disk3');
  const own = await members[2]?.volume.readMetadata(path);
  await members[2]?.volume.writeMetadata(path, { gid: (own?.gid ?? 0) + 1 });
  expect(await from()).toBe('disk1');
  await members[2]?.volume.writeMetadata(path, { gid: own?.gid ?? 0 });
  expect(await from()).toBe('disk3');
  await members[2]?.volume.writeMetadata(path, { mtimeNs: 1_600_000_000_000_000_000n });
  expect(await from()).toBe('disk1');
  await members[2]?.volume.writeMetadata(path, { mtimeNs: own?.mtimeNs ?? 0n });
  expect(await from()).toBe('disk3');
  // What listings do not tell is kept, too: access lists are such attributes.
  await members[2]?.volume.writeMetadata(path, { xattrs: { 'user.tag': bytesOf('red') } });
  expect(await from()).toBe('disk1');
  await members[0]?.volume.writeMetadata(path, { xattrs: { 'user.tag': bytesOf('red') } });
  expect(await from()).toBe('disk3');
  members.splice(
    2,
    1,
    testMember(faulty(members[2]?.volume ?? expect.fail(), { faults: [{ method: 'readMetadata' }] })),
  );
  expect(await from()).toBe('disk1');
  expect(await pool.readFrom(at('/none'))).toBeUndefined();
});
