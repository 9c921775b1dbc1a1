import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Entry } from '../../shared/model.ts';

const { calls, can } = vi.hoisted(() => ({
  calls: [] as (readonly [string, unknown])[],
  can: { dragOut: true, streams: false },
}));
vi.mock('../api/host.ts', () => ({
  capabilities: () => can,
  host: () => ({
    call: (method: string, input: { readonly paths?: readonly string[] }) => {
      calls.push([method, input]);
      if (input.paths?.includes('/parted') === true) return Promise.reject(new Error('it lies on several volumes'));
      const files = input.paths?.map((path) => `/mnt/disk1${path}`);
      return Promise.resolve(method === 'entry.link' ? { url: '/_cfs/file?f=1' } : { files });
    },
  }),
}));
vi.mock('./pool.ts', () => ({ currentPool: () => ({ id: 'p1' }) }));
const { told } = vi.hoisted(() => ({ told: [] as string[] }));
vi.mock('./notices.ts', () => ({ notifyProblem: (_title: string, words: string) => told.push(words) }));

const out = await import('./drag-out.ts');
const { useDrag } = await import('./drag.ts');

const entry = (path: string, more: Partial<Entry> = {}): Entry => ({
  path,
  name: path.slice(1),
  type: 'file',
  size: 5,
  mtimeMs: 0,
  mode: 0o644,
  volumes: ['disk1'],
  conflict: false,
  offline: false,
  ...more,
});
const row = {} as HTMLElement;
const other = {} as HTMLElement;
const dropped = (...paths: readonly string[]): DataTransferItem[] =>
  paths.map((path) => ({ getAsFile: () => ({ path }) }) as unknown as DataTransferItem);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  calls.length = 0;
  Object.assign(can, { dragOut: true, streams: false });
  vi.stubGlobal('window', {
    cfs: { pathOf: (file: { readonly path: string }) => file.path },
    location: { href: 'http://127.0.0.1:4000/#/files' },
    innerWidth: 800,
    innerHeight: 600,
  });
});
afterEach(() => {
  out.forgetNative();
  vi.unstubAllGlobals();
});

it('[B372] a drag of the system that comes back is the one that began here, by its files', async () => {
  out.prepareOut(row, [entry('/a'), entry('/b')]);
  await settled();
  expect(out.beginNative(other)).toBe(false);
  expect(out.nativeDrag(2)).toBeNull();
  expect(out.beginNative(row)).toBe(true);
  expect(calls.at(-1)?.[0]).toBe('drag.begin');
  expect([...useDrag.getState().paths]).toEqual(['/a', '/b']);
  const known = out.nativeDrag(2);
  expect(known?.entries.map(({ path }) => path)).toEqual(['/a', '/b']);
  expect(known?.dragged.kind).toBe('entries');
  expect(out.nativeDrag(3)).toBeNull();
  expect(out.isOwnDrop(dropped('/mnt/disk1/b', '/mnt/disk1/a'))).toBe(true);
  // As many files, but others; the same one twice; one less.
  expect(out.isOwnDrop(dropped('/mnt/disk1/b', '/home/a'))).toBe(false);
  expect(out.isOwnDrop(dropped('/mnt/disk1/a', '/mnt/disk1/a'))).toBe(false);
  expect(out.isOwnDrop(dropped('/mnt/disk1/a'))).toBe(false);
  expect(useDrag.getState().active).toBe(true);
  out.forgetNative();
  expect([useDrag.getState().active, out.nativeDrag(2)]).toEqual([false, null]);
  // The next press ends it, too.
  expect(out.beginNative(row)).toBe(true);
  out.prepareOut(row, [entry('/c')]);
  expect(out.nativeDrag(2)).toBeNull();
  expect(out.isOwnDrop(dropped('/mnt/disk1/a', '/mnt/disk1/b'))).toBe(false);
});

it('[B372] what is not ready yet, or too much, is dragged inside the window only', async () => {
  out.prepareOut(row, [entry('/a')]);
  expect(out.beginNative(row)).toBe(false);
  await settled();
  out.prepareOut(row, [entry('/b')]);
  out.prepareOut(
    other,
    Array.from({ length: out.mostOut + 1 }, (_, i) => entry(`/${String(i)}`)),
  );
  await settled();
  expect(out.beginNative(row)).toBe(false);
  expect(out.beginNative(other)).toBe(false);
  expect(calls.filter(([method]) => method === 'drag.begin')).toEqual([]);
});

it('[B371] more than 5,000 things are not handed out, and a drag that left the window with them says so', () => {
  const outside = { clientX: -5, clientY: 100 };
  out.tellKept(out.mostOut, outside);
  out.tellKept(out.mostOut + 1, { clientX: 5, clientY: 100 });
  expect(told).toEqual([]);
  out.tellKept(out.mostOut + 1, outside);
  expect(told).toEqual(['At most 5,000 things go to another program in one drag: drag their folder.']);
});

it('[B371] what the host does not hand out is dragged inside the window, and said when it left it', async () => {
  told.length = 0;
  const outside = { clientX: -5, clientY: 100 };
  out.prepareOut(row, [entry('/parted', { type: 'directory' })]);
  await settled();
  expect(out.beginNative(row)).toBe(false);
  out.tellKept(1, { clientX: 5, clientY: 100 });
  expect(told).toEqual([]);
  out.tellKept(1, outside);
  expect(told).toEqual([expect.stringContaining('it lies on several volumes')]);
  // Of the next one nothing is known yet.
  out.prepareOut(row, [entry('/a')]);
  out.tellKept(1, outside);
  await settled();
  out.tellKept(1, outside);
  expect(told).toHaveLength(1);
});

it('[B370] a browser hands out one file, under its name, from an address of this host', async () => {
  Object.assign(can, { dragOut: false, streams: true });
  out.prepareOut(row, [entry('/a: b.txt')]);
  expect(out.externalData(row)).toEqual({});
  await settled();
  expect(out.externalData(row)).toEqual({
    DownloadURL: 'application/octet-stream:a_ b.txt:http://127.0.0.1:4000/_cfs/file?f=1',
  });
  expect(out.externalData(other)).toEqual({});
  expect(out.beginNative(row)).toBe(false);
  for (const entries of [
    [entry('/a'), entry('/b')],
    [entry('/d', { type: 'directory' })],
    [entry('/caf\udce9', { name: 'caf\udce9' })],
  ]) {
    out.prepareOut(row, entries);
    await settled();
    expect(out.externalData(row)).toEqual({});
  }
});
