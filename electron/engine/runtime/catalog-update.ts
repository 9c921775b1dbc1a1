import { fail } from '../../../shared/errors.ts';
import type { CatalogUpdate, UpdateOptions } from '../api.ts';
import { isDamage } from '../catalog/catalog.ts';
import { clearCatalog } from '../catalog/clear.ts';
import { openCatalogReader, openCatalogWriter, removeCatalog } from '../catalog/database.ts';
import { indexVolumes } from '../catalog/index-run.ts';
import type { IndexMember } from '../catalog/index-run.ts';
import { livingOwner } from '../catalog/owner.ts';
import { openStore } from '../catalog/store.ts';
import { summary } from '../catalog/summary.ts';
import { deviceOf } from '../volume/lane-signs.ts';
import { listMounts } from '../volume/mounts.ts';
import type { OpenMember } from './members.ts';

/** Catalogs that this process is at work on: to the owner's row, all of it is one owner. */
const running = new Set<string>();

/**
 * Brings the catalog of a pool up to date in this process. What is known of volumes that are not there stays; a damaged
 * file is built again.
 * @throws AppError busy (another process keeps it), not-found (no such volume to confirm), cancelled, io
 */
export async function updateCatalog(
  path: string,
  members: readonly OpenMember[],
  options: UpdateOptions,
): Promise<CatalogUpdate> {
  const begin = performance.now();
  refuseOwned(path);
  running.add(path);
  try {
    return { ...(await updateOrBuild(path, members, options)), ms: performance.now() - begin };
  } finally {
    running.delete(path);
  }
}

async function updateOrBuild(
  path: string,
  members: readonly OpenMember[],
  options: UpdateOptions,
): Promise<Omit<CatalogUpdate, 'ms'>> {
  if (options.rebuild === true) {
    const away = members.filter((member) => member.condition().kind !== 'online');
    clearCatalog(
      path,
      away.map(({ id }) => id),
    );
  }
  let rebuilt: string | null = options.rebuild === true ? 'it was asked for' : null;
  let update: Omit<CatalogUpdate, 'ms' | 'rebuilt'>;
  try {
    update = await run(path, members, options);
  } catch (thrown) {
    if (!isDamaged(thrown)) throw thrown;
    removeCatalog(path);
    rebuilt = 'its file was damaged';
    update = await run(path, members, options);
  }
  return { ...update, rebuilt };
}

/** @throws busy */
function refuseOwned(path: string): void {
  if (running.has(path)) {
    throw fail('busy', 'Building the catalog', 'this process is at work on it already', 'wait for it');
  }
  let owner: ReturnType<typeof livingOwner> = null;
  try {
    const reader = openCatalogReader(path);
    if (reader === null) return;
    try {
      owner = livingOwner(reader);
    } finally {
      reader.close();
    }
  } catch (thrown) {
    if (!isDamaged(thrown)) throw thrown;
  }
  if (owner === null) return;
  const why = `another CFS (process ${String(owner.process.pid)}) keeps it up to date`;
  throw fail('busy', 'Building the catalog', why, 'wait for it, or end it', { data: { pid: owner.process.pid } });
}

const isDamaged = (thrown: unknown): boolean =>
  isDamage(thrown) || (thrown instanceof Error && thrown.cause !== undefined && isDamage(thrown.cause));

async function run(
  path: string,
  members: readonly OpenMember[],
  options: UpdateOptions,
): Promise<Omit<CatalogUpdate, 'ms' | 'rebuilt'>> {
  const db = openCatalogWriter(path);
  try {
    if (options.full === true) {
      const found = db.get('PRAGMA quick_check(1)')?.['quick_check'];
      if (found !== 'ok') throw Object.assign(new Error(`it is damaged (${String(found)})`), { errcode: 11 });
    }
    const store = openStore(db);
    const ids = new Set(members.map(({ id }) => id));
    for (const { id } of summary(db).volumes) if (!ids.has(id)) store.forget(id);
    const mounts = listMounts();
    const present = members.filter((member) => member.condition().kind === 'online');
    const volumes = await indexVolumes(
      store,
      present.map((member): IndexMember => {
        const { root } = member.config();
        return { id: member.id, name: member.name, root, device: deviceOf(root, mounts).key };
      }),
      {
        what: options.full === true ? 'all' : 'changed',
        confirmed: new Set((options.confirm ?? []).map((name) => memberNamed(members, name).id)),
        signal: options.signal,
        onProgress: options.onProgress,
      },
    );
    const away = members.filter((member) => !present.includes(member));
    const { entries, folders } = summary(db);
    return {
      entries,
      folders,
      volumes,
      away: away.map((member) => ({ volume: member.name, reason: member.condition().reason })),
    };
  } finally {
    db.close();
  }
}

function memberNamed(members: readonly OpenMember[], name: string): OpenMember {
  const member = members.find((one) => one.name === name);
  if (member !== undefined) return member;
  const why = 'the pool has no volume of this name';
  throw fail('not-found', `Confirming what is gone from ${name}`, why, 'see "cfs df" for its volumes');
}
