import type { ActivityPage, ActivityReceipt, SpeedLine } from '../../shared/activity.ts';
import type {
  ActLists,
  CatalogStatus,
  ConflictPolicy,
  Answer,
  CancelWhen,
  Copy,
  Entry,
  EntryDetails,
  Finding,
  FolderSize,
  Job,
  MissingVolume,
  OnConflict,
  NextActs,
  PlacementReason,
  Plan,
  PlanSummary,
  PolicyName,
  PoolInfo,
  Question,
  TrashEntry,
  VolumeInfo,
  VolumeProbe,
} from '../../shared/model.ts';
import type { CopyComparison, DifferingList, ResolvedCopies, SeenCopy } from '../../shared/copies.ts';
import type { DuplicateChoice, DuplicateReport } from '../../shared/duplicates.ts';
import type { IoChange, IoHistory } from '../../shared/io.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { PlanRequest } from '../../shared/planning.ts';
import type { DigestName, FilePreview, SeenFile } from '../../shared/preview.ts';
import type { KeptPicture, SmallPicture } from '../../shared/small-picture.ts';
import type { KeepTogether, PlacementPin, PlacementRule, RuleStanding } from '../../shared/placement.ts';
import type { EmptyProof, RunReceipt, RunWindow } from '../../shared/runs.ts';
import type { SearchFacets, SearchPage, SearchSort } from '../../shared/search.ts';
import type {
  HardLinks,
  UsageFolder,
  UsageHistory,
  UsageLists,
  UsageMeasure,
  UsageSelection,
} from '../../shared/usage.ts';
import type { SimulationChange } from '../../shared/simulation.ts';
import type { VolumeReport } from '../../shared/volume-report.ts';
import type { VolumeSpec } from '../../shared/contract.ts';
import type { ReaderInput, ReaderName, ReaderOutput } from './catalog/readers.ts';
import type { IndexedVolume } from './catalog/index-run.ts';
import type { WalkedFolder } from './catalog/merged-walk.ts';
import type { CheckOptions } from './check/findings.ts';
import type { PlanDrafts } from './plans-api.ts';
import type { ActivityOptions } from './runtime/activity.ts';
import type { PoolSimulations } from './runtime/simulating.ts';
import type { UsageSum } from './runtime/usage-tree.ts';
import type { ByteSource } from './volume/volume.ts';

/**
 * The developer API: what a host, the command line and a program of yours may call. `openEngine` gives an Engine over
 * one CFS_HOME, `openPool` one pool of it. Errors are AppErrors; work that may take long is a JobHandle.
 */
export interface Engine {
  /** Folder of configuration, state and the sample pool. */
  readonly home: string;
  pools(): Promise<readonly PoolInfo[]>;
  /** By name or id; without one, the only pool. @throws not-found, invalid (several pools and no name) */
  pool(name?: string): Promise<Pool>;
  createPool(options: {
    readonly name: string;
    readonly policy?: PolicyName;
    readonly volumes?: readonly VolumeSpec[];
    /** Default reserve of its volumes in bytes. */
    readonly reserve?: number;
  }): Promise<Pool>;
  forgetPool(name: string): Promise<void>;
  /**
   * Rebuilds a pool from the markers of its volumes (absolute paths); more volumes of a pool that is known already join
   * it. `missing`: names of volumes that the markers tell of and that were not given.
   * @throws not-found, not-a-directory, refused (no marker, several pools, one volume twice), exists (the pool's name)
   */
  importPool(
    roots: readonly string[],
    options?: { readonly name?: string },
  ): Promise<{ readonly pool: Pool; readonly missing: readonly string[] }>;
  createSamplePool(): Promise<Pool>;
  /** @throws not-found; refused, unless `all`, while it holds files that are not of the sample */
  removeSamplePool(options?: { readonly all?: boolean }): Promise<void>;
  probeVolume(root: string): Promise<VolumeProbe>;
  suggestVolumes(): Promise<readonly VolumeProbe[]>;
  readonly jobs: Jobs;
  readonly plans: Plans;
  on<Name extends keyof EngineEvents>(event: Name, listener: (payload: EngineEvents[Name]) => void): () => void;
  /** Cancels what runs (`keepJobs`: it is offered as interrupted at the next start), ends lanes and watches. */
  close(options?: { readonly keepJobs?: boolean }): Promise<void>;
}

