import { fail } from '../../shared/errors.ts';
import { visibleName } from '../../shared/format.ts';
import { count, firstOf, listOf, plural } from '../text.ts';

/** Failures that the window itself tells: what was attempted, why not, what to do. */
export const problems = {
  noPool: () => fail('not-found', 'Working in a pool', 'there is none', 'make one first'),
  noRealPath: (name: string) =>
    fail(
      'offline',
      `Copying the real path of ${visibleName(name)}`,
      'none of its volumes is a folder of this computer that is connected',
      'connect its volume',
    ),
  pathIsNoText: (name: string) =>
    fail(
      'unsupported',
      `Copying the path of ${visibleName(name)}`,
      'its name is not valid UTF-8',
      'rename it, or use "cfs locate" in a terminal',
    ),
  away: (name: string, volumes: readonly string[]) =>
    fail(
      'offline',
      `Opening ${visibleName(name)}`,
      `it is on ${listOf(volumes.map(visibleName))}, not connected`,
      'connect the volume',
    ),
  /** `why` null: the browser did not say. */
  clipboard: (why: string | null) =>
    fail('denied', 'Copying to the clipboard', why ?? 'the system refused', 'select the text and copy it by hand'),
  otherPool: (folder: string) =>
    fail(
      'unsupported',
      `Pasting into ${folder}`,
      'what was cut or copied is of another pool',
      'paste it in the pool that it is of',
    ),
  intoItself: (verb: 'move' | 'copy', folder: string, dest: string) =>
    fail('refused', putting(verb, folder, dest), reasons.intoItself, 'open another folder'),
  thereAlready: (verb: 'move' | 'copy', items: number, dest: string) =>
    fail('refused', putting(verb, count(items, 'item'), dest), reasons.isThere(items), 'open another folder'),
  noRealFile: (files: number) =>
    fail(
      'unsupported',
      `Adding ${count(files, 'file')}`,
      plural(
        files,
        'the program that it comes from has no file for it on this computer',
        'the program that they come from has no file for them on this computer',
      ),
      'save it there first, then drop what was saved',
    ),
  /** Files and folders that are to be added, each by its path within what was dropped. */
  unreadable: (paths: readonly string[]) =>
    fail(
      'io',
      `Adding ${count(paths.length, 'file')}`,
      `the browser could not read ${firstOf(
        paths.map((path) => visibleName(path.slice(path.lastIndexOf('/') + 1))),
        3,
      )}`,
      'check that they still exist and may be read',
      { data: { paths } },
    ),
  notSent: (path: string, status: number) =>
    fail('io', `Sending ${visibleName(path)}`, `the host answered ${String(status)}`, 'try again'),
} as const;

/** Reasons that a paste and a drop have in common. */
export const reasons = {
  intoItself: 'a folder cannot go into itself',
  isThere: (things: number): string => plural(things, 'it is there already', 'they are there already'),
} as const;

function putting(verb: 'move' | 'copy', what: string, dest: string): string {
  return verb === 'move' ? `Moving ${what} to ${dest}` : `Copying ${what} to ${dest}`;
}
