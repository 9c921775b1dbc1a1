import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { openDiskVolume } from './disk.ts';
import { testDisk } from './fixture.ts';
import { mountNew, whyNotMounted } from './mount-fixture.ts';
import type { FileSystemKind, Mounted } from './mount-fixture.ts';
import { at, codeOf, contentOf, volumeContract } from './volume.contract.ts';
import type { CopyOutcome } from './volume.ts';

/** Runs on a new file system, which is gone afterwards however it ends; a visible skip where it cannot be had. */
async function on(
  context: TestContext,
  kind: FileSystemKind,
  act: (mounted: Mounted) => Promise<void>,
  options: { readonly sizeMiB?: number } = {},
): Promise<void> {
  const why = whyNotMounted(kind);
  if (why !== null) return context.skip(why);
  const mounted = mountNew(kind, options);
  try {
    await act(mounted);
  } finally {
    mounted.unmount();
  }
}

const quiet = { stdio: 'pipe' } as const;
const codesOf = (outcomes: readonly CopyOutcome[]): string[] =>
  outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code));

for (const kind of ['tmpfs', 'ext4', 'xfs', 'btrfs', 'exfat'] as const) {
  const why = whyNotMounted(kind);
  describe.skipIf(why !== null)(`[V29] on ${kind}${why === null ? '' : ` (${why})`}`, () => {
    let mounted: Mounted;
    let count = 0;
    beforeAll(() => {
      mounted = mountNew(kind);
    });
    afterAll(() => {
      mounted.unmount();
    });
    volumeContract(`a folder of ${kind}`, () => {
      count += 1;
      const root = join(mounted.path, String(count));
      mkdirSync(root);
      return {
        volume: openDiskVolume({ root, name: kind }),
        remove: () => rmSync(root, { recursive: true, force: true }),
      };
    });

    it('[B452] what it can do is as trying it shows, and looking writes nothing', async () => {
      const root = join(mounted.path, 'traits');
      mkdirSync(join(root, '.cfs'), { recursive: true });
      writeFileSync(join(root, '.cfs', 'volume.json'), 'a marker');
      const volume = openDiskVolume({ root, name: kind });
      const before = readdirSync(root, { recursive: true });
      const traits = await volume.traits();
      expect(readdirSync(root, { recursive: true })).toEqual(before);
      const tries = (act: () => void): boolean => {
        try {
          act();
          return true;
        } catch {
          return false;
        }
      };
      const name = join(root, 'name');
      writeFileSync(name, 'x');
      expect(traits.hardLinks).toBe(tries(() => linkSync(name, join(root, 'second name'))));
      expect(traits.symlinks).toBe(tries(() => symlinkSync('name', join(root, 'link'))));
      expect(traits.caseSensitive).toBe(!existsSync(join(root, 'NAME')));
      expect(traits.xattrs).toBe(tries(() => execFileSync('setfattr', ['-n', 'user.x', '-v', 'y', name], quiet)));
      truncateSync(name, 4 << 20);
      expect(traits.holes).toBe(statSync(name).blocks * 512 < 4 << 20);
      expect(traits.durable).toBe(kind === 'tmpfs' ? false : kind === 'exfat' ? null : true);
      expect(traits.nameBytes).toBeGreaterThanOrEqual(254);
      await volume.close();
    });

    it('[V29] names its type, and re-reads come from the device where it can read past the cache', async () => {
      const root = join(mounted.path, 'type');
      mkdirSync(root);
      const volume = openDiskVolume({ root, name: kind });
      const { filesystem, hardLinks, timeStepNs } = await volume.capabilities();
      expect(filesystem).toBe(kind === 'exfat' ? 'fuse.exfat' : kind);
      expect(hardLinks).toBe(kind !== 'exfat');
      expect(timeStepNs).toBe(kind === 'exfat' ? 1_000_000_000 : 1);
      const { verified } = await volume.write(at('/a'), [Buffer.alloc(3_000_001, 'abc')], {});
      if (['ext4', 'xfs', 'btrfs'].includes(kind)) expect(verified).toBe('device');
      await volume.close();
    });
  });
}

