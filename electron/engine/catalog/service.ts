import { asAppError, fail } from '../../../shared/errors.ts';
import type { CatalogStatus, HeldBack } from '../../../shared/model.ts';
import { openBrake } from './brake.ts';
import type { Brake } from './brake.ts';
import { isDamage } from './catalog.ts';
import type { ChildPool, ChildVolume } from './child-protocol.ts';
import { openCatalogWriter, removeCatalog } from './database.ts';
import type { CatalogWriter } from './database.ts';
import type { DeviceState, FromDevice, PassTimes } from './device-protocol.ts';
import { keeperStatus } from './keeper-status.ts';
import { openLinkedNames } from './linked-names.ts';
import type { LinkedNames } from './linked-names.ts';
import { claim, release } from './owner.ts';
import { rawOf } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';
import { emptyStatus, publish, publishedStatus } from './status.ts';
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

/** Being the owner is said again so often (ms). */
const beatMs = 5_000;
/** The status is told at most so often (ms). */
const tellMs = 500;
/** After a fault of the file it is tried again after this time (ms). */
const retryMs = 10_000;
/** That a volume is there is written down so often (ms). */
const seenMs = 30_000;
/** What vanished is decided about when nothing is to be read any more, but not later than after this time (ms). */
const longestReadMs = 60_000;

interface Kept {
  volume: ChildVolume;
  number: number;
  /** While a thread keeps it. */
  key: number | null;
  state: DeviceState | null;
  isHung: boolean;
  seenMs: number;
  /** All of it was read at least once: what is missing then was there. */
  isComplete: boolean;
  readonly brake: Brake;
  deciding: NodeJS.Timeout | null;
  readonly heldBack: HeldBack | null;
}

