import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dropRights, giveAway, whyNotDenied } from '../unprivileged-fixture.ts';
import { openMemoryCatalog } from './database.ts';
import { fillFrom } from './fill.ts';
import { searchFacets } from './search-facets.ts';
import { asked } from './search-fixture.ts';
import { search } from './search.ts';
import { usageFolder } from './usage-folder.ts';
import { usageSelection } from './usage-selection.ts';
import { folderSizes } from './usage-sizes.ts';

const whyNot = whyNotDenied();

describe.skipIf(whyNot !== null)(`folders that cannot be read${whyNot === null ? '' : ` (skipped: ${whyNot})`}`, () => {
  let base = '';
  let restore: () => void;
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'cfs-unread-'));
    giveAway(base);
    restore = dropRights();
  });
  afterEach(() => {
    restore();
    rmSync(base, { recursive: true, force: true });
  });

  it('[Q146] every figure of a folder tells what it is without, and no other figure does', () => {
    for (const path of ['one/a/b/closed', 'one/a!', 'one/a-b', 'one/c', 'two/a/b', 'two/c']) {
      mkdirSync(join(base, path), { recursive: true });
      writeFileSync(join(base, path, 'file'), 'x'.repeat(10));
    }
    for (const path of ['one/a/b/closed', 'two/a/b', 'two/c']) chmodSync(join(base, path), 0);
    const db = openMemoryCatalog();
    fillFrom(
      db,
      ['one', 'two'].map((name) => ({ id: name, name, root: join(base, name) })),
    );
    const why = 'the system denies access';
    const c = { folders: 1, before: 0, volumes: ['two'], path: '/c', why };
    const a = { folders: 2, before: 0, volumes: ['one', 'two'], path: '/a/b', why };
    const sizes = new Map(folderSizes(db, { path: '/' }).map(({ name, ...size }) => [name, size]));
    expect(sizes.get('a')).toMatchObject({ files: 0, unread: a });
    expect(sizes.get('c')).toMatchObject({ files: 1, bytes: 10, unread: c });
    for (const name of ['a!', 'a-b']) expect(sizes.get(name)).not.toHaveProperty('unread');
    expect(folderSizes(db, { path: '/a' })).toMatchObject([{ name: 'b', unread: a }]);

    const map = usageFolder(db, { path: '/', depth: 3, top: 100, measure: 'logical', kinds: false });
    expect(map?.root.unread).toEqual({ ...a, folders: 3 });
    expect(map?.root.children?.map(({ name, unread }) => [name, unread?.folders])).toEqual(
      expect.arrayContaining([
        ['a', 2],
        ['c', 1],
        ['a!', undefined],
      ]),
    );
    expect(usageFolder(db, { path: '/a/b/closed', depth: 1, top: 9, measure: 'logical', kinds: false })).toMatchObject({
      root: { size: 0, unread: { folders: 1, path: '/a/b/closed', volumes: ['one'] } },
    });
    expect(usageSelection(db, { paths: ['/a', '/c', '/a/b'] })).toMatchObject({ unread: { ...a, folders: 3 } });
    expect(usageSelection(db, { paths: ['/a!', '/c/file'] })).not.toHaveProperty('unread');
    const { hits } = search(db, asked('a'));
    expect(hits.find(({ path }) => path === '/a')).toMatchObject({ unread: a });
    expect(hits.find(({ path }) => path === '/a!')).not.toHaveProperty('unread');
    expect(searchFacets(db, asked('file'))).toMatchObject({ unread: { folders: 3 } });
    expect(searchFacets(db, asked('file', { path: '/a-b' }))).not.toHaveProperty('unread');

    // What was read before is counted, and said to be of then.
    db.run("UPDATE held SET scanned_ms = 1 WHERE folder = (SELECT id FROM folder WHERE path = CAST('/c' AS BLOB))");
    expect(folderSizes(db, { path: '/' }).find(({ name }) => name === 'c')).toMatchObject({
      unread: { ...c, before: 1 },
    });
    db.close();
  });
});
