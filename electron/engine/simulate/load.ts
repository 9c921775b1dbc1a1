import { readFileSync, statSync } from 'node:fs';
import { fail } from '../../../shared/errors.ts';
import { formatCount, formatSize } from '../../../shared/format.ts';
import { nameToBytes } from '../../../shared/names.ts';
import type { StartVolume } from '../../../shared/simulation.ts';
import { openCatalogReader } from '../catalog/database.ts';
import { readPlacedTimes } from '../state/placed-times.ts';
import { whyOf } from '../volume/errno.ts';
import { emptiedOf, historyAbout, historyOf } from './history.ts';
import type { History } from './history.ts';
import { parseWorkload } from './parse-workload.ts';
import { readTree } from './read-tree.ts';
import { syntheticAbout, syntheticWorkload } from './synthetic.ts';
import type { SimulationTask } from './thread-protocol.ts';
import type { Workload } from './workload.ts';

export interface Loaded {
  readonly workload: Workload;
  /** As the replay begins. */
  readonly volumes: readonly StartVolume[];
  readonly held?: History['held'];
  readonly about: string;
  readonly notes: readonly string[];
}

/** Share of the room that invented files take when nobody says. */
const defaultShare = 0.8;
const defaultSeed = 1;
/** A longer file of writes is not read: it is held in memory. */
const mostBytes = 512 << 20;

/**
 * Reads or invents the writes that a simulation is about; synchronous, for a thread.
 * @throws AppError not-found, invalid, io, not-a-directory
 */
export function loadWorkload(task: SimulationTask, onFiles: (count: number) => void): Loaded {
  const { request, volumes, nowMs } = task;
  const { source } = request;
  switch (source.kind) {
    case 'history':
      return loadHistory(task);
    case 'synthetic': {
      const room = roomOf(volumes);
      const bytes = source.bytes ?? Math.floor(room * defaultShare);
      if (bytes <= 0) {
        throw fail(
          'invalid',
          'Inventing files',
          'no volume has room for any',
          'say how many bytes, or use the history',
        );
      }
      const made = syntheticWorkload({ mix: source.mix, seed: source.seed ?? defaultSeed, bytes, startMs: nowMs });
      const notes = [
        ...(source.bytes === undefined ? [`${formatSize(bytes)}: four fifths of the room that the volumes have.`] : []),
        ...(made.note === '' ? [] : [made.note]),
      ];
      return { workload: made.workload, volumes, about: syntheticAbout(source.mix), notes };
    }
    case 'tree': {
      const { workload, unread } = readTree(source.path, onFiles);
      const about = `The files below ${source.path}, in the order of their times. Volumes begin as they are now.`;
      const notes = unread === 0 ? [] : [`${formatCount(unread)} files and folders of it could not be read.`];
      return { workload, volumes, about, notes };
    }
    case 'file': {
      const workload = parseWorkload(readText(source.path), source.path);
      const about = `The writes in ${source.path}. Volumes begin as they are now.`;
      return { workload, volumes, about, notes: [] };
    }
  }
}

function loadHistory({ request, volumes, catalog, state, pool }: SimulationTask): Loaded {
  const { source } = request;
  const range = source.kind === 'history' ? source : { kind: 'history' as const };
  const attempted = 'Replaying the files of the pool';
  const db = openCatalogReader(catalog);
  if (db === null) {
    throw fail('not-found', attempted, 'its catalog was not read yet', 'use "cfs index", or invented files');
  }
  try {
    const options = {
      ...(range.sinceMs === undefined ? {} : { sinceMs: range.sinceMs }),
      ...(range.untilMs === undefined ? {} : { untilMs: range.untilMs }),
    };
    const placed = readPlacedTimes(state, pool);
    const history = historyOf(db, volumes, { ...options, placed });
    if (history.workload.count === 0) {
      const why = history.span === null ? 'there are none on connected volumes' : 'none of them came in this time';
      const todo = history.span === null ? 'use invented files' : 'choose a longer time, or invented files';
      throw fail('not-found', attempted, why, todo, { data: { history: 'empty' } });
    }
    return {
      workload: history.workload,
      volumes: emptiedOf(volumes, history.emptied),
      held: history.held,
      about: historyAbout(history, options),
      notes: ['What was deleted since is not known, and not replayed.'],
    };
  } finally {
    db.close();
  }
}

/** Room of all volumes together that take files, each file system once. */
export function roomOf(volumes: readonly StartVolume[]): number {
  const groups = new Map<string, number>();
  for (const { takes, space, reserve, limit, spaceGroup, name } of volumes) {
    if (takes !== 'yes') continue;
    const room = Math.max(0, space.free - reserve);
    const key = limit === null ? spaceGroup : `limit of ${name}`;
    groups.set(key, Math.max(groups.get(key) ?? 0, room));
  }
  return [...groups.values()].reduce((sum, room) => sum + room, 0);
}

function readText(path: string): string {
  const attempted = `Reading the writes in ${path}`;
  const real = Buffer.from(nameToBytes(path));
  try {
    const { size } = statSync(real);
    if (size > mostBytes) {
      const why = `it has ${formatSize(size)}, more than the ${formatSize(mostBytes)} that are read at once`;
      throw fail('invalid', attempted, why, 'split it');
    }
    return readFileSync(real, 'utf8');
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw fail('not-found', attempted, 'it is not there', 'check the path');
    if ((thrown as NodeJS.ErrnoException).errno === undefined) throw thrown;
    throw fail(code === 'EISDIR' ? 'is-a-directory' : 'io', attempted, whyOf(thrown), 'name a file that can be read');
  }
}
