import { AppError } from '../../../shared/errors.ts';
import type { CatalogStatus, EntryType } from '../../../shared/model.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolCatalog } from '../api.ts';
import { contentFigures, folderType } from '../catalog/contents.ts';
import type { FolderContents } from '../catalog/contents.ts';
import { entryType } from '../catalog/schema.ts';
import type { Member } from '../pool/types.ts';
import { liveSource } from '../rebalance/scan.ts';
import type { ScanFolder, ScanListing, ScanSource } from '../rebalance/scan.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import type { OpenCatalog } from './catalog.ts';
import type { OpenMember } from './members.ts';

/** Pools with fewer entries are looked through as quickly, and then nothing is a moment old. */
export const worthKnowing = 20_000;

/** How long (ms) a volume waits for the figure of the catalog before it counts by itself. */
const countPatienceMs = 500;

/**
 * Bytes that the files of a volume (marker id) allocate, while the catalog of this process sees every change on it and
 * counting them would take time; null otherwise. Never rejects.
 */
export async function countedBytes(
  catalog: Pick<OpenCatalog, 'watching' | 'read'>,
  volume: string,
): Promise<number | null> {
  if (catalog.watching(volume) !== 'live') return null;
  try {
    const signal = AbortSignal.timeout(countPatienceMs);
    const told = await catalog.read('allocatedOn', { volume }, { signal });
    return told === null || told.entries < worthKnowing ? null : told.bytes;
  } catch {
    return null;
  }
}

/** Folders of one question to the catalog, and entries after which its answer ends. */
const foldersTogether = 500;
const entriesTogether = 20_000;

/** Inodes as large as this are not exact in the catalog. */
const inexact = Number.MAX_SAFE_INTEGER;

/** Whether a catalog may stand in for looking through all volumes: it knows them as they are, and it is worth it. */
export function isWorthAsking(status: CatalogStatus): boolean {
  return status.state === 'fresh' && status.entries >= worthKnowing;
}

/**
 * What folders hold, from the catalog. The top, folders that the catalog could not read or does not know, and those that
 * look empty are read from the volumes: what is not the pool's is in no catalog, and at the top and in empty folders it
 * matters.
 */
export function knownSource(
  catalog: Pick<PoolCatalog, 'read'>,
  members: readonly OpenMember[],
  signal?: AbortSignal,
): ScanSource {
  const live = liveSource(signal);
  const volumes = members.map(({ id }) => id);
  const places = new Map<Member, number>(members.map((member, index) => [member, index]));

  const listed = async (folder: ScanFolder, contents: FolderContents): Promise<ScanListing> => {
    const lists = folder.path === rootPath ? null : entriesByVolume(contents, members.length);
    const known = folder.holders.map((member) => {
      const place = places.get(member);
      return lists === null || place === undefined || contents.unread.includes(place) ? null : (lists[place] ?? []);
    });
    const isEmpty = known.every((list) => list?.length === 0);
    const unknown = isEmpty ? folder.holders : folder.holders.filter((_member, index) => known[index] === null);
    if (unknown.length === 0) return known.map((list) => list ?? []);
    const [fresh = []] = await live.lists([{ path: folder.path, holders: unknown }]);
    return folder.holders.map((member, index) => asKnown(fresh[unknown.indexOf(member)]) ?? known[index] ?? []);
  };

  return {
    together: foldersTogether,
    async lists(folders) {
      const question = { paths: folders.map(({ path }) => path), volumes, most: entriesTogether };
      const told = await catalog.read('contents', question, signal === undefined ? {} : { signal });
      return Promise.all(
        told.flatMap((contents, index) => {
          const folder = folders[index];
          return folder === undefined ? [] : [listed(folder, contents)];
        }),
      );
    },
  };
}

/** The catalog has no device in its inodes; names of one file are found by them, wherever they were read. */
function asKnown(list: ScanListing[number] | undefined): ScanListing[number] | undefined {
  if (list === undefined || list instanceof AppError) return list;
  return list.map((entry) => ({ ...entry, inode: entry.inode.slice(entry.inode.lastIndexOf(':') + 1) }));
}

/** Per volume its entries; null where one of them cannot be told exactly. */
function entriesByVolume({ names, figures }: FolderContents, volumes: number): readonly (VolumeEntry[] | null)[] {
  const lists: (VolumeEntry[] | null)[] = Array.from({ length: volumes }, () => []);
  for (const [index, name] of names.entries()) {
    const at = index * contentFigures.length;
    const [volume = 0, type = 0, size = 0, allocated = 0, mtimeUs = 0, links = 1, inode = 0, mode = 0] = figures.slice(
      at,
      at + contentFigures.length,
    );
    if (Math.abs(inode) >= inexact) lists[volume] = null;
    lists[volume]?.push({
      name,
      type: typeOf(type),
      size,
      allocated,
      mtimeMs: mtimeUs / 1000,
      mode,
      // Whose it is is not known, and no plan asks.
      uid: 0,
      gid: 0,
      inode: String(inode),
      links,
    });
  }
  return lists;
}

function typeOf(type: number): EntryType {
  switch (type) {
    case folderType:
      return 'directory';
    case entryType.file:
      return 'file';
    case entryType.symlink:
      return 'symlink';
    default:
      return 'other';
  }
}
