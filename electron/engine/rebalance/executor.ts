import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { Plan, PlanMove } from '../../../shared/model.ts';
import { parentPath, parsePath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { JobHandle } from '../api.ts';
import type { Member } from '../pool/types.ts';
import { moveBetween } from '../transfer/move-between.ts';
import type { JobRun, TransferContext } from '../transfer/types.ts';
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
}

/**
 * Runs a plan that was claimed for this process, as a job: one move after the other, each checked against what is there
 * now. What does not fit the plan any more is told as an error of that item and left alone. A cancel ends it after the
 * file that is under way.
 */
export function runPlan(plan: Plan, execution: Execution): JobHandle {
  const { transfer, signal } = execution;
  const drained = drainedVolume(plan);
  const handle = transfer.jobs.start(
    {
      pool: plan.pool,
      kind: drained === null ? 'rebalance' : 'drain',
      title: drained === null ? `Evening out ${transfer.poolName}` : `Emptying ${drained}`,
      planId: plan.id,
      ...(signal === undefined ? {} : { signal }),
    },
    async (run) => {
      run.addTotals(
        plan.moves.reduce((sum, move) => sum + 1 + (move.links?.length ?? 0), 0),
        plan.bytes,
      );
      for (const move of plan.moves) {
        await run.checkpoint();
        run.current(move.path);
        await runMove(move, execution, run, drained !== null);
      }
      if (drained !== null) await removeFolders(execution, run, drained);
    },
  );
  void handle.ended.then((job) => execution.finished(job.state === 'cancelled' ? 'stopped' : 'done'));
  return handle;
}

/** Plans say their goal in words; "drain NAME" is the one that empties. */
function drainedVolume({ goal }: Plan): string | null {
  return goal.startsWith('drain ') ? goal.slice('drain '.length) : null;
}

async function runMove(move: PlanMove, execution: Execution, run: JobRun, drain: boolean): Promise<void> {
  const { transfer } = execution;
  const attempted = `Moving ${JSON.stringify(move.path)} from ${move.from} to ${move.to}`;
  try {
    const [from, to] = [execution.member(move.from), execution.member(move.to)];
    const path = parsePath(move.path);
    const links = (move.links ?? []).map((link) => parsePath(link));
    const entry = await lookAgain(move, path, from, to, attempted);
    if (entry.type === 'directory') {
      await transfer.volume.ensureDirectory(to, path);
      finish(move, execution, run, [path], 0);
      return;
    }
    await refuseTaken([path, ...links], to, attempted);
    let told = 0;
    const [outcome] = await moveBetween(
      transfer.volume,
      from,
      to,
      [{ path, ...(links.length === 0 ? {} : { links }), expected: { size: entry.size, inode: entry.inode } }],
      {
        removeEmptyFolders: drain,
        onBytes: (bytes) => {
          // The plan counts what is allocated, the copy what is written: the bar ends where the plan said.
          const step = Math.min(bytes, move.size - told);
          told += step;
          run.addBytes(step);
        },
      },
    );
    if (outcome === undefined) throw fail('internal', attempted, 'it was not tried', 'report it with the log');
    if (!outcome.ok) {
      run.addBytes(-told);
      throw outcome.error;
    }
    run.addBytes(move.size - told);
    for (const lost of outcome.lost) run.note(`${move.path} lost ${lost} on ${move.to}.`);
    finish(move, execution, run, [path, ...links], move.size);
  } catch (thrown) {
    const error = asAppError(thrown);
    run.failed(move.path, error);
    run.addTotals(0, -move.size);
  }
}

/** Sees that the item is what the plan was made for. @throws offline, changed, not-found, no-space, busy */
async function lookAgain(
  move: PlanMove,
  path: PoolPath,
  from: Member,
  to: Member,
  attempted: string,
): Promise<VolumeEntry> {
  for (const member of [from, to]) {
    const { online, reason } = member.state();
    if (!online) throw fail('offline', attempted, `${member.name}: ${reason}`, 'connect it and make a new plan');
  }
  if (from.settings.mode === 'read-only') throw fail('read-only', attempted, `${from.name} is read-only now`, again);
  if (to.settings.mode !== 'read-write' || to.settings.draining) {
    throw fail('read-only', attempted, `${to.name} takes no new files now`, again);
  }
  let entry: VolumeEntry;
  try {
    entry = await from.volume.stat(path);
  } catch (thrown) {
    if (!isAppError(thrown, 'not-found')) throw thrown;
    throw fail('not-found', attempted, 'it is not there any more', again, { cause: thrown });
  }
  if (entry.type !== 'directory' && entry.allocated !== move.size) {
    throw fail('changed', attempted, 'its size changed since the plan was made', again);
  }
  if (entry.type === 'file' && entry.links !== 1 + (move.links?.length ?? 0)) {
    throw fail('changed', attempted, 'its hard links changed since the plan was made', again);
  }
  const { free } = await to.volume.space();
  if (move.size > free - to.settings.reserve) {
    throw fail('no-space', attempted, `${to.name} has no room for it any more`, again, {
      data: { volumes: [{ volume: to.name, reason: 'no room above its reserve' }] },
    });
  }
  return entry;
}

const again = 'make a new plan';

async function refuseTaken(paths: readonly PoolPath[], to: Member, attempted: string): Promise<void> {
  for (const path of paths) {
    try {
      await to.volume.stat(path);
    } catch (thrown) {
      if (isAppError(thrown, 'not-found')) continue;
      throw thrown;
    }
    throw fail('exists', attempted, `${to.name} holds something at ${path} already`, 'look at both copies');
  }
}

function finish(move: PlanMove, execution: Execution, run: JobRun, paths: readonly PoolPath[], bytes: number): void {
  run.addPlaced(move.to, bytes);
  for (const [index, path] of paths.entries()) {
    run.item({ path, volume: move.to, size: index === 0 ? bytes : 0, outcome: 'done' });
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
      const path = (folder === rootPath ? `/${entry.name}` : `${folder}/${entry.name}`) as PoolPath;
      if (entry.type !== 'directory' || entry.foreign === true || !(await collect(path))) isEmpty = false;
    }
    if (isEmpty && folder !== rootPath) folders.push(folder);
    return isEmpty;
  };
  await collect(rootPath);
  for (const folder of folders) {
    await run.checkpoint();
    try {
      const copies = await volume.copiesOf(folder);
      const others = copies.filter(({ member, entry }) => member.name !== drained && entry.type === 'directory');
      if (others.length === 0) {
        run.failed(
          folder,
          fail('busy', `Removing the folder ${folder} from ${drained}`, 'no other volume has it', again),
        );
        continue;
      }
      await source.volume.removeDirectory(folder);
    } catch (thrown) {
      run.failed(folder, asAppError(thrown));
    }
  }
}
