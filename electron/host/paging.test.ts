import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listHostFolders } from './folders.ts';
import { Pager } from './paging.ts';
import { entryOf } from './test-engine.ts';

const listing = { entries: Array.from({ length: 25 }, (_, index) => entryOf(`/f${index}`)), missing: [] };

it('[H16] the pages of one cursor come from one listing, and the listing goes with the last page', () => {
  const pager = new Pager();
  const first = pager.first('me /', listing, 10);
  expect([first.entries.length, first.total]).toEqual([10, 25]);
  const second = pager.next('me /', first.cursor ?? '', 10);
  const third = pager.next('me /', second.cursor ?? '', 10);
  expect(third.cursor).toBeNull();
  const names = [...first.entries, ...second.entries, ...third.entries].map((entry) => entry.name);
  expect(names).toEqual(listing.entries.map((entry) => entry.name));
  expect(pager.kept).toBe(0);
});

it('[H16] a cursor that is old, of another folder or client, or made up, is refused', () => {
  let now = 0;
  const pager = new Pager({ keepMs: 1_000, now: () => now });
  const { cursor } = pager.first('me /', listing, 10);
  for (const [of, wrong] of [
    ['me /other', cursor ?? ''],
    ['you /', cursor ?? ''],
    ['me /', 'x:0'],
    ['me /', `${cursor ?? ''}9`],
    ['me /', ''],
  ] as const) {
    expect(() => pager.next(of, wrong, 10)).toThrow(expect.objectContaining({ code: 'not-found' }));
  }
  now = 1_001;
  expect(() => pager.next('me /', cursor ?? '', 10)).toThrow(expect.objectContaining({ code: 'not-found' }));
});

it('[H16] many listings that nobody reads on are dropped', () => {
  const pager = new Pager();
  for (let count = 0; count < 200; count += 1) pager.first(`me /${count}`, listing, 10);
  expect(pager.kept).toBeLessThan(40);
});

it('[H17] folders of the host: links to folders too, files not, natural order, hidden ones only when asked', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cfs-folders-'));
  try {
    for (const name of ['disk10', 'disk2', '.hidden']) mkdirSync(join(folder, name));
    mkdirSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]));
    writeFileSync(join(folder, 'file'), '');
    symlinkSync(join(folder, 'disk2'), join(folder, 'link'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'broken'));
    const shown = await listHostFolders(folder, false);
    expect(shown.folders.map(({ name }) => name)).toEqual(['caf\udce9', 'disk2', 'disk10', 'link']);
    expect(shown.parent).toBe(tmpdir());
    const all = await listHostFolders(folder, true);
    expect(all.folders.map(({ name }) => name)).toContain('.hidden');
    const inner = await listHostFolders(`${folder}/caf\udce9`, false);
    expect(inner.folders).toEqual([]);
    await expect(listHostFolders(join(folder, 'none'), false)).rejects.toMatchObject({ code: 'not-found' });
    await expect(listHostFolders(join(folder, 'file'), false)).rejects.toMatchObject({ code: 'not-a-directory' });
    await expect(listHostFolders('relative', false)).rejects.toMatchObject({ code: 'invalid' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
