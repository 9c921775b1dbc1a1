import { afterEach, expect, it } from 'vitest';
import { noPlacement } from '../../../shared/placement.ts';
import type { PlacementSettings } from '../../../shared/placement.ts';
import { plainWish, wishFor } from '../placement/wish.ts';
import { openMemoryVolume } from '../volume/memory.ts';
import type { Volume } from '../volume/volume.ts';
import { nothingAway } from './away.ts';
import { at, testMember } from './fixture.ts';
import { openNear } from './near.ts';
import { openPoolVolume } from './pool-volume.ts';
import { createReservations } from './reservations.ts';

const volumes: Volume[] = [];
const member = (name: string): ReturnType<typeof testMember> => {
  const volume = openMemoryVolume({ name, capacity: 1 << 20 });
  volumes.push(volume);
  return testMember(volume);
};
afterEach(async () => {
  for (const volume of volumes.splice(0)) await volume.close();
});
const keeping = (levels: number): PlacementSettings => ({
  policy: 'first-fit',
  ...noPlacement,
  keepTogether: { levels, firm: false },
});
const fill = (bytes: number): readonly Uint8Array[] => [new Uint8Array(bytes)];

it('[L23] what was placed counts from the choice on, and is seen by the next look when it is written', async () => {
  let now = 0;
  const [one, two] = [member('one'), member('two')];
  const near = openNear(
    () => [one, two],
    nothingAway,
    () => now,
  );
  const path = at('/a/b/x');
  const wish = wishFor(keeping(1), path);
  const kept = (): Readonly<Record<string, number>> => Object.fromEntries(near.current(path, wish)?.kept ?? []);
  await near.refresh(path, wish);
  expect(kept()).toEqual({});
  const written = near.placed(path, wish, 'two', 4096);
  expect(kept()).toEqual({ two: 4097 });
  // It is not on the disk yet when the next look comes: it counts all the same.
  now += 60_000;
  await near.refresh(path, wish);
  expect(kept()).toEqual({ two: 4097 });
  await two.volume.makeDirectory(at('/a'));
  await two.volume.write(at('/a/x'), fill(4096), {});
  // Written while a look is under way that may have missed it.
  now += 60_000;
  const look = near.refresh(path, wish);
  written();
  written();
  await look;
  expect(kept()['two']).toBeGreaterThanOrEqual(4097);
  now += 60_000;
  await near.refresh(path, wish);
  expect(kept()).toEqual({ two: 4097 });
  // It went away meanwhile.
  await two.volume.removeFile(at('/a/x'));
  now += 60_000;
  await near.refresh(path, wish);
  expect(kept()).toEqual({});
});

it('[L19] on a volume that is away, what is known of the folder counts, and little', async () => {
  const [one, two] = [member('one'), member('two')];
  two.isOnline = false;
  const entry = await one.volume.stat(at('/'));
  const away = { ...nothingAway, at: () => Promise.resolve([{ volume: 'two', seenMs: 1, entry, files: 9 }]) };
  const near = openNear(() => [one, two], away);
  const path = at('/a/x');
  const wish = wishFor(keeping(1), path);
  await near.refresh(path, wish);
  expect([...(near.current(path, wish)?.kept ?? [])]).toEqual([['two', 1]]);
  expect(near.current(path, plainWish('balanced'))).toBeUndefined();
});

it('[L20] what a plan decided goes there, whatever rules and pins say, and nowhere else', async () => {
  const members = [member('one'), member('two')];
  const pool = openPoolVolume({
    name: 'home',
    members: () => members,
    policy: () => 'first-fit',
    placement: () => ({ ...noPlacement, rules: [{ glob: '/**', volumes: ['one'] }] }),
    reservations: createReservations(),
  });
  expect((await pool.place({ path: at('/x'), size: 9 })).member.name).toBe('one');
  expect((await pool.place({ path: at('/x'), size: 9, only: 'two' })).member.name).toBe('two');
  await expect(pool.place({ path: at('/x'), size: 2 << 20, only: 'two' })).rejects.toMatchObject({ code: 'no-space' });
  await pool.close();
});