export function openKeeper(first: ChildPool, deps: KeeperDeps): Keeper {
  const { threads } = deps;
  const { path } = first;
  let pool = first;
  let store: CatalogStore | null = null;
  let db: CatalogWriter | null = null;
  let linked: LinkedNames | null = null;
  let isOwner = false;
  let problem: string | null = null;
  let triedMs = -Infinity;
  let beatenMs = -Infinity;
  let toldMs = -Infinity;
  let told = '';
  let tellTimer: NodeJS.Timeout | null = null;
  const kept = new Map<string, Kept>();

  /** Opens the file and becomes its owner, if nobody else is. */
  const open = (): void => {
    triedMs = Date.now();
    try {
      db ??= openCatalogWriter(path);
      if (!claim(db)) return;
      beatenMs = Date.now();
      const names = openLinkedNames(db);
      linked = names;
      store = openStore(db, { onLinked: (file) => names.note(file) });
      isOwner = true;
      problem = null;
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
    problem = damaged ? 'its file was damaged and is built again' : asAppError(thrown).message;
    shut();
    if (damaged) {
      deps.forget(path);
      removeCatalog(path);
      triedMs = -Infinity;
    }
    tell();
  };

  const shut = (): void => {
    for (const one of kept.values()) {
      stop(one);
      if (one.deciding !== null) clearTimeout(one.deciding);
    }
    // Their numbers are of this file.
    kept.clear();
    isOwner = false;
    store = null;
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

  const stop = (one: Kept): void => {
    if (one.key !== null) threads.close(one.key);
    one.key = null;
    one.state = null;
    one.isHung = false;
  };

  const followVolumes = (): void => {
    if (store === null) return;
    for (const volume of pool.volumes) {
      const number = store.volume(volume.id, volume.name);
      const before = kept.get(volume.id);
      const one: Kept = before ?? newKept(store, volume, number);
      kept.set(volume.id, one);
      const isMoved =
        one.volume.root !== volume.root || one.volume.device !== volume.device || one.volume.network !== volume.network;
      one.volume = volume;
      one.number = number;
      if (one.key !== null && (isMoved || !volume.online)) stop(one);
      if (one.key === null && volume.online) start(one);
    }
    for (const [id, one] of kept) {
      if (pool.volumes.some((volume) => volume.id === id)) continue;
      stop(one);
      kept.delete(id);
      store.forget(id);
    }
  };

  const newKept = ({ db: reader }: CatalogStore, volume: ChildVolume, number: number): Kept => {
    const brake = openBrake({ db: reader, volume: number });
    const isComplete = reader.get('SELECT complete FROM volume WHERE number = ?', number)?.['complete'] === 1;
    return {
      volume,
      number,
      key: null,
      state: null,
      isHung: false,
      seenMs: -Infinity,
      isComplete,
      brake,
      deciding: null,
      get heldBack() {
        return brake.heldBack;
      },
    };
  };

  /** Takes over what was read, but not at once what vanished. */
  const take = (open: CatalogStore, one: Kept, batch: ArrayBuffer): void => {
    if (!one.isComplete) {
      open.apply(one.number, batch);
      return;
    }
    const verdict = one.brake.judge(open.losses(one.number, batch));
    open.apply(one.number, batch, { keep: verdict === 'keep' });
    decideLater(one);
  };

  const decideLater = (one: Kept): void => {
    const { decideMs } = one.brake;
    if (decideMs === null || one.deciding !== null) return;
    one.deciding = setTimeout(
      () => {
        one.deciding = null;
        guarded(() => {
          const { decideMs: due } = one.brake;
          if (due === null) return;
          // What moved may not be found at its new place yet.
          const isReading = one.state?.idle === false && Date.now() - due < longestReadMs;
          if (due > Date.now() || isReading) decideLater(one);
          else lookAt(one, one.brake.decide() ?? []);
        });
        tell();
      },
      Math.max(100, decideMs - Date.now()),
    ).unref();
  };

  /** Other names of files that got or lost one. */
  const followLinks = (one: Kept): void => {
    const folders = linked?.take(one.number) ?? null;
    // What a first scan finds is as it is.
    if (one.key === null || !one.isComplete) return;
    if (folders === null) threads.post(one.key, { t: 'pass', key: one.key, kind: 'all' });
    else lookAt(one, folders);
  };

  const lookAt = (one: Kept, folders: readonly RawPath[]): void => {
    if (one.key !== null && folders.length > 0) threads.post(one.key, { t: 'look', key: one.key, folders });
  };

  const start = (one: Kept): void => {
    const { id, root, device, network } = one.volume;
    one.key = deps.newKey();
    threads.open(device, { key: one.key, id, root, path, watching: !network, times: deps.times });
  };

  const byKey = (key: number): Kept | undefined => [...kept.values()].find((one) => one.key === key);

  /** Work on the file; a fault of it ends in a state that tells it. */
  const guarded = (work: (open: CatalogStore) => void): void => {
    if (store === null) return;
    try {
      work(store);
    } catch (thrown) {
      fault(thrown);
    }
  };

  const markSeen = (open: CatalogStore, one: Kept, scannedMs?: number): void => {
    one.seenMs = Date.now();
    const problemNow = one.state?.problem ?? null;
    const what = { seenMs: one.seenMs, problem: problemNow };
    open.seen(one.number, scannedMs === undefined ? what : { ...what, scannedMs });
  };

  const tell = (): void => {
    tellTimer ??= setTimeout(
      () => {
        tellTimer = null;
        toldMs = Date.now();
        const status = present();
        const text = JSON.stringify(status);
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
      if (store === null) return publishedStatus(db) ?? { ...emptyStatus, state: 'stale' };
      return keeperStatus(store.db, [...kept.values()]);
    } catch (thrown) {
      return { ...emptyStatus, state: 'off', problem: asAppError(thrown).message };
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
        if (message.t === 'batch') {
          take(open, one, message.batch);
          threads.post(message.key, { t: 'taken', key: message.key });
        } else if (message.t === 'passed') {
          markSeen(open, one, message.startedMs);
          one.isComplete = true;
          const isScanned = [...kept.values()].every(({ key, state }) => key === null || state?.current === true);
          if (isScanned) open.finishFill();
        } else {
          const wasPresent = one.state?.present;
          one.state = message;
          if (wasPresent !== message.present && message.present) markSeen(open, one);
        }
      });
      tell();
    },
    hung(key, isHung) {
      const one = byKey(key);
      if (one !== undefined) one.isHung = isHung;
      tell();
    },
    ended(key) {
      const one = byKey(key);
      if (one !== undefined) {
        one.key = null;
        one.state = null;
      }
      tell();
    },
    touched(folders) {
      const raw = folders.map(rawOf);
      for (const { key } of kept.values()) if (key !== null) threads.post(key, { t: 'look', key, folders: raw });
    },
    acting(untilMs) {
      guarded(() => {
        for (const one of kept.values()) lookAt(one, one.brake.open(untilMs));
      });
      tell();
    },
    rebuild() {
      if (!isOwner) {
        const todo = 'use its window, or end it';
        throw fail('busy', 'Building the catalog again', 'another CFS keeps it up to date', todo);
      }
      shut();
      deps.forget(path);
      removeCatalog(path);
      open();
      tell();
    },
    confirm(volume) {
      const one = kept.get(volume);
      if (one === undefined || one.brake.heldBack === null) {
        const attempted = `Confirming what is gone from ${one?.volume.name ?? volume}`;
        throw fail('refused', attempted, 'nothing of it is held back', 'look at the status of the catalog');
      }
      lookAt(one, one.brake.release());
      tell();
    },
    look() {
      for (const { key } of kept.values()) if (key !== null) threads.post(key, { t: 'pass', key, kind: 'all' });
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
        }
        for (const one of kept.values()) {
          if (one.state?.present === true && now - one.seenMs >= seenMs) markSeen(open, one);
          // Its thread ended by a fault: it is tried again.
          if (one.key === null && one.volume.online) start(one);
          one.brake.tick();
          followLinks(one);
        }
      });
      tell();
    },
    close() {
      if (tellTimer !== null) clearTimeout(tellTimer);
      shut();
    },
  };
}
