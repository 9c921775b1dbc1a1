import type { Entry } from '../../shared/model.ts';
import { baseName, isWithin } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { capabilities, host } from '../api/host.ts';
import { setClip, useClipboard } from './clipboard.ts';
import type { Clip } from './clipboard.ts';
import { folderName, placeable, transferEntries } from './entries.ts';
import { jobEnd } from './jobs.ts';
import { notifyError, notifyNote, speak } from './notices.ts';
import { currentPool } from './pool.ts';
import { problems } from './problems.ts';
import { pathsOf } from './targets.ts';
import { thingsWords, words } from './words.ts';

/** Cut, copy and paste, with the system's clipboard where the host reaches it (decision 0030). */

/** Nothing of what was clipped last is on the system's clipboard: it can be pasted in this window only. */
let onlyHere = true;

/** Cuts or copies these; other programs get them as files or, from a browser, as paths. */
export async function clipEntries(verb: 'move' | 'copy', entries: readonly Entry[]): Promise<void> {
  const pool = currentPool();
  if (pool === null || entries.length === 0) return;
  const paths = pathsOf(entries);
  setClip({ verb, pool: pool.id, paths });
  onlyHere = true;
  speak(words.clipped(verb, entries.length));
  if (!capabilities().systemClipboard) {
    // A browser has no files for other programs; whether it takes the text changes nothing here.
    await navigator.clipboard.writeText(paths.join('\n').toWellFormed()).catch(() => undefined);
    return;
  }
  try {
    const { written, left } = await host().call('clipboard.write', { pool: pool.id, verb, paths: [...paths] });
    onlyHere = written === 0;
    const [first] = left;
    if (first === undefined) return;
    notifyNote(words.pastedOnlyHere(thingsWords(left.length, baseName(first as PoolPath))));
  } catch (thrown) {
    notifyError(thrown);
  }
}

/** Nothing is cut or copied any more. True when something was. */
export function endClip(): boolean {
  if (useClipboard.getState().clip === null) return false;
  setClip(null);
  if (capabilities().systemClipboard) host().call('clipboard.clear', {}).catch(notifyError);
  return true;
}

/** Why none of these can be put there: a folder into itself, or where it is already. */
function whyNotThere({ verb, paths }: Clip, dest: PoolPath): Error {
  const inside = paths.find((path) => isWithin(dest, path));
  return inside === undefined
    ? problems.thereAlready(verb, paths.length, folderName(dest))
    : problems.intoItself(verb, folderName(inside), folderName(dest));
}

/** Puts what was cut or copied into the folder. What was cut is cut again when its move fails. */
async function putClip(clip: Clip, dest: PoolPath): Promise<void> {
  if (clip.pool !== currentPool()?.id) throw problems.otherPool(folderName(dest));
  if (placeable(clip.paths, dest, clip.verb).length === 0) throw whyNotThere(clip, dest);
  const job = await transferEntries(clip.verb, clip.paths, dest);
  if (job === null || clip.verb === 'copy') return;
  endClip();
  const { state } = await jobEnd(job);
  if (state === 'failed' && useClipboard.getState().clip === null) setClip(clip);
}

/** Pastes what the clipboard holds: what was cut or copied here, or files of other programs, which are copied. */
export async function paste(dest: PoolPath): Promise<void> {
  const pool = currentPool();
  if (pool === null) return;
  try {
    const { clip } = useClipboard.getState();
    if (!capabilities().systemClipboard || (clip !== null && onlyHere)) {
      if (clip !== null) await putClip(clip, dest);
      return;
    }
    const { own, files } = await host().call('clipboard.read', {});
    if (own !== null) await putClip({ ...own, paths: own.paths as readonly PoolPath[] }, dest);
    else if (files.length > 0) {
      // What was cut here went off the clipboard when another program put its files there.
      setClip(null);
      await host().call('transfer.put', { pool: pool.id, sources: [...files], dest, onConflict: 'ask' });
    } else notifyNote(words.nothingPasted, { text: words.noFilesClipped });
  } catch (thrown) {
    notifyError(thrown);
  }
}
