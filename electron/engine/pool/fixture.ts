import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PolicyName } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { openDiskVolume } from '../volume/disk.ts';
import { openMemoryVolume } from '../volume/memory.ts';
import type { Volume } from '../volume/volume.ts';
import { openPoolVolume } from './pool-volume.ts';
import { createReservations } from './reservations.ts';
import type { Member, MemberSettings, PoolVolume } from './types.ts';

/** For tests of what stands on pools: members whose settings, state and volume a test may change at any time. */
export interface TestMember extends Member {
  volume: Volume;
  settings: MemberSettings;
  isOnline: boolean;
}

export function testMember(volume: Volume, settings: Partial<MemberSettings> = {}): TestMember {
  const member: TestMember = {
    name: volume.name,
    volume,
    settings: { mode: 'read-write', reserve: 0, limit: null, draining: false, tags: [], ...settings },
    isOnline: true,
    state: () => ({ online: member.isOnline, reason: member.isOnline ? '' : 'its folder is missing' }),
  };
  return member;
}

export interface TestPool {
  readonly pool: PoolVolume;
  readonly members: readonly TestMember[];
  readonly close: () => Promise<void>;
}

const namesOf = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `disk${String(index + 1)}`);

/** A pool over `count` members named disk1, disk2...; `first-fit` unless said otherwise, so that places are known. */
export function memoryPool(
  count: number,
  options: { readonly policy?: PolicyName; readonly capacity?: number } = {},
): TestPool {
  const { capacity = 1 << 28 } = options;
  return assemble(
    namesOf(count).map((name) => openMemoryVolume({ name, capacity })),
    options.policy ?? 'first-fit',
  );
}

/** The same over folders of this disk. */
export function diskPool(count: number, options: { readonly policy?: PolicyName } = {}): TestPool {
  const folder = mkdtempSync(join(tmpdir(), 'cfs-pool-'));
  const volumes = namesOf(count).map((name) => {
    mkdirSync(join(folder, name));
    return openDiskVolume({ root: join(folder, name), name });
  });
  const made = assemble(volumes, options.policy ?? 'first-fit');
  return {
    ...made,
    async close() {
      await made.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function assemble(volumes: readonly Volume[], policy: PolicyName): TestPool {
  const members = volumes.map((volume) => testMember(volume));
  const pool = openPoolVolume({
    name: 'home',
    members: () => members,
    policy: () => policy,
    reservations: createReservations(),
    random: () => 0,
  });
  return {
    pool,
    members,
    async close() {
      await pool.close();
      for (const volume of volumes) await volume.close();
    },
  };
}

export const at = (path: string): PoolPath => parsePath(path);
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export async function textOf(volume: Volume, path: PoolPath): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of volume.read(path)) text += decoder.decode(bytes, { stream: true });
  return text;
}

/** Mulberry32, a small seeded generator (public domain, Tommy Ettinger). Values in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
