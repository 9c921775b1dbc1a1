import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { openEngine } from '../engine/engine.ts';
import { serve } from '../server.ts';
import { windowFiles } from './static.ts';

it('[Q125] a server follows what changes in its pools from its start, also while no window is open', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cfs-server-catalog-'));
  mkdirSync(join(folder, 'window'));
  writeFileSync(join(folder, 'window', 'index.html'), '<!doctype html><html><head></head></html>');
  vi.stubEnv('CFS_HOME', join(folder, 'home'));
  mkdirSync(join(folder, 'disk1'));
  writeFileSync(join(folder, 'disk1', 'a.txt'), 'a');
  const engine = await openEngine({ home: join(folder, 'home') });
  const stop = new AbortController();
  const ready = Promise.withResolvers<string>();
  let ended: Promise<void> = Promise.resolve();
  try {
    const pool = await engine.createPool({ name: 'home', volumes: [{ root: join(folder, 'disk1'), reserve: 0 }] });
    expect((await pool.catalog.status()).state).toBe('none');
    ended = serve({ port: 0, host: '127.0.0.1', open: false, signal: stop.signal }, ready.resolve, {
      window: windowFiles(join(folder, 'window')),
    });
    ended.catch(ready.reject);
    await ready.promise;
    const told = async (): Promise<unknown> => {
      const { state, entries } = await pool.catalog.status();
      return { state, entries };
    };
    await expect.poll(told, { timeout: 30_000, interval: 200 }).toEqual({ state: 'fresh', entries: 1 });
    writeFileSync(join(folder, 'disk1', 'b.txt'), 'b');
    await expect.poll(told, { timeout: 30_000, interval: 200 }).toEqual({ state: 'fresh', entries: 2 });
  } finally {
    stop.abort();
    await ended;
    await engine.close();
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  }
}, 90_000);
