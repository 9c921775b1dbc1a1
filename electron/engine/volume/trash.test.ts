import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ownProcess } from './parts.ts';
import { openRooted } from './rooted.ts';
import type { Rooted } from './rooted.ts';
import { listTrash, tidyTrash } from './trash.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cfs-trash-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

describe('tidying', () => {
  it('[K46] an item that comes in just the moment in which its folder is taken for left over is kept', () => {
    const folder = join(root, '.cfs/trash/slow');
    mkdirSync(folder, { recursive: true });
    const info = { path: '/a', type: 'file', size: 4, deletedMs: 1, owner: ownProcess() };
    writeFileSync(join(folder, 'info.json'), JSON.stringify(info));
    // Its owner lives and stood still for two minutes before the last step.
    const now = Date.now();
    vi.spyOn(Date, 'now').mockImplementation(() => now + 120_000);
    const rooted = openRooted(root, () => undefined);
    let isLooking = false;
    const slow: Rooted = {
      ...rooted,
      at(path) {
        if (path === '/.cfs/trash/slow' && !isLooking) {
          isLooking = true;
          writeFileSync(join(folder, 'item'), 'text');
        }
        return rooted.at(path);
      },
    };
    expect(tidyTrash(slow)).toEqual([]);
    expect(isLooking).toBe(true);
    expect(readFileSync(join(folder, 'item'), 'utf8')).toBe('text');
    expect(readdirSync(folder).sort()).toEqual(['info.json', 'item']);
    expect(listTrash(rooted)).toMatchObject([{ id: 'slow', path: '/a' }]);
    rooted.close();
  });
});
