import type { PoolPath } from '../../../shared/path.ts';
import type { JobRun } from './types.ts';

/** Collects what could not be kept, so that 10,000 files without attributes are one remark and not 10,000. */
export interface Remarks {
  /** `what` could not be kept on `where`, for the entry at `path`. */
  lost(what: string, where: string, path: PoolPath): void;
  /** Says all, once. */
  tell(run: JobRun): void;
}

export function createRemarks(): Remarks {
  const losses = new Map<string, { readonly what: string; readonly where: string; first: PoolPath; count: number }>();
  return {
    lost(what, where, path) {
      const key = `${where}\0${what}`;
      const known = losses.get(key);
      if (known === undefined) losses.set(key, { what, where, first: path, count: 1 });
      else known.count += 1;
    },
    tell(run) {
      for (const { what, where, first, count } of losses.values()) {
        const which = count === 1 ? first : `${first} and ${String(count - 1)} more`;
        run.note(`${where} could not keep ${what} of ${which}.`);
      }
      losses.clear();
    },
  };
}
