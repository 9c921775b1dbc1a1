import { beforeEach, expect, it, vi } from 'vitest';
import type { Entry } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';
import { useClipboard } from './clipboard.ts';

/** The window of a host that reaches the system's clipboard; what the host is asked and answers is written here. */
const asked: unknown[][] = [];
const answers: Record<string, unknown> = {};
let moveEnds = 'done';
const told: string[] = [];

vi.mock('../api/host.ts', () => ({
  capabilities: () => ({ systemClipboard: true }),
  host: () => ({
    call: (method: string, input: unknown) => {
      asked.push([method, input]);
      return Promise.resolve(answers[method] ?? null);
    },
  }),
}));
vi.mock('./pool.ts', () => ({ currentPool: () => ({ id: 'p1', name: 'Home' }) }));
vi.mock('./jobs.ts', () => ({ jobEnd: () => Promise.resolve({ state: moveEnds }) }));
vi.mock('./notices.ts', () => ({
  notifyNote: (title: string) => void told.push(title),
  notifyError: (error: Error) => void told.push(error.message),
  speak: () => undefined,
}));
vi.mock('./targets.ts', () => ({ pathsOf: (entries: readonly Entry[]) => entries.map(({ path }) => path) }));
vi.mock('./entries.ts', () => ({
  folderName: (path: string) => path,
  placeable: (paths: readonly string[], dest: string) => paths.filter((path) => !dest.startsWith(path)),
  transferEntries: (verb: string, paths: readonly string[], dest: string) => {
    asked.push(['transfer', verb, paths, dest]);
    return Promise.resolve('job1');
  },
}));

const { clipEntries, endClip, paste } = await import('./pasting.ts');
const entries = [{ path: '/a', name: 'a' } as Entry];
const into = '/Films' as PoolPath;
const transfers = (): unknown[][] => asked.filter(([what]) => what === 'transfer' || what === 'transfer.put');

beforeEach(() => {
  endClip();
  asked.length = 0;
  told.length = 0;
  moveEnds = 'done';
  answers['clipboard.write'] = { written: 1, left: [] };
  answers['clipboard.read'] = { own: null, files: [] };
});

it('[B352] what was cut is moved, and is cut again when the move fails', async () => {
  await clipEntries('move', entries);
  answers['clipboard.read'] = { own: { pool: 'p1', verb: 'move', paths: ['/a'] }, files: [] };
  await paste(into);
  expect(transfers()).toEqual([['transfer', 'move', ['/a'], '/Films']]);
  expect(useClipboard.getState().clip).toBeNull();

  await clipEntries('move', entries);
  moveEnds = 'failed';
  await paste(into);
  expect(useClipboard.getState().clip?.paths).toEqual(['/a']);
});

it('[B352] files that another program copied later are copied in, and what was cut here stays where it is', async () => {
  await clipEntries('move', entries);
  answers['clipboard.read'] = { own: null, files: ['/home/b.txt'] };
  await paste(into);
  expect(transfers()).toEqual([
    ['transfer.put', { pool: 'p1', sources: ['/home/b.txt'], dest: '/Films', onConflict: 'ask' }],
  ]);
  expect(useClipboard.getState().clip).toBeNull();
});

it('[B352] what other programs cannot have is said, and is pasted here all the same', async () => {
  answers['clipboard.write'] = { written: 0, left: ['/a'] };
  await clipEntries('copy', entries);
  expect(told[0]).toMatch(/^a can be pasted only here/);
  await paste(into);
  expect(transfers()).toEqual([['transfer', 'copy', ['/a'], '/Films']]);
  // It was never on the system's clipboard, which is not asked.
  expect(asked.some(([what]) => what === 'clipboard.read')).toBe(false);
});

it('[B352] nothing to paste, another pool, a folder into itself: told, and nothing is done or forgotten', async () => {
  await paste(into);
  expect(told.pop()).toBe('Nothing was pasted');
  answers['clipboard.read'] = { own: { pool: 'p2', verb: 'copy', paths: ['/a'] }, files: [] };
  await paste(into);
  expect(told.pop()).toMatch(/is of another pool/);
  await clipEntries('move', entries);
  answers['clipboard.read'] = { own: { pool: 'p1', verb: 'move', paths: ['/a'] }, files: [] };
  await paste('/a/b' as PoolPath);
  expect(told.pop()).toMatch(/^Moving \/a to \/a\/b: a folder cannot go into itself/);
  expect(transfers()).toEqual([]);
  expect(useClipboard.getState().clip?.verb).toBe('move');
});
