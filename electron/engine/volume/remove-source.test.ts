import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasLeases, testDisk } from './fixture.ts';
import type { TestDisk } from './fixture.ts';
import { posix } from './posix.ts';
import { at, codeOf } from './volume.contract.ts';
import type { Identity } from './volume.ts';

let disk: TestDisk;
beforeEach(() => {
  disk = testDisk();
});
afterEach(() => disk.remove());

async function identity(): Promise<Identity> {
  const { size, inode } = await disk.volume.stat(at('/file'));
  const { mtimeNs } = await disk.volume.readMetadata(at('/file'));
  return { size, inode, mtimeNs };
}

describe('the source of a move', () => {
  it('[V120] is not removed while another program has it open for writing, though nothing changed yet', async (context) => {
    if (!hasLeases(disk.outside)) context.skip('no leases here');
    const file = join(disk.root, 'file');
    writeFileSync(file, 'content');
    const expected = await identity();
    for (const flags of ['r+', 'a', 'w+' as const]) {
      // Opening with w+ empties it: that is a change, and told as one.
      const writer = openSync(file, flags);
      expect(await codeOf(disk.volume.removeFile(at('/file'), expected))).toBe(flags === 'w+' ? 'changed' : 'busy');
      closeSync(writer);
      expect(existsSync(file)).toBe(true);
    }
    writeFileSync(file, 'content');
    const reader = openSync(file, 'r');
    await disk.volume.removeFile(at('/file'), await identity());
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(reader, 'utf8')).toBe('content');
    closeSync(reader);
  });

  it('[V120] is not even copied then', async (context) => {
    if (!hasLeases(disk.outside)) context.skip('no leases here');
    const file = join(disk.root, 'file');
    writeFileSync(file, 'content');
    const request = { source: file, path: at('/copy'), expected: await identity() };
    const writer = openSync(file, 'r+');
    expect(await disk.volume.copyIn([request], {})).toMatchObject([{ ok: false, error: { code: 'busy' } }]);
    closeSync(writer);
    expect(await disk.volume.copyIn([request], {})).toMatchObject([{ ok: true }]);
    expect(readFileSync(join(disk.root, 'copy'), 'utf8')).toBe('content');
    // The lease was given back: a writer does not wait.
    closeSync(openSync(file, 'r+'));
  });

  it('[V121] a program that opens it for writing while a lease is held waits, and CFS lives on', async (context) => {
    if (!hasLeases(disk.outside)) context.skip('no leases here');
    const file = join(disk.outside, 'held');
    writeFileSync(file, 'a');
    const fd = openSync(file, 'r');
    expect(posix()?.leaseUnwritten(fd)).toBe(true);
    const writer = spawn('sh', ['-c', 'printf b >> "$0"', file], { stdio: 'ignore' });
    const ended = once(writer, 'exit');
    await wait(200);
    expect(readFileSync(file, 'utf8')).toBe('a');
    closeSync(fd);
    expect(await ended).toEqual([0, null]);
    expect(readFileSync(file, 'utf8')).toBe('ab');
  });

  it('[V121] where nobody can tell who has it open, what it is decides alone', async () => {
    const file = join(disk.root, 'file');
    writeFileSync(file, 'content');
    const expected = await identity();
    writeFileSync(file, 'changed');
    expect(await codeOf(disk.volume.removeFile(at('/file'), expected))).toBe('changed');
    await disk.volume.makeSymlink(at('/link'), 'file');
    const link = await disk.volume.stat(at('/link'));
    const { mtimeNs } = await disk.volume.readMetadata(at('/link'));
    await disk.volume.removeFile(at('/link'), { size: link.size, inode: link.inode, mtimeNs });
    expect(existsSync(file)).toBe(true);
  });
});
