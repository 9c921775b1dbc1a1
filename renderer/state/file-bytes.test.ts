import { expect, test, vi } from 'vitest';
import { partBytesMost } from '../../shared/preview.ts';
import { readBytes } from './file-bytes.ts';

const asked = vi.hoisted((): unknown[] => []);

vi.mock('../api/host.ts', () => ({
  host: () => ({
    call: (method: string, input: { start: number; end: number }) => {
      asked.push([method, input]);
      return Promise.resolve({ base64: btoa(`${String(input.start)}-${String(input.end)};`) });
    },
  }),
}));

test('a long file is read part by part, each of the file that was seen, and how far is told', async () => {
  const of = { pool: 'p1', path: '/a.jpg', volume: 'disk1', seen: { size: 9e6, mtimeMs: 1, inode: '7' } };
  const [start, second, end] = [10, 10 + partBytesMost, 15 + partBytesMost];
  const told: number[] = [];
  const parts = await readBytes({ ...of, start, end }, new AbortController().signal, (done) => told.push(done));
  expect(await new Blob(parts).text()).toBe(`${String(start)}-${String(second)};${String(second)}-${String(end)};`);
  expect(told).toEqual([second, end]);
  expect(asked).toEqual([
    ['entry.part', { ...of, start, end: second }],
    ['entry.part', { ...of, start: second, end }],
  ]);
});
