import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { PoolPath } from '../../../shared/path.ts';
import { testMember } from '../pool/fixture.ts';
import type { TestMember } from '../pool/fixture.ts';
import type { Intent } from '../pool/intent.ts';
import { openPoolVolume } from '../pool/pool-volume.ts';
import { createReservations } from '../pool/reservations.ts';
import type { PoolVolume } from '../pool/types.ts';
import { openJournalStore } from '../state/journal.ts';
import type { JournalStore } from '../state/journal.ts';
import { openDiskVolume } from '../volume/disk.ts';
import { faulty } from '../volume/faulty.ts';
import { openMemoryVolume } from '../volume/memory.ts';
import { ownProcess } from '../volume/parts.ts';
import type { Volume } from '../volume/volume.ts';
import { openJournal } from './journal.ts';
import type { PoolJournal } from './journal.ts';
import { recordText } from './record.ts';
import { recover } from './recover.ts';
import type { Recovery } from './recover.ts';

/** The same name, as the dead process would have made it. */
export const deadName = (path: PoolPath): PoolPath =>
  path.replace(/-\d+-(\d+)-([0-9a-f]{12})$/, `-${String(deadOwner.pid)}-$1-$2`) as PoolPath;

/** For tests of recovery: a pool with a journal whose process "dies" at a call of our choice. */
export interface Mortal {
  readonly pool: PoolVolume;
  readonly members: readonly TestMember[];
  readonly store: JournalStore;
  readonly home: string;
  /** Calls of volumes and of the journal so far. */
  calls(): number;
  /** From this call on (counted from now, from 1) nothing happens any more: that one and all others never answer. */
  dieAt(call: number | null): void;
  /** Resolves when it died at the call of `dieAt`. */
  died(): Promise<'dead'>;
  /** Another process recovers: what this one left has a dead owner. May die at a call of its own. */
  recover(dieAt?: number): Promise<Recovery | 'dead'>;
  /** Entries of all members with their contents: `disk1/a: text`; folders end in a slash. */
  tree(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export const poolId = 'test-pool';
/** No process has such a number. */
export const deadOwner = { ...ownProcess(), pid: 4_194_305 };

export function mortalPool(kind: 'disk' | 'memory', count = 2): Mortal {
  const base = mkdtempSync(join(tmpdir(), 'cfs-journal-'));
  const home = join(base, 'home');
  mkdirSync(home);
  const names = Array.from({ length: count }, (_, index) => `disk${String(index + 1)}`);
  const life = { calls: 0, last: null as number | null, die: Promise.withResolvers<'dead'>() };
  /** Counts a call; after the last one nobody lives who could go on. */
  const live = async (): Promise<void> => {
    life.calls += 1;
    if (life.last === null || life.calls < life.last) return;
    life.die.resolve('dead');
    await new Promise<never>(() => undefined);
  };
  const bare = names.map((name): Volume => {
    if (kind === 'memory') return openMemoryVolume({ name });
    mkdirSync(join(base, name));
    return openDiskVolume({ root: join(base, name), name });
  });
  const members = bare.map((volume) => testMember(faulty(volume, { before: live })));
  const store = openJournalStore(home);

  const assemble = (): { readonly pool: PoolVolume; readonly journal: PoolJournal } => {
    const journal = openJournal(store, poolId);
    const pool = openPoolVolume({
      name: 'home',
      members: () => members,
      policy: () => 'first-fit',
      reservations: createReservations(),
      random: () => 0,
      journal: {
        async begin(intent, concerned) {
          await live();
          const operation = await journal.begin(intent, concerned);
          return { ...operation, end: async () => (await live(), operation.end()) };
        },
        writing: async (member, folders) => (await live(), journal.writing(member, folders)),
      },
    });
    return { pool, journal };
  };
  const first = assemble();

  return {
    pool: first.pool,
    members,
    store,
    home,
    calls: () => life.calls,
    dieAt(call) {
      life.calls = 0;
      life.last = call;
      life.die = Promise.withResolvers();
    },
    died: () => life.die.promise,
    async recover(dieAt) {
      buryRows(home);
      for (const volume of bare) {
        for (const { id, text } of await volume.listRecords()) {
          await volume.writeRecord(id, text.replace(`"pid":${String(process.pid)}`, `"pid":${String(deadOwner.pid)}`));
        }
      }
      life.calls = 0;
      life.last = dieAt ?? null;
      life.die = Promise.withResolvers();
      const { pool } = assemble();
      return Promise.race([recover({ store, pool: poolId, volume: pool }), life.die.promise]);
    },
    async tree() {
      const found: string[] = [];
      const visit = async (volume: Volume, folder: PoolPath): Promise<void> => {
        for (const entry of await volume.list(folder)) {
          const path = (folder === '/' ? `/${entry.name}` : `${folder}/${entry.name}`) as PoolPath;
          if (entry.type === 'directory') {
            found.push(`${volume.name}${path}/`);
            await visit(volume, path);
          } else found.push(`${volume.name}${path}: ${entry.linkTarget ?? (await contentOf(volume, path))}`);
        }
      };
      for (const volume of bare) await visit(volume, '/' as PoolPath);
      return found.sort();
    },
    async close() {
      life.last = null;
      await first.journal.close();
      store.close();
      for (const volume of bare) await volume.close();
      rmSync(base, { recursive: true, force: true });
    },
  };
}

async function contentOf(volume: Volume, path: PoolPath): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const bytes of volume.read(path)) chunks.push(bytes);
  return Buffer.concat(chunks).toString();
}

/** What this process began belongs to a dead one now. */
export function buryRows(home: string): void {
  const path = join(home, 'journal.db');
  if (!readdirSync(home).includes('journal.db') || readFileSync(path).length === 0) return;
  const sql = new DatabaseSync(path);
  sql.prepare(`UPDATE operation SET owner = ? WHERE owner != 'null'`).run(JSON.stringify(deadOwner));
  sql.close();
}

/** A record of a dead process on one volume, as it would have been written. */
export function leaveRecord(volume: Volume, id: string, intent: Intent, owner = deadOwner): Promise<void> {
  return volume.writeRecord(id, recordText(id, poolId, volume.name, owner, intent));
}
