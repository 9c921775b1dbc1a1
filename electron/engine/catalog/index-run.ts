import { Worker } from 'node:worker_threads';
import { fail } from '../../../shared/errors.ts';
import type { HeldBack } from '../../../shared/model.ts';
import { openBrake } from './brake.ts';
import type { Brake } from './brake.ts';
import type { FromIndex, IndexWork } from './index-protocol.ts';
import { readKnownFolders } from './known-folders.ts';
import { claim, release } from './owner.ts';
import { keptStatus, publish, unreadable } from './status.ts';
import type { CatalogStore } from './store.ts';
import { threadProgram } from './thread-program.ts';
import { newWalk } from './walk-volume.ts';
import type { WalkOptions, Walked } from './walk-volume.ts';

/** A volume that is there. */
export interface IndexMember {
  /** Of its marker. */
  readonly id: string;
  readonly name: string;
  readonly root: string;
  /** Volumes of one device are read one after the other. */
  readonly device: string;
}

/** What became of one volume. */
export interface IndexedVolume {
  readonly volume: string;
  /** Folders that were looked at, and those of them that were read. */
  readonly folders: number;
  readonly read: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
  /** Why it was not read to the end; null when it was. */
  readonly problem: string | null;
  /** Much of it vanished at once: it stays in the catalog until it is confirmed. */
  readonly heldBack: HeldBack | null;
}

export interface IndexOptions {
  /** `changed`: folders whose times say that nothing changed are passed over. */
  readonly what: 'changed' | 'all';
  readonly signal?: AbortSignal | undefined;
  /** Ids of volumes from which much vanished, and it is really gone. */
  readonly confirmed?: ReadonlySet<string> | undefined;
  /** About five times a second. */
  readonly onProgress?: ((progress: { readonly folders: number; readonly entries: number }) => void) | undefined;
  /** A device that makes no move for so long (ms) is given up; default 30,000. */
  readonly deadlineMs?: number;
}

const tickMs = 200;
/** That this process is at work is said to others so often (ms). */
const beatMs = 2_000;

interface Device {
  readonly worker: Worker;
  readonly shared: Int32Array;
  moved: number;
  movedMs: number;
  /** Volumes that it has not ended with. */
  readonly open: Set<number>;
}

interface Reading {
  readonly member: IndexMember;
  readonly number: number;
  readonly startedMs: number;
  walked: Walked;
  /** Of walks before this one. */
  before: Walked;
  added: number;
  changed: number;
  removed: number;
  problem: string | null;
  hasEnded: boolean;
  /** Null: whatever is missing is taken for gone. */
  readonly brake: Brake | null;
  heldBack: HeldBack | null;
}

const notEnded = 'it was not read to the end';

/**
 * Brings a catalog up to date, once, with a thread per device that reads while this one takes over. This process owns the
 * catalog meanwhile.
 * @throws AppError busy (another process keeps it), cancelled
 */
