import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../shared/client.ts';
import type { Client } from '../../shared/client.ts';
import { eventNames, methods } from '../../shared/contract.ts';
import type { Events, Input, MethodName, Output } from '../../shared/contract.ts';
import { defaultSettings } from '../../shared/settings.ts';
import type { ClientFrame, Transport } from '../../shared/wire.ts';
import {
  act,
  activityReceiptOf,
  catalogStatus,
  comparisonOf,
  copy,
  detailsOf,
  entryOf,
  ioHistory,
  jobOf,
  plan,
  planCheck,
  planDraft,
  planSummary,
  poolInfo,
  previewed,
  probe,
  proof,
  reason,
  receipt,
  resolvedOf,
  trashed,
  volumeInfo,
  volumeReport,
  searchFacets,
  searchPage,
  simulated,
  folderSize,
  usageHistory,
  usageLists,
  usageMap,
  usageSelected,
} from './test-engine.ts';
import type { TestEngine } from './test-engine.ts';

/** What hosts under test keep of small pictures. */
export const noPictures = { folder: '/nowhere', pictures: 0, bytes: 0, most: 9, problem: null };

/** A client connected to a host over some transport. */
export interface Connection {
  readonly transport: Transport<ClientFrame, unknown>;
  readonly test: TestEngine;
  close(): Promise<void>;
}

type Cases = {
  readonly [Name in MethodName]: {
    readonly input: Input<Name>;
    readonly output: Output<Name> | ((output: Output<Name>) => void);
    /** What the engine is asked, defaults filled in. */
    readonly asks?: readonly unknown[];
    /** Said before it. */
    readonly first?: (client: Client) => Promise<unknown>;
  };
};

interface AnyCase {
  readonly input: unknown;
  readonly output: unknown;
  readonly asks?: readonly unknown[];
  readonly first?: (client: Client) => Promise<unknown>;
}

const started = { jobId: 'job1' };
const into = { onConflict: 'fail', destination: 'into', recursive: true };
const pool = 'Home';
const seenCopy = { volume: 'disk1', type: 'file', size: 5, mtimeMs: 1.5, inode: '1:2' } as const;

