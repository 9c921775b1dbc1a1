import { fail } from '../../../shared/errors.ts';
import type { EntryType, VolumeMode } from '../../../shared/model.ts';
import { nameToBytes } from '../../../shared/names.ts';
import { baseName, isReservedName, parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { checkChange, checkMove, checkNames } from './entry-path.ts';
import { fromErrno } from './errno.ts';
import { contentHash } from './hash.ts';
import { eachOf } from './outcomes.ts';
import { checkRecord } from './records.ts';
import { untilAborted } from './source.ts';
import { checkTrashId } from './trash-id.ts';
import { isForeignName } from './walk-disk.ts';
import type { Identity, Metadata, ReadOptions, TrashItem, Volume, VolumeEntry } from './volume.ts';

/**
 * A volume in memory: a documented fake for tests of what stands on volumes. It passes the same contract as a disk and
 * differs in this: no path on this host (`physical` is null), no `copyIn` (`localCopy` is false), re-reads never come
 * from a device (`cached`), and all is gone when the process ends.
 */
export interface MemoryOptions {
  readonly name: string;
  /** Bytes it holds; default 1 GiB. Files take whole blocks of 4,096 bytes, trash included. */
  readonly capacity?: number;
  /** Only `read-only` matters here: every change fails with `read-only`. */
  readonly mode?: VolumeMode;
  /** Volumes on one device share its space and are one space group; without it the volume has its own. */
  readonly device?: MemoryDevice;
  readonly hardLinks?: boolean;
}

export interface MemoryDevice {
  readonly id: string;
  readonly capacity: number;
  /** Bytes in use by all volumes of the device. */
  used: number;
}

interface Node {
  readonly type: EntryType;
  readonly inode: string;
  readonly target: string;
  readonly children: Map<string, Node>;
  content: Uint8Array;
  links: number;
  mode: number;
  uid: number;
  gid: number;
  mtimeNs: bigint;
  atimeNs: bigint;
  xattrs: Record<string, Uint8Array>;
}

const block = 4096;
const readChunk = 1 << 16;
const longestName = 255;
/** What new entries without a mode of their own lose of theirs. */
const umask = 0o022;

let devices = 0;

/** @param capacity bytes */
export function memoryDevice(capacity: number): MemoryDevice {
  devices += 1;
  return { id: `memory:${String(devices)}`, capacity, used: 0 };
}

const allocatedOf = (size: number): number => Math.ceil(size / block) * block;
const nowNs = (): bigint => BigInt(Date.now()) * 1_000_000n;
/** An error as a file system would give it, so that the words are the same as a disk's. */
const errno = (code: string): Error => Object.assign(new Error(code), { code });

export function openMemoryVolume(options: MemoryOptions): Volume {
  const { name } = options;
  const device = options.device ?? memoryDevice(options.capacity ?? 1 << 30);
  const hardLinks = options.hardLinks ?? true;
  const trash = new Map<string, { readonly item: TrashItem; readonly node: Node }>();
  const records = new Map<string, string>();
  let inodes = 0;

  const makeNode = (type: EntryType, mode: number, target = ''): Node => {
    inodes += 1;
    const time = nowNs();
    return {
      type,
      inode: `${device.id}:${name}:${String(inodes)}`,
      target,
      children: new Map(),
      content: new Uint8Array(),
      links: 1,
      mode,
      uid: process.getuid?.() ?? 0,
      gid: process.getgid?.() ?? 0,
      mtimeNs: time,
      atimeNs: time,
      xattrs: {},
    };
  };
  const root = makeNode('directory', 0o755);

  const attempt = async <T>(what: string, path: PoolPath, act: () => T | Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (thrown) {
      throw fromErrno(thrown, `${what} ${path} on ${name}`);
    }
  };

  const namesOf = (path: PoolPath): readonly string[] => {
    const names = checkNames(path, name);
    if (names.some((part) => nameToBytes(part).length > longestName)) throw errno('ENAMETOOLONG');
    return names;
  };
  const find = (path: PoolPath): Node | null => {
    let node = root;
    for (const part of namesOf(path)) {
      if (node.type !== 'directory') throw errno('ENOTDIR');
      const next = node.children.get(part);
      if (next === undefined) return null;
      node = next;
    }
    return node;
  };
  const get = (path: PoolPath): Node => {
    const node = find(path);
    if (node === null) throw errno('ENOENT');
    return node;
  };
  const folderAt = (path: PoolPath): Node => {
    const node = get(path);
    if (node.type !== 'directory') throw errno('ENOTDIR');
    return node;
  };

  const refuseReadOnly = (): void => {
    if (options.mode === 'read-only') throw errno('EROFS');
  };
  /** The folder for a new entry, which is not there yet. */
  const placeFor = (path: PoolPath): Node => {
    refuseReadOnly();
    checkChange(path, name);
    namesOf(path);
    const folder = folderAt(parentPath(path));
    if (folder.children.has(baseName(path))) throw errno('EEXIST');
    return folder;
  };
  const put = (folder: Node, path: PoolPath, node: Node): void => {
    folder.children.set(baseName(path), node);
    folder.mtimeNs = nowNs();
  };
  const take = (path: PoolPath): void => {
    const folder = folderAt(parentPath(path));
    folder.children.delete(baseName(path));
    folder.mtimeNs = nowNs();
  };

  const charge = (bytes: number): void => {
    if (device.used + bytes > device.capacity) throw errno('ENOSPC');
    device.used += bytes;
  };
  /** Ends one name of a node, and gives its space back with the last. */
  const release = (node: Node): void => {
    for (const child of node.children.values()) release(child);
    node.links -= 1;
    if (node.links === 0) device.used -= allocatedOf(node.content.length);
  };

  const entryOf = (entryName: string, node: Node, isAtRoot: boolean): VolumeEntry => ({
    name: entryName,
    type: node.type,
    size: node.type === 'symlink' ? nameToBytes(node.target).length : node.content.length,
    allocated: allocatedOf(node.content.length),
    mtimeMs: Number(node.mtimeNs) / 1e6,
    mode: node.mode,
    uid: node.uid,
    gid: node.gid,
    inode: node.inode,
    links: node.links,
    ...(node.type === 'symlink' ? { linkTarget: node.target } : {}),
    ...(isForeignName(entryName, isAtRoot) ? { foreign: true } : {}),
  });
  const identityOf = (node: Node): Identity => ({
    size: entryOf('', node, false).size,
    mtimeNs: node.mtimeNs,
    inode: node.inode,
  });
  const setMetadata = (node: Node, wanted: Partial<Metadata>): string[] => {
    const lost: string[] = [];
    if (wanted.mode !== undefined && node.type !== 'symlink') {
      node.mode = node.type === 'directory' ? wanted.mode : wanted.mode & ~0o6000;
      if (node.mode !== wanted.mode) lost.push('setuid or setgid bit');
    }
    node.uid = wanted.uid ?? node.uid;
    node.gid = wanted.gid ?? node.gid;
    node.mtimeNs = wanted.mtimeNs ?? node.mtimeNs;
    node.atimeNs = wanted.atimeNs ?? wanted.mtimeNs ?? node.atimeNs;
    for (const [key, value] of Object.entries(wanted.xattrs ?? {})) node.xattrs[key] = value.slice();
    return lost;
  };

  const moveToTrash: Volume['moveToTrash'] = (path, id, was = path) =>
    attempt('Moving to the trash', path, () => {
      checkChange(path, name);
      checkTrashId(id);
      const node = get(path);
      refuseReadOnly();
      const { type, size, mtimeMs, foreign } = entryOf(baseName(path), node, parentPath(path) === '/');
      if (foreign === true) {
        throw fail('refused', `Moving ${path} on ${name} to the trash`, 'it is not of the pool', 'leave it as it is');
      }
      if (trash.has(id)) throw errno('EEXIST');
      const item: TrashItem = { id, path: was, type, size, mtimeMs, deletedMs: Date.now() };
      take(path);
      trash.set(id, { item, node });
      return item;
    });
  const restoreFromTrash: Volume['restoreFromTrash'] = (id, path) =>
    attempt('Restoring', path, () => {
      const found = trash.get(checkTrashId(id));
      if (found === undefined) throw errno('ENOENT');
      put(placeFor(path), path, found.node);
      trash.delete(id);
    });

  async function* readNode(
    find: () => Node,
    attempted: string,
    { start = 0, end, signal }: ReadOptions = {},
  ): AsyncIterable<Uint8Array> {
    try {
      signal?.throwIfAborted();
      const node = find();
      if (node.type === 'directory') throw errno('EISDIR');
      if (node.type !== 'file') throw fail('unsupported', attempted, 'it is a link', 'follow it');
      const last = Math.min(end ?? Infinity, node.content.length);
      for (let at = start; at < last; at += readChunk) {
        await Promise.resolve();
        signal?.throwIfAborted();
        yield node.content.slice(at, Math.min(last, at + readChunk));
      }
    } catch (thrown) {
      throw fromErrno(thrown, attempted);
    }
  }
  const inTrash = (id: string): Node => {
    const found = trash.get(checkTrashId(id));
    if (found === undefined) throw errno('ENOENT');
    return found.node;
  };

  return {
    name,

    capabilities: () =>
      Promise.resolve({
        localCopy: false,
        hardLinks,
        symlinks: true,
        xattrs: true,
        caseInsensitive: false,
        timeStepNs: 1,
        filesystem: 'memory',
        spaceGroup: device.id,
      }),

    traits: () =>
      Promise.resolve({
        hardLinks,
        symlinks: true,
        holes: false,
        durable: false,
        caseSensitive: true,
        xattrs: true,
        acls: true,
        readsBack: false,
        timeStepNs: 1,
        nameBytes: 255,
        freeFiles: null,
      }),

    list: (path, callOptions) =>
      attempt('Listing', path, () => {
        callOptions?.signal?.throwIfAborted();
        return [...folderAt(path).children]
          .filter(([child]) => !isReservedName(child))
          .map(([child, node]) => entryOf(child, node, path === '/'));
      }),

    stat: (path) => attempt('Looking at', path, () => entryOf(baseName(path), get(path), parentPath(path) === '/')),

    read: (path, options) => readNode(() => get(path), `Reading ${path} on ${name}`, options),

    write: (path, source, { size, metadata, verify, onBytes, signal }) =>
      attempt('Writing', path, async () => {
        signal?.throwIfAborted();
        placeFor(path);
        const chunks: Uint8Array[] = [];
        let bytes = 0;
        const hash = verify === false ? null : await contentHash();
        hash?.start();
        try {
          for await (const chunk of untilAborted(source, signal)) {
            if (size !== undefined && bytes + chunk.length > size) {
              throw fail('changed', `Writing ${path} on ${name}`, `more than ${String(size)} bytes came`, 'repeat');
            }
            charge(allocatedOf(bytes + chunk.length) - allocatedOf(bytes));
            bytes += chunk.length;
            chunks.push(chunk.slice());
            hash?.add(chunk);
            onBytes?.(chunk.length);
          }
          signal?.throwIfAborted();
          if (size !== undefined && bytes !== size) {
            const why = `${String(bytes)} of ${String(size)} bytes came`;
            throw fail('changed', `Writing ${path} on ${name}`, why, 'repeat');
          }
          const node = makeNode('file', 0o666 & ~umask);
          node.content = Buffer.concat(chunks);
          const lost = setMetadata(node, metadata ?? {});
          put(placeFor(path), path, node);
          return { bytes, hash: hash?.end() ?? null, verified: hash === null ? 'none' : 'cached', lost };
        } catch (thrown) {
          device.used -= allocatedOf(bytes);
          throw thrown;
        }
      }),

    copyIn: (requests) =>
      Promise.resolve(
        requests.map(({ source, path }) => {
          const why = 'a volume in memory cannot read the paths of this host';
          return { ok: false, error: fail('unsupported', `Copying ${source} to ${path} on ${name}`, why, 'write it') };
        }),
      ),

    makeDirectory: (path, { mode = 0o777 } = {}) =>
      attempt('Making the folder', path, () => put(placeFor(path), path, makeNode('directory', mode & ~umask))),

    makeSymlink: (path, target) =>
      attempt('Making the link', path, () => put(placeFor(path), path, makeNode('symlink', 0o777, target))),

    makeHardLink: (existing, path) =>
      attempt('Linking', path, () => {
        const node = get(existing);
        if (node.type === 'directory' || !hardLinks) {
          throw fail('unsupported', `Linking ${existing} on ${name}`, 'there are no hard links for it', 'make a copy');
        }
        put(placeFor(path), path, node);
        node.links += 1;
      }),

    makeDurable: (folders) =>
      attempt('Making durable', folders[0] ?? rootPath, () => {
        // Memory keeps nothing through a power cut; what is asked for must be there all the same.
        for (const folder of folders) get(folder);
      }),

    beingWritten: (paths) => attempt('Looking who writes', paths[0] ?? rootPath, () => paths.map(() => false)),

    rename: (from, to) =>
      attempt('Renaming', from, () => {
        checkMove(from, to, name);
        const node = get(from);
        const folder = placeFor(to);
        take(from);
        put(folder, to, node);
      }),

    exchange: (one, other) =>
      attempt('Exchanging', one, () => {
        refuseReadOnly();
        for (const path of [one, other]) checkChange(path, name);
        const [first, second] = [get(one), get(other)];
        if (first.type === 'directory' || second.type === 'directory') throw errno('EISDIR');
        put(folderAt(parentPath(one)), one, second);
        put(folderAt(parentPath(other)), other, first);
      }),

    removeFile: (path, expected) =>
      attempt('Removing', path, () => {
        checkChange(path, name);
        const node = get(path);
        refuseReadOnly();
        if (node.type === 'directory') throw errno('EISDIR');
        const now = identityOf(node);
        if (
          expected !== undefined &&
          (now.size !== expected.size || now.mtimeNs !== expected.mtimeNs || now.inode !== expected.inode)
        ) {
          throw fail('changed', `Removing ${path} on ${name}`, 'it changed since it was copied', 'look at both copies');
        }
        take(path);
        release(node);
      }),

    removeDirectory: (path) =>
      attempt('Removing the folder', path, () => {
        checkChange(path, name);
        const node = folderAt(path);
        refuseReadOnly();
        if (node.children.size > 0) throw errno('ENOTEMPTY');
        take(path);
        release(node);
      }),

    readMetadata: (path) =>
      attempt('Reading the metadata of', path, () => {
        const { mode, mtimeNs, atimeNs, uid, gid, xattrs } = get(path);
        return { mode, mtimeNs, atimeNs, uid, gid, xattrs: { ...xattrs } };
      }),

    writeMetadata: (path, metadata) =>
      attempt('Setting the metadata of', path, () => {
        refuseReadOnly();
        return setMetadata(get(path), metadata);
      }),

    moveToTrash,
    moveManyToTrash: (requests) => eachOf(requests, ({ path, id, was }) => moveToTrash(path, id, was)),
    listTrash: () =>
      Promise.resolve([...trash.values()].map(({ item }) => item).sort((a, b) => b.deletedMs - a.deletedMs)),

    trashed: (id) => Promise.resolve(trash.get(id)?.item ?? null),

    readTrashed: (id, options) => readNode(() => inTrash(id), `Reading ${id} in the trash of ${name}`, options),
    restoreFromTrash,
    restoreManyFromTrash: (requests) =>
      eachOf(requests, async ({ id, path }) => {
        await restoreFromTrash(id, path);
        return null;
      }),
    deleteFromTrash: (id) =>
      attempt('Deleting from the trash at', '/' as PoolPath, () => {
        const found = trash.get(checkTrashId(id));
        if (found === undefined) throw errno('ENOENT');
        refuseReadOnly();
        trash.delete(id);
        release(found.node);
      }),

    // What is being written is not in the tree yet, and dies with the process.
    findParts: () => Promise.resolve([]),
    tidyFolders: () => Promise.resolve({ removed: [], busy: [] }),
    tidyOwnFolder: () => Promise.resolve([]),
    examine: () => Promise.resolve([]),

    writeRecord: (id, text) =>
      attempt('Writing the journal at', rootPath, () => {
        checkRecord(id, text);
        refuseReadOnly();
        records.set(id, text);
      }),
    removeRecord: (id) =>
      attempt('Clearing the journal at', rootPath, () => {
        checkRecord(id);
        records.delete(id);
      }),
    listRecords: () => Promise.resolve(Array.from(records, ([id, text]) => ({ id, text }))),

    space: () => Promise.resolve({ total: device.capacity, used: device.used, free: device.capacity - device.used }),

    physical: () => null,
    close: () => Promise.resolve(),
  };
}
