import { describe, expect, it } from 'vitest';
import { readPathGlob } from './path-glob.ts';

const matches = (pattern: string, path: string): boolean => {
  const glob = readPathGlob(pattern);
  if ('problem' in glob) throw new Error(glob.problem);
  return glob.matches(path);
};

describe('patterns for paths', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['*.tmp', ['/a.tmp', '/x/y/b.tmp'], ['/a.tmp/b', '/a.TMP']],
    ['/Inbox/**', ['/Inbox/a', '/Inbox/b/c'], ['/Inbox', '/x/Inbox/a', '/Inboxes/a']],
    ['/Inbox/', ['/Inbox/a', '/Inbox/b/c'], ['/Inbox']],
    ['Photos/*.jpg', ['/Photos/a.jpg'], ['/Photos/x/a.jpg', '/x/Photos/a.jpg']],
    ['/Photos/**/*.NEF', ['/Photos/a.NEF', '/Photos/x/y/a.NEF'], ['/a.NEF', '/Photos/a.NEF/b']],
    ['**/cache/**', ['/cache/a', '/x/y/cache/z/a'], ['/cache', '/x/caches/a']],
    ['/a/**/b/**/c', ['/a/b/c', '/a/x/b/y/z/c', '/a/b/b/c/c'], ['/a/c', '/a/b/x']],
    ['/[a-c]?/x*', ['/a1/x', '/c9/xyz'], ['/d1/x', '/a/x', '/a1/b/x']],
    ['/**', ['/a', '/a/b'], ['/']],
  ])('[L13] %s', (pattern, fits, others) => {
    expect(fits.filter((path) => !matches(pattern, path))).toEqual([]);
    expect(others.filter((path) => matches(pattern, path))).toEqual([]);
  });

  it.each([
    ['', 'it is empty'],
    ['/a/../b', '".." is not a name'],
    ['/a/[b', 'a "[" has no "]"'],
    ['/[z-a]/**', 'a range such as [z-a] runs backwards'],
  ])('[L13] says what is wrong with %j', (pattern, problem) => {
    expect(readPathGlob(pattern)).toEqual({ problem });
  });

  it('[L13] takes no longer than names times parts, whatever the pattern', () => {
    const path = `/${Array.from({ length: 2_000 }, () => 'a').join('/')}`;
    expect(matches(`/${'**/a/'.repeat(200)}b`, path)).toBe(false);
  });
});