/** One case for each method of the contract: the compiler asks for every one. */
const cases: Cases = {
  'host.info': { input: {}, output: (info) => expect(info).toMatchObject({ version: '1.2.3', platform: 'linux' }) },
  'host.folders': { input: { path: '/' }, output: ({ path, parent }) => expect([path, parent]).toEqual(['/', null]) },
  'host.pickFolder': { input: { title: 'Choose' }, output: { path: '/picked' } },
  'settings.get': { input: {}, output: { settings: defaultSettings, problem: null } },
  'settings.set': {
    input: { change: { view: { hidden: true } } },
    output: { settings: { ...defaultSettings, view: { ...defaultSettings.view, hidden: true } }, problem: null },
  },
  'pool.list': { input: {}, output: [poolInfo], asks: ['pools'] },
  'pool.get': { input: { pool }, output: poolInfo, asks: ['info'] },
  'pool.create': {
    input: { name: 'Home', volumes: [{ root: '/mnt/disk1', limit: 5 }] },
    output: poolInfo,
    asks: ['createPool', { name: 'Home', volumes: [{ root: '/mnt/disk1', limit: 5 }], policy: 'balanced' }],
  },
  'pool.set': { input: { pool, policy: 'first-fit' }, output: poolInfo, asks: ['set', { policy: 'first-fit' }] },
  'rule.standings': {
    input: { pool },
    output: [{ glob: '*.tmp', files: 3, bytes: 30, volumes: ['disk1'], problem: null }],
    asks: ['ruleStandings'],
  },
  'pool.import': {
    input: { roots: ['/mnt/disk1'], name: 'Home' },
    output: { pool: poolInfo, missing: ['disk2'] },
    asks: ['importPool', ['/mnt/disk1'], { name: 'Home' }],
  },
  'pool.forget': { input: { pool }, output: null, asks: ['forgetPool', 'Home'] },
  'pool.createSample': { input: {}, output: poolInfo, asks: ['createSamplePool'] },
  'pool.removeSample': { input: {}, output: null, asks: ['removeSamplePool', { all: false }] },
  'volume.suggest': { input: {}, output: [probe], asks: ['suggestVolumes'] },
  'volume.probe': { input: { root: '/mnt/disk2' }, output: probe, asks: ['probeVolume', '/mnt/disk2'] },
  'volume.add': {
    input: { pool, root: '/mnt/disk1', tags: ['fast'] },
    output: volumeInfo,
    asks: ['addVolume', { root: '/mnt/disk1', tags: ['fast'] }],
  },
  'volume.set': {
    input: { pool, volume: 'disk1', limit: null },
    output: volumeInfo,
    asks: ['setVolume', 'disk1', { limit: null }],
  },
  'volume.report': { input: { pool, volume: 'disk1' }, output: volumeReport, asks: ['volumeReport', 'disk1'] },
  'volume.eject': { input: { pool, volume: 'disk1' }, output: ['disk1'], asks: ['ejectVolume', 'disk1'] },
  'volume.remove': {
    input: { pool, volume: 'disk1' },
    output: null,
    asks: ['removeVolume', 'disk1', { leaveFiles: false }],
  },
  'volume.proof': { input: { pool, volume: 'disk1' }, output: proof, asks: ['proof', 'disk1'] },
  'volume.remaining': {
    input: { pool, volume: 'disk1' },
    output: { entries: ['/left'], foreign: ['/lost+found'] },
    asks: ['remaining', 'disk1'],
  },
  'folder.list': {
    input: { pool, path: 'photos//' },
    output: { entries: [entryOf('/a'), entryOf('/b')], total: 2, cursor: null, missing: [] },
    asks: ['list', '/photos'],
  },
  'path.find': {
    input: { pool, text: '/mnt/disk1/there' },
    output: { pool: 'p1', path: '/there', type: 'file', volumes: ['disk1'], nearest: '/', volume: 'disk1' },
  },
  'path.complete': {
    input: { pool, text: 'a' },
    output: { items: [{ text: 'a', name: 'a', type: 'file', volumes: ['disk1'] }], more: false },
    asks: ['list', '/'],
  },
  'path.look': {
    input: { pool, paths: ['/there', '/gone'] },
    output: [
      { path: '/there', there: 'yes', type: 'file', volumes: ['disk1'] },
      { path: '/gone', there: 'no', type: null, volumes: [] },
    ],
  },
  'file.create': { input: { pool, path: '/a.txt' }, output: entryOf('/a.txt'), asks: ['write', '/a.txt'] },
  'folder.create': {
    input: { pool, path: '/new' },
    output: entryOf('/new', { type: 'directory' }),
    asks: ['makeDirectory', '/new'],
  },
  'folder.watch': { input: { pool, paths: ['/', '/a'] }, output: null, asks: ['watchFolders', 'string', ['/', '/a']] },
  'entry.details': { input: { pool, path: '/a' }, output: detailsOf('/a'), asks: ['details', '/a'] },
  'entry.copies': { input: { pool, path: '/a' }, output: [copy], asks: ['copies', '/a'] },
  'entry.why': { input: { pool, path: '/a' }, output: reason, asks: ['why', '/a', 0] },
  'entry.rename': { input: { pool, path: '/a', name: 'b' }, output: entryOf('/b'), asks: ['rename', '/a', 'b'] },
  'entry.trash': { input: { pool, paths: ['/a'] }, output: started, asks: ['trash', ['/a']] },
  'entry.remove': { input: { pool, paths: ['/a'] }, output: started, asks: ['remove', ['/a'], { recursive: true }] },
  'entry.move': {
    input: { pool, paths: ['/a', '/b'], dest: '/c' },
    output: started,
    asks: ['move', ['/a', '/b'], '/c', into],
  },
  'entry.copy': {
    input: { pool, paths: ['/a'], dest: '/c', onConflict: 'skip' },
    output: started,
    asks: ['copy', ['/a'], '/c', { ...into, onConflict: 'skip' }],
  },
  'entry.send': {
    input: { pool, paths: ['/a', '/b'], to: 'disk2' },
    output: ({ jobId, bytes }) => expect([typeof jobId, typeof bytes]).toEqual(['string', 'number']),
    asks: ['planSend', ['/a', '/b'], 'disk2'],
  },
  'drag.ready': { input: { pool, paths: ['/there'], id: 'd1' }, output: { files: ['/mnt/disk1/a'] } },
  'drag.begin': {
    input: { id: 'd1' },
    output: null,
    asks: ['dragged', ['/mnt/disk1/a']],
    first: (client) => client.call('drag.ready', { pool, paths: ['/there'], id: 'd1' }),
  },
  'entry.open': { input: { pool, path: '/there' }, output: null, asks: ['opened', '/mnt/disk1/a'] },
  'entry.openWith': { input: { pool, path: '/a' }, output: null, asks: ['asked for', '/mnt/disk1/a'] },
  'clipboard.write': { input: { pool, verb: 'copy', paths: ['/a'] }, output: { written: 1, left: [] } },
  'clipboard.read': { input: {}, output: { own: null, files: [] } },
  'clipboard.clear': { input: {}, output: null },
  'menu.show': {
    input: { commands: [{ id: 'file.open', title: 'Open', group: 'file', keys: null }] },
    output: null,
    asks: ['menu', 1],
  },
  'entry.show': { input: { pool, path: '/a', volume: 'disk1' }, output: null, asks: ['shown', '/mnt/disk1/a'] },
  'entry.link': { input: { pool, path: '/there' }, output: ({ url }) => expect(url).toMatch(/^\/_cfs\/file\?/) },
  'history.list': { input: { pool }, output: { undo: [act], redo: [] }, asks: ['history'] },
  'history.undo': { input: { pool, act: 'a1', yes: true }, output: started, asks: ['undo', { act: 'a1', yes: true }] },
  'history.redo': { input: { pool }, output: started, asks: ['redo', {}] },
  'copies.differing': {
    input: { pool, path: '/a' },
    output: { entries: [], more: false, from: 'walk', away: [] },
    asks: ['differing'],
  },
  'copies.compare': {
    input: { pool, path: '/a' },
    output: comparisonOf('/a'),
    asks: ['compareCopies', '/a', false],
  },
  'entry.preview': {
    input: { pool, path: '/a', volume: 'disk1', bytes: 1_000 },
    output: previewed,
    asks: ['preview', '/a', 'disk1', 1_000],
  },
  'entry.part': {
    input: { pool, path: '/a', volume: 'disk1', start: 0, end: 2, seen: { size: 2, mtimeMs: 1, inode: '1' } },
    output: { base64: 'aGk=' },
    asks: ['readPart', '/a', 'disk1', 0, 2],
  },
  'entry.smallPicture': {
    input: { pool, path: '/a', volume: 'disk1', edge: 112 },
    output: { kind: 'none', reason: 'format' },
    asks: ['smallPicture', '/a', 'disk1', 112],
  },
  'entry.keepPicture': {
    input: { pool, path: '/a', volume: 'disk1', edge: 128, seen: { size: 2, mtimeMs: 1, inode: '1' }, base64: 'aGk=' },
    output: null,
    asks: ['kept', volumeInfo.id, '/a', 128, 'hi'],
  },
  'pictures.use': { input: {}, output: noPictures },
  'pictures.clear': { input: {}, output: null, asks: ['cleared'] },
  'entry.digest': {
    input: { pool, path: '/a', volume: 'disk1', name: 'sha256' },
    output: { digest: '0cc175b9' },
    asks: ['digest', '/a', 'disk1', 'sha256'],
  },
  'copies.keep': {
    input: { pool, path: '/a', volume: null, seen: [seenCopy] },
    output: resolvedOf('/a'),
    asks: ['keepCopy', '/a', null, { seen: [seenCopy] }],
  },
  'copies.keepBoth': {
    input: { pool, path: '/a', seen: [seenCopy] },
    output: resolvedOf('/a'),
    asks: ['keepBothCopies', '/a', { seen: [seenCopy] }],
  },
  'duplicates.find': {
    input: { pool, path: '/a', larger: 10 },
    output: started,
    asks: ['duplicates.find', { path: '/a', larger: 10 }],
  },
  'duplicates.report': {
    input: { pool },
    output: null,
    asks: ['duplicates.report', { offset: 0, limit: 200 }],
  },
  'duplicates.trash': {
    input: { pool, choices: [{ keep: '/a', go: ['/b'] }] },
    output: started,
    asks: ['duplicates.trash', [{ keep: '/a', go: ['/b'] }]],
  },
  'trash.list': { input: { pool }, output: [trashed], asks: ['listTrash'] },
  'trash.restore': {
    input: { pool, ids: ['t1'] },
    output: started,
    asks: ['restoreTrash', ['t1'], { onConflict: 'fail' }],
  },
  'trash.empty': { input: { pool, ids: ['t1'] }, output: started, asks: ['emptyTrash', { ids: ['t1'] }] },
  'transfer.put': {
    input: { pool, sources: ['/home/me/x'], dest: '/' },
    output: started,
    asks: ['put', ['/home/me/x'], '/', into],
  },
  'upload.begin': {
    input: { pool, dest: '/in', files: 2, bytes: 10 },
    output: { jobId: 'up1', url: '/_cfs/upload?job=up1' },
    asks: ['receive', '/in', { files: 2, bytes: 10, onConflict: 'fail' }],
  },
  'upload.folders': {
    input: { jobId: 'up1', paths: ['x/y', 'x'] },
    output: null,
    asks: ['makeDirectory', '/in/x/y'],
    first: (client) => client.call('upload.begin', { pool, dest: '/in', files: 0, bytes: 0 }),
  },
  'upload.end': {
    input: { jobId: 'up1' },
    output: null,
    asks: ['finish'],
    first: (client) => client.call('upload.begin', { pool, dest: '/in', files: 0, bytes: 0 }),
  },
  'search.query': {
    input: { pool, text: 'beach', path: '/photos/' },
    output: searchPage,
    asks: ['search', 'beach', { sort: 'rank', descending: false, limit: 200, path: '/photos' }],
  },
  'search.facets': {
    input: { pool, text: 'beach' },
    output: searchFacets,
    asks: ['searchFacets', 'beach', { path: '/' }],
  },
  'policy.simulate': {
    input: {
      pool,
      source: { kind: 'synthetic', mix: 'media', seed: 3 },
      policies: ['balanced'],
      whatIfs: [{ kind: 'lose', volume: 'disk1', at: 0.5 }],
    },
    output: simulated,
    asks: [
      'simulate',
      { kind: 'synthetic', mix: 'media', seed: 3 },
      ['balanced'],
      [{ kind: 'lose', volume: 'disk1', at: 0.5 }],
    ],
  },
  'usage.folder': {
    input: { pool, path: '/', depth: 2 },
    output: usageMap,
    asks: ['usage.folder', '/', { depth: 2, top: 1_000, measure: 'allocated', kinds: true }],
  },
  'usage.lists': {
    input: { pool, path: '/a' },
    output: usageLists,
    asks: ['usage.lists', '/a', { limit: 100, patienceMs: 250 }],
  },
  'usage.sizes': { input: { pool, path: '/a' }, output: [folderSize], asks: ['usage.sizes', '/a'] },
  'usage.selection': {
    input: { pool, paths: ['/a', '/b'] },
    output: usageSelected,
    asks: ['usage.selection', ['/a', '/b']],
  },
  'usage.hardLinks': {
    input: { pool, path: '/a' },
    output: { names: [{ volume: 'disk1', path: '/a' }], more: false },
    asks: ['usage.hardLinks', '/a'],
  },
  'usage.history': { input: { pool, path: '/a' }, output: usageHistory, asks: ['usage.history', { path: '/a' }] },
  'catalog.status': { input: { pool }, output: catalogStatus, asks: ['catalog.status'] },
  'catalog.rebuild': { input: { pool }, output: null, asks: ['catalog.rebuild'] },
  'catalog.look': { input: { pool }, output: null, asks: ['catalog.lookAgain'] },
  'catalog.confirm': { input: { pool, volume: 'disk1' }, output: null, asks: ['catalog.confirm', 'disk1'] },
  'volume.io': { input: { pool }, output: ioHistory, asks: ['io'] },
  'plan.draft': {
    input: { pool, goal: { kind: 'gather', path: '/a' }, scope: { larger: 5 }, edits: { exclude: ['/a/b'] } },
    output: planDraft,
    asks: [
      'plans.draft',
      pool,
      { goal: { kind: 'gather', path: '/a', on: null }, scope: { larger: 5 }, edits: { exclude: ['/a/b'] } },
      false,
    ],
  },
  'plan.moves': {
    input: { draft: 'draft1', filter: 'x', from: 'disk1' },
    output: { rows: [], total: 0 },
    asks: ['plans.draftMoves', 'draft1', { offset: 0, limit: 200, filter: 'x', from: 'disk1' }],
  },
  'plan.keep': { input: { draft: 'draft1' }, output: plan, asks: ['plans.keep', 'draft1'] },
  'plan.list': { input: { pool }, output: [planSummary], asks: ['plans.summaries', pool] },
  'plan.check': { input: { id: 'plan1' }, output: planCheck, asks: ['plans.check', 'plan1'] },
  'plan.undo': { input: { id: 'plan1' }, output: plan, asks: ['plans.undo', 'plan1'] },
  'plan.get': { input: { id: 'plan1' }, output: plan, asks: ['plans.get', 'plan1'] },
  'plan.run': {
    input: { id: 'plan1', limit: 50_000, background: true, window: { from: 1320, to: 360 } },
    output: started,
    asks: ['plans.run', 'plan1', { limit: 50_000, background: true, window: { from: 1320, to: 360 } }],
  },
  'plan.receipt': { input: { id: 'plan1' }, output: receipt, asks: ['plans.receipt', 'plan1'] },
  'activity.list': {
    input: { pool: 'Home' },
    output: { rows: [], cursor: null, problems: 0 },
    asks: ['activity', { group: 'all', text: '', sinceMs: 0, limit: 200 }],
  },
  'activity.get': {
    input: { pool: 'Home', id: 'j1' },
    output: activityReceiptOf('j1'),
    asks: ['activityReceipt', 'j1'],
  },
  'job.speeds': {
    input: { id: 'job1' },
    output: { stepMs: 250, bytes: [1], activeMs: 100 },
    asks: ['speeds', 'job1'],
  },
  'job.list': { input: {}, output: [jobOf('job1')] },
  'job.cancel': { input: { id: 'job1' }, output: null, asks: ['cancel', 'job1'] },
  'job.pause': { input: { id: 'job1' }, output: null, asks: ['pause', 'job1'] },
  'job.resume': { input: { id: 'job1' }, output: null, asks: ['resume', 'job1'] },
  'job.limit': {
    input: { id: 'job1', bytesPerSecond: 5_000_000 },
    output: null,
    asks: ['limit', 'job1', 5_000_000],
  },
  'job.background': { input: { id: 'job1', background: true }, output: null, asks: ['background', 'job1', true] },
  'job.window': {
    input: { id: 'job1', window: { from: 1320, to: 360 } },
    output: null,
    asks: ['window', 'job1', { from: 1320, to: 360 }],
  },
  'job.reorder': { input: { id: 'job1', before: 'job2' }, output: null, asks: ['move', 'job1', 'job2'] },
  'job.retry': { input: { id: 'job1' }, output: { jobId: 'job2' }, asks: ['retry', 'job1'] },
  'job.restart': { input: { id: 'job1' }, output: { jobId: 'job2' }, asks: ['restart', 'job1'] },
  'job.questions': { input: { id: 'job1' }, output: { questions: [], more: false }, asks: ['questions', 'job1', 0] },
  'job.answer': {
    input: { id: 'job1', answers: [{ question: 3, choice: 'skip' }], all: 'keep-both' },
    output: { open: 2 },
    asks: ['answer', 'job1', [{ question: 3, choice: 'skip', alike: false }], 'keep-both'],
  },
  'job.dismiss': { input: { id: 'job1' }, output: null, asks: ['dismiss', 'job1'] },
};

