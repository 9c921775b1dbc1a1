import { createHash } from 'node:crypto';
import { fail } from '../../../shared/errors.ts';
import { typeInWords } from '../../../shared/format.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { partBytesMost, previewBytes, previewBytesMost } from '../../../shared/preview.ts';
import type { DigestName, PreviewContent, SeenFile } from '../../../shared/preview.ts';
import type { Pool } from '../api.ts';
import { pictureHead } from '../preview/picture.ts';
import { isSvg, readText } from '../preview/text.ts';
import { contentHash } from '../volume/hash.ts';
import type { Volume, VolumeEntry } from '../volume/volume.ts';
import type { PoolContext } from './context.ts';

type PreviewActs = Pick<Pool, 'preview' | 'readPart' | 'digest'>;

/** A photo may carry so much before it says how large it is. */
const longHead = 2 << 20;

/** Looking into files: bounded reads of one copy, which end when they are cancelled. `bestOf`: volume of the best copy. */
export function previewActs(context: PoolContext, bestOf: (path: PoolPath) => Promise<string>): PreviewActs {
  const filesOf = async (path: PoolPath, volume: string | undefined): Promise<Volume> => {
    await context.ready();
    return context.member(volume ?? (await bestOf(path))).volume;
  };
  return {
    async preview(path, { volume, bytes = previewBytes, signal } = {}) {
      const files = await filesOf(path, volume);
      const entry = await files.stat(path);
      const read = (end: number): Promise<Buffer> => bytesOf(files, path, { end: Math.min(end, entry.size), signal });
      const content = await contentOf(entry, Math.min(bytes, previewBytesMost), read);
      return { volume: files.name, type: entry.type, ...seenOf(entry), content };
    },

    async readPart(path, { volume, start, end, seen, signal }) {
      const attempted = `Reading ${path}`;
      if (end - start > partBytesMost) {
        const why = `a part of ${String(end - start)} bytes is too large`;
        throw fail('invalid', attempted, why, `ask for at most ${String(partBytesMost)} at once`);
      }
      const files = await filesOf(path, volume);
      const isSame = (entry: VolumeEntry): boolean =>
        entry.size === seen.size && entry.mtimeMs === seen.mtimeMs && entry.inode === seen.inode;
      if (!isSame(await files.stat(path))) throw changed(attempted);
      const part = await bytesOf(files, path, { start, end: Math.min(end, seen.size), signal });
      if (!isSame(await files.stat(path))) throw changed(attempted);
      return part;
    },

    async digest(path, { volume, name, signal }) {
      const attempted = `Computing the checksum of ${path}`;
      const files = await filesOf(path, volume);
      const before = await files.stat(path);
      if (before.type !== 'file') {
        throw fail('unsupported', attempted, `it is ${typeInWords[before.type]}, not a file`, 'choose a file');
      }
      const sum = await summing(name);
      for await (const bytes of files.read(path, signal === undefined ? {} : { signal })) {
        if (signal?.aborted === true) throw fail('cancelled', attempted, 'it was cancelled', 'start it again');
        sum.add(bytes);
      }
      const after = await files.stat(path);
      const isSame = JSON.stringify(seenOf(after)) === JSON.stringify(seenOf(before));
      if (!isSame) throw changed(attempted);
      return sum.end();
    },
  };
}

const seenOf = ({ size, mtimeMs, inode }: VolumeEntry): SeenFile => ({ size, mtimeMs, inode });

function changed(attempted: string): Error {
  return fail('changed', attempted, 'it changed while it was read', 'look at it again');
}

/** What the beginning of it is. Only what its first bytes say counts, never its name. */
async function contentOf(
  entry: VolumeEntry,
  bytes: number,
  read: (end: number) => Promise<Buffer>,
): Promise<PreviewContent> {
  if (entry.type === 'symlink') {
    const text = entry.linkTarget ?? '';
    return { kind: 'text', text, encoding: 'utf-8', bytes: entry.size, svg: false };
  }
  if (entry.type === 'directory') return { kind: 'none', reason: 'folder' };
  if (entry.type !== 'file') return { kind: 'none', reason: 'special' };
  if (entry.size === 0) return { kind: 'none', reason: 'empty' };
  const start = await read(bytes);
  const head = pictureHead(start);
  if (head?.isDrawn === false) return { kind: 'none', reason: 'picture', format: head.format };
  if (head !== null) {
    const isFound = head.width !== null || start.length >= entry.size;
    const whole = isFound ? head : pictureHead(await read(longHead));
    const { format, width, height } = whole?.isDrawn === true ? whole : head;
    return { kind: 'picture', format, width, height };
  }
  if (start.toString('latin1', 0, 5) === '%PDF-') return { kind: 'none', reason: 'pdf' };
  const text = readText(start, start.length < entry.size);
  if (text === null) return { kind: 'none', reason: 'binary' };
  return { kind: 'text', ...text, svg: isSvg(text.text) };
}

async function bytesOf(
  files: Volume,
  path: PoolPath,
  { signal, ...range }: { readonly start?: number; readonly end: number; readonly signal: AbortSignal | undefined },
): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of files.read(path, { ...range, ...(signal === undefined ? {} : { signal }) })) {
    signal?.throwIfAborted();
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function summing(name: DigestName): Promise<{ add(bytes: Uint8Array): void; end(): string }> {
  if (name === 'xxh128') {
    const hash = await contentHash();
    hash.start();
    return hash;
  }
  const hash = createHash('sha256');
  return { add: (bytes) => void hash.update(bytes), end: () => hash.digest('hex') };
}
