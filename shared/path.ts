import { fail } from './errors.ts';

declare const poolPathBrand: unique symbol;

/**
 * A path inside a pool or a volume: absolute, `/`-separated, without empty, `.` or `..` parts, without NUL and without
 * names that CFS keeps for itself. Parsed once, at the edge; everything inside trusts the brand. Names that are not
 * UTF-8 are escaped as in names.ts. A backslash is an ordinary character.
 */
export type PoolPath = string & { readonly [poolPathBrand]: true };

export const rootPath = '/' as PoolPath;

/** The folder on every volume that holds CFS's marker, trash and journal; never an entry of the pool. */
export const reservedFolder = '.cfs';

/** Prefix of files that are being written; never entries of the pool. */
export const partPrefix = '.cfs-part-';

/** Prefix of whole new versions that wait beside the old one which they replace; never entries of the pool. */
export const sidePrefix = '.cfs-new-';

/** True for names that CFS keeps for itself: `.cfs` at the root of a volume is one, at any depth it is refused. */
export function isReservedName(name: string): boolean {
  return name === reservedFolder || name.startsWith(partPrefix) || name.startsWith(sidePrefix);
}

function refuse(text: string, why: string): never {
  throw fail('invalid', `Reading the path ${JSON.stringify(text)}`, why, 'use a path such as /photos/2026/a.jpg');
}

/** Checks one name of a path. @throws AppError `invalid` or `bad-name` */
export function parseName(name: string): string {
  if (name === '' || name === '.' || name === '..') refuse(name, `"${name}" is not a name`);
  if (name.includes('/')) refuse(name, 'a name cannot contain a slash');
  if (name.includes('\0')) refuse(name, 'a name cannot contain a NUL byte');
  if (isReservedName(name)) {
    throw fail(
      'bad-name',
      `Using the name ${JSON.stringify(name)}`,
      'CFS keeps this name for itself',
      'choose another name',
    );
  }
  return name;
}

/**
 * Parses what a person or a program gave as a path. A missing leading slash and doubled or trailing slashes are
 * accepted; `.`, `..`, NUL and reserved names are refused, not resolved.
 * @throws AppError `invalid` or `bad-name`
 */
export function parsePath(text: string): PoolPath {
  if (text.includes('\0')) refuse(text, 'a path cannot contain a NUL byte');
  const names = text.split('/').filter((name) => name !== '');
  for (const name of names) parseName(name);
  return `/${names.join('/')}` as PoolPath;
}

export function joinPath(parent: PoolPath, name: string): PoolPath {
  parseName(name);
  return (parent === '/' ? `/${name}` : `${parent}/${name}`) as PoolPath;
}

/** `joinPath` for a name that came from a directory listing, which cannot hold a slash or NUL. */
export function childPath(parent: PoolPath, name: string): PoolPath {
  return (parent === '/' ? `/${name}` : `${parent}/${name}`) as PoolPath;
}

/** The folder that holds the path; the root is its own parent. */
export function parentPath(path: PoolPath): PoolPath {
  const slash = path.lastIndexOf('/');
  return (slash <= 0 ? '/' : path.slice(0, slash)) as PoolPath;
}

/** The last name of the path; empty for the root. */
export function baseName(path: PoolPath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function pathNames(path: PoolPath): readonly string[] {
  return path === '/' ? [] : path.slice(1).split('/');
}

/** True when `path` is `folder` itself or lies below it. */
export function isWithin(path: PoolPath, folder: PoolPath): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** Moves `path`, which lies within `from`, to the same place within `to`. */
export function rebasePath(path: PoolPath, from: PoolPath, to: PoolPath): PoolPath {
  const rest = from === '/' ? path : path.slice(from.length);
  if (rest === '' || rest === '/') return to;
  return (to === '/' ? rest : `${to}${rest}`) as PoolPath;
}

/** Where `path` is after `from` became `to`: what does not lie within `from` stays. */
export function renamedPath(path: PoolPath, from: PoolPath, to: PoolPath): PoolPath {
  return isWithin(path, from) ? rebasePath(path, from, to) : path;
}

/** The deepest path that both are at or below. */
export function commonFolder(a: PoolPath, b: PoolPath): PoolPath {
  let at = a;
  while (!isWithin(b, at)) at = parentPath(at);
  return at;
}
