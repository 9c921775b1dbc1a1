import { statSync } from 'node:fs';
import { asAppError } from '../../../shared/errors.ts';
import { readMarker } from '../volume/marker.ts';
import { fsPath } from '../volume/rooted.ts';
import { openCatalogReader } from './database.ts';
import type { DeviceState, DeviceVolume, FromDevice } from './device-protocol.ts';
import { ListingWriter } from './listing.ts';
import { rawFromBytes, rawRoot } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';
import { openReconcile, VolumeGone } from './reconcile.ts';
import type { PassKind } from './reconcile.ts';
import { openWatchTree } from './watch-tree.ts';

/** Keeps one volume read, in the thread of its device. */
export interface Follower {
  touched(folders: readonly RawPath[]): void;
  look(folders: readonly RawPath[]): void;
  pass(kind: PassKind): void;
  forget(): void;
  taken(): void;
  /** Reads for about so long (ms); answers whether more is to be done at once. */
  slice(ms: number): boolean;
  /** When it has something to do next (performance.now). */
  nextMs(): number;
  /** A pass runs, which can wait while the host works. */
  readonly isPassing: boolean;
  close(): void;
}

/** Batches that were sent and not taken over, at most: the reader is quicker than the writer. */
const mostSent = 3;
const batchNames = 8_192;
/** Later ones are small: between two of them, questions are passed on. */
const laterNames = 2_048;
const batchParts = 1_024;
/** What was read waits at most so long (ms) before it is handed on. */
const handOnMs = 200;
/** The root is looked at so often (ms) when nothing else happens. */
const lookMs = 2_000;
/** Progress is told so often (ms). */
const progressMs = 250;
/** Passes over what is not watched take at most this part of the time: 1/20. */
const passShare = 20;

interface Place {
  readonly device: number;
  readonly inode: number;
}