export interface Recovered {
  readonly path: PoolPath;
  /** `left`: neither could be done; a person should look. */
  readonly outcome: 'finished' | 'undone' | 'left';
  /** In words, such as "a move was finished". */
  readonly what: string;
}

export interface EngineEvents {
  poolsChanged: Record<string, never>;
  poolChanged: PoolInfo;
  /** Paths of folders in which something changed, seen or done. */
  foldersChanged: { readonly pool: string; readonly paths: readonly PoolPath[] };
  /** What killed processes left unfinished was finished or undone. */
  recovered: { readonly pool: string; readonly items: readonly Recovered[] };
  jobChanged: Job;
  jobRemoved: string;
  /** Something more was done in this pool, and what came of it is known. */
  activityChanged: { readonly pool: string };
  /** Another act of this pool is the next to be undone or done again. */
  historyChanged: { readonly pool: string } & NextActs;
  /** The state of a pool's catalog; told twice a second at most, only when it changed. */
  catalogChanged: { readonly pool: string; readonly status: CatalogStatus };
  /** What is read and written: once a second while something is, only when it changed, and once when it has ended. */
  ioChanged: IoChange;
  /** How far a simulation is that has an id; told ten times a second at most. */
  simulating: SimulationChange;
}

export interface Pool {
  readonly id: string;
  readonly name: string;
  /** The index of all its entries: search, usage, what is on volumes that are not connected. */
  readonly catalog: PoolCatalog;
  /** Who uses what: sizes of folders, the biggest files, and how it grew. */
  readonly usage: PoolUsage;
  /**
   * Finds paths by what a person types (shared/query.ts), in the catalog: what it does not know yet is not found, see
   * `catalog.status`. @throws as catalog.read
   */
  search(text: string, options?: SearchOptions): Promise<SearchPage>;
  /** Figures over all that such a search finds. */
  searchFacets(text: string, options?: Pick<SearchOptions, 'path' | 'signal'>): Promise<SearchFacets>;
  /** What policies would do with the same writes, without touching a volume. */
  readonly simulate: PoolSimulations['simulate'];
  info(): Promise<PoolInfo>;
  /** @throws exists (a name or pattern twice), not-found (a volume that a rule or pin names), invalid */
  set(settings: PoolSettings): Promise<PoolInfo>;
  /** How each rule of the pool stands now, in their order: what it matches by the catalog, and whether it can be met. */
  ruleStandings(options?: { readonly signal?: AbortSignal }): Promise<readonly RuleStanding[]>;
  /** What this engine reads and writes on each volume, now and in the last ten minutes, and what jobs measured. */
  io(): IoHistory;

  addVolume(spec: VolumeSpec): Promise<VolumeInfo>;
  setVolume(
    name: string,
    settings: {
      readonly name?: string;
      readonly mode?: VolumeInfo['mode'];
      readonly reserve?: number;
      readonly limit?: number | null;
      readonly tags?: readonly string[];
      /** Slot 1-8 of the look, and one letter or digit. */
      readonly colour?: number;
      readonly mark?: string;
    },
  ): Promise<VolumeInfo>;
  /** What its file system can do and how much on it is the pool's, looked at now. @throws not-found, timeout, io */
  volumeReport(name: string): Promise<VolumeReport>;
  /**
   * Closes all that CFS has open on the disk of a volume, and unmounts it by the system's own tool: what was written is
   * on the disk then. Answers the names of all volumes on it, which are offline until they are connected again.
   * @throws offline, unsupported (it is no disk of its own), busy (a job or another program uses it), denied, io, timeout
   */
  ejectVolume(name: string): Promise<readonly string[]>;
  removeVolume(name: string, options?: { readonly leaveFiles?: boolean }): Promise<void>;

