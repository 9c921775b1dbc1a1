import { isDeepStrictEqual } from 'node:util';
import { asAppError, fail, isAppError, reasonIn } from '../../../shared/errors.ts';
import type { MissingVolume, PlacementReason, PolicyName } from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PlacementSettings } from '../../../shared/placement.ts';
import type { ListOptions, ReadOptions, VolumeCapabilities, VolumeEntry } from '../volume/volume.ts';
import { awayRow, mergeAway, newFolder, nothingAway, withAway } from './away.ts';
import type { Away, AwayHolder } from './away.ts';
import { openChanges } from './change.ts';
import { openCopies, poolEntry } from './copies.ts';
import { copyIntoPool } from './copy-in.ts';
import { openFolders } from './folders.ts';
import { noJournal } from './steps.ts';
import { createLoad } from './load.ts';
import type { Load } from './load.ts';
import { createLocks } from './locks.ts';
import { compareCopies, differ, mergeListings, rowOfCopies } from './merge.ts';
import type { Held, MemberListing } from './merge.ts';
import { openPlacing } from './placing.ts';
import { openReadOrder } from './read-order.ts';
import { commonTraits } from './common-traits.ts';
import { capabilitiesOf } from './readings.ts';
import { eachRefused } from './refused.ts';
import type { Refusal } from './refused.ts';
import { sumSpace } from './room.ts';
import { openSomeCopies } from './some-copies.ts';
import { openSupplants } from './supplant.ts';
import { openPoolTrash } from './trash.ts';
import { openPoolTrashMany } from './trash-many.ts';
import type { Journal, Member, MemberCopy, MergedListing, PoolVolume, Reservations } from './types.ts';
import { makeInPool, writeToPool } from './write.ts';

export interface PoolOptions {
  readonly name: string;
  /** In pool order; asked anew for each operation. */
  readonly members: () => readonly Member[];
  readonly policy: () => PolicyName;
  /** Rules, pins and kept folders, asked anew for each file; without it, none. */
  readonly placement?: () => Omit<PlacementSettings, 'policy'>;
  readonly reservations: Reservations;
  /** Without it (tests), what is killed stays as it is. */
  readonly journal?: Journal;
  /** Values in [0, 1); breaks ties of policies. */
  readonly random?: () => number;
  /** Running work and speeds; shared by all that writes to these members. Without it, only what the pool itself writes. */
  readonly load?: Load;
  /** Told for each file that `write` or `copyIn` placed, when it is there: why it is on its volume. */
  readonly placed?: (path: PoolPath, reason: PlacementReason) => void;
  /** What is known of members that are not connected. Without it, nothing. */
  readonly away?: Away;
  /** Told for each entry that has another path now, with all that is in it. */
  readonly renamed?: (from: PoolPath, to: PoolPath) => void;
}

/**
 * A pool as a Volume over its members. It keeps nothing: every answer comes from the members. It does not own them, so
 * `close` leaves them open.
 *
 * What members that are not connected hold is known as far as `away` tells: it is listed, and its names are taken. Where
 * nothing is known a name may be used again, and shows as a conflict when that member is back. Nothing on such a member is
 * ever changed, and as a plain Volume (`list`, `stat`, `read`) a pool is what its connected members hold.
 */
