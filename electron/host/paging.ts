import { randomUUID } from 'node:crypto';
import type { FolderPage } from '../../shared/contract.ts';
import { fail } from '../../shared/errors.ts';
import type { Entry } from '../../shared/model.ts';

export type Listing = Pick<FolderPage, 'entries' | 'missing' | 'partial'>;

interface Snapshot {
  readonly listing: Listing;
  /** What was listed and by whom: a cursor is good for that only. */
  readonly of: string;
  lastUsed: number;
}

export interface PagerOptions {
  /** ms that a listing is kept after its last page was asked for. */
  readonly keepMs?: number;
  readonly now?: () => number;
}

/** Listings that are kept at once; the ones longest unused go first. */
const mostSnapshots = 32;

/**
 * Pages of folder listings. All pages of one cursor come from one listing, so nothing is shown twice or missed while
 * the folder changes. The listing is dropped with its last page, or when it was not asked for in a while.
 */
export class Pager {
  private readonly snapshots = new Map<string, Snapshot>();
  private readonly keepMs: number;
  private readonly now: () => number;

  constructor(options: PagerOptions = {}) {
    this.keepMs = options.keepMs ?? 120_000;
    this.now = options.now ?? Date.now;
  }

  /** `of` names what is listed, for whom. */
  first(of: string, listing: Listing, limit: number): FolderPage {
    this.dropOld();
    if (listing.entries.length <= limit) return page(listing, 0, listing.entries.length, null);
    const id = randomUUID();
    this.snapshots.set(id, { listing, of, lastUsed: this.now() });
    return page(listing, 0, limit, id);
  }

  /** @throws AppError `not-found` when the listing is not kept any more: list again from the start */
  next(of: string, cursor: string, limit: number): FolderPage {
    this.dropOld();
    const [id = '', at = ''] = cursor.split(':');
    const start = /^\d{1,10}$/.test(at) ? Number(at) : -1;
    const snapshot = this.snapshots.get(id);
    if (snapshot?.of !== of || start < 0 || start > snapshot.listing.entries.length) {
      const why = 'this listing is not kept any more';
      throw fail('not-found', 'Reading on in a folder', why, 'list the folder again from the start');
    }
    snapshot.lastUsed = this.now();
    this.snapshots.delete(id);
    const end = start + limit;
    if (end < snapshot.listing.entries.length) this.snapshots.set(id, snapshot);
    return page(snapshot.listing, start, Math.min(end, snapshot.listing.entries.length), id);
  }

  get kept(): number {
    return this.snapshots.size;
  }

  private dropOld(): void {
    const oldest = this.now() - this.keepMs;
    for (const [id, snapshot] of this.snapshots) {
      if (snapshot.lastUsed < oldest || this.snapshots.size > mostSnapshots) this.snapshots.delete(id);
    }
  }
}

function page(listing: Listing, start: number, end: number, id: string | null): FolderPage {
  const entries: readonly Entry[] = listing.entries.slice(start, end);
  const total = listing.entries.length;
  return { entries, total, missing: listing.missing, cursor: id !== null && end < total ? `${id}:${end}` : null };
}
