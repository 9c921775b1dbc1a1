import { fail, isAppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Member } from '../pool/types.ts';
import { newTrashId } from './trash-id.ts';
import { quietly } from './target.ts';
import type { Shelf, Target } from './target.ts';
import type { TransferContext } from './types.ts';

/** Folders known to be on a member; forgotten together when there are more. */
const knownMost = 20_000;

/** A pool as the target of a copy: its policy chooses, what is replaced goes to its trash. */
export function poolTarget({ volume: pool, placed }: Pick<TransferContext, 'volume' | 'placed'>): Target {
  const known = new Set<string>();

  const memberOf = (shelf: Shelf): Member => {
    const member = pool.members.find(({ name }) => name === shelf.name);
    if (member !== undefined) return member;
    throw fail('offline', `Using ${shelf.name}`, 'it was taken out of the pool', 'start again');
  };

  const prepare: Target['prepare'] = async (shelf, path) => {
    const folder = parentPath(path);
    const key = `${shelf.name}\0${folder}`;
    if (folder === '/' || known.has(key)) return;
    await pool.ensureDirectory(memberOf(shelf), folder);
    if (known.size >= knownMost) known.clear();
    known.add(key);
  };

  return {
    stat: (path) => pool.stat(path),
    list: (path) => pool.list(path),
    async locate(path) {
      const [best] = await pool.copiesOf(path);
      if (best === undefined)
        throw fail('not-found', `Looking at ${path}`, 'it is not there any more', 'list the folder');
      return { name: best.member.name, volume: best.member.volume };
    },
    makeFolder: (path, mode) => pool.makeDirectory(path, { mode }),
    shelves: () =>
      pool.members
        .filter((member) => member.state().online && member.settings.mode === 'read-write' && !member.settings.draining)
        .map(({ name, volume }) => ({ name, volume })),
    async shelvesOf(folder) {
      const copies = await pool.copiesOf(folder);
      return copies.map(({ member }) => ({ name: member.name, volume: member.volume }));
    },
    prepare,
    async choose(path, size, exclude) {
      const { member, reason, release } = await pool.place({ path, size, exclude });
      const slot = {
        name: member.name,
        volume: member.volume,
        release,
        placed: (at: PoolPath) => placed(at, reason),
      };
      try {
        await prepare(slot, path);
      } catch (thrown) {
        release();
        throw thrown;
      }
      return slot;
    },
    async holds(shelf, path) {
      try {
        await shelf.volume.stat(path);
        return true;
      } catch (thrown) {
        if (isAppError(thrown, 'not-found')) return false;
        throw thrown;
      }
    },

    async replace(shelf, path, side) {
      const id = newTrashId();
      const copies = await pool.copiesOf(path);
      const old = copies
        .filter(({ member }) => side !== null || member.name !== shelf.name)
        .map(({ member }) => member);
      const trashed: Member[] = [];
      try {
        for (const member of old) {
          await member.volume.moveToTrash(path, id);
          trashed.push(member);
        }
        if (side !== null) await shelf.volume.rename(side, path);
        return trashed.length > 0 ? id : null;
      } catch (thrown) {
        // First the new one out of the way, when it has the name already; then the old ones back.
        await quietly(shelf.volume.removeFile(side ?? path));
        for (const member of trashed) await quietly(member.volume.restoreFromTrash(id, path));
        throw thrown;
      }
    },
  };
}
