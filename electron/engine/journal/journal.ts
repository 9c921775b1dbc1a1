import { randomUUID } from 'node:crypto';
import { asAppError } from '../../../shared/errors.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { commonFolder, isWithin } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { volumeIdOf } from '../pool/intent.ts';
import type { Intent } from '../pool/intent.ts';
import type { Journal, Member, Operation } from '../pool/types.ts';
import type { JournalStore } from '../state/journal.ts';
import { ownProcess } from '../volume/parts.ts';
import { recordText } from './record.ts';

/** The journal of one pool: rows of the home, and a record on each volume concerned. */
export interface PoolJournal extends Journal {
  /** Ends what waits for more of its kind. */
  close(): Promise<void>;
}

/**
 * A volume that is full or closed can keep no record, and must still be emptied: the row of the home serves alone then.
 * A record that would be too large is `invalid`.
 */
const withoutRecord: ReadonlySet<ErrorCode> = new Set(['no-space', 'read-only', 'denied', 'invalid']);

export function openJournal(store: JournalStore, pool: string): PoolJournal {
  const writers = new Map<string, Writer>();

  const keep = async (id: string, intent: Intent, members: readonly Member[]): Promise<void> => {
    const owner = ownProcess();
    const written = await Promise.allSettled(
      members.map((member) => member.volume.writeRecord(id, recordText(id, pool, volumeIdOf(member), owner, intent))),
    );
    for (const one of written) {
      if (one.status === 'rejected' && !withoutRecord.has(asAppError(one.reason).code)) throw asAppError(one.reason);
    }
  };
  const forget = async (id: string, members: readonly Member[]): Promise<void> => {
    store.remove(id);
    // A record that stays is looked at by a recovery, which finds that there is nothing to do.
    await Promise.allSettled(members.map(({ volume }) => volume.removeRecord(id)));
  };

  return {
    async begin(intent, members): Promise<Operation> {
      const id = randomUUID();
      store.add({ id, pool, intent });
      try {
        await keep(id, intent, members);
      } catch (thrown) {
        await forget(id, members);
        throw thrown;
      }
      return {
        end: () => forget(id, members),
        abandon: () => {
          try {
            store.abandon(id);
          } catch {
            // The row keeps its owner: recovered when this process has ended.
          }
          return Promise.resolve();
        },
      };
    },

    async writing(member, folders) {
      const key = volumeIdOf(member);
      const writer = writers.get(key) ?? openWriter(store, pool, keep, forget);
      writers.set(key, writer);
      return writer.use(member, folders);
    },

    async close() {
      await Promise.all(Array.from(writers.values(), (writer) => writer.close()));
      writers.clear();
    },
  };
}

/**
 * Folders that a `write` intent names one by one; more are named by the folder that holds them all: each change of the
 * intent is synced, and a tree has many folders.
 */
const namedFolders = 4;
/** A `write` intent that nobody uses stays so long (ms): the next file of a row needs no new one. */
const idleMs = 1_000;

interface Writer {
  use(member: Member, folders: readonly PoolPath[]): Promise<() => void>;
  close(): Promise<void>;
}

/** One operation for all files that this process writes to one member: it says where part files may be. */
function openWriter(
  store: JournalStore,
  pool: string,
  keep: (id: string, intent: Intent, members: readonly Member[]) => Promise<void>,
  forget: (id: string, members: readonly Member[]) => Promise<void>,
): Writer {
  let open: { readonly id: string; readonly member: Member } | null = null;
  let named = new Set<PoolPath>();
  let below: PoolPath | null = null;
  let users = 0;
  let timer: NodeJS.Timeout | null = null;
  /** One change after the other. */
  let tail: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = tail.then(work, work);
    tail = mine.catch(() => undefined);
    return mine;
  };
  const isCovered = (folder: PoolPath): boolean => named.has(folder) || (below !== null && isWithin(folder, below));

  const cover = async (member: Member, folders: readonly PoolPath[]): Promise<void> => {
    const fresh = folders.filter((folder) => !isCovered(folder));
    if (open !== null && fresh.length === 0) return;
    let nextNamed = new Set([...named, ...fresh]);
    let nextBelow = below;
    if (nextNamed.size > namedFolders) {
      nextBelow = [...nextNamed, ...(below === null ? [] : [below])].reduce(commonFolder);
      nextNamed = new Set();
    }
    const volume = volumeIdOf(member);
    const intent: Intent = { kind: 'write', volume, folders: [...nextNamed], below: nextBelow };
    if (open === null) {
      const id = randomUUID();
      store.add({ id, pool, intent });
      open = { id, member };
    } else store.update(open.id, intent);
    await keep(open.id, intent, [member]);
    [named, below] = [nextNamed, nextBelow];
  };

  const end = async (): Promise<void> => {
    if (users > 0 || open === null) return;
    const { id, member } = open;
    [open, named, below] = [null, new Set(), null];
    await forget(id, [member]);
  };

  return {
    async use(member, folders) {
      users += 1;
      if (timer !== null) clearTimeout(timer);
      timer = null;
      let isUsing = true;
      const release = (): void => {
        if (!isUsing) return;
        isUsing = false;
        users -= 1;
        if (users === 0) timer ??= setTimeout(() => void inTurn(end), idleMs).unref();
      };
      try {
        if (open === null || !folders.every(isCovered)) await inTurn(() => cover(member, folders));
      } catch (thrown) {
        release();
        throw thrown;
      }
      return release;
    },
    async close() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      users = 0;
      await inTurn(end);
    },
  };
}
