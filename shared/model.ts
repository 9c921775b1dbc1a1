import type { ErrorCode, WireError } from './errors.ts';
import type { EvennessPoint, PlanBlocked, PlanEstimate, PlanFlow, PlanRequest, PlanRisk } from './planning.ts';
import type { KeepTogether, PlacementPin, PlacementRule } from './placement.ts';
import type { RunWindow } from './runs.ts';
import type { Unread } from './unread.ts';

/** Plain, readonly, JSON-safe shapes that cross process borders. All sizes are bytes, all times ms since 1970 (UTC). */

export const volumeModes = ['read-write', 'no-create', 'read-only'] as const;
export type VolumeMode = (typeof volumeModes)[number];
export type VolumeState = 'online' | 'offline' | 'draining' | 'failing';

/** In the order in which they are offered; shared/placement.ts says what each does. */
export const policyNames = [
  'balanced',
  'most-free',
  'least-used',
  'least-full',
  'round-robin',
  'weighted-random',
  'first-fit',
  'fill-up',
  'high-water',
  'least-busy',
  'existing-path',
] as const;
export type PolicyName = (typeof policyNames)[number];

/** used + free = total; see CLI.md "Definitions". With a limit: total = limit. */
export interface Space {
  readonly total: number;
  readonly used: number;
  readonly free: number;
}

export interface VolumeInfo {
  readonly id: string;
  /** Unique in its pool; entries, plans and jobs name volumes by it. */
  readonly name: string;
  readonly root: string;
  readonly mode: VolumeMode;
  readonly state: VolumeState;
  /** Why the state is not `online`, as a sentence; empty otherwise. */
  readonly stateReason: string;
  /** Colour slot 1-8 of the look, assigned once and kept. */
  readonly colour: number;
  /** One letter or digit. */
  readonly mark: string;
  /** The last known figures when offline; null when never seen. */
  readonly space: Space | null;
  /** Bytes that are never filled. */
  readonly reserve: number;
  readonly limit: number | null;
  readonly tags: readonly string[];
  /** Volumes with the same group share one file system's free space. */
  readonly spaceGroup: string;
  readonly filesystem: string;
  /** `live`: changes by other programs are seen at once; `polled`: at the next reconcile. */
  readonly watching: 'live' | 'polled';
  /** Why it cannot be ejected now, as a clause; empty when it can. */
  readonly notEjected: string;
}

export interface PoolInfo {
  readonly id: string;
  readonly name: string;
  readonly policy: PolicyName;
  /** True for the sample pool that CFS made itself and removes by one click. */
  readonly sample: boolean;
  /** Days after which the trash is emptied by itself; null: never. */
  readonly trashDays: number | null;
  /** Bytes that new volumes of it never fill; null: by the size of each. */
  readonly reserve: number | null;
  readonly keepTogether: KeepTogether | null;
  readonly rules: readonly PlacementRule[];
  readonly pins: readonly PlacementPin[];
  readonly volumes: readonly VolumeInfo[];
  /** Sums over space groups (a shared file system counts once), online volumes only. */
  readonly space: Space;
}

export const entryTypes = ['file', 'directory', 'symlink', 'other'] as const;
export type EntryType = (typeof entryTypes)[number];

/** One row of the unified tree. */
export interface Entry {
  readonly path: string;
  readonly name: string;
  readonly type: EntryType;
  /** Logical bytes; 0 for directories. */
  readonly size: number;
  readonly mtimeMs: number;
  /** st_mode & 07777 */
  readonly mode: number;
  /** Names of the volumes that hold it, in pool order. */
  readonly volumes: readonly string[];
  /** Copies differ (size, time or type). */
  readonly conflict: boolean;
  /** Known only from volumes that are not connected; `volumes` names those. */
  readonly offline: boolean;
  /** Volumes that held it when they were last seen and cannot be asked now, beside those of `volumes` that can. */
  readonly away?: readonly AwayHolder[];
  /** Not a pool entry (lost+found, a mount point...): shown, never moved. */
  readonly foreign?: boolean;
  /** Target of a symlink, never followed. */
  readonly linkTarget?: string;
  /** Bytes taken on the volumes, every copy; in a listing that was asked for them, of what can be asked now. */
  readonly allocated?: number;
  /** When the copy that is shown was made on its volume; in a listing that was asked for it, where the file system tells. */
  readonly createdMs?: number;
  /** Of a directory in a listing of the window, where the catalog knows it. */
  readonly folder?: FolderSize;
}

