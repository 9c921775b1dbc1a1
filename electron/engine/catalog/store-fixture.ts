import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rawFromBytes } from './raw-path.ts';
import { openMemoryCatalog } from './database.ts';
import type { CatalogReader } from './database.ts';
import { fillFrom } from './fill.ts';
import type { FillMember } from './fill.ts';
import { readKnownFolders } from './known-folders.ts';
import type { CatalogStore } from './store.ts';
import { walkVolume } from './walk-volume.ts';
import type { WalkOptions, Walked } from './walk-volume.ts';

/** A folder that is a volume: with a marker. */
export function makeVolume(root: string, id: string): FillMember {
  mkdirSync(join(root, '.cfs'), { recursive: true });
  const marker = {
    version: 1,
    id,
    name: id,
    pool: { id: 'pool', name: 'pool' },
    colour: 1,
    mark: 'A',
    createdMs: 1,
  };
  writeFileSync(join(root, '.cfs', 'volume.json'), JSON.stringify(marker));
  return { id, name: id, root };
}

/** Reads a volume into a store; what is known of it is what the store holds, unless it is given. */
export function scanInto(
  store: CatalogStore,
  member: FillMember,
  options: Partial<Pick<WalkOptions, 'what' | 'known' | 'now' | 'batchNames' | 'partNames'>> & {
    readonly batches?: number;
    /** Compares what would be removed, as it is told before, with what is. */
    readonly checkLosses?: boolean;
  } = {},
): Walked | null {
  const volume = store.volume(member.id, member.name);
  const known = options.known ?? readKnownFolders(store.db, volume);
  const walk = walkVolume({ root: member.root, id: member.id, what: 'changed', ...options, known });
  // `batches`: it ends after so many, as when the process is killed.
  for (let batch = 0; ; batch += 1) {
    const step = walk.next();
    if (step.done === true) {
      store.seen(volume, { seenMs: 1, scannedMs: 1, problem: null });
      return step.value;
    }
    if (batch === options.batches) return null;
    // Asking ends a first fill.
    const losses = options.checkLosses === true && !store.isFilling ? store.losses(volume, step.value) : null;
    const { removed } = store.apply(volume, step.value);
    if (losses === null) continue;
    const isTold = losses.some(({ copies, folders }) => copies.length > 0 || folders.length > 0);
    if (isTold !== removed > 0) throw new Error(`${String(removed)} were removed, told before: ${String(isTold)}`);
  }
}

/** All that a catalog says, by paths and names instead of row ids, without what depends on when it was read. */
export function contentsOf(db: CatalogReader): unknown {
  const folders = db.all('SELECT id, path, more_bytes, all_more_bytes FROM folder');
  const paths = new Map(folders.map((row) => [row['id'], rawFromBytes(row['path'] as Uint8Array)]));
  const names = new Map(db.all('SELECT number, id FROM volume').map((row) => [row['number'], row['id']]));
  const text = (value: unknown): unknown => (value instanceof Uint8Array ? rawFromBytes(value) : value);
  const flat = (row: Record<string, unknown>, without: readonly string[]): string =>
    JSON.stringify(Object.entries(row).map(([key, value]) => [key, without.includes(key) ? null : text(value)]));
  const place = (row: Record<string, unknown>): string =>
    `${String(paths.get(row['folder'] as number))} on ${String(names.get(row['volume'] as number))} `;
  return {
    folders: folders.map((row) => flat(row, ['id'])).sort(),
    held: db
      .all('SELECT * FROM held')
      .map((row) => `${place(row)}${flat(row, ['folder', 'volume', 'scanned_ms', 'changed_us', 'inode'])}`)
      .sort(),
    entries: db
      .all('SELECT * FROM entry')
      .map((row) => `${place(row)}${flat(row, ['id', 'folder', 'volume'])}`)
      .sort(),
  };
}

/** What a catalog should hold of these volumes now, filled in the plainest way. */
export function expectedOf(members: readonly FillMember[]): unknown {
  const db = openMemoryCatalog();
  try {
    fillFrom(db, members);
    return contentsOf(db);
  } finally {
    db.close();
  }
}
