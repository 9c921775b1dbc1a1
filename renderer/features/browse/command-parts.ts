import { fail } from '../../../shared/errors.ts';
import type { Entry } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { capabilities } from '../../api/host.ts';
import { useBrowse } from '../../state/browse.ts';
import { useClipboard } from '../../state/clipboard.ts';
import { shortcutOf } from '../../state/commands.ts';
import type { CommandState } from '../../state/commands.ts';
import { notifyError } from '../../state/notices.ts';
import { useRoute } from '../../state/route.ts';
import { allSelected, entryAt } from '../../state/rows.ts';
import { movable, onlyTarget, targets } from '../../state/targets.ts';
import { whyNot } from './command-words.ts';

/** What the commands of entries have in common: what they are about, and when they can be run. */

export const nothingSelected = { why: whyNot.nothingSelected };
export const notHere = { why: whyNot.noFolder };

/** The folder that a paste or a new folder is for: the one that is open; none among the results of a search. */
export function openFolder(): PoolPath | null {
  const { screen, path } = useRoute.getState().route;
  return screen === 'files' ? path : null;
}

/** The folder that is selected alone. */
export function onlyFolder(): Entry | undefined {
  const only = onlyTarget();
  return only?.type === 'directory' && only.foreign !== true && !only.offline ? only : undefined;
}

/** The only selected entry, else the one that the keyboard is on. */
export function current(): Entry | null {
  return onlyTarget() ?? entryAt(useBrowse.getState().focused);
}

export function ifMovable(): CommandState {
  if (targets().length === 0) return nothingSelected;
  if (movable().length > 0) return true;
  return {
    why: targets().some(({ offline }) => offline) ? whyNot.away : whyNot.notOfPool,
  };
}

export const ifFolderOpen = (): CommandState => (openFolder() === null ? notHere : true);

export function inFolder(act: (folder: PoolPath) => void): () => void {
  return () => {
    const folder = openFolder();
    if (folder !== null) act(folder);
  };
}

/** As many as one act takes (shared/contract.ts). */
const mostItems = 100_000;

/** Does something with all that is selected and can be changed, when also the last of it has been read. */
export function withMovable(act: (entries: readonly Entry[]) => void): () => void {
  return () => {
    allSelected()
      .then((entries) => {
        const all = movable(entries);
        // Something else was chosen while it was read.
        if (all.length === 0) return;
        if (all.length <= mostItems) act(all);
        else {
          const attempted = whyNot.workingWith(all.length);
          throw fail('invalid', attempted, whyNot.mostItems(mostItems), whyNot.selectFewer);
        }
      })
      .catch(notifyError);
  };
}

/** What this window knows of the clipboard; the system's own is asked only at the paste. */
export function ifClip(): CommandState {
  if (capabilities().systemClipboard || useClipboard.getState().clip !== null) return true;
  return { why: whyNot.nothingClipped(shortcutOf('edit.paste') ?? whyNot.theKey) };
}
