import { fail } from '../../../shared/errors.ts';
import type { CatalogStatus } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { openCatalogLink } from '../catalog/child-link.ts';
import type { CatalogLink } from '../catalog/child-link.ts';
import type { CatalogProcess, ChildPool, ChildVolume } from '../catalog/child-protocol.ts';
import { catalogPath, removeCatalog } from '../catalog/database.ts';
import type { ReaderName, ReaderOutput } from '../catalog/readers.ts';
import { deviceOf } from '../volume/lane-signs.ts';
import { isNetwork, listMounts, mountOf } from '../volume/mounts.ts';
import type { Mount } from '../volume/mounts.ts';
import { fileCatalog, heldBackOf } from './catalog.ts';
import type { OpenCatalog } from './catalog.ts';
import type { PoolContext } from './context.ts';
import type { OpenMember } from './members.ts';

/** The catalogs of all pools of one engine. */
export interface Catalogs {
  open(pool: PoolContext): OpenCatalog;
  /** Volumes or pools may have changed: to be called after such a change and now and then. */
  follow(): void;
  /** CFS itself changed these folders. */
  touched(pool: PoolContext, folders: readonly PoolPath[]): void;
  /** CFS itself moves or deletes in this pool: what vanishes meanwhile is meant to. Null: in any. */
  acting(pool: PoolContext | null): void;
  /** A pool is forgotten: its catalog goes, too. */
  forgetPool(id: string): void;
  /** The host works for somebody. */
  busy(busy: boolean): void;
  close(): void;
}

/** What vanishes within this time (ms) after CFS itself moved or deleted may still be told of. */
const actingMs = 6_000;

/** Programs that end soon: nothing runs, and everything is read in this process. */
export function readCatalogs(home: string): Catalogs {
  return {
    open: (pool) =>
      fileCatalog(
        home,
        pool.id,
        () => pool.members,
        () => pool.ready(),
      ),
    follow: () => undefined,
    touched: () => undefined,
    acting: () => undefined,
    forgetPool: (id) => remove(home, id),
    busy: () => undefined,
    close: () => undefined,
  };
}

/** Hosts: a child process keeps them up to date and answers. */
export function keepCatalogs(
  home: string,
  spawn: () => CatalogProcess,
  changed: (pool: string, status: CatalogStatus) => void,
): Catalogs {
  const link = openCatalogLink(spawn, changed);
  const pools = new Set<PoolContext>();
  let wasBusy = false;
  let isClosed = false;

  const follow = (): void => {
    if (isClosed) return;
    const mounts = listMounts();
    link.setPools([...pools].map((pool) => childPool(home, pool, mounts)));
  };
  return {
    open(pool) {
      pools.add(pool);
      // Its context is not whole yet.
      setImmediate(follow);
      return linkedCatalog(home, pool, link, () => {
        pools.delete(pool);
        follow();
      });
    },
    follow,
    touched: (pool, folders) => link.send({ t: 'touched', pool: pool.id, folders }),
    acting(pool) {
      const untilMs = Date.now() + actingMs;
      for (const one of pool === null ? pools : [pool]) link.send({ t: 'acting', pool: one.id, untilMs });
    },
    forgetPool: (id) => remove(home, id),
    busy(busy) {
      if (busy === wasBusy) return;
      wasBusy = busy;
      link.send({ t: 'busy', busy });
    },
    close() {
      isClosed = true;
      link.close();
    },
  };
}

/** Whoever has it open goes on with the removed file until it follows the settings. */
function remove(home: string, pool: string): void {
  try {
    removeCatalog(catalogPath(home, pool));
  } catch {
    // In use, where the system does not remove such files: nothing reads it any more.
  }
}

function linkedCatalog(home: string, pool: PoolContext, link: CatalogLink, closed: () => void): OpenCatalog {
  const path = catalogPath(home, pool.id);
  const { id } = pool;
  return {
    status: () => Promise.resolve(link.status(id)),
    heldBack: () => Promise.resolve(heldBackOf(link.status(id))),
    watching: (volume) => {
      const known = link.status(id).perVolume.find((one) => one.id === volume);
      return known?.state === 'live' ? 'live' : known === undefined ? null : 'polled';
    },
    read: async <Name extends ReaderName>(name: Name, input: unknown, options?: { readonly signal?: AbortSignal }) =>
      (await link.call({ t: 'read', path, name, input }, options)) as ReaderOutput<Name>,
    async rebuild() {
      await link.call({ t: 'rebuild', pool: id });
    },
    update: () => Promise.reject(keptByItself()),
    async lookAgain() {
      await link.call({ t: 'look', pool: id });
    },
    async confirm(volume) {
      await link.call({ t: 'confirm', pool: id, volume: pool.member(volume).id });
    },
    close: closed,
  };
}

function keptByItself(): Error {
  const why = 'this process keeps it up to date by itself';
  return fail('busy', 'Building the catalog', why, 'look at its status, or build it again');
}

function childPool(home: string, pool: PoolContext, mounts: readonly Mount[]): ChildPool {
  const volumes = pool.members.list().map((member) => childVolume(member, mounts));
  return { id: pool.id, path: catalogPath(home, pool.id), volumes };
}

function childVolume(member: OpenMember, mounts: readonly Mount[]): ChildVolume {
  const { root } = member.config();
  const { kind, reason } = member.condition();
  return {
    id: member.id,
    name: member.name,
    root,
    online: kind === 'online',
    reason,
    device: deviceOf(root, mounts).key,
    network: isNetwork(mountOf(root, mounts)?.filesystem ?? ''),
  };
}
