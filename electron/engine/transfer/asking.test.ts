import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parsePath } from '../../../shared/path.ts';
import { recover } from '../journal/recover.ts';
import { openJournalStore } from '../state/journal.ts';
import { openTestPool } from './fixture.ts';

it('[T159] a process that is killed while it waits for answers leaves what was there, and nothing hidden', async () => {
  const base = mkdtempSync(join(tmpdir(), 'cfs-asking-'));
  try {
    mkdirSync(join(base, 'disk2/in'), { recursive: true });
    for (const name of ['taken', 'in/taken']) writeFileSync(join(base, 'disk2', name), `old ${name}`);
    const worker = fileURLToPath(new URL('./asking-worker.ts', import.meta.url));
    const child = spawn(process.execPath, [worker, base], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(child.stdout, 'data');
    // Longer than the journal remembers where it wrote last by itself.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    child.kill('SIGKILL');
    await once(child, 'close');

    const store = openJournalStore(join(base, 'home'));
    const pool = openTestPool(base);
    const { volume } = pool.context;
    expect(await volume.findParts({ remove: false })).toHaveLength(2);
    const { open } = await recover({ store, pool: 'test-id', volume });
    expect(open).toEqual([]);
    expect(await volume.findParts({ remove: false })).toEqual([]);
    expect((await volume.list(parsePath('/'))).map(({ name }) => name).sort()).toEqual(['free', 'in', 'taken']);
    expect((await volume.list(parsePath('/in'))).map(({ name }) => name)).toEqual(['taken']);
    for (const name of ['taken', 'in/taken']) {
      expect(readFileSync(join(base, 'disk2', name), 'utf8')).toBe(`old ${name}`);
    }
    expect(await volume.listTrash()).toEqual([]);
    await pool.close();
    store.close();
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
