import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openDiskVolume } from './disk.ts';
import { seeded } from '../pool/fixture.ts';
import { cutPower, mountNew, whyNotMounted } from './mount-fixture.ts';
import { at } from './volume.contract.ts';

const isThorough = process.env['CFS_TORTURE'] === '1';
const timeout = isThorough ? 600_000 : 60_000;

/** `cutPower` from another process, so many ms from now. Resolves when it is done. */
function cutPowerLater(path: string, afterMs: number): Promise<void> {
  const script =
    'import fcntl,os,struct,sys,time;f=os.open(sys.argv[1],os.O_RDONLY);time.sleep(int(sys.argv[2])/1000);' +
    'fcntl.ioctl(f,0x8004587d,struct.pack("I",2))';
  const child = spawn('python3', ['-c', script, path, String(afterMs)], { stdio: 'ignore' });
  return new Promise((resolve) => void child.on('close', () => resolve()));
}

/** What a thread was about when the power went is closed an instant later; until then the old mount would stay. */
async function allClosed(path: string): Promise<void> {
  const isOpen = (fd: string): boolean => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(path);
    } catch {
      return false;
    }
  };
  for (let look = 0; look < 100 && readdirSync('/proc/self/fd').some(isOpen); look += 1) await setTimeout(10);
}

const contentOf = (name: string, size: number): Buffer => Buffer.alloc(size, `${name};`);

