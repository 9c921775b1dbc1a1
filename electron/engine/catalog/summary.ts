import { nameFromBytes } from '../../../shared/names.ts';
import type { CatalogReader } from './database.ts';

/** What the catalog holds of one volume. Times in ms since 1970, 0: never. */
export interface VolumeSummary {
  readonly number: number;
  readonly id: string;
  readonly name: string;
  /** All of it was read at least once. */
  readonly complete: boolean;
  readonly scannedMs: number;
  readonly seenMs: number;
  readonly entries: number;
  readonly folders: number;
  readonly bytes: number;
  readonly allocated: number;
  readonly problem: string | null;
  /** Folders that could not be read. */
  readonly problems: number;
}

export interface CatalogSummary {
  readonly volumes: readonly VolumeSummary[];
  /** Copies, and folders by their path. */
  readonly entries: number;
  readonly folders: number;
}

/** Counts per volume, from the sums of the root folder: quick at any size. */
export function summary(db: CatalogReader): CatalogSummary {
  const rows = db.all(`
    SELECT v.*, coalesce(h.all_files, 0) AS all_files, coalesce(h.all_folders, 0) AS all_folders,
      coalesce(h.all_bytes, 0) AS all_bytes, coalesce(h.all_allocated, 0) AS all_allocated,
      (SELECT count(*) FROM problem p WHERE p.volume = v.number) AS problems
    FROM volume v LEFT JOIN held h ON h.folder = 1 AND h.volume = v.number ORDER BY v.number`);
  const volumes = rows.map((row): VolumeSummary => ({
    number: Number(row['number']),
    id: String(row['id']),
    name: String(row['name']),
    complete: row['complete'] === 1,
    scannedMs: Number(row['scanned_ms']),
    seenMs: Number(row['seen_ms']),
    entries: Number(row['all_files']),
    folders: Number(row['all_folders']),
    bytes: Number(row['all_bytes']),
    allocated: Number(row['all_allocated']),
    problem: typeof row['problem'] === 'string' ? row['problem'] : null,
    problems: Number(row['problems']),
  }));
  return {
    volumes,
    entries: volumes.reduce((sum, { entries }) => sum + entries, 0),
    folders: Number(db.get('SELECT count(*) AS count FROM folder')?.['count'] ?? 1) - 1,
  };
}

/** A folder that could not be read. */
export interface CatalogProblem {
  readonly volume: string;
  /** Escaped as in names.ts. */
  readonly path: string;
  /** Of the operating system, such as EACCES. */
  readonly code: string;
  readonly message: string;
}

/** What could not be read, `limit` at most. */
export function problems(db: CatalogReader, { limit }: { readonly limit: number }): readonly CatalogProblem[] {
  const rows = db.all(
    `SELECT v.name, p.path, p.code, p.message FROM problem p JOIN volume v ON v.number = p.volume
      ORDER BY p.volume, p.path LIMIT ?`,
    limit,
  );
  return rows.map((row) => ({
    volume: String(row['name']),
    path: row['path'] instanceof Uint8Array ? nameFromBytes(row['path']) : '/',
    code: String(row['code']),
    message: String(row['message']),
  }));
}
