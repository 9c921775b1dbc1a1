import { constants, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type fsModule from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDiskVolume } from './disk.ts';
import { mountNew, whyNotMounted } from './mount-fixture.ts';
import type * as posixModule from './posix.ts';
import { at, codeOf } from './volume.contract.ts';
import type { Volume } from './volume.ts';

/** What this system is made to lack. */
const lacks = vi.hoisted(() => ({ koffi: false, noReplace: false, links: false, direct: false, folderSync: false }));
const used = vi.hoisted(() => ({ links: 0, folderSyncs: 0 }));
const errno = vi.hoisted(() => (code: string) => Object.assign(new Error(code), { code }));

vi.mock('node:fs', async (importOriginal) => {
  const real = await importOriginal<typeof fsModule>();
  const { O_DIRECT = 0 } = real.constants as { readonly O_DIRECT?: number };
  return {
    ...real,
    linkSync: (...args: Parameters<typeof real.linkSync>) => {
      if (lacks.links) throw errno('EPERM');
      used.links += 1;
      real.linkSync(...args);
    },
    openSync: (path: string, flags: number | string, mode?: number) => {
      if (lacks.direct && typeof flags === 'number' && (flags & O_DIRECT) !== 0) throw errno('EINVAL');
      return real.openSync(path, flags, mode);
    },
    fsync: (fd: number, done: (error: Error | null) => void) => {
      const isFolder = real.fstatSync(fd).isDirectory();
      if (isFolder) used.folderSyncs += 1;
      if (isFolder && lacks.folderSync) done(errno('EINVAL'));
      else real.fsync(fd, done);
    },
  };
});

vi.mock('./posix.ts', async (importOriginal) => {
  const real = await importOriginal<typeof posixModule>();
  return {
    posix: () => {
      const calls = real.posix();
      if (calls === null || lacks.koffi) return null;
      return {
        ...calls,
        renameNoReplace: (from: string, to: string, folder?: number) => {
          if (lacks.noReplace) throw errno('EINVAL');
          calls.renameNoReplace(from, to, folder);
        },
        readDirectly: (fd: number) => !lacks.direct && calls.readDirectly(fd),
      };
    },
  };
});

let root = '';
let volume: Volume;

beforeEach(() => {
  Object.assign(lacks, { koffi: false, noReplace: false, links: false, direct: false, folderSync: false });
  Object.assign(used, { links: 0, folderSyncs: 0 });
  root = mkdtempSync(join(tmpdir(), 'cfs-fallbacks-'));
});
afterEach(async () => {
  await volume.close();
  rmSync(root, { recursive: true, force: true });
});

const open = (lacking: Partial<typeof lacks>): void => {
  Object.assign(lacks, lacking);
  volume = openDiskVolume({ root, name: 'disk' });
};

describe('publishing without overwriting', () => {
  it.each([
    ['renameat2', {}, 0],
    ['a link, where a file system has no such rename', { noReplace: true }, 2],
    ['a link, where the system has no such call', { koffi: true }, 2],
    ['a placeholder, where there are no links either', { noReplace: true, links: true }, 0],
  ] as const)('[V123] by %s: the file is whole, and what is there stays', async (_way, lacking, links) => {
    open(lacking);
    await volume.write(at('/a'), [Buffer.from('one')], {});
    writeFileSync(join(root, 'source'), 'two');
    const request = { source: join(root, 'source'), path: at('/b') };
    expect(await volume.copyIn([request], {})).toMatchObject([{ ok: true }]);
    expect(used.links).toBe(links);
    expect(await codeOf(volume.write(at('/a'), [Buffer.from('new')], {}))).toBe('exists');
    // Small files are published without a look before: it is the publishing that refuses.
    const again = await volume.copyIn([request, { ...request, path: at('/a') }, { ...request, path: at('/c') }], {});
    expect(again.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))).toEqual(['exists', 'exists', 'ok']);
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('one');
    expect(['b', 'c'].map((name) => readFileSync(join(root, name), 'utf8'))).toEqual(['two', 'two']);
    expect(readdirSync(root).sort()).toEqual(['a', 'b', 'c', 'source']);
  });

  it('[V123] on exFAT, which has neither links nor that rename', async (context) => {
    const why = whyNotMounted('exfat');
    if (why !== null) {
      open({});
      return context.skip(why);
    }
    const mounted = mountNew('exfat');
    volume = openDiskVolume({ root: mounted.path, name: 'stick' });
    try {
      writeFileSync(join(root, 'source'), 'two');
      const request = { source: join(root, 'source'), path: at('/a') };
      expect(await volume.copyIn([request], {})).toMatchObject([{ ok: true }]);
      expect(await volume.copyIn([request], {})).toMatchObject([{ ok: false, error: { code: 'exists' } }]);
      expect(readFileSync(join(mounted.path, 'a'), 'utf8')).toBe('two');
      expect(existsSync(join(mounted.path, 'b'))).toBe(false);
      expect(readdirSync(mounted.path).filter((name) => name.startsWith('.cfs-part'))).toEqual([]);
    } finally {
      await volume.close();
      mounted.unmount();
    }
  });
});

describe('what a file system cannot do', () => {
  it('[V124] a re-read that may have come from memory is told as `cached`, one past the cache as `device`', async () => {
    open({ direct: true });
    writeFileSync(join(root, 'small'), 'small');
    writeFileSync(join(root, 'large'), Buffer.alloc(3_000_000, 'large'));
    const copy = async (to: string): Promise<readonly unknown[]> => {
      const requests = ['small', 'large'].map((name) => ({ source: join(root, name), path: at(`/${name}-${to}`) }));
      const outcomes = await volume.copyIn(requests, {});
      return outcomes.map((outcome) => (outcome.ok ? outcome.receipt.verified : outcome.error));
    };
    expect(await copy('cached')).toEqual(['cached', 'cached']);
    lacks.direct = false;
    const { O_DIRECT } = constants as { readonly O_DIRECT?: number };
    if (O_DIRECT === undefined) return;
    let isPossible = true;
    try {
      const { openSync, closeSync } = await vi.importActual<typeof fsModule>('node:fs');
      closeSync(openSync(join(root, 'small'), constants.O_RDONLY | O_DIRECT));
    } catch {
      isPossible = false;
    }
    const word = isPossible ? 'device' : 'cached';
    expect(await copy('again')).toEqual([word, word]);
  });

  it('[V124] a folder that cannot be synced is let be, and the write is done', async () => {
    open({ folderSync: true });
    await volume.write(at('/a'), [Buffer.from('one')], {});
    expect(readFileSync(join(root, 'a'), 'utf8')).toBe('one');
    expect(used.folderSyncs).toBeGreaterThan(0);
  });
});