/** Everything in a folder, at any depth, as the catalog knows it. */
export interface FolderSize {
  /** Logical: a file that several volumes hold counts once. */
  readonly bytes: number;
  /** Taken on the volumes, every copy. */
  readonly allocated: number;
  /** Copies of files, links and other things. */
  readonly files: number;
  /** When it was counted; null: never wholly. */
  readonly atMs: number | null;
  /** A volume that holds it is being counted for the first time: there is more. */
  readonly partial: boolean;
  /** Where several volumes hold it: what it takes on each of them. */
  readonly parts?: readonly FolderPart[];
  /** What the sums are without. */
  readonly unread?: Unread;
}

/** What a folder takes on one of the volumes that hold it, with all that is in it. */
export interface FolderPart {
  readonly volume: string;
  readonly allocated: number;
}

/** A volume that is known to hold something and cannot be asked for it. */
export interface AwayHolder {
  readonly volume: string;
  /** When the volume was last seen, ms; null: not known. */
  readonly seenMs: number | null;
  /** It is connected, and lost this together with much else; nobody has confirmed yet that it is gone. */
  readonly vanished?: true;
}

/** A volume whose part of a folder could not be read. */
export interface MissingVolume {
  readonly volume: string;
  readonly reason: string;
  /** Set when the volume is connected and failed: how. */
  readonly code?: ErrorCode;
  /** Set when all that it held is known, and listed as not connected: when it was last seen, ms. */
  readonly knownMs?: number;
}

export interface Copy {
  readonly volume: string;
  /** Real path on this host (escaped as in names.ts); null for a volume without one. */
  readonly physical: string | null;
  readonly type: EntryType;
  readonly size: number;
  /** Bytes allocated on the volume (holes not counted). */
  readonly allocated: number;
  readonly mtimeMs: number;
  /** Number of hard links. */
  readonly links: number;
  /** st_mode & 07777, and who owns it; not known of one that cannot be reached. */
  readonly mode?: number;
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** It cannot be reached: this is what its volume held when it was last seen. */
  readonly away?: Omit<AwayHolder, 'volume'>;
}

export interface Candidate {
  readonly volume: string;
  readonly chosen: boolean;
  readonly eligible: boolean;
  /** "61 % full, 212 GB free" or why it was not eligible. */
  readonly reason: string;
  /** Of one that was not eligible, in a prediction: what would make it so ("free 3.20 GB on it"). */
  readonly fix?: string;
}

/** What stood above the policy in a choice. */
export type PlacedBy =
  | { readonly kind: 'pin'; readonly path: string; readonly volume: string }
  | { readonly kind: 'rule'; readonly glob: string }
  | { readonly kind: 'together'; readonly folder: string; readonly glob?: string };

/** Why an entry is where it is, or where a put would go. */
export interface PlacementReason {
  readonly policy: PolicyName;
  readonly summary: string;
  readonly candidates: readonly Candidate[];
  /** When the choice was made; null for a prediction. */
  readonly atMs: number | null;
  /** What stood above the policy; left out when nothing did. */
  readonly by?: PlacedBy;
}

export interface EntryDetails {
  readonly entry: Entry;
  readonly copies: readonly Copy[];
  /** Recorded when CFS placed the file; null for files it found. */
  readonly why: PlacementReason | null;
  /** Where a new file in this folder (or beside this file) would go now. */
  readonly next: PlacementReason | null;
}

