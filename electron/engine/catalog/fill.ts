import { lstatSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { nameToBytes } from '../../../shared/names.ts';
import { errnoOf } from '../volume/errno.ts';
import { fsPath } from '../volume/rooted.ts';
import { isForeignName, namesOf } from '../volume/walk-disk.ts';
import type { CatalogWriter } from './database.ts';
import { allocatedShare, countedBytes, entryIndex, entryType, rootFolderId, wholeNumber } from './schema.ts';

/** A volume as the catalog is filled from it: marker id, name, and the real folder of its root. */
export interface FillMember {
  readonly id: string;
  readonly name: string;
  readonly root: string;
}

interface Sums {
  files: number;
  folders: number;
  bytes: number;
  allocated: number;
  newest: number;
}

/**
 * Fills an empty catalog from real folders in the plainest way there is, sums by recursion: what the store keeps by
 * differences must equal it (tests), and readers are tried on it. Synchronous; for trees of tests.
 */
export function fillFrom(db: CatalogWriter, members: readonly FillMember[], now = Date.now()): void {
  db.transaction(() => {
    const folders = new Map<string, number>([['/', rootFolderId]]);
    for (const [index, member] of members.entries()) {
      db.run(
        'INSERT INTO volume (number, id, name, complete, scanned_ms, seen_ms) VALUES (?, ?, ?, 1, ?, ?)',
        ...[index + 1, member.id, member.name, now, now],
      );
      fillFolder(db, { folders, number: index + 1, root: member.root, device: statSync(member.root).dev, now }, '/');
    }
    db.sql.exec(entryIndex);
    countFurtherCopies(db);
  });
}

interface Filling {
  readonly folders: Map<string, number>;
  readonly number: number;
  readonly root: string;
  readonly device: number;
  readonly now: number;
}

function fillFolder(db: CatalogWriter, filling: Filling, path: string): Sums {
  const { folders, number, root, device, now } = filling;
  const real = path === '/' ? root : `${root}${path}`;
  const folder = folderIdOf(db, folders, path);
  const all: Sums = { files: 0, folders: 0, bytes: 0, allocated: 0, newest: 0 };
  const own: Sums = { files: 0, folders: 0, bytes: 0, allocated: 0, newest: 0 };
  const stat = statSync(fsPath(real));
  let isRead = true;
  let names: ReturnType<typeof namesOf> = [];
  try {
    names = namesOf(real);
  } catch (thrown) {
    isRead = false;
    db.run(
      'INSERT INTO problem (volume, path, code, message) VALUES (?, ?, ?, ?)',
      ...[number, nameToBytes(path), errnoOf(thrown) ?? 'EIO', thrown instanceof Error ? thrown.message : ''],
    );
  }
  for (const { name } of names) {
    if (isForeignName(name, path === '/')) continue;
    const child = path === '/' ? `/${name}` : `${path}/${name}`;
    const entry = lstatSync(fsPath(`${root === '/' ? '' : root}${child}`), { throwIfNoEntry: false });
    if (entry === undefined || (entry.isDirectory() && entry.dev !== device)) continue;
    if (entry.isDirectory()) {
      const below = fillFolder(db, filling, child);
      all.files += below.files;
      all.folders += below.folders + 1;
      all.bytes += below.bytes;
      all.allocated += below.allocated;
      all.newest = Math.max(all.newest, below.newest);
    } else addEntry(db, folder, number, name, entry, own);
  }
  db.run(
    `INSERT INTO held (folder, volume, mtime_us, mode, scanned_ms, files, bytes, allocated, all_files, all_folders,
      all_bytes, all_allocated, newest_us, own_newest_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[folder, number, wholeNumber(stat.mtimeMs * 1000), stat.mode & 0o7777, isRead ? now : 0],
    ...[own.files, own.bytes, own.allocated, all.files + own.files, all.folders],
    ...[all.bytes + own.bytes, all.allocated + own.allocated, Math.max(all.newest, own.newest), own.newest],
  );
  return {
    files: all.files + own.files,
    folders: all.folders,
    bytes: all.bytes + own.bytes,
    allocated: all.allocated + own.allocated,
    newest: Math.max(all.newest, own.newest),
  };
}

function addEntry(db: CatalogWriter, folder: number, volume: number, name: string, stat: Stats, sums: Sums): void {
  const type = stat.isFile() ? entryType.file : stat.isSymbolicLink() ? entryType.symlink : entryType.other;
  const [size, allocated] = [countedBytes(stat.size), countedBytes(stat.blocks * 512)];
  const mtime = wholeNumber(stat.mtimeMs * 1000);
  db.run(
    `INSERT INTO entry (folder, volume, name, type, size, allocated, mtime_us, links, inode, mode)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ...[folder, volume, nameToBytes(name), type, size, allocated, mtime],
    ...[stat.nlink, stat.nlink > 1 ? wholeNumber(stat.ino) : 0, stat.mode & 0o7777],
  );
  sums.files += 1;
  sums.bytes += size;
  sums.allocated += allocatedShare(allocated, stat.nlink);
  sums.newest = Math.max(sums.newest, mtime);
}

function folderIdOf(db: CatalogWriter, folders: Map<string, number>, path: string): number {
  const known = folders.get(path);
  if (known !== undefined) return known;
  const slash = path.lastIndexOf('/');
  const parent = folders.get(slash === 0 ? '/' : path.slice(0, slash)) ?? rootFolderId;
  db.run(
    'INSERT INTO folder (parent, name, path) VALUES (?, ?, ?)',
    ...[parent, nameToBytes(path.slice(slash + 1))],
    nameToBytes(path),
  );
  const id = Number(db.get('SELECT last_insert_rowid() AS id')?.['id']);
  folders.set(path, id);
  return id;
}

function countFurtherCopies(db: CatalogWriter): void {
  const more = new Map<number, number>();
  const copies = db.all(`
    SELECT folder, name, sum(size) AS bytes FROM entry GROUP BY folder, name HAVING count(*) > 1`);
  for (const { folder = 0, name = null, bytes } of copies) {
    const first = db.get(
      'SELECT size FROM entry WHERE folder = ? AND name = ? ORDER BY mtime_us DESC, volume LIMIT 1',
      ...[folder, name],
    );
    more.set(Number(folder), (more.get(Number(folder)) ?? 0) + Number(bytes) - Number(first?.['size']));
  }
  for (const [folder, bytes] of more) {
    db.run('UPDATE folder SET more_bytes = ? WHERE id = ?', bytes, folder);
    for (
      let at = folder;
      at !== 0;
      at = Number(db.get('SELECT parent FROM folder WHERE id = ?', at)?.['parent'] ?? 0)
    ) {
      db.run('UPDATE folder SET all_more_bytes = all_more_bytes + ? WHERE id = ?', bytes, at);
    }
  }
}
