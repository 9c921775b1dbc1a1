import type { EntryType } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { MemberCopy } from '../pool/types.ts';
import { seenOf } from './identity.ts';
import type { FolderMetadata, Step } from './step.ts';

/** What a new file is known to be, without looking at it. */
export interface Known {
  readonly type: EntryType;
  readonly size: number;
  readonly mtimeMs: number;
}

/** What gave way to something else: where in the trash, and what it was. */
export interface Replaced {
  readonly id: string;
  readonly copies: readonly MemberCopy[];
}

/** Collects what one act really did, also when it failed or was cancelled halfway. */
export interface Recorder {
  /** `copies`: of the entry, before or after; that is the same. */
  renamed(from: PoolPath, to: PoolPath, copies: readonly MemberCopy[], replaced?: Replaced | null): void;
  trashed(path: PoolPath, id: string, copies: readonly MemberCopy[]): void;
  /** `was`: where it had been, when it was restored to another place. */
  restored(path: PoolPath, id: string, copies: readonly MemberCopy[], was?: PoolPath): void;
  /** A new file or link. `known` null: it is looked at when the act ends. */
  created(path: PoolPath, volume: string, known: Known | null): void;
  /** What was there went to the trash as `id`; what comes next at this path took its place. */
  replaced(path: PoolPath, id: string): void;
  /** `out` went to the trash, and `back` came from there in its place. */
  swapped(path: PoolPath, out: Replaced, back: Replaced): void;
  /** Copies went to the trash as `id`, while the others stayed. */
  trashedSome(path: PoolPath, id: string, went: readonly MemberCopy[], stays: readonly MemberCopy[]): void;
  /** Copies got another name, while the others kept theirs. */
  renamedSome(from: PoolPath, to: PoolPath, copies: readonly MemberCopy[]): void;
  /** `quiet`: on the way to something else. */
  madeFolder(path: PoolPath, quiet?: boolean): void;
  removedFolder(path: PoolPath, metadata: FolderMetadata): void;
  /** A folder that this act made is gone again, because nothing came into it: nothing was done. */
  tookBackFolder(path: PoolPath): void;
  /**
   * Records the act, when anything was done; `job`: the one that did it. Called once, at the end, whatever the end is.
   * Never rejects.
   */
  end(job?: string): Promise<void>;
}

/** Steps of one act; of a larger one only that it happened is known. */
export const mostSteps = 200_000;

/** @param record told the steps of the act; null: there were too many to be taken back */
export function openRecorder(
  record: (steps: readonly Step[] | null, job: string | undefined) => Promise<void>,
  copiesOf: (path: PoolPath) => Promise<readonly MemberCopy[]>,
): Recorder {
  const steps: Step[] = [];
  const replacements = new Map<PoolPath, string>();
  let tooMany = false;
  const unknown = new Set<Step>();
  const add = (step: Step): void => {
    if (steps.length < mostSteps) steps.push(step);
    else tooMany = true;
  };
  return {
    renamed(from, to, copies, replaced = null) {
      const seen = seenOf(copies);
      if (replaced === null) add({ do: 'rename', from, to, seen });
      else add({ do: 'over', from, to, seen, id: replaced.id, oldSeen: seenOf(replaced.copies) });
    },
    trashed: (path, id, copies) => add({ do: 'trash', path, id, seen: seenOf(copies) }),
    restored: (path, id, copies, was = path) =>
      add({ do: 'restore', path, id, seen: seenOf(copies), ...(was === path ? {} : { was }) }),
    created(path, volume, known) {
      const seen = known === null ? [] : [{ ...known, volume, inode: '' }].map(onlySeen);
      const out = replacements.get(path);
      replacements.delete(path);
      const step: Step =
        out === undefined
          ? { do: 'create', path, seen }
          : { do: 'swap', path, out, outSeen: [], in: null, inSeen: seen };
      if (known === null) unknown.add(step);
      add(step);
    },
    replaced: (path, id) => void replacements.set(path, id),
    swapped: (path, out, back) =>
      add({ do: 'swap', path, out: out.id, outSeen: seenOf(out.copies), in: back.id, inSeen: seenOf(back.copies) }),
    trashedSome: (path, id, went, stays) =>
      add({ do: 'trash-some', path, id, seen: seenOf(went), stays: seenOf(stays) }),
    renamedSome: (from, to, copies) => add({ do: 'rename-some', from, to, seen: seenOf(copies), beside: false }),
    madeFolder: (path, quiet = false) => add({ do: 'make', path, ...(quiet ? { quiet: true as const } : {}) }),
    removedFolder: (path, metadata) => add({ do: 'unmake', path, metadata }),
    tookBackFolder(path) {
      const made = steps.findLastIndex((step) => step.do === 'make' && step.path === path);
      if (made >= 0) steps.splice(made, 1);
    },

    async end(job) {
      // What was replaced, and then nothing came: it is in the trash all the same.
      for (const [path, id] of replacements) add({ do: 'trash', path, id, seen: [] });
      if (steps.length === 0) return;
      const known: Step[] = [];
      for (const step of steps) known.push(unknown.has(step) ? await looked(step) : step);
      try {
        await record(tooMany ? null : known, job);
      } catch {
        // The home is full or away: what was done is done, and can only not be undone.
      }
    },
  };

  async function looked(step: Step): Promise<Step> {
    try {
      if (step.do === 'create') return { ...step, seen: seenOf(await copiesOf(step.path)) };
      if (step.do === 'swap') return { ...step, inSeen: seenOf(await copiesOf(step.path)) };
    } catch {
      // It cannot be seen now; then it is not compared later either.
    }
    return step;
  }
}

function onlySeen({ volume, type, size, mtimeMs, inode }: Known & { readonly volume: string; readonly inode: string }) {
  return { volume, type, size, mtimeMs, inode };
}

/** For programs that keep no history. */
export const noRecorder: Recorder = {
  renamed: () => undefined,
  trashed: () => undefined,
  restored: () => undefined,
  created: () => undefined,
  replaced: () => undefined,
  swapped: () => undefined,
  trashedSome: () => undefined,
  renamedSome: () => undefined,
  madeFolder: () => undefined,
  removedFolder: () => undefined,
  tookBackFolder: () => undefined,
  end: () => Promise.resolve(),
};