export interface PlanMove {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  /** Bytes allocated; a hard-link group counts once. */
  readonly size: number;
  readonly reason: string;
  /** Other names of the same inode that move with it. */
  readonly links?: readonly string[];
  /** Moves (by their index) that make its room: it begins when they have ended. */
  readonly after?: readonly number[];
  readonly risks?: readonly PlanRisk[];
  /** When the file had last been changed, as the plan saw it. */
  readonly mtimeMs?: number;
}

export interface PlanVolume {
  readonly volume: string;
  readonly used: number;
  readonly total: number;
}

export type PlanState = 'ready' | 'running' | 'done' | 'stopped';

export interface Plan {
  readonly id: string;
  readonly pool: string;
  /** "even", "drain disk2"... */
  readonly goal: string;
  readonly state: PlanState;
  readonly createdMs: number;
  /** Bytes to move, beside the least that any plan for this goal could move. */
  readonly bytes: number;
  readonly lowerBoundBytes: number;
  readonly moves: readonly PlanMove[];
  readonly blocked: readonly PlanBlocked[];
  readonly before: readonly PlanVolume[];
  readonly after: readonly PlanVolume[];
  /** False when the target is out of reach; `note` says why and what the closest is. */
  readonly reached: boolean;
  readonly note: string;
  /** Allowed band on used/total, as fractions; null for goals without one. */
  readonly band: { readonly low: number; readonly high: number } | null;
  /** Where the files were looked for; plans of earlier programs do not say. */
  readonly from?: 'catalog' | 'volumes';
  /** What it was asked for; plans of earlier programs do not say. */
  readonly request?: PlanRequest;
  readonly estimate?: PlanEstimate | null;
  /** Most bytes that exist twice at any moment while it runs. */
  readonly extraBytes?: number;
  /** No plan for the goal is better. */
  readonly proven?: boolean;
  /** The volumes (by their ids) that it was made for, in the order of `before`. */
  readonly volumeIds?: readonly string[];
}

/** Everything of a plan but its moves (`plan.moves` has them by pages): it is looked at and edited, and stored nowhere. */
export interface PlanDraft {
  readonly id: string;
  readonly pool: string;
  /** As in the stored plan that it becomes. */
  readonly goal: string;
  readonly request: PlanRequest;
  readonly bytes: number;
  readonly lowerBoundBytes: number;
  /** No plan for the goal is better. */
  readonly proven: boolean;
  /** Things that move (all names of one file are one), and their names. */
  readonly moves: number;
  readonly files: number;
  /** Rows that a person left out. */
  readonly excluded: number;
  readonly before: readonly PlanVolume[];
  readonly after: readonly PlanVolume[];
  readonly band: { readonly low: number; readonly high: number } | null;
  /** Used bytes per volume that are asked for; without those that may end as they like. */
  readonly targets: Readonly<Record<string, { readonly low: number; readonly high: number }>>;
  /** The volume that a folder is gathered on; null for other goals. */
  readonly on: string | null;
  readonly flows: readonly PlanFlow[];
  /** The first 1,000, the largest first; `blockedCount` and `blockedBytes` are of all. */
  readonly blocked: readonly PlanBlocked[];
  readonly blockedCount: number;
  readonly blockedBytes: number;
  readonly reached: boolean;
  readonly note: string;
  readonly estimate: PlanEstimate | null;
  readonly extraBytes: number;
  readonly curve: readonly EvennessPoint[];
  readonly from: 'catalog' | 'volumes';
  /** When the files were looked at, ms; later edits are solved for what was seen then. */
  readonly scannedMs: number;
}

/** A stored plan in a list. */
export interface PlanSummary extends Omit<Plan, 'moves' | 'blocked'> {
  readonly movesCount: number;
  readonly blockedCount: number;
}

/** What is otherwise now than a stored plan saw it. */
export interface PlanCheck {
  readonly id: string;
  /** So much is otherwise that it is not run: it has to be made again. */
  readonly stale: boolean;
  /** In words, the most important first: "12 files were changed", "disk2 has 3.00 GB less room". */
  readonly changes: readonly string[];
  /** The first 1,000 moves that are not possible any more. */
  readonly moves: readonly { readonly path: string; readonly reason: string }[];
  readonly movesCount: number;
  readonly movesBytes: number;
}

