import { lstat } from 'node:fs/promises';
import { asAppError, fail } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { fromErrno } from '../volume/errno.ts';
import { fsPath } from '../volume/rooted.ts';
import type { CopyOptions, CopyOutcome, CopyRequest } from '../volume/volume.ts';
import { refuseRoot } from './copies.ts';
import type { Member, Placement } from './types.ts';
import { refusalAfter, worthAnother } from './write.ts';
import type { WriteParts } from './write.ts';

/** One request on its way to a volume. */
interface Task {
  readonly index: number;
  readonly request: CopyRequest;
  readonly size: number;
  /** What each volume said that gave it up, by name. */
  readonly tried: Map<string, AppError>;
}

/** Looks of so many files are under way at a time. */
const looksAtOnce = 32;

async function sizeOf({ source, expected, path }: CopyRequest): Promise<number> {
  if (expected !== undefined) return expected.size;
  try {
    return (await lstat(fsPath(source))).size;
  } catch (thrown) {
    throw fromErrno(thrown, `Copying ${source} to ${path}`);
  }
}

/** Volume.copyIn of a pool: each file goes where the policy says, each volume copies its own at once. */
export async function copyIntoPool(
  parts: WriteParts,
  requests: readonly CopyRequest[],
  options: CopyOptions,
): Promise<readonly CopyOutcome[]> {
  const outcomes: CopyOutcome[] = [];
  const refuse = (index: number, thrown: unknown): void => {
    outcomes[index] = { ok: false, error: asAppError(thrown) };
    options.onProgress?.(0, 1);
  };
  await parts.locks.hold(
    requests.map(({ path }) => path),
    async () => {
      let tasks = await firstTasks(parts, requests, refuse);
      while (tasks.length > 0) tasks = await copyRound(parts, tasks, options, outcomes, refuse);
    },
  );
  return outcomes;
}

async function firstTasks(
  { pool, copies }: WriteParts,
  requests: readonly CopyRequest[],
  refuse: (index: number, thrown: unknown) => void,
): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  const taken = new Set<PoolPath>();
  const parents = new Map<PoolPath, Promise<unknown>>();
  /** Looked for once per folder: most requests share theirs. */
  const findParent = (path: PoolPath, attempted: string): Promise<unknown> => {
    const known = parents.get(parentPath(path));
    if (known !== undefined) return known;
    const look = copies.parents(path, attempted);
    parents.set(parentPath(path), look);
    return look;
  };
  for (let start = 0; start < requests.length; start += looksAtOnce) {
    const some = requests.slice(start, start + looksAtOnce);
    const looks = await Promise.allSettled(
      some.map(async (request) => {
        const attempted = `Writing ${request.path} in ${pool}`;
        refuseRoot(request.path, attempted);
        await copies.refuseTaken(request.path, attempted);
        await findParent(request.path, attempted);
        return sizeOf(request);
      }),
    );
    for (const [offset, request] of some.entries()) {
      const look = looks[offset];
      const index = start + offset;
      if (look?.status !== 'fulfilled') {
        refuse(index, look?.reason);
      } else if (taken.has(request.path)) {
        const attempted = `Writing ${request.path} in ${pool}`;
        refuse(index, fail('exists', attempted, 'it is asked for twice', 'choose another name for one'));
      } else {
        taken.add(request.path);
        tasks.push({ index, request, size: look.value, tried: new Map() });
      }
    }
  }
  return tasks;
}

/** Places every task and copies them; answers those that another volume should try. */
async function copyRound(
  parts: WriteParts,
  tasks: readonly Task[],
  options: CopyOptions,
  outcomes: CopyOutcome[],
  refuse: (index: number, thrown: unknown) => void,
): Promise<readonly Task[]> {
  const groups = new Map<Member, { readonly task: Task; readonly placement: Placement }[]>();
  for (const task of tasks) {
    try {
      options.signal?.throwIfAborted();
      const { tried, size } = task;
      const exclude = new Set(tried.keys());
      const placement = await parts.placing.place({ path: task.request.path, size, exclude });
      const group = groups.get(placement.member);
      if (group === undefined) groups.set(placement.member, [{ task, placement }]);
      else group.push({ task, placement });
    } catch (thrown) {
      refuse(task.index, refusalAfter(parts, thrown, task.tried));
    }
  }

  const again: Task[] = [];
  const copyGroup = async (
    member: Member,
    group: readonly { readonly task: Task; readonly placement: Placement }[],
  ): Promise<void> => {
    const ended = parts.load.begin(member.name);
    let wrote: () => void = () => undefined;
    const reasons = new Map(group.map(({ task, placement }) => [task, placement.reason]));
    const made: PoolPath[] = [];
    let bytes = 0;
    const settle = (task: Task, outcome: CopyOutcome): void => {
      if (outcome.ok) {
        outcomes[task.index] = outcome;
        const reason = reasons.get(task);
        if (reason !== undefined) parts.placed(task.request.path, reason);
        bytes += outcome.receipt.bytes;
        options.onProgress?.(0, 1);
      } else if (worthAnother.has(outcome.error.code) && options.signal?.aborted !== true) {
        task.tried.set(member.name, outcome.error);
        again.push(task);
      } else {
        refuse(task.index, outcome.error);
      }
    };
    try {
      const ready: Task[] = [];
      const ensured = new Set<PoolPath>();
      for (const { task } of group) {
        const parent = parentPath(task.request.path);
        try {
          if (!ensured.has(parent)) made.push(...(await parts.folders.ensure(member, parent)));
          ensured.add(parent);
          ready.push(task);
        } catch (thrown) {
          settle(task, { ok: false, error: asAppError(thrown) });
        }
      }
      wrote = await parts.journal.writing(member, [...ensured]);
      const results = await member.volume.copyIn(
        ready.map(({ request }) => request),
        // Files are counted here: one that another volume tries again is not finished yet.
        { ...options, onProgress: (count) => count > 0 && options.onProgress?.(count, 0) },
      );
      for (const [place, task] of ready.entries()) {
        const result = results[place];
        settle(task, result ?? { ok: false, error: asAppError(new Error('the volume gave no answer')) });
      }
    } catch (thrown) {
      for (const { task } of group) {
        if (outcomes[task.index] === undefined && !again.includes(task)) {
          settle(task, { ok: false, error: asAppError(thrown) });
        }
      }
    } finally {
      // Folders in which a file is stay: removing them is refused.
      if (group.some(({ task }) => outcomes[task.index]?.ok !== true)) await parts.folders.undo(member, made);
      wrote();
      ended(bytes);
      for (const { placement } of group) placement.release();
    }
  };
  await Promise.all([...groups].map(([member, group]) => copyGroup(member, group)));
  return again;
}
