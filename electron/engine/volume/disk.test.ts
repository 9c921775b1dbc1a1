import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskVolume } from './disk.ts';
import { testDisk, writeTestMarker } from './fixture.ts';
import type { TestDisk } from './fixture.ts';
import { at, codeOf, contentOf } from './volume.contract.ts';
import type { CopyOutcome } from './volume.ts';

let disk: TestDisk;
beforeEach(() => {
  disk = testDisk();
});
afterEach(() => disk.remove());

const text = (content: string): Uint8Array[] => [Buffer.from(content)];
const codeOfOutcome = (outcome: CopyOutcome | undefined): string =>
  outcome === undefined ? 'none' : outcome.ok ? 'ok' : outcome.error.code;
/** What of CFS's lies in the root besides the marker. */
const parts = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('.cfs-part-'));

describe('copies of files', () => {
  it('[V20] many at once do not mix their contents: buffers and hashes are not shared across waits', async () => {
    const { volume, outside } = disk;
    const content = (batch: number, index: number): Buffer =>
      Buffer.alloc(1_100_000 + batch * 70_001 + index * 9_001, `${String(batch)}-${String(index)};`);
    const batches = [0, 1, 2, 3].map((batch) =>
      [0, 1, 2].map((index) => {
        const source = join(outside, `${String(batch)}-${String(index)}`);
        writeFileSync(source, content(batch, index));
        return { source, path: at(`/${String(batch)}-${String(index)}`) };
      }),
    );
    const results = await Promise.all(batches.map((requests) => volume.copyIn(requests, {})));
    expect(results.flat().map(codeOfOutcome)).toEqual(Array.from({ length: 12 }, () => 'ok'));
    for (const { source, path } of batches.flat()) {
      expect((await contentOf(volume, path)).equals(readFileSync(source))).toBe(true);
    }
  });

  it('[V21] a FIFO or socket is refused and never waited for, as a source and in the volume', async () => {
    const { volume, root, outside } = disk;
    execFileSync('mkfifo', [join(outside, 'fifo'), join(root, 'fifo')]);
    const [outcome] = await volume.copyIn([{ source: join(outside, 'fifo'), path: at('/a') }], {});
    expect(codeOfOutcome(outcome)).toBe('unsupported');
    expect(await codeOf(contentOf(volume, '/fifo'))).toBe('unsupported');
    expect((await volume.stat(at('/fifo'))).type).toBe('other');
    expect(parts(root)).toEqual([]);
    await volume.removeFile(at('/fifo'));
    expect(existsSync(join(root, 'fifo'))).toBe(false);
  });

  it.each([
    ['grows', (path: string) => appendFileSync(path, 'more')],
    ['shrinks', (path: string) => truncateSync(path, 1_500_000)],
    ['is written to', (path: string) => writeFileSync(path, Buffer.alloc(4_000_000, 1))],
    [
      'is replaced',
      (path: string) => {
        renameSync(path, `${path}.old`);
        writeFileSync(path, Buffer.alloc(4_000_000));
      },
    ],
  ])('[V6] a source that %s while it is copied is not taken for the file', async (_title, change) => {
    const { volume, root, outside } = disk;
    const source = join(outside, 'source');
    writeFileSync(source, Buffer.alloc(4_000_000));
    let isChanged = false;
    const onProgress = (): void => {
      if (!isChanged) change(source);
      isChanged = true;
    };
    const [outcome] = await volume.copyIn([{ source, path: at('/a') }], { onProgress });
    expect(codeOfOutcome(outcome)).toBe('changed');
    expect(existsSync(join(root, 'a'))).toBe(false);
    expect(parts(root)).toEqual([]);
  });

  it('[V18] holes at the start, in the middle and at the end stay holes, and the data between them is right', async () => {
    const { volume, root, outside } = disk;
    const source = join(outside, 'sparse');
    const script =
      'f=open(__import__("sys").argv[1],"wb");f.truncate(40<<20);f.seek(5<<20);f.write(b"a"*70000);f.seek(20<<20);f.write(b"b"*5000)';
    execFileSync('python3', ['-c', script, source]);
    const [outcome] = await volume.copyIn([{ source, path: at('/sparse') }], {});
    expect(outcome).toMatchObject({ ok: true, receipt: { bytes: 40 << 20, hash: null } });
    expect(statSync(join(root, 'sparse')).blocks * 512).toBeLessThan(1_000_000);
    expect(readFileSync(join(root, 'sparse')).equals(readFileSync(source))).toBe(true);
  });

  it('[V11] setuid and setgid bits of a source are dropped, and said so', async () => {
    const { volume, root, outside } = disk;
    const source = join(outside, 'program');
    writeFileSync(source, 'x');
    chmodSync(source, 0o6755);
    const [outcome] = await volume.copyIn([{ source, path: at('/program') }], {});
    expect(outcome).toMatchObject({ ok: true, receipt: { lost: ['setuid or setgid bit'] } });
    expect(statSync(join(root, 'program')).mode & 0o7777).toBe(0o755);
  });
});