export function openPoolVolume(options: PoolOptions): PoolVolume {
  const { name, members, policy, reservations } = options;
  const journal = options.journal ?? noJournal;
  const load = options.load ?? createLoad();
  const random = options.random ?? Math.random;
  const readOrder = openReadOrder(load);
  const locks = createLocks();
  const away = options.away ?? nothingAway;
  const copies = openCopies(name, members, away);
  const folders = openFolders(copies);
  const placing = openPlacing({
    pool: name,
    members,
    policy,
    placement: options.placement,
    reservations,
    away,
    load,
    random,
  });
  const placed = options.placed ?? (() => undefined);
  const writeParts = { pool: name, copies, folders, placing, load, locks, journal, placed };
  const changes = openChanges({ pool: name, copies, folders, locks, journal });
  const supplants = openSupplants({ pool: name, copies, folders, locks, journal });
  const some = openSomeCopies({ pool: name, copies, folders, locks, journal });
  const trash = openPoolTrash({ pool: name, copies, folders, locks, journal });
  const trashMany = openPoolTrashMany({ trash, folders, locks });

  const writable = (): readonly Member[] => copies.online().filter(({ settings }) => settings.mode !== 'read-only');

  const timeStep = async (member: Member): Promise<number> => {
    try {
      return (await capabilitiesOf(member.volume)).timeStepNs;
    } catch {
      // It just answered, and is gone now: the finest step shows rather too many differences than too few.
      return 1;
    }
  };
  const held = async (copy: MemberCopy): Promise<Held> => ({
    volume: copy.member.name,
    entry: copy.entry,
    timeStepNs: await timeStep(copy.member),
  });

  /** Listings of the folder on each member that has it; `away` says of which members nothing is known. */
  const listings = async (
    path: PoolPath,
    asked: readonly Member[],
    callOptions: ListOptions,
  ): Promise<{
    readonly found: readonly { readonly member: Member; readonly entries: readonly VolumeEntry[] }[];
    readonly failures: readonly Refusal[];
  }> => {
    const answers = await Promise.allSettled(asked.map((member) => member.volume.list(path, callOptions)));
    callOptions.signal?.throwIfAborted();
    const found: { readonly member: Member; readonly entries: readonly VolumeEntry[] }[] = [];
    const failures: Refusal[] = [];
    for (const [index, member] of asked.entries()) {
      const answer = answers[index];
      if (answer?.status === 'fulfilled') found.push({ member, entries: answer.value });
      else failures.push({ member, error: asAppError(answer?.reason) });
    }
    return { found, failures };
  };
  /** What listings do not tell of two copies is the same: attributes, access lists, the last digits of the time. */
  const isKeptAlike = async (path: PoolPath, one: MemberCopy, other: MemberCopy): Promise<boolean> => {
    try {
      const both = await Promise.all([one, other].map(({ member }) => member.volume.readMetadata(path)));
      const [first, second] = both.map(({ mtimeNs, xattrs }) => ({ mtimeNs, xattrs }));
      return isDeepStrictEqual(first, second);
    } catch {
      // Nobody can tell: the better one is read.
      return false;
    }
  };
  /** Not there on this member: the other members answer. */
  const isAbsent = ({ code }: { readonly code: string }): boolean =>
    code === 'not-found' || code === 'not-a-directory' || code === 'outside';

  async function* read(path: PoolPath, readOptions: ReadOptions = {}): AsyncIterable<Uint8Array> {
    const attempted = `Reading ${path} in ${name}`;
    const found = await copies.existing(path, attempted);
    const [best] = found;
    if (best?.entry.type === 'directory') throw fail('is-a-directory', attempted, 'it is a folder', 'name a file');
    if (best === undefined) throw copies.notFound(attempted);
    const shown = await held(best);
    // A copy that differs is another file: it never stands in for this one.
    const same: MemberCopy[] = [];
    for (const copy of found) if (copy === best || !differ(shown, await held(copy))) same.push(copy);
    const { copies: inOrder, began } = readOrder.order(same);
    let given = false;
    let failure: unknown = null;
    try {
      for (const copy of inOrder) {
        try {
          for await (const bytes of copy.member.volume.read(path, readOptions)) {
            began();
            given = true;
            yield bytes;
          }
          return;
        } catch (thrown) {
          const { code } = asAppError(thrown);
          if (given || !['offline', 'timeout', 'io', 'not-found', 'denied'].includes(code)) throw thrown;
          failure ??= thrown;
        }
      }
    } finally {
      began();
    }
    throw asAppError(failure);
  }

  return {
    name,
    get members() {
      return members();
    },
    policy,
    reservations,
    journal,
    away,
    read,

    async capabilities(): Promise<VolumeCapabilities> {
      const all = await Promise.all(copies.online().map((member) => capabilitiesOf(member.volume)));
      const groups = new Set(all.map(({ spaceGroup }) => spaceGroup));
      const some = all.length > 0;
      return {
        localCopy: some && all.every(({ localCopy }) => localCopy),
        hardLinks: some && all.every(({ hardLinks }) => hardLinks),
        symlinks: all.some(({ symlinks }) => symlinks),
        xattrs: some && all.every(({ xattrs }) => xattrs),
        caseInsensitive: all.some(({ caseInsensitive }) => caseInsensitive),
        timeStepNs: Math.max(1, ...all.map(({ timeStepNs }) => timeStepNs)),
        filesystem: [...new Set(all.map(({ filesystem }) => filesystem))].join(', '),
        spaceGroup: groups.size === 1 ? ([...groups][0] ?? '') : `pool:${name}`,
      };
    },

    async traits() {
      return commonTraits(await Promise.all(copies.online().map(({ volume }) => volume.traits())));
    },

    async listMerged(
      path,
      { known: withKnown = false, allocated = false, created = false, ...callOptions } = {},
    ): Promise<MergedListing> {
      const all = members();
      const online = all.filter((member) => member.state().online);
      const { found, failures } = await listings(path, online, callOptions);
      const real = failures.filter(({ error }) => !isAbsent(error));
      const known = await (withKnown ? away : nothingAway).in(path);
      const missing = all.flatMap((member) => {
        if (!online.includes(member)) return [awayMember(member, known.complete)];
        const failure = real.find((candidate) => candidate.member === member);
        if (failure === undefined) return [];
        const { error } = failure;
        return [
          { volume: member.name, reason: reasonIn(error), ...(error.code !== 'offline' && { code: error.code }) },
        ];
      });
      if (found.length === 0 && path !== '/' && known.holders.length === 0) {
        const attempted = `Listing ${path} in ${name}`;
        const file = failures.find(({ error }) => error.code === 'not-a-directory');
        throw eachRefused(attempted, real) ?? file?.error ?? copies.notFound(attempted);
      }
      const listed = await Promise.all(
        found.map(async ({ member, entries }): Promise<MemberListing> => {
          return { volume: member.name, entries, timeStepNs: await timeStep(member) };
        }),
      );
      // A file beside a folder of the same name differs from it, and is shown in the folder above.
      const entries = mergeAway(path, mergeListings(path, listed, { allocated, created }), known.things);
      const { first = Infinity } = callOptions;
      if (!listed.some((one) => one.entries.length >= first)) return { entries, missing };
      // The first rows of all are among the first of each volume; what comes behind them may be missing others.
      return { entries: entries.slice(0, first), missing, partial: true };
    },

    async list(path, { signal } = {}) {
      const { found, failures } = await listings(path, copies.online(), signal === undefined ? {} : { signal });
      // Volume.list cannot say that something is missing, so it does not answer by halves.
      const real = failures.find(({ error }) => !isAbsent(error) && error.code !== 'offline');
      if (real !== undefined) throw real.error;
      if (found.length === 0 && path !== '/') {
        const file = failures.find(({ error }) => error.code === 'not-a-directory') ?? failures[0];
        throw file?.error ?? copies.notFound(`Listing ${path} in ${name}`);
      }
      const best = new Map<string, MemberCopy>();
      for (const { member, entries } of found) {
        for (const entry of entries) {
          const former = best.get(entry.name);
          if (former === undefined || compareCopies(former.entry, entry) > 0) best.set(entry.name, { member, entry });
        }
      }
      return Array.from(best.values(), poolEntry);
    },

    async stat(path) {
      const [best] = await copies.existing(path, `Looking at ${path} in ${name}`);
      if (best === undefined) throw copies.notFound(`Looking at ${path} in ${name}`);
      return poolEntry(best);
    },

    async entryOf(path) {
      const known = await away.at(path);
      const found = await copies.existing(path, `Looking at ${path} in ${name}`).catch((thrown: unknown) => {
        if (known.length > 0 && isAppError(thrown, 'not-found')) return [];
        throw thrown;
      });
      if (found.length === 0) return awayRow(path, known);
      const order = members();
      const inOrder = [...found].sort((a, b) => order.indexOf(a.member) - order.indexOf(b.member));
      return withAway(rowOfCopies(path, await Promise.all(inOrder.map(held))), known);
    },

    copiesOf: (path) => copies.seen(path),
    async readFrom(path) {
      const found = await copies.seen(path);
      const [best] = found;
      if (best === undefined || found.length < 2 || best.entry.type !== 'file') return best;
      const shown = await held(best);
      const same: MemberCopy[] = [];
      for (const copy of found) {
        const { mode, uid, gid, mtimeMs } = copy.entry;
        // The copy that is read gives the metadata, too.
        if (mode !== best.entry.mode || mtimeMs !== best.entry.mtimeMs) continue;
        if (uid !== best.entry.uid || gid !== best.entry.gid) continue;
        if (copy === best || !differ(shown, await held(copy))) same.push(copy);
      }
      for (const copy of readOrder.quietFirst(same)) {
        if (copy === best || (await isKeptAlike(path, best, copy))) return copy;
      }
      return best;
    },
    copiesToChoose: (path) => some.toChoose(path),

    place: (request) => placing.place(request),
    explain: (request) => placing.explain(request),
    room: () => placing.room(),
    ensureDirectory: (member, path) => folders.ensure(member, path),
    removeUnused: (member, made) => folders.undo(member, made),
    supplant: (path, fresh, id) => supplants.one(path, fresh, id),
    supplanting: (items) => supplants.announce(items),
    copiesToTrash: (path, go, stays, id) => some.trash(path, go, stays, id),
    copiesFromTrash: (id, path) => some.restore(id, path),
    renameCopies: (from, to, go, beside = false) => some.rename(from, to, go, beside),

    write: (path, source, writeOptions) => writeToPool(writeParts, path, source, writeOptions),
    copyIn: (requests, copyOptions) => copyIntoPool(writeParts, requests, copyOptions),

    makeDirectory: (path, { only, ...makeOptions } = {}) =>
      makeInPool(
        writeParts,
        path,
        `Making the folder ${path} in ${name}`,
        (able) => Promise.resolve(only === undefined ? able : able.filter((member) => member.name === only)),
        ({ volume }) => volume.makeDirectory(path, makeOptions),
        newFolder,
      ),

    makeSymlink: (path, target) => {
      const attempted = `Making the link ${path} in ${name}`;
      const able = async (candidates: readonly Member[]): Promise<readonly Member[]> => {
        const known = await Promise.all(
          candidates.map(async ({ volume, state }) => {
            // One that cannot be asked is refused by placement, in its own words.
            if (!state().online) return true;
            return capabilitiesOf(volume).then(
              ({ symlinks }) => symlinks,
              () => true,
            );
          }),
        );
        return candidates.filter((_member, index) => known[index] === true);
      };
      return makeInPool(writeParts, path, attempted, able, ({ volume }) => volume.makeSymlink(path, target));
    },

    makeHardLink: (existing, path) => changes.hardLink(existing, path),
    async makeDurable(folders) {
      const perMember = new Map<Member, PoolPath[]>();
      for (const folder of folders) {
        for (const { member } of await copies.existing(folder, `Making the names in ${folder} durable in ${name}`)) {
          perMember.set(member, [...(perMember.get(member) ?? []), folder]);
        }
      }
      await Promise.all([...perMember].map(([member, held]) => member.volume.makeDurable(held)));
    },
    beingWritten: (paths) =>
      Promise.all(
        paths.map(async (path) => {
          const held = await copies.existing(path, `Looking who writes ${path} in ${name}`);
          const each = await Promise.all(held.map(({ member }) => member.volume.beingWritten([path])));
          return each.flat().includes(true);
        }),
      ),
    async rename(from, to) {
      await changes.rename(from, to);
      options.renamed?.(from, to);
    },
    exchange: (one, other) =>
      Promise.reject(
        fail(
          'unsupported',
          `Exchanging ${one} and ${other} in ${name}`,
          'they may lie on several volumes',
          'rename them',
        ),
      ),
    removeFile: (path, expected) => changes.removeFile(path, expected),
    removeDirectory: (path) => changes.removeDirectory(path),
    writeMetadata: (path, metadata) => changes.writeMetadata(path, metadata),

    async readMetadata(path) {
      const [best] = await copies.existing(path, `Reading the metadata of ${path} in ${name}`);
      if (best === undefined) throw copies.notFound(`Reading the metadata of ${path} in ${name}`);
      return best.member.volume.readMetadata(path);
    },

    moveToTrash: (path, id, was) => trash.move(path, id, was),
    listTrash: () => trash.list(),
    trashed: (id) => trash.find(id),
    readTrashed: (id, readOptions) => trash.read(id, readOptions),
    restoreFromTrash: (id, path) => trash.restore(id, path),
    deleteFromTrash: (id) => trash.remove(id),
    moveManyToTrash: (requests) => trashMany.move(requests),
    restoreManyFromTrash: (requests) => trashMany.restore(requests),

    async findParts({ remove, ...where }) {
      const found = await Promise.all(
        copies
          .online()
          .map(({ volume, settings }) =>
            volume.findParts({ ...where, remove: remove && settings.mode !== 'read-only' }),
          ),
      );
      return [...new Set(found.flat())];
    },
    async tidyFolders(paths, keep) {
      const tidied = await Promise.all(writable().map(({ volume }) => volume.tidyFolders(paths, keep)));
      return { removed: tidied.flatMap(({ removed }) => removed), busy: tidied.flatMap(({ busy }) => busy) };
    },
    async examine() {
      return (await Promise.all(copies.online().map(({ volume }) => volume.examine()))).flat();
    },
    async tidyOwnFolder() {
      return (await Promise.all(writable().map(({ volume }) => volume.tidyOwnFolder()))).flat();
    },

    // As a Volume a pool keeps a record on each of its members; its own journal names the members that are concerned.
    async writeRecord(id, text) {
      await Promise.all(writable().map(({ volume }) => volume.writeRecord(id, text)));
    },
    async removeRecord(id) {
      await Promise.all(writable().map(({ volume }) => volume.removeRecord(id)));
    },
    async listRecords() {
      const lists = await Promise.all(copies.online().map(({ volume }) => volume.listRecords()));
      return [...new Map(lists.flat().map((record) => [record.id, record])).values()];
    },

    async space() {
      const parts = copies.online().map(async ({ volume, settings }) => ({
        spaceGroup: (await capabilitiesOf(volume)).spaceGroup,
        space: await volume.space(),
        limit: settings.limit,
      }));
      return sumSpace(await Promise.all(parts));
    },

    physical(path) {
      // Which member has it is known only by asking, and this answers at once: `copiesOf` tells.
      const [only, ...others] = copies.online();
      return only === undefined || others.length > 0 ? null : only.volume.physical(path);
    },

    close: () => Promise.resolve(),
  };
}

/** A member that is not connected, as a listing names it. */
function awayMember({ name, state }: Member, complete: readonly AwayHolder[]): MissingVolume {
  const seenMs = complete.find(({ volume }) => volume === name)?.seenMs ?? null;
  return { volume: name, reason: state().reason, ...(seenMs === null ? {} : { knownMs: seenMs }) };
}
