import { randomUUID } from 'node:crypto';
import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';

/** What was seen of one copy of an entry, so that undo can tell whether it is still the same. */
export interface Seen {
  /** Name of the volume. */
  readonly volume: string;
  readonly type: 'file' | 'directory' | 'symlink' | 'other';
  readonly size: number;
  readonly mtimeMs: number;
  /** As VolumeEntry tells it; empty when it was not looked at. */
  readonly inode: string;
}

/** Metadata of a folder that was removed, for when it is made again. Xattrs in base64, nanoseconds as text. */
export interface FolderMetadata {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeNs: string;
  readonly xattrs: Readonly<Record<string, string>>;
}

/**
 * One thing that was done to the tree, in the words in which it can be taken back. Nothing in here deletes: what leaves
 * the tree goes to the trash, but for empty folders.
 */
export type Step =
  | { readonly do: 'rename'; readonly from: PoolPath; readonly to: PoolPath; readonly seen: readonly Seen[] }
  /** What was at `to` went to the trash as `id`, and `from` took its name. */
  | {
      readonly do: 'over';
      readonly from: PoolPath;
      readonly to: PoolPath;
      readonly seen: readonly Seen[];
      readonly id: string;
      readonly oldSeen: readonly Seen[];
    }
  /** The reverse: it went from `from` to `to`, and what it had replaced is at `from` again. */
  | {
      readonly do: 'under';
      readonly from: PoolPath;
      readonly to: PoolPath;
      readonly seen: readonly Seen[];
      readonly id: string;
      readonly oldSeen: readonly Seen[];
    }
  | {
      readonly do: 'trash';
      readonly path: PoolPath;
      readonly id: string;
      /** Where it was before it was restored to another place: what the trash shall remember. */
      readonly was?: PoolPath;
      readonly seen: readonly Seen[];
      /** Of a folder that an act had made with all in it: what it made, so that it can be told from what came later. */
      readonly inside?: readonly Step[];
    }
  | {
      readonly do: 'restore';
      readonly path: PoolPath;
      readonly id: string;
      readonly was?: PoolPath;
      readonly seen: readonly Seen[];
      readonly inside?: readonly Step[];
    }
  /** A new file or link. Only recorded; taken back by the trash. */
  | { readonly do: 'create'; readonly path: PoolPath; readonly seen: readonly Seen[] }
  /** What was there went to the trash as `out`, and another one took its place: from the trash (`in`), or new. */
  | {
      readonly do: 'swap';
      readonly path: PoolPath;
      readonly out: string;
      readonly outSeen: readonly Seen[];
      readonly in: string | null;
      readonly inSeen: readonly Seen[];
    }
  /** Copies on some volumes went to the trash, while those on others stayed (`stays`: one of them). */
  | {
      readonly do: 'trash-some';
      readonly path: PoolPath;
      readonly id: string;
      readonly seen: readonly Seen[];
      readonly stays: readonly Seen[];
    }
  /** The reverse: they came back beside the others. */
  | {
      readonly do: 'restore-some';
      readonly path: PoolPath;
      readonly id: string;
      readonly seen: readonly Seen[];
      readonly stays: readonly Seen[];
    }
  /** Copies on some volumes got another name, or (`beside`) the name that others have. */
  | {
      readonly do: 'rename-some';
      readonly from: PoolPath;
      readonly to: PoolPath;
      readonly seen: readonly Seen[];
      readonly beside: boolean;
    }
  /** An empty folder was made. `quiet`: on the way to something else; left alone without a word when it is not empty. */
  | { readonly do: 'make'; readonly path: PoolPath; readonly metadata?: FolderMetadata; readonly quiet?: true }
  /** An empty folder was removed. */
  | { readonly do: 'unmake'; readonly path: PoolPath; readonly metadata?: FolderMetadata; readonly quiet?: true };

/** The steps that take these back, in the order in which they have to be taken. Ids of the trash are chosen here. */
export function reversed(steps: readonly Step[]): readonly Step[] {
  return steps.toReversed().map(reverse);
}

function reverse(step: Step): Step {
  switch (step.do) {
    case 'rename':
      return { ...step, from: step.to, to: step.from };
    case 'over':
      return { ...step, do: 'under', from: step.to, to: step.from };
    case 'under':
      return { ...step, do: 'over', from: step.to, to: step.from };
    case 'trash':
      return { ...step, do: 'restore' };
    case 'restore':
      // Under its old id, by which earlier acts know it; what was copied never had one.
      return { ...step, do: 'trash', id: step.id === '' ? randomUUID() : step.id };
    case 'create':
      return { ...step, do: 'trash', id: randomUUID() };
    case 'swap':
      return { ...step, out: step.in ?? randomUUID(), outSeen: step.inSeen, in: step.out, inSeen: step.outSeen };
    case 'trash-some':
      return { ...step, do: 'restore-some' };
    case 'restore-some':
      return { ...step, do: 'trash-some' };
    case 'rename-some':
      return { ...step, from: step.to, to: step.from, beside: !step.beside };
    case 'make':
      return { ...step, do: 'unmake' };
    case 'unmake':
      return { ...step, do: 'make' };
  }
}

/** Where the step left, or left off, what it was about: for messages. */
export function pathOf(step: Step): PoolPath {
  return 'path' in step ? step.path : step.from;
}

/** All paths that the step is about. */
export function pathsOf(step: Step): readonly PoolPath[] {
  return 'path' in step ? [step.path] : [step.from, step.to];
}

/** Folders in which the step changes an entry. */
export function foldersOf(step: Step): readonly PoolPath[] {
  return pathsOf(step).map(parentPath);
}

/** Things that a person would count: not the folders on the way, and of a whole folder what was put into it. */
export function countItems(steps: readonly Step[]): number {
  let items = 0;
  for (const step of steps) {
    const isWhole = step.do === 'trash' || step.do === 'restore';
    if (isWhole && step.inside !== undefined) items += Math.max(1, countItems(step.inside));
    else if (!isQuiet(step)) items += 1;
  }
  return items;
}

/** Done on the way to something else: not worth a word. */
export function isQuiet(step: Step): boolean {
  return (step.do === 'make' || step.do === 'unmake') && step.quiet === true;
}

/** Reads what this program stored. */
export function parseSteps(text: string): readonly Step[] {
  return JSON.parse(text) as readonly Step[];
}
