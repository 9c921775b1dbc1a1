import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { Plan, PlanMove } from '../../../shared/model.ts';
import { childPath, parentPath, parsePath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import type { Member } from '../pool/types.ts';
import { groupMost, moveBetween } from '../transfer/move-between.ts';
import type { FileMove } from '../transfer/move-between.ts';
import type { CopyTurn, JobRun, ResumedFrom, TransferContext } from '../transfer/types.ts';
import { keepFolderTimes } from './folder-times.ts';
import type { FolderTimes } from './folder-times.ts';
import type { VolumeEntry } from '../volume/volume.ts';

export interface Execution {
  readonly transfer: TransferContext;
  /** By name. @throws not-found */
  readonly member: (name: string) => Member;
  /** A file lies on another volume now, because of the plan. */
  readonly moved: (move: PlanMove) => void;
  /** Told once, how it ended. */
  readonly finished: (state: 'done' | 'stopped') => void;
  readonly signal?: AbortSignal;
  /** Bytes per second. */
  readonly limit?: number | null;
  /** Of a run that goes on after an interruption. */
  readonly resumed?: ResumedFrom | undefined;
}

/** Files and bytes that are moved together: they share their syncs, and a cancel ends with them. */
const batchMost = groupMost;
const batchBytes = 64_000_000;

/**
 * Runs a plan that was claimed for this process, as a job, in its order: each item is checked against what is there
 * now. What does not fit the plan any more is told as an error of that item and left alone. A cancel ends it after what
 * is under way.
 */
export function runPlan(plan: Plan, execution: Execution): JobHandle {
  const { transfer, signal } = execution;
  const drained = drainedVolume(plan);
  const handle = transfer.jobs.start(
    {
      pool: plan.pool,
      kind: drained === null ? 'rebalance' : 'drain',
      title: titleOf(plan, transfer.poolName),
      planId: plan.id,
      kept: true,
      restart: { kind: 'plan', items: [], options: { dest: '', planId: plan.id } },
      ...(execution.limit === undefined || execution.limit === null ? {} : { limit: execution.limit }),
      ...(signal === undefined ? {} : { signal }),
    },
    async (run) => {
      run.addTotals(
        plan.moves.reduce((sum, move) => sum + 1 + (move.links?.length ?? 0), 0),
        plan.bytes,
      );
      const times = keepFolderTimes(transfer.volume, execution.resumed?.folderTimes, (folder, before) =>
        run.noteTimes(folder, before.mtimeNs, before.atimeNs),
      );
      try {
        await runAll(plan, { ...execution, times }, run, drained);
      } finally {
        await times.restore();
      }
    },
  );
  handle.ended
    .then((job) => execution.finished(job.state === 'cancelled' ? 'stopped' : 'done'))
    // Its state could not be written down: a plan whose process has ended is known as stopped.
    .catch(() => undefined);
  return handle;
}

async function runAll(plan: Plan, execution: Running, run: JobRun, drained: string | null): Promise<void> {
  let size = 1;
  for (const batch of batches(plan.moves, () => size)) {
    await run.checkpoint();
    run.current(batch[0].path);
    await runBatch(batch, execution, run, drained !== null);
    // Small at first, so that something is seen at once; larger then, so that files share their syncs.
    size = Math.min(size * 8, batchMost);
  }
  if (drained !== null) await removeFolders(execution, run, drained);
}

function titleOf(plan: Plan, pool: string): string {
  const drained = drainedVolume(plan);
  if (drained !== null) return `Emptying ${drained}`;
  return plan.goal.startsWith('undo of ') ? 'Moving files back' : `Evening out ${pool}`;
}

/** Plans say their goal in words; "drain NAME" is the one that empties. */
export function drainedVolume({ goal }: Plan): string | null {
  return goal.startsWith('drain ') ? goal.slice('drain '.length) : null;
}

/** Moves that go the same way one after the other; never reordered, because one may wait for room of another. */
function* batches(moves: readonly PlanMove[], most: () => number): Generator<readonly [PlanMove, ...PlanMove[]]> {
  for (let at = 0; at < moves.length;) {
    const first = moves[at];
    if (first === undefined) return;
    const batch: [PlanMove, ...PlanMove[]] = [first];
    let bytes = first.size;
    for (const next of moves.slice(at + 1, at + most())) {
      bytes += next.size;
      if (next.from !== first.from || next.to !== first.to || bytes > batchBytes) break;
      batch.push(next);
    }
    at += batch.length;
    yield batch;
  }
}

interface Running extends Execution {
  readonly times: FolderTimes;
}

interface Checked {
  readonly move: PlanMove;
  readonly file: FileMove;
  /** Ends the promise of its room. */
  readonly release: () => void;
}

/** Moves of one direction; each is looked at again just before. */
async function runBatch(
  batch: readonly [PlanMove, ...PlanMove[]],
  execution: Running,
  run: JobRun,
  drain: boolean,
): Promise<void> {
  const { transfer } = execution;
  const failed = (move: PlanMove, error: AppError): void => {
    run.failed(move.path, error, { from: move.path, to: '' });
    if (error.code !== 'cancelled') run.addTotals(0, -move.size);
  };
  let members: { readonly from: Member; readonly to: Member };
  try {
    members = { from: execution.member(batch[0].from), to: execution.member(batch[0].to) };
    refuseUnready(members, `Moving from ${batch[0].from} to ${batch[0].to}`);
  } catch (thrown) {
    for (const move of batch) failed(move, asAppError(thrown));
    return;
  }
  const ready: Checked[] = [];
  for (const move of batch) {
    try {
      const file = await lookAgain(move, members.from);
      for (const path of [move.path, ...(move.links ?? [])]) {
        await execution.times.note(parsePath(path), [members.from, members.to]);
      }
      if (file === null) {
        await transfer.volume.ensureDirectory(members.to, parsePath(move.path));
        finish(move, execution, run);
      } else {
        ready.push({ move, file, release: await promiseRoom(move, members.to, transfer) });
      }
    } catch (thrown) {
      failed(move, asAppError(thrown));
    }
  }
  if (ready.length === 0) return;
  try {
    await moveReady(ready, members, { execution, run, drain, failed });
  } finally {
    for (const { release } of ready) release();
  }
}

interface Moving {
  readonly execution: Running;
  readonly run: JobRun;
  readonly drain: boolean;
  readonly failed: (move: PlanMove, error: AppError) => void;
}

/** Moves what was looked at, in one turn on its devices. */
async function moveReady(
  ready: readonly Checked[],
  members: { readonly from: Member; readonly to: Member },
  { execution, run, drain, failed }: Moving,
): Promise<void> {
  const { transfer } = execution;
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
    for (const { move } of ready) failed(move, asAppError(thrown));
    return;
  }
  const outcomes = await moveBetween(
    transfer.volume,
    members.from,
    members.to,
    ready.map(({ file }) => file),
    {
      removeEmptyFolders: drain,
      signal: run.signal,
      steering: turn.steering,
      onBytes(bytes) {
        turn.moved();
        tell(bytes);
      },
      onLost: (path, lost) => run.note(`${members.to.name} could not keep ${lost.join(', ')} of ${path}.`),
    },
  ).finally(() => turn.end());
  let moved = 0;
  for (const [index, { move }] of ready.entries()) {
    const outcome = outcomes[index];
    if (outcome?.ok === true) {
      moved += move.size;
      finish(move, execution, run);
    } else {
      const attempted = attemptOf(move);
      failed(move, outcome?.error ?? fail('internal', attempted, 'it was not tried', 'report it with the log'));
    }
  }
  tell(moved - told);
}

