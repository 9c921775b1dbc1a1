import type { PoolPath } from '../../../shared/path.ts';
import { noRecorder } from '../history/recorder.ts';
import type { Recorder } from '../history/recorder.ts';
import type { ActKind } from '../state/history.ts';
import { folderInWords, itemsInWords } from './destination.ts';
import type { Target } from './target.ts';
import type { TransferContext } from './types.ts';

/** Collects what the job does, so that it can be undone; `end` is to be awaited when it ends, however it ends. */
export function openRecord(context: TransferContext, kind: ActKind, title: string): Recorder {
  return context.history?.open(kind, title) ?? noRecorder;
}

const verbs = {
  move: 'Move',
  copy: 'Copy',
  put: 'Copy',
  upload: 'Upload',
} as const;

/** "Move 3 items to /photos": reads well behind "Undo". */
export function actTitle(
  context: TransferContext,
  kind: keyof typeof verbs,
  paths: readonly string[],
  dest: PoolPath,
): string {
  const what = kind === 'upload' && paths.length === 0 ? '' : ` ${itemsInWords(paths)}`;
  return `${verbs[kind]}${what} to ${folderInWords(context, dest)}`;
}

/** The same target; what is put there is recorded. */
export function recorded(target: Target, recorder: Recorder): Target {
  return {
    ...target,
    async makeFolder(path, mode) {
      await target.makeFolder(path, mode);
      recorder.madeFolder(path);
    },
    async removeFolder(path) {
      await target.removeFolder(path);
      recorder.tookBackFolder(path);
    },
    async choose(path, size, exclude) {
      const slot = await target.choose(path, size, exclude);
      return {
        ...slot,
        placed(at, known) {
          slot.placed(at, known);
          recorder.created(at, slot.name, known ?? null);
        },
      };
    },
    linked(path) {
      target.linked?.(path);
      recorder.created(path, '', null);
    },
    async replace(shelf, path, side, seen) {
      const id = await target.replace(shelf, path, side, seen);
      if (id !== null) recorder.replaced(path, id);
      return id;
    },
  };
}
