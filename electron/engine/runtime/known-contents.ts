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

  const listed = async (
    folder: ScanFolder,
    contents: FolderContents,
    numbers: readonly number[],
  ): Promise<ScanListing> => {
    const lists = folder.path === rootPath ? null : entriesByVolume(contents, numbers);
    const known = folder.holders.map((member) => {
      const number = numbers[places.get(member) ?? -1] ?? 0;
      return lists === null || number === 0 || contents.unread.includes(number) ? null : (lists.get(number) ?? null);
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
      const { numbers, folders: told } = await catalog.read(
        'contents',
        question,
        signal === undefined ? {} : { signal },
      );
      return Promise.all(
        told.flatMap((contents, index) => {
          const folder = folders[index];
          return folder === undefined ? [] : [listed(folder, contents, numbers)];
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

/** The entries of each volume, by its number; null where one of them cannot be told exactly. */
function entriesByVolume(
  { names, figures }: FolderContents,
  numbers: readonly number[],
): ReadonlyMap<number, VolumeEntry[] | null> {
  const lists = new Map<number, VolumeEntry[] | null>(numbers.map((number) => [number, []]));
  const values = JSON.parse(`[${figures}]`) as readonly number[];
  const each = contentFigures.length;
  for (const [index, name] of names.entries()) {
    const at = index * each;
    const figure = (place: number): number => values[at + place] ?? 0;
    const volume = figure(0);
    const list = lists.get(volume);
    if (list === undefined || list === null) continue;
    const inode = figure(6);
    if (Math.abs(inode) >= inexact) {
      lists.set(volume, null);
      continue;
    }
    list.push({
      name,
      type: typeOf(figure(1)),
      size: figure(2),
      allocated: figure(3),
      mtimeMs: figure(4) / 1000,
      mode: figure(7),
      // Whose it is is not known, and no plan asks.
      uid: 0,
      gid: 0,
      inode: String(inode),
      links: figure(5),
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
