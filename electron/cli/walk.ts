import { asAppError, fail, refusalsIn } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { formatAgo } from '../../shared/format.ts';
import type { Entry } from '../../shared/model.ts';
import { parsePath, type PoolPath } from '../../shared/path.ts';
import type { Unread } from '../../shared/unread.ts';
import type { Pool } from '../engine/api.ts';
import type { Context } from './context.ts';

/** Volumes that were told of, by the command that told it: once is enough. */
const told = new WeakMap<Context, Set<string>>();

/**
 * Lists a folder. What a volume could not tell is reported on standard error and makes the exit code 1: the list is
 * then only a part. Of a volume that is not connected and whose entries are all known it is only said that they are.
 */
export async function listFolder(
  context: Context,
  pool: Pool,
  path: PoolPath,
  unread: (unread: Unread) => void = () => undefined,
): Promise<readonly Entry[]> {
  context.throwIfInterrupted();
  const { entries, missing } = await pool.list(path).catch((thrown: unknown) => {
    const error = asAppError(thrown);
    const refusals = refusalsIn(error);
    if (refusals.length > 0) unread(unreadOn(path, refusals));
    throw error;
  });
  const failed: Failed[] = [];
  for (const { volume, reason, code, knownMs } of missing) {
    if (knownMs !== undefined) {
      noteKnown(context, volume, knownMs);
      continue;
    }
    failed.push({ volume, reason });
    const todo = `the list is without what only this volume holds; ${wayOut(code)}`;
    const attempted = `Listing ${JSON.stringify(path)} on volume ${volume}`;
    context.report(fail(code ?? 'offline', attempted, reason, todo, { data: { path, volume } }));
  }
  if (failed.length > 0) unread(unreadOn(path, failed));
  return entries;
}

/** One folder that could not be listed on these volumes. */
const unreadOn = (path: PoolPath, failed: readonly Failed[]): Unread => ({
  ...{ folders: 1, before: 0, volumes: failed.map(({ volume }) => volume), path, why: failed[0]?.reason ?? '' },
});

interface Failed {
  readonly volume: string;
  readonly reason: string;
}

const wayOut = (code: ErrorCode | undefined): string =>
  code === undefined ? 'connect it and list again' : code === 'denied' ? 'check the permissions' : 'list again';

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

export interface WalkOptions {
  readonly enter?: (entry: Entry) => boolean;
  /** Told of what could not be listed, before what could. */
  readonly unread?: (unread: Unread) => void;
}

/**
 * The start and everything below it, each folder before what is in it. Symlinks and foreign folders (mount points,
 * lost+found) are not entered. A folder that cannot be listed is reported and passed over.
 */
export async function* walk(
  context: Context,
  pool: Pool,
  start: PoolPath,
  options: WalkOptions = {},
): AsyncGenerator<WalkedEntry> {
  const stack: WalkedEntry[] = [{ entry: await pool.stat(start), depth: 0 }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    yield next;
    const { entry, depth } = next;
    if (!isFolder(entry) || options.enter?.(entry) === false) continue;
    await context.attempt(async () => {
      const entries = await listFolder(context, pool, parsePath(entry.path), options.unread);
      for (const child of entries.toReversed()) stack.push({ entry: child, depth: depth + 1 });
    });
  }
}

/** A folder that may be entered. */
export function isFolder(entry: Entry): boolean {
  return entry.type === 'directory' && entry.foreign !== true;
}
