import { nameFromBytes } from '../../../shared/names.ts';
import { bothUnread } from '../../../shared/unread.ts';
import type { Unread } from '../../../shared/unread.ts';
import { whyOfErrno } from '../volume/errno.ts';
import type { CatalogReader } from './database.ts';
import { rangeOf, within } from './path-range.ts';
import { bytesOf } from './usage-rows.ts';

/**
 * What could not be read at and below a folder: by path, for each folder at or above an unread one up to that folder.
 * Empty nearly always; else its cost depends on how many folders could not be read.
 */
export function unreadFolders(db: CatalogReader, path: string): ReadonlyMap<string, Unread> {
  const found = new Map<string, Unread>();
  const rows = db.all(
    `SELECT v.name, p.path, p.code, coalesce(h.scanned_ms, 0) AS scanned_ms
      FROM problem p JOIN volume v ON v.number = p.volume
        LEFT JOIN folder f ON f.path = p.path LEFT JOIN held h ON h.folder = f.id AND h.volume = p.volume
      WHERE ${within('p.path')} ORDER BY p.path, v.name`,
    ...rangeOf(path),
  );
  for (const [unread, parts] of Map.groupBy(rows, (row) => nameFromBytes(bytesOf(row['path'])))) {
    const one: Unread = {
      folders: 1,
      before: parts.some((row) => Number(row['scanned_ms']) > 0) ? 1 : 0,
      volumes: parts.map((row) => String(row['name'])),
      path: unread,
      why: whyOfErrno(String(parts[0]?.['code'])),
    };
    for (const folder of upTo(path, unread)) {
      const sum = bothUnread(found.get(folder), one);
      if (sum !== undefined) found.set(folder, sum);
    }
  }
  return found;
}

/** To spread into what is told of a folder: `unread` where some of it could not be read. */
export function unreadOf(found: ReadonlyMap<string, Unread>, path: string): { readonly unread?: Unread } {
  const unread = found.get(path);
  return unread === undefined ? {} : { unread };
}

/** A path and all folders above it, up to one of them. */
function upTo(top: string, path: string): readonly string[] {
  const paths = [path];
  for (let at = path; at.length > top.length;) {
    at = at.slice(0, Math.max(1, at.lastIndexOf('/')));
    paths.push(at);
  }
  return paths;
}
