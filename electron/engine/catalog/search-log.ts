import type { CatalogReader } from './database.ts';

/**
 * What changed since somebody looked, by id: the index of search, which is in memory, reads again what stands here. Made
 * together with the index of entries, so that a first fill, which only adds, does not pay for it. It trims itself; who
 * missed more than it keeps reads everything again.
 *
 * `kind` 1: an entry was added, changed or removed; 2: a folder, or the volumes that hold it.
 */
export const logKinds = { entry: 1, folder: 2 } as const;

/** Changes that are kept. */
const keptChanges = 200_000;

const logged = (name: string, when: string, kind: number, id: string): string => `
  CREATE TRIGGER IF NOT EXISTS ${name} AFTER ${when} BEGIN
    INSERT INTO change_log (kind, id) VALUES (${String(kind)}, ${id});
  END;`;

/** Several statements, for `exec`. */
export const changeLog = `
  CREATE TABLE IF NOT EXISTS change_log (seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, id INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO change_log (seq, kind, id) VALUES (1, ${String(logKinds.folder)}, 1);
  ${logged('log_entry_added', 'INSERT ON entry', logKinds.entry, 'NEW.id')}
  ${logged('log_entry_gone', 'DELETE ON entry', logKinds.entry, 'OLD.id')}
  ${logged('log_entry', 'UPDATE OF type, size, mtime_us ON entry', logKinds.entry, 'NEW.id')}
  ${logged('log_folder_added', 'INSERT ON folder', logKinds.folder, 'NEW.id')}
  ${logged('log_folder_gone', 'DELETE ON folder', logKinds.folder, 'OLD.id')}
  ${logged('log_held_added', 'INSERT ON held', logKinds.folder, 'NEW.folder')}
  ${logged('log_held_gone', 'DELETE ON held', logKinds.folder, 'OLD.folder')}
  ${logged('log_held', 'UPDATE OF mtime_us ON held', logKinds.folder, 'NEW.folder')}
  CREATE TRIGGER IF NOT EXISTS log_trimmed AFTER INSERT ON change_log WHEN NEW.seq % 10000 = 0 BEGIN
    DELETE FROM change_log WHERE seq <= NEW.seq - ${String(keptChanges)};
  END;
`;

/** Numbers of the oldest change that is kept, and of the newest; null before the first fill has ended. */
export function logOf(db: CatalogReader): { readonly first: number; readonly last: number } | null {
  if (db.get("SELECT 1 FROM sqlite_master WHERE name = 'change_log'") === undefined) return null;
  const row = db.get('SELECT (SELECT min(seq) FROM change_log) AS first, (SELECT max(seq) FROM change_log) AS last');
  return { first: Number(row?.['first'] ?? 0), last: Number(row?.['last'] ?? 0) };
}
