import { asAppError } from '../../../shared/errors.ts';
import type { AppError, ErrorCode } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { IntentOf, Seen } from '../pool/intent.ts';
import type { Volume } from '../volume/volume.ts';
import { identityAt, isTheOne, look } from './look.ts';
import type { Places, Settled, Settling } from './settle.ts';

/** Where one of the volumes stands; null: neither, somebody took it away since. */
type Stand = 'done' | 'undone' | null;

interface Turn {
  readonly volume: Volume;
  readonly stand: Stand;
  readonly redo: () => Promise<unknown>;
  readonly undo: () => Promise<unknown>;
}

/**
 * Takes the volumes that stand so in one direction, all or none: what went before one that failed is taken back, so that
 * the other direction finds what the first one found. Answers the failure.
 */
async function turn(turns: readonly Turn[], stand: Stand, direction: 'undo' | 'redo'): Promise<AppError | null> {
  const went: Turn[] = [];
  for (const one of turns.filter((each) => each.stand === stand)) {
    try {
      await one[direction]();
      went.push(one);
    } catch (thrown) {
      const back = direction === 'undo' ? 'redo' : 'undo';
      for (const former of went.toReversed()) await former[back]();
      return asAppError(thrown);
    }
  }
  return null;
}

/** After these another time may go well: the operation stays. */
const passing: ReadonlySet<ErrorCode> = new Set(['offline', 'timeout', 'io', 'busy', 'no-space']);

/** The same on all volumes: first in the direction that is tried first, else in the other one. */
async function settleTurns(
  turns: readonly Turn[],
  first: 'undo' | 'redo',
  tell: (outcome: Settled['outcome']) => Settled,
): Promise<Settling> {
  const isMixed = turns.some(({ stand }) => stand === 'done') && turns.some(({ stand }) => stand === 'undone');
  if (!isMixed) return [];
  const failures: AppError[] = [];
  for (const direction of first === 'undo' ? (['undo', 'redo'] as const) : (['redo', 'undo'] as const)) {
    const failure = await turn(turns, direction === 'undo' ? 'done' : 'undone', direction);
    if (failure === null) return [tell(direction === 'undo' ? 'undone' : 'finished')];
    failures.push(failure);
  }
  const again = failures.find(({ code }) => passing.has(code));
  if (again !== undefined) throw again;
  return [tell('left')];
}

const inWords = { finished: 'was finished', undone: 'was undone', left: 'was interrupted and is done only in part' };

/** An entry of that name may have come since: `rename` and `restoreFromTrash` never go over it. */
export async function settleRename(places: Places, { from, to, on }: IntentOf<'rename'>): Promise<Settling> {
  const turns = await Promise.all(
    on.map(async (seen): Promise<Turn> => {
      const member = places.member(seen.volume);
      const { volume } = member;
      const isOld = isTheOne(await look(volume, from), seen);
      const isNew = !isOld && isTheOne(await look(volume, to), seen);
      return {
        volume,
        stand: isOld ? 'undone' : isNew ? 'done' : null,
        async redo() {
          await places.ensureDirectory(member, parentPath(to));
          await volume.rename(from, to);
        },
        undo: () => volume.rename(to, from),
      };
    }),
  );
  return settleTurns(turns, 'undo', (outcome) => ({
    path: outcome === 'finished' ? to : from,
    outcome,
    what: `a rename of ${from} to ${to} ${inWords[outcome]}`,
  }));
}

export async function settleLink(places: Places, { existing, path, on }: IntentOf<'link'>): Promise<Settling> {
  const turns = await Promise.all(
    on.map(async ({ volume: id }): Promise<Turn> => {
      const member = places.member(id);
      const { volume } = member;
      const [one, other] = [await look(volume, existing), await look(volume, path)];
      const isLinked = one !== null && other?.inode === one.inode;
      return {
        volume,
        stand: isLinked ? 'done' : one !== null && other === null ? 'undone' : null,
        async redo() {
          await places.ensureDirectory(member, parentPath(path));
          await volume.makeHardLink(existing, path);
        },
        // Another name of the same file stays.
        async undo() {
          const identity = await identityAt(volume, path);
          if ((await look(volume, existing))?.inode === identity.inode) await volume.removeFile(path, identity);
        },
      };
    }),
  );
  return settleTurns(turns, 'redo', (outcome) => ({ path, outcome, what: `a link ${inWords[outcome]}` }));
}

export async function settleTrash(places: Places, { path, id, on }: IntentOf<'trash'>): Promise<Settling> {
  const turns = await Promise.all(on.map((seen) => trashTurn(places, seen, path, id)));
  return settleTurns(turns, 'undo', (outcome) => ({ path, outcome, what: `a deletion ${inWords[outcome]}` }));
}

async function trashTurn(places: Places, seen: Seen, path: IntentOf<'trash'>['path'], id: string): Promise<Turn> {
  const { volume } = places.member(seen.volume);
  const isThere = isTheOne(await look(volume, path), seen);
  return {
    volume,
    stand: (await places.isInTrash(volume, id)) ? 'done' : isThere ? 'undone' : null,
    redo: () => volume.moveToTrash(path, id),
    undo: () => volume.restoreFromTrash(id, path),
  };
}

export async function settleRestore(places: Places, { path, id, on }: IntentOf<'restore'>): Promise<Settling> {
  const turns = await Promise.all(
    on.map(async (volumeId): Promise<Turn> => {
      const member = places.member(volumeId);
      const { volume } = member;
      const isTrashed = await places.isInTrash(volume, id);
      return {
        volume,
        stand: isTrashed ? 'undone' : (await look(volume, path)) === null ? null : 'done',
        async redo() {
          await places.ensureDirectory(member, parentPath(path));
          await volume.restoreFromTrash(id, path);
        },
        undo: () => volume.moveToTrash(path, id),
      };
    }),
  );
  return settleTurns(turns, 'redo', (outcome) => ({ path, outcome, what: `a restore ${inWords[outcome]}` }));
}

/** Empty folders only: `removeDirectory` refuses others, which then stay, as any folder that came since. */
export async function settleRemoveFolder(places: Places, { path, on }: IntentOf<'remove-folder'>): Promise<Settling> {
  const looks = await Promise.all(
    on.map(async (id) => {
      const { volume } = places.member(id);
      return { volume, isThere: (await look(volume, path))?.type === 'directory' };
    }),
  );
  const left = looks.filter(({ isThere }) => isThere);
  if (left.length === 0 || left.length === looks.length) return [];
  const inside = await Promise.all(left.map(({ volume }) => volume.list(path)));
  if (inside.some((entries) => entries.length > 0)) return [];
  for (const { volume } of left) await volume.removeDirectory(path);
  return [{ path, outcome: 'finished', what: 'the removal of a folder was finished' }];
}