describe.each(['ext4', 'xfs'] as const)('a power cut on %s', (kind) => {
  it(
    '[V30] takes no file that was reported done, whole with its times, and leaves no half one',
    { timeout },
    async (context) => {
      const why = whyNotMounted(kind);
      if (why !== null) return context.skip(why);
      const mounted = mountNew(kind);
      const outside = mkdtempSync(join(tmpdir(), 'cfs-outside-'));
      try {
        for (let round = 0; round < (isThorough ? 10 : 2); round += 1) {
          const root = join(mounted.path, `round${String(round)}`);
          mkdirSync(root);
          const volume = openDiskVolume({ root, name: kind });
          // New folders, too: a file is not there when the folder that holds it is not.
          await volume.makeDirectory(at('/new'));
          await volume.makeDirectory(at('/new/deep'));
          const done = new Map<string, Buffer>();
          const requests = Array.from({ length: 40 }, (_value, index) => {
            const name = `copy${String(index)}`;
            const source = join(outside, name);
            writeFileSync(source, contentOf(name, index * 4_001));
            return { source, path: at(`/new/deep/${name}`), name };
          });
          let isCut = false;
          const note = (path: string, content: Buffer): void => {
            if (!isCut) done.set(path, content);
          };
          const few = requests.slice(0, 3);
          for (const [index, outcome] of (await volume.copyIn(few, {})).entries()) {
            const request = few[index];
            if (outcome.ok && request !== undefined) note(request.path, readFileSync(request.source));
          }
          await volume.moveToTrash(at('/new/deep/copy0'), 'id');
          done.delete('/new/deep/copy0');
          const rest = requests.slice(3);
          for (const [index, outcome] of (await volume.copyIn(rest, { verify: false })).entries()) {
            const request = rest[index];
            if (outcome.ok && request !== undefined) note(request.path, readFileSync(request.source));
          }
          const content = contentOf('written', 300_001);
          const metadata = { mode: 0o640, mtimeNs: 1_234_567_890_123_456_789n };
          await volume.write(at('/written'), [content], { size: content.length, metadata, verify: false });
          note('/written', content);
          // One is under way when the power goes.
          async function* slow(): AsyncIterable<Uint8Array> {
            yield Buffer.alloc(1 << 20);
            await setTimeout(20);
            isCut = true;
            writeFileSync(join(root, 'unsynced'), Buffer.alloc(200_000, 'x'));
            cutPower(root);
            yield Buffer.alloc(1 << 20);
          }
          await expect(volume.write(at('/new/half'), slow(), {})).rejects.toMatchObject({ name: 'AppError' });
          await volume.close();
          mounted.remount();

          const after = openDiskVolume({ root, name: kind });
          // What nobody synced is gone: the cut was one.
          expect(readdirSync(root)).not.toContain('unsynced');
          expect(done.size).toBe(40);
          for (const [path, expected] of done) {
            expect(readFileSync(join(root, path)).equals(expected), path).toBe(true);
          }
          const kept = await after.readMetadata(at('/written'));
          expect([kept.mtimeNs, kept.mode]).toEqual([metadata.mtimeNs, metadata.mode]);
          expect(readdirSync(join(root, 'new')).filter((name) => !name.startsWith('.cfs-part-'))).toEqual(['deep']);
          expect((await after.listTrash()).map(({ path }) => path)).toEqual(['/new/deep/copy0']);
          await after.close();
          rmSync(root, { recursive: true });
        }
      } finally {
        mounted.unmount();
        rmSync(outside, { recursive: true, force: true });
      }
    },
  );

  it('[V35] takes nothing of many that went to the trash, or came back, in one call', { timeout }, async (context) => {
    const why = whyNotMounted(kind);
    if (why !== null) return context.skip(why);
    const mounted = mountNew(kind);
    try {
      const root = join(mounted.path, 'many');
      mkdirSync(root);
      const volume = openDiskVolume({ root, name: kind });
      await volume.makeDirectory(at('/d'));
      const all = Array.from({ length: 24 }, (_value, index) => ({ path: at(`/d/f${index}`), id: `id${index}` }));
      for (const { path } of all) {
        await volume.write(path, [contentOf(path, 5_000)], { size: contentOf(path, 5_000).length, verify: false });
      }
      expect((await volume.moveManyToTrash(all)).filter(({ ok }) => !ok)).toEqual([]);
      const [back, stay] = [all.slice(0, 12), all.slice(12)];
      expect((await volume.restoreManyFromTrash(back)).filter(({ ok }) => !ok)).toEqual([]);
      writeFileSync(join(root, 'unsynced'), Buffer.alloc(200_000, 'x'));
      cutPower(root);
      await volume.close();
      mounted.remount();
      expect(readdirSync(root)).not.toContain('unsynced');
      const after = openDiskVolume({ root, name: kind });
      for (const { path } of back)
        expect(readFileSync(join(root, path)).equals(contentOf(path, 5_000)), path).toBe(true);
      expect(readdirSync(join(root, 'd'))).toHaveLength(back.length);
      const listed = await after.listTrash();
      expect(listed.map(({ id, path }) => `${id} ${path}`).sort()).toEqual(
        stay.map(({ id, path }) => `${id} ${path}`).sort(),
      );
      for (const { id, path } of stay) {
        expect(readFileSync(join(root, '.cfs/trash', id, 'item')).equals(contentOf(path, 5_000)), path).toBe(true);
      }
      await after.close();
    } finally {
      mounted.unmount();
    }
  });

  it('[V30] at any moment of many writes and copies at once: what was done is whole', { timeout }, async (context) => {
    const why = whyNotMounted(kind);
    if (why !== null) return context.skip(why);
    const outside = mkdtempSync(join(tmpdir(), 'cfs-outside-'));
    const mounted = mountNew(kind);
    try {
      const random = seeded(kind === 'ext4' ? 1 : 2);
      for (let round = 0; round < (isThorough ? 40 : 2); round += 1) {
        const root = join(mounted.path, `random${String(round)}`);
        mkdirSync(root);
        const volume = openDiskVolume({ root, name: kind });
        const done = new Map<string, Buffer>();
        const asked = new Map<string, Buffer>();
        const delayMs = 100 + Math.floor(random() * 400);
        const power: { cut: Promise<void> | null } = { cut: null };
        /** The power goes some time after the first one: a slow disk has done nothing by any fixed moment. */
        const isDone = (path: string, content: Buffer): void => {
          done.set(path, content);
          power.cut ??= cutPowerLater(mounted.path, delayMs);
        };
        const work = async (worker: number): Promise<void> => {
          await volume.makeDirectory(at(`/${String(worker)}`));
          // A re-read past the cache writes the file back by itself; without one, only the sync does.
          const verify = worker < 2;
          for (let step = 0; ; step += 1) {
            const files = Array.from({ length: 1 + Math.floor(random() * 12) }, (_value, index) => {
              const name = `${String(worker)}-${String(step)}-${String(index)}`;
              return {
                name,
                path: `/${String(worker)}/${name}`,
                content: contentOf(name, Math.floor(random() * 40_000)),
              };
            });
            for (const { name, content } of files) asked.set(name, content);
            if (worker % 2 === 0) {
              for (const { path, content } of files) {
                await volume.write(at(path), [content], { size: content.length, verify });
                isDone(path, content);
              }
              continue;
            }
            for (const { name, content } of files) writeFileSync(join(outside, name), content);
            const requests = files.map(({ name, path }) => ({ source: join(outside, name), path: at(path) }));
            const outcomes = await volume.copyIn(requests, { verify });
            for (const [index, { path, content }] of files.entries()) {
              if (outcomes[index]?.ok === true) isDone(path, content);
            }
            if (outcomes.some(({ ok }) => !ok)) return;
          }
        };
        await Promise.allSettled([0, 1, 2, 3].map(work));
        await power.cut;
        await volume.close();
        await allClosed(mounted.path);
        mounted.remount();
        for (const [path, expected] of done) {
          expect(readFileSync(join(root, path)).equals(expected), path).toBe(true);
        }
        expect(done.size).toBeGreaterThan(0);
        // What is there, reported or not, is whole.
        for (const folder of readdirSync(root)) {
          for (const name of readdirSync(join(root, folder))) {
            if (name.startsWith('.cfs-part-')) continue;
            expect(readFileSync(join(root, folder, name)).equals(asked.get(name) ?? Buffer.from('?')), name).toBe(true);
          }
        }
        rmSync(root, { recursive: true });
      }
    } finally {
      mounted.unmount();
      rmSync(outside, { recursive: true, force: true });
    }
  });
});