  /**
   * Merged listing: folders first, then natural order by name; with what volumes that are not connected are known to
   * hold (`offline`). `missing`: volumes that could not be read. With `first` only so many rows, which is much quicker in
   * a large folder; `partial`: there may be more. `allocated`: with the bytes that files take on the volumes; `created`:
   * with when what is shown was made on its volume.
   */
  list(
    path: PoolPath,
    options?: {
      readonly first?: number;
      readonly allocated?: boolean;
      readonly created?: boolean;
      readonly signal?: AbortSignal;
    },
  ): Promise<{
    readonly entries: readonly Entry[];
    readonly missing: readonly MissingVolume[];
    readonly partial?: true;
  }>;
  /**
   * Every folder below one, and what is in it, as the volumes tell it at this moment: a folder before those in it,
   * otherwise in no order that means anything. For programs that look at everything: many times quicker than to list
   * each folder; no link targets, no foreign things. Memory stays flat however many entries there are.
   * @throws not-found (no such folder), offline (no volume is there), cancelled
   */
  walk(path: PoolPath, options?: { readonly signal?: AbortSignal }): AsyncIterable<WalkedFolder>;
  stat(path: PoolPath): Promise<Entry>;
  copies(path: PoolPath): Promise<readonly Copy[]>;
  details(path: PoolPath): Promise<EntryDetails>;
  /** The copy that opens: online, newest, then pool order. @throws not-found, offline */
  bestCopy(path: PoolPath): Promise<Copy>;
  /** Why an existing entry is where it is, or where a new one of `size` bytes would go (or why nowhere). */
  why(path: PoolPath, size?: number): Promise<PlacementReason>;
  read(path: PoolPath, options?: { readonly start?: number; readonly end?: number }): AsyncIterable<Uint8Array>;
  /** Writes one file from a stream, through the scheduler. Makes missing parents. */
  write(
    path: PoolPath,
    source: ByteSource,
    options?: {
      readonly size?: number;
      readonly mtimeMs?: number;
      readonly mode?: number;
      readonly signal?: AbortSignal;
    },
  ): Promise<Entry>;
  /**
   * Asks the scheduler where another program should write a new file (`cfs open --write`): makes the parent and a
   * reservation of `size` bytes that lasts until the file is there and stable, at most a day.
   */
  placeForWriting(path: PoolPath, size: number): Promise<{ readonly volume: string; readonly physical: string }>;

  /** `volume`: the name of the one that it is made on; left out: as the policy says. */
  makeDirectory(path: PoolPath, options?: { readonly parents?: boolean; readonly volume?: string }): Promise<Entry>;
  /** Removes an empty folder on every volume, or nowhere. */
  removeDirectory(path: PoolPath): Promise<void>;
  rename(path: PoolPath, name: string): Promise<Entry>;
  /**
   * Sets the time of an entry (default: now) on every volume that holds it; makes an empty file where there is none,
   * unless `create` is false: then the answer is null.
   */
  touch(path: PoolPath, options?: { readonly mtimeMs?: number; readonly create?: boolean }): Promise<Entry | null>;
  /** A link with this text as its target; nothing in CFS follows it. */
  symlink(path: PoolPath, target: string): Promise<Entry>;
  /** A second name for a file, on every volume that holds it. @throws unsupported (folders; no hard links there) */
  link(existing: PoolPath, path: PoolPath): Promise<Entry>;

