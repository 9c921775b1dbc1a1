import { asAppError, isAppError } from '../../../shared/errors.ts';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { FileTask, Pipeline, PipelineContext } from './pipeline.ts';
import { sidePath } from './target.ts';
import type { Shelf } from './target.ts';
import type { Unsynced } from './unsynced.ts';

/** All names of one inode of the source. */
interface Group {
  /** The name that is there already, and where; null when none is. */
  first: { readonly path: PoolPath; readonly shelf: Shelf } | null;
  /** Names that wait until the first one is there. */
  readonly waiting: FileTask[];
}

export interface Links {
  /** Takes over one name of a file that has several. */
  add(task: FileTask): Promise<void>;
  /** A name that is there already, from before an interruption: the others are linked to it. */
  known(task: Pick<FileTask, 'entry' | 'path'>): Promise<void>;
  /** Makes the other names, when everything else is there; again when more came. */
  finish(): Promise<void>;
}

/** Hard links among the files of one copy stay links: the first name is copied, the others are linked to it. */
export function createLinks(context: PipelineContext, pipeline: Pipeline, unsynced: Unsynced): Links {
  const { run, target, remarks } = context;
  const groups = new Map<string, Group>();

  const copy = async (group: Group, task: FileTask): Promise<void> => {
    await pipeline.add({
      ...task,
      ended(slot) {
        if (slot !== null) group.first ??= { path: task.path, shelf: slot };
      },
    });
  };

  const link = async (group: Group, task: FileTask): Promise<void> => {
    await run.checkpoint();
    const { first } = group;
    if (first === null) {
      run.addTotals(0, task.entry.size);
      await copy(group, task);
      await pipeline.drain();
      return;
    }
    const { shelf } = first;
    try {
      await target.prepare(shelf, task.path);
      const side = task.replaces && (await target.holds(shelf, task.path)) ? sidePath(task.path) : null;
      await shelf.volume.makeHardLink(first.path, side ?? task.path);
      if (task.replaces) await target.replace(shelf, task.path, side, task.seen);
      unsynced.named(shelf, task.path);
      target.linked?.(task.path);
      const told = context.told(task, shelf.name, shelf.name);
      run.item({ ...told, size: task.entry.size, outcome: 'done' });
      context.changed(parentPath(task.path));
    } catch (thrown) {
      if (isAppError(thrown, 'cancelled')) throw thrown;
      if (!isAppError(thrown, 'unsupported')) {
        run.failed(context.told(task, '', '').path, asAppError(thrown), context.again(task));
        return;
      }
      remarks.lost('the hard link', shelf.name, task.path);
      run.addTotals(0, task.entry.size);
      await pipeline.add(task);
    }
  };

  return {
    async add(task) {
      const known = groups.get(task.entry.inode);
      if (known !== undefined) {
        known.waiting.push(task);
        return;
      }
      const group: Group = { first: null, waiting: [] };
      groups.set(task.entry.inode, group);
      await copy(group, task);
    },
    async known({ entry, path }) {
      if (groups.has(entry.inode)) return;
      const { name, volume } = await target.locate(path);
      groups.set(entry.inode, { first: { path, shelf: { name, volume } }, waiting: [] });
    },
    async finish() {
      // Taken out: names that a person decided about may come after a first end.
      for (const group of groups.values()) for (const task of group.waiting.splice(0)) await link(group, task);
      await pipeline.drain();
    },
  };
}