export async function indexVolumes(
  store: CatalogStore,
  members: readonly IndexMember[],
  options: IndexOptions,
): Promise<readonly IndexedVolume[]> {
  const { db } = store;
  if (!claim(db)) throw fail('busy', 'Building the catalog', 'another CFS keeps it up to date', 'wait for it');
  const readings = members.map((member): Reading => {
    const number = store.volume(member.id, member.name);
    const figures = { walked: newWalk(), before: newWalk(), added: 0, changed: 0, removed: 0 };
    const startedMs = Date.now();
    const isNew = db.get('SELECT 1 AS found FROM held WHERE volume = ?', number) === undefined;
    const isFree = isNew || options.confirmed?.has(member.id) === true;
    // What moved to another place did so at any time before the scan: to the brake, all of the scan is one moment.
    const brake = isFree ? null : openBrake({ db, volume: number, now: () => startedMs });
    brake?.tick();
    const state = { problem: notEnded, hasEnded: false, brake, heldBack: null };
    return { member, number, startedMs, ...figures, ...state };
  });
  const devices: Device[] = [];
  const done = Promise.withResolvers<undefined>();
  let left = readings.length;
  let toldMs = 0;
  let beatenMs = 0;

  const end = (reading: Reading, problem: string | null): void => {
    if (reading.hasEnded) return;
    reading.hasEnded = true;
    reading.problem = problem;
    const scanned = problem === null ? { scannedMs: reading.startedMs } : {};
    store.seen(reading.number, { seenMs: Date.now(), problem, ...scanned });
    left -= 1;
    if (left === 0) done.resolve(undefined);
  };
  const take = (device: Device, message: FromIndex): void => {
    const reading = readings[message.key];
    // A device that was given up and moves again after all.
    if (reading === undefined || reading.hasEnded) return;
    reading.walked = together(reading.before, message.walked);
    if (message.t === 'ended') {
      device.open.delete(message.key);
      if (message.error === null) readAgain(reading, message.key);
      else end(reading, whyOf(message.error.message));
      return;
    }
    const keep = reading.brake?.judge(store.losses(reading.number, message.batch)) === 'keep';
    const { added, changed, removed } = store.apply(reading.number, message.batch, { keep });
    reading.added += added;
    reading.changed += changed;
    reading.removed += removed;
    Atomics.add(device.shared, 0, 1);
    Atomics.notify(device.shared, 0);
    tell();
  };
  /** Says to other processes, and to who waits, that this one is at work. */
  const tell = (): void => {
    const now = Date.now();
    if (now - toldMs < tickMs) return;
    toldMs = now;
    const progress = {
      folders: readings.reduce((sum, { walked }) => sum + walked.folders, 0),
      entries: readings.reduce((sum, { walked }) => sum + walked.entries, 0),
    };
    options.onProgress?.(progress);
    if (now - beatenMs < beatMs) return;
    beatenMs = now;
    claim(db, now);
    const present = members.map(({ id, name }) => ({ id, name, online: true, reason: '' }));
    publish(db, { ...keptStatus(db, present), state: 'scanning', progress }, now);
  };
  /** What was missing is decided about when all was read: folders that may lose it are read once more. */
  const readAgain = (reading: Reading, key: number): void => {
    const folders = reading.brake?.decide() ?? null;
    reading.heldBack = reading.brake?.heldBack ?? null;
    if (folders === null || folders.length === 0) end(reading, null);
    else {
      reading.before = reading.walked;
      start([key], folders);
    }
  };
  const giveUp = ({ open }: Device, problem: string): void => {
    for (const key of open) {
      const reading = readings[key];
      if (reading !== undefined) end(reading, problem);
    }
  };
  const start = (keys: readonly number[], what: WalkOptions['what'] = options.what): void => {
    const shared = new Int32Array(new SharedArrayBuffer(12));
    const volumes = keys.flatMap((key) => {
      const reading = readings[key];
      if (reading === undefined) return [];
      const { id, root } = reading.member;
      return [{ key, id, root, what, known: readKnownFolders(db, reading.number).pack() }];
    });
    const work: IndexWork = { volumes, shared };
    const worker = new Worker(threadProgram('index-thread'), {
      workerData: work,
      transferList: volumes.map(({ known }) => known),
    });
    const device: Device = { worker, shared, moved: 0, movedMs: Date.now(), open: new Set(keys) };
    devices.push(device);
    worker.on('message', (message: FromIndex) => {
      try {
        take(device, message);
      } catch (thrown) {
        done.reject(thrown);
      }
    });
    worker.on('error', (error: Error) => giveUp(device, `the thread that read it ended: ${error.message}`));
    worker.on('exit', () => giveUp(device, notEnded));
  };

  const watchdog = setInterval(() => {
    tell();
    for (const device of devices) {
      const moved = Atomics.load(device.shared, 0) + Atomics.load(device.shared, 2);
      if (moved !== device.moved) {
        device.moved = moved;
        device.movedMs = Date.now();
      } else if (Date.now() - device.movedMs > (options.deadlineMs ?? 30_000)) giveUp(device, 'it does not answer');
    }
  }, 1_000);
  const abort = (): void => done.reject(cancelled());
  options.signal?.addEventListener('abort', abort, { once: true });
  try {
    if (options.signal?.aborted === true) throw cancelled();
    tell();
    for (const keys of byThread(members)) start(keys);
    if (left > 0) await done.promise;
    store.finishFill();
  } finally {
    clearInterval(watchdog);
    options.signal?.removeEventListener('abort', abort);
    for (const { worker, shared } of devices) {
      Atomics.store(shared, 1, 1);
      Atomics.notify(shared, 0);
      worker.removeAllListeners();
      // One that hangs in its disk ends when the disk answers, or with this process.
      worker.unref();
      void worker.terminate();
    }
    release(db);
  }
  return readings.map(({ member, number, walked, added, changed, removed, problem, heldBack }) => ({
    volume: member.name,
    folders: walked.folders,
    read: walked.read,
    added,
    changed,
    removed,
    unreadable: unreadable(db, number),
    problem,
    heldBack,
  }));
}

/** Threads that read: they wait for their disks, so there may be more of them than cores. */
const mostThreads = 8;

/** Indexes of the members, by thread: those of one device in one. */
function byThread(members: readonly IndexMember[]): readonly (readonly number[])[] {
  const devices = [...Map.groupBy(members.keys(), (key) => members[key]?.device ?? '').values()];
  const threads = Math.min(devices.length, mostThreads);
  return Array.from({ length: threads }, (_, thread) =>
    devices.filter((_device, at) => at % threads === thread).flat(),
  );
}

/** Of what was attempted, why it failed and what to do, the middle. */
const whyOf = (message: string): string => message.split(': ')[1] ?? message;

function together(one: Walked, other: Walked): Walked {
  return {
    folders: one.folders + other.folders,
    read: one.read + other.read,
    entries: one.entries + other.entries,
    problems: one.problems + other.problems,
  };
}

const cancelled = (): Error =>
  fail('cancelled', 'Building the catalog', 'it was interrupted', 'start it again: it goes on where it was');
