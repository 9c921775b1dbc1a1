import type { Entry, FolderSize } from '../../shared/model.ts';
import type { Listing } from './paging.ts';

type NamedSize = FolderSize & { readonly name: string };

/** So long (ms) a listing that is there waits for the sizes of its folders: it comes without them otherwise. */
const patienceMs = 60;

/** A listing whose folders have the sizes that the catalog knows. What goes wrong with the sizes is no failure of it. */
export async function withFolderSizes(
  listed: Promise<Listing>,
  asked: Promise<readonly NamedSize[]>,
): Promise<Listing> {
  // Asked for at once, so that it costs no time where the catalog is quick.
  const answered = asked.catch(() => []);
  const listing = await listed;
  if (!listing.entries.some(({ type }) => type === 'directory')) return listing;
  const sizes = new Map((await within(answered, patienceMs)).map(({ name, ...size }) => [name, size]));
  if (sizes.size === 0) return listing;
  const entries = listing.entries.map((entry): Entry => {
    const folder = entry.type === 'directory' && entry.foreign !== true ? sizes.get(entry.name) : undefined;
    return folder === undefined ? entry : { ...entry, folder };
  });
  return { ...listing, entries };
}

async function within<T>(work: Promise<readonly T[]>, ms: number): Promise<readonly T[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<readonly T[]>((resolve) => {
    timer = setTimeout(() => resolve([]), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