export const conflictPolicies = ['fail', 'skip', 'replace', 'newer', 'different', 'keep-both'] as const;
export type ConflictPolicy = (typeof conflictPolicies)[number];

/** What somebody who can be asked may say too: `ask` lets what is taken wait for an answer while the job goes on. */
export const conflictChoices = [...conflictPolicies, 'ask'] as const;
export type OnConflict = (typeof conflictChoices)[number];

export const answers = ['replace', 'keep-both', 'skip'] as const;
export type Answer = (typeof answers)[number];

export interface QuestionSide {
  readonly type: EntryType;
  /** Bytes; 0 for folders. */
  readonly size: number;
  readonly mtimeMs: number;
  /** Name of the volume that holds it; empty when it comes from outside of the pool. */
  readonly volume: string;
}

/**
 * What a conflict is about, for answers to all that are alike: the incoming one is newer, older, of the same time, has
 * the same contents, one is a folder (or something else that is not replaced) and the other is not, or the other one is
 * on a volume that is not connected.
 */
export type QuestionKind = 'newer' | 'older' | 'same-time' | 'same-contents' | 'types' | 'away';

/** A name that is taken, and waits for a person's answer. */
export interface Question {
  /** Rises within a job. */
  readonly id: number;
  /** Where it should go. */
  readonly path: string;
  readonly incoming: QuestionSide;
  readonly existing: QuestionSide;
  readonly kind: QuestionKind;
  /** Read and compared byte by byte; `unknown` when that makes no sense or could not be done. */
  readonly contents: 'same' | 'different' | 'comparing' | 'unknown';
  readonly choices: readonly Answer[];
  /** The name that it would get with `keep-both`. */
  readonly keepBothAs: string;
  readonly answer: Answer | null;
  /** `open`: waits for an answer. `answered`: will be done at once. `done`: was done, or has its error in the job. */
  readonly state: 'open' | 'answered' | 'done';
}

export type JobKind =
  | 'put'
  | 'get'
  | 'upload'
  | 'copy'
  | 'move'
  | 'trash'
  | 'remove'
  | 'rebalance'
  | 'drain'
  | 'restore'
  | 'empty'
  | 'undo'
  | 'redo'
  | 'duplicates';
/** `interrupted`: it was under way when its process ended; it can be started again or dismissed. */
export type JobState = 'queued' | 'running' | 'paused' | 'done' | 'failed' | 'cancelled' | 'interrupted';
/** When a cancelled job ends: at once, its parts removed; or after the files that are under way. */
export type CancelWhen = 'now' | 'file';

export interface JobError {
  readonly path: string;
  readonly error: WireError;
}

/** Where a file that moves is: read and written, read again from the target, made durable, taken from its source. */
export type ItemPhase = 'copying' | 'verifying' | 'committing' | 'removing';

/** Something that a job works on now. */
export interface ActiveItem {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly phase: ItemPhase;
  /** Of this phase. */
  readonly bytes: number;
  readonly bytesDone: number;
  /** Files that are in this phase together. */
  readonly files: number;
}

