import { z } from 'zod';
import { answers, conflictChoices, conflictPolicies, entryTypes, policyNames, volumeModes } from './model.ts';
import type {
  ActLists,
  CatalogStatus,
  Copy,
  Entry,
  EntryDetails,
  FolderSize,
  HostInfo,
  Job,
  MissingVolume,
  NextActs,
  PlacementReason,
  Plan,
  PlanCheck,
  PlanDraft,
  PlanSummary,
  PoolInfo,
  Question,
  TrashEntry,
  VolumeInfo,
  VolumeProbe,
} from './model.ts';
import { activityGroups } from './activity.ts';
import type { ActivityPage, ActivityReceipt, SpeedLine } from './activity.ts';
import type { CopyComparison, DifferingList, ResolvedCopies } from './copies.ts';
import type { DuplicateReport } from './duplicates.ts';
import type { IoChange, IoHistory } from './io.ts';
import { defaultWithin } from './planning.ts';
import type { PlanPage } from './planning.ts';
import { digestNames, partBytesMost, previewBytesMost } from './preview.ts';
import type { FilePreview } from './preview.ts';
import type { RecoveredItem } from './recovered.ts';
import type { EmptyProof, RunReceipt } from './runs.ts';
import { usageMeasures } from './usage.ts';
import type { HardLinks, UsageFolder, UsageHistory, UsageLists, UsageSelection } from './usage.ts';
import type { VolumeReport } from './volume-report.ts';
import { keepTogetherShape, pinShape, ruleShape } from './placement-shape.ts';
import type { RuleStanding } from './placement.ts';
import type { Completions, FoundPlace, LookedPlace } from './places.ts';
import { settingsChangeShape } from './settings.ts';
import type { SettingsState } from './settings.ts';
import { searchSorts } from './search.ts';
import type { SearchFacets, SearchPage } from './search.ts';
import { smallKeptMost } from './small-picture.ts';
import type { KeptPicture, KeptPicturesUse, SmallPicture } from './small-picture.ts';
import { simulationSource, whatIf } from './simulation-shape.ts';
import type { Simulation, SimulationChange } from './simulation.ts';

/**
 * The contract between a window and its host: one table of methods (runtime parser of the input, type of the output)
 * and one of events. Inputs are strict objects: unknown fields are refused. Everything is JSON-safe.
 */

/** The CSP forbids eval: zod must not compile parsers. */
z.config({ jitless: true });

const text = z.string().max(65_536);
/** Parsed to a PoolPath by the engine's edge; here only bounded. */
const path = z.string().min(1).max(65_536);
const name = z.string().min(1).max(1024);
const bytes = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
/** A file as a preview told of it (`SeenFile`). */
const seenFile = z.strictObject({ size: bytes, mtimeMs: z.number(), inode: z.string().max(255) });
const pool = name;
const minute = z.number().int().min(0).max(1439);
const runWindow = z.strictObject({ from: minute, to: minute });
const onConflict = z.enum(conflictChoices).default('fail');

/** `act`: only that one. `yes`: bytes may be copied for it. */
const reversal = z.strictObject({ pool, act: name.optional(), yes: z.boolean().optional() });

/** The copies that a person looked at: nothing is done when others are there by then. */
const seenCopies = z
  .array(
    z.strictObject({
      volume: name,
      type: z.enum(entryTypes),
      size: bytes,
      mtimeMs: z.number(),
      inode: z.string().max(255),
    }),
  )
  .min(1)
  .max(1_000);

const planGoal = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('even'),
    by: z.enum(['percent', 'bytes']).default('percent'),
    within: z.number().min(0).max(100).default(defaultWithin),
  }),
  z.strictObject({ kind: z.literal('drain'), volume: name }),
  z.strictObject({ kind: z.literal('room'), volume: name, bytes }),
  z.strictObject({ kind: z.literal('gather'), path, on: name.nullable().default(null) }),
  z.strictObject({ kind: z.literal('spread'), path }),
  z.strictObject({ kind: z.literal('rules') }),
  z.strictObject({ kind: z.literal('targets'), targets: z.record(name, bytes) }),
]);

