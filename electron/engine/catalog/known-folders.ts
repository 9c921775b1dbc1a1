import type { CatalogReader } from './database.ts';
import type { Stamp } from './listing.ts';
import { rawFromBytes, rawJoin, rawName, rawParent } from './raw-path.ts';
import type { RawPath } from './raw-path.ts';

interface Node {
  stamp: Stamp;
  /** Names of the folders in it that are known; null: none. */
  children: Set<string> | null;
}

/**
 * What the catalog knows of one volume's folders, for the thread that walks it: a folder is read again when its stamp
 * is another one. It follows what the walk finds, so that it stays equal to what the store holds.
 */
export class KnownFolders {
  private readonly nodes = new Map<RawPath, Node>();

  get size(): number {
    return this.nodes.size;
  }

  get(path: RawPath): Stamp | undefined {
    return this.nodes.get(path)?.stamp;
  }

  has(path: RawPath): boolean {
    return this.nodes.has(path);
  }

  paths(): RawPath[] {
    return [...this.nodes.keys()];
  }

  set(path: RawPath, stamp: Stamp): void {
    const node = this.nodes.get(path);
    if (node !== undefined) {
      node.stamp = stamp;
      return;
    }
    this.nodes.set(path, { stamp, children: null });
    if (path === '/') return;
    const parent = this.nodes.get(rawParent(path));
    if (parent !== undefined) (parent.children ??= new Set()).add(rawName(path));
  }

  /** With all below it: a tree that comes back is read anew. Calls `each` with every path. */
  delete(path: RawPath, each: (path: RawPath) => void = () => undefined): void {
    if (path !== '/') this.nodes.get(rawParent(path))?.children?.delete(rawName(path));
    const waiting = [path];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const node = this.nodes.get(at);
      if (node === undefined) continue;
      for (const name of node.children ?? []) waiting.push(rawJoin(at, name));
      this.nodes.delete(at);
      each(at);
    }
  }

  /** Forgets the folders in `path` that are not among these names. */
  keepOnly(path: RawPath, names: ReadonlySet<string>, each?: (path: RawPath) => void): void {
    const children = this.nodes.get(path)?.children ?? null;
    if (children === null) return;
    for (const name of [...children]) if (!names.has(name)) this.delete(rawJoin(path, name), each);
  }

  /** For another thread or process: (length, bytes of the path, three figures) of each folder, parents first. */
  pack(): ArrayBuffer {
    let size = 0;
    for (const path of this.nodes.keys()) size += 4 + path.length + 24;
    const buffer = Buffer.alloc(size);
    let at = 0;
    for (const [path, { stamp }] of this.nodes) {
      buffer.writeUInt32LE(path.length, at);
      buffer.write(path, at + 4, 'latin1');
      at += 4 + path.length;
      buffer.writeDoubleLE(stamp.mtimeUs, at);
      buffer.writeDoubleLE(stamp.changedUs, at + 8);
      buffer.writeDoubleLE(stamp.inode, at + 16);
      at += 24;
    }
    return buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + size);
  }

  static unpack(packed: ArrayBuffer): KnownFolders {
    const known = new KnownFolders();
    const buffer = Buffer.from(packed);
    for (let at = 0; at < buffer.length;) {
      const length = buffer.readUInt32LE(at);
      const path = buffer.toString('latin1', at + 4, at + 4 + length);
      at += 4 + length;
      known.set(path, {
        mtimeUs: buffer.readDoubleLE(at),
        changedUs: buffer.readDoubleLE(at + 8),
        inode: buffer.readDoubleLE(at + 16),
      });
      at += 24;
    }
    return known;
  }
}

/** What the catalog knows of a volume by its number. */
export function readKnownFolders(db: CatalogReader, volume: number): KnownFolders {
  const known = new KnownFolders();
  // Ids only grow and a folder is made after its parent: in their order, parents come first.
  const rows = db.iterate(
    `SELECT f.path, h.mtime_us, h.changed_us, h.inode FROM held h JOIN folder f ON f.id = h.folder
      WHERE h.volume = ? ORDER BY h.folder`,
    volume,
  );
  for (const row of rows) {
    const stamp = {
      mtimeUs: Number(row['mtime_us']),
      changedUs: Number(row['changed_us']),
      inode: Number(row['inode']),
    };
    known.set(rawFromBytes(row['path'] as Uint8Array), stamp);
  }
  return known;
}