export interface Job {
  readonly id: string;
  readonly pool: string;
  readonly kind: JobKind;
  readonly state: JobState;
  /** "Copying 1,203 items to /photos": said in words by the engine, without figures that change. */
  readonly title: string;
  readonly filesTotal: number;
  readonly filesDone: number;
  /** Files left alone on purpose (conflict policy skip, or unchanged). */
  readonly filesSkipped: number;
  readonly bytesTotal: number;
  readonly bytesDone: number;
  /** True while the sources are still being counted: totals will grow. */
  readonly counting: boolean;
  /** Bytes per second over the last seconds of active time. */
  readonly rate: number;
  /** Estimated ms of work left, or null while unknown. Waiting does not count. */
  readonly etaMs: number | null;
  /** Between which the time left lies, by how the speed varied lately; left out or null while unknown. */
  readonly etaRange?: { readonly leastMs: number; readonly mostMs: number } | null;
  /** How long it worked, ms: pauses and waiting are cut out. */
  readonly activeMs?: number;
  /** Devices that it reads and writes, by the name of a volume on each. */
  readonly lanes?: readonly string[];
  readonly current: string;
  /** Bytes placed per volume so far. */
  readonly perVolume: Readonly<Record<string, number>>;
  /** What is under way, for runs of plans: one per direction at most. */
  readonly active?: readonly ActiveItem[];
  readonly errors: readonly JobError[];
  /** How many failed, where more did than `errors` names. */
  readonly filesFailed?: number;
  /** Losses of metadata and other remarks that a person should read. */
  readonly notes: readonly string[];
  /** Names that are taken and wait for an answer (`job.questions`). */
  readonly questions: number;
  /** Rises when any question of the job, or its answer, changes. */
  readonly questionsRevision: number;
  /** All the rest is done: only answers are waited for. */
  readonly asking: boolean;
  readonly startedMs: number;
  readonly endedMs: number | null;
  readonly planId: string | null;
  /** Most bytes per second that it may copy; null: as fast as it goes. */
  readonly limit: number | null;
  /** It gives way to all others on its disks. */
  readonly background?: boolean;
  /** It works only then; null or left out: always. */
  readonly window?: RunWindow | null;
  /** It stands still until its window opens. */
  readonly heldUntilMs?: number | null;
  /**
   * What it waits for while it is queued or running (a device or volume in words), or an interrupted one with hours
   * before it goes on (volumes that are not connected); empty when it waits for nothing.
   */
  readonly waitingFor: string;
  /** Since when an interrupted one waits, ms. */
  readonly waitingSinceMs?: number;
  /** Of an interrupted one with hours: why it does not go on by itself; left out: it does, in its hours. */
  readonly stays?: string;
  /** Queued jobs begin in the order of this figure; the list is in it, too. */
  readonly order: number;
  /** Set from a cancel until the job has ended. */
  readonly stopping: CancelWhen | null;
  /** It has ended with failed items that `job.retry` can try again, or was cancelled and can be finished by it. */
  readonly canRetry: boolean;
  /** It is interrupted and `job.restart` can go on with it; a note says why not. */
  readonly canRestart: boolean;
  /** Rises with every change. */
  readonly revision: number;
}

/** One thing that a person did to a pool, as history tells of it. */
export interface Act {
  readonly id: string;
  /** "Move 3 items to /photos": reads well behind "Undo". */
  readonly title: string;
  readonly atMs: number;
  /** Things that it changed. */
  readonly items: number;
  /** Bytes that are copied when it is undone or done again; 0 where names change only. */
  readonly bytes: number;
  /** Its undo or redo was begun and stopped; the next one goes on with it. */
  readonly partly: boolean;
}

/** What undo and redo would be about now; null when there is nothing. */
export interface NextActs {
  readonly undo: Act | null;
  readonly redo: Act | null;
}

export interface ActLists {
  /** Newest first. */
  readonly undo: readonly Act[];
  /** Next first. */
  readonly redo: readonly Act[];
}

export interface TrashEntry {
  readonly id: string;
  readonly path: string;
  readonly volume: string;
  readonly type: EntryType;
  readonly size: number;
  readonly deletedMs: number;
}

/** What a folder would be as a volume, told before anything is written. */
export interface VolumeProbe {
  readonly root: string;
  readonly exists: boolean;
  readonly isDirectory: boolean;
  readonly writable: boolean;
  readonly filesystem: string;
  readonly space: Space | null;
  /** Things a person should know ("the system needs this room", "already a volume of Home pool"). */
  readonly warnings: readonly string[];
  /** Set when it cannot be added, as a sentence. */
  readonly refusal: string | null;
  readonly suggestedName: string;
  /** Set when it carries the marker of a volume that this home does not know: its pool can be imported. */
  readonly carries?: { readonly poolId: string; readonly pool: string; readonly volume: string };
}

