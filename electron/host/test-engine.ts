import type { ActivityReceipt } from '../../shared/activity.ts';
import { fail } from '../../shared/errors.ts';
import type {
  CatalogStatus,
  Entry,
  EntryDetails,
  Job,
  Plan,
  PlanSummary,
  PlanCheck,
  PlanDraft,
  PoolInfo,
  VolumeInfo,
  VolumeProbe,
} from '../../shared/model.ts';
import type { IoHistory } from '../../shared/io.ts';
import { baseName } from '../../shared/path.ts';
import type { CopyComparison, ResolvedCopies } from '../../shared/copies.ts';
import type { FilePreview } from '../../shared/preview.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { EmptyProof, RunReceipt } from '../../shared/runs.ts';
import type { Simulation } from '../../shared/simulation.ts';
import type { SearchFacets, SearchPage } from '../../shared/search.ts';
import type { VolumeReport } from '../../shared/volume-report.ts';
import type { UsageFolder, UsageHistory, UsageLists, UsageSelection } from '../../shared/usage.ts';
import type { Engine, EngineEvents, JobHandle, Pool, Receiver } from '../engine/api.ts';
import type { ByteSource } from '../engine/volume/volume.ts';

/** An engine for tests of the host: it keeps files in memory, answers fixed facts and records what it was asked. */
export interface TestEngine {
  readonly engine: Engine;
  /** `[function, ...arguments]` in order. */
  readonly calls: unknown[][];
  readonly files: Map<string, Uint8Array>;
  emit<Name extends keyof EngineEvents>(event: Name, payload: EngineEvents[Name]): void;
  /** Entries that listing a folder gives. */
  entries: Entry[];
  /** What the next `info` waits for. */
  gate: Promise<void>;
}

const space = { total: 100, used: 40, free: 60 };

export const volumeInfo: VolumeInfo = {
  id: 'v1',
  name: 'disk1',
  root: '/mnt/disk1',
  mode: 'read-write',
  state: 'online',
  stateReason: '',
  colour: 1,
  mark: 'A',
  space,
  reserve: 2,
  limit: null,
  tags: [],
  spaceGroup: 'g1',
  filesystem: 'ext4',
  watching: 'live',
  notEjected: 'it is a folder of the system disk, and no disk of its own',
};
export const poolInfo: PoolInfo = {
  id: 'p1',
  name: 'Home',
  policy: 'balanced',
  sample: false,
  trashDays: null,
  reserve: null,
  keepTogether: null,
  rules: [],
  pins: [],
  volumes: [volumeInfo],
  space,
};
export const probe: VolumeProbe = {
  root: '/mnt/disk2',
  exists: true,
  isDirectory: true,
  writable: true,
  filesystem: 'ext4',
  space,
  warnings: [],
  refusal: null,
  suggestedName: 'disk2',
};
export const reason = { policy: 'balanced', summary: 'most room', candidates: [], atMs: null } as const;
export const searchPage: SearchPage = {
  hits: [{ ...entryOf('/a'), kind: 'other', nameHits: [[0, 1]], folderHits: [] }],
  total: 1,
  offset: 0,
  cursor: null,
  problems: [],
  cut: null,
  searched: 2,
  tookMs: 1.5,
};

export const simulated: Simulation = {
  about: 'Invented.',
  notes: [],
  writes: 1,
  bytes: 5,
  folders: 1,
  points: [1, 1],
  events: [],
  volumes: [{ name: 'disk1', total: 100, reserve: 2, added: false }],
  outcomes: [],
};

export const searchFacets: SearchFacets = {
  count: 1,
  bytes: 5,
  volumes: [{ volume: 'disk1', count: 1, bytes: 5 }],
  kinds: [{ kind: 'other', count: 1, bytes: 5 }],
  years: [{ year: 2026, count: 1 }],
  conflicts: 0,
  duplicates: 0,
  offline: 0,
};

export const usageMap: UsageFolder = {
  measure: 'allocated',
  root: { name: '', path: '/', type: 'folder', size: 9, split: [9], files: 1, kind: 'image', newestMs: 5 },
  volumes: ['disk1'],
  partial: false,
  countedMs: 4,
  change: null,
};

export const usageLists: UsageLists = {
  looked: 0,
  known: 0,
  complete: true,
  biggest: { allocated: [], logical: [] },
  oldest: [],
  kinds: [],
  extensions: [],
  growth: [],
};

export const folderSize = { name: 'sub', bytes: 5, allocated: 4096, files: 2, atMs: 7, partial: false };

