import type { CatalogStatus, CatalogVolume, HeldBack } from '../../../shared/model.ts';
import type { ChildVolume } from './child-protocol.ts';
import type { CatalogReader } from './database.ts';
import type { DeviceState } from './device-protocol.ts';
import { logOf } from './search-log.ts';
import { unreadable, whole } from './status.ts';
import { summary } from './summary.ts';
import type { VolumeSummary } from './summary.ts';

/** A volume as its keeper has it. */
export interface KeptVolume {
  readonly volume: ChildVolume;
  /** What its thread said last; null: no thread has it open. */
  readonly state: DeviceState | null;
  readonly isHung: boolean;
  /** Its thread ended by a fault of CFS, and is started again later. */
  readonly hasFailed: boolean;
  /** When it was seen last, by this process; -Infinity: not yet. */
  readonly seenMs: number;
  readonly heldBack: HeldBack | null;
}

/** How the catalog is, as the process that keeps it knows. */
export function keeperStatus(db: CatalogReader, kept: readonly KeptVolume[]): CatalogStatus {
  const { volumes, folders } = summary(db);
  const figures = new Map(volumes.map((volume) => [volume.id, volume]));
  const perVolume = kept.map((one) => volumeStatus(db, one, figures.get(one.volume.id)));
  const present = kept.map(({ volume, state }) => ({
    ...volume,
    online: volume.online && state?.present !== false,
  }));
  const scans = kept.flatMap(({ state }) =>
    state === null || state.current || state.progress === null ? [] : [state.progress],
  );
  const sum = (of: 'folders' | 'entries'): number => scans.reduce((total, scan) => total + scan[of], 0);
  const progress = scans.length === 0 ? null : { folders: sum('folders'), entries: sum('entries') };
  return { ...whole(perVolume, folders, present), progress, changes: logOf(db)?.last ?? 0 };
}

function volumeStatus(db: CatalogReader, one: KeptVolume, figures: VolumeSummary | undefined): CatalogVolume {
  const isComplete = figures?.complete === true;
  const written = figures === undefined || figures.seenMs === 0 ? null : figures.seenMs;
  return {
    volume: one.volume.name,
    id: one.volume.id,
    ...stateOf(one, isComplete),
    entries: figures?.entries ?? 0,
    scannedMs: isComplete ? figures.scannedMs : null,
    seenMs: one.seenMs > 0 ? one.seenMs : written,
    unreadable: figures === undefined || figures.problems === 0 ? [] : unreadable(db, figures.number),
    heldBack: one.heldBack,
  };
}

function stateOf(
  { volume, state, isHung, hasFailed, heldBack }: KeptVolume,
  isComplete: boolean,
): Pick<CatalogVolume, 'state' | 'problem'> {
  if (!volume.online) return { state: 'offline', problem: volume.reason };
  if (isHung) return { state: 'unreadable', problem: 'it does not answer' };
  if (hasFailed) return { state: 'unreadable', problem: 'CFS failed to read it, and tries again later' };
  if (state === null) return { state: 'scanning', problem: null };
  if (!state.present) return { state: 'offline', problem: state.problem };
  if (heldBack !== null) return { state: 'held-back', problem: 'much vanished from it at once' };
  if (!isComplete || !state.current) return { state: 'scanning', problem: state.problem };
  return { state: state.live ? 'live' : 'polled', problem: state.problem };
}