/** Both ends of the contract over one kind of transport. */
export function hostContract(name: string, connect: () => Promise<Connection>): void {
  describe(`the contract over ${name}`, () => {
    let connection: Connection;
    let client: Client;
    beforeEach(async () => {
      connection = await connect();
      connection.test.files.set('/there', new Uint8Array(3));
      client = createClient(connection.transport);
    });
    afterEach(() => connection.close());

    const check = async (method: MethodName): Promise<void> => {
      const { input, output, asks, first }: AnyCase = cases[method];
      await first?.(client);
      const answer: unknown = await client.call(method, input as never);
      // The table above has typed it for this method.
      if (typeof output === 'function') (output as (answer: unknown) => void)(answer);
      else expect(answer).toEqual(output);
      if (asks !== undefined) expect(connection.test.calls).toContainEqual(asks);
    };
    it.each(Object.keys(methods) as MethodName[])('[H1] %s reaches the engine and answers', check);

    it('[H2] every event of the engine reaches the client, in order', async () => {
      const got: [string, unknown][] = [];
      for (const event of eventNames) client.on(event, (payload: Events[typeof event]) => got.push([event, payload]));
      await client.call('folder.watch', { pool, paths: ['/a'] });
      const { test } = connection;
      test.emit('poolsChanged', {});
      test.emit('poolChanged', poolInfo);
      test.emit('foldersChanged', { pool, paths: ['/a', '/b'] as never });
      const items = [{ path: '/a' as never, outcome: 'finished' as const, what: 'a move was finished' }];
      test.emit('recovered', { pool, items });
      test.emit('jobChanged', jobOf('job1'));
      test.emit('jobRemoved', 'job1');
      test.emit('historyChanged', { pool: 'p1', undo: act, redo: null });
      test.emit('catalogChanged', { pool: 'p1', status: catalogStatus });
      const io = { pool: 'p1', atMs: 1, volumes: [{ volume: 'disk1', read: 0, write: 9, queue: 1 }] };
      test.emit('ioChanged', io);
      const simulating = { pool: 'p1', id: 's1', phase: 'replaying' as const, done: 1, total: 2 };
      test.emit('simulating', simulating);
      await client.call('host.info', {});
      expect(got).toEqual([
        ['pools.changed', {}],
        ['pool.changed', { pool: poolInfo }],
        ['folder.changed', { pool, paths: ['/a'] }],
        ['pool.recovered', { pool, items, total: 1 }],
        ['job.changed', { job: jobOf('job1') }],
        ['job.removed', { id: 'job1' }],
        ['history.changed', { pool: 'p1', undo: act, redo: null }],
        ['catalog.changed', { pool: 'p1', status: catalogStatus }],
        ['io.changed', io],
        ['policy.simulating', simulating],
      ]);
    });

    it('[H3] a failure arrives with its code, message and data', async () => {
      await expect(client.call('pool.get', { pool: 'Other' })).rejects.toMatchObject({
        code: 'not-found',
        message: 'Opening the pool: there is no "Other": see cfs pool list',
      });
    });

    it('[H4] an unknown field is refused by its name', async () => {
      const call = client.call('pool.get', { pool, extra: 1 } as never);
      await expect(call).rejects.toMatchObject({ code: 'invalid', data: { field: 'extra' } });
    });

    it('[H5] names that are not UTF-8 pass unchanged', async () => {
      const { name: answered } = await client.call('entry.rename', { pool, path: '/caf\udce9', name: 'na\udcefve' });
      expect(answered).toBe('na\udcefve');
      expect(connection.test.calls).toContainEqual(['rename', '/caf\udce9', 'na\udcefve']);
    });

    it('[H6] calls are answered out of order, each by its own reply', async () => {
      const gate = Promise.withResolvers<undefined>();
      connection.test.gate = gate.promise;
      const slow = client.call('pool.get', { pool });
      await client.call('pool.list', {});
      gate.resolve(undefined);
      expect(await slow).toEqual(poolInfo);
    });

    it('[H7] a call that is aborted rejects with cancelled, and the connection goes on', async () => {
      connection.test.gate = new Promise(() => undefined);
      const abort = new AbortController();
      const call = client.call('pool.get', { pool }, { signal: abort.signal });
      abort.abort();
      await expect(call).rejects.toMatchObject({ code: 'cancelled' });
      expect(await client.call('pool.list', {})).toEqual([poolInfo]);
    });

    it('[H8] when the connection ends, every call under way rejects with disconnected', async () => {
      connection.test.gate = new Promise(() => undefined);
      const call = client.call('pool.get', { pool });
      const told = new Promise((resolve) => client.onClose(resolve));
      client.close();
      await expect(call).rejects.toMatchObject({ code: 'disconnected' });
      expect(await told).toMatchObject({ code: 'disconnected' });
      await expect(client.call('pool.list', {})).rejects.toMatchObject({ code: 'disconnected' });
    });
  });
}