export const usageHistory: UsageHistory = {
  points: [],
  reserve: 0,
  forecast: { kind: 'unknown', needDays: 5 },
  steps: [],
  volumes: {},
};

export const catalogStatus: CatalogStatus = {
  state: 'fresh',
  entries: 5,
  folders: 2,
  scannedMs: 1,
  progress: null,
  changes: 0,
  perVolume: [],
  problem: null,
};
export const proof: EmptyProof = {
  volume: 'disk1',
  atMs: 1_700_000_000_000,
  foldersRead: 12,
  files: 0,
  entries: [],
  foreign: ['/lost+found'],
  parts: [],
  journal: 0,
  trashed: 1,
  empty: true,
};

export const receipt: RunReceipt = {
  plan: 'plan1',
  pool: 'Home',
  goal: 'drain disk1',
  state: 'done',
  startedMs: 1_700_000_000_000,
  endedMs: 1_700_000_100_000,
  planned: { files: 3, bytes: 3_000 },
  moved: { files: 2, bytes: 2_000 },
  verified: { device: 2, cached: 0 },
  directions: [{ from: 'disk1', to: 'disk2', files: 2, bytes: 2_000, activeMs: 90_000 }],
  skipped: [{ path: '/a', code: 'changed', reason: 'it changed' }],
  skippedCount: 1,
  failed: [],
  failedCount: 0,
  untried: 0,
  notes: [],
  proof,
};

export const planCheck: PlanCheck = {
  id: 'plan1',
  stale: true,
  changes: ['disk2 is not connected'],
  moves: [],
  movesCount: 0,
  movesBytes: 0,
};
export const planDraft: PlanDraft = {
  id: 'draft1',
  pool: 'p1',
  goal: 'rules',
  request: { goal: { kind: 'rules' } },
  bytes: 0,
  lowerBoundBytes: 0,
  proven: true,
  moves: 0,
  files: 0,
  excluded: 0,
  before: [],
  after: [],
  band: null,
  targets: {},
  on: null,
  flows: [],
  blocked: [],
  blockedCount: 0,
  blockedBytes: 0,
  reached: true,
  note: '',
  estimate: null,
  extraBytes: 0,
  curve: [],
  from: 'volumes',
  scannedMs: 1,
};
export const plan: Plan = {
  id: 'plan1',
  pool: 'Home',
  goal: 'even',
  state: 'ready',
  createdMs: 1,
  bytes: 10,
  lowerBoundBytes: 10,
  moves: [],
  blocked: [],
  before: [],
  after: [],
  reached: true,
  note: '',
  band: null,
};
const { moves, blocked, ...plainPlan } = plan;
export const planSummary: PlanSummary = {
  ...plainPlan,
  movesCount: moves.length,
  blockedCount: blocked.length,
};

export function entryOf(path: string, fields: Partial<Entry> = {}): Entry {
  return {
    path,
    name: baseName(path as PoolPath),
    type: 'file',
    size: 5,
    mtimeMs: 1_700_000_000_123.5,
    mode: 0o644,
    volumes: ['disk1'],
    conflict: false,
    offline: false,
    ...fields,
  };
}

export function jobOf(id: string, fields: Partial<Job> = {}): Job {
  return {
    id,
    pool: 'Home',
    kind: 'put',
    state: 'running',
    title: 'Copying',
    filesTotal: 1,
    filesDone: 0,
    filesSkipped: 0,
    bytesTotal: 0,
    bytesDone: 0,
    counting: false,
    rate: 0,
    etaMs: null,
    current: '',
    perVolume: {},
    errors: [],
    notes: [],
    startedMs: 1,
    endedMs: null,
    questions: 0,
    questionsRevision: 0,
    asking: false,
    planId: null,
    limit: null,
    waitingFor: '',
    order: 1,
    stopping: null,
    canRetry: false,
    canRestart: false,
    revision: 1,
    ...fields,
  };
}