  put(sources: readonly string[], dest: PoolPath, options?: AddOptions): Promise<JobHandle>;
  get(paths: readonly PoolPath[], localFolder: string, options?: TransferOptions): Promise<JobHandle>;
  copy(paths: readonly PoolPath[], dest: PoolPath, options?: PutOptions): Promise<JobHandle>;
  /** Renames on the volume that holds the file; never crosses volumes unless a folder cannot be made there. */
  move(paths: readonly PoolPath[], dest: PoolPath, options?: PutOptions): Promise<JobHandle>;
  trash(paths: readonly PoolPath[]): Promise<JobHandle>;
  /** Deletes for ever. */
  remove(paths: readonly PoolPath[], options?: { readonly recursive?: boolean }): Promise<JobHandle>;
  /** A job whose files arrive as streams (browser upload). */
  receive(dest: PoolPath, options: ReceiveOptions): Promise<Receiver>;

  /** What was done, with what came of it, newest first; by other processes of the home, too. */
  activity(query?: ActivityOptions): Promise<ActivityPage>;
  /** All that was kept of one of them. @throws not-found */
  activityReceipt(id: string): Promise<ActivityReceipt>;

  /** What was done and can be undone, newest first, and what was undone and can be done again, next first. */
  history(): Promise<ActLists>;
  /**
   * Takes the newest act back. Each step is taken only while things are as the act left them; what was changed since is
   * an error of the job and is left as it is. What the act copied goes to the trash, what it replaced comes back.
   * @throws not-found (nothing to undo, or `act` is not the next one), busy, refused (it would copy bytes; say `yes`)
   */
  undo(options?: ReversalOptions): Promise<JobHandle>;
  /** Does again what was undone last. @throws as undo */
  redo(options?: ReversalOptions): Promise<JobHandle>;

  listTrash(): Promise<readonly TrashEntry[]>;
  /**
   * Puts things back where they were; parents that are gone are made again. What is there by then is an error, or done
   * with as the policy says: folders merge, what is replaced goes to the trash, `keep-both` restores beside it.
   */
  restoreTrash(ids: readonly string[], options?: RestoreOptions): Promise<JobHandle>;
  /**
   * Deletes things of the trash for ever: those of these ids, those that were deleted so long ago (ms), or all.
   * Answers null when there is nothing of the kind.
   */
  emptyTrash(options?: EmptyOptions): Promise<JobHandle | null>;

  /** A draft that is stored at once. @throws as `plans.draft` */
  plan(request: PlanRequest): Promise<Plan>;
  planEven(options?: { readonly within?: number; readonly scope?: PoolPath }): Promise<Plan>;
  planDrain(volume: string): Promise<Plan>;
  /**
   * The plan that moves what is at or below these paths to one volume, and nothing else; their pool paths stay. What has
   * to stay where it is (open, pinned, in conflict...) is in its `blocked`.
   * @throws not-found, offline, read-only; refused (it is there already, or may not go there); no-space (all of it does
   * not fit: nothing is half planned)
   */
  planSend(paths: readonly PoolPath[], volume: string): Promise<Plan>;
  /** Marks a volume as draining (no new files) or ends that. */
  setDraining(volume: string, draining: boolean): Promise<void>;
  /** Independent scan: what is left on a volume; empty list = proof of empty. Foreign things are named apart. */
  remaining(volume: string): Promise<{ readonly entries: readonly string[]; readonly foreign: readonly string[] }>;
  /** The same with all that belongs to a proof. @throws when a folder of it cannot be read: nothing is proven then */
  proof(volume: string): Promise<EmptyProof>;

