import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { Answer, OnConflict, QuestionSide } from '../../../shared/model.ts';
import { baseName, childPath, isReservedName, isWithin, parentPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import { noteOldVersions } from './absent.ts';
import { isSameFile } from './aliases.ts';
import { decide, isStill, numberedName } from './conflicts.ts';
import type { Ask } from './conflicts.ts';
import { createLinks } from './links.ts';
import { isSameFolder, takenNames } from './names.ts';
import type { TakenEntry, TakenNames } from './names.ts';
import { createPipeline, pausable } from './pipeline.ts';
import type { FileTask, PipelineContext } from './pipeline.ts';
import { settling } from './questions.ts';
import { sameContents } from './same-contents.ts';
import { ensureFolder, quietly, sidePath } from './target.ts';
import type { JobRun, ResumedFrom } from './types.ts';
import { createUnsynced, tellUnsynced } from './unsynced.ts';

/** One thing that is copied, as the caller named it. */
export interface Root {
  readonly from: PoolPath;
  readonly entry: VolumeEntry;
  /** Where it goes, unless something is there. */
  readonly to: PoolPath;
}

export interface TreeContext extends PipelineContext {
  readonly onConflict: OnConflict;
  /** Which side is no pool but a folder of this host. */
  readonly outside: 'source' | 'target' | null;
  /** After an interruption: what is whole there already is not copied again. */
  readonly resumed?: ResumedFrom | undefined;
  /** Why this folder of the source is left out, or null. */
  readonly refused: (entry: VolumeEntry) => string | null;
}

interface Frame {
  readonly from: PoolPath;
  readonly to: PoolPath;
  readonly isNew: boolean;
}

/** Counts what `copyTree` will do, so that the totals are known while it runs. */
export async function countTree(context: TreeContext, roots: readonly Root[]): Promise<void> {
  const { run } = context;
  run.counting(true);
  const linked = new Set<string>();
  for (const { from, entry } of roots) {
    await countOne(context, from, entry, linked, (files, bytes) => run.addTotals(files, bytes));
  }
  run.counting(false);
}

async function countOne(
  { run, source, refused }: TreeContext,
  path: PoolPath,
  entry: VolumeEntry,
  linked: Set<string>,
  tell: (files: number, bytes: number, path: PoolPath) => void,
): Promise<void> {
  const folders: PoolPath[] = [];
  const count = (at: PoolPath, one: VolumeEntry): void => {
    if (one.type === 'directory') {
      if (refused(one) === null) folders.push(at);
      return;
    }
    const isCounted = one.type !== 'file' || (one.links > 1 && linked.has(one.inode));
    if (one.links > 1) linked.add(one.inode);
    tell(1, isCounted ? 0 : one.size, at);
  };
  count(path, entry);
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      await run.checkpoint();
    } catch {
      // Whoever copies is told that it was cancelled.
      return;
    }
    try {
      for (const one of await source.list(folder, run.signal)) count(childPath(folder, one.name), one);
    } catch {
      // Whoever copies it will say why it cannot be read.
    }
  }
}

/**
 * Copies trees: folders merge, files go through the pipeline, links stay links. Failures of items are told to the job.
 * What a person is asked about waits beside all else; the copy ends when it is answered.
 * @throws cancelled
 */
export async function copyTrees(
  run: JobRun,
  trees: readonly { readonly tree: TreeContext; readonly roots: readonly Root[] }[],
): Promise<void> {
  const copies = trees.map(({ tree, roots }) => createTreeCopy(tree, roots));
  try {
    for (const copy of copies) await copy.walk();
    for (const copy of copies) await copy.finish();
    while (await run.questions.next()) {
      await run.questions.settle();
      for (const copy of copies) await copy.finish();
    }
  } finally {
    // They share a target: what one of them takes away there, none is to use any more.
    for (const copy of copies) await copy.stop();
    for (const copy of copies) await copy.end();
  }
}

interface TreeCopy {
  /** Copies all, but what was asked about. */
  walk(): Promise<void>;
  /** Waits until what was handed over is there; after answers again. */
  finish(): Promise<void>;
  /** In any case, before the end: nothing is under way, promises of room are given back. */
  stop(): Promise<void>;
  /** In any case, at the end, when all are stopped: what is not used is taken away, folders have their times. */
  end(): Promise<void>;
}

