import type { HeldBack } from '../../../shared/model.ts';
import { openBrake } from './brake.ts';
import type { Brake } from './brake.ts';
import type { ChildVolume } from './child-protocol.ts';
import type { DeviceState, PassTimes } from './device-protocol.ts';
import type { KeptVolume } from './keeper-status.ts';
import type { LinkedNames } from './linked-names.ts';
import type { RawPath } from './raw-path.ts';
import type { CatalogStore } from './store.ts';
import type { DeviceThreads } from './threads.ts';

/** What all volumes of one catalog share. */
export interface VolumeDeps {
  readonly store: CatalogStore;
  readonly threads: DeviceThreads;
  /** The catalog's file. */
  readonly path: string;
  readonly times: PassTimes;
  readonly newKey: () => number;
  readonly linked: LinkedNames;
  /** Runs work on the file later: a fault of it is dealt with, and the status is told. */
  readonly later: (work: () => void) => void;
}

/** That a volume is there is written down so often (ms). */
const seenMs = 30_000;
/** What vanished is decided about when nothing is to be read any more, but not later than after this time (ms). */
const longestReadMs = 60_000;
/** Longest time (ms) until a volume whose thread ended by a fault is tried again. */
const longestRestMs = 300_000;
/** It is looked so often (ms) whether that is so. */
const decideMs = 100;

/** One volume of a catalog: what its thread says of it, and what its brake holds back. */
export class OpenVolume implements KeptVolume {
  volume: ChildVolume;
  state: DeviceState | null = null;
  isHung = false;
  seenMs = -Infinity;
  readonly number: number;
  /** While a thread keeps it. */
  key: number | null = null;
  private readonly deps: VolumeDeps;
  private readonly brake: Brake;
  /** All of it was read at least once: what is missing then was there. */
  private isComplete: boolean;
  private deciding: NodeJS.Timeout | null = null;
  /** Its thread ended by a fault of ours, so often in a row. */
  private faults = 0;
  private restUntilMs = -Infinity;

  constructor(deps: VolumeDeps, volume: ChildVolume) {
    const { db } = deps.store;
    this.deps = deps;
    this.volume = volume;
    this.number = deps.store.volume(volume.id, volume.name);
    this.brake = openBrake({ db, volume: this.number });
    this.isComplete = db.get('SELECT complete FROM volume WHERE number = ?', this.number)?.['complete'] === 1;
  }

  get heldBack(): HeldBack | null {
    return this.brake.heldBack;
  }

  get hasFailed(): boolean {
    return this.key === null && this.faults > 0;
  }

  /** It is so now: in another place, online or not, of another name. */
  follow(volume: ChildVolume): void {
    const { root, device, network } = this.volume;
    const isMoved = root !== volume.root || device !== volume.device || network !== volume.network;
    if (volume.name !== this.volume.name) this.deps.store.volume(volume.id, volume.name);
    this.volume = volume;
    if (isMoved || !volume.online) this.stop();
    this.start();
  }

  /** Has a thread keep it, when it is there and none does. */
  start(): void {
    if (this.key !== null || !this.volume.online || Date.now() < this.restUntilMs) return;
    const { id, root, device, network } = this.volume;
    const { path, times, threads, newKey } = this.deps;
    this.key = newKey();
    threads.open(device, { key: this.key, id, root, path, watching: !network, times });
  }

  stop(): void {
    if (this.key !== null) this.deps.threads.close(this.key);
    this.ended();
  }

  /** Its thread ended by a fault: it is tried again, less and less often. */
  failed(): void {
    this.restUntilMs = Date.now() + Math.min(longestRestMs, 1_000 * 2 ** this.faults);
    this.faults += 1;
    this.ended();
  }

  private ended(): void {
    this.key = null;
    this.state = null;
    this.isHung = false;
  }

  close(): void {
    this.stop();
    if (this.deciding !== null) clearTimeout(this.deciding);
  }

  /** Takes over what was read, but not at once what vanished. */
  take(batch: ArrayBuffer): void {
    const { store } = this.deps;
    if (this.isComplete) {
      const verdict = this.brake.judge(store.losses(this.number, batch));
      store.apply(this.number, batch, { keep: verdict === 'keep' });
      this.decideLater();
    } else store.apply(this.number, batch);
    if (this.key !== null) this.deps.threads.post(this.key, { t: 'taken', key: this.key });
  }

  /** All of it was read, from `startedMs` on. */
  passed(startedMs: number): void {
    this.isComplete = true;
    this.faults = 0;
    this.markSeen(startedMs);
  }

  said(state: DeviceState): void {
    const came = state.present && this.state?.present !== true;
    this.state = state;
    if (came) this.markSeen();
  }

  /** Everything that a thread was to read was read. */
  get isCurrent(): boolean {
    return this.key === null || this.state?.current === true;
  }

  look(folders: readonly RawPath[]): void {
    if (this.key !== null && folders.length > 0)
      this.deps.threads.post(this.key, { t: 'look', key: this.key, folders });
  }

  touched(folders: readonly RawPath[]): void {
    if (this.key !== null) this.deps.threads.post(this.key, { t: 'touched', key: this.key, folders });
  }

  lookAtAll(): void {
    if (this.key !== null) this.deps.threads.post(this.key, { t: 'pass', key: this.key, kind: 'all' });
  }

  /** CFS itself moves and deletes until then. */
  acting(untilMs: number): void {
    this.look(this.brake.open(untilMs));
  }

  /** What is held back is really gone. */
  confirm(): void {
    this.look(this.brake.release());
  }

  /** Regular work. */
  tick(now: number): void {
    if (this.state?.present === true && now - this.seenMs >= seenMs) this.markSeen();
    // Its thread may have ended by a fault.
    this.start();
    this.brake.tick();
    this.followLinks();
  }

  /** Other names of files that got or lost one. */
  private followLinks(): void {
    const folders = this.deps.linked.take(this.number);
    // What a first scan finds is as it is.
    if (!this.isComplete) return;
    if (folders === null) this.lookAtAll();
    else this.look(folders);
  }

  private markSeen(scannedMs?: number): void {
    this.seenMs = Date.now();
    const what = { seenMs: this.seenMs, problem: this.state?.problem ?? null };
    this.deps.store.seen(this.number, scannedMs === undefined ? what : { ...what, scannedMs });
  }

  private decideLater(): void {
    const due = this.brake.decideMs;
    if (due === null || this.deciding !== null) return;
    this.deciding = setTimeout(
      () => {
        this.deciding = null;
        this.deps.later(() => this.decide());
      },
      Math.max(decideMs, due - Date.now()),
    ).unref();
  }

  private decide(): void {
    const due = this.brake.decideMs;
    if (due === null) return;
    // What moved may not be found at its new place yet.
    const isReading = this.state?.idle === false && Date.now() - due < longestReadMs;
    if (due > Date.now() || isReading) this.decideLater();
    else this.look(this.brake.decide() ?? []);
  }
}
