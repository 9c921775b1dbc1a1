import { fail, isAppError } from '../../../shared/errors.ts';
import type { Entry } from '../../../shared/model.ts';
import { baseName, joinPath, parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Pool } from '../api.ts';
import { folderMetadata } from '../history/identity.ts';
import { noRecorder } from '../history/recorder.ts';
import type { Recorder } from '../history/recorder.ts';
import { placesInWords, wayBack } from '../pool/away.ts';
import { makeSure } from '../transfer/unsynced.ts';
import { removeUnusedFolders } from '../transfer/unused-folders.ts';
import type { Metadata } from '../volume/volume.ts';
import type { PoolContext } from './context.ts';

/** What changes one entry at once, without a job, and can be undone. */
export interface SmallActs extends Pick<Pool, 'write' | 'makeDirectory' | 'removeDirectory' | 'rename'> {
  /** Makes the folders that are missing above a path, for what is then done; when that fails they are gone again. */
  readonly withParents: <T>(path: PoolPath, act: () => Promise<T>, record?: Recorder) => Promise<T>;
  /** Says that this file or link was made, so that it can be undone. */
  readonly recordNew: (path: PoolPath) => Promise<void>;
  /** null: nothing is there. */
  readonly typeOf: (path: PoolPath) => Promise<Entry['type'] | null>;
}

/** @param readyToPlace awaited before new files come */
export function smallActs(context: PoolContext, readyToPlace: () => Promise<void>): SmallActs {
  const { volume, transfer, history, engine, id } = context;
  const changed = (...folders: readonly PoolPath[]): void => transfer.changed(folders);
  const quoted = (path: PoolPath): string => JSON.stringify(baseName(path));

  const typeOf: SmallActs['typeOf'] = async (path) => {
    try {
      return (await volume.stat(path)).type;
    } catch (thrown) {
      if (isAppError(thrown, 'not-found')) return null;
      throw thrown;
    }
  };

  /** Each folder is told to `made` as it is made, topmost first. */
  const makeParents = async (path: PoolPath, made: (folder: PoolPath) => void): Promise<void> => {
    const parent = parentPath(path);
    if (parent === rootPath) return;
    const held = await typeOf(parent);
    if (held === 'directory') return;
    if (held !== null) {
      throw fail('not-a-directory', `Making the folder ${parent}`, 'a file of that name is there', 'use another path');
    }
    await makeParents(parent, made);
    try {
      await volume.makeDirectory(parent);
      made(parent);
    } catch (thrown) {
      // Somebody else made it meanwhile.
      if (!isAppError(thrown, 'exists')) throw thrown;
    }
    changed(parentPath(parent));
  };

  const withParents: SmallActs['withParents'] = async (path, act, record) => {
    const made: PoolPath[] = [];
    try {
      await makeParents(path, (folder) => {
        made.push(folder);
        record?.madeFolder(folder, true);
      });
      return await act();
    } catch (thrown) {
      await removeUnusedFolders(volume, made, record ?? noRecorder, changed);
      throw thrown;
    }
  };

  /** The entry after something was done. @throws changed, when somebody else moved or removed it at once */
  const entryAfter = async (doing: string, path: PoolPath): Promise<Entry> => {
    try {
      return await volume.entryOf(path);
    } catch (thrown) {
      if (!isAppError(thrown, 'not-found')) throw thrown;
      const why = 'it was done, and somebody else moved or removed it since';
      throw fail('changed', `${doing} ${path}`, why, 'look for it elsewhere and in the trash', { cause: thrown });
    }
  };

  return {
    typeOf,
    withParents,
    async recordNew(path) {
      const record = history.open('write', `New ${quoted(path)}`);
      record.created(path, '', null);
      await record.end();
    },

    async write(path, source, options = {}) {
      await readyToPlace();
      const record = history.open('write', `Write ${quoted(path)}`);
      try {
        const write = () =>
          volume.write(path, source, {
            ...(options.size === undefined ? {} : { size: options.size }),
            ...(options.signal === undefined ? {} : { signal: options.signal }),
            metadata: metadataOf(options),
          });
        await withParents(path, write, record);
        record.created(path, '', null);
      } finally {
        await record.end();
      }
      changed(parentPath(path));
      return entryAfter('Writing', path);
    },

    async makeDirectory(path, options = {}) {
      await context.ready();
      const onto = options.volume === undefined ? {} : { only: context.member(options.volume).name };
      const record = history.open('folder', `New folder ${quoted(path)}`);
      try {
        if (options.parents === true && (await typeOf(path)) === 'directory') return await volume.entryOf(path);
        const make = () => volume.makeDirectory(path, onto);
        await (options.parents === true ? withParents(path, make, record) : make());
        record.madeFolder(path);
      } finally {
        await record.end();
      }
      changed(parentPath(path));
      await makeSure(volume, [parentPath(path)]);
      return entryAfter('Making', path);
    },

    async removeDirectory(path) {
      await context.ready();
      const full = (await volume.away.at(path)).filter(({ files }) => files > 0);
      if (full.length > 0) {
        const why = `it is not empty on ${placesInWords(full)}`;
        throw fail('not-empty', `Removing the folder ${path}`, why, wayBack(full));
      }
      const record = history.open('remove-folder', `Remove the folder ${quoted(path)}`);
      const metadata = await folderMetadata(volume, path);
      await volume.removeDirectory(path);
      record.removedFolder(path, metadata);
      await record.end();
      changed(parentPath(path));
    },

    async rename(path, name) {
      await context.ready();
      const target = joinPath(parentPath(path), name);
      if (target !== path) {
        const known = (await typeOf(target)) === null ? await volume.away.at(target) : [];
        if (known.length > 0) {
          const why = `something of that name is already there on ${placesInWords(known)}`;
          throw fail('exists', `Renaming ${path}`, why, `choose another name, or ${wayBack(known)}`);
        }
        await volume.rename(path, target);
        engine.home.reasons.rename(id, path, target);
        const record = history.open('rename', `Rename ${quoted(path)} to ${quoted(target)}`);
        record.renamed(path, target, await volume.copiesOf(target));
        await record.end();
        changed(parentPath(path));
        // What was said to be done survives a power cut.
        await makeSure(volume, [parentPath(target)]);
      }
      return entryAfter('Renaming to', target);
    },
  };
}

function metadataOf({ mtimeMs, mode }: { readonly mtimeMs?: number; readonly mode?: number }): Partial<Metadata> {
  return {
    ...(mtimeMs === undefined ? {} : { mtimeNs: BigInt(Math.round(mtimeMs * 1000)) * 1000n }),
    ...(mode === undefined ? {} : { mode }),
  };
}
