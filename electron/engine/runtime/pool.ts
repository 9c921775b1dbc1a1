import { AppError, asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { Copy, Entry, PlacementReason, Plan } from '../../../shared/model.ts';
import { baseName, childPath, parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { defaultWithin } from '../../../shared/planning.ts';
import type { PlanRequest } from '../../../shared/planning.ts';
import type { Pool } from '../api.ts';
import { checkPool } from '../check/check.ts';
import { actLists } from '../history/history.ts';
import { placesInWords, wayBack } from '../pool/away.ts';
import type { AwayThing } from '../pool/away.ts';
import { onlyAway } from '../pool/copies.ts';
import { volumeKey } from '../pool/reservations.ts';
import type { MemberCopy } from '../pool/types.ts';
import {
  startCopy,
  startGet,
  startMove,
  startPut,
  startReceive,
  startRemove,
  startTrash,
} from '../transfer/transfer.ts';
import { startRestore } from '../transfer/restore.ts';
import { startEmpty } from '../transfer/trash-items.ts';
import { startReversal } from '../transfer/undo.ts';
import { remaining } from '../rebalance/remaining.ts';
import { giveMemoryBackSoon, manyEntries } from '../spare-memory.ts';
import { poolSearch } from './search.ts';
import { poolSimulations } from './simulating.ts';
import type { PoolContext } from './context.ts';
import { copyActs } from './copies.ts';
import { previewActs } from './preview.ts';
import { smallPictureOf } from './small-picture.ts';
import { walkPool } from './walking.ts';
import { poolDuplicates } from './duplicates.ts';
import { checkName } from './identity.ts';
import { endKeptPromises } from './kept-promises.ts';
import { reversePlan } from './plan-undo.ts';
import { setPool } from './pool-settings.ts';
import { ruleStandings } from './rule-standings.ts';
import { smallActs } from './small-acts.ts';
import { listTrash, trashOlderThan } from './trash.ts';
import { proveEmptyVolume } from './plan-runs.ts';
import { makeLink, makeSymlink, touchEntry } from './touching.ts';
import { planSend } from './sending.ts';
import { volumeReport } from './volume-report.ts';
import { addVolume, remark, removeVolume, setDraining, setVolume } from './volumes.ts';

/** One pool, as programs see it. Each call first follows what other processes changed. */
export function poolApi(context: PoolContext, watchFolders: Pool['watchFolders']): Pool {
  const { volume, transfer, engine, id } = context;

  const changed = (...folders: readonly PoolPath[]): void => transfer.changed(folders);

  /** Before new files come: space that is not promised any more may be used again. */
  const readyToPlace = async (): Promise<void> => {
    await context.ready();
    await endKeptPromises(context);
  };

  /** Programs that plan at once mean what is there now. */
  const plan = async (request: PlanRequest): Promise<Plan> => {
    const { planning } = engine;
    return planning.keep((await planning.draft(context, request, { fresh: true })).id);
  };

  const acts = smallActs(context, readyToPlace);
  const { withParents, typeOf } = acts;

  /** Copies on connected volumes first, then those that others are known to hold. */
  const heldBy = async (path: PoolPath): Promise<readonly Copy[]> => {
    const copies = await volume.copiesOf(path);
    const connected = copies.map((copy) => copyOf(copy, path));
    const known = (await volume.away.at(path)).filter((thing) =>
      connected.every((copy) => copy.volume !== thing.volume),
    );
    return [...connected, ...known.map(awayCopy)];
  };

  const foundBy = async (path: PoolPath): Promise<readonly Copy[]> => {
    const copies = await heldBy(path);
    if (copies.length === 0) throw missing(context, path);
    return copies;
  };

  /** @throws not-found; offline when only volumes that are not connected are known to hold it */
  const reachable = async (path: PoolPath): Promise<Copy> => {
    const [best] = await foundBy(path);
    if (best === undefined) throw missing(context, path);
    if (best.away === undefined) return best;
    throw asOffline(onlyAway(await volume.away.at(path), `Opening ${JSON.stringify(path)}`));
  };

  const explain = (path: PoolPath, size: number): Promise<PlacementReason> => volume.explain({ path, size });

  /** Recorded, or in words what is known of a file that CFS found. */
  const whyThere = (path: PoolPath, entry: Entry): PlacementReason => {
    const recorded = engine.home.reasons.find(id, path);
    if (recorded !== null) return recorded;
    const kind = entry.type === 'directory' ? 'the folder' : entry.type === 'symlink' ? 'the link' : 'the file';
    return {
      policy: volume.policy(),
      summary: `${entry.volumes.join(', ')}: ${kind} is there; this CFS has no record of having placed it`,
      candidates: entry.volumes.map((name) => ({
        volume: name,
        chosen: true,
        eligible: true,
        reason: 'it was found there',
      })),
      atMs: null,
    };
  };

  async function* read(path: PoolPath, options?: { start?: number; end?: number }): AsyncIterable<Uint8Array> {
    await context.ready();
    try {
      yield* volume.read(path, options);
    } catch (thrown) {
      const known = isAppError(thrown, 'not-found') ? await volume.away.at(path) : [];
      throw known.length === 0 ? thrown : asOffline(asAppError(thrown));
    }
  }

  return {
    id,
    get name() {
      return context.config().name;
    },
    catalog: context.catalog,
    usage: context.usage,
    ...poolSearch(context),
    ...poolSimulations(context),
    info: () => context.info(),
    io: () => context.engine.io.history(context.members.list()),

    async set(settings) {
      if (settings.name !== undefined) checkName('pool', settings.name);
      setPool(context, settings);
      const info = await context.info();
      remark(context);
      engine.settingsChanged();
      return info;
    },

    ruleStandings: (options) => ruleStandings(context, options?.signal),

    addVolume: (spec) => addVolume(context, spec),
    setVolume: (name, settings) => setVolume(context, name, settings),
    volumeReport: (name) => volumeReport(context, name),
    ejectVolume: (name) => context.engine.eject(context, name),
    removeVolume: (name, options) => removeVolume(context, name, options?.leaveFiles === true),

    async list(path, options) {
      await context.ready();
      const listing = await volume.listMerged(path, { ...options, known: true });
      // Programs that go on listing do not idle.
      if (listing.entries.length >= manyEntries) giveMemoryBackSoon();
      return listing;
    },
    walk: (path, options) => walkPool(context, path, options?.signal),
    async stat(path) {
      await context.ready();
      return volume.entryOf(path);
    },
    async copies(path) {
      await context.ready();
      return foundBy(path);
    },
    async details(path) {
      await context.ready();
      const entry = await volume.entryOf(path);
      const isFolder = entry.type === 'directory';
      return {
        entry,
        copies: path === rootPath ? [] : await foundBy(path),
        why: isFolder ? null : engine.home.reasons.find(id, path),
        next: await explain(childPath(isFolder ? path : parentPath(path), newName(isFolder ? '' : baseName(path))), 0),
      };
    },
    async bestCopy(path) {
      await context.ready();
      return reachable(path);
    },
    async why(path, size = 0) {
      await context.ready();
      if (path === rootPath) return explain(childPath(path, 'new file'), size);
      try {
        return whyThere(path, await volume.entryOf(path));
      } catch (thrown) {
        if (!isAppError(thrown, 'not-found')) throw thrown;
        return explain(path, size);
      }
    },
    read,

    write: (path, source, options) => acts.write(path, source, options),

    async placeForWriting(path, size) {
      await readyToPlace();
      const attempted = `Finding a place for ${path}`;
      if ((await typeOf(path)) !== null) {
        throw fail('exists', attempted, 'it is already there', 'open it without --write, or use another name');
      }
      const known = await volume.away.at(path);
      if (known.length > 0) {
        const why = `it is already there on ${placesInWords(known)}`;
        throw fail('exists', attempted, why, `use another name, or ${wayBack(known)}`);
      }
      const { member, reason, release } = await volume.place({ path, size });
      try {
        const folder = parentPath(path);
        if (folder !== rootPath) await withParents(path, () => volume.ensureDirectory(member, folder));
        const physical = member.volume.physical(path);
        if (physical === null) {
          const why = `the volume ${member.name} has no folder on this computer`;
          throw fail('unsupported', attempted, why, 'write through CFS');
        }
        const { spaceGroup } = await member.volume.capabilities();
        const { id: volumeId } = context.member(member.name);
        const spaceKeys = [spaceGroup, volumeKey(volume.name, member.name)];
        engine.home.promises.add({ pool: id, volume: volumeId, path, spaceKeys, bytes: size });
        transfer.placed(path, { ...reason, atMs: Date.now() });
        changed(parentPath(path));
        return { volume: member.name, physical };
      } finally {
        release();
      }
    },

    makeDirectory: (path, options) => acts.makeDirectory(path, options),
    removeDirectory: (path) => acts.removeDirectory(path),
    rename: (path, name) => acts.rename(path, name),

    async touch(path, options = {}) {
      await readyToPlace();
      const isNew = (await typeOf(path)) === null;
      if (!(await touchEntry(context, path, options))) return null;
      if (isNew) await acts.recordNew(path);
      return volume.entryOf(path);
    },
    async symlink(path, target) {
      await readyToPlace();
      await makeSymlink(context, path, target);
      await acts.recordNew(path);
      return volume.entryOf(path);
    },
    async link(existing, path) {
      await context.ready();
      await makeLink(context, existing, path);
      await acts.recordNew(path);
      return volume.entryOf(path);
    },

    async put(sources, dest, options) {
      await readyToPlace();
      if (options?.volume !== undefined) context.member(options.volume);
      return startPut(transfer, sources, dest, options);
    },
    async get(paths, localFolder, options) {
      await context.ready();
      return startGet(transfer, paths, localFolder, options);
    },
    async copy(paths, dest, options) {
      await readyToPlace();
      return startCopy(transfer, paths, dest, options);
    },
    async move(paths, dest, options) {
      await context.ready();
      return startMove(transfer, paths, dest, options);
    },
    async trash(paths) {
      await context.ready();
      return startTrash(transfer, paths);
    },
    async remove(paths, options) {
      await context.ready();
      return startRemove(transfer, paths, options);
    },
    async receive(dest, options) {
      await readyToPlace();
      if (options.volume !== undefined) context.member(options.volume);
      return startReceive(transfer, dest, options);
    },

    activity: (query) => Promise.resolve().then(() => engine.activity.list(id, query)),
    activityReceipt: (receipt) => Promise.resolve().then(() => engine.activity.receipt(id, receipt)),

    async history() {
      await context.ready();
      return actLists(context.history.list());
    },
    async undo(options = {}) {
      await context.ready();
      return (await reversePlan(context, 'undo', options)) ?? startReversal(transfer, 'undo', options);
    },
    async redo(options = {}) {
      await context.ready();
      return (await reversePlan(context, 'redo', options)) ?? startReversal(transfer, 'redo', options);
    },

    async listTrash() {
      await context.ready();
      return listTrash(context);
    },
    async restoreTrash(ids, options) {
      await context.ready();
      return startRestore(transfer, ids, options);
    },
    async emptyTrash({ ids, olderThanMs, ...options } = {}) {
      await context.ready();
      const chosen = ids ?? (await trashOlderThan(context, olderThanMs ?? 0));
      return chosen.length === 0 ? null : startEmpty(transfer, chosen, options);
    },

    plan,
    planEven: ({ within = defaultWithin, scope } = {}) =>
      plan({
        goal: { kind: 'even', by: 'percent', within },
        ...(scope === undefined ? {} : { scope: { path: scope } }),
      }),
    planDrain: (name) => plan({ goal: { kind: 'drain', volume: name } }),
    planSend: (paths, name) => planSend(context, paths, name),
    setDraining: (name, draining) => setDraining(context, name, draining),
    async remaining(name) {
      const member = context.member(name);
      await context.ready();
      return remaining(member.volume);
    },
    async proof(name) {
      context.member(name);
      await context.ready();
      return proveEmptyVolume(context, name);
    },

    ...copyActs(context),
    ...previewActs(context, async (path) => (await reachable(path)).volume),
    smallPicture: (path, options) => smallPictureOf(context, path, options),
    ...poolDuplicates(context),
    async check(options) {
      await context.info();
      return checkPool(context, options);
    },
    watchFolders,
  };
}

/** Of a file that could be beside one of this name: rules go by endings, too. */
function newName(beside: string): string {
  const dot = beside.lastIndexOf('.');
  return dot > 0 ? `new file${beside.slice(dot)}` : 'new file';
}

/** Says of which volumes nothing is known, so that "not there" is never more than what was seen. */
function missing(context: PoolContext, path: PoolPath): Error {
  const away = context.members.list().filter((member) => !member.state().online);
  const names = away.map(({ name }) => name).join(', ');
  const why = away.length === 0 ? 'it is not there' : `no connected volume holds it; not connected: ${names}`;
  const todo = away.length === 0 ? 'check the path' : 'check the path, or connect the volume';
  return fail('not-found', `Looking for ${JSON.stringify(path)}`, why, todo);
}

/** The volume is away, not the file. */
function asOffline({ message, data }: AppError): AppError {
  return new AppError('offline', message, { data });
}

function awayCopy({ volume, seenMs, vanished, entry }: AwayThing): Copy {
  const { type, size, allocated, mtimeMs, links } = entry;
  return {
    volume,
    physical: null,
    type,
    size,
    allocated,
    mtimeMs,
    links,
    away: { seenMs, ...(vanished ? { vanished } : {}) },
  };
}

function copyOf({ member, entry }: MemberCopy, path: PoolPath): Copy {
  const { type, size, allocated, mtimeMs, links, mode, uid, gid } = entry;
  const physical = member.volume.physical(path);
  return { volume: member.name, physical, type, size, allocated, mtimeMs, links, mode, owner: { uid, gid } };
}
