import { lstatSync, readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { fail } from '../../../shared/errors.ts';
import { nameFromBytes, nameToBytes } from '../../../shared/names.ts';
import { isReservedName, joinPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { whyOf } from '../volume/errno.ts';
import { buildWorkload } from './workload.ts';
import type { Workload } from './workload.ts';

const blockBytes = 512;

/**
 * The regular files below a real folder (escaped as in names.ts) as writes in the order of their times; links are not
 * followed, hard links count once, other file systems mounted below are passed over. Reads names and sizes only.
 * `unread`: folders and files that could not be read.
 * @throws AppError not-found, not-a-directory, io, invalid (empty, too many)
 */
export function readTree(root: string, onFiles: (count: number) => void): { workload: Workload; unread: number } {
  const attempted = `Reading the folder ${root}`;
  const builder = buildWorkload();
  const seen = new Set<bigint>();
  let unread = 0;
  const real = (path: PoolPath): Buffer => Buffer.from(nameToBytes(path === rootPath ? root : `${root}${path}`));
  let device: bigint;
  try {
    const found = lstatSync(real(rootPath), { bigint: true });
    if (!found.isDirectory()) throw fail('not-a-directory', attempted, 'it is no folder', 'name a folder');
    device = found.dev;
    readdirSync(real(rootPath));
  } catch (thrown) {
    const isMissing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    if (isMissing) throw fail('not-found', attempted, 'it is not there', 'check the path');
    if ((thrown as NodeJS.ErrnoException).errno === undefined) throw thrown;
    throw fail('io', attempted, whyOf(thrown), 'check its permissions', { cause: thrown });
  }
  const waiting: PoolPath[] = [rootPath];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    let entries: Dirent<Buffer>[];
    try {
      entries = readdirSync(real(path), { withFileTypes: true, encoding: 'buffer' });
    } catch {
      unread += 1;
      continue;
    }
    let folder: number | null = null;
    for (const entry of entries) {
      const name = nameFromBytes(entry.name);
      if (isReservedName(name)) continue;
      if (!entry.isDirectory() && !entry.isFile()) continue;
      const child = joinPath(path, name);
      try {
        const { size, blocks, mtimeNs, nlink, ino, dev } = lstatSync(real(child), { bigint: true });
        if (dev !== device) continue;
        if (entry.isDirectory()) {
          waiting.push(child);
          continue;
        }
        if (nlink > 1n && seen.has(ino)) continue;
        if (nlink > 1n) seen.add(ino);
        folder ??= builder.folder(path);
        builder.add(folder, name, Number(size), Number(mtimeNs / 1_000_000n), Number(blocks) * blockBytes);
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).errno === undefined) throw thrown;
        unread += 1;
      }
    }
    onFiles(builder.count);
  }
  if (builder.count === 0) throw fail('invalid', attempted, 'there is no file in it', 'name a folder with files');
  return { workload: builder.build(), unread };
}