  /**
   * Paths whose copies differ, 1,000 at most: told by the catalog and looked at now, or by a walk over the pool.
   * @throws cancelled
   */
  differing(options?: { readonly path?: PoolPath; readonly signal?: AbortSignal }): Promise<DifferingList>;
  /**
   * All copies of an entry, and in what they differ. Contents of small files are read, those of large ones with `read`.
   * @throws not-found, changed, cancelled
   */
  compareCopies(
    path: PoolPath,
    options?: { readonly read?: boolean; readonly signal?: AbortSignal },
  ): Promise<CopyComparison>;
  /**
   * What a window may show of a file, told by its first bytes (256 KiB unless said otherwise, never more than 4 MiB): a
   * text as text, that it is a picture, or why neither. Of the copy that opens, or of the one on `volume`.
   * @throws not-found, offline
   */
  preview(
    path: PoolPath,
    options?: { readonly volume?: string; readonly bytes?: number; readonly signal?: AbortSignal },
  ): Promise<FilePreview>;
  /** Bytes [start, end) of a file that was seen, 512 KiB at most. @throws changed (another file by now), invalid */
  readPart(
    path: PoolPath,
    part: {
      readonly volume: string;
      readonly start: number;
      readonly end: number;
      readonly seen: SeenFile;
      readonly signal?: AbortSignal;
    },
  ): Promise<Uint8Array>;
  /**
   * What to read of one copy to draw it small, `edge` points across. `kept` is asked before anything is read: it gets the
   * id of the volume and what was seen, and may answer the picture itself. @throws not-found, offline
   */
  smallPicture(
    path: PoolPath,
    options: {
      readonly volume: string;
      readonly edge: number;
      readonly signal?: AbortSignal;
      readonly kept?: (volumeId: string, seen: SeenFile) => Promise<KeptPicture | null>;
    },
  ): Promise<SmallPicture | KeptPicture>;
  /** A sum of one copy's contents, hexadecimal. @throws unsupported (no file), changed, cancelled */
  digest(
    path: PoolPath,
    options: { readonly volume: string; readonly name: DigestName; readonly signal?: AbortSignal },
  ): Promise<string>;
  /**
   * Ends a difference: the copy on this volume (null: the newest one) keeps the name, those that are not the same go to
   * the trashes of their volumes. `seen`: only while the copies are the ones that were looked at.
   * @throws refused (one copy only, all the same, none newer), changed, offline, read-only
   */
  keepCopy(
    path: PoolPath,
    volume: string | null,
    options?: { readonly seen?: readonly SeenCopy[] },
  ): Promise<ResolvedCopies>;
  /** The copy that opens keeps the name, each other version gets a free one beside it. @throws as keepCopy */
  keepBothCopies(path: PoolPath, options?: { readonly seen?: readonly SeenCopy[] }): Promise<ResolvedCopies>;

  /** Files of the same contents at several paths. */
  readonly duplicates: PoolDuplicates;

  /** Looks at the whole pool; `repair` changes only what CFS itself left or wrote. @throws cancelled */
  check(options: CheckOptions): Promise<readonly Finding[]>;
  /** Which folders to watch closely (the open ones); replaces the former set of this owner. */
  watchFolders(owner: string, paths: readonly PoolPath[]): void;
}

/** The index of all entries of one pool, connected or not. It is never the truth, and may be deleted at any time. */
export interface PoolCatalog {
  /** How fresh it is, per volume too. Looks at the volumes when nobody did for a while. */
  status(): Promise<CatalogStatus>;
  /**
   * Asks one of the readers (catalog/readers.ts). Nothing is found in a catalog that is not there.
   * @throws cancelled, io, timeout, corrupt (its file is damaged)
   */
  read<Name extends ReaderName>(
    name: Name,
    input: ReaderInput<Name>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<ReaderOutput<Name>>;
  /** Deletes it; a host scans anew at once. @throws busy (another CFS keeps it up to date) */
  rebuild(): Promise<void>;
  /**
   * Brings it up to date, once, in this process; for programs that no host serves. Folders whose times tell that nothing
   * changed in them are passed over, unless `full`: only that sees files which were changed in place.
   * @throws busy (another CFS keeps it up to date), not-found (no such volume), cancelled, io
   */
  update(options?: UpdateOptions): Promise<CatalogUpdate>;
  /** Reads all connected volumes again, unchanged folders too; answers before it is done. Hosts only. @throws unsupported */
  lookAgain(): Promise<void>;
  /** Much vanished from this volume at once, and it is really gone. @throws not-found; refused (nothing is held back) */
  confirm(volume: string): Promise<void>;
}

export interface UpdateOptions {
  readonly full?: boolean;
  /** Deletes it before. */
  readonly rebuild?: boolean;
  /** Names of volumes from which much vanished at once, and it is really gone. */
  readonly confirm?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { readonly folders: number; readonly entries: number }) => void;
}

