import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { syncFiles, syncFolders } from './durable.ts';
import { fromErrno } from './errno.ts';
import { allOf, failed } from './outcomes.ts';
import { fsPath } from './rooted.ts';
import type { Rooted } from './rooted.ts';
import { folderOf, forgetItem, hiddenAgain, hide, infoName, infoOf, infoText } from './trash.ts';
import { makeHalf, refuseMounts, showAgain, undone } from './trash.ts';
import type { Info } from './trash.ts';
import type { Outcome, RestoreRequest, TrashItem, TrashRequest, VolumeEntry } from './volume.ts';

/**
 * Several entries go to the trash, or come back, with the syncs of one. The order stays that of a single one (trash.ts):
 * every info.json is durable before the first entry is renamed. Between the syncs other programs may change things, so
 * each entry is looked at again just before its rename.
 */
interface Prepared {
  readonly index: number;
  readonly request: TrashRequest;
  readonly half: PoolPath;
  readonly info: Info;
  readonly mtimeMs: number;
  readonly fd: number;
}

/**
 * @param see the entry, when it may go; throws otherwise
 * @param attempted what an error of this path begins with
 */
export async function moveManyToTrash(
  rooted: Rooted,
  requests: readonly TrashRequest[],
  see: (path: PoolPath) => VolumeEntry,
  attempted: (path: PoolPath) => string,
): Promise<readonly Outcome<TrashItem>[]> {
  const outcomes: (Outcome<TrashItem> | undefined)[] = requests.map(() => undefined);
  const refuse = (index: number, path: PoolPath, thrown: unknown): void => {
    outcomes[index] = failed(fromErrno(thrown, attempted(path)));
  };

  const prepared: Prepared[] = [];
  for (const [index, request] of requests.entries()) {
    try {
      folderOf(request.id);
      const entry = see(request.path);
      const half = makeHalf(rooted);
      const info = infoOf(request.was ?? request.path, entry);
      const fd = writeInfo(rooted, half, request.path, infoText(info));
      prepared.push({ index, request, half, info, mtimeMs: entry.mtimeMs, fd });
    } catch (thrown) {
      refuse(index, request.path, thrown);
    }
  }
  const failures = await syncInfos(rooted, prepared);

  const hidden: Prepared[] = [];
  for (const one of prepared) {
    const { index, half, request } = one;
    const { path, id } = request;
    try {
      if (failures.has(one)) throw failures.get(one);
      if (see(path).type === 'directory') refuseMounts(rooted, path);
    } catch (thrown) {
      refuse(index, path, undone(rooted, thrown, half, path));
      continue;
    }
    try {
      hide(rooted, half, path, id);
      hidden.push(one);
    } catch (thrown) {
      refuse(index, path, thrown);
    }
  }

  const unsynced = await syncFolders(
    rooted,
    hidden.map(({ request }) => folderOf(request.id)),
  );
  for (const { index, request, info, mtimeMs } of hidden) {
    const folder = folderOf(request.id);
    if (unsynced.has(folder)) {
      refuse(index, request.path, undone(rooted, unsynced.get(folder), folder, request.path));
    } else {
      outcomes[index] = { ok: true, value: { id: request.id, ...info, mtimeMs } };
    }
  }
  return allOf(outcomes);
}

/** Writes it into the folder that nobody reads yet, and leaves it open for its sync. */
function writeInfo(rooted: Rooted, half: PoolPath, path: PoolPath, text: string): number {
  let fd: number | null = null;
  try {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;
    fd = openSync(fsPath(`${rooted.folderAt(half)}/${infoName}`), flags, 0o600);
    const bytes = Buffer.from(text);
    // A write may take fewer bytes than it was given, on a full disk above all.
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at);
    return fd;
  } catch (thrown) {
    if (fd !== null) closeSync(fd);
    throw undone(rooted, thrown, half, path);
  }
}

/** Makes each info.json durable, with its name, and closes it. Answers what failed. */
async function syncInfos(rooted: Rooted, prepared: readonly Prepared[]): Promise<ReadonlyMap<Prepared, unknown>> {
  const failures = new Map<Prepared, unknown>();
  const files = await syncFiles(prepared.map(({ fd }) => fd));
  for (const [index, one] of prepared.entries()) {
    const result = files[index];
    if (result?.status !== 'fulfilled') failures.set(one, result?.reason);
    try {
      closeSync(one.fd);
    } catch (thrown) {
      failures.set(one, thrown);
    }
  }
  const folders = await syncFolders(
    rooted,
    prepared.map(({ half }) => half),
  );
  for (const one of prepared) if (folders.has(one.half)) failures.set(one, folders.get(one.half));
  return failures;
}

/** @param check throws when nothing may be put there */
export async function restoreManyFromTrash(
  rooted: Rooted,
  requests: readonly RestoreRequest[],
  check: (path: PoolPath) => void,
  attempted: (path: PoolPath) => string,
): Promise<readonly Outcome<null>[]> {
  const outcomes: Outcome<null>[] = requests.map(({ id, path }) => {
    try {
      check(path);
      showAgain(rooted, id, path);
      return { ok: true, value: null };
    } catch (thrown) {
      return failed(fromErrno(thrown, attempted(path)));
    }
  });
  const back = [...requests.entries()].filter(([index]) => outcomes[index]?.ok === true);
  const folders = new Set(back.map(([, { path }]) => parentPath(path)));
  const unsynced = await syncFolders(rooted, [...folders]);
  for (const [index, { id, path }] of back) {
    const parent = parentPath(path);
    if (!unsynced.has(parent)) forgetItem(rooted, id);
    else outcomes[index] = failed(fromErrno(hiddenAgain(rooted, unsynced.get(parent), id, path), attempted(path)));
  }
  return outcomes;
}
