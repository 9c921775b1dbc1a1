import { z } from 'zod';
import { isGone, ownProcess } from '../volume/parts.ts';
import type { ProcessOwner } from '../volume/parts.ts';
import type { CatalogReader, CatalogWriter } from './database.ts';

/**
 * Who keeps a catalog up to date: one process per home and pool, named in the catalog itself. Others read it, follow
 * what it does, and take over when it is gone.
 */
export interface CatalogOwner {
  readonly process: ProcessOwner;
  /** When it last said that it is at work. */
  readonly beatMs: number;
}

/** An owner of another computer (a home on the network) that said nothing for so long (ms) is taken for gone. */
const silentMs = 60_000;

const shape = z.object({
  process: z.object({ host: z.string(), boot: z.string(), pid: z.number(), start: z.string() }),
  beatMs: z.number(),
});

/** Null when nobody does, as far as the catalog tells. */
export function readOwner(db: CatalogReader): CatalogOwner | null {
  const text = db.get("SELECT value FROM meta WHERE key = 'owner'")?.['value'];
  if (typeof text !== 'string') return null;
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    // Of a later version, or damaged: whoever it is, it does not say so in words that this one knows.
    return null;
  }
}

/** The owner that lives, or null. */
export function livingOwner(db: CatalogReader, now = Date.now()): CatalogOwner | null {
  const owner = readOwner(db);
  if (owner === null || isGone(owner.process)) return null;
  const isHere = owner.process.host === ownProcess().host;
  return isHere || now - owner.beatMs < silentMs ? owner : null;
}

export function isOwn({ process: owner }: CatalogOwner): boolean {
  const { host, boot, pid, start } = ownProcess();
  return owner.host === host && owner.boot === boot && owner.pid === pid && owner.start === start;
}

/** Makes this process the owner, unless another one is; says again that it is at work when it is already. */
export function claim(db: CatalogWriter, now = Date.now()): boolean {
  const isFree = (): boolean => {
    const owner = livingOwner(db, now);
    return owner === null || isOwn(owner);
  };
  // Asked before the lock is taken: who only follows must not make the owner wait.
  if (!isFree()) return false;
  return db.transaction(() => {
    if (!isFree()) return false;
    const owner: CatalogOwner = { process: ownProcess(), beatMs: now };
    db.run("INSERT OR REPLACE INTO meta (key, value) VALUES ('owner', ?)", JSON.stringify(owner));
    return true;
  });
}

/** It belongs to nobody from now on, if it was this process's. */
export function release(db: CatalogWriter): void {
  db.transaction(() => {
    const owner = readOwner(db);
    if (owner !== null && isOwn(owner)) db.run("DELETE FROM meta WHERE key IN ('owner', 'status')");
  });
}