export interface CatalogUpdate {
  readonly ms: number;
  /** Of the whole catalog: copies of files, links and other things, and folders by their path. */
  readonly entries: number;
  readonly folders: number;
  readonly volumes: readonly IndexedVolume[];
  /** Volumes that are not there: what was known of them is kept. */
  readonly away: readonly MissingVolume[];
  /** Why it was built from nothing; null when it was not. */
  readonly rebuilt: string | null;
}

/** Figures from the catalog (so: as fresh as that is, volumes that are not connected counted) and of earlier days. */
export interface PoolUsage {
  /**
   * The map of a folder: the biggest things in it, at most about `top` (2,000), `depth` (3) levels deep. `kinds`: find
   * the dominant kind of folders. @throws not-found (the catalog knows no such folder)
   */
  folder(
    path: PoolPath,
    options?: {
      readonly depth?: number;
      readonly top?: number;
      readonly measure?: UsageMeasure;
      readonly kinds?: boolean;
    },
  ): Promise<UsageFolder>;
  /**
   * The biggest and oldest files below a folder, its kinds and extensions, and what grew. Looks at every file of the
   * catalog below it; with `patienceMs` it answers what it has by then, and goes on while somebody asks again.
   * @throws not-found
   */
  lists(path: PoolPath, options?: { readonly limit?: number; readonly patienceMs?: number }): Promise<UsageLists>;
  /** Of the pool, or of one folder or volume, with a forecast. @throws not-found (no such volume) */
  history(of?: { readonly path?: PoolPath; readonly volume?: string }): Promise<UsageHistory>;
  /**
   * Every folder at and below a path with all that is in it as it is read (a file held twice once), folders behind what
   * is in them: from the catalog while that is up to date (unless `known` is false), else from one walk over the volumes.
   * Null where the pool is small (`least`: fewer copies than so many, 20,000), or something could not be read: listing
   * its folders tells more then. @throws not-found, offline, cancelled
   */
  sums(
    path: PoolPath,
    options?: { readonly least?: number; readonly known?: boolean; readonly signal?: AbortSignal },
  ): Promise<{ readonly folders: readonly UsageSum[]; readonly from: 'catalog' | 'walk' } | null>;
  /** Of the folders in a folder; none where the catalog does not know it. */
  sizes(path: PoolPath): Promise<readonly (FolderSize & { readonly name: string })[]>;
  /** What these entries amount to together; what the catalog does not know is counted as `unknown`. */
  selection(paths: readonly PoolPath[]): Promise<UsageSelection>;
  /** All names of a file that has several on a volume; none where it has one. At most `limit` (20). */
  hardLinks(path: PoolPath, options?: { readonly limit?: number }): Promise<HardLinks>;
  /**
   * Notes down how full everything is today; hosts do it by themselves. `folders`: sizes of folders too, which a pool
   * that was never counted wholly has none of.
   */
  sample(): Promise<{ readonly folders: boolean }>;
}

