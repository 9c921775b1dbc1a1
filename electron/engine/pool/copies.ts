import { asAppError, fail } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatAgo } from '../../../shared/format.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import { isOther, nothingAway, placesInWords, volumesInWords, wayBack } from './away.ts';
import type { Away, AwayThing, Coming } from './away.ts';
import { compareCopies } from './merge.ts';
import type { Member, MemberCopy } from './types.ts';

/** Finds on which members an entry is. */
export interface Copies {
  all(): readonly Member[];
  online(): readonly Member[];
  /**
   * Copies that could be seen, in pool order, and what the other members said. A member that is offline is none of
   * them: what it holds cannot be known.
   */
  look(path: PoolPath): Promise<Look>;
  /** Copies, best first; a member that cannot be read is passed over while another one has a copy. */
  seen(path: PoolPath): Promise<readonly MemberCopy[]>;
  /** The same, at least one. @throws not-found, and the failure of a member when nobody else has it */
  existing(path: PoolPath, attempted: string): Promise<readonly MemberCopy[]>;
  /** Copies for an operation that must know all of them. @throws the failure of any member that cannot be read */
  certain(path: PoolPath): Promise<readonly MemberCopy[]>;
  /**
   * Also when only a volume that is not connected is known to hold it: two versions would have one name when it is back.
   * `coming`: what is to have the name; when it is what is known there (folders always are), it is no second version.
   * @throws exists
   */
  refuseTaken(path: PoolPath, attempted: string, coming?: Coming | null): Promise<void>;
  /**
   * Members on which the parent folder of the path exists: at least one, but for the root, which a pool without
   * connected members has too. @throws not-found, not-a-directory
   */
  parents(path: PoolPath, attempted: string): Promise<readonly Member[]>;
  notFound(attempted: string): AppError;
  /** Why no connected volume has it: the volumes that are known to hold it, or `notFound`. */
  absence(path: PoolPath, attempted: string): Promise<AppError>;
}

export interface Look {
  readonly copies: readonly MemberCopy[];
  readonly failures: readonly { readonly member: Member; readonly error: AppError }[];
  /** Set when every member refuses the path itself (a name of CFS, a name that is too long). */
  readonly refused: AppError | null;
}

/** What a member says when the entry is not there. `outside`: a symlink stands where another member has the folder. */
const absent: ReadonlySet<string> = new Set(['not-found', 'not-a-directory', 'outside']);

