import { baseName } from '../../../shared/path.ts';
import type { KnownThing, KnownVolume } from '../catalog/offline.ts';
import { nothingAway } from '../pool/away.ts';
import type { Away, AwayHolder, AwayThing } from '../pool/away.ts';
import type { OpenCatalog } from './catalog.ts';
import type { Members } from './members.ts';

interface Absent {
  readonly name: string;
  /** It is connected, and lost much at once, which nobody has confirmed. */
  readonly vanished: boolean;
}

/** Volumes by their marker ids. */
type Names = ReadonlyMap<string, Absent>;

/**
 * What the catalog knows of the volumes that are not connected, and of those that lost much at once. Costs next to
 * nothing while there are none; a catalog that is not there, or cannot be read, knows nothing: it is only an index, and
 * says so itself.
 */
export function openOfflineEntries(members: Members, catalog: () => Pick<OpenCatalog, 'read' | 'heldBack'>): Away {
  /** In pool order. */
  const absent = async (): Promise<Names> => {
    const heldBack = await catalog().heldBack();
    const away = members.list().filter((member) => !member.state().online || heldBack.includes(member.id));
    return new Map(away.map(({ id, name, state }) => [id, { name, vanished: state().online }]));
  };
  const asking = async <T>(none: T, ask: (names: Names) => Promise<T>): Promise<T> => {
    try {
      const names = await absent();
      return names.size === 0 ? none : await ask(names);
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
        const holder = (id: string): AwayHolder => holderOf(id, names, seen);
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

function holderOf(id: string, names: Names, seen: ReadonlyMap<string, number | null>): AwayHolder {
  const { name = id, vanished = false } = names.get(id) ?? {};
  return { volume: name, seenMs: seen.get(id) ?? null, ...(vanished ? { vanished } : {}) };
}

function awayThing(
  name: string,
  { volume, type, size, allocated, mtimeMs, mode, links, files }: KnownThing,
  names: Names,
  seen: ReadonlyMap<string, number | null>,
): AwayThing {
  return {
    ...holderOf(volume, names, seen),
    // Whose it is and which inode it had is not known; nothing asks that of what cannot be reached.
    entry: { name, type, size, allocated, mtimeMs, mode, links, uid: 0, gid: 0, inode: '' },
    files,
  };
}
