import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDiskVolume } from './disk.ts';
import { faulty } from './faulty.ts';
import type { FaultPlan } from './faulty.ts';
import { openMemoryVolume } from './memory.ts';
import { at, codeOf, contentOf, volumeContract } from './volume.contract.ts';

volumeContract('a faulty volume without faults', () => ({
  volume: faulty(openMemoryVolume({ name: 'faulty' }), {}),
}));

describe('a faulty volume', () => {
  const withPlan = (plan: FaultPlan) => {
    const memory = openMemoryVolume({ name: 'm' });
    return { memory, volume: faulty(memory, plan) };
  };

  it('[V40] fails at the call that it is told, before or after it is done', async () => {
    const { memory, volume } = withPlan({
      faults: [
        { method: 'makeDirectory', call: 2, code: 'denied' },
        { method: 'makeDirectory', call: 3, when: 'after' },
      ],
    });
    await volume.makeDirectory(at('/1'));
    expect(await codeOf(volume.makeDirectory(at('/2')))).toBe('denied');
    expect(await codeOf(volume.makeDirectory(at('/3')))).toBe('io');
    await volume.makeDirectory(at('/4'));
    expect((await memory.list(at('/'))).map(({ name }) => name).sort()).toEqual(['1', '3', '4']);
  });

  it('[V40] fills up halfway and leaves nothing of that file', async () => {
    const { memory, volume } = withPlan({ roomBytes: 10 });
    await volume.write(at('/a'), [Buffer.alloc(6)], {});
    expect(await codeOf(volume.write(at('/b'), [Buffer.alloc(3), Buffer.alloc(3)], {}))).toBe('no-space');
    expect((await memory.list(at('/'))).map(({ name }) => name)).toEqual(['a']);
  });

  it('[V40] hangs until it is cancelled', async () => {
    const { volume } = withPlan({ faults: [{ method: 'list', when: 'hang' }] });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 10);
    expect(await codeOf(volume.list(at('/'), { signal: stop.signal }))).toBe('cancelled');
  });

  it('[V40] fails single files of a copy', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cfs-faulty-'));
    try {
      for (const name of ['a', 'b', 'c']) writeFileSync(join(folder, name), 'content');
      const disk = openDiskVolume({ name: 'd', root: folder });
      await disk.makeDirectory(at('/to'));
      const volume = faulty(disk, { copies: { [join(folder, 'a')]: 'changed' }, roomBytes: 10 });
      const requests = ['a', 'b', 'c'].map((name) => ({ source: join(folder, name), path: at(`/to/${name}`) }));
      const outcomes = await volume.copyIn(requests, {});
      expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))).toEqual([
        'changed',
        'ok',
        'no-space',
      ]);
      expect((await contentOf(disk, '/to/b')).toString()).toBe('content');
      expect(await codeOf(disk.stat(at('/to/c')))).toBe('not-found');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
