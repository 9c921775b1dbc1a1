import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listMounts } from './mounts.ts';

/** For tests on real file systems: mounted from files by root, always unmounted. */
export type FileSystemKind = 'tmpfs' | 'ext4' | 'xfs' | 'btrfs' | 'exfat';

export interface Mounted {
  readonly path: string;
  /** Unmounts and mounts again, as after a restart. */
  readonly remount: () => void;
  /** Takes it away while it may be in use; `remount` brings it back. */
  readonly vanish: () => void;
  readonly unmount: () => void;
}

/** Smallest images, in MiB, that the tools make. */
const imageMiB: Readonly<Record<FileSystemKind, number>> = { tmpfs: 96, ext4: 96, xfs: 320, btrfs: 160, exfat: 96 };

function run(command: string, ...parameters: string[]): string {
  return execFileSync(command, parameters, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

function hasTool(name: string): boolean {
  try {
    run('sh', '-c', `PATH="$PATH:/usr/sbin:/sbin" command -v ${name}`);
    return true;
  } catch {
    return false;
  }
}

/** Bit of CAP_SYS_ADMIN in CapEff (capabilities(7)): root in a container may lack it. */
const sysAdmin = 21n;

/** Why a file system of this kind cannot be mounted here; null when it can. */
export function whyNotMounted(kind: FileSystemKind): string | null {
  if (process.platform !== 'linux') return 'mounting is for Linux here';
  const capabilities = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1] ?? '0';
  if (((BigInt(`0x${capabilities}`) >> sysAdmin) & 1n) === 0n) return 'only root can mount';
  if (kind === 'tmpfs') return null;
  const device = ['/dev/loop-control', ...(kind === 'exfat' ? ['/dev/fuse'] : [])].find((path) => !existsSync(path));
  if (device !== undefined) return `there is no ${device}`;
  const tools = [`mkfs.${kind}`, 'losetup', ...(kind === 'exfat' ? ['mount.exfat-fuse'] : [])];
  const missing = tools.find((tool) => !hasTool(tool));
  if (missing !== undefined) return `there is no ${missing}`;
  const known = readFileSync('/proc/filesystems', 'latin1').split(/\s+/);
  return kind === 'exfat' || known.includes(kind) ? null : `the kernel knows no ${kind}`;
}

/** Mounts a new file system, after `whyNotMounted` said null. Nothing is left when it throws. */
export function mountNew(kind: FileSystemKind, options: { readonly sizeMiB?: number } = {}): Mounted {
  const size = options.sizeMiB ?? imageMiB[kind];
  const folder = mkdtempSync(join(tmpdir(), `cfs-${kind}-`));
  const [image, path] = [join(folder, 'image'), join(folder, 'mounted')];
  let loop: string | null = null;
  let isMounted = false;
  mkdirSync(path);

  const mount = (): void => {
    if (kind === 'tmpfs') run('mount', '-t', 'tmpfs', '-o', `size=${String(size)}m`, 'tmpfs', path);
    else if (kind === 'exfat') run('mount.exfat-fuse', loop ?? image, path);
    else run('mount', '-t', kind, loop ?? image, path);
    isMounted = true;
  };
  const unmountOnly = (): void => {
    // A test may have had it ejected.
    isMounted &&= listMounts().some(({ target }) => target === path);
    // A copy that was just cancelled may hold a file open for an instant: lazily means then.
    if (isMounted) run('sh', '-c', 'umount "$0" || { sleep 1; umount "$0"; } || umount -l "$0"', path);
    isMounted = false;
  };
  const unmount = (): void => {
    unmountOnly();
    if (loop !== null) run('losetup', '-d', loop);
    loop = null;
    rmSync(folder, { recursive: true, force: true });
  };

  try {
    if (kind !== 'tmpfs') {
      writeFileSync(image, '');
      truncateSync(image, size << 20);
      run(`mkfs.${kind}`, ...(kind === 'ext4' ? ['-q', '-F'] : kind === 'exfat' ? [] : ['-q']), image);
      loop = run('losetup', '--find', '--show', image).trim();
    }
    mount();
  } catch (thrown) {
    unmount();
    throw thrown;
  }
  return {
    path,
    remount() {
      unmountOnly();
      mount();
    },
    vanish() {
      run('umount', '-l', path);
      isMounted = false;
    },
    unmount,
  };
}

/**
 * Stops a file system at once, without writing back what only memory holds: what a power cut leaves is what is on the
 * device. FS_IOC_SHUTDOWN (0x8004587d) with 2 = neither data nor log is flushed. ext4 and xfs have it.
 */
export function cutPower(path: string): void {
  const script =
    'import fcntl,os,struct,sys;f=os.open(sys.argv[1],os.O_RDONLY);fcntl.ioctl(f,0x8004587d,struct.pack("I",2))';
  execFileSync('python3', ['-c', script, path], { stdio: ['ignore', 'pipe', 'pipe'] });
}