function createTreeCopy(context: TreeContext, roots: readonly Root[]): TreeCopy {
  const { run, source, target, remarks } = context;
  const pipeline = createPipeline(context);
  const unsynced = createUnsynced();
  const links = createLinks(context, pipeline, unsynced);
  const made: { readonly from: PoolPath; readonly to: PoolPath }[] = [];
  /** Folders that were missing above what is copied, topmost first. */
  const above: PoolPath[] = [];
  const names = new Map<PoolPath, TakenNames>();
  const frames: Frame[] = [];
  /** The lot of answers before which all that was handed over came to its end. */
  let drainedFor = 0;

  const itemOf = (from: PoolPath, path: PoolPath): string => context.told({ from, path }, '', '').path;

  /** `why`: it was left alone on purpose; null: it failed. */
  const leftOut = async (from: PoolPath, to: PoolPath, entry: VolumeEntry, why: string | null) => {
    await countOne(context, from, entry, new Set(), (files, bytes, at) => {
      if (why === null) run.addTotals(-files, -bytes);
      else {
        run.addTotals(0, -bytes);
        run.item({ path: itemOf(at, to), volume: '', size: bytes, outcome: 'skipped', why });
      }
    });
  };

  const refuse = async (from: PoolPath, to: PoolPath, entry: VolumeEntry, thrown: unknown): Promise<void> => {
    if (isAppError(thrown, 'cancelled')) throw thrown;
    if (entry.type === 'directory') await leftOut(from, to, entry, null);
    run.failed(itemOf(from, to), asAppError(thrown), context.again({ from, path: to }));
  };

  /** Answers whether it is there already, from before an interruption; its folders go on. */
  const isResumed = async (from: PoolPath, to: PoolPath, entry: VolumeEntry, there: TakenEntry): Promise<boolean> => {
    const { resumed } = context;
    if (resumed === undefined || entry.type !== there.type) return false;
    // A further name cannot be made of what is not connected.
    if (there.away !== undefined && entry.links > 1) return false;
    if (entry.type === 'directory') {
      // Made by the job that was interrupted: it has not got its mode and times.
      if (resumed.madeFolders.some((folder) => isWithin(to, folder as PoolPath))) made.push({ from, to });
      return false;
    }
    const hasItsTime = Math.abs(entry.mtimeMs - there.mtimeMs) <= (await timeStep());
    const isLink = entry.type === 'symlink';
    if (isLink ? entry.linkTarget !== there.linkTarget : entry.size !== there.size || !hasItsTime) return false;
    // A link gets its times after its name: the interruption may have come in between.
    if (isLink && !hasItsTime) await setLinkTimes(from, to);
    if (entry.links > 1) await links.known({ entry, path: to });
    await leftOut(from, to, entry, 'it is there already, from before the interruption');
    return true;
  };

  /** Under a number, before an interruption. */
  const wasPutBeside = async (
    from: PoolPath,
    to: PoolPath,
    entry: VolumeEntry,
    taken: TakenNames,
  ): Promise<boolean> => {
    if (context.resumed === undefined || entry.type === 'directory') return false;
    for (let number = 2; ; number += 1) {
      const name = numberedName(baseName(to), number, false);
      const beside = await taken.get(name);
      if (beside === null) return false;
      const path = childPath(parentPath(to), name);
      if (!beside.claimed && (await isResumed(from, path, entry, beside.entry))) return true;
    }
  };

  const setLinkTimes = async (from: PoolPath, to: PoolPath): Promise<void> => {
    const [ours, theirs] = [await source.locate(from), await target.locate(to)];
    const { mtimeNs, atimeNs, uid, gid } = await ours.volume.readMetadata(from);
    await theirs.volume.writeMetadata(to, { mtimeNs, atimeNs, uid, gid });
  };

  /** How exact (ms) the times of all volumes that may hold it are. */
  let step: Promise<number> | null = null;
  const timeStep = (): Promise<number> => {
    step ??= Promise.all(target.shelves().map(({ volume }) => volume.capabilities())).then((all) =>
      all.reduce((most, { timeStepNs }) => Math.max(most, timeStepNs / 1e6), 1),
    );
    return step;
  };

  const namesIn = (folder: PoolPath, isNew: boolean): TakenNames => {
    const known = names.get(folder) ?? takenNames(folder, isNew, target);
    names.set(folder, known);
    return known;
  };

  /** What is there at this moment; what this job puts there counts when it is there. */
  const nowAt = async (taken: TakenNames, name: string): ReturnType<TakenNames['get']> => {
    if ((await taken.get(name))?.claimed === true) await pipeline.drain();
    const entry = await taken.now(name);
    return entry === null ? null : { entry, claimed: false };
  };

  const contentsAre = async (from: PoolPath, to: PoolPath, signal: AbortSignal): Promise<boolean> => {
    const [ours, theirs] = [await source.locate(from), await target.locate(to)];
    return sameContents(
      pausable(run, ours.volume.read(from, { signal })),
      pausable(run, theirs.volume.read(to, { signal })),
    );
  };

  const ask = async (from: PoolPath, to: PoolPath, entry: VolumeEntry, there: TakenEntry, what: Ask): Promise<void> => {
    const files = entry.type === 'file' && there.type === 'file' && what.kind !== 'types' && what.kind !== 'away';
    const existing = context.outside === 'target' ? '' : (there.away ?? (await target.locate(to)).name);
    const isFolder = entry.type === 'directory';
    run.questions.ask({
      path: itemOf(from, to),
      kind: what.kind,
      choices: what.choices,
      keepBothAs: await namesIn(parentPath(to), false).free(baseName(to), isFolder),
      incoming: { ...sideOf(entry), volume: context.outside === 'source' ? '' : (await source.locate(from)).name },
      existing: { ...sideOf(there), volume: existing },
      compare: files && entry.size === there.size ? (signal) => contentsAre(from, to, signal) : null,
      skipSame: true,
      async settle(answer, lot) {
        // Once for many answers, so that their files go in batches.
        if (lot !== drainedFor) await pipeline.drain();
        drainedFor = lot;
        await settling(
          async () => {
            await one(from, to, await source.stat(from), namesIn(parentPath(to), false), { answer, seen: there });
            await walkFrames();
          },
          (error) => run.failed(itemOf(from, to), error, context.again({ from, path: to })),
        );
      },
    });
  };

  const one = async (
    from: PoolPath,
    to: PoolPath,
    entry: VolumeEntry,
    taken: TakenNames,
    given: { readonly answer: Answer; readonly seen: VolumeEntry } | null = null,
  ): Promise<void> => {
    await run.checkpoint();
    const reason = entry.type === 'directory' ? context.refused(entry) : null;
    if (reason !== null) throw fail('refused', `Copying ${itemOf(from, to)}`, reason, 'leave it out');
    if (entry.type === 'other') {
      run.note(`${from} is a device, socket or pipe: it was left out.`);
      run.item({
        path: itemOf(from, to),
        volume: '',
        size: 0,
        outcome: 'skipped',
        why: 'it is a device, socket or pipe',
      });
      return;
    }
    let path = to;
    let replaces = false;
    let seen: VolumeEntry | null = null;
    const found = await (given === null ? taken.get(baseName(path)) : nowAt(taken, baseName(path)));
    const there = found !== null && isSameFolder(entry, found.entry) ? null : found;
    if (there?.claimed === false && (await isResumed(from, to, entry, there.entry))) return;
    if (there !== null) {
      // What this job puts there itself must be there before it can be looked at again.
      if (there.claimed) await pipeline.drain();
      // An answer is for what was shown, and for nothing else.
      const policy = given !== null && isStill(given.seen, there.entry) ? given.answer : context.onConflict;
      const decision = await decide(policy, entry, there.entry, () => contentsAre(from, to, run.signal));
      switch (decision.act) {
        case 'ask':
          await ask(from, to, entry, there.entry, decision);
          return;
        case 'fail':
          throw fail(decision.code, `Copying to ${to}`, decision.why, 'choose another name or say what to do with it');
        case 'skip':
          await leftOut(from, to, entry, decision.why);
          return;
        case 'rename':
          if (await wasPutBeside(from, to, entry, taken)) return;
          path = childPath(parentPath(to), await taken.free(baseName(to), entry.type === 'directory'));
          break;
        case 'replace':
          if (!there.claimed && isSameFile(there.entry, entry)) throw sameFile(itemOf(from, to), to);
          replaces = true;
          if (!there.claimed) await noteOldVersions(run, target.away, to);
          if (!there.claimed) seen = there.entry;
          break;
        case 'merge':
          frames.push({ from, to, isNew: false });
          return;
      }
    }
    if (entry.type === 'directory') {
      // Never more open than the source, and open enough for what comes in; its own mode is set at the end.
      if (roots.some((root) => root.from === from)) run.madeFolder(path);
      await target.makeFolder(path, entry.mode | 0o700);
      taken.claim(baseName(path), entry);
      made.push({ from, to: path });
      context.changed(parentPath(path));
      frames.push({ from, to: path, isNew: true });
      return;
    }
    taken.claim(baseName(path), entry);
    if (entry.type === 'symlink') await copySymlink({ entry, from, path, replaces, seen });
    else if (entry.links > 1) await links.add({ entry, from, path, replaces, seen });
    else await pipeline.add({ entry, from, path, replaces, seen });
  };

  const copySymlink = async ({ from, path, entry, replaces, seen }: FileTask): Promise<void> => {
    const slot = await target.choose(path, 0, new Set());
    try {
      const located = await source.locate(from);
      const side = replaces && (await target.holds(slot, path)) ? sidePath(path) : null;
      await slot.volume.makeSymlink(side ?? path, entry.linkTarget ?? '');
      const { mtimeNs, atimeNs, uid, gid } = await located.volume.readMetadata(from);
      const lost = await slot.volume.writeMetadata(side ?? path, { mtimeNs, atimeNs, uid, gid });
      for (const what of lost) remarks.lost(what, slot.name, path);
      if (replaces) await target.replace(slot, path, side, seen);
      unsynced.named(slot, path);
      slot.placed(path, entry);
      run.item({ ...context.told({ from, path }, slot.name, located.name), size: entry.size, outcome: 'done' });
      context.changed(parentPath(path));
    } finally {
      slot.release();
    }
  };

  const folder = async ({ from, to, isNew }: Frame): Promise<void> => {
    await run.checkpoint();
    run.current(from);
    let entries: readonly VolumeEntry[];
    try {
      if (!isNew) await pipeline.drain();
      entries = await source.list(from, run.signal);
    } catch (thrown) {
      if (isAppError(thrown, 'cancelled')) throw thrown;
      run.failed(itemOf(from, to), asAppError(thrown), context.again({ from, path: to }));
      if (isNew) await takeBack(from, to);
      return;
    }
    for (const name of await source.reservedNames(from)) {
      run.failed(itemOf(childPath(from, name), childPath(to, name)), reservedError(name));
    }
    const taken = namesIn(to, isNew);
    for (const entry of entries) {
      const [at, into] = [childPath(from, entry.name), childPath(to, entry.name)];
      try {
        await one(at, into, entry, taken);
      } catch (thrown) {
        await refuse(at, into, entry, thrown);
      }
    }
    names.delete(to);
  };

  /** Nobody could say what is in the folder: an empty one would look like its copy. */
  const takeBack = async (from: PoolPath, to: PoolPath): Promise<void> => {
    try {
      await target.removeFolder(to);
      made.splice(
        made.findIndex((folder) => folder.from === from && folder.to === to),
        1,
      );
      context.changed(parentPath(to));
    } catch {
      // Something came into it by itself.
    }
  };

  /** Modes and times of the folders that were made, deepest first; after a cancel of those that were made by then. */
  const restoreFolders = async (): Promise<void> => {
    for (const { from, to } of made.reverse()) {
      try {
        const { volume } = await source.locate(from);
        const metadata = await volume.readMetadata(from);
        for (const shelf of await target.shelvesOf(to)) {
          unsynced.folder(shelf, to);
          for (const what of await shelf.volume.writeMetadata(to, metadata)) remarks.lost(what, shelf.name, to);
        }
      } catch (thrown) {
        run.note(`Mode and times of ${to} could not be set: ${asAppError(thrown).message}`);
      }
    }
  };

  const walkFrames = async (): Promise<void> => {
    for (let frame = frames.pop(); frame !== undefined; frame = frames.pop()) {
      await folder(frame);
      if (run.questions.hasAnswers()) await run.questions.settle();
    }
  };

  return {
    async walk() {
      for (const { from, to, entry } of roots) {
        try {
          if (isReservedName(baseName(to))) throw reservedError(baseName(to));
          above.push(...(await ensureFolder(target, parentPath(to))));
          await one(from, to, entry, namesIn(parentPath(to), false));
        } catch (thrown) {
          await refuse(from, to, entry, thrown);
        }
        await walkFrames();
      }
    },
    async finish() {
      await pipeline.drain();
      await links.finish();
    },
    stop: () => pipeline.abandon(),
    async end() {
      // Before the others get their modes, which may let nobody in.
      for (const folder of above.reverse()) {
        await quietly(target.removeFolder(folder).then(() => context.changed(parentPath(folder))));
      }
      await target.tidy();
      await restoreFolders();
      await unsynced.sync((path, error) => tellUnsynced(run, path, error));
      remarks.tell(run);
    },
  };
}

function sideOf({ type, size, mtimeMs }: VolumeEntry): Pick<QuestionSide, 'type' | 'size' | 'mtimeMs'> {
  return { type, size: type === 'directory' ? 0 : size, mtimeMs };
}

/** A hard link, or the pool's file by another way: replacing it by itself could only lose it. */
function sameFile(from: string, to: PoolPath) {
  return fail('refused', `Copying ${from} to ${to}`, 'they are one and the same file', 'leave it as it is');
}

export function reservedError(name: string) {
  return fail('bad-name', `Copying ${name}`, 'CFS keeps this name for itself', 'leave it out or rename it');
}
