import { fileKinds, kindOfName } from '../../../shared/kinds.ts';
import type { FileKind } from '../../../shared/kinds.ts';
import { nameFromBytes } from '../../../shared/names.ts';
import type { UsageNode } from '../../../shared/usage.ts';
import type { CatalogReader, CatalogRow } from './database.ts';
import { bytesOf } from './usage-rows.ts';
import type { Part } from './usage-rows.ts';

/**
 * Which kind dominates in a folder. Exact answers would read every name below it, so a bounded sample is taken: the
 * first names in it, and where it holds less itself than the folders in it, some of theirs. What was found is kept until
 * the folder's sums change.
 */
export interface KindSampler {
  /** Null: too many were looked at already for this answer. */
  of(folder: Part): FileKind | null;
}

/** From nodes whose kinds are known, by their sizes. */
export function dominantKind(nodes: readonly UsageNode[]): FileKind {
  return heaviest(nodes.map(({ kind, size }) => [kind, size]));
}

/** Folders that are sampled in one answer; the next one goes on with others. */
const mostSamples = 400;
/** Kinds that are kept, per connection. */
const mostKept = 50_000;

const ownNames = 'SELECT name, size FROM entry WHERE folder = ? AND type = 1 LIMIT 8';
/** Of children, and of children's children: a few names of each of a few folders. */
const namesOfChildren = `
  SELECT e.name, e.size FROM (SELECT id FROM folder WHERE parent = ? LIMIT 6) f
    JOIN entry e ON e.folder = f.id WHERE e.type = 1 LIMIT 12`;
const namesOfGrandchildren = `
  SELECT e.name, e.size FROM (
      SELECT g.id FROM folder f JOIN folder g ON g.parent = f.id WHERE f.parent = ? LIMIT 12
    ) f JOIN entry e ON e.folder = f.id WHERE e.type = 1 LIMIT 12`;

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
      const stamp = `${String(part.files)} ${String(part.ownFiles)} ${String(part.newestUs)}`;
      const before = memory.get(id);
      if (before?.stamp === stamp) return before.kind;
      if (part.files === 0) return 'other';
      if ((samples += 1) > mostSamples) return before?.kind ?? null;
      const kind = sample(db, id, part);
      memory.set(id, { stamp, kind });
      return kind;
    },
  };
}

function sample(db: CatalogReader, folder: number, { size, ownSize }: Part): FileKind {
  const own = ownSize > 0 || size === 0 ? db.all(ownNames, folder) : [];
  if (own.length > 0 && ownSize * 2 >= size) return heaviest(kindsOf(own, ownSize));
  const children = db.all(namesOfChildren, folder);
  const below = children.length > 0 ? children : db.all(namesOfGrandchildren, folder);
  return heaviest([...kindsOf(own, ownSize), ...kindsOf(below, size - ownSize)]);
}

/** The sample stands for all of the bytes. */
function kindsOf(rows: readonly CatalogRow[], bytes: number): readonly (readonly [FileKind, number])[] {
  const seen = rows.reduce((sum, row) => sum + Number(row['size']), 0);
  const weight = seen > 0 ? bytes / seen : 0;
  return rows.map((row) => [kindOfName(nameFromBytes(bytesOf(row['name']))), Number(row['size']) * weight] as const);
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