const attemptOf = (move: PlanMove): string => `Moving ${JSON.stringify(move.path)} from ${move.from} to ${move.to}`;

/** @throws offline, read-only */
function refuseUnready({ from, to }: { readonly from: Member; readonly to: Member }, attempted: string): void {
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
async function promiseRoom(move: PlanMove, to: Member, { volume }: TransferContext): Promise<() => void> {
  const exclude = new Set(volume.members.filter(({ name }) => name !== to.name).map(({ name }) => name));
  try {
    const { release } = await volume.place({ path: parsePath(move.path), size: move.size, exclude });
    return release;
  } catch (thrown) {
    if (!isAppError(thrown, 'no-space')) throw thrown;
    throw fail('no-space', attemptOf(move), `${to.name} has no room for it any more`, again, {
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

const again = 'make a new plan';

function finish(move: PlanMove, execution: Execution, run: JobRun): void {
  const paths = [move.path, ...(move.links ?? [])].map(parsePath);
  run.addPlaced(move.to, move.size);
  for (const [index, path] of paths.entries()) {
    run.item({ path, volume: move.to, size: index === 0 ? move.size : 0, outcome: 'done' });
  }
  execution.moved(move);
  execution.transfer.changed([...new Set(paths.map(parentPath))]);
}

/**
 * Takes the folders off a drained volume, deepest first: one that only it has is made elsewhere before, with all that
 * a folder has. What still holds something stays.
 */
async function removeFolders(execution: Execution, run: JobRun, drained: string): Promise<void> {
  const source = execution.member(drained);
  const { volume } = execution.transfer;
  const folders: PoolPath[] = [];
  const collect = async (folder: PoolPath): Promise<boolean> => {
    let isEmpty = true;
    for (const entry of await source.volume.list(folder)) {
      const path = childPath(folder, entry.name);
      if (entry.type !== 'directory' || entry.foreign === true || !(await collect(path))) isEmpty = false;
    }
    if (isEmpty && folder !== rootPath) folders.push(folder);
    return isEmpty;
  };
  await collect(rootPath);
  const elsewhere = new Map<Member, PoolPath[]>();
  for (const folder of folders) {
    try {
      const copies = await volume.copiesOf(folder);
      const others = copies.filter(({ member, entry }) => member.name !== drained && entry.type === 'directory');
      const [first] = others;
      if (first === undefined) {
        const attempted = `Removing the folder ${folder} from ${drained}`;
        throw fail('busy', attempted, 'no other volume has it', again);
      }
      const there = elsewhere.get(first.member);
      if (there === undefined) elsewhere.set(first.member, [folder]);
      else there.push(folder);
    } catch (thrown) {
      run.failed(folder, asAppError(thrown));
    }
  }
  // An empty folder was made there, and nothing has been written into it: only now does it survive a power cut.
  const durable = new Set<PoolPath>();
  for (const [member, there] of elsewhere) {
    try {
      await member.volume.makeDurable([...new Set(there.map(parentPath))]);
      for (const folder of there) durable.add(folder);
    } catch (thrown) {
      for (const folder of there) run.failed(folder, asAppError(thrown));
    }
  }
  for (const folder of folders.filter((one) => durable.has(one))) {
    await run.checkpoint();
    await source.volume.removeDirectory(folder).catch((thrown: unknown) => run.failed(folder, asAppError(thrown)));
  }
}