describe('a marker', () => {
  const attempts = (volume: TestDisk['volume']): Promise<unknown>[] => [
    volume.list(at('/')),
    volume.stat(at('/a')),
    volume.space(),
    volume.write(at('/b'), text('x'), {}),
    volume.makeDirectory(at('/c')),
    volume.makeSymlink(at('/d'), 'x'),
    volume.removeFile(at('/a')),
    volume.rename(at('/a'), at('/e')),
    volume.moveToTrash(at('/a'), 'id'),
    volume.listTrash(),
    volume.findParts({ remove: true }),
  ];
  const spoil: [string, (disk: TestDisk) => void][] = [
    ['that is missing', ({ root }) => rmSync(join(root, '.cfs'), { recursive: true })],
    ['of another volume', ({ root }) => writeTestMarker(root, 'another')],
    ['that is damaged', ({ root }) => writeFileSync(join(root, '.cfs', 'volume.json'), '{"id":')],
    ['that is huge', ({ root }) => writeFileSync(join(root, '.cfs', 'volume.json'), Buffer.alloc(70_000, ' '))],
    [
      'that is a link',
      ({ root, outside }) => {
        renameSync(join(root, '.cfs', 'volume.json'), join(outside, 'volume.json'));
        symlinkSync(join(outside, 'volume.json'), join(root, '.cfs', 'volume.json'));
      },
    ],
    [
      'in a folder that is a link',
      ({ root, outside }) => {
        renameSync(join(root, '.cfs'), join(outside, 'cfs'));
        symlinkSync(join(outside, 'cfs'), join(root, '.cfs'));
      },
    ],
    [
      'that is a FIFO',
      ({ root }) => {
        rmSync(join(root, '.cfs', 'volume.json'));
        execFileSync('mkfifo', [join(root, '.cfs', 'volume.json')]);
      },
    ],
  ];
  it.each(spoil)('[V22] %s makes the volume offline, and nothing is read or written there', async (_title, act) => {
    writeFileSync(join(disk.root, 'a'), 'kept');
    act(disk);
    const before = readdirSync(disk.root).sort();
    for (const attempt of attempts(disk.volume)) expect(await codeOf(attempt)).toBe('offline');
    writeFileSync(join(disk.outside, 'source'), 'x');
    const [outcome] = await disk.volume.copyIn([{ source: join(disk.outside, 'source'), path: at('/f') }], {});
    expect(codeOfOutcome(outcome)).toBe('offline');
    expect(readdirSync(disk.root).sort()).toEqual(before);
    expect(readFileSync(join(disk.root, 'a'), 'utf8')).toBe('kept');
  });

  it('[V22] whose root is gone: offline, and the folder is not made', async () => {
    rmSync(disk.root, { recursive: true });
    for (const attempt of attempts(disk.volume)) expect(await codeOf(attempt)).toBe('offline');
    expect(existsSync(disk.root)).toBe(false);
  });

  it('[V22] that goes away while a file is written: the file is not published', async () => {
    const { volume, root } = disk;
    async function* source(): AsyncIterable<Uint8Array> {
      yield Buffer.from('first');
      rmSync(join(root, '.cfs'), { recursive: true });
      await new Promise((resolve) => setTimeout(resolve, 700));
      yield Buffer.from('second');
    }
    expect(await codeOf(volume.write(at('/a'), source(), {}))).toBe('offline');
    expect(readdirSync(root).filter((name) => name === 'a')).toEqual([]);
  });
});