/** @param woken something happened: `nextMs` may be sooner than before */
export function openFollower(
  volume: DeviceVolume,
  send: (message: FromDevice, transfer?: ArrayBuffer[]) => void,
  woken: () => void,
): Follower {
  const { key, id, root, times } = volume;
  const writer = new ListingWriter();
  const now = (): number => performance.now();
  let place: Place | null = null;
  let goneReason: string | null = null;
  let sent = 0;
  let handedMs = now();
  let lookedMs = -Infinity;
  let lastState = '';
  let toldMs = -Infinity;
  let passEntries = 0;
  let passStarted = { at: now(), dateMs: Date.now() };
  /** A pass of this kind is due then. */
  const due: Record<PassKind, number> = { changed: now(), all: Infinity };
  /** The system told less than happened: not live until a pass over everything ended that began after it. */
  let lost: { readonly why: string; readonly atMs: number } | null = null;
  /** A pass was made since it came. */
  let passedOnce = false;
  let loaded = false;

  const tree = openWatchTree(
    {
      changed(folder, renamed) {
        reconcile.changed(folder, renamed);
        woken();
      },
      overflow() {
        lost = { why: 'more changed at once than the system tells; everything is read again', atMs: now() };
        // Names first, which is quick; then what was changed in place.
        begin('changed');
        due.all = now();
        woken();
      },
    },
    times,
  );
  const reconcile = openReconcile({
    root: () => ({ root: rawRoot(root), device: place?.device ?? -1, now: Date.now }),
    tree,
    watching: volume.watching,
    writer,
    passed,
    now,
  });

  function begin(kind: PassKind): void {
    if (reconcile.passing === null) {
      passStarted = { at: now(), dateMs: Date.now() };
      passEntries = 0;
    }
    due[kind] = Infinity;
    reconcile.pass(kind);
  }

  function passed(kind: PassKind): void {
    handOn();
    const took = now() - passStarted.at;
    const isLive = volume.watching && tree.problem === null;
    due.changed = now() + Math.max(isLive ? times.liveMs : times.polledMs, took * passShare);
    if (kind === 'all' || !loaded) {
      if (lost !== null && passStarted.at >= lost.atMs) lost = null;
      // What was lost while it ran may be in what it had passed by then.
      due.all = lost === null ? now() + Math.max(times.allMs, took * passShare) : now();
    } else if (due.all === Infinity) due.all = now() + times.firstAllMs;
    loaded = true;
    passedOnce = true;
    send({ t: 'passed', key, kind, startedMs: passStarted.dateMs });
    passStarted = { at: now(), dateMs: Date.now() };
  }

  /** @throws VolumeGone, with the reason */
  function check(): void {
    lookedMs = now();
    let seen: Place;
    try {
      const marker = readMarker(root);
      if (marker === null) throw new VolumeGone('it has no marker of a volume');
      if (marker.id !== id) throw new VolumeGone(`another volume (${marker.name}) is there`);
      const { dev, ino } = statSync(fsPath(root));
      seen = { device: dev, inode: ino };
    } catch (thrown) {
      if (thrown instanceof VolumeGone) throw thrown;
      throw new VolumeGone(asAppError(thrown).message);
    }
    if (place !== null && (place.device !== seen.device || place.inode !== seen.inode)) {
      throw new VolumeGone('it was mounted anew');
    }
    place = seen;
  }

  function lose(reason: string): void {
    place = null;
    goneReason = reason;
    writer.take();
    reconcile.reset();
    tree.unwatch();
    due.changed = Infinity;
    due.all = Infinity;
    passedOnce = false;
    lost = null;
  }

  function arrive(): void {
    check();
    goneReason = null;
    if (!loaded) load();
    // Everything that happened while it was away: names first, contents after.
    begin('changed');
    if (tree.size > 1) due.all = now() + times.firstAllMs;
  }

  /** What the catalog knows of the volume: what is unchanged since then is not read. */
  function load(): void {
    const db = openCatalogReader(volume.path);
    if (db === null) return;
    try {
      const rows = db.iterate(
        `SELECT f.path, h.mtime_us, h.changed_us, h.inode FROM held h JOIN folder f ON f.id = h.folder
         WHERE h.volume = (SELECT number FROM volume WHERE id = ?) ORDER BY f.id`,
        id,
      );
      for (const row of rows) {
        const stamp = {
          mtimeUs: Number(row['mtime_us']),
          changedUs: Number(row['changed_us']),
          inode: Number(row['inode']),
        };
        tree.put(rawFromBytes(row['path'] as Uint8Array), stamp);
        loaded = true;
      }
    } finally {
      db.close();
    }
  }

  /** @throws VolumeGone: what was read is not handed on then */
  function handOn(): void {
    if (writer.parts === 0) return;
    passEntries += writer.entries;
    // After the folders were read: what a folder without its disk holds is not what the volume holds.
    check();
    const batch = writer.take();
    sent += 1;
    handedMs = now();
    send({ t: 'batch', key, batch }, [batch]);
  }

  function tellState(): void {
    const next = reconcile.nextMs();
    const state: DeviceState = {
      present: goneReason === null,
      live: goneReason === null && volume.watching && tree.problem === null && lost === null,
      problem: goneReason ?? tree.problem ?? lost?.why ?? (volume.watching ? null : 'its file system tells no changes'),
      current: goneReason === null && passedOnce && lost === null,
      progress: reconcile.passing === null ? null : { folders: reconcile.progress ?? 0, entries: passEntries },
      idle: next === null && sent === 0 && writer.parts === 0,
    };
    const text = JSON.stringify({ ...state, progress: state.progress !== null });
    if (text === lastState && (state.progress === null || now() - toldMs < progressMs)) return;
    lastState = text;
    toldMs = now();
    send({ t: 'state', key, ...state });
  }

  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (thrown) {
      if (!(thrown instanceof VolumeGone)) throw thrown;
      lose(thrown.message === '' ? 'its folder is not there' : thrown.message);
    }
  };

  function read(ms: number): void {
    if (now() - lookedMs >= lookMs) check();
    for (const kind of ['changed', 'all'] as const) if (due[kind] <= now()) begin(kind);
    const until = now() + ms;
    while (sent < mostSent && now() < until && reconcile.step()) {
      if (writer.isFull(loaded ? laterNames : batchNames, batchParts)) handOn();
    }
    if (reconcile.passing === null || now() - handedMs >= handOnMs) handOn();
  }

  return {
    touched(folders) {
      // Watches tell of it, each change once and of the folder alone.
      if (volume.watching && tree.problem === null) return;
      for (const folder of folders) reconcile.changed(folder, '');
    },
    look: (folders) => {
      for (const folder of folders) reconcile.look(folder);
    },
    pass: begin,
    forget() {
      reconcile.reset();
      writer.take();
      tree.clear();
      if (goneReason === null) begin('all');
      else loaded = false;
    },
    taken() {
      sent -= 1;
    },
    slice(ms) {
      guarded(() => {
        if (place !== null) read(ms);
        else if (now() - lookedMs >= lookMs) arrive();
      });
      tellState();
      const next = reconcile.nextMs();
      return place !== null && sent < mostSent && next !== null && next <= now();
    },
    nextMs: () =>
      place === null
        ? lookedMs + lookMs
        : Math.min(
            sent < mostSent ? (reconcile.nextMs() ?? Infinity) : Infinity,
            due.changed,
            due.all,
            lookedMs + lookMs,
          ),
    get isPassing() {
      return reconcile.passing !== null;
    },
    close() {
      reconcile.reset();
      tree.close();
    },
  };
}
