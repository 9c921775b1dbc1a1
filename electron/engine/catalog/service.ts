import { AppError, fail } from '../../../shared/errors.ts';
import type { CatalogStatus } from '../../../shared/model.ts';
import { isDamage } from './catalog.ts';
import type { ChildPool } from './child-protocol.ts';
import { clearCatalog } from './clear.ts';
import { catalogFault, openCatalogWriter, removeCatalog } from './database.ts';
import type { CatalogWriter } from './database.ts';
import type { FromDevice, PassTimes } from './device-protocol.ts';
import { keeperStatus } from './keeper-status.ts';
import { OpenVolume } from './kept-volume.ts';
import type { VolumeDeps } from './kept-volume.ts';
import { openLinkedNames } from './linked-names.ts';
import { claim, release } from './owner.ts';
import { rawOf } from './raw-path.ts';
import { emptyStatus, keptStatus, publish, publishedStatus, tellingText } from './status.ts';
import { openStore } from './store.ts';
import type { CatalogStore } from './store.ts';
import { summary } from './summary.ts';
import type { DeviceThreads } from './threads.ts';

/**
 * Keeps the catalog of one pool: its one writer, fed by the threads of the devices. While another process of this home
 * keeps it, it only tells what that one says, and takes over when it ends.
 */
export interface Keeper {
  follow(pool: ChildPool): void;
  message(message: FromDevice): void;
  hung(key: number, isHung: boolean): void;
  /** The thread of this volume ended. */
  ended(key: number): void;
  touched(folders: readonly string[]): void;
  acting(untilMs: number): void;
  /** @throws busy (another process keeps it), io */
  rebuild(): void;
  /** @param volume its id @throws refused */
  confirm(volume: string): void;
  /** Reads everything again. */
  look(): void;
  status(): CatalogStatus;
  has(key: number): boolean;
  /** Regular work: to be called about once a second. */
  tick(): void;
  close(): void;
}

export interface KeeperDeps {
  readonly threads: DeviceThreads;
  readonly newKey: () => number;
  /** The file was replaced, or is about to be. */
  readonly forget: (path: string) => void;
  readonly changed: (status: CatalogStatus) => void;
  readonly times: PassTimes;
}

