import type {
  Entry,
  EntryType,
  MissingVolume,
  PlacementReason,
  PolicyName,
  Space,
  VolumeMode,
} from '../../../shared/model.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Volume, VolumeEntry } from '../volume/volume.ts';
import type { Away } from './away.ts';
import type { Intent } from './intent.ts';

/** A volume with its settings and its present state, as one pool sees it. Mutable settings are read at each use. */
export interface Member {
  readonly name: string;
  /** Stays when the volume is renamed; the journal names volumes by it. Without one, by name. */
  readonly id?: string;
  readonly volume: Volume;
  /** Read anew at each decision; the engine changes them while the pool is open. */
  readonly settings: MemberSettings;
  /** Present state; `offline` and `failing` members are never asked. */
  readonly state: () => MemberState;
}

export interface MemberSettings {
  readonly mode: VolumeMode;
  /** Bytes never filled. */
  readonly reserve: number;
  readonly limit: number | null;
  readonly draining: boolean;
  readonly tags: readonly string[];
}

export interface MemberState {
  readonly online: boolean;
  /** Why it is not online, as a sentence; empty otherwise. */
  readonly reason: string;
}

/** One copy of an entry: which member holds it and what that member says of it. */
export interface MemberCopy {
  readonly member: Member;
  readonly entry: VolumeEntry;
}

/** A copy as it was seen: what is done to it is done only while it is still that one. */
export interface SeenCopy {
  /** Name of the volume. */
  readonly volume: string;
  readonly type: EntryType;
  readonly size: number;
  readonly mtimeMs: number;
  /** As VolumeEntry tells it. */
  readonly inode: string;
}

/**
 * Space promised to running work, per space group, shared by everything that writes to the pool (all jobs of this
 * process and, through state/, all processes).
 */
export interface Reservations {
  /**
   * Bytes promised in this group and not yet released, and those that other processes released after `since`: a figure
   * of the file system that was read then may not know of them.
   */
  reserved(spaceGroup: string, since?: ReservationMark): number;
  /** Promises bytes until released; `release` may be called more than once. */
  reserve(spaceGroup: string, bytes: number): { readonly release: () => void };
  /** What other processes hold and have released by now. */
  mark?(): ReservationMark;
  /** Runs a choice, with the promise that follows it, while no other process chooses; synchronous. */
  exactly?<T>(choice: () => T): T;
}

export interface ReservationMark {
  readonly others: readonly {
    readonly owner: string;
    readonly group: string;
    readonly bytes: number;
    readonly released: number;
  }[];
}

/**
 * Keeps what operations of more than one step are about, so that those of a killed process are finished or undone
 * (docs/decisions/0011). Implemented in journal/journal.ts.
 */
export interface Journal {
  /** Durable when it resolves. @throws io (the journal cannot be written); nothing was done then */
  begin(intent: Intent, members: readonly Member[]): Promise<Operation>;
  /**
   * New files are going to be written in these folders of the member; durable when it resolves. The answer is to be
   * called when they are there or given up. Costs nothing for folders that are known already.
   */
  writing(member: Member, folders: readonly PoolPath[]): Promise<() => void>;
}

export interface Operation {
  /** It came to its end, or was taken back wholly. Never rejects. */
  end(): Promise<void>;
  /** It could be neither finished nor taken back: left to recovery. Never rejects. */
  abandon(): Promise<void>;
}

/** A new version that takes the place of an old one: where it waits. */
export type Fresh = { readonly at: PoolPath } | { readonly trashed: string };

/** A new version that waits on a member for the place of `path`. */
export interface Waiting {
  readonly path: PoolPath;
  readonly at: PoolPath;
  readonly member: Member;
}

/** Where a new file goes: a member, the space promised for it, and why. */
export interface Placement {
  readonly member: Member;
  readonly reason: PlacementReason;
  /**
   * Tells of bytes that are on the disk by now, so that they are not counted as promised too. Not needed for small
   * files; a file of 60 GB would otherwise hold its room twice.
   */
  readonly wrote: (bytes: number) => void;
  /** Ends the promise of space; call it when the file is written or given up. */
  readonly release: () => void;
}

export interface PlaceRequest {
  readonly path: PoolPath;
  /** Bytes that the file will need. */
  readonly size: number;
  /** Members (by name) that were tried and refused already: ENOSPC halfway goes on to another volume. */
  readonly exclude?: ReadonlySet<string>;
  /** This member and no other, whatever rules, pins and the policy say: a plan decided where the file goes. */
  readonly only?: string;
}

export interface MergedListing {
  /** Folders first, then natural order by name. Foreign things carry `foreign`, what is only known `offline`. */
  readonly entries: readonly Entry[];
  readonly missing: readonly MissingVolume[];
  /** Only the first rows were asked for, and there may be more. */
  readonly partial?: true;
}

/**
 * A pool is itself a Volume (it passes the same contract suite), and tells besides on which members things are. As a
 * Volume its `write` places by the policy; `rename` renames on every member that holds the entry; `removeFile` removes
 * every copy; `removeDirectory` removes on every member or on none; `stat` answers for the best copy.
 */
