import type { PoolPath } from '../../../shared/path.ts';
import type { Intent, IntentOf } from '../pool/intent.ts';
import type { Member } from '../pool/types.ts';
import type { Volume } from '../volume/volume.ts';
import { settleMove } from './settle-move.ts';
import { settleLink, settleRemoveFolder, settleRename, settleRestore, settleTrash } from './settle-names.ts';
import { settleReplace } from './settle-replace.ts';

/** What recovery did for one entry. */
export interface Settled {
  readonly path: PoolPath;
  /**
   * `finished`: it is as the operation would have left it; `undone`: as before it; `left`: neither could be, and a person
   * should look.
   */
  readonly outcome: 'finished' | 'undone' | 'left';
  /** In words, such as "the move was finished". */
  readonly what: string;
}

/** What settling may use: the volumes that the intent names, and nothing else. */
export interface Places {
  /** By id. */
  readonly member: (id: string) => Member;
  /** Makes a folder as the pool has it elsewhere. */
  readonly ensureDirectory: (member: Member, path: PoolPath) => Promise<unknown>;
  readonly isInTrash: (volume: Volume, id: string) => Promise<boolean>;
  /** Sides that another unfinished operation still needs. */
  readonly keep: readonly PoolPath[];
}

/** Null: something of it is still being done by a process that lives; to be looked at again. */
export type Settling = readonly Settled[] | null;

/**
 * Finishes or undoes one operation whose owner is dead, by what is there now. May be killed and run again at any time.
 * @throws AppError of the volumes; what was done until then is no harm
 */
export function settle(places: Places, intent: Intent): Promise<Settling> {
  switch (intent.kind) {
    case 'move':
      return settleMove(places, intent);
    case 'rename':
      return settleRename(places, intent);
    case 'link':
      return settleLink(places, intent);
    case 'trash':
      return settleTrash(places, intent);
    case 'restore':
      return settleRestore(places, intent);
    case 'remove-folder':
      return settleRemoveFolder(places, intent);
    case 'replace':
      return settleReplace(places, intent);
    case 'replace-many':
      return settleMany(places, intent);
    case 'write':
      return settleWrite(places, intent);
  }
}

/** One after the other; those that are settled find nothing to do the next time. */
async function settleMany(places: Places, { items }: IntentOf<'replace-many'>): Promise<Settling> {
  const settled: Settled[] = [];
  for (const item of items) settled.push(...((await settleReplace(places, item)) ?? []));
  return settled;
}

/** Part files and sides of dead writers are removed; nothing else. */
async function settleWrite({ member, keep }: Places, intent: IntentOf<'write'>): Promise<Settling> {
  const { volume } = member(intent.volume);
  const { removed, busy } = await volume.tidyFolders(intent.folders, keep);
  const more = intent.below === null ? [] : await volume.findParts({ remove: true, keep, below: intent.below });
  if (busy.length > 0) return null;
  return [...removed, ...more].map((path) => ({ path, outcome: 'undone', what: 'a half written file was removed' }));
}
