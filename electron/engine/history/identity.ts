import type { PoolPath } from '../../../shared/path.ts';
import { capabilitiesOf } from '../pool/readings.ts';
import type { MemberCopy, PoolVolume } from '../pool/types.ts';
import type { FolderMetadata, Seen } from './step.ts';

/** What a double loses of a time in ms. */
const roundingMs = 0.002;
/** A file that a rebalance took over a coarse file system may have its time rounded. */
const elsewhereMs = 2_000;

export function seenOf(copies: readonly MemberCopy[]): readonly Seen[] {
  return copies.map(({ member, entry: { type, size, mtimeMs, inode } }) => ({
    volume: member.name,
    type,
    size,
    mtimeMs,
    inode,
  }));
}

/**
 * Whether every copy that is there now is one that was seen. Nothing recorded means that nothing can be told: then it
 * is taken for the same, because an undo never deletes. A folder is known by its path alone: undo itself makes folders
 * anew, and what is in one is its own matter.
 */
export async function isSame(copies: readonly MemberCopy[], seen: readonly Seen[]): Promise<boolean> {
  if (seen.length === 0) return true;
  for (const copy of copies) {
    const here = seen.find(({ volume }) => volume === copy.member.name);
    const { timeStepNs, hardLinks } = await capabilitiesOf(copy.member.volume);
    // A file system without hard links (FAT) makes inode numbers up, anew each time.
    const same =
      here === undefined
        ? seen.some((one) => isLike(copy, one, elsewhereMs, false))
        : isLike(copy, here, Math.max(roundingMs, timeStepNs / 1e6), hardLinks);
    if (!same) return false;
  }
  return true;
}

function isLike({ entry }: MemberCopy, seen: Seen, withinMs: number, byInode: boolean): boolean {
  if (entry.type !== seen.type) return false;
  if (entry.type === 'directory') return true;
  if (byInode && !isSameInode(entry.inode, seen.inode)) return false;
  return entry.size === seen.size && Math.abs(entry.mtimeMs - seen.mtimeMs) <= withinMs;
}

/** A device may have another number after it was mounted again: then the inode tells nothing. */
function isSameInode(a: string, b: string): boolean {
  if (a === '' || b === '' || a === b) return true;
  const [deviceOfA, deviceOfB] = [a, b].map((inode) => inode.slice(0, inode.lastIndexOf(':')));
  return deviceOfA !== deviceOfB;
}

/** Metadata of a folder as history keeps it. @throws not-found */
export async function folderMetadata(pool: PoolVolume, path: PoolPath): Promise<FolderMetadata> {
  const { mode, uid, gid, mtimeNs, xattrs } = await pool.readMetadata(path);
  return {
    mode,
    uid,
    gid,
    mtimeNs: String(mtimeNs),
    xattrs: Object.fromEntries(
      Object.entries(xattrs).map(([name, value]) => [name, Buffer.from(value).toString('base64')]),
    ),
  };
}

/** Gives a folder its metadata back, as far as its volumes keep it. */
export async function giveMetadata(pool: PoolVolume, path: PoolPath, kept: FolderMetadata): Promise<void> {
  await pool.writeMetadata(path, {
    mode: kept.mode,
    uid: kept.uid,
    gid: kept.gid,
    mtimeNs: BigInt(kept.mtimeNs),
    xattrs: Object.fromEntries(
      Object.entries(kept.xattrs).map(([name, value]) => [name, new Uint8Array(Buffer.from(value, 'base64'))]),
    ),
  });
}