describe('a file system', () => {
  const fill = async (mounted: Mounted): Promise<void> => {
    const outside = mkdtempSync(join(tmpdir(), 'cfs-outside-'));
    try {
      const volume = openDiskVolume({ root: mounted.path, name: 'small' });
      const before = await volume.space();
      const shown = (): string[] => readdirSync(mounted.path).filter((name) => name !== 'lost+found');
      async function* endless(): AsyncIterable<Uint8Array> {
        for (;;) {
          yield Buffer.alloc(1 << 20, 'x');
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
      expect(await codeOf(volume.write(at('/a'), endless(), {}))).toBe('no-space');
      expect(shown()).toEqual([]);
      const requests = [1, 30, 1].map((mebibytes, index) => {
        const source = join(outside, String(index));
        writeFileSync(source, Buffer.alloc(mebibytes << 20, 'y'));
        return { source, path: at(`/${String(index)}`) };
      });
      expect(codesOf(await volume.copyIn(requests, {}))).toEqual(['ok', 'no-space', 'ok']);
      expect(shown().sort()).toEqual(['0', '2']);
      expect((await contentOf(volume, '/2')).equals(Buffer.alloc(1 << 20, 'y'))).toBe(true);
      for (const name of shown()) await volume.removeFile(at(`/${name}`));
      expect(Math.abs((await volume.space()).free - before.free)).toBeLessThan(64 << 10);
      await volume.close();
    } finally {
      rmSync(outside, { recursive: true, force: true });
    }
  };
  for (const [kind, sizeMiB] of [
    ['tmpfs', 8],
    ['ext4', 16],
  ] as const) {
    it(`[V26] ${kind} that fills up: no-space, and nothing is left`, (context) => on(context, kind, fill, { sizeMiB }));
  }

  it('[V27] mounted read-only: every change is read-only, and it can be read', (context) =>
    on(context, 'ext4', async ({ path }) => {
      const volume = openDiskVolume({ root: path, name: 'fixed' });
      await volume.write(at('/a'), [Buffer.from('kept')], {});
      await volume.makeDirectory(at('/folder'));
      await volume.close();
      execFileSync('mount', ['-o', 'remount,ro', path]);
      writeFileSync(join(tmpdir(), `cfs-source-${String(process.pid)}`), 'x');
      const source = join(tmpdir(), `cfs-source-${String(process.pid)}`);
      try {
        const changes = [
          volume.write(at('/b'), [Buffer.from('x')], {}),
          volume.makeDirectory(at('/c')),
          volume.makeSymlink(at('/d'), 'a'),
          volume.makeHardLink(at('/a'), at('/e')),
          volume.rename(at('/a'), at('/f')),
          volume.removeFile(at('/a')),
          volume.removeDirectory(at('/folder')),
          volume.moveToTrash(at('/a'), 'id'),
        ];
        for (const change of changes) expect(await codeOf(change)).toBe('read-only');
        expect(codesOf(await volume.copyIn([{ source, path: at('/g') }], {}))).toEqual(['read-only']);
        expect((await contentOf(volume, '/a')).toString()).toBe('kept');
        expect((await volume.space()).free).toBeGreaterThan(0);
        await volume.close();
      } finally {
        rmSync(source, { force: true });
      }
    }));

  it('[V28] btrfs subvolumes and bind mounts of one file system are one space group; others are not', (context) =>
    on(context, 'btrfs', async ({ path }) => {
      execFileSync('btrfs', ['subvolume', 'create', join(path, 'one')], { stdio: 'ignore' });
      execFileSync('btrfs', ['subvolume', 'create', join(path, 'two')], { stdio: 'ignore' });
      const bound = mkdtempSync(join(tmpdir(), 'cfs-bound-'));
      execFileSync('mount', ['--bind', join(path, 'two'), bound]);
      try {
        const group = async (root: string): Promise<string> => {
          const volume = openDiskVolume({ root, name: 'x' });
          const { spaceGroup } = await volume.capabilities();
          await volume.close();
          return spaceGroup;
        };
        const groups = await Promise.all([join(path, 'one'), join(path, 'two'), bound, path].map(group));
        expect(new Set(groups).size).toBe(1);
        expect(await group(tmpdir())).not.toBe(groups[0]);
        // Subvolumes cannot be linked or renamed across: a file goes from one to the other only as a copy.
        const volume = openDiskVolume({ root: path, name: 'x' });
        expect((await volume.list(at('/'))).find(({ name }) => name === 'one')?.foreign).toBe(true);
        await volume.close();
      } finally {
        execFileSync('umount', ['-l', bound]);
        rmSync(bound, { recursive: true });
      }
    }));

  it('[V24] mounted inside a volume is foreign: shown, never entered, moved, emptied or removed', (context) =>
    on(context, 'tmpfs', async (inner) => {
      const disk = testDisk();
      const { volume, root } = disk;
      const place = join(root, 'folder', 'mount');
      mkdirSync(place, { recursive: true });
      execFileSync('mount', ['--bind', inner.path, place]);
      try {
        writeFileSync(join(place, 'theirs'), 'kept');
        const entry = (await volume.list(at('/folder'))).find(({ name }) => name === 'mount');
        expect(entry).toMatchObject({ type: 'directory', foreign: true });
        expect((await volume.stat(at('/folder/mount'))).foreign).toBe(true);
        expect(await codeOf(volume.removeDirectory(at('/folder/mount')))).toBe('busy');
        expect(await codeOf(volume.moveToTrash(at('/folder/mount'), 'a'))).not.toBe('no error');
        expect(await codeOf(volume.moveToTrash(at('/folder'), 'b'))).toBe('busy');
        expect(await codeOf(volume.rename(at('/folder/mount'), at('/other')))).toBe('busy');
        expect(await codeOf(volume.list(at('/folder/mount')))).toBe('outside');
        expect(await codeOf(volume.removeFile(at('/folder/mount/theirs')))).toBe('outside');
        expect(await codeOf(volume.write(at('/folder/mount/new'), [], {}))).toBe('outside');
        expect(readdirSync(place)).toEqual(['theirs']);
        expect(await volume.listTrash()).toEqual([]);
        await volume.close();
      } finally {
        execFileSync('umount', ['-l', place]);
        await disk.remove();
      }
    }));

  it('[V22] that is unmounted: the volume is offline and nothing is written below its mount point', (context) =>
    on(context, 'ext4', async ({ path }) => {
      const { writeTestMarker } = await import('./fixture.ts');
      writeTestMarker(path, 'here');
      const volume = openDiskVolume({ root: path, name: 'disk', id: 'here' });
      await volume.write(at('/a'), [Buffer.from('x')], {});
      await volume.close();
      const below = mkdtempSync(join(tmpdir(), 'cfs-below-'));
      // Hides the file system as an unmount does, and can be taken off for sure.
      execFileSync('mount', ['--bind', below, path]);
      try {
        expect(await codeOf(volume.write(at('/b'), [Buffer.from('x')], {}))).toBe('offline');
        expect(await codeOf(volume.list(at('/')))).toBe('offline');
        expect(readdirSync(below)).toEqual([]);
        await volume.close();
      } finally {
        execFileSync('umount', ['-l', path]);
        rmSync(below, { recursive: true });
      }
      expect((await contentOf(volume, '/a')).toString()).toBe('x');
      await volume.close();
    }));
});
