import { linkSync, mkdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newBase } from './harness.ts';
import { look, lost, undone, unsettled } from './judge.ts';
import { foldersOf, volumeNames } from './make-case.ts';
import { contentOf, line } from './scenarios.ts';
import type { Folders, Item } from './scenarios.ts';

/** The judge of all these proofs sees what is wrong. */
describe('the judge', () => {
  let base = '';
  let folders: Folders;
  const items: readonly Item[] = [
    { states: [[line('/a', 'a')], [line('/b', 'a')]] },
    { states: [[line('/r', 'old')], [line('/r', 'new'), line('trash:/r', 'old')]] },
  ];
  beforeEach(() => {
    base = newBase();
    folders = foldersOf({ base });
    for (const name of [...volumeNames, 'out'] as const) mkdirSync(folders[name]);
    writeFileSync(join(folders.d1, 'a'), contentOf('a'));
    writeFileSync(join(folders.d2, 'r'), contentOf('old'));
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));
  const wrong = (): readonly string[] => {
    const seen = look(folders);
    return [...lost(items, seen), ...unsettled(items, [], folders, seen)];
  };

  it('[K1] sees a file that is gone, and one of which a byte is another', () => {
    expect(wrong()).toEqual([]);
    const content = contentOf('a');
    content[1_000] = (content[1_000] ?? 0) ^ 1;
    writeFileSync(join(folders.d1, 'a'), content);
    expect(wrong().join()).toContain('LOST /a');
    unlinkSync(join(folders.d1, 'a'));
    expect(wrong().join()).toContain('LOST /a');
  });

  it('[K2] sees what is not as it was to be', () => {
    expect(undone(items, look(folders))).toHaveLength(2);
    renameSync(join(folders.d1, 'a'), join(folders.d1, 'b'));
    expect(undone(items, look(folders))).toHaveLength(1);
  });

  it('[K3] sees a second place, a second name, a place of nobody, and what is left over', () => {
    writeFileSync(join(folders.d3, 'a'), contentOf('a'));
    expect(wrong()).toHaveLength(1);
    rmSync(join(folders.d3, 'a'));
    linkSync(join(folders.d1, 'a'), join(folders.d1, 'c'));
    expect(wrong().join()).toContain('/c=');
    rmSync(join(folders.d1, 'c'));
    mkdirSync(join(folders.d1, '.cfs/trash/id'), { recursive: true });
    writeFileSync(join(folders.d1, '.cfs-part-x'), '');
    expect(wrong().filter((text) => text.startsWith('left over'))).toHaveLength(2);
    expect(unsettled(items, ['/folder'], folders, look(folders)).join()).toContain('/folder is gone');
  });
});