describe('a crafted disk', () => {
  it('[V23] with a link for its trash: nothing goes out, nothing outside is listed or deleted', async () => {
    const { volume, root, outside } = disk;
    mkdirSync(join(outside, 'id'));
    writeFileSync(join(outside, 'id', 'item'), 'theirs');
    const info = { path: '/x', type: 'file', size: 6, deletedMs: 1 };
    writeFileSync(join(outside, 'id', 'info.json'), JSON.stringify(info));
    symlinkSync(outside, join(root, '.cfs', 'trash'));
    writeFileSync(join(root, 'a'), 'mine');
    expect(await codeOf(volume.moveToTrash(at('/a'), 'mine'))).toBe('not-a-directory');
    expect(await codeOf(volume.listTrash())).toBe('not-a-directory');
    expect(await codeOf(volume.deleteFromTrash('id'))).toBe('not-found');
    expect(await codeOf(volume.restoreFromTrash('id', at('/b')))).toBe('not-found');
    expect(readdirSync(outside)).toEqual(['id']);
    expect(readdirSync(join(outside, 'id')).sort()).toEqual(['info.json', 'item']);
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('mine');
  });

  it('[V23] with links and lies in its trash: they are no items', async () => {
    const { volume, root, outside } = disk;
    const trash = join(root, '.cfs', 'trash');
    mkdirSync(trash);
    const make = (id: string, info: unknown): void => {
      mkdirSync(join(trash, id));
      writeFileSync(join(trash, id, 'item'), 'x');
      writeFileSync(join(trash, id, 'info.json'), typeof info === 'string' ? info : JSON.stringify(info));
    };
    const plain = { path: '/x', type: 'file', size: 1, deletedMs: 1 };
    make('good', plain);
    make('outside', { ...plain, path: '/../x' });
    make('reserved', { ...plain, path: '/.cfs/volume.json' });
    make('shape', { ...plain, size: 'big' });
    make('broken', '{');
    make('huge', Buffer.alloc(200_000, ' ').toString());
    make('linked', plain);
    rmSync(join(trash, 'linked', 'info.json'));
    writeFileSync(join(outside, 'info.json'), JSON.stringify(plain));
    symlinkSync(join(outside, 'info.json'), join(trash, 'linked', 'info.json'));
    mkdirSync(join(outside, 'folder'));
    symlinkSync(join(outside, 'folder'), join(trash, 'link'));
    expect((await volume.listTrash()).map(({ id }) => id)).toEqual(['good']);
    for (const id of ['outside', 'reserved', 'shape', 'broken', 'huge', 'linked', 'link']) {
      expect(await codeOf(volume.deleteFromTrash(id))).toBe('not-found');
    }
    await volume.deleteFromTrash('good');
    expect(existsSync(join(outside, 'folder'))).toBe(true);
  });

  it('[V7] a folder swapped for a link while a file is written: nothing goes where the link leads', async () => {
    const { volume, root, outside } = disk;
    mkdirSync(join(root, 'folder'));
    async function* source(): AsyncIterable<Uint8Array> {
      yield Buffer.from('first');
      renameSync(join(root, 'folder'), join(root, 'moved'));
      symlinkSync(outside, join(root, 'folder'));
      await new Promise((resolve) => setImmediate(resolve));
      yield Buffer.from('second');
    }
    expect(await codeOf(volume.write(at('/folder/a'), source(), {}))).toBe('not-a-directory');
    expect(readdirSync(outside)).toEqual([]);
  });

  it('[V15] part files are looked for on this file system only, and behind no link', async () => {
    const { volume, root, outside } = disk;
    const { newPartName } = await import('./parts.ts');
    const dead = newPartName().replace(/-\d+-(\d+)-([0-9a-f]+)$/, '-4194305-$1-$2');
    writeFileSync(join(outside, dead), 'x');
    symlinkSync(outside, join(root, 'link'));
    expect(await volume.findParts({ remove: true })).toEqual([]);
    expect(readdirSync(outside)).toEqual([dead]);
  });
});

