import { realpath } from 'node:fs/promises';
import { asAppError, fail, isAppError } from '../../shared/errors.ts';
import type { Entry, EntryType, PoolInfo } from '../../shared/model.ts';
import { nameFromBytes, nameToBytes } from '../../shared/names.ts';
import { parentPath, rootPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { Completion, Completions, FoundPlace, LookedPlace } from '../../shared/places.ts';
import type { Engine, Pool } from '../engine/api.ts';
import type { ClientScope } from './client-scope.ts';
import { asPoolPath, asRealPlace, cleaned, isAbsence, matching, splitTyped, thisSystem } from './typed-path.ts';
import type { RealPlace, System } from './typed-path.ts';

/** ms: a link on a file system that hangs must not keep the person waiting. */
const linkMs = 2_000;
/** A listing is used for the letters that follow within this time, ms. */
const keepMs = 3_000;

export interface Places {
  /** Where typed text leads: a path of the pool, else a real path on a volume. @throws AppError `invalid`, `bad-name`, `not-found` (a real path that is on no volume) */
  find(pool: string, text: string, from: PoolPath): Promise<FoundPlace>;
  /** How it can go on, folders first. What cannot be listed gives nothing. */
  complete(
    pool: string,
    text: string,
    options: { readonly from: PoolPath; readonly limit: number; readonly client: ClientScope },
  ): Promise<Completions>;
  /** These paths as they are now, in their order. */
  look(pool: string, paths: readonly PoolPath[]): Promise<readonly LookedPlace[]>;
}

interface Seen {
  readonly type: EntryType;
  readonly volumes: readonly string[];
  readonly offline: boolean;
}

async function stat(pool: Pool, path: PoolPath): Promise<Seen> {
  // The top is there, also when no volume is.
  if (path !== rootPath) return pool.stat(path);
  return { type: 'directory', volumes: (await pool.info()).volumes.map(({ name }) => name), offline: false };
}

async function statOr(pool: Pool, path: PoolPath): Promise<Seen | null> {
  try {
    return await stat(pool, path);
  } catch (thrown) {
    if (isAbsence(thrown)) return null;
    throw thrown;
  }
}

/** The deepest folder above that is there. */
async function nearestFolder(pool: Pool, path: PoolPath): Promise<PoolPath> {
  for (let at = parentPath(path); at !== rootPath; at = parentPath(at)) {
    if ((await statOr(pool, at))?.type === 'directory') return at;
  }
  return rootPath;
}

async function lookAt(pool: Pool, path: PoolPath): Promise<LookedPlace> {
  try {
    const { type, volumes, offline } = await stat(pool, path);
    return { path, there: offline ? 'away' : 'yes', type, volumes };
  } catch (thrown) {
    const error = asAppError(thrown);
    // It may be on a volume that is not connected and whose content is not known.
    const gone = isAbsence(error) && error.data['missing'] === undefined;
    return { path, there: gone ? 'no' : 'unknown', type: null, volumes: [] };
  }
}

/** The same path without symlinks; null where there is none, or nobody answers in time. */
async function withoutLinks(path: string): Promise<string | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), linkMs).unref());
  try {
    const name = process.platform === 'win32' ? path : Buffer.from(nameToBytes(path));
    const found = realpath(name, { encoding: 'buffer' }).then(nameFromBytes, () => null);
    return await Promise.race([found, late]);
  } catch {
    return null;
  }
}