export const copy = {
  volume: 'disk1',
  physical: '/mnt/disk1/a',
  type: 'file',
  size: 5,
  allocated: 4096,
  mtimeMs: 1,
  links: 1,
} as const;
export const usageSelected: UsageSelection = {
  bytes: 5,
  allocated: 4096,
  files: 1,
  volumes: [{ volume: 'disk1', allocated: 4096, items: 1 }],
  unknown: 0,
  partial: false,
  countedMs: 1,
};
export const previewed: FilePreview = {
  volume: 'disk1',
  type: 'file',
  size: 2,
  mtimeMs: 1,
  inode: '1',
  content: { kind: 'text', text: 'hi', encoding: 'utf-8', bytes: 2, svg: false },
};
export const resolvedOf = (path: string): ResolvedCopies => ({
  path,
  kept: 'disk1',
  trashed: ['disk2'],
  renamed: [],
  away: [],
});
export const comparisonOf = (path: string): CopyComparison => ({
  path,
  copies: [],
  type: 'same',
  size: 'different',
  time: 'different',
  contents: 'different',
  metadata: 'same',
  metadataNotes: [],
  onlyTime: false,
  newest: 'disk1',
  readMs: 1,
  placed: null,
  away: [],
});
export const trashed = { id: 't1', path: '/old', volume: 'disk1', type: 'file', size: 1, deletedMs: 1 } as const;
export const act = { id: 'a1', title: 'Move "a" to /b', atMs: 1, items: 1, bytes: 0, partly: false } as const;
export const volumeReport: VolumeReport = { traits: null, poolBytes: 5 };
export const ioHistory: IoHistory = { atMs: 5_000, volumes: [] };

export function detailsOf(path: string): EntryDetails {
  return { entry: entryOf(path), copies: [copy], why: null, next: reason };
}

export const activityReceiptOf = (id: string): ActivityReceipt => ({
  ...{ id, kind: 'move', title: 'Move "a" to /b', state: 'done', by: 'window', startedMs: 1, endedMs: 2, files: 1 },
  ...{ bytes: 5, skipped: 0, failed: 0, verified: { device: 0, cached: 0 }, perVolume: {}, planId: null },
  ...{
    receipt: true,
    retry: null,
    act: null,
    filesTotal: 1,
    speeds: { stepMs: 250, bytes: [], activeMs: 0 },
    left: [],
  },
  ...{ errors: [], notes: [] },
});

type Listeners = { [Name in keyof EngineEvents]: Set<(payload: EngineEvents[Name]) => void> };

