import { fail } from '../../../shared/errors.ts';
import { hasEscapedBytes, nameToBytes } from '../../../shared/names.ts';
import { baseName, isReservedName, isWithin, parentPath, pathNames, sidePrefix } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { isForeignName } from './walk-disk.ts';

/**
 * What every volume checks of a path before it uses it. Paths are parsed at the edge; that a name of CFS's own or one
 * that leads out never reaches a disk must not depend on it. @throws bad-name
 */
export function checkNames(path: PoolPath, volume: string): readonly string[] {
  const names = pathNames(path);
  for (const [index, name] of names.entries()) {
    // A new version that waits beside the old one is a file that the engine names; nobody else can (`parsePath`).
    const isSide = index === names.length - 1 && name.startsWith(sidePrefix);
    const why =
      isReservedName(name) && !isSide
        ? `CFS keeps the name ${name} for itself`
        : name === '' || name === '.' || name === '..' || name.includes('\0')
          ? 'it has a name that stands for no entry'
          : standsForBytes(name)
            ? null
            : 'it has a name that stands for no bytes';
    if (why !== null) throw fail('bad-name', `Using ${path} on ${volume}`, why, 'use another name');
  }
  return names;
}

/** A lone surrogate that is not an escaped byte has no bytes that a file system could be asked for. */
function standsForBytes(name: string): boolean {
  if (!hasEscapedBytes(name)) return true;
  try {
    nameToBytes(name);
    return true;
  } catch {
    return false;
  }
}

/** The same for a path whose entry is to be changed: never the root. @throws bad-name, refused */
export function checkChange(path: PoolPath, volume: string): void {
  checkNames(path, volume);
  if (path === '/') {
    throw fail('refused', `Changing the root of ${volume}`, 'it is the volume itself', 'name what is in it');
  }
}

/** File systems made for Windows, which say "not found" of a new name that they cannot hold. */
const windowsNames: ReadonlySet<string> = new Set(['vfat', 'msdos', 'exfat', 'fuse.exfat']);

/**
 * Sees that the file system can hold a new name. `filesystem` is asked only for names that some cannot.
 * @throws bad-name
 */
export function checkHoldable(path: PoolPath, volume: string, filesystem: () => string): void {
  const name = baseName(path);
  const isOdd = /[<>:"\\|?*]/.test(name) || Array.from(name).some((character) => character < ' ');
  if (!isOdd || !windowsNames.has(filesystem())) return;
  const why = `${filesystem()} holds no names with < > : " \\ | ? * or control characters`;
  throw fail('bad-name', `Using ${path} on ${volume}`, why, 'use another name, or a volume that can hold it');
}

/** Foreign things are never moved, and no folder into itself. @throws bad-name, refused */
export function checkMove(from: PoolPath, to: PoolPath, volume: string): void {
  checkChange(from, volume);
  checkChange(to, volume);
  const attempted = `Renaming ${from} to ${to} on ${volume}`;
  if (isForeignName(baseName(from), parentPath(from) === '/')) {
    throw fail('refused', attempted, 'it is not a file of the pool', 'leave it as it is');
  }
  if (to !== from && isWithin(to, from)) {
    throw fail('refused', attempted, 'a folder cannot go into itself', 'choose another folder');
  }
}
