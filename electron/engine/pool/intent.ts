import { z } from 'zod';
import { baseName, parentPath, parsePath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { isSideName } from '../volume/parts.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import type { Member } from './types.ts';

/**
 * What an operation of more than one step is going to do, as the journal keeps it. It names volumes by their ids and says
 * what was seen before the first step; how far it got is seen by looking (journal/settle.ts). A record may come from
 * anybody's disk: what does not have just this shape is no intent, and an intent is data, never an instruction.
 */
const longest = 65_536;

function isPlain(text: string): boolean {
  try {
    return parsePath(text) === text && text !== '/';
  } catch {
    return false;
  }
}
const asPath = (text: string): PoolPath => text as PoolPath;
const path = z.string().max(longest).refine(isPlain).transform(asPath);
/** The new version of a file may wait under a name of CFS's own, beside the old one. */
const waiting = z
  .string()
  .max(longest)
  .refine((text) => isPlain(text) || (isSideName(baseName(asPath(text))) && isFolder(parentPath(asPath(text)))))
  .transform(asPath);
const isFolder = (text: string): boolean => text === '/' || isPlain(text);
const folder = z.string().max(longest).refine(isFolder).transform(asPath);

const volume = z.string().min(1).max(255);
const volumes = z.array(volume).min(1).max(1_000);
const trashId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const type = z.enum(['file', 'directory', 'symlink', 'other']);
/** An entry of one volume as it was before the first step. */
const seen = z.object({ volume, type, size: z.number(), mtimeMs: z.number(), inode: z.string().max(255) });
const seenOn = z.array(seen).min(1).max(1_000);

const movedFile = z.object({
  /** All names of one inode. */
  names: z.array(path).min(1).max(100_000),
  size: z.number(),
  mtimeNs: z.string().regex(/^-?\d{1,20}$/),
});

const replacement = z.object({
  path,
  /** Of the old version, in the trash. */
  id: trashId,
  old: z.array(volume).max(1_000),
  /** Where the new version waits: at a path, or in the trash. */
  fresh: z.union([z.object({ at: waiting }), z.object({ trashed: trashId })]),
  on: volumes,
});

export const intentShape = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('move'),
    from: volume,
    to: volume,
    files: z.array(movedFile).min(1).max(10_000),
    /** Folders of the source that this empties are removed. */
    removeEmptyFolders: z.boolean(),
  }),
  z.object({ kind: z.literal('rename'), from: path, to: path, on: seenOn }),
  z.object({ kind: z.literal('link'), existing: path, path, on: seenOn }),
  z.object({ kind: z.literal('trash'), path, id: trashId, on: seenOn }),
  z.object({ kind: z.literal('restore'), path, id: trashId, on: volumes }),
  z.object({ kind: z.literal('remove-folder'), path, on: volumes }),
  replacement.extend({ kind: z.literal('replace') }),
  z.object({ kind: z.literal('replace-many'), items: z.array(replacement).min(1).max(10_000) }),
  /** Part files and sides may be in these folders, and anywhere below the other one. */
  z.object({ kind: z.literal('write'), volume, folders: z.array(folder).max(1_000), below: folder.nullable() }),
]);
export type Intent = z.infer<typeof intentShape>;
export type IntentOf<Kind extends Intent['kind']> = Extract<Intent, { readonly kind: Kind }>;
export type Replacement = z.infer<typeof replacement>;
export type Seen = z.infer<typeof seen>;

/** The id that stays when a volume is renamed; pools of tests have only names. */
export const volumeIdOf = (member: Member): string => member.id ?? member.name;

export function seenAs(member: Member, { type: kind, size, mtimeMs, inode }: VolumeEntry): Seen {
  return { volume: volumeIdOf(member), type: kind, size, mtimeMs, inode };
}

/** Entries that an intent is about. A `write` makes only files that nobody has yet. */
function entriesOf(intent: Intent): readonly PoolPath[] {
  switch (intent.kind) {
    case 'move':
      return intent.files.flatMap(({ names }) => names);
    case 'rename':
      return [intent.from, intent.to];
    case 'link':
      return [intent.existing, intent.path];
    case 'replace':
      return 'at' in intent.fresh ? [intent.path, intent.fresh.at] : [intent.path];
    case 'replace-many':
      return intent.items.map((item) => item.path);
    case 'write':
      return [];
    default:
      return [intent.path];
  }
}

/** True when both are about one entry, or about a folder and something in it. */
export function overlap(a: Intent, b: Intent): boolean {
  const [few, many] = [entriesOf(a), entriesOf(b)].toSorted((one, other) => one.length - other.length);
  if (few === undefined || many === undefined || few.length === 0) return false;
  const exact = new Set(many);
  const above = new Set(many.flatMap(foldersAbove));
  return few.some((one) => exact.has(one) || above.has(one) || foldersAbove(one).some((at) => exact.has(at)));
}

function foldersAbove(entry: PoolPath): readonly PoolPath[] {
  const folders: PoolPath[] = [];
  for (let at = parentPath(entry); at !== '/'; at = parentPath(at)) folders.push(at);
  return folders;
}

/** Ids of the volumes that an intent is about. */
export function volumesOf(intent: Intent): readonly string[] {
  switch (intent.kind) {
    case 'move':
      return [intent.from, intent.to];
    case 'rename':
    case 'link':
    case 'trash':
      return intent.on.map((one) => one.volume);
    case 'restore':
    case 'remove-folder':
      return intent.on;
    case 'replace':
      return [...new Set([...intent.old, ...intent.on])];
    case 'replace-many':
      return [...new Set(intent.items.flatMap(({ old, on }) => [...old, ...on]))];
    case 'write':
      return [intent.volume];
  }
}