describe('the trash of a disk', () => {
  /** Sets or clears the flag that forbids even root to change a file. False where the file system has none. */
  const fix = (flag: '+i' | '-i', path: string): boolean => {
    try {
      execFileSync('chattr', [flag, path], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };

  it.for(['folder', 'file'])('[V14] still lists what could not be deleted (a %s)', async (what, context) => {
    const { volume, root } = disk;
    await volume.makeDirectory(at('/folder'));
    await volume.write(at('/folder/fixed'), [Buffer.from('x')], {});
    await volume.moveToTrash(at(what === 'folder' ? '/folder' : '/folder/fixed'), 'id');
    const item = join(root, '.cfs', 'trash', 'id', 'item');
    const fixed = what === 'folder' ? join(item, 'fixed') : item;
    if (!fix('+i', fixed)) return context.skip('no file can be made immutable here');
    try {
      expect(await codeOf(volume.deleteFromTrash('id'))).toBe('denied');
      expect((await volume.listTrash()).map(({ id }) => id)).toEqual(['id']);
    } finally {
      fix('-i', fixed);
    }
    await volume.deleteFromTrash('id');
    expect(readdirSync(join(root, '.cfs', 'trash'))).toEqual([]);
  });
});

describe('a root that is given through a link', () => {
  it('[V15] [V25] on another file system: its part files and its bytes are found all the same', async (context) => {
    const elsewhere = '/dev/shm';
    if (!existsSync(elsewhere) || statSync(elsewhere).dev === statSync(disk.outside).dev) {
      return context.skip('there is no other file system');
    }
    const folder = mkdtempSync(join(elsewhere, 'cfs-linked-'));
    const root = join(disk.outside, 'link');
    symlinkSync(folder, root);
    const volume = openDiskVolume({ root, name: 'linked', limit: 1_000_000 });
    try {
      const { newPartName } = await import('./parts.ts');
      const dead = newPartName().replace(/-\d+-(\d+)-([0-9a-f]+)$/, '-4194305-$1-$2');
      mkdirSync(join(folder, 'deep'));
      writeFileSync(join(folder, 'deep', dead), 'half');
      writeFileSync(join(folder, 'deep', 'a'), Buffer.alloc(600_000));
      expect(await volume.findParts({ remove: true })).toEqual([`/deep/${dead}`]);
      expect((await volume.space()).used).toBeGreaterThanOrEqual(600_000);
      expect(await codeOf(volume.write(at('/b'), [Buffer.alloc(600_000)], {}))).toBe('no-space');
    } finally {
      await volume.close();
      rmSync(folder, { recursive: true });
    }
  });
});

describe('a limit', () => {
  it('[V25] is never passed: what is being written at the same time counts, and what fails is given back', async () => {
    await disk.remove();
    disk = testDisk({ limit: 1_000_000 });
    const { volume, outside } = disk;
    const write = (path: string, size: number, said?: number): Promise<string> =>
      codeOf(volume.write(at(path), [Buffer.alloc(size)], said === undefined ? {} : { size: said }));
    const results = await Promise.all([
      write('/a', 400_000, 400_000),
      write('/b', 400_000, 400_000),
      write('/c', 400_000),
    ]);
    expect(results.sort()).toEqual(['no error', 'no error', 'no-space']);
    expect(await write('/d', 100_000, 99_999)).toBe('changed');
    expect(await write('/e', 100_000)).toBe('no error');
    const { total, used, free } = await volume.space();
    expect(total).toBe(1_000_000);
    expect(used + free).toBe(1_000_000);
    expect(used).toBeLessThanOrEqual(1_000_000);

    const requests = [0, 1, 2].map((index) => {
      writeFileSync(join(outside, String(index)), Buffer.alloc(40_000));
      return { source: join(outside, String(index)), path: at(`/f${String(index)}`) };
    });
    expect((await volume.copyIn(requests, {})).map(codeOfOutcome)).toEqual(['ok', 'ok', 'no-space']);
    await volume.removeFile(at('/e'));
    expect(await write('/g', 100_000, 100_000)).toBe('no error');
    expect(await write('/h', 100_000, 100_000)).toBe('no-space');
    expect(parts(disk.root)).toEqual([]);
  });

  it('[V25] counts hard links once, and holes not at all', async () => {
    await disk.remove();
    disk = testDisk({ limit: 1_000_000 });
    const { volume, root, outside } = disk;
    await volume.write(at('/a'), [Buffer.alloc(400_000)], {});
    await volume.makeHardLink(at('/a'), at('/b'));
    writeFileSync(join(outside, 'sparse'), '');
    truncateSync(join(outside, 'sparse'), 50_000_000);
    const [outcome] = await volume.copyIn([{ source: join(outside, 'sparse'), path: at('/sparse') }], {});
    expect(codeOfOutcome(outcome)).toBe('ok');
    await volume.close();
    const again = openDiskVolume({ root, name: 'disk', limit: 1_000_000 });
    expect((await again.space()).used).toBeLessThan(500_000);
    await again.close();
  });
});
