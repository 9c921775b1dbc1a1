import type { StatementSync } from 'node:sqlite';
import type { CatalogWriter } from './database.ts';
import { folderKind, unknownKind } from './listing.ts';
import type { ListingReader, PartHead } from './listing.ts';
import { bytesOf } from './raw-path.ts';

/** Names that are looked at together; where a folder holds more of them, rows tell. */
const mostNames = 8_192;

/**
 * Sees quickly whether a part lists everything that is known in it, which is nearly always so: from the names alone,
 * which the index has, without the rows.
 */
export class HeldNames {
  private readonly db: CatalogWriter;
  private readonly kept = new Map<string, StatementSync>();

  constructor(db: CatalogWriter) {
    this.db = db;
  }

  /** True: taking the part over removes nothing. The reader stands behind the part's names afterwards. */
  areListed(volume: number, folder: number, head: PartHead, reader: ListingReader): boolean {
    const bounds = head.upTo === '' ? [bytesOf(head.after)] : [bytesOf(head.after), bytesOf(head.upTo)];
    const until = (name: string): string => (head.upTo === '' ? '' : `AND ${name} <= ?`);
    const files = this.names(
      `SELECT name FROM entry WHERE folder = ? AND volume = ? AND name > ? ${until('name')} ORDER BY name LIMIT ?`,
      [folder, volume, ...bounds],
    );
    const folders = this.names(
      `SELECT f.name FROM folder f JOIN held h ON h.folder = f.id AND h.volume = ? WHERE f.parent = ? AND f.name > ?
        ${until('f.name')} ORDER BY f.name LIMIT ?`,
      [volume, folder, ...bounds],
    );
    if (files.length === mostNames || folders.length === mostNames) return false;
    return isCovered(files, folders, reader);
  }

  private names(text: string, values: readonly (number | Uint8Array)[]): readonly Uint8Array[] {
    let statement = this.kept.get(text);
    if (statement === undefined) {
      statement = this.db.sql.prepare(text);
      statement.setReturnArrays(true);
      this.kept.set(text, statement);
    }
    const rows = statement.all(...values, mostNames) as unknown as (readonly [Uint8Array])[];
    return rows.map(([name]) => name);
  }
}

function isCovered(files: readonly Uint8Array[], folders: readonly Uint8Array[], reader: ListingReader): boolean {
  let [file, folder] = [0, 0];
  const { entry } = reader;
  while (file < files.length || folder < folders.length) {
    if (!reader.next()) return false;
    const nextFile = files[file];
    if (nextFile !== undefined) {
      const order = Buffer.compare(nextFile, entry.name);
      if (order < 0 || (order === 0 && entry.kind === folderKind)) return false;
      if (order === 0) file += 1;
    }
    const nextFolder = folders[folder];
    if (nextFolder !== undefined) {
      const order = Buffer.compare(nextFolder, entry.name);
      if (order < 0 || (order === 0 && entry.kind !== folderKind && entry.kind !== unknownKind)) return false;
      if (order === 0) folder += 1;
    }
  }
  return true;
}
