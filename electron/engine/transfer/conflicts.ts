import type { Answer, ConflictPolicy, EntryType, OnConflict, QuestionKind } from '../../../shared/model.ts';

/** What a decision looks at, of the entry that comes and of the one that is there. */
export interface Side {
  readonly type: EntryType;
  readonly size: number;
  readonly mtimeMs: number;
  readonly linkTarget?: string;
  readonly foreign?: boolean;
  /** Only volumes that cannot be asked, these, are known to hold it; `at`: in words. */
  readonly away?: string;
  readonly at?: string;
}

/** `ask`: a person decides between these. */
export interface Ask {
  readonly act: 'ask';
  readonly kind: QuestionKind;
  readonly choices: readonly Answer[];
}

export type Decision =
  | { readonly act: 'replace' }
  | { readonly act: 'rename' }
  | { readonly act: 'merge' }
  | { readonly act: 'skip'; readonly why: string }
  | { readonly act: 'fail'; readonly code: 'exists' | 'refused'; readonly why: string };

const newer = 'what is there is as new or newer';
/** Times that a coarse file system rounded (2 s on FAT) are the same time. */
const sameTimeMs = 2000;

/**
 * What happens when something is already where a file, link or folder should go. Folders merge, whatever the policy;
 * a file never takes the place of a folder, nor a folder that of a file. `sameContents` reads both files; it is asked
 * only by `different`, and only for two files of one size.
 */
export async function decide(
  policy: ConflictPolicy,
  incoming: Side,
  existing: Side,
  sameContents: () => Promise<boolean>,
): Promise<Decision>;
export async function decide(
  policy: OnConflict,
  incoming: Side,
  existing: Side,
  sameContents: () => Promise<boolean>,
): Promise<Decision | Ask>;
export async function decide(
  policy: OnConflict,
  incoming: Side,
  existing: Side,
  sameContents: () => Promise<boolean>,
): Promise<Decision | Ask> {
  const [fromFolder, toFolder] = [incoming.type === 'directory', existing.type === 'directory'];
  if (fromFolder && toFolder && existing.foreign !== true) return { act: 'merge' };
  if (existing.away !== undefined) return decideAway(policy, incoming, existing);
  const hindrance = hindranceTo(incoming, existing);
  switch (policy) {
    case 'skip':
      return { act: 'skip', why: 'something of that name is there' };
    case 'keep-both':
      return { act: 'rename' };
    case 'ask':
      return hindrance === null
        ? { act: 'ask', kind: kindOf(incoming, existing), choices: ['replace', 'keep-both', 'skip'] }
        : { act: 'ask', kind: 'types', choices: ['keep-both', 'skip'] };
    case 'fail':
      if (hindrance?.code === 'refused') return hindrance;
      return { act: 'fail', code: 'exists', why: 'something of that name is already there' };
    case 'replace':
    case 'newer':
    case 'different': {
      if (hindrance !== null) return hindrance;
      if (policy === 'newer' && incoming.mtimeMs <= existing.mtimeMs) return { act: 'skip', why: newer };
      if (policy === 'different' && (await isSame(incoming, existing, sameContents))) {
        return { act: 'skip', why: 'what is there has the same contents' };
      }
      return { act: 'replace' };
    }
  }
}

/** What only a volume that is not connected holds cannot go to its trash: two versions would have one name. */
function decideAway(policy: OnConflict, incoming: Side, existing: Side): Decision | Ask {
  const there = `it is already there on ${existing.at ?? existing.away ?? ''}`;
  switch (policy) {
    case 'skip':
      return { act: 'skip', why: there };
    case 'keep-both':
      return { act: 'rename' };
    case 'ask':
      return { act: 'ask', kind: 'away', choices: ['keep-both', 'skip'] };
    case 'fail':
      return { act: 'fail', code: 'exists', why: there };
    case 'newer':
      if (incoming.mtimeMs <= existing.mtimeMs) return { act: 'skip', why: newer };
      return { act: 'fail', code: 'exists', why: `${there}: the old version cannot be replaced` };
    case 'replace':
    case 'different':
      return { act: 'fail', code: 'exists', why: `${there}: the old version cannot be replaced` };
  }
}

/** Why one may not take the other's place, or null. */
function hindranceTo(incoming: Side, existing: Side): (Decision & { readonly act: 'fail' }) | null {
  const [fromFolder, toFolder] = [incoming.type === 'directory', existing.type === 'directory'];
  if (existing.foreign === true) {
    return { act: 'fail', code: 'refused', why: 'what is there does not belong to the pool' };
  }
  if (fromFolder) return { act: 'fail', code: 'exists', why: 'a file is there, and a folder does not replace it' };
  if (toFolder) return { act: 'fail', code: 'exists', why: 'a folder is there, and a file does not replace it' };
  if (existing.type === 'other') return { act: 'fail', code: 'refused', why: 'a device, socket or pipe is there' };
  return null;
}

/** True when what is there now is what was there. */
export function isStill(seen: Side, now: Side): boolean {
  return (
    seen.type === now.type &&
    seen.size === now.size &&
    seen.mtimeMs === now.mtimeMs &&
    seen.linkTarget === now.linkTarget
  );
}

function kindOf(incoming: Side, existing: Side): QuestionKind {
  const apart = incoming.mtimeMs - existing.mtimeMs;
  return Math.abs(apart) <= sameTimeMs ? 'same-time' : apart > 0 ? 'newer' : 'older';
}

async function isSame(a: Side, b: Side, sameContents: () => Promise<boolean>): Promise<boolean> {
  if (a.type !== b.type) return false;
  if (a.type === 'symlink') return a.linkTarget === b.linkTarget;
  return a.size === b.size && (await sameContents());
}

/** "a.txt" with 2 becomes "a (2).txt"; folders and dotfiles get it at their end. */
export function numberedName(name: string, number: number, isFolder: boolean): string {
  const dot = isFolder ? -1 : name.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  return `${stem} (${String(number)})${extension}`;
}
