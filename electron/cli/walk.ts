import { fail } from '../../shared/errors.ts';
import { formatAgo } from '../../shared/format.ts';
import type { Entry } from '../../shared/model.ts';
import { parsePath, type PoolPath } from '../../shared/path.ts';
import type { Pool } from '../engine/api.ts';
import type { Context } from './context.ts';

/** Volumes that were told of, by the command that told it: once is enough. */
const told = new WeakMap<Context, Set<string>>();

/**
 * Lists a folder. What a volume could not tell is reported on standard error and makes the exit code 1: the list is
 * then only a part. Of a volume that is not connected and whose entries are all known it is only said that they are.
 */
export async function listFolder(context: Context, pool: Pool, path: PoolPath): Promise<readonly Entry[]> {
  context.throwIfInterrupted();
  const { entries, missing } = await pool.list(path);
  for (const { volume, reason, knownMs } of missing) {
    if (knownMs !== undefined) {
      noteKnown(context, volume, knownMs);
      continue;
    }
    context.report(
      fail(
        'offline',
        `Listing ${JSON.stringify(path)} on volume ${volume}`,
        reason,
        'the list is without what only this volume holds: connect it and list again',
        { data: { path, volume } },
      ),
    );
  }
  return entries;
}

function noteKnown(context: Context, volume: string, seenMs: number): void {
  const volumes = told.get(context) ?? new Set();
  told.set(context, volumes);
  if (volumes.has(volume)) return;
  volumes.add(volume);
  context.note(
    `${volume} is not connected: what it holds is listed as it was when it was last seen, ${formatAgo(seenMs)}`,
  );
}

export interface WalkedEntry {
  readonly entry: Entry;
  /** 0 for the start itself. */
  readonly depth: number;
}

/**
 * The start and everything below it, each folder before what is in it. Symlinks and foreign folders (mount points,
 * lost+found) are not entered. A folder that cannot be listed is reported and passed over.
 */
export async function* walk(
  context: Context,
  pool: Pool,
  start: PoolPath,
  options: { readonly enter?: (entry: Entry) => boolean } = {},
): AsyncGenerator<WalkedEntry> {
  const stack: WalkedEntry[] = [{ entry: await pool.stat(start), depth: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    yield next;
    const { entry, depth } = next;
    if (!isFolder(entry) || options.enter?.(entry) === false) continue;
    await context.attempt(async () => {
      const entries = await listFolder(context, pool, parsePath(entry.path));
      for (const child of entries.toReversed()) stack.push({ entry: child, depth: depth + 1 });
    });
  }
}

/** A folder that may be entered. */
export function isFolder(entry: Entry): boolean {
  return entry.type === 'directory' && entry.foreign !== true;
}
