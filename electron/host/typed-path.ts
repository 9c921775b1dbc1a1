import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import { fail, isAppError } from '../../shared/errors.ts';
import type { PoolInfo } from '../../shared/model.ts';
import { nameFromBytes, nameToBytes } from '../../shared/names.ts';
import { parsePath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';

/** What text that a person typed or pasted as a path can mean. Pure: nothing is looked at. */

export interface System {
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

export const thisSystem = (): System => ({ platform: process.platform, home: homedir() });

/** A place on a volume, named by its real path. */
export interface RealPlace {
  readonly pool: PoolInfo;
  readonly volume: string;
  readonly path: PoolPath;
}

/** More names than any file system takes: what was pasted is no path. */
const deepest = 1_024;

function percentDecoded(text: string): string {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const hex = /^%([0-9a-f]{2})/i.exec(text.slice(at, at + 3))?.[1];
    if (hex === undefined) bytes.push(...nameToBytes(text.charAt(at)));
    else {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    }
  }
  return nameFromBytes(Uint8Array.from(bytes));
}

/** Without what comes along when a path is pasted: quotes around it, `file://`, blanks before a slash. */
export function cleaned(text: string, { platform, home }: System): string {
  let path = text.replace(/^\s+(?=[/~"'])/, '').replace(/[\r\n]+$/, '');
  const quoted = /^(["'])(.+)\1$/s.exec(path)?.[2];
  if (quoted !== undefined) path = quoted;
  const url = /^file:\/\/(?:localhost)?(\/.*)$/is.exec(path)?.[1];
  if (url !== undefined) {
    const decoded = percentDecoded(url);
    return platform === 'win32' ? decoded.replace(/^\/(?=[a-z]:)/i, '') : decoded;
  }
  return /^~(?=$|[/\\])/.test(path) ? home + path.slice(1) : path;
}

/**
 * The path of the pool that the text names; `.` and `..` go by the open folder. null: it can only be a real path.
 * @throws AppError `invalid`, `bad-name`
 */
export function asPoolPath(text: string, from: PoolPath, { platform }: System): PoolPath | null {
  if (platform === 'win32' && /^([a-z]:|\\\\)/i.test(text)) return null;
  const names = text.startsWith('/') ? [] : from.split('/');
  for (const name of text.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '.') names.push(name);
  }
  if (names.length > deepest) {
    const why = `it has more than ${deepest} names`;
    throw fail('invalid', 'Reading the path', why, 'use a path such as /photos/2026/a.jpg');
  }
  return parsePath(names.join('/'));
}

/**
 * The place on a volume that a real path names: on the one whose root is the nearest above it; pools in their order.
 * @throws AppError `bad-name` for what CFS keeps for itself
 */
export function asRealPlace(text: string, pools: readonly PoolInfo[], { platform }: System): RealPlace | null {
  const flavour = platform === 'win32' ? win32 : posix;
  if (!flavour.isAbsolute(text) || text.includes('\0')) return null;
  let best: { readonly root: string; readonly below: string; readonly pool: PoolInfo; readonly volume: string } | null =
    null;
  for (const pool of pools) {
    for (const { name, root } of pool.volumes) {
      if (!flavour.isAbsolute(root)) continue;
      const below = flavour.relative(root, text);
      if (flavour.isAbsolute(below) || below === '..' || below.startsWith(`..${flavour.sep}`)) continue;
      if (best === null || root.length > best.root.length) best = { root, below, pool, volume: name };
    }
  }
  if (best === null) return null;
  return { pool: best.pool, volume: best.volume, path: parsePath(best.below.split(flavour.sep).join('/')) };
}

/** The text up to the last slash, and what is typed of the next name. */
export function splitTyped(text: string, { platform }: System): { readonly folder: string; readonly begun: string } {
  const slash = Math.max(text.lastIndexOf('/'), platform === 'win32' ? text.lastIndexOf('\\') : -1);
  return { folder: text.slice(0, slash + 1), begun: text.slice(slash + 1) };
}

interface Named {
  readonly name: string;
  readonly type: string;
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase();

/**
 * What of a listing begins like the typed name, then what holds it; folders before files in each, else in their order.
 * Case and composition do not matter. Names with a dot at their beginning only when a dot was typed.
 */
export function matching<One extends Named>(entries: readonly One[], begun: string): readonly One[] {
  const wanted = folded(begun);
  const groups: [One[], One[], One[], One[]] = [[], [], [], []];
  for (const entry of entries) {
    if (entry.name.startsWith('.') && !begun.startsWith('.')) continue;
    const at = folded(entry.name).indexOf(wanted);
    if (at < 0) continue;
    groups[(at === 0 ? 0 : 2) + (entry.type === 'directory' ? 0 : 1)]?.push(entry);
  }
  return groups.flat();
}

/** True for failures that mean: there is no such folder. */
export function isAbsence(thrown: unknown): boolean {
  return (['not-found', 'not-a-directory', 'outside', 'bad-name', 'invalid'] as const).some((code) =>
    isAppError(thrown, code),
  );
}
