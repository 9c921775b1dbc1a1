import { fail } from '../../../shared/errors.ts';
import type { CatalogStatus } from '../../../shared/model.ts';
import type { PoolCatalog } from '../api.ts';
import { openCatalogFile } from '../catalog/catalog.ts';
import type { CatalogAccess } from '../catalog/catalog.ts';
import { catalogPath, openCatalogReader, removeCatalog } from '../catalog/database.ts';
import { livingOwner } from '../catalog/owner.ts';
import type { PresentVolume } from '../catalog/status.ts';
import { updateCatalog } from './catalog-update.ts';
import type { Members } from './members.ts';

export type { PoolCatalog } from '../api.ts';

/** That something is held back is believed for so long (ms), where it has to be read. */
const heldBackMs = 2_000;

/** Its part of an open pool: what `open` answers is closed with the pool. */
export interface OpenCatalog extends PoolCatalog {
  /** Ids of volumes of which much vanished at once, and nobody has confirmed it. Quick; never rejects. */
  heldBack(): Promise<readonly string[]>;
  /** How changes on a volume (by its id) are seen; null: nobody looks. */
  watching(volume: string): 'live' | 'polled' | null;
  close(): void;
}

/** The catalog of a pool for programs that end soon: read in this process, kept up to date by nobody. */
export function fileCatalog(
  home: string,
  pool: string,
  members: () => Members,
  look: () => Promise<void>,
): OpenCatalog {
  const path = catalogPath(home, pool);
  const file: CatalogAccess = openCatalogFile(path);
  return {
    async status() {
      await look();
      return file.status(presentVolumes(members()));
    },
    heldBack: seldom(heldBackMs, async () => heldBackOf(await file.status(presentVolumes(members())))),
    watching: () => null,
    read: (name, input, options) => file.read(name, input, options),
    rebuild() {
      return Promise.resolve().then(() => {
        const reader = openCatalogReader(path);
        const owner = reader === null ? null : livingOwner(reader);
        reader?.close();
        if (owner !== null) {
          const why = `another CFS (process ${String(owner.process.pid)}) keeps it up to date`;
          throw fail('busy', 'Building the catalog again', why, 'use its window, or end it');
        }
        file.close();
        removeCatalog(path);
      });
    },
    async update(options = {}) {
      await look();
      file.close();
      return updateCatalog(path, members().list(), options);
    },
    lookAgain: () => Promise.reject(hostsOnly()),
    confirm: (volume) => Promise.reject(nothingHeldBack(volume)),
    close: () => file.close(),
  };
}

/** Ids of the volumes of which a status says that something is held back. */
export function heldBackOf({ perVolume }: CatalogStatus): readonly string[] {
  return perVolume.filter(({ heldBack }) => heldBack !== null).map(({ id }) => id);
}

/** Asks again only after `ms`; what cannot be told is nothing. */
function seldom(ms: number, ask: () => Promise<readonly string[]>): () => Promise<readonly string[]> {
  let known: Promise<readonly string[]> = Promise.resolve([]);
  let untilMs = -Infinity;
  return () => {
    if (performance.now() < untilMs) return known;
    untilMs = performance.now() + ms;
    known = ask().catch(() => []);
    return known;
  };
}

function hostsOnly(): Error {
  const todo = 'use "cfs index", or the window';
  return fail('unsupported', 'Reading the volumes again', 'no running CFS keeps the catalog up to date', todo);
}

export function nothingHeldBack(volume: string): Error {
  const why = 'nothing of it is held back by this process';
  return fail('refused', `Confirming what is gone from ${volume}`, why, 'look at the status of the catalog');
}

export function presentVolumes(members: Members): readonly PresentVolume[] {
  return members.list().map((member) => ({
    id: member.id,
    name: member.name,
    online: member.condition().kind === 'online',
    reason: member.condition().reason,
  }));
}
