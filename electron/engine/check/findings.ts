import type { Finding } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';

/** What a check is asked for. */
export interface CheckOptions {
  /** Repair what is safe to repair. */
  readonly repair: boolean;
  /** Read every copy and compare contents. */
  readonly hash: boolean;
  /** Ends the check with `cancelled`; what was repaired by then stays repaired. */
  readonly signal?: AbortSignal;
  /** Told for each folder and each file that is read. */
  readonly onProgress?: (progress: CheckProgress) => void;
}

export interface CheckProgress {
  readonly current: string;
  readonly entries: number;
  /** Bytes read for hashes. */
  readonly bytes: number;
}

/** Collects findings in the order in which they are found. */
export interface Findings {
  readonly list: readonly Finding[];
  /** `repair`: what would repair it, or what a person can do; empty when there is nothing to do. */
  add(
    kind: Finding['kind'],
    path: PoolPath,
    volumes: readonly string[],
    repair: string,
    options?: { readonly repaired?: boolean },
  ): void;
}

export function createFindings(): Findings {
  const list: Finding[] = [];
  return {
    list,
    add(kind, path, volumes, repair, { repaired = false } = {}) {
      list.push({ kind, path, volumes, repair, repaired });
    },
  };
}