export interface SearchOptions {
  /** Only below this folder. */
  readonly path?: PoolPath;
  /** Default: best first. */
  readonly sort?: SearchSort;
  readonly descending?: boolean;
  /** Of the page before. */
  readonly cursor?: string;
  /** Hits of one page; default 200. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface PoolDuplicates {
  /**
   * Looks for files of the same contents at several paths: by size, then by their first bytes, then by all of them.
   * Further copies of one path and further names of one inode are no duplicates. `larger`: only files of so many bytes
   * or more (default 1). Pauses and ends as any job; the report is there when it has ended. @throws busy (one at a time)
   */
  find(options?: {
    readonly path?: PoolPath;
    readonly larger?: number;
    readonly signal?: AbortSignal;
  }): Promise<JobHandle>;
  /** Of the last search of this process; null: there was none. Those that waste most first, 500 unless said otherwise. */
  report(options?: { readonly offset?: number; readonly limit?: number }): DuplicateReport | null;
  /**
   * Moves the others of a group to the trash: each is compared with the one that stays, byte by byte, before it goes.
   * @throws invalid (nothing named; something would stay and go)
   */
  trash(choices: readonly DuplicateChoice[], options?: { readonly signal?: AbortSignal }): Promise<JobHandle>;
}

export interface PoolSettings {
  readonly name?: string;
  readonly policy?: PolicyName;
  /** Days after which things in the trash are deleted for ever; null: never. */
  readonly trashDays?: number | null;
  /** Bytes never filled, of its volumes that have no reserve of their own. */
  readonly reserve?: number;
  /** Folders that are kept together where no rule says otherwise; null: none. */
  readonly keepTogether?: KeepTogether | null;
  /** All rules in their order, and all pins: these and no others hold afterwards. */
  readonly rules?: readonly PlacementRule[];
  readonly pins?: readonly PlacementPin[];
}

export interface RestoreOptions {
  readonly onConflict?: ConflictPolicy;
  readonly signal?: AbortSignal;
}

export interface EmptyOptions {
  readonly ids?: readonly string[];
  readonly olderThanMs?: number;
  readonly signal?: AbortSignal;
}

export interface ReversalOptions {
  /** Bytes may be copied for it (`Act.bytes`); without it an act that needs that is `refused`. */
  readonly yes?: boolean;
  /** Id of the act that is meant; without it, whichever is next. */
  readonly act?: string;
  readonly signal?: AbortSignal;
}

/**
 * `into` (default): DEST is made the parent of every source, under the source's own name. `as`: the single source
 * becomes DEST itself. `auto`: as CLI.md says: into DEST when it exists as a folder, else as DEST.
 */
export type DestinationMode = 'into' | 'as' | 'auto';

export interface TransferOptions {
  /** Default `fail`. `ask`: the job goes on, and ends when its questions are answered. */
  readonly onConflict?: OnConflict;
  readonly verify?: boolean;
  /** Refuse, instead of report, when metadata would be lost. */
  readonly strict?: boolean;
  /** Allow folders; without it a folder among the sources is refused. Default true. */
  readonly recursive?: boolean;
  /** Most bytes per second; default as fast as it goes. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface PutOptions extends TransferOptions {
  readonly destination?: DestinationMode;
}

export interface AddOptions extends PutOptions {
  /** Name of the volume that takes all of it, whatever policy, rules and pins say; what does not fit there fails. */
  readonly volume?: string;
}

export interface ReceiveOptions {
  /** Totals; 0: not known. */
  readonly files: number;
  readonly bytes: number;
  readonly onConflict?: OnConflict;
  /** As of AddOptions. */
  readonly volume?: string;
}

/** One line per file as it is finished. */
export interface ItemResult {
  readonly path: string;
  readonly volume: string;
  readonly size: number;
  readonly outcome: 'done' | 'skipped';
  /** Of what was skipped, as the end of a sentence. */
  readonly why?: string;
}

export interface JobHandle {
  readonly id: string;
  snapshot(): Job;
  /** Called for each finished file; set it before the next await. */
  onItem(listener: (item: ItemResult) => void): void;
  /** Resolves with the ended job, also when it failed or was cancelled. */
  readonly ended: Promise<Job>;
}