export function createTestEngine(): TestEngine {
  const calls: unknown[][] = [];
  const files = new Map<string, Uint8Array>();
  const listeners: Listeners = {
    poolsChanged: new Set(),
    poolChanged: new Set(),
    recovered: new Set(),
    foldersChanged: new Set(),
    jobChanged: new Set(),
    jobRemoved: new Set(),
    historyChanged: new Set(),
    activityChanged: new Set(),
    catalogChanged: new Set(),
    ioChanged: new Set(),
    simulating: new Set(),
  };
  const record = <T>(answer: T, ...call: unknown[]): Promise<T> => {
    calls.push(call);
    return Promise.resolve(answer);
  };
  const job = (id: string): JobHandle => ({
    id,
    snapshot: () => jobOf(id),
    onItem: () => undefined,
    ended: new Promise(() => undefined),
  });
  const sizeOf = (path: PoolPath): Entry => {
    const bytes = files.get(path);
    if (bytes === undefined) throw fail('not-found', `Reading ${path}`, 'there is no such path', 'list the folder');
    return entryOf(path, { size: bytes.length });
  };
  const receive = (dest: PoolPath, options: unknown): Promise<Receiver> => {
    const ended = Promise.withResolvers<Job>();
    const receiver: Receiver = {
      ...job('up1'),
      ended: ended.promise,
      makeDirectory: (path) => record(undefined, 'makeDirectory', path),
      async file(path, source, fileOptions) {
        if (files.has(path)) throw fail('exists', `Receiving ${path}`, 'it is there already', 'choose another name');
        files.set(path, await bytesOf(source));
        await record(undefined, 'file', path, fileOptions);
      },
      finish() {
        calls.push(['finish']);
        ended.resolve(jobOf('up1', { state: 'done' }));
      },
    };
    return record(receiver, 'receive', dest, options);
  };

  const pool: Pool = {
    id: 'p1',
    name: 'Home',
    io() {
      calls.push(['io']);
      return ioHistory;
    },
    catalog: {
      status: () => record(catalogStatus, 'catalog.status'),
      read: () => Promise.reject(new Error('not asked of a host')),
      rebuild: () => record(undefined, 'catalog.rebuild'),
      update: () => Promise.reject(new Error('not asked of a host')),
      lookAgain: () => record(undefined, 'catalog.lookAgain'),
      confirm: (volume) => record(undefined, 'catalog.confirm', volume),
    },
    search: (text, options) => record(searchPage, 'search', text, options),
    simulate: ({ source, policies, whatIfs }) => record(simulated, 'simulate', source, policies, whatIfs),
    searchFacets: (text, options) => record(searchFacets, 'searchFacets', text, options),
    usage: {
      folder: (path, options) => record(usageMap, 'usage.folder', path, options),
      lists: (path, options) => record(usageLists, 'usage.lists', path, options),
      history: (of) => record(usageHistory, 'usage.history', of),
      sums: () => Promise.reject(new Error('not asked of a host')),
      hardLinks: (path) => record({ names: [{ volume: 'disk1', path }], more: false }, 'usage.hardLinks', path),
      selection: (paths) => record(usageSelected, 'usage.selection', paths),
      sizes: (path) => (path === '/a' ? record([folderSize], 'usage.sizes', path) : Promise.resolve([])),
      sample: () => Promise.reject(new Error('not asked of a host')),
    },
    info: async () => {
      await state.gate;
      return record(poolInfo, 'info');
    },
    set: (settings) => record(poolInfo, 'set', settings),
    ruleStandings: () =>
      record([{ glob: '*.tmp', files: 3, bytes: 30, volumes: ['disk1'], problem: null }], 'ruleStandings'),
    addVolume: (spec) => record(volumeInfo, 'addVolume', spec),
    setVolume: (name, settings) => record(volumeInfo, 'setVolume', name, settings),
    volumeReport: (name) => record(volumeReport, 'volumeReport', name),
    ejectVolume: (name) => record([name], 'ejectVolume', name),
    removeVolume: (name, options) => record(undefined, 'removeVolume', name, options),
    list: (path, { first = Infinity } = {}) => {
      const { entries } = state;
      if (entries.length < first) return record({ entries, missing: [] }, 'list', path);
      return record({ entries: entries.slice(0, first), missing: [], partial: true }, 'list', path, first);
    },
    walk: () => {
      throw new Error('not asked of a host');
    },
    stat: (path) => Promise.resolve().then(() => sizeOf(path)),
    copies: (path) => record([copy], 'copies', path),
    details: (path) => record(detailsOf(path), 'details', path),
    bestCopy: (path) => record(copy, 'bestCopy', path),
    why: (path, size) => record(reason, 'why', path, size),
    async *read(path, { start = 0, end } = {}) {
      sizeOf(path);
      const bytes = files.get(path) ?? new Uint8Array();
      await Promise.resolve();
      for (let at = start; at < (end ?? bytes.length); at += 65_536) {
        yield bytes.subarray(at, Math.min(at + 65_536, end ?? bytes.length));
      }
    },
    write: (path) => record(entryOf(path), 'write', path),
    placeForWriting: () => Promise.reject(new Error('not asked of a host')),
    makeDirectory: (path) => record(entryOf(path, { type: 'directory' }), 'makeDirectory', path),
    removeDirectory: () => Promise.reject(new Error('not asked of a host')),
    rename: (path, name) => record(entryOf(`/${name}`), 'rename', path, name),
    touch: () => Promise.reject(new Error('not asked of a host')),
    symlink: () => Promise.reject(new Error('not asked of a host')),
    link: () => Promise.reject(new Error('not asked of a host')),
    put: (sources, dest, options) => record(job('job1'), 'put', sources, dest, options),
    get: () => Promise.reject(new Error('not asked of a host')),
    copy: (paths, dest, options) => record(job('job1'), 'copy', paths, dest, options),
    move: (paths, dest, options) => record(job('job1'), 'move', paths, dest, options),
    trash: (paths) => record(job('job1'), 'trash', paths),
    remove: (paths, options) => record(job('job1'), 'remove', paths, options),
    receive,
    activity: (query) => record({ rows: [], cursor: null, problems: 0 }, 'activity', query),
    activityReceipt: (id) => record(activityReceiptOf(id), 'activityReceipt', id),
    history: () => record({ undo: [act], redo: [] }, 'history'),
    undo: (options) => record(job('job1'), 'undo', options),
    redo: (options) => record(job('job1'), 'redo', options),
    listTrash: () => record([trashed], 'listTrash'),
    restoreTrash: (ids, options) => record(job('job1'), 'restoreTrash', ids, options),
    duplicates: {
      find: (options) => record(job('job1'), 'duplicates.find', options),
      report: (page) => {
        calls.push(['duplicates.report', page]);
        return null;
      },
      trash: (choices) => record(job('job1'), 'duplicates.trash', choices),
    },
    differing: () => record({ entries: [], more: false, from: 'walk', away: [] }, 'differing'),
    compareCopies: (path, { read } = {}) => record(comparisonOf(path), 'compareCopies', path, read),
    preview: (path, { volume, bytes } = {}) => record(previewed, 'preview', path, volume, bytes),
    readPart: (path, { volume, start, end }) => record(Uint8Array.of(104, 105), 'readPart', path, volume, start, end),
    smallPicture: (path, { volume, edge }) =>
      record({ kind: 'none', reason: 'format' }, 'smallPicture', path, volume, edge),
    digest: (path, { volume, name }) => record('0cc175b9', 'digest', path, volume, name),
    keepCopy: (path, volume, options) => record(resolvedOf(path), 'keepCopy', path, volume, options),
    keepBothCopies: (path, options) => record(resolvedOf(path), 'keepBothCopies', path, options),
    emptyTrash: (options) => record(job('job1'), 'emptyTrash', options),
    plan: (request) => record(plan, 'plan', request),
    planEven: (options) => record(plan, 'planEven', options),
    planDrain: (volume) => record(plan, 'planDrain', volume),
    planSend: (paths, volume) => record(plan, 'planSend', paths, volume),
    setDraining: () => Promise.reject(new Error('not asked of a host')),
    proof: (volume) => record(proof, 'proof', volume),
    remaining: (volume) => record({ entries: ['/left'], foreign: ['/lost+found'] }, 'remaining', volume),
    check: () => Promise.reject(new Error('not asked of a host')),
    watchFolders: (owner, paths) => void calls.push(['watchFolders', typeof owner, paths]),
  };

  const engine: Engine = {
    home: '/home/me/.local/share/cfs',
    pools: () => record([poolInfo], 'pools'),
    pool(name) {
      if (name === 'Home' || name === 'p1') return Promise.resolve(pool);
      return Promise.reject(fail('not-found', 'Opening the pool', `there is no "${name ?? ''}"`, 'see cfs pool list'));
    },
    createPool: (options) => record(pool, 'createPool', options),
    forgetPool: (name) => record(undefined, 'forgetPool', name),
    importPool: (roots, options) => record({ pool, missing: ['disk2'] }, 'importPool', roots, options),
    createSamplePool: () => record(pool, 'createSamplePool'),
    removeSamplePool: (options) => record(undefined, 'removeSamplePool', options),
    probeVolume: (root) => record({ ...probe, root }, 'probeVolume', root),
    suggestVolumes: () => record([probe], 'suggestVolumes'),
    jobs: {
      list: () => [jobOf('job1')],
      get: (id) => jobOf(id),
      speeds(id) {
        calls.push(['speeds', id]);
        return { stepMs: 250, bytes: [1], activeMs: 100 };
      },
      cancel: (id, options) => void calls.push(options?.after === 'file' ? ['cancel', id, 'file'] : ['cancel', id]),
      pause: (id) => void calls.push(['pause', id]),
      resume: (id) => void calls.push(['resume', id]),
      background: (id, isBackground) => void calls.push(['background', id, isBackground]),
      window: (id, window) => void calls.push(['window', id, window]),
      limit: (id, bytesPerSecond) => void calls.push(['limit', id, bytesPerSecond]),
      move: (id, before) => void calls.push(['move', id, before]),
      retry: (id) => record(job('job2'), 'retry', id),
      restart: (id) => record(job('job2'), 'restart', id),
      dismiss: (id) => void calls.push(['dismiss', id]),
      windDown: () => record(undefined, 'windDown'),
      questions(id, after) {
        calls.push(['questions', id, after]);
        return { questions: [], more: false };
      },
      answer(id, answers, all) {
        calls.push(['answer', id, answers, all]);
        return 2;
      },
    },
    plans: {
      get: (id) => record({ ...plan, id }, 'plans.get', id),
      draft: (of, request, { fresh } = {}) => record(planDraft, 'plans.draft', of, request, fresh),
      draftMoves: (draft, options) => record({ rows: [], total: 0 }, 'plans.draftMoves', draft, options),
      moves: (id, options) => record({ rows: [], total: 0 }, 'plans.moves', id, options),
      keep: (draft) => record(plan, 'plans.keep', draft),
      check: (id) => record({ ...planCheck, id }, 'plans.check', id),
      list: () => record([plan], 'plans.list'),
      summaries: (of) => record([planSummary], 'plans.summaries', of),
      undo: (id) => record({ ...plan, id }, 'plans.undo', id),
      run: (id, options) => record(job('job1'), 'plans.run', id, options),
      receipt: (id) => record({ ...receipt, plan: id }, 'plans.receipt', id),
    },
    on(event, listener) {
      listeners[event].add(listener);
      return () => listeners[event].delete(listener);
    },
    close: () => record(undefined, 'close'),
  };

  const state: TestEngine = {
    engine,
    calls,
    files,
    entries: [entryOf('/a'), entryOf('/b')],
    gate: Promise.resolve(),
    emit(event, payload) {
      for (const listener of listeners[event]) listener(payload);
    },
  };
  return state;
}

async function bytesOf(source: ByteSource): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}