const planScope = z.strictObject({
  path: path.optional(),
  pattern: text.optional(),
  larger: bytes.optional(),
  smaller: bytes.optional(),
  olderMs: z.number().nonnegative().optional(),
});

const planEdits = z.strictObject({
  exclude: z.array(path).max(100_000).optional(),
  send: z
    .array(z.strictObject({ path, to: name }))
    .max(100_000)
    .optional(),
  targets: z.record(name, bytes).optional(),
  without: z.array(name).max(64).optional(),
});

const volumeSpec = z.strictObject({
  root: text,
  name: name.optional(),
  mode: z.enum(volumeModes).optional(),
  /** Bytes never filled; default 2 % of the volume, at most 4 GiB. */
  reserve: bytes.optional(),
  /** Most bytes of pool files it may hold. */
  limit: bytes.optional(),
  tags: z.array(name).optional(),
});
export type VolumeSpec = z.infer<typeof volumeSpec>;

/** `kind`: read = no change; write = a change, answered when it is done; start = answers at once with a job. */
function method<Output>() {
  return <Input extends z.ZodType>(kind: 'read' | 'write' | 'start', input: Input): MethodSpec<Input, Output> => ({
    kind,
    input,
    output: undefined as unknown as Output,
  });
}

export interface MethodSpec<Input extends z.ZodType, Output> {
  readonly kind: 'read' | 'write' | 'start';
  readonly input: Input;
  /** A type carrier only; undefined at run time. */
  readonly output: Output;
}

export interface FolderPage {
  /** Folders first, then natural order by name. */
  readonly entries: readonly Entry[];
  readonly total: number;
  /** Pass to the next call; null on the last page. */
  readonly cursor: string | null;
  /** Only the first rows were asked for, and there may be more: `total` is not known, 0, and no page follows. */
  readonly partial?: true;
  /** Volumes whose part of this folder could not be read, with the reason. */
  readonly missing: readonly MissingVolume[];
}

export interface Started {
  readonly jobId: string;
}

export interface Sent extends Started {
  /** Allocated bytes that move, and how many files have them. */
  readonly bytes: number;
  readonly files: number;
  readonly stay: number;
  /** Why the first of them stays; empty when nothing does. */
  readonly why: string;
}

/** Entries that were cut or copied. */
export interface CopiedClip {
  /** Id of the pool that they are of. */
  readonly pool: string;
  readonly verb: 'move' | 'copy';
  readonly paths: readonly string[];
}

/** What the system's clipboard holds: what was copied here, or real paths of files that others put there. */
export interface SystemClip {
  readonly own: CopiedClip | null;
  readonly files: readonly string[];
}

/** A command of the window, as a menu of the system shows it. */
export interface MenuCommand {
  readonly id: string;
  readonly title: string;
  readonly group: string;
  /** "Mod+Shift+N"; null: none. */
  readonly keys: string | null;
}

export interface UploadTicket extends Started {
  /** PUT each file's bytes to `${url}&path=...&size=...&mtimeMs=...` (path relative to the destination, encoded). */
  readonly url: string;
}

export interface HostFolder {
  readonly path: string;
  readonly parent: string | null;
  readonly folders: readonly { readonly name: string; readonly path: string }[];
}