/** Being the owner is said again so often (ms), and how it is with it. */
const beatMs = 10_000;
/** The status is told at most so often (ms). */
const tellMs = 500;
/** After a fault of the file it is tried again after this time (ms). */
const retryMs = 10_000;
export function openKeeper(first: ChildPool, deps: KeeperDeps): Keeper {
  const { threads } = deps;
  const { path } = first;
  let pool = first;
  let store: CatalogStore | null = null;
  let db: CatalogWriter | null = null;
  let shared: VolumeDeps | null = null;
  let isOwner = false;
  let problem: string | null = null;
  let triedMs = -Infinity;
  let beatenMs = -Infinity;
  let toldMs = -Infinity;
  let told = '';
  let tellTimer: NodeJS.Timeout | null = null;
  const kept = new Map<string, OpenVolume>();

  /** Opens the file and becomes its owner, if nobody else is. */
  const open = (): void => {
    triedMs = Date.now();
    try {
      db ??= openCatalogWriter(path);
      const isMine = claim(db);
      problem = null;
      if (!isMine) return;
      beatenMs = Date.now();
      const linked = openLinkedNames(db);
      store = openStore(db, { onLinked: (file) => linked.note(file) });
      const { newKey, times } = deps;
      shared = { store, threads, path, times, newKey, linked, later };
      isOwner = true;
      forgetOthers(store);
      followVolumes();
    } catch (thrown) {
      fault(thrown);
    }
  };

  /** Volumes that are not of this pool any more. */
  const forgetOthers = (open: CatalogStore): void => {
    const ids = new Set(pool.volumes.map(({ id }) => id));
    for (const { id } of summary(open.db).volumes) if (!ids.has(id)) open.forget(id);
  };

  /** A file that cannot be used is made anew when it is damaged, and left alone when the disk is at fault. */
  const fault = (thrown: unknown): void => {
    const damaged = isDamage(thrown);
    problem = damaged ? 'its file was damaged and is built again' : faultOf(thrown).message;
    shut();
    if (damaged) {
      deps.forget(path);
      try {
        removeCatalog(path);
        triedMs = -Infinity;
      } catch (error) {
        problem = faultOf(error).message;
      }
    }
    tell();
  };

  const faultOf = (thrown: unknown): AppError => catalogFault(`Keeping the catalog ${path}`, thrown);

  const shut = (): void => {
    for (const one of kept.values()) one.close();
    // Their numbers are of this file.
    kept.clear();
    isOwner = false;
    store = null;
    shared = null;
    try {
      if (db !== null) release(db);
    } catch {
      // It is not usable: its owner is seen to be gone when this process ends.
    }
    try {
      db?.close();
    } catch {
      // Closed by its fault.
    }
    db = null;
  };

  const followVolumes = (): void => {
    if (store === null || shared === null) return;
    for (const volume of pool.volumes) {
      const one = kept.get(volume.id) ?? new OpenVolume(shared, volume);
      kept.set(volume.id, one);
      one.follow(volume);
    }
    for (const [id, one] of kept) {
      if (pool.volumes.some((volume) => volume.id === id)) continue;
      one.close();
      kept.delete(id);
      store.forget(id);
    }
  };

  const byKey = (key: number): OpenVolume | undefined => [...kept.values()].find((one) => one.key === key);

  /** Work on the file; a fault of it ends in a state that tells it. */
  const guarded = (work: (open: CatalogStore) => void): void => {
    if (store === null) return;
    try {
      work(store);
    } catch (thrown) {
      fault(thrown);
    }
  };

  const later = (work: () => void): void => {
    guarded(work);
    tell();
  };

  const tell = (): void => {
    tellTimer ??= setTimeout(
      () => {
        tellTimer = null;
        toldMs = Date.now();
        const status = present();
        const text = tellingText(status);
        if (text === told) return;
        told = text;
        guarded(({ db: writer }) => publish(writer, status));
        deps.changed(status);
      },
      Math.max(0, toldMs + tellMs - Date.now()),
    ).unref();
  };

  const present = (): CatalogStatus => {
    try {
      if (problem !== null && store === null) return { ...emptyStatus, state: 'off', problem };
      if (db === null) return emptyStatus;
      if (store === null) return publishedStatus(db) ?? keptStatus(db, pool.volumes);
      return keeperStatus(store.db, [...kept.values()]);
    } catch (thrown) {
      return { ...emptyStatus, state: 'off', problem: faultOf(thrown).message };
    }
  };

  open();

  return {
    follow(next) {
      pool = next;
      guarded(followVolumes);
      tell();
    },
    has: (key) => byKey(key) !== undefined,
    message(message) {
      const one = byKey(message.key);
      if (one === undefined) return;
      guarded((open) => {
        if (message.t === 'batch') one.take(message.batch);
        else if (message.t === 'passed') one.passed(message.startedMs);
        else one.said(message);
        if (message.t !== 'batch' && [...kept.values()].every(({ isCurrent }) => isCurrent)) open.finishFill();
      });
      tell();
    },
    hung(key, isHung) {
      const one = byKey(key);
      if (one !== undefined) one.isHung = isHung;
      tell();
    },
    ended(key) {
      byKey(key)?.failed();
      tell();
    },
    touched(folders) {
      const raw = folders.map(rawOf);
      for (const one of kept.values()) one.touched(raw);
    },
    acting(untilMs) {
      guarded(() => {
        for (const one of kept.values()) one.acting(untilMs);
      });
      tell();
    },
    rebuild() {
      // What was in its way may be gone by now.
      if (!isOwner) open();
      if (!isOwner && problem === null) {
        const todo = 'use its window, or end it';
        throw fail('busy', 'Building the catalog again', 'another CFS keeps it up to date', todo);
      }
      shut();
      deps.forget(path);
      try {
        clearCatalog(
          path,
          pool.volumes.flatMap(({ id, online }) => (online ? [] : [id])),
        );
        open();
      } catch (thrown) {
        fault(thrown);
      }
      tell();
      if (problem !== null) throw new AppError('io', problem);
    },
    confirm(volume) {
      const one = kept.get(volume);
      if (one === undefined || one.heldBack === null) {
        const attempted = `Confirming what is gone from ${one?.volume.name ?? volume}`;
        throw fail('refused', attempted, 'nothing of it is held back', 'look at the status of the catalog');
      }
      one.confirm();
      tell();
    },
    look() {
      for (const one of kept.values()) one.lookAtAll();
    },
    status: present,
    tick() {
      const now = Date.now();
      if (!isOwner) {
        if (problem === null || now - triedMs >= retryMs || triedMs === -Infinity) open();
        tell();
        return;
      }
      guarded((open) => {
        if (now - beatenMs >= beatMs) {
          beatenMs = now;
          if (!claim(open.db)) {
            // This process slept so long that another one took it for gone.
            shut();
            return;
          }
          publish(open.db, present());
          tell();
        }
        for (const one of kept.values()) one.tick(now);
      });
    },
    close() {
      if (tellTimer !== null) clearTimeout(tellTimer);
      shut();
    },
  };
}
