import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { openDiskVolume } from './disk.ts';
import { mountNew, whyNotMounted } from './mount-fixture.ts';
import { at, codeOf, contentOf } from './volume.contract.ts';

describe('a file system that ignores case', () => {
  it('[V10] lets the case of a name be changed, and nothing be renamed over something', async (context) => {
    const why = whyNotMounted('exfat');
    if (why !== null) return context.skip(why);
    const mounted = mountNew('exfat');
    const volume = openDiskVolume({ root: mounted.path, name: 'stick' });
    try {
      await volume.write(at('/photo.jpg'), [Buffer.from('x')], {});
      await volume.makeDirectory(at('/folder'));
      await volume.write(at('/other'), [Buffer.from('y')], {});
      await volume.rename(at('/photo.jpg'), at('/Photo.JPG'));
      await volume.rename(at('/folder'), at('/Folder'));
      expect((await volume.list(at('/'))).map(({ name }) => name).sort()).toEqual(['Folder', 'Photo.JPG', 'other']);
      expect(await codeOf(volume.rename(at('/other'), at('/PHOTO.jpg')))).toBe('exists');
      expect(await codeOf(volume.write(at('/OTHER'), [Buffer.from('z')], {}))).toBe('exists');
      expect((await contentOf(volume, '/Photo.JPG')).toString()).toBe('x');
    } finally {
      await volume.close();
      mounted.unmount();
    }
  });

  it('[V10] two links whose names differ in case are two names where case counts', async () => {
    const root = mkdtempSync(join(tmpdir(), 'cfs-case-'));
    const volume = openDiskVolume({ root, name: 'disk' });
    try {
      await volume.write(at('/a'), [Buffer.from('x')], {});
      await volume.makeHardLink(at('/a'), at('/A'));
      expect(await codeOf(volume.rename(at('/a'), at('/A')))).toBe('exists');
      expect(await volume.list(at('/'))).toHaveLength(2);
    } finally {
      await volume.close();
      rmSync(root, { recursive: true });
    }
  });
});

describe('a file system with large inode numbers', () => {
  it('[V9] tells them to the last digit, so that a moved source is seen unchanged', async (context) => {
    if (process.getuid?.() !== 0 || !existsSync('/usr/bin/mergerfs')) return context.skip('needs root and mergerfs');
    const folder = mkdtempSync(join(tmpdir(), 'cfs-inodes-'));
    const [source, target] = [join(folder, 'source'), join(folder, 'mounted')];
    mkdirSync(source);
    mkdirSync(target);
    const child = spawn('mergerfs', ['-f', '-o', 'minfreespace=0,inodecalc=path-hash', source, target], {
      stdio: 'ignore',
    });
    try {
      const isUp = (): boolean => readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${target} `);
      await vi.waitFor(() => expect(child.exitCode !== null || isUp()).toBe(true), { timeout: 10_000 });
      if (!isUp()) return context.skip('mergerfs cannot mount here');
      const volume = openDiskVolume({ root: target, name: 'merged' });
      for (let index = 0; index < 8; index += 1) {
        writeFileSync(join(target, `f${index}`), 'x');
        const real = statSync(join(target, `f${index}`), { bigint: true });
        const entry = await volume.stat(at(`/f${index}`));
        expect(entry.inode).toBe(`${real.dev}:${real.ino}`);
        const expected = { size: 1, mtimeNs: real.mtimeNs, inode: entry.inode };
        await volume.removeFile(at(`/f${index}`), expected);
      }
      await volume.close();
    } finally {
      try {
        execFileSync('umount', ['-l', target], { stdio: 'ignore' });
      } catch {
        // It never was mounted.
      }
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