export const methods = {
  'host.info': method<HostInfo>()('read', z.strictObject({})),
  /** Folders of the host, for choosing a volume where there is no native picker. Empty path: home. */
  'host.folders': method<HostFolder>()('read', z.strictObject({ path: text, hidden: z.boolean().default(false) })),
  'host.pickFolder': method<{ readonly path: string | null }>()('read', z.strictObject({ title: text })),

  /** What the person chose for the window. */
  'settings.get': method<SettingsState>()('read', z.strictObject({})),
  /** Changes some of it; every window of this host is told (`settings.changed`). */
  'settings.set': method<SettingsState>()('write', z.strictObject({ change: settingsChangeShape })),

  'pool.list': method<readonly PoolInfo[]>()('read', z.strictObject({})),
  'pool.get': method<PoolInfo>()('read', z.strictObject({ pool })),
  'pool.create': method<PoolInfo>()(
    'write',
    z.strictObject({ name, volumes: z.array(volumeSpec).max(64), policy: z.enum(policyNames).default('balanced') }),
  ),
  'pool.set': method<PoolInfo>()(
    'write',
    z.strictObject({
      pool,
      name: name.optional(),
      policy: z.enum(policyNames).optional(),
      trashDays: z.number().int().min(1).max(36_500).nullable().optional(),
      reserve: bytes.optional(),
      keepTogether: keepTogetherShape.strict().nullable().optional(),
      /** All of them, in their order. */
      rules: z.array(ruleShape.strict()).max(1_000).optional(),
      pins: z.array(pinShape.strict()).max(10_000).optional(),
    }),
  ),
  /** How each rule of the pool stands now, in their order. */
  'rule.standings': method<readonly RuleStanding[]>()('read', z.strictObject({ pool })),
  /** Forgets the configuration; files and markers stay. */
  'pool.forget': method<null>()('write', z.strictObject({ pool })),
  /** Rebuilds a pool from the markers of its volumes. `missing`: volumes that they tell of and that were not given. */
  'pool.import': method<{ readonly pool: PoolInfo; readonly missing: readonly string[] }>()(
    'write',
    z.strictObject({ roots: z.array(text).min(1).max(64), name: name.optional() }),
  ),
  /** Three small volumes with real files in the data folder. */
  'pool.createSample': method<PoolInfo>()('write', z.strictObject({})),
  /** Deletes the sample pool with its files; refused while it holds others, unless `all`. */
  'pool.removeSample': method<null>()('write', z.strictObject({ all: z.boolean().default(false) })),

  /** Mounted file systems that could become volumes. */
  'volume.suggest': method<readonly VolumeProbe[]>()('read', z.strictObject({})),
  'volume.probe': method<VolumeProbe>()('read', z.strictObject({ root: text })),
  'volume.add': method<VolumeInfo>()('write', volumeSpec.extend({ pool })),
  'volume.set': method<VolumeInfo>()(
    'write',
    z.strictObject({
      pool,
      volume: name,
      name: name.optional(),
      mode: z.enum(volumeModes).optional(),
      reserve: bytes.optional(),
      limit: bytes.nullable().optional(),
      tags: z.array(name).optional(),
      colour: z.number().int().min(1).max(8).optional(),
      mark: z.string().min(1).max(8).optional(),
    }),
  ),
  /** What its file system can do, and how much on it is the pool's. */
  'volume.report': method<VolumeReport>()('read', z.strictObject({ pool, volume: name })),
  /** Unmounts its disk; answers the names of all volumes on it. Refused while jobs work on it. */
  'volume.eject': method<readonly string[]>()('write', z.strictObject({ pool, volume: name })),
  /** Refused while it holds the only copy of anything, unless leaveFiles. */
  'volume.remove': method<null>()(
    'write',
    z.strictObject({ pool, volume: name, leaveFiles: z.boolean().default(false) }),
  ),

  /** What a fresh look finds on a volume: no entries = proof of empty. Foreign things are named apart. */
  'volume.remaining': method<{ readonly entries: readonly string[]; readonly foreign: readonly string[] }>()(
    'read',
    z.strictObject({ pool, volume: name }),
  ),

  /** The same with all that belongs to a proof; refused when a folder cannot be read. */
  'volume.proof': method<EmptyProof>()('read', z.strictObject({ pool, volume: name })),

  'folder.list': method<FolderPage>()(
    'read',
    z.strictObject({
      pool,
      path,
      cursor: text.optional(),
      limit: z.number().int().min(1).max(10_000).default(2_000),
      /** The first `limit` rows before the whole folder is read, which takes a while when it is large. */
      first: z.boolean().default(false),
      /** With the bytes that files take on the volumes. */
      allocated: z.boolean().default(false),
      /** With when they were made on their volumes. */
      created: z.boolean().default(false),
    }),
  ),
  /** `volume`: the one that it is made on; left out: as the policy says. */
  'folder.create': method<Entry>()('write', z.strictObject({ pool, path, volume: name.optional() })),
  /** An empty file, placed as any other; never in place of something. */
  'file.create': method<Entry>()('write', z.strictObject({ pool, path })),
  /** The set of folders this client shows; replaces the former set. Changes arrive as folder.changed. */
  'folder.watch': method<null>()('read', z.strictObject({ pool, paths: z.array(path).max(256) })),

  /** Where typed text leads: a path of the pool (from the open folder), else a real path on a volume. */
  'path.find': method<FoundPlace>()('read', z.strictObject({ pool, text, from: path.default('/') })),
  /** How typed text can go on, folders first. */
  'path.complete': method<Completions>()(
    'read',
    z.strictObject({ pool, text, from: path.default('/'), limit: z.number().int().min(1).max(500).default(50) }),
  ),
  /** These paths as they are now, in their order. */
  'path.look': method<readonly LookedPlace[]>()('read', z.strictObject({ pool, paths: z.array(path).max(1_024) })),

  /** Finds paths by what is typed (shared/query.ts), below a folder. */
  'search.query': method<SearchPage>()(
    'read',
    z.strictObject({
      pool,
      text,
      path: path.default('/'),
      sort: z.enum(searchSorts).default('rank'),
      descending: z.boolean().default(false),
      cursor: text.optional(),
      limit: z.number().int().min(1).max(5_000).default(200),
    }),
  ),
  /** Figures over all that the same search finds. */
  'search.facets': method<SearchFacets>()('read', z.strictObject({ pool, text, path: path.default('/') })),

  /** What policies would do with the same writes; reads only. Aborting the call ends it. */
  'policy.simulate': method<Simulation>()(
    'read',
    z.strictObject({
      pool,
      source: simulationSource,
      policies: z.array(z.enum(policyNames)).min(1).max(policyNames.length),
      whatIfs: z.array(whatIf).max(32).default([]),
      /** Progress comes as `policy.simulating` by this id. */
      id: name.optional(),
    }),
  ),

  'entry.details': method<EntryDetails>()('read', z.strictObject({ pool, path })),
  'entry.copies': method<readonly Copy[]>()('read', z.strictObject({ pool, path })),
  /** Where a new file of this size in this folder would go. */
  'entry.why': method<PlacementReason>()('read', z.strictObject({ pool, path, size: bytes.default(0) })),
  'entry.rename': method<Entry>()('write', z.strictObject({ pool, path, name })),
  /** To the pool's trash, on the volume that holds it. */
  'entry.trash': method<Started>()('start', z.strictObject({ pool, paths: z.array(path).min(1).max(100_000) })),
  'entry.remove': method<Started>()('start', z.strictObject({ pool, paths: z.array(path).min(1).max(100_000) })),
  'entry.move': method<Started>()(
    'start',
    z.strictObject({ pool, paths: z.array(path).min(1).max(100_000), dest: path, onConflict }),
  ),
  'entry.copy': method<Started>()(
    'start',
    z.strictObject({ pool, paths: z.array(path).min(1).max(100_000), dest: path, onConflict }),
  ),
  /**
   * Moves the bytes of these to one volume; their pool paths stay. Refused when they do not all fit there. What must stay
   * (open, pinned, in conflict) is told: `stay` of them, the first one's reason.
   */
  'entry.send': method<Sent>()('start', z.strictObject({ pool, paths: z.array(path).min(1).max(10_000), to: name })),
  /**
   * Opens with the system's program; needs capability openFile. What may run is refused (`data.runs`: why), unless the
   * person was asked (`confirmed`).
   */
  'entry.open': method<null>()('read', z.strictObject({ pool, path, confirmed: z.boolean().default(false) })),
  /** Lets the person choose a program for it; needs capability openWith. */
  'entry.openWith': method<null>()('read', z.strictObject({ pool, path })),
  /**
   * Makes real files (the best copies) ready to be dragged to other programs, by a name that the client chooses; only the
   * last ones are kept. Needs capability dragOut.
   */
  'drag.ready': method<{ readonly files: readonly string[] }>()(
    'read',
    z.strictObject({ pool, paths: z.array(path).min(1).max(5_000), id: name }),
  ),
  /** Begins the drag of the system with what is ready. Other programs copy; nothing is taken away here. */
  'drag.begin': method<null>()('read', z.strictObject({ id: name })),
  /** Shows the real file in the system's file manager; needs capability showInSystem. */
  'entry.show': method<null>()('read', z.strictObject({ pool, path, volume: name.optional() })),
  /** A short-lived signed address of the bytes; needs capability streams. */
  'entry.link': method<{ readonly url: string }>()('read', z.strictObject({ pool, path })),

  /** What may be shown of a file: of the copy on `volume`, else of the one that opens. `bytes`: how much of it to read. */
  'entry.preview': method<FilePreview>()(
    'read',
    z.strictObject({
      pool,
      path,
      volume: name.optional(),
      bytes: z.number().int().min(1).max(previewBytesMost).optional(),
    }),
  ),
  /** Bytes of the file that a preview told of (`seen`), in base64. @throws changed (it is another one by now) */
  'entry.part': method<{ readonly base64: string }>()(
    'read',
    z
      .strictObject({
        pool,
        path,
        volume: name,
        start: bytes,
        end: bytes,
        seen: seenFile,
      })
      .refine(({ start, end }) => end > start && end - start <= partBytesMost, { path: ['end'] }),
  ),
  /** What to read of one copy to draw it small, `edge` points across; or the picture, where it was kept (`entry.keepPicture`). */
  'entry.smallPicture': method<SmallPicture | KeptPicture>()(
    'read',
    z.strictObject({ pool, path, volume: name, edge: z.number().int().min(16).max(2_048) }),
  ),
  /** Keeps a small picture of a copy as it was seen, WebP or PNG in base64; needs the setting `keepPictures`. */
  'entry.keepPicture': method<null>()(
    'write',
    z.strictObject({
      pool,
      path,
      volume: name,
      edge: z.number().int().min(16).max(2_048),
      seen: seenFile,
      base64: z.string().max(Math.ceil(smallKeptMost / 3) * 4),
    }),
  ),
  'pictures.use': method<KeptPicturesUse>()('read', z.strictObject({})),
  /** Removes all small pictures that are kept. */
  'pictures.clear': method<null>()('write', z.strictObject({})),
  /** A sum of all bytes of one copy, in hexadecimal digits; it takes as long as reading it. */
  'entry.digest': method<{ readonly digest: string }>()(
    'read',
    z.strictObject({ pool, path, volume: name, name: z.enum(digestNames) }),
  ),

  /** Puts real files on the system's clipboard, to be copied; needs capability systemClipboard. `left`: what has none. */
  'clipboard.write': method<{ readonly written: number; readonly left: readonly string[] }>()(
    'read',
    z.strictObject({ pool, verb: z.enum(['move', 'copy']), paths: z.array(path).min(1).max(1_000_000) }),
  ),
  'clipboard.read': method<SystemClip>()('read', z.strictObject({})),
  /** Takes off what was put there from here; what others put there stays. */
  'clipboard.clear': method<null>()('read', z.strictObject({})),
  /** What the window can do, for the menu of the system; needs capability appMenu. Answers come as `menu.chosen`. */
  'menu.show': method<null>()(
    'read',
    z.strictObject({
      commands: z
        .array(z.strictObject({ id: name, title: z.string().max(2_000), group: name, keys: name.nullable() }))
        .max(500),
    }),
  ),

  /** Paths whose copies differ, in a folder or in the whole pool. */
  'copies.differing': method<DifferingList>()('read', z.strictObject({ pool, path: path.optional() })),
  /** `read`: the contents of large files too. */
  'copies.compare': method<CopyComparison>()('read', z.strictObject({ pool, path, read: z.boolean().default(false) })),
  /** One copy keeps the name (`volume`; null: the newest), the others go to their volumes' trashes. */
  'copies.keep': method<ResolvedCopies>()(
    'write',
    z.strictObject({ pool, path, volume: name.nullable(), seen: seenCopies }),
  ),
  /** Each version gets a name of its own. */
  'copies.keepBoth': method<ResolvedCopies>()('write', z.strictObject({ pool, path, seen: seenCopies })),

  /** Looks for files of the same contents; `duplicates.report` has them when the job has ended. */
  'duplicates.find': method<Started>()(
    'start',
    z.strictObject({ pool, path: path.optional(), larger: bytes.optional() }),
  ),
  /** Of the last search; null: there was none since the host started. */
  'duplicates.report': method<DuplicateReport | null>()(
    'read',
    z.strictObject({
      pool,
      offset: z.number().int().nonnegative().default(0),
      limit: z.number().int().min(1).max(1_000).default(200),
    }),
  ),
  /** One of each stays, the others go to the trash, compared byte by byte before. */
  'duplicates.trash': method<Started>()(
    'start',
    z.strictObject({
      pool,
      choices: z
        .array(z.strictObject({ keep: path, go: z.array(path).min(1).max(100_000) }))
        .min(1)
        .max(100_000),
    }),
  ),

  /** What was done with what came of it, newest first; `text`: part of a title, or of the name of what failed. */
  'activity.list': method<ActivityPage>()(
    'read',
    z.strictObject({
      pool,
      group: z.enum(activityGroups).default('all'),
      text: text.default(''),
      sinceMs: bytes.default(0),
      cursor: name.optional(),
      limit: z.number().int().min(1).max(1_000).default(200),
    }),
  ),
  /** All that was kept of one of them. */
  'activity.get': method<ActivityReceipt>()('read', z.strictObject({ pool, id: name })),

  /** What can be undone (newest first) and done again (next first). */
  'history.list': method<ActLists>()('read', z.strictObject({ pool })),
  /** Takes an act back; `act`: only when it is still the next one, so that a window undoes what it showed. */
  'history.undo': method<Started>()('start', reversal),
  'history.redo': method<Started>()('start', reversal),

  'trash.list': method<readonly TrashEntry[]>()('read', z.strictObject({ pool })),
  /** Back to where it was, or beside it (`keep-both`). What failed is told by the job. */
  'trash.restore': method<Started>()(
    'start',
    z.strictObject({
      pool,
      ids: z.array(name).min(1).max(100_000),
      onConflict: z.enum(conflictPolicies).default('fail'),
    }),
  ),
  /** Deletes for ever: these, those deleted so long ago, or all. null: there was nothing of the kind. */
  'trash.empty': method<Started | null>()(
    'start',
    z.strictObject({ pool, ids: z.array(name).max(100_000).optional(), olderThanMs: bytes.optional() }),
  ),

  /** Copies real paths of this host into the pool. */
  /** `volume`: the one that takes all of it, whatever the policy says. */
  'transfer.put': method<Started>()(
    'start',
    z.strictObject({
      pool,
      sources: z.array(text).min(1).max(100_000),
      dest: path,
      onConflict,
      volume: name.optional(),
    }),
  ),
  /** Opens a job that receives files over HTTP. Totals may be unknown (0) and are then counted as they come. */
  'upload.begin': method<UploadTicket>()(
    'start',
    z.strictObject({ pool, dest: path, files: bytes, bytes, onConflict, volume: name.optional() }),
  ),
  /** Folders of the upload, empty ones too, relative to the destination. */
  'upload.folders': method<null>()('write', z.strictObject({ jobId: name, paths: z.array(path).max(100_000) })),
  /** Says that nothing more comes; the job ends when what is under way is done. */
  'upload.end': method<null>()('write', z.strictObject({ jobId: name })),

  /** How fresh the index of the pool is, per volume too. */
  'catalog.status': method<CatalogStatus>()('read', z.strictObject({ pool })),
  /** Deletes it, and scans anew. */
  'catalog.rebuild': method<null>()('write', z.strictObject({ pool })),
  /** Reads all connected volumes again; answers before it is done. */
  'catalog.look': method<null>()('write', z.strictObject({ pool })),
  /** Much vanished from this volume at once, and it is really gone. */
  'catalog.confirm': method<null>()('write', z.strictObject({ pool, volume: name })),

  /** The map of a folder: its biggest parts, down to `depth`, about `top` of them at most. */
  'usage.folder': method<UsageFolder>()(
    'read',
    z.strictObject({
      pool,
      path,
      depth: z.number().int().min(0).max(8).default(3),
      top: z.number().int().min(1).max(4_000).default(1_000),
      measure: z.enum(usageMeasures).default('allocated'),
      /** Find the dominant kind of folders. */
      kinds: z.boolean().default(true),
    }),
  ),
  /** Biggest and oldest files, kinds, extensions, growth. Ask again while `complete` is false. */
  'usage.lists': method<UsageLists>()(
    'read',
    z.strictObject({ pool, path, limit: z.number().int().min(1).max(200).default(100) }),
  ),
  /** Of the folders in a folder, as `folder.list` tells them too. */
  'usage.sizes': method<readonly (FolderSize & { readonly name: string })[]>()('read', z.strictObject({ pool, path })),
  /** What some entries amount to together, and how that lies on the volumes. */
  'usage.selection': method<UsageSelection>()(
    'read',
    z.strictObject({ pool, paths: z.array(path).min(1).max(100_000) }),
  ),
  /** All names of a file that has several on one volume (hard links). */
  'usage.hardLinks': method<HardLinks>()('read', z.strictObject({ pool, path })),
  /** Of the pool (with each volume), of one folder, or of one volume. */
  'usage.history': method<UsageHistory>()(
    'read',
    z.strictObject({ pool, path: path.optional(), volume: name.optional() }),
  ),

  /**
   * Solves for a goal, with what a person changed. What one client asks later wins: the earlier call is `cancelled`. The
   * files are looked at once; `fresh`: anew.
   */
  'plan.draft': method<PlanDraft>()(
    'read',
    z.strictObject({
      pool,
      goal: planGoal,
      scope: planScope.optional(),
      edits: planEdits.optional(),
      fresh: z.boolean().default(false),
    }),
  ),
  /** Moves of a draft (the last ones are kept) or of a stored plan, the largest first; folders that go one way as one. */
  'plan.moves': method<PlanPage>()(
    'read',
    z.strictObject({
      draft: name.optional(),
      plan: name.optional(),
      offset: z.number().int().nonnegative().default(0),
      limit: z.number().int().min(1).max(5_000).default(200),
      filter: text.optional(),
      from: name.optional(),
      to: name.optional(),
      under: path.optional(),
    }),
  ),
  /** Stores a draft as a plan, which can be run. */
  'plan.keep': method<Plan>()('write', z.strictObject({ draft: name })),
  /** What this host reads and writes on each volume, second by second; other programs' work is not seen. */
  'volume.io': method<IoHistory>()('read', z.strictObject({ pool })),

  'plan.get': method<Plan>()('read', z.strictObject({ id: name })),
  /** Newest first, each without its moves and without what cannot move. */
  'plan.list': method<readonly PlanSummary[]>()('read', z.strictObject({ pool })),
  /** What is otherwise now than the plan saw it. */
  'plan.check': method<PlanCheck>()('read', z.strictObject({ id: name })),
  /** Makes the plan that moves back what this one moved; it moves nothing by itself. */
  'plan.undo': method<Plan>()('write', z.strictObject({ id: name })),
  /** `limit`: bytes per second; `background`: gives way to other jobs; `window`: works only in these hours of the host. */
  'plan.run': method<Started>()(
    'start',
    z.strictObject({
      id: name,
      limit: bytes.min(1024).optional(),
      background: z.boolean().optional(),
      window: runWindow.optional(),
    }),
  ),
  /** What the run of a plan did, or has done by now. Refused while it was not run. */
  'plan.receipt': method<RunReceipt>()('read', z.strictObject({ id: name })),

  'job.list': method<readonly Job[]>()('read', z.strictObject({})),
  /** How fast a job was over all of its active time. */
  'job.speeds': method<SpeedLine>()('read', z.strictObject({ id: name })),
  /** `now`: what is under way is taken back; `file`: the files under way are finished first. */
  'job.cancel': method<null>()('write', z.strictObject({ id: name, when: z.enum(['now', 'file']).default('now') })),
  /** Within a second, also in the middle of a big file. */
  'job.pause': method<null>()('write', z.strictObject({ id: name })),
  /** Goes on with a paused job; a queued one begins at once, before its turn. */
  'job.resume': method<null>()('write', z.strictObject({ id: name })),
  /** Most bytes per second, at least 1024; null: as fast as it goes. Also while it runs. */
  'job.limit': method<null>()('write', z.strictObject({ id: name, bytesPerSecond: bytes.min(1024).nullable() })),
  /** Whether it gives way to all others on its disks. Also while it runs. */
  'job.background': method<null>()('write', z.strictObject({ id: name, background: z.boolean() })),
  /** The hours of the host in which it works (null: always). Also while it runs. */
  'job.window': method<null>()('write', z.strictObject({ id: name, window: runWindow.nullable() })),
  /** Puts a queued job before another queued one, or behind all (null). */
  'job.reorder': method<null>()('write', z.strictObject({ id: name, before: name.nullable() })),
  /** Tries the failed items of an ended job again, as a new job with the same options. */
  'job.retry': method<Started>()('start', z.strictObject({ id: name })),
  /** Goes on with an interrupted job, as a new job: what is already whole at its target is not copied again. */
  'job.restart': method<Started>()('start', z.strictObject({ id: name })),
  /** Names that are taken and wait for an answer, with those answered last; `after`: the last id of the page before. */
  'job.questions': method<{ readonly questions: readonly Question[]; readonly more: boolean }>()(
    'read',
    z.strictObject({ id: name, after: z.number().int().nonnegative().default(0) }),
  ),
  /** Answers questions (`alike`: all of its kind, later ones too), or all that are open or come later. */
  'job.answer': method<{ readonly open: number }>()(
    'write',
    z.strictObject({
      id: name,
      answers: z
        .array(
          z.strictObject({
            question: z.number().int().positive(),
            choice: z.enum(answers),
            alike: z.boolean().default(false),
          }),
        )
        .max(10_000)
        .default([]),
      all: z.enum(answers).optional(),
    }),
  ),
  /** Takes an ended or interrupted job off the list. */
  'job.dismiss': method<null>()('write', z.strictObject({ id: name })),
} as const;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
/** What a caller may pass (fields with defaults may be left out). */
export type Input<Name extends MethodName> = z.input<Methods[Name]['input']>;
/** What the host's function receives. */
export type Parsed<Name extends MethodName> = z.output<Methods[Name]['input']>;
export type Output<Name extends MethodName> = Methods[Name]['output'];

