import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { ActiveItem, PlanMove } from '../../../shared/model.ts';
import { parsePath } from '../../../shared/path.ts';
import type { Member } from '../pool/types.ts';
import { moveBetween } from '../transfer/move-between.ts';
import type { FileMove } from '../transfer/move-between.ts';
import type { CopyTurn, JobRun, TransferContext } from '../transfer/types.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import type { FolderTimes } from './folder-times.ts';

/** Moves of one direction that are made together; each is looked at again just before. */
export interface BatchWork {
  readonly transfer: TransferContext;
  readonly run: JobRun;
  /** By name. @throws not-found */
  readonly member: (name: string) => Member;
  readonly times: FolderTimes;
  /** A volume is emptied: folders go with their last file. */
  readonly drain: boolean;
  readonly moved: (move: PlanMove, verified: 'device' | 'cached') => void;
  /** It stays where it was. */
  readonly stayed: (move: PlanMove, error: AppError) => void;
  /** Moves whose room this one was promised, and which did not leave. */
  readonly missed: (move: PlanMove) => readonly PlanMove[];
  readonly lost: (text: string) => void;
  /** What is under way now; null at the end. */
  readonly active: (item: ActiveItem | null) => void;
}

interface Checked {
  readonly move: PlanMove;
  readonly file: FileMove;
  /** Ends the promise of its room. */
  readonly release: () => void;
}

interface Members {
  readonly from: Member;
  readonly to: Member;
}

export const again = 'make a new plan';

/** Never rejects: what goes wrong is told of each move. */
export async function moveBatch(batch: readonly [PlanMove, ...PlanMove[]], work: BatchWork): Promise<void> {
  const { transfer, stayed } = work;
  let members: Members;
  try {
    members = { from: work.member(batch[0].from), to: work.member(batch[0].to) };
    refuseUnready(members, `Moving from ${batch[0].from} to ${batch[0].to}`);
  } catch (thrown) {
    for (const move of batch) stayed(move, asAppError(thrown));
    return;
  }
  const ready: Checked[] = [];
  for (const move of batch) {
    try {
      const file = await lookAgain(move, members.from);
      for (const path of [move.path, ...(move.links ?? [])]) {
        await work.times.note(parsePath(path), [members.from, members.to]);
      }
      if (file === null) {
        await transfer.volume.ensureDirectory(members.to, parsePath(move.path));
        work.moved(move, 'device');
      } else {
        ready.push({ move, file, release: await promiseRoom(move, members.to, work) });
      }
    } catch (thrown) {
      stayed(move, asAppError(thrown));
    }
  }
  if (ready.length === 0) return;
  try {
    await moveReady(ready, members, work);
  } finally {
    work.active(null);
    for (const { release } of ready) release();
  }
}

/** Moves what was looked at, in one turn on its devices. */
async function moveReady(ready: readonly Checked[], members: Members, work: BatchWork): Promise<void> {
  const { transfer, run, stayed } = work;
  const planned = ready.reduce((sum, { move }) => sum + move.size, 0);
  let told = 0;
  /** The plan counts what is allocated, the copy what is written: the bar ends where the plan said. */
  const tell = (bytes: number): void => {
    const step = Math.max(-told, Math.min(bytes, planned - told));
    told += step;
    run.addBytes(step);
  };
  let turn: CopyTurn;
  try {
    turn = await run.turn([members.from.volume, members.to.volume]);
  } catch (thrown) {
    for (const { move } of ready) stayed(move, asAppError(thrown));
    return;
  }
  const direction = { from: members.from.name, to: members.to.name };
  const outcomes = await moveBetween(
    transfer.volume,
    members.from,
    members.to,
    ready.map(({ file }) => file),
    {
      removeEmptyFolders: work.drain,
      signal: run.signal,
      steering: turn.steering,
      onBytes(bytes) {
        turn.moved();
        tell(bytes);
      },
      onStep(step) {
        turn.moved();
        work.active({ ...direction, ...step });
      },
      onLost: (path, lost) => work.lost(`${members.to.name} could not keep ${lost.join(', ')} of ${path}.`),
    },
  ).finally(() => turn.end());
  let moved = 0;
  for (const [index, { move }] of ready.entries()) {
    const outcome = outcomes[index];
    if (outcome?.ok === true) {
      moved += move.size;
      work.moved(move, outcome.verified);
    } else {
      const attempted = attemptOf(move);
      stayed(move, outcome?.error ?? fail('internal', attempted, 'it was not tried', 'report it with the log'));
    }
  }
  tell(moved - told);
}

const attemptOf = (move: PlanMove): string => `Moving ${JSON.stringify(move.path)} from ${move.from} to ${move.to}`;

/** @throws offline, read-only */
function refuseUnready({ from, to }: Members, attempted: string): void {
  for (const member of [from, to]) {
    const { online, reason } = member.state();
    if (!online) throw fail('offline', attempted, `${member.name}: ${reason}`, 'connect it and make a new plan');
  }
  if (from.settings.mode === 'read-only') throw fail('read-only', attempted, `${from.name} is read-only now`, again);
  if (to.settings.mode !== 'read-write' || to.settings.draining) {
    throw fail('read-only', attempted, `${to.name} takes no new files now`, again);
  }
}

/** Room on the target, promised beside that of all other work. Answers how to end the promise. @throws no-space */
async function promiseRoom(move: PlanMove, to: Member, work: BatchWork): Promise<() => void> {
  const { volume } = work.transfer;
  try {
    const { release } = await volume.place({ path: parsePath(move.path), size: move.size, only: to.name });
    return release;
  } catch (thrown) {
    if (!isAppError(thrown, 'no-space')) throw thrown;
    const [held] = work.missed(move);
    const why =
      held === undefined
        ? `${to.name} has no room for it any more`
        : `${to.name} has no room for it, because ${JSON.stringify(held.path)} was to leave before and stayed`;
    throw fail('no-space', attemptOf(move), why, again, {
      data: { volumes: [{ volume: to.name, reason: 'no room above its reserve' }] },
      cause: thrown,
    });
  }
}

/**
 * Sees that the item is what the plan was made for; null for a folder, which is made and not moved.
 * @throws changed, not-found
 */
async function lookAgain(move: PlanMove, from: Member): Promise<FileMove | null> {
  const attempted = attemptOf(move);
  const path = parsePath(move.path);
  const links = (move.links ?? []).map((link) => parsePath(link));
  let entry: VolumeEntry;
  try {
    entry = await from.volume.stat(path);
  } catch (thrown) {
    if (!isAppError(thrown, 'not-found')) throw thrown;
    throw fail('not-found', attempted, 'it is not there any more', again, { cause: thrown });
  }
  if (entry.type === 'directory') return null;
  if (entry.allocated !== move.size) {
    throw fail('changed', attempted, 'its size changed since the plan was made', again);
  }
  if (entry.type === 'file' && entry.links !== 1 + links.length) {
    throw fail('changed', attempted, 'its hard links changed since the plan was made', again);
  }
  return { path, ...(links.length === 0 ? {} : { links }), expected: { size: entry.size, inode: entry.inode } };
}
