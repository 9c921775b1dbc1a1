import type { Parsed, Started } from '../../shared/contract.ts';
import { fail } from '../../shared/errors.ts';
import { typeInWords } from '../../shared/format.ts';
import type { HostInfo } from '../../shared/model.ts';
import { baseName, parsePath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { uploadPath } from '../../shared/session.ts';
import type { SettingsChange } from '../../shared/settings.ts';
import type { Engine, JobHandle, PutOptions } from '../engine/api.ts';
import type { AppMenu } from './app-menu.ts';
import type { ClientScope } from './client-scope.ts';
import { createClipboard } from './clipboard.ts';
import type { SystemClipboard } from './clipboard.ts';
import type { Handlers } from './dispatch.ts';
import { DragsOut } from './drag-out.ts';
import { withFolderSizes } from './folder-sizes.ts';
import { listHostFolders } from './folders.ts';
import { mayBeOpened } from './opening.ts';
import { Pager } from './paging.ts';
import { createPlaces } from './places.ts';
import { uploadTarget } from './uploads.ts';
import type { KeptPictures } from './kept-pictures.ts';
import { keptPictureOf, pictureHandlers } from './picture-handlers.ts';
import type { WindowSettings } from './settings.ts';
import type { Uploads } from './uploads.ts';
import { wholeFile } from './whole-file.ts';

/** Lists of a large folder are answered in part after so long (ms), and wholly when they are asked for again. */
const listsPatienceMs = 250;

/** What a host adds to the engine. What is left out is a capability that it does not have. */
export interface HostServices {
  readonly info: HostInfo;
  readonly pickFolder?: (title: string) => Promise<string | null>;
  /** Opens a real path with the system's program. */
  readonly openPath?: (physical: string) => Promise<void>;
  /** Shows a real path in the system's file manager. */
  readonly showPath?: (physical: string) => Promise<void>;
  /** Begins a drag of real files to other programs. */
  readonly dragOut?: (files: readonly string[]) => void;
  /** Lets a person choose the program that opens a real path. */
  readonly chooseProgram?: (physical: string) => Promise<void>;
  readonly clipboard?: SystemClipboard;
  readonly menu?: Pick<AppMenu, 'show'>;
  readonly uploads?: Uploads;
  readonly settings?: WindowSettings;
  /** Small pictures that are kept on this computer. */
  readonly pictures?: KeptPictures;
  /** A short-lived signed address of a file. */
  readonly linkTo?: (client: ClientScope, pool: string, path: PoolPath) => string;
  readonly pager?: Pager;
}

/** The contract's methods, done by the engine. Paths are parsed here, once. */
export function createHandlers(engine: Engine, host: HostServices): Handlers {
  const pager = host.pager ?? new Pager();
  const drags = new DragsOut();
  const clipboard = host.clipboard === undefined ? undefined : createClipboard(engine, host.clipboard);
  const places = createPlaces(engine);

  /** The real path of a copy. @throws AppError `unsupported`, `not-found` */
  const realPath = async (poolName: string, path: PoolPath, volume?: string): Promise<string> => {
    const pool = await engine.pool(poolName);
    const copy =
      volume === undefined
        ? await pool.bestCopy(path)
        : (await pool.copies(path)).find((candidate) => candidate.volume === volume);
    if (copy === undefined) {
      throw fail('not-found', `Opening ${path}`, `"${volume ?? ''}" holds no copy of it`, 'choose another volume');
    }
    if (copy.physical === null) {
      throw fail('unsupported', `Opening ${path}`, `"${copy.volume}" has no real paths`, 'copy the file out instead');
    }
    return copy.physical;
  };

  /** The real path of all of it: whoever gets a part of a folder believes to have the whole. @throws as `realPath` */
  const wholePath = async (poolName: string, path: PoolPath): Promise<string> => {
    const file = await wholeFile(await engine.pool(poolName), path);
    if (file !== null) return file;
    await realPath(poolName, path);
    const why = 'it lies on several volumes, and other programs would get the part on one of them';
    throw fail('unsupported', `Dragging ${path} to another program`, why, 'drag what is in it, or use "cfs get"');
  };

  return {
    'host.info': () => Promise.resolve(host.info),
    'host.folders': ({ path, hidden }) => listHostFolders(path, hidden),
    'host.pickFolder': async ({ title }) => ({ path: await need(host.pickFolder, 'choosing a folder')(title) }),

    'settings.get': () => answer(() => need(host.settings, 'keeping settings').read()),
    'settings.set': ({ change }) => answer(() => need(host.settings, 'keeping settings').change(presentChange(change))),

    'pool.list': () => engine.pools(),
    'pool.get': async ({ pool }) => (await engine.pool(pool)).info(),
    'pool.create': async (options) => (await engine.createPool(options)).info(),
    'pool.set': async ({ pool, ...settings }) => (await engine.pool(pool)).set(present(settings)),
    'rule.standings': async ({ pool }, { signal }) => (await engine.pool(pool)).ruleStandings({ signal }),
    'pool.forget': ({ pool }) => done(engine.forgetPool(pool)),
    'pool.import': async ({ roots, ...named }) => {
      const { pool, missing } = await engine.importPool(roots, present(named));
      return { pool: await pool.info(), missing };
    },
    'pool.createSample': async () => (await engine.createSamplePool()).info(),
    'pool.removeSample': ({ all }) => done(engine.removeSamplePool({ all })),

    'volume.suggest': () => engine.suggestVolumes(),
    'volume.probe': ({ root }) => engine.probeVolume(root),
    'volume.add': async ({ pool, ...spec }) => (await engine.pool(pool)).addVolume(spec),
    'volume.set': async ({ pool, volume, ...settings }) =>
      (await engine.pool(pool)).setVolume(volume, present(settings)),
    'volume.report': async ({ pool, volume }) => (await engine.pool(pool)).volumeReport(volume),
    'volume.eject': async ({ pool, volume }) => (await engine.pool(pool)).ejectVolume(volume),
    'volume.remove': async ({ pool, volume, leaveFiles }) =>
      done((await engine.pool(pool)).removeVolume(volume, { leaveFiles })),
    'volume.proof': async ({ pool, volume }) => (await engine.pool(pool)).proof(volume),
    'volume.remaining': async ({ pool, volume }) => (await engine.pool(pool)).remaining(volume),

    'folder.list': async ({ pool: name, path, cursor, limit, first, ...figures }, { client, signal }) => {
      const folder = parsePath(path);
      const of = `${client.id} ${name} ${folder}`;
      if (cursor !== undefined) return pager.next(of, cursor, limit);
      const pool = await engine.pool(name);
      const listed = pool.list(folder, { signal, ...(first && { first: limit }), ...figures });
      const listing = await withFolderSizes(listed, pool.usage.sizes(folder));
      return listing.partial === true
        ? { ...listing, partial: true, total: 0, cursor: null }
        : pager.first(of, listing, limit);
    },
    'folder.create': async ({ pool, path, ...onto }) =>
      (await engine.pool(pool)).makeDirectory(parsePath(path), present(onto)),
    'file.create': async ({ pool, path }) => (await engine.pool(pool)).write(parsePath(path), [], { size: 0 }),
    'folder.watch': async ({ pool: name, paths }, { client }) => {
      const folders = paths.map(parsePath);
      const pool = await engine.pool(name);
      // Of another pool, when the window went from one to another.
      client.endOne('watched folders');
      pool.watchFolders(client.id, folders);
      client.watch([pool.id, pool.name, name], folders);
      client.onEnd('watched folders', () => pool.watchFolders(client.id, []));
      return null;
    },

    'path.find': ({ pool, text, from }) => places.find(pool, text, parsePath(from)),
    'path.complete': ({ pool, text, from, limit }, { client }) =>
      places.complete(pool, text, { from: parsePath(from), limit, client }),
    'path.look': ({ pool, paths }) => places.look(pool, paths.map(parsePath)),

    'policy.simulate': async ({ pool, source, policies, whatIfs, id }, { signal }) =>
      (await engine.pool(pool)).simulate({ source, policies, whatIfs }, { signal, id }),

    'entry.details': async ({ pool, path }) => (await engine.pool(pool)).details(parsePath(path)),
    'entry.copies': async ({ pool, path }) => (await engine.pool(pool)).copies(parsePath(path)),
    'entry.why': async ({ pool, path, size }) => (await engine.pool(pool)).why(parsePath(path), size),
    'entry.rename': async ({ pool, path, name }) => (await engine.pool(pool)).rename(parsePath(path), name),
    'entry.trash': async ({ pool, paths }) => started(await (await engine.pool(pool)).trash(paths.map(parsePath))),
    'entry.remove': async ({ pool, paths }) =>
      started(await (await engine.pool(pool)).remove(paths.map(parsePath), { recursive: true })),
    'entry.move': async ({ pool, paths, dest, onConflict }) =>
      started(await (await engine.pool(pool)).move(paths.map(parsePath), parsePath(dest), into(onConflict))),
    'entry.copy': async ({ pool, paths, dest, onConflict }) =>
      started(await (await engine.pool(pool)).copy(paths.map(parsePath), parsePath(dest), into(onConflict))),
    'entry.send': async ({ pool: name, paths, to }) => {
      const pool = await engine.pool(name);
      const { id, bytes, moves, blocked } = await pool.planSend(paths.map(parsePath), to);
      const job = await engine.plans.run(id);
      return { jobId: job.id, bytes, files: moves.length, stay: blocked.length, why: blocked[0]?.reason ?? '' };
    },
    'drag.ready': async ({ pool, paths, id }, { client }) => {
      need(host.dragOut, 'dragging to other programs');
      const files = await Promise.all(paths.map((path) => wholePath(pool, parsePath(path))));
      drags.prepare(client, { id, files });
      return { files };
    },
    'drag.begin': ({ id }, { client }) =>
      later(() => need(host.dragOut, 'dragging to other programs')(drags.take(client, id))),
    'entry.open': async ({ pool, path, confirmed }) => {
      const open = need(host.openPath, 'opening files');
      const file = parsePath(path);
      if (!confirmed) mayBeOpened(await (await engine.pool(pool)).stat(file), host.info.platform);
      return done(open(await realPath(pool, file)));
    },
    'entry.openWith': async ({ pool, path }) => {
      const choose = need(host.chooseProgram, 'choosing a program for a file');
      return done(choose(await realPath(pool, parsePath(path))));
    },
    'entry.show': async ({ pool, path, volume }) => {
      const show = need(host.showPath, 'showing files in the system');
      return done(show(await realPath(pool, parsePath(path), volume)));
    },
    'entry.link': async ({ pool: name, path }, { client }) => {
      const link = need(host.linkTo, 'downloading');
      const pool = await engine.pool(name);
      const file = parsePath(path);
      const entry = await pool.stat(file);
      // Says now what the download itself could only show as a broken page.
      if (entry.offline) await pool.bestCopy(file);
      if (entry.type !== 'file') {
        const why = `"${baseName(file)}" is ${typeInWords[entry.type]}, not a file`;
        const code = entry.type === 'directory' ? 'is-a-directory' : 'unsupported';
        throw fail(code, `Downloading ${file}`, why, 'download the files themselves');
      }
      return { url: link(client, pool.id, file) };
    },

    'entry.preview': async ({ pool, path, ...options }, { signal }) =>
      (await engine.pool(pool)).preview(parsePath(path), { ...present(options), signal }),
    'entry.part': async ({ pool, path, ...part }, { signal }) => {
      const bytes = await (await engine.pool(pool)).readPart(parsePath(path), { ...part, signal });
      return { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64') };
    },
    'entry.smallPicture': async ({ pool, path, ...options }, { signal }) =>
      (await engine.pool(pool)).smallPicture(parsePath(path), {
        ...options,
        signal,
        ...keptPictureOf(host, path, options),
      }),
    ...pictureHandlers(engine, host),
    'entry.digest': async ({ pool, path, ...options }, { signal }) => ({
      digest: await (await engine.pool(pool)).digest(parsePath(path), { ...options, signal }),
    }),

    'clipboard.write': (clip) => need(clipboard, 'the clipboard of the system').write(clip),
    'clipboard.read': () => need(clipboard, 'the clipboard of the system').read(),
    'clipboard.clear': () => done(need(clipboard, 'the clipboard of the system').clear()),
    'menu.show': ({ commands }) => later(() => need(host.menu, 'a menu of the system').show(commands)),

    'copies.differing': async ({ pool, path }, { signal }) =>
      (await engine.pool(pool)).differing({ signal, ...(path === undefined ? {} : { path: parsePath(path) }) }),
    'copies.compare': async ({ pool, path, read }, { signal }) =>
      (await engine.pool(pool)).compareCopies(parsePath(path), { read, signal }),
    'copies.keep': async ({ pool, path, volume, seen }) =>
      (await engine.pool(pool)).keepCopy(parsePath(path), volume, { seen }),
    'copies.keepBoth': async ({ pool, path, seen }) =>
      (await engine.pool(pool)).keepBothCopies(parsePath(path), { seen }),

    'duplicates.find': async ({ pool, path, larger }) => {
      const options = { ...(path === undefined ? {} : { path: parsePath(path) }), ...present({ larger }) };
      return started(await (await engine.pool(pool)).duplicates.find(options));
    },
    'duplicates.report': async ({ pool, ...page }) => (await engine.pool(pool)).duplicates.report(page),
    'duplicates.trash': async ({ pool, choices }) => started(await (await engine.pool(pool)).duplicates.trash(choices)),

    'activity.list': async ({ pool, ...query }) => (await engine.pool(pool)).activity(present(query)),
    'activity.get': async ({ pool, id }) => (await engine.pool(pool)).activityReceipt(id),

    'history.list': async ({ pool }) => (await engine.pool(pool)).history(),
    'history.undo': async ({ pool, ...options }) => started(await (await engine.pool(pool)).undo(present(options))),
    'history.redo': async ({ pool, ...options }) => started(await (await engine.pool(pool)).redo(present(options))),

    'trash.list': async ({ pool }) => (await engine.pool(pool)).listTrash(),
    'trash.restore': async ({ pool, ids, onConflict }) =>
      started(await (await engine.pool(pool)).restoreTrash(ids, { onConflict })),
    'trash.empty': async ({ pool, ...options }) => {
      const job = await (await engine.pool(pool)).emptyTrash(present(options));
      return job === null ? null : started(job);
    },

    'transfer.put': async ({ pool, sources, dest, onConflict, ...onto }) =>
      started(await (await engine.pool(pool)).put(sources, parsePath(dest), { ...into(onConflict), ...present(onto) })),
    'upload.begin': async ({ pool, dest: to, files, bytes, onConflict, ...onto }, { client }) => {
      const uploads = need(host.uploads, 'uploading');
      const dest = parsePath(to);
      const receiver = await (await engine.pool(pool)).receive(dest, { files, bytes, onConflict, ...present(onto) });
      uploads.add(receiver, dest);
      client.onEnd(`upload ${receiver.id}`, () => uploads.orphan(receiver.id));
      return { jobId: receiver.id, url: `${uploadPath}?job=${encodeURIComponent(receiver.id)}` };
    },
    'upload.folders': async ({ jobId, paths }) => {
      await need(host.uploads, 'uploading').use(jobId, async (upload) => {
        const folders = paths.map((path) => uploadTarget(upload, path));
        for (const folder of parentsFirst(folders)) await upload.receiver.makeDirectory(folder);
      });
      return null;
    },
    'upload.end': async ({ jobId }) => {
      await need(host.uploads, 'uploading').use(jobId, (upload) => {
        upload.complete = true;
        return later(() => upload.receiver.finish());
      });
      return null;
    },

    'catalog.status': async ({ pool }) => (await engine.pool(pool)).catalog.status(),
    'catalog.rebuild': async ({ pool }) => done((await engine.pool(pool)).catalog.rebuild()),
    'catalog.look': async ({ pool }) => done((await engine.pool(pool)).catalog.lookAgain()),
    'catalog.confirm': async ({ pool, volume }) => done((await engine.pool(pool)).catalog.confirm(volume)),

    'search.query': async ({ pool, text, path, cursor, ...options }) =>
      (await engine.pool(pool)).search(text, {
        ...options,
        path: parsePath(path),
        ...(cursor === undefined ? {} : { cursor }),
      }),
    'search.facets': async ({ pool, text, path }) =>
      (await engine.pool(pool)).searchFacets(text, { path: parsePath(path) }),

    'usage.folder': async ({ pool, path, ...options }) =>
      (await engine.pool(pool)).usage.folder(parsePath(path), options),
    'usage.lists': async ({ pool, path, limit }) =>
      (await engine.pool(pool)).usage.lists(parsePath(path), { limit, patienceMs: listsPatienceMs }),
    'usage.sizes': async ({ pool, path }) => (await engine.pool(pool)).usage.sizes(parsePath(path)),
    'usage.selection': async ({ pool, paths }) => (await engine.pool(pool)).usage.selection(paths.map(parsePath)),
    'usage.hardLinks': async ({ pool, path }) => (await engine.pool(pool)).usage.hardLinks(parsePath(path)),
    'usage.history': async ({ pool, path, volume }) =>
      (await engine.pool(pool)).usage.history({
        ...(path === undefined ? {} : { path: parsePath(path) }),
        ...(volume === undefined ? {} : { volume }),
      }),

    'volume.io': async ({ pool }) => (await engine.pool(pool)).io(),

    'plan.draft': async ({ pool, goal, scope, edits, fresh }, { client, signal }) =>
      engine.plans.draft(
        pool,
        { goal, ...present({ scope: scope && present(scope), edits: edits && present(edits) }) },
        { fresh, owner: client.id, signal },
      ),
    'plan.moves': async ({ draft, plan, ...options }) => {
      const page = present(options);
      if (draft !== undefined) return engine.plans.draftMoves(draft, page);
      if (plan !== undefined) return engine.plans.moves(plan, page);
      throw fail('invalid', 'Listing moves', 'neither a draft nor a plan is named', 'name one of them');
    },
    'plan.keep': ({ draft }) => engine.plans.keep(draft),
    'plan.list': ({ pool }) => engine.plans.summaries(pool),
    'plan.check': ({ id }) => engine.plans.check(id),
    'plan.undo': ({ id }) => engine.plans.undo(id),
    'plan.get': ({ id }) => engine.plans.get(id),
    'plan.run': async ({ id, ...options }) => started(await engine.plans.run(id, options)),
    'plan.receipt': ({ id }) => engine.plans.receipt(id),

    'job.speeds': ({ id }) => answer(() => engine.jobs.speeds(id)),
    'job.list': () => Promise.resolve(engine.jobs.list()),
    'job.cancel': ({ id, when }) => later(() => engine.jobs.cancel(id, { after: when })),
    'job.pause': ({ id }) => later(() => engine.jobs.pause(id)),
    'job.resume': ({ id }) => later(() => engine.jobs.resume(id)),
    'job.limit': ({ id, bytesPerSecond }) => later(() => engine.jobs.limit(id, bytesPerSecond)),
    'job.background': ({ id, background }) => later(() => engine.jobs.background(id, background)),
    'job.window': ({ id, window }) => later(() => engine.jobs.window(id, window)),
    'job.reorder': ({ id, before }) => later(() => engine.jobs.move(id, before)),
    'job.retry': async ({ id }) => started(await engine.jobs.retry(id)),
    'job.restart': async ({ id }) => started(await engine.jobs.restart(id)),
    'job.questions': ({ id, after }) => answer(() => engine.jobs.questions(id, after)),
    'job.answer': ({ id, answers, all }) => answer(() => ({ open: engine.jobs.answer(id, answers, all) })),
    'job.dismiss': ({ id }) => later(() => engine.jobs.dismiss(id)),
  };
}

/** @throws AppError `unsupported` when this host does not have the capability */
function need<T>(service: T | undefined, what: string): T {
  if (service !== undefined) return service;
  throw fail('unsupported', 'Asking the host', `this host is not made for ${what}`, 'use the window for it');
}

function started(job: JobHandle): Started {
  return { jobId: job.id };
}

function into(onConflict: NonNullable<PutOptions['onConflict']>): PutOptions {
  return { onConflict, destination: 'into', recursive: true };
}

/** For methods whose answer is that it is done. */
async function done(work: Promise<void>): Promise<null> {
  await work;
  return null;
}

/** What is worked out at once; what it throws is the answer, too. */
async function answer<T>(work: () => T): Promise<T> {
  await Promise.resolve();
  return work();
}

function presentChange({ view, ...rest }: Parsed<'settings.set'>['change']): SettingsChange {
  return { ...present(rest), ...(view !== undefined && { view: present(view) }) };
}

function later(work: () => void): Promise<null> {
  return answer(() => {
    work();
    return null;
  });
}

/** Settings without the ones that were not given: `undefined` would not mean "leave as it is" everywhere. */
function present<T extends object>(settings: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}

/** Each folder once, parents first. */
function parentsFirst(folders: readonly PoolPath[]): readonly PoolPath[] {
  return [...new Set(folders)].sort((a, b) => a.length - b.length);
}