export interface Receiver extends JobHandle {
  makeDirectory(path: PoolPath): Promise<void>;
  /** `path` is absolute in the pool, below the destination. */
  file(
    path: PoolPath,
    source: ByteSource,
    options: { readonly size?: number; readonly mtimeMs?: number },
  ): Promise<void>;
  /** No more files come. */
  finish(): void;
}

export interface Jobs {
  /** In their order; interrupted ones among them. */
  list(): readonly Job[];
  get(id: string): Job;
  /** How fast it was, over all of its active time. */
  speeds(id: string): SpeedLine;
  /** `now` (default): what is under way is taken back; `file`: the files under way are finished first. */
  cancel(id: string, options?: { readonly after?: CancelWhen }): void;
  /** Within a second, also in the middle of a big file. @throws refused (it is not running) */
  pause(id: string): void;
  /** Goes on with a paused job; a queued one begins at once. @throws refused */
  resume(id: string): void;
  /** Most bytes per second of all its copies together; null: as fast as it goes. @throws invalid (below 1024) */
  limit(id: string, bytesPerSecond: number | null): void;
  /** The hours in which it may work, by this host's clock; null: always. Outside of them it stands still. @throws invalid */
  window(id: string, window: RunWindow | null): void;
  /** Whether it gives way to all others on its disks. */
  background(id: string, isBackground: boolean): void;
  /** Puts a queued job before another queued one, or behind all. @throws refused (one of them is not queued) */
  move(id: string, before: string | null): void;
  /** Tries the failed items of an ended job again, or does the rest of a cancelled one, as a new job. @throws refused */
  retry(id: string): Promise<JobHandle>;
  /**
   * Goes on with an interrupted job, as a new job: what is whole at its target already is not copied again.
   * `whenThere`: only if all volumes that it needs are connected; else it says which it waits for.
   * @throws refused (it is not interrupted, it cannot be restarted, another process has taken it over); offline
   */
  restart(id: string, options?: { readonly whenThere?: boolean }): Promise<JobHandle>;
  /** Names that are taken and wait for an answer, and the last ones that were answered; 1,000 at most, from `after` on. */
  questions(id: string, after?: number): { readonly questions: readonly Question[]; readonly more: boolean };
  /**
   * Answers questions, or all open and later ones of the job (`all`). Answers how many are open still.
   * @throws not-found; refused (no choice of that question; the job has ended)
   */
  answer(
    id: string,
    answers: readonly { readonly question: number; readonly choice: Answer; readonly alike?: boolean }[],
    all?: Answer,
  ): number;
  /** Takes an ended or interrupted job off the list. @throws refused */
  dismiss(id: string): void;
  /**
   * Before the end of the program: no new jobs, and those there are end, behind the files under way (default) or now;
   * what is left of long ones is offered as interrupted at the next start. Resolves when all have ended.
   */
  windDown(after?: CancelWhen): Promise<void>;
}

export interface RunPlanOptions {
  /** Most bytes per second of all that it copies at the same time; null: as fast as it goes. */
  readonly limit?: number | null | undefined;
  /** It gives way to all others on its disks. */
  readonly background?: boolean | undefined;
  /** It works only then. */
  readonly window?: RunWindow | null | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Plans extends PlanDrafts {
  get(id: string): Promise<Plan>;
  list(pool?: string): Promise<readonly Plan[]>;
  /** The same, newest first, without moves and what cannot move. */
  summaries(pool?: string): Promise<readonly PlanSummary[]>;
  /** Makes the plan that moves back what this one moved; it moves nothing by itself. @throws not-found, refused (never run) */
  undo(id: string): Promise<Plan>;
  /** Executes a stored plan, at most once. @throws not-found; refused (already run, or stale); invalid */
  run(id: string, options?: RunPlanOptions): Promise<JobHandle>;
  /** What the run of a plan did, or has done by now. @throws not-found; refused (it was not run) */
  receipt(id: string): Promise<RunReceipt>;
}
