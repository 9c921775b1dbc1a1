import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testDisk } from './fixture.ts';
import type { TestDisk } from './fixture.ts';
import { at, codeOf } from './volume.contract.ts';

let disk: TestDisk;
beforeEach(() => {
  disk = testDisk();
});
afterEach(() => disk.remove());

describe('a volume and its marker', () => {
  it('[V22] another volume that takes its place while it is in use is seen', async () => {
    const { root, volume } = disk;
    await volume.makeDirectory(at('/folder'));
    renameSync(root, `${root}-old`);
    mkdirSync(root);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(await codeOf(volume.makeDirectory(at('/new')))).toBe('offline');
    expect(readdirSync(root)).toEqual([]);
    rmSync(`${root}-old`, { recursive: true });
  });
});

describe('paths on a disk', () => {
  it('[V34] a folder that is swapped for a link between calls leads nowhere', async () => {
    const { root, volume, outside } = disk;
    await volume.makeDirectory(at('/folder'));
    for (let round = 0; round < 50; round += 1) {
      await volume.write(at(`/folder/${round}`), [Buffer.from('x')], { verify: false });
      renameSync(join(root, 'folder'), join(root, 'kept'));
      symlinkSync(outside, join(root, 'folder'));
      expect(await codeOf(volume.write(at('/folder/x'), [Buffer.from('x')], { verify: false }))).toBe(
        'not-a-directory',
      );
      expect(await codeOf(volume.makeDirectory(at('/folder/y')))).toBe('not-a-directory');
      rmSync(join(root, 'folder'));
      renameSync(join(root, 'kept'), join(root, 'folder'));
    }
    expect(readdirSync(outside)).toEqual([]);
    expect(readdirSync(join(root, 'folder'))).toHaveLength(50);
  });

  it('[V34] a folder that is moved away while a file comes into it does not take the file along', async () => {
    const { root, volume, outside } = disk;
    await volume.makeDirectory(at('/folder'));
    async function* source(): AsyncIterable<Uint8Array> {
      yield Buffer.from('half');
      await new Promise((resolve) => setImmediate(resolve));
      renameSync(join(root, 'folder'), join(outside, 'moved'));
      yield Buffer.from('whole');
    }
    expect(await codeOf(volume.write(at('/folder/a'), source(), {}))).toBe('not-found');
    expect(readdirSync(join(outside, 'moved'))).toEqual([]);
  });

  it('[V34] a folder that another program made anew is seen at once', async () => {
    const { root, volume } = disk;
    mkdirSync(join(root, 'a', 'b'), { recursive: true });
    for (let round = 0; round < 20; round += 1) {
      expect(await volume.list(at('/a/b'))).toHaveLength(0);
      rmSync(join(root, 'a'), { recursive: true });
      mkdirSync(join(root, 'a', 'b'), { recursive: true });
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
});

describe('sources on this host', () => {
  it('[V21] a FIFO or device neither blocks nor is copied; a file that has no size until it is read is refused', async () => {
    const { volume, outside } = disk;
    execFileSync('mkfifo', [join(outside, 'fifo')]);
    const sources = [join(outside, 'fifo'), '/dev/null', '/proc/self/status', '/proc/cpuinfo'];
    const requests = sources.map((source, index) => ({ source, path: at(`/${index}`) }));
    const outcomes = await volume.copyIn(requests, {});
    expect(outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))).toEqual(
      sources.map(() => 'unsupported'),
    );
    expect(await volume.list(at('/'))).toEqual([]);
  });

  it('[V18] keeps POSIX ACLs, and does not add those of the folder', async (context) => {
    const { root, volume, outside } = disk;
    try {
      execFileSync('setfacl', ['-d', '-m', 'u:4242:rwx', root], { stdio: 'ignore' });
    } catch {
      context.skip('no ACLs here');
    }
    writeFileSync(join(outside, 'plain'), 'x', { mode: 0o640 });
    writeFileSync(join(outside, 'listed'), 'x');
    execFileSync('setfacl', ['-m', 'u:777:r--', join(outside, 'listed')]);
    const requests = ['plain', 'listed'].map((name) => ({ source: join(outside, name), path: at(`/${name}`) }));
    const outcomes = await volume.copyIn(requests, {});
    expect(outcomes).toMatchObject([
      { ok: true, receipt: { lost: [] } },
      { ok: true, receipt: { lost: [] } },
    ]);
    const acl = (path: string): string => execFileSync('getfacl', ['-cnp', path], { encoding: 'utf8' });
    for (const name of ['plain', 'listed']) expect(acl(join(root, name))).toBe(acl(join(outside, name)));
  });
});

it('[V33] tells its own part files from those of other hosts, and only from dead processes', async () => {
  const { isOrphanPart, newPartName, ownProcess } = await import('./parts.ts');
  const { host, boot, pid, start } = ownProcess();
  const tail = 'aaaaaaaaaaaa';
  expect(isOrphanPart(newPartName())).toBe(false);
  expect(isOrphanPart(`.cfs-part-${host}-${boot}-${pid}-${Number(start) + 1}-${tail}`)).toBe(true);
  expect(isOrphanPart(`.cfs-part-${host}-00000000-${pid}-${start}-${tail}`)).toBe(true);
  expect(isOrphanPart(`.cfs-part-00000000-00000000-${pid}-${start}-${tail}`)).toBe(false);
  expect(isOrphanPart('.cfs-part-notes.txt')).toBe(false);
});

it('[V33] a process that was killed and that nobody asked for yet is dead', async (context) => {
  if (process.platform !== 'linux') return context.skip('needs /proc');
  const { isGone, ownProcess } = await import('./parts.ts');
  // The shell becomes a program that never asks for its children.
  const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    const fields = (): readonly string[] => {
      const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    };
    const owner = { ...ownProcess(), pid, start: fields()[19] ?? '' };
    expect(isGone(owner)).toBe(false);
    const program = `/proc/${String(parent.pid)}/comm`;
    await vi.waitFor(() => expect(readFileSync(program, 'latin1').trim()).toBe('sleep'));
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(fields()[0]).toBe('Z'));
    expect(isGone(owner)).toBe(true);
  } finally {
    parent.kill('SIGKILL');
  }
});

it('[K47] a living process of another user is alive where the system hides it', async (context) => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return context.skip('needs root on Linux');
  const { ownProcess } = await import('./parts.ts');
  const parts = JSON.stringify(join(import.meta.dirname, 'parts.ts'));
  const program = `
    const { isGone } = await import(${parts});
    const [owner, gone] = JSON.parse(process.argv[1]);
    console.log(isGone(owner), isGone(gone));`;
  const owner = ownProcess();
  const owners = JSON.stringify([owner, { ...owner, pid: 4_194_305 }]);
  const hidden = 'mount -t proc -o hidepid=2 proc /proc && exec setpriv --reuid 65534 --clear-groups "$@"';
  const node = [process.execPath, '--input-type=module', '--eval', program, owners];
  let said: string;
  try {
    said = execFileSync('unshare', ['-m', 'sh', '-c', hidden, 'sh', ...node], { encoding: 'utf8', stdio: 'pipe' });
  } catch (thrown) {
    return context.skip(`no name space of its own, or no other user, here: ${String(thrown).slice(0, 100)}`);
  }
  expect(said).toBe('false true\n');
});
