import type { CatalogReader } from './database.ts';
import { rawFromBytes } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';

/** A file with several names, one of which came, went or changed. */
export interface LinkedFile {
  readonly volume: number;
  /** Of before and now. */
  readonly inodes: readonly number[];
  readonly size: number;
  readonly mtimeUs: number;
}

/**
 * The system tells of a new or removed hard link only in the folder where it was made. The file's other names tell another
 * number of links from then on: their folders are found in the catalog and read again.
 */
export interface LinkedNames {
  note(file: LinkedFile): void;
  /** Folders of a volume to read again, for what was noted since; null: more than is worth looking for one by one. */
  take(volume: number): readonly RawPath[] | null;
}

/** Files that are noted, and folders that are read again, at most. */
const mostFiles = 20_000;
const mostFolders = 2_000;

export function openLinkedNames(db: CatalogReader): LinkedNames {
  const noted = new Map<number, LinkedFile[]>();
  return {
    note(file) {
      const files = noted.get(file.volume);
      if (files === undefined) noted.set(file.volume, [file]);
      else if (files.length <= mostFiles) files.push(file);
    },
    take(volume) {
      const files = noted.get(volume);
      if (files === undefined) return [];
      noted.delete(volume);
      if (files.length > mostFiles) return null;
      const inodes = files.flatMap((file) => file.inodes.filter((inode) => inode !== 0));
      // One that had a single name so far has no inode in the catalog.
      const rows = db.all(
        `SELECT DISTINCT f.path FROM entry e JOIN folder f ON f.id = e.folder WHERE e.volume = ? AND e.type = 1 AND (
          (e.links > 1 AND e.inode IN (SELECT value FROM json_each(?)))
          OR (e.links = 1 AND e.size IN (SELECT value FROM json_each(?)) AND e.mtime_us IN (SELECT value FROM json_each(?))))
          LIMIT ?`,
        volume,
        JSON.stringify([...new Set(inodes)]),
        JSON.stringify([...new Set(files.map(({ size }) => size))]),
        JSON.stringify([...new Set(files.map(({ mtimeUs }) => mtimeUs))]),
        mostFolders + 1,
      );
      return rows.length > mostFolders ? null : rows.map(({ path }) => rawFromBytes(path as Uint8Array));
    },
  };
}
