import type { Load } from './load.ts';
import type { MemberCopy } from './types.ts';

/** Spreads reads of files with several copies over the volumes that hold them. */
export interface ReadOrder {
  /**
   * Copies that are the same, the one first on whose volume the least runs; of equals as they were. Call `began` when
   * the first one gives its bytes, or is given up: from then on its load says that it is read.
   */
  order(same: readonly MemberCopy[]): { readonly copies: readonly MemberCopy[]; readonly began: () => void };
  /** The one on whose volume the least runs now first, of equals as they were; for work that tells its own load. */
  quietFirst(same: readonly MemberCopy[]): readonly MemberCopy[];
}

export function openReadOrder(load: Load): ReadOrder {
  /** Reads that were sent to a volume and give no bytes yet: several that begin at once must not all go to one. */
  const sent = new Map<string, number>();
  const add = (volume: string, count: number): void => {
    const sum = (sent.get(volume) ?? 0) + count;
    if (sum > 0) sent.set(volume, sum);
    else sent.delete(volume);
  };
  const quietFirst = (same: readonly MemberCopy[]): readonly MemberCopy[] => {
    if (same.length < 2) return same;
    const busy = new Map(
      same.map(({ member: { name } }) => [name, load.of(name).queue + (sent.get(name) ?? 0)] as const),
    );
    const busyness = ({ member }: MemberCopy): number => busy.get(member.name) ?? 0;
    return [...same].sort((a, b) => busyness(a) - busyness(b));
  };
  return {
    quietFirst,
    order(same) {
      if (same.length < 2) return { copies: same, began: () => undefined };
      const copies = quietFirst(same);
      const first = copies[0]?.member.name ?? '';
      add(first, 1);
      let isSent = true;
      return {
        copies,
        began() {
          if (!isSent) return;
          isSent = false;
          add(first, -1);
        },
      };
    },
  };
}
