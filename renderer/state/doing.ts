import type { Copy, Entry } from '../../shared/model.ts';
import { childPath, joinPath, parentPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { host } from '../api/host.ts';
import { text } from '../text.ts';
import { select, setExpanded, setRenaming } from './browse.ts';
import { openDialog } from './dialogs.ts';
import { copyText, transferEntries } from './entries.ts';
import { showInFilter } from './filter.ts';
import { namesIn, reloadFolder, showEntry } from './folders.ts';
import { jobEnd } from './jobs.ts';
import { notify, notifyError } from './notices.ts';
import { poolId } from './pool.ts';
import { problems } from './problems.ts';
import { useRoute } from './route.ts';
import { dropHits } from './search.ts';
import { pathsOf } from './targets.ts';
import { thingsWords, words } from './words.ts';

/** What is done with entries beyond moving them: new ones, second ones, and the end of them. */

/** The name itself, or the first with a number before its ending that is free. */
function freeName(stem: string, ending: string, taken: ReadonlySet<string>): string {
  let name = `${stem}${ending}`;
  for (let number = 2; taken.has(name); number += 1) name = `${stem} ${number}${ending}`;
  return name;
}

async function makeNew(parent: PoolPath, make: (pool: string, taken: ReadonlySet<string>) => Promise<Entry>) {
  try {
    const pool = poolId();
    const entry = await make(pool, await namesIn(pool, parent));
    const path = childPath(parent, entry.name);
    if (parent !== useRoute.getState().route.path) setExpanded(parent, true);
    showEntry(parent, entry);
    reloadFolder(parent);
    showInFilter(entry.name);
    select([path], path);
    setRenaming(path);
  } catch (thrown) {
    notifyError(thrown);
  }
}

/** Makes "New folder" (or the next free number), on a volume or where the policy says, and lets the person name it. */
export function newFolder(parent: PoolPath, volume?: string): Promise<void> {
  const onto = volume === undefined ? {} : { volume };
  return makeNew(parent, (pool, taken) =>
    host().call('folder.create', { pool, path: joinPath(parent, freeName(text.newFolder, '', taken)), ...onto }),
  );
}

/** Makes an empty text file, placed as any other, and lets the person name it. */
export function newFile(parent: PoolPath): Promise<void> {
  return makeNew(parent, (pool, taken) =>
    host().call('file.create', { pool, path: joinPath(parent, freeName(text.newFile, '.txt', taken)) }),
  );
}

/** A second one of each beside it, under a name of its own. */
export async function duplicateEntries(paths: readonly PoolPath[]): Promise<void> {
  for (const [folder, own] of Map.groupBy(paths, parentPath)) await transferEntries('copy', own, folder);
}

/** Deletes past the trash: nothing brings it back. Only after the person was asked. */
export async function deleteForever(entries: readonly Entry[]): Promise<void> {
  try {
    const { jobId } = await host().call('entry.remove', { pool: poolId(), paths: [...pathsOf(entries)] });
    const job = await jobEnd(jobId);
    if (job.state !== 'done') return;
    dropHits(new Set(entries.map((entry) => entry.path)));
    const [first] = entries;
    notify(words.deletedForEver(thingsWords(entries.length, first?.name)));
  } catch (thrown) {
    notifyError(thrown);
  }
}

/** A copy that can be reached by a real path of this computer. */
export type RealCopy = Copy & { readonly physical: string };

/** Puts the real path on the clipboard; of several copies the person chooses one. */
export async function copyRealPath({ path, name }: Pick<Entry, 'path' | 'name'>): Promise<void> {
  try {
    const copies = await host().call('entry.copies', { pool: poolId(), path });
    const real = copies.filter((copy): copy is RealCopy => copy.physical !== null && copy.away === undefined);
    const [first] = real;
    if (first === undefined) throw problems.noRealPath(name);
    if (real.length > 1) openDialog({ kind: 'real-paths', name, copies: real });
    else await copyPathOf(first, name);
  } catch (thrown) {
    notifyError(thrown);
  }
}

/** @throws AppError `unsupported` for a name that is no text */
export async function copyPathOf({ physical, volume }: RealCopy, name: string): Promise<void> {
  if (!physical.isWellFormed()) throw problems.pathIsNoText(name);
  await copyText(physical, words.realPathCopied(name, volume));
}
