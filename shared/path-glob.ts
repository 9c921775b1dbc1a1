import { readGlob } from './query-glob.ts';
import type { Glob } from './query-glob.ts';

/**
 * Patterns for paths of a pool. Without a slash the pattern is for the last name of a path, wherever it lies; with one
 * it is for the whole path from the root: `*`, `?` and `[a-z]` stay within one name, `**` stands for any number of
 * folders, and a slash at the end for all that is in the folder. Upper and lower case differ.
 */
export interface PathGlob {
  readonly matches: (path: string) => boolean;
  /** The same for a path in its names: several patterns ask for one path. */
  readonly fits: (names: readonly string[]) => boolean;
}

export type PathGlobReading = PathGlob | { readonly problem: string };

/** Any number of names. */
const many = Symbol('**');
type Part = Glob | typeof many;

/** Reads a pattern. The problem is the middle of a sentence. */
export function readPathGlob(pattern: string): PathGlobReading {
  if (pattern.trim() === '') return { problem: 'it is empty' };
  if (pattern.includes('\0')) return { problem: 'it contains a NUL byte' };
  if (!pattern.includes('/')) {
    const glob = readGlob(pattern);
    if ('problem' in glob) return glob;
    return {
      matches: (path) => glob.matches(path.slice(path.lastIndexOf('/') + 1)),
      fits: (split) => glob.matches(split.at(-1) ?? ''),
    };
  }
  const names = (pattern.endsWith('/') ? `${pattern}**` : pattern).split('/').filter((name) => name !== '');
  const parts: Part[] = [];
  for (const name of names) {
    if (name === '.' || name === '..') return { problem: `"${name}" is not a name` };
    if (name === '**') {
      if (parts.at(-1) !== many) parts.push(many);
      continue;
    }
    const glob = readGlob(name);
    if ('problem' in glob) return glob;
    parts.push(glob);
  }
  return { matches: (path) => fits(parts, splitPath(path)), fits: (split) => fits(parts, split) };
}

export function splitPath(path: string): readonly string[] {
  return path === '/' ? [] : path.slice(1).split('/');
}

/** Goes back no further than the last `**`: names times parts at most. At the end, `**` takes at least one name. */
function fits(parts: readonly Part[], names: readonly string[]): boolean {
  let part = 0;
  let at = 0;
  let star = -1;
  let taken = 0;
  while (at < names.length) {
    const next = parts[part];
    if (next === many) {
      if (part === parts.length - 1) return true;
      star = part;
      taken = at;
      part += 1;
    } else if (next?.matches(names[at] ?? '') === true) {
      part += 1;
      at += 1;
    } else if (star >= 0) {
      taken += 1;
      part = star + 1;
      at = taken;
    } else return false;
  }
  return part === parts.length;
}