/** Answers about places that a person names. */
export function createPlaces(engine: Engine, system: System = thisSystem()): Places {
  const listed = new Map<
    string,
    { readonly key: string; readonly atMs: number; readonly entries: Promise<readonly Entry[]> }
  >();

  /** This pool first: one volume may be known to two. */
  const poolsFrom = async (own: PoolInfo): Promise<readonly PoolInfo[]> => [
    own,
    ...(await engine.pools()).filter(({ id }) => id !== own.id),
  ];

  const answer = async (
    pool: Pool,
    path: PoolPath,
    entry: Seen | null,
    volume: string | null,
  ): Promise<FoundPlace> => ({
    pool: pool.id,
    path,
    type: entry?.type ?? null,
    volumes: entry?.volumes ?? [],
    nearest: entry?.type === 'directory' ? path : await nearestFolder(pool, path),
    volume,
  });

  const atReal = async ({ pool: { id }, volume, path }: RealPlace): Promise<FoundPlace> => {
    const pool = await engine.pool(id);
    return answer(pool, path, await statOr(pool, path), volume);
  };

  const entriesOf = (pool: Pool, path: PoolPath, client: ClientScope): Promise<readonly Entry[]> => {
    const key = `${pool.id} ${path}`;
    const known = listed.get(client.id);
    const now = performance.now();
    if (known?.key === key && now - known.atMs < keepMs) return known.entries;
    const entries = pool.list(path).then(
      (listing) => listing.entries,
      (thrown: unknown) => {
        if (isAbsence(thrown) || isAppError(thrown, 'offline') || isAppError(thrown, 'denied')) return [];
        throw thrown;
      },
    );
    listed.set(client.id, { key, atMs: now, entries });
    client.onEnd('completed folder', () => listed.delete(client.id));
    return entries;
  };

  return {
    async find(poolName, text, from) {
      const typed = cleaned(text, system);
      if (typed === '') throw fail('invalid', 'Going to a path', 'nothing was typed', 'type a path such as /photos');
      const pool = await engine.pool(poolName);
      const path = asPoolPath(typed, from, system);
      const entry = path === null ? null : await statOr(pool, path);
      if (path !== null && entry !== null) return answer(pool, path, entry, null);
      const pools = await poolsFrom(await pool.info());
      let real = asRealPlace(typed, pools, system);
      if (real === null && typed.startsWith('/')) {
        const target = await withoutLinks(typed);
        if (target !== null && target !== typed) real = asRealPlace(target, pools, system);
      }
      if (real !== null) return atReal(real);
      // A home folder is never meant as a path of the pool.
      if (path !== null && !text.trimStart().startsWith('~')) return answer(pool, path, null, null);
      const why = `${typed} is on no volume of a pool`;
      throw fail('not-found', `Going to ${text}`, why, 'type a path of the pool, or one below the root of a volume');
    },

    async complete(poolName, text, { from, limit, client }) {
      const typed = cleaned(text, system);
      const pool = await engine.pool(poolName);
      const { folder, begun } = splitTyped(typed, system);
      // What was typed stays as it was typed; only its last name goes on.
      const kept = splitTyped(text, system).folder;
      const items: Completion[] = [];
      const add = (entries: readonly Entry[], volume: string | null): void => {
        const ours = entries.filter(
          (entry) => entry.foreign !== true && (volume === null || entry.volumes.includes(volume)),
        );
        for (const { name, type, volumes } of matching(ours, begun)) {
          const end = type === 'directory' ? (kept.includes('\\') && system.platform === 'win32' ? '\\' : '/') : '';
          items.push({ text: `${kept}${name}${end}`, name, type, volumes });
        }
      };
      const path = poolPathOr(folder, from, system);
      if (path !== null && !text.trimStart().startsWith('~')) add(await entriesOf(pool, path, client), null);
      const pools = await poolsFrom(await pool.info());
      const real = items.length > 0 ? null : realPlaceOr(folder, pools, system);
      if (real !== null) add(await entriesOf(await engine.pool(real.pool.id), real.path, client), real.volume);
      if (typed.length > 1) {
        for (const { name, root } of pools.flatMap(({ volumes }) => volumes)) {
          if (!root.startsWith(typed)) continue;
          const end = root.includes('\\') ? '\\' : '/';
          items.push({ text: `${root}${end}`, name: root, type: 'directory', volumes: [name], root: name });
        }
      }
      return { items: items.slice(0, limit), more: items.length > limit };
    },

    async look(poolName, paths) {
      const pool = await engine.pool(poolName);
      return Promise.all(paths.map((path) => lookAt(pool, path)));
    },
  };
}

function poolPathOr(text: string, from: PoolPath, system: System): PoolPath | null {
  try {
    return asPoolPath(text, from, system);
  } catch {
    return null;
  }
}

function realPlaceOr(text: string, pools: readonly PoolInfo[], system: System): RealPlace | null {
  try {
    return asRealPlace(text, pools, system);
  } catch {
    return null;
  }
}
