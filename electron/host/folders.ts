import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import type { HostFolder } from '../../shared/contract.ts';
import { AppError, fail } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { nameFromBytes, nameToBytes } from '../../shared/names.ts';

const separator = process.platform === 'win32' ? '\\' : '/';
const flavour = process.platform === 'win32' ? win32 : posix;
const order = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

/** ms: a folder on a file system that hangs must not keep the person waiting. */
const deadlineMs = 10_000;

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOENT: 'not-found',
  ENOTDIR: 'not-a-directory',
  EACCES: 'denied',
  EPERM: 'denied',
  ENAMETOOLONG: 'bad-name',
};

/**
 * Folders of this host, for choosing a volume where there is no native picker. Names are escaped as in names.ts.
 * @param path absolute, or empty for the home folder
 * @throws AppError `invalid`, `not-found`, `not-a-directory`, `denied`, `timeout`
 */
export async function listHostFolders(path: string, hidden: boolean): Promise<HostFolder> {
  const folder = path === '' ? homedir() : path;
  const attempted = `Listing the folders in ${folder}`;
  if (!flavour.isAbsolute(folder) || folder.includes('\0')) {
    throw fail('invalid', attempted, 'it is not an absolute path', 'give a path such as /media/disk1', {
      data: { field: 'path' },
    });
  }
  const here = flavour.resolve(folder);
  try {
    const names = await withDeadline(folderNames(here));
    const parent = flavour.dirname(here);
    return {
      path: here,
      parent: parent === here ? null : parent,
      folders: names
        .filter((name) => hidden || !name.startsWith('.'))
        .sort((a, b) => order.compare(a, b) || (a < b ? -1 : 1))
        .map((name) => ({ name, path: here.endsWith(separator) ? here + name : here + separator + name })),
    };
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    throw fail(codes[codeOf(thrown)] ?? 'io', attempted, why, 'choose another folder', { cause: thrown });
  }
}

async function folderNames(folder: string): Promise<string[]> {
  const entries = await readdir(diskPath(folder), { withFileTypes: true, encoding: 'buffer' });
  const names: string[] = [];
  for (const entry of entries) {
    const name = nameFromBytes(entry.name);
    // A link to a folder can be chosen like a folder.
    if (entry.isDirectory() || (entry.isSymbolicLink() && (await leadsToFolder(folder, name)))) names.push(name);
  }
  return names;
}

async function leadsToFolder(folder: string, name: string): Promise<boolean> {
  try {
    return (await stat(diskPath(`${folder}${separator}${name}`))).isDirectory();
  } catch {
    return false;
  }
}

function diskPath(path: string): Buffer | string {
  return process.platform === 'win32' ? path : Buffer.from(nameToBytes(path));
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

function withDeadline<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const why = 'its file system does not answer';
      reject(fail('timeout', 'Listing the folders', why, 'check the disk or the network, or choose another folder'));
    }, deadlineMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
