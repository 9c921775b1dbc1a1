import { fileKinds, kindOfName } from '../../../shared/kinds.ts';
import type { FileKind } from '../../../shared/kinds.ts';
import { nameFromBytes } from '../../../shared/names.ts';
import type { UsageNode } from '../../../shared/usage.ts';
import type { CatalogReader } from './database.ts';
import { bytesOf } from './usage-rows.ts';
import type { Part } from './usage-rows.ts';

/**
 * Which kind dominates in a folder. Exact answers would read every name below it, so a bounded sample is taken: the
 * first names of the folder, then of the biggest folder in it, until that holds the most of the bytes or three levels
 * are done. What was found is kept until the folder's sums change.
 */
export interface KindSampler {
  of(folder: Part): FileKind;
  /** From nodes whose kinds are known, by their sizes. */
  among(nodes: readonly UsageNode[]): FileKind;
}

const namesPerFolder = 24;
const foldersPerFolder = 32;
const levels = 3;
/** Folders that are sampled in one answer; later ones keep the kind that was found before, or `other`. */
const mostSamples = 400;
/** Kinds that are kept, per connection. */
const mostKept = 50_000;

interface Found {
  /** Sums of the folder when it was looked at. */
  readonly stamp: string;
  readonly kind: FileKind;
}
type Known = Map<number, Found>;
const kept = new WeakMap<CatalogReader, Known>();

export function kindSampler(db: CatalogReader): KindSampler {
  const known = kept.get(db);
  const memory: Known = known === undefined || known.size > mostKept ? new Map<number, Found>() : known;
  kept.set(db, memory);
  let samples = 0;
  return {
    of(part) {
      const id = part.folder;
      if (id === null) return 'other';
      const stamp = `${String(part.size)} ${String(part.files)} ${String(part.newestUs)}`;
      const before = memory.get(id);
      if (before?.stamp === stamp) return before.kind;
      if (part.files === 0 || (samples += 1) > mostSamples) return before?.kind ?? 'other';
      const kind = sample(db, id);
      memory.set(id, { stamp, kind });
      return kind;
    },
    among: (nodes) => heaviest(nodes.map(({ kind, size }) => [kind, size])),
  };
}

function sample(db: CatalogReader, start: number): FileKind {
  const found: [FileKind, number][] = [];
  let folder = start;
  for (let level = 0; level < levels; level += 1) {
    const files = db.all(`SELECT name, size FROM entry WHERE folder = ? LIMIT ${String(namesPerFolder)}`, folder);
    const own = Number(db.get('SELECT sum(bytes) AS bytes FROM held WHERE folder = ?', folder)?.['bytes'] ?? 0);
    const seen = files.reduce((sum, row) => sum + Number(row['size']), 0);
    // The sample stands for all files of the folder.
    const weight = seen > 0 ? Math.max(1, own / seen) : 1;
    for (const row of files) {
      found.push([kindOfName(nameFromBytes(bytesOf(row['name']))), Number(row['size']) * weight]);
    }
    const folders = db.all(
      `SELECT f.id, h.all_bytes AS bytes FROM folder f JOIN held h ON h.folder = f.id WHERE f.parent = ?
        LIMIT ${String(foldersPerFolder)}`,
      folder,
    );
    const biggest = folders.reduce<(typeof folders)[number] | null>(
      (best, row) => (best === null || Number(row['bytes']) > Number(best['bytes']) ? row : best),
      null,
    );
    if (biggest === null || (files.length > 0 && own >= Number(biggest['bytes']))) break;
    folder = Number(biggest['id']);
  }
  return heaviest(found);
}

/** The kind with most bytes; where all are empty, the one that is there most often. */
function heaviest(parts: readonly (readonly [FileKind, number])[]): FileKind {
  const sums = new Map<FileKind, number>();
  for (const [kind, bytes] of parts) sums.set(kind, (sums.get(kind) ?? 0) + bytes + 1e-6);
  return fileKinds.reduce<FileKind>(
    (best, kind) => ((sums.get(kind) ?? 0) > (sums.get(best) ?? 0) ? kind : best),
    'other',
  );
}
