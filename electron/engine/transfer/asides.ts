import { parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { quietly, sidePath } from './target.ts';
import type { Slot } from './target.ts';
import type { TransferContext } from './types.ts';

/** A file that is whole on a volume, under a name that nobody sees, while it is not known what becomes of it. */
export interface Aside {
  readonly wanted: PoolPath;
  readonly slot: Slot;
  readonly side: PoolPath;
  readonly bytes: number;
  readonly mtimeMs: number;
  /** To be called when it has its place or is gone: until then the journal knows that it may be there. */
  readonly settled: () => void;
}

/** The files of one job that wait aside. After a kill, the journal tells where they are, and recovery removes them. */
export interface Asides {
  /** `write` writes the file to the path that it is given. */
  add(
    file: { readonly wanted: PoolPath; readonly mtimeMs: number },
    slot: Slot,
    write: (side: PoolPath) => Promise<{ readonly bytes: number }>,
  ): Promise<Aside>;
  /** True while it is this job's to remove. */
  has(aside: Aside): boolean;
  /** Somebody else answers for the file from now on; `settled` is still to be called. */
  handOver(aside: Aside): void;
  /** It has its place, or is gone. */
  end(aside: Aside): void;
  /** Removes it. Best effort: recovery and "check" find what stays. */
  discard(aside: Aside): Promise<void>;
  discardAll(): Promise<void>;
}

export function createAsides({ volume: pool }: Pick<TransferContext, 'volume'>): Asides {
  const kept = new Set<Aside>();

  const end = (aside: Aside): void => {
    kept.delete(aside);
    aside.settled();
  };
  const discard = async (aside: Aside): Promise<void> => {
    await quietly(aside.slot.volume.removeFile(aside.side));
    end(aside);
  };
  return {
    async add({ wanted, mtimeMs }, slot, write) {
      const side = sidePath(wanted);
      const member = pool.members.find(({ name }) => name === slot.name);
      const settled = member === undefined ? () => undefined : await pool.journal.writing(member, [parentPath(side)]);
      try {
        const { bytes } = await write(side);
        const aside = { wanted, slot, side, bytes, mtimeMs, settled };
        kept.add(aside);
        return aside;
      } catch (thrown) {
        settled();
        throw thrown;
      }
    },
    has: (aside) => kept.has(aside),
    handOver: (aside) => void kept.delete(aside),
    end,
    discard,
    async discardAll() {
      for (const aside of kept) await discard(aside);
    },
  };
}