/** Events from the host; they report, they never steer. */
export interface Events {
  /** The window's settings, whoever changed them. */
  'settings.changed': SettingsState;
  /** Pools were created, forgotten or changed in their settings. */
  'pools.changed': Record<string, never>;
  /** Space, state or settings of the pool's volumes. */
  'pool.changed': { readonly pool: PoolInfo };
  /** Something changed inside these watched folders: list again. */
  'folder.changed': { readonly pool: string; readonly paths: readonly string[] };
  /** What killed processes left unfinished was finished or undone; at most 100 items of `total`. */
  'pool.recovered': { readonly pool: string; readonly items: readonly RecoveredItem[]; readonly total: number };
  'job.changed': { readonly job: Job };
  'job.removed': { readonly id: string };
  /** Undo and redo are about something else now. */
  'history.changed': { readonly pool: string } & NextActs;
  /** A person wants to see this: a notice of the system was clicked. */
  'host.show': { readonly screen: 'activity' | 'decisions'; readonly pool: string };
  /** More was done in a pool: list its activity again. */
  'activity.changed': { readonly pool: string };
  /** The state of a pool's catalog. */
  'catalog.changed': { readonly pool: string; readonly status: CatalogStatus };
  /** Bytes that are read and written now; the pool by its id. Once a second at most, only while that changes. */
  'io.changed': IoChange;
  /** How far a simulation is. */
  'policy.simulating': SimulationChange;
  /** A command was chosen in the menu of the system. */
  'menu.chosen': { readonly id: string };
}
export type EventName = keyof Events;
export const eventNames: readonly EventName[] = [
  'settings.changed',
  'pools.changed',
  'pool.changed',
  'folder.changed',
  'pool.recovered',
  'job.changed',
  'job.removed',
  'history.changed',
  'activity.changed',
  'host.show',
  'catalog.changed',
  'io.changed',
  'policy.simulating',
  'menu.chosen',
];