export interface HostCapabilities {
  /** A native folder picker; otherwise the window browses with host.folders. */
  readonly pickFolder: boolean;
  readonly openFile: boolean;
  readonly showInSystem: boolean;
  /** Drops carry real paths that the host can read. */
  readonly dropPaths: boolean;
  /** Bytes go up and down over HTTP. */
  readonly streams: boolean;
  readonly windowControls: boolean;
  /** The system has a chooser of programs for a file. */
  readonly openWith: boolean;
  /** Files can be put on the system's clipboard and read from it. */
  readonly systemClipboard: boolean;
  /** There is a menu of the system that shows the window's commands. */
  readonly appMenu: boolean;
  /** Real files can be dragged to other programs. */
  readonly dragOut: boolean;
  /** It tells of ends, failures and decisions by itself while the window has no focus. */
  readonly notifies?: boolean;
}

export interface HostInfo {
  readonly version: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  readonly home: string;
  readonly capabilities: HostCapabilities;
}

/**
 * `half-move`: an operation whose process died; `trash`: a deletion that was not ended; `journal`: a record of an
 * operation that cannot be read; `catalog`: what a home remembers of files that are gone; `metadata`: times and modes
 * that will surprise. `foreign` and `catalog` are told and need nobody.
 */
export const findingKinds = [
  'half-move',
  'orphan-part',
  'trash',
  'journal',
  'marker',
  'conflict',
  'duplicate',
  'bad-hash',
  'unreadable',
  'metadata',
  'catalog',
  'foreign',
] as const;

export interface Finding {
  readonly kind: (typeof findingKinds)[number];
  readonly path: string;
  readonly volumes: readonly string[];
  /** What --repair does or did, or what a person can do; empty when there is nothing to do. */
  readonly repair: string;
  readonly repaired: boolean;
}

/** `held-back`: much vanished from it at once, and nothing is treated as deleted until somebody confirms it. */
export const catalogVolumeStates = ['live', 'polled', 'scanning', 'offline', 'held-back', 'unreadable'] as const;
export type CatalogVolumeState = (typeof catalogVolumeStates)[number];

/** What is known to have vanished from a volume and is kept in the catalog until somebody confirms it. */
export interface HeldBack {
  /** Files, links and other things that are not folders, which would go. */
  readonly entries: number;
  readonly folders: number;
  /** Entries that the catalog has of this volume, those among them. */
  readonly of: number;
  /** Pool paths of the biggest of what would go: at most 20, folders end with a slash. */
  readonly examples: readonly string[];
  readonly sinceMs: number;
}

/** What the catalog knows of one volume, and how. */
export interface CatalogVolume {
  /** Name of the volume. */
  readonly volume: string;
  readonly id: string;
  readonly state: CatalogVolumeState;
  /** Copies of files, links and other things that are not folders. */
  readonly entries: number;
  /** When a complete scan of it ended last; null: never. */
  readonly scannedMs: number | null;
  /** When the volume was there last; null: never. */
  readonly seenMs: number | null;
  /** Why it is not `live`, as the middle of a sentence; null when there is nothing to say. */
  readonly problem: string | null;
  /** Folders that could not be read, at most 100. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
  readonly heldBack: HeldBack | null;
}

/**
 * `none`: nothing was ever scanned; `scanning`: a volume is being scanned; `fresh`: every connected volume is watched or
 * was looked at a moment ago; `stale`: as old as it says; `off`: it cannot be used (`problem`).
 */
export type CatalogState = 'none' | 'scanning' | 'fresh' | 'stale' | 'off';

export interface CatalogStatus {
  readonly state: CatalogState;
  /** Entries of the pool as known: copies of files, links and other things. */
  readonly entries: number;
  readonly folders: number;
  /** The oldest complete scan of any connected volume; null: one was never scanned. */
  readonly scannedMs: number | null;
  /** Of the scan that runs; null when none runs. */
  readonly progress: { readonly folders: number; readonly entries: number } | null;
  /** Another one whenever an entry or a folder is, also where all counts stay as they were. */
  readonly changes: number;
  readonly perVolume: readonly CatalogVolume[];
  /** Why it is `off`. */
  readonly problem: string | null;
}