export function openCopies(pool: string, members: () => readonly Member[], known: Away = nothingAway): Copies {
  const online = (): readonly Member[] => members().filter((member) => member.state().online);

  const notFound = (attempted: string): AppError => {
    const away = members().filter((member) => !member.state().online);
    if (away.length === 0) return fail('not-found', attempted, `it is not in ${pool}`, 'check the path');
    const names = away.map(({ name }) => name).join(', ');
    const why = `it is on no connected volume of ${pool} (not connected: ${names})`;
    return fail('not-found', attempted, why, 'check the path, or connect the volume', {
      data: { missing: away.map(({ name, state }) => ({ volume: name, reason: state().reason })) },
    });
  };

  const look = async (path: PoolPath): Promise<Look> => {
    const asked = online();
    const answers = await Promise.allSettled(asked.map((member) => member.volume.stat(path)));
    const copies: MemberCopy[] = [];
    const failures: { readonly member: Member; readonly error: AppError }[] = [];
    const refusals: AppError[] = [];
    for (const [index, member] of asked.entries()) {
      const answer = answers[index];
      if (answer?.status === 'fulfilled') {
        copies.push({ member, entry: answer.value });
        continue;
      }
      const error = asAppError(answer?.reason);
      if (error.code === 'bad-name') refusals.push(error);
      else if (!absent.has(error.code)) failures.push({ member, error });
    }
    const refused = refusals.length > 0 && refusals.length === asked.length ? (refusals[0] ?? null) : null;
    return { copies, failures, refused };
  };

  const sorted = (copies: readonly MemberCopy[]): readonly MemberCopy[] =>
    copies.length < 2 ? copies : [...copies].sort((a, b) => compareCopies(a.entry, b.entry));

  const seen = async (path: PoolPath): Promise<readonly MemberCopy[]> => sorted((await look(path)).copies);

  const certain = async (path: PoolPath): Promise<readonly MemberCopy[]> => {
    const { copies, failures, refused } = await look(path);
    if (refused !== null) throw refused;
    const failure = failures.find(({ error }) => error.code !== 'offline');
    if (failure !== undefined) throw failure.error;
    return sorted(copies);
  };

  const absence = async (path: PoolPath, attempted: string): Promise<AppError> => {
    const things = await known.at(path);
    return things.length > 0 ? onlyAway(things, attempted) : notFound(attempted);
  };

  return {
    all: members,
    online,
    look,
    seen,
    certain,
    notFound,
    absence,

    async existing(path, attempted) {
      const { copies, failures, refused } = await look(path);
      if (copies.length > 0) return sorted(copies);
      // A volume that turns out to be away is away: what only it holds is not found, with its name.
      const failure = refused ?? failures.find(({ error }) => error.code !== 'offline')?.error;
      if (failure !== undefined) throw failure;
      throw await absence(path, attempted);
    },

    async refuseTaken(path, attempted, coming = null) {
      const [copy] = await certain(path);
      if (copy !== undefined) {
        const why = `something of that name is already there (on ${copy.member.name})`;
        throw fail('exists', attempted, why, 'choose another name or say what to do with it');
      }
      const things = await known.at(path);
      if (things.every((thing) => coming !== null && !isOther(coming, thing))) return;
      const why = `something of that name is already there on ${placesInWords(things)}`;
      throw fail('exists', attempted, why, `choose another name, or ${wayBack(things)}`, { data: awayData(things) });
    },

    async parents(path, attempted) {
      const copies = await certain(parentPath(path));
      const folders = copies.filter(({ entry }) => entry.type === 'directory');
      if (folders.length > 0 || parentPath(path) === '/') return folders.map(({ member }) => member);
      if (copies.length > 0) {
        throw fail('not-a-directory', attempted, 'a part of the path is not a folder', 'check the path');
      }
      throw notFound(`${attempted} in ${parentPath(path)}`);
    },
  };
}

/** Says that an entry is there, and cannot be reached: which volume has it, and since when that is away. */
export function onlyAway(things: readonly AwayThing[], attempted: string): AppError {
  if (things.some(({ vanished }) => vanished === true)) {
    const why = `it is on ${placesInWords(things)}`;
    return fail('not-found', attempted, why, wayBack(things), { data: awayData(things) });
  }
  const seen = things.map(({ seenMs }) => seenMs ?? 0).reduce((last, ms) => Math.max(last, ms), 0);
  const when = seen === 0 ? '' : `, last seen ${formatAgo(seen)}`;
  const names = volumesInWords(things);
  const why = `it is on ${names}, which is not connected${when}`;
  return fail('not-found', attempted, why, `connect ${names}`, { data: awayData(things) });
}

function awayData(things: readonly AwayThing[]): { readonly away: readonly object[] } {
  return { away: things.map(({ volume, seenMs }) => ({ volume, seenMs })) };
}

/** The entry as the pool tells of it: equal inodes of two members are two files. */
export function poolEntry({ member, entry }: MemberCopy): VolumeEntry {
  return { ...entry, inode: poolInode({ member, entry }) };
}

export function poolInode({ member, entry }: MemberCopy): string {
  return `${member.name}:${entry.inode}`;
}

/** @throws read-only when a member that has to change may not be changed; nothing was changed then */
export function refuseReadOnly(copies: readonly MemberCopy[], attempted: string): void {
  const fixed = copies.find(({ member }) => member.settings.mode === 'read-only');
  if (fixed === undefined) return;
  const why = `it is on ${fixed.member.name}, which is read-only`;
  throw fail('read-only', attempted, why, 'set the volume to read-write');
}

/** @throws refused for things in a volume that are not the pool's */
export function refuseForeign(copies: readonly MemberCopy[], attempted: string): void {
  const foreign = copies.find(({ entry }) => entry.foreign === true);
  if (foreign === undefined) return;
  throw fail('refused', attempted, `on ${foreign.member.name} it is not the pool's`, 'leave it as it is');
}

/** @throws refused */
export function refuseRoot(path: PoolPath, attempted: string): void {
  if (path === '/') throw fail('refused', attempted, 'it is the pool itself', 'name what is in it');
}