export interface PoolVolume extends Volume {
  /** `only`: the name of the member that it is made on; left out: as the policy says. */
  makeDirectory(path: PoolPath, options?: { readonly mode?: number; readonly only?: string }): Promise<void>;
  readonly members: readonly Member[];
  readonly policy: () => PolicyName;
  readonly reservations: Reservations;
  readonly journal: Journal;
  /** What is known of members that are not connected. */
  readonly away: Away;

  /**
   * `known`: with what members that are not connected are known to hold; `first`: only so many rows, the first ones;
   * `allocated`: with the bytes that they take; `created`: with when they were made on their volumes.
   */
  listMerged(
    path: PoolPath,
    options?: {
      readonly signal?: AbortSignal;
      readonly known?: boolean;
      readonly first?: number;
      readonly allocated?: boolean;
      readonly created?: boolean;
    },
  ): Promise<MergedListing>;
  /** Also of what only members that are not connected are known to hold. @throws not-found */
  entryOf(path: PoolPath): Promise<Entry>;
  /**
   * Copies for a choice between them, best first, and the volumes of which nothing is known because they are away.
   * @throws the failure of a member that is there and cannot be read: nobody decides with a copy unseen
   */
  copiesToChoose(path: PoolPath): Promise<{
    readonly copies: readonly MemberCopy[];
    readonly away: readonly { readonly volume: string; readonly reason: string }[];
  }>;
  /** Copies on online members, best first (newest, then pool order); empty when there is none. */
  copiesOf(path: PoolPath): Promise<readonly MemberCopy[]>;
  /**
   * The copy to copy from, with its metadata: of those that are the same as the best one, in mode, owner and exact time
   * too, the one on whose volume the least runs. Undefined when there is none.
   */
  readFrom(path: PoolPath): Promise<MemberCopy | undefined>;

  /** Chooses a volume for a new file and promises the space. @throws no-space with `data.volumes`, read-only, offline */
  place(request: PlaceRequest): Promise<Placement>;
  /** The same choice, promising nothing: for "why" and previews. Never throws for lack of room: says so. */
  explain(request: PlaceRequest): Promise<PlacementReason>;
  /** Space that a placement may use on each online member now: free minus reserve minus reservations. */
  room(): Promise<readonly MemberRoom[]>;

  /**
   * Makes the folder and its missing parents on one member, with mode, owner, ACLs and times cloned from the first
   * copy of each (invariant 13). Answers the folders that it made, topmost first.
   */
  ensureDirectory(member: Member, path: PoolPath): Promise<readonly PoolPath[]>;
  /**
   * Takes away those of the folders that `ensureDirectory` made on this member which are empty still, because what they
   * were made for did not come. Never rejects.
   */
  removeUnused(member: Member, made: readonly PoolPath[]): Promise<void>;

  /**
   * The new version, at another path (`.cfs-new-...` beside it, or any entry of the pool) or in the trash, takes the
   * place of what is at `path`, which goes to the trash of every member that holds it under one id. All of it or, after
   * a failure, nothing. Answers the id of the old version in the trash; null when there was none.
   * @param id for the old version; default a new one
   * @throws not-found (no new version), refused, read-only
   */
  supplant(path: PoolPath, fresh: Fresh, id?: string): Promise<string | null>;
  /**
   * Says that these replacements follow, each by `supplant`: their intents are in the journal together, which costs one
   * write instead of one for each. To be called with the answer when all were tried.
   */
  supplanting(items: readonly Waiting[]): Promise<() => Promise<void>>;

  /**
   * These copies of an entry go to the trashes of their volumes under one id, while the one that `stays` is seen
   * unchanged; all or none of them. What is on other volumes is left alone.
   * @throws changed, offline (one that was seen is away), read-only, refused (nothing would stay)
   */
  copiesToTrash(path: PoolPath, go: readonly SeenCopy[], stays: SeenCopy, id: string): Promise<void>;
  /** What `copiesToTrash` moved comes back to each volume, beside the copies on others. @throws not-found, exists */
  copiesFromTrash(id: string, path: PoolPath): Promise<void>;
  /**
   * These copies get another name, the other ones keep theirs.
   * @param beside the new name may be held by other volumes: for taking it back
   * @throws changed, offline, exists, read-only
   */
  renameCopies(from: PoolPath, to: PoolPath, go: readonly SeenCopy[], beside?: boolean): Promise<void>;
}

export interface MemberRoom {
  readonly member: Member;
  readonly spaceGroup: string;
  readonly space: Space;
  /** Bytes; may be negative when the reserve is already touched. */
  readonly room: number;
}

/** What a placement policy sees of one volume; everything a policy needs is here, so that policies are pure. */
export interface PolicyVolume {
  readonly name: string;
  readonly total: number;
  readonly used: number;
  readonly free: number;
  /** Free minus reserve minus reservations, bytes. */
  readonly room: number;
  /** Running writes on this volume. */
  readonly queue: number;
  /** Bytes per second measured from real jobs, or null while unknown. */
  readonly rate: number | null;
  /** ms that one operation takes beside its bytes, measured from real jobs; null or left out while unknown. */
  readonly latency?: number | null;
}

export interface PolicyChoice {
  readonly volume: string;
  /** Why this one: a short phrase. */
  readonly reason: string;
}
