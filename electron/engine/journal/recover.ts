import { asAppError } from '../../../shared/errors.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { volumeIdOf, volumesOf } from '../pool/intent.ts';
import type { Intent } from '../pool/intent.ts';
import type { Member, PoolVolume } from '../pool/types.ts';
import type { JournalStore, StoredOperation } from '../state/journal.ts';
import { isGone } from '../volume/parts.ts';
import type { Volume } from '../volume/volume.ts';
import { readRecord } from './record.ts';
import { settle } from './settle.ts';
import type { Places, Settled } from './settle.ts';

export interface Recovery {
  readonly items: readonly Settled[];
  /** Operations of dead owners that could not be settled now, with the reason. */
  readonly open: readonly OpenOperation[];
}

export interface OpenOperation {
  readonly id: string;
  readonly intent: Intent;
  readonly volumes: readonly string[];
  readonly reason: string;
  /** Nothing changes until another volume is there or may be changed. */
  readonly waits: boolean;
}

export interface RecoverContext {
  readonly store: JournalStore;
  /** Id of the pool. */
  readonly pool: string;
  readonly volume: PoolVolume;
}

/** An operation as the home or a volume knows it. */
interface Found extends StoredOperation {
  readonly intent: Intent;
}

/** Those that give files their place come before those that remove what nobody needs. */
const order: readonly Intent['kind'][] = [
  'replace',
  'replace-many',
  'move',
  'restore',
  'trash',
  'rename',
  'link',
  'remove-folder',
  'write',
];

/**
 * Finishes or undoes what dead processes of this host left unfinished in a pool. Operations of living owners and of
 * other hosts are left alone; one with a volume that is away stays until the volume is back. May be killed at any time
 * and run by several processes at once. Rejects only when the home's journal cannot be used.
 */
export async function recover(context: RecoverContext): Promise<Recovery> {
  const members = new Map(context.volume.members.map((member) => [volumeIdOf(member), member]));
  const { found, others } = await findOperations(context, members);
  const items: Settled[] = [];
  const open: OpenOperation[] = [];
  /** What still needs its sides, this process's to settle or not. */
  const unsettled: Intent[] = [...others];
  for (const kind of order) {
    for (const operation of found.filter(({ intent }) => intent.kind === kind)) {
      const { settled, reason, waits } = await settleOne(context, members, operation, sidesIn(unsettled));
      if (settled !== null) {
        items.push(...settled);
        continue;
      }
      unsettled.push(operation.intent);
      if (reason === '') continue;
      const names = volumesOf(operation.intent).map((id) => members.get(id)?.name ?? id);
      open.push({ id: operation.id, intent: operation.intent, volumes: names, reason, waits });
    }
  }
  for (const what of context.store.notices()) items.push({ path: rootPath, outcome: 'left', what });
  return { items, open };
}

/** Operations of dead owners, each once: the home's row counts for more than a record. `others`: of living ones. */
async function findOperations(
  { store, pool, volume }: RecoverContext,
  members: ReadonlyMap<string, Member>,
): Promise<{ readonly found: readonly Found[]; readonly others: readonly Intent[] }> {
  const rows = store.list(pool);
  const found = new Map<string, Found>();
  const others: Intent[] = [];
  for (const row of rows) {
    if (row.owner !== null && !isGone(row.owner)) {
      if (row.intent !== null) others.push(row.intent);
    } else if (row.intent !== null) found.set(row.id, { ...row, intent: row.intent });
    // From a later version, or damaged: nobody can do anything for it but keep it.
  }
  const known = new Set(rows.map(({ id }) => id));
  const writable = volume.members.filter((member) => member.state().online && member.settings.mode !== 'read-only');
  const lists = await Promise.allSettled(writable.map((member) => member.volume.listRecords()));
  for (const [index, member] of writable.entries()) {
    const list = lists[index];
    // A volume that cannot be read now is asked again the next time.
    if (list?.status !== 'fulfilled') continue;
    for (const record of list.value) {
      if (known.has(record.id) || found.has(record.id)) continue;
      const read = readRecord(record, pool, volumeIdOf(member));
      // No intent of this pool, of a living owner, or about volumes that the pool does not have: not ours to touch.
      if (read === null || !isGone(read.owner) || !volumesOf(read.intent).every((id) => members.has(id))) continue;
      found.set(record.id, { id: record.id, pool, owner: read.owner, intent: read.intent });
    }
  }
  return { found: [...found.values()], others };
}

interface Outcome {
  readonly settled: readonly Settled[] | null;
  /** Why it is not settled; empty when another process is at it. */
  readonly reason: string;
  readonly waits: boolean;
}
const not = (reason: string, waits = false): Outcome => ({ settled: null, reason, waits });

async function settleOne(
  { store, volume }: RecoverContext,
  members: ReadonlyMap<string, Member>,
  operation: Found,
  keep: readonly PoolPath[],
): Promise<Outcome> {
  const concerned = volumesOf(operation.intent).flatMap((id) => members.get(id) ?? []);
  const isComplete = concerned.length === new Set(volumesOf(operation.intent)).size;
  const away = concerned.find((member) => !member.state().online);
  if (away !== undefined) return not(`${away.name} is not connected`, true);
  const fixed = concerned.find((member) => member.settings.mode === 'read-only');
  if (fixed !== undefined) return not(`${fixed.name} is read-only`, true);
  if (!store.claim(operation)) return not('');
  try {
    // A volume that was taken out of the pool takes its part of the operation with it.
    const settled = isComplete ? await settle(placesOf(volume, members, keep), operation.intent) : [];
    if (settled === null) {
      store.abandon(operation.id);
      return not('a process that lives is still at work on it');
    }
    await Promise.all(concerned.map((member) => member.volume.removeRecord(operation.id)));
    store.remove(operation.id);
    return { settled, reason: '', waits: false };
  } catch (thrown) {
    store.abandon(operation.id);
    return not(asAppError(thrown).message);
  }
}

function placesOf(volume: PoolVolume, members: ReadonlyMap<string, Member>, keep: readonly PoolPath[]): Places {
  return {
    isInTrash: async (one: Volume, id: string): Promise<boolean> => (await one.trashed(id)) !== null,
    member(id: string): Member {
      const member = members.get(id);
      if (member === undefined) throw new Error(`the pool has no volume ${id}`);
      return member;
    },
    ensureDirectory: (member: Member, path: PoolPath) => volume.ensureDirectory(member, path),
    keep,
  };
}

/** New versions that an open operation still needs, wherever they wait. */
export const sidesOf = (open: readonly OpenOperation[]): readonly PoolPath[] =>
  sidesIn(open.map(({ intent }) => intent));

function sidesIn(intents: readonly Intent[]): readonly PoolPath[] {
  const all = intents.flatMap((intent) =>
    intent.kind === 'replace' ? [intent] : intent.kind === 'replace-many' ? intent.items : [],
  );
  return all.flatMap(({ fresh }) => ('at' in fresh ? [fresh.at] : []));
}

/** What an intent is about, for a person. */
export function pathsOf(intent: Intent): readonly PoolPath[] {
  switch (intent.kind) {
    case 'move':
      return intent.files.flatMap(({ names }) => names.slice(0, 1));
    case 'rename':
      return [intent.from];
    case 'replace-many':
      return intent.items.map(({ path }) => path);
    case 'write':
      return intent.below === null ? intent.folders : [intent.below];
    default:
      return [intent.path];
  }
}
