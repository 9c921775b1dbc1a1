import { nameFromBytes } from '../../../shared/names.ts';
import type { CatalogState, CatalogStatus, CatalogVolume } from '../../../shared/model.ts';
import { whyOfErrno } from '../volume/errno.ts';
import type { CatalogReader, CatalogWriter } from './database.ts';
import { livingOwner } from './owner.ts';
import { logOf } from './search-log.ts';
import { summary } from './summary.ts';
import type { VolumeSummary } from './summary.ts';

/** A volume as it is right now, for who asks about the catalog. */
export interface PresentVolume {
  readonly id: string;
  readonly name: string;
  readonly online: boolean;
  readonly reason: string;
}

/** What the process that keeps the catalog says of it. */
export interface Published {
  readonly status: CatalogStatus;
  readonly atMs: number;
}

/** What was published longer ago (ms) is not believed any more: its process is busy with something else, or stopped. */
const believedMs = 30_000;

/** Unreadable folders that are told of each volume, at most. */
const mostUnreadable = 100;

export const emptyStatus: CatalogStatus = {
  state: 'none',
  entries: 0,
  folders: 0,
  scannedMs: null,
  progress: null,
  changes: 0,
  perVolume: [],
  problem: null,
};

/** Two that have this in common say the same: when a volume was last seen changes all the time while it is there. */
export function tellingText(status: CatalogStatus): string {
  return JSON.stringify(status, (key, value: unknown) => (key === 'seenMs' ? undefined : value));
}

/** Tells followers and commands how the catalog is, from the process that keeps it. */
export function publish(db: CatalogWriter, status: CatalogStatus, now = Date.now()): void {
  const published: Published = { status, atMs: now };
  db.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('status', ?)", JSON.stringify(published));
}

/** What the owner says, while it lives and says it; null otherwise. */
export function publishedStatus(db: CatalogReader, now = Date.now()): CatalogStatus | null {
  if (livingOwner(db, now) === null) return null;
  const text = db.get("SELECT value FROM meta WHERE key = 'status'")?.['value'];
  if (typeof text !== 'string') return null;
  const { status, atMs } = JSON.parse(text) as Published;
  return Math.abs(now - atMs) <= believedMs ? status : null;
}

/** What is in the catalog, for a process that only reads it while nobody keeps it: as old as it says. */
export function keptStatus(db: CatalogReader, present: readonly PresentVolume[]): CatalogStatus {
  const { volumes, folders } = summary(db);
  const known = new Map(volumes.map((volume) => [volume.id, volume]));
  const perVolume = present.map((volume) => keptVolume(db, volume, known.get(volume.id)));
  return { ...whole(perVolume, folders, present), changes: logOf(db)?.last ?? 0 };
}

/** Sums up what is known of each volume. */
export function whole(
  perVolume: readonly CatalogVolume[],
  folders: number,
  present: readonly PresentVolume[],
): CatalogStatus {
  const online = new Set(present.filter((volume) => volume.online).map(({ id }) => id));
  const connected = perVolume.filter(({ id }) => online.has(id));
  const times = connected.map(({ scannedMs }) => scannedMs);
  const known = times.filter((time) => time !== null);
  const isScanned = known.length === times.length;
  return {
    ...emptyStatus,
    state: stateOf(perVolume, connected, isScanned),
    entries: perVolume.reduce((sum, { entries }) => sum + entries, 0),
    folders,
    scannedMs: isScanned && known.length > 0 ? Math.min(...known) : null,
    perVolume,
  };
}

function stateOf(all: readonly CatalogVolume[], connected: readonly CatalogVolume[], isScanned: boolean): CatalogState {
  if (connected.some(({ state }) => state === 'scanning')) return 'scanning';
  if (all.every(({ scannedMs }) => scannedMs === null)) return 'none';
  const isFollowed = ({ state, problem }: CatalogVolume): boolean =>
    state === 'live' || (state === 'polled' && problem !== nobody);
  return isScanned && connected.every(isFollowed) ? 'fresh' : 'stale';
}

/** Why a volume that is there is not live. */
const nobody = 'no running CFS keeps it up to date';

function keptVolume(
  db: CatalogReader,
  { id, name, online, reason }: PresentVolume,
  known: VolumeSummary | undefined,
): CatalogVolume {
  return {
    volume: name,
    id,
    state: online ? 'polled' : 'offline',
    entries: known?.entries ?? 0,
    scannedMs: known?.complete === true ? known.scannedMs : null,
    seenMs: known === undefined || known.seenMs === 0 ? null : known.seenMs,
    problem: online ? nobody : reason,
    unreadable: known === undefined ? [] : unreadable(db, known.number),
    heldBack: null,
  };
}

export function unreadable(db: CatalogReader, volume: number): CatalogVolume['unreadable'] {
  const rows = db.all('SELECT path, code FROM problem WHERE volume = ? ORDER BY path LIMIT ?', volume, mostUnreadable);
  return rows.map(({ path, code }) => ({ path: nameFromBytes(path as Uint8Array), reason: whyOfErrno(String(code)) }));
}
