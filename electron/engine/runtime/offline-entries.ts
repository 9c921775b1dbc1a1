import { baseName } from '../../../shared/path.ts';
import type { PoolCatalog } from '../api.ts';
import type { KnownThing, KnownVolume } from '../catalog/offline.ts';
import { nothingAway } from '../pool/away.ts';
import type { Away, AwayHolder, AwayThing } from '../pool/away.ts';
import type { Members } from './members.ts';

/** Pool names of volumes by their marker ids. */
type Names = ReadonlyMap<string, string>;

/**
 * What the catalog knows of the volumes that are not connected. Costs nothing while all of them are; a catalog that is
 * not there, or cannot be read, knows nothing: it is only an index, and says so itself.
 */
export function openOfflineEntries(members: Members, catalog: () => Pick<PoolCatalog, 'read'>): Away {
  /** Names by id, in pool order; null when all volumes are connected. */
  const absent = (): Names | null => {
    const away = members.list().filter((member) => !member.state().online);
    return away.length === 0 ? null : new Map(away.map(({ id, name }) => [id, name]));
  };
  const asking = async <T>(none: T, ask: (names: Names) => Promise<T>): Promise<T> => {
    const names = absent();
    if (names === null) return none;
    try {
      return await ask(names);
    } catch {
      return none;
    }
  };
  const nothing = { holders: [], things: [], complete: [] };

  return {
    at: (path) =>
      path === '/'
        ? nothingAway.at(path)
        : asking([], async (names) => {
            const { volumes, things } = await catalog().read('knownAt', { path, volumes: [...names.keys()] });
            const seen = seenOf(volumes);
            return things.map((thing) => awayThing(baseName(path), thing, names, seen));
          }),
    in: (path) =>
      asking(nothing, async (names) => {
        const { volumes, holders, things } = await catalog().read('knownIn', { path, volumes: [...names.keys()] });
        const seen = seenOf(volumes);
        const holder = (id: string): AwayHolder => ({ volume: names.get(id) ?? id, seenMs: seen.get(id) ?? null });
        return {
          holders: holders.map(holder),
          complete: volumes.filter(({ complete }) => complete).map(({ id }) => holder(id)),
          things: things.map((thing) => awayThing(thing.name, thing, names, seen)),
        };
      }),
  };
}

const seenOf = (volumes: readonly KnownVolume[]): ReadonlyMap<string, number | null> =>
  new Map(volumes.map(({ id, seenMs }) => [id, seenMs]));

function awayThing(
  name: string,
  { volume, type, size, allocated, mtimeMs, mode, links, files }: KnownThing,
  names: Names,
  seen: ReadonlyMap<string, number | null>,
): AwayThing {
  return {
    volume: names.get(volume) ?? volume,
    seenMs: seen.get(volume) ?? null,
    // Whose it is and which inode it had is not known; nothing asks that of what cannot be reached.
    entry: { name, type, size, allocated, mtimeMs, mode, links, uid: 0, gid: 0, inode: '' },
    files,
  };
}
