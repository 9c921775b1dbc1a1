import type { ConflictPolicy, EntryType } from '../../../shared/model.ts';

/** What a decision looks at, of the entry that comes and of the one that is there. */
export interface Side {
  readonly type: EntryType;
  readonly size: number;
  readonly mtimeMs: number;
  readonly linkTarget?: string;
  readonly foreign?: boolean;
}

export type Decision =
  | { readonly act: 'replace' }
  | { readonly act: 'rename' }
  | { readonly act: 'merge' }
  | { readonly act: 'skip' }
  | { readonly act: 'fail'; readonly code: 'exists' | 'refused'; readonly why: string };

/** Times that a coarse file system rounded (2 s on FAT) are the same time. */
const sameTimeMs = 2000;

/**
 * What happens when something is already where a file, link or folder should go. Folders merge, whatever the policy;
 * a file never takes the place of a folder, nor a folder that of a file.
 */
export function decide(policy: ConflictPolicy, incoming: Side, existing: Side): Decision {
  const [fromFolder, toFolder] = [incoming.type === 'directory', existing.type === 'directory'];
  if (existing.foreign === true) {
    return policy === 'skip'
      ? { act: 'skip' }
      : policy === 'keep-both'
        ? { act: 'rename' }
        : { act: 'fail', code: 'refused', why: 'what is there does not belong to the pool' };
  }
  if (fromFolder && toFolder) return { act: 'merge' };
  switch (policy) {
    case 'skip':
      return { act: 'skip' };
    case 'keep-both':
      return { act: 'rename' };
    case 'fail':
      return { act: 'fail', code: 'exists', why: 'something of that name is already there' };
    case 'replace':
    case 'newer':
    case 'different': {
      if (fromFolder) return { act: 'fail', code: 'exists', why: 'a file is there, and a folder does not replace it' };
      if (toFolder) return { act: 'fail', code: 'exists', why: 'a folder is there, and a file does not replace it' };
      if (existing.type === 'other') {
        return { act: 'fail', code: 'refused', why: 'a device, socket or pipe is there' };
      }
      if (policy === 'newer' && incoming.mtimeMs <= existing.mtimeMs) return { act: 'skip' };
      if (policy === 'different' && isSame(incoming, existing)) return { act: 'skip' };
      return { act: 'replace' };
    }
  }
}

function isSame(a: Side, b: Side): boolean {
  if (a.type !== b.type) return false;
  if (a.type === 'symlink') return a.linkTarget === b.linkTarget;
  return a.size === b.size && Math.abs(a.mtimeMs - b.mtimeMs) <= sameTimeMs;
}

/** "a.txt" with 2 becomes "a (2).txt"; folders and dotfiles get it at their end. */
export function numberedName(name: string, number: number, isFolder: boolean): string {
  const dot = isFolder ? -1 : name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return `${stem} (${String(number)})${extension}`;
}
