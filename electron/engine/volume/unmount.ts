import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { fail, isAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { hasEscapedBytes, nameFromBytes } from '../../../shared/names.ts';
import { listMounts, mountOf } from './mounts.ts';
import type { Mount } from './mounts.ts';

/** Where systems keep themselves: what is mounted there is not a person's to take away. */
const systemPlaces =
  /^\/(|boot|efi|etc|home|root|nix|opt|proc|run|srv|sys|tmp|usr|var|var\/(tmp|log)|dev|mnt|media)$|^\/(boot|dev|etc|proc|sys|usr|var\/lib|snap|run(?!\/media))\//;
const inMemory: ReadonlySet<string> = new Set(['tmpfs', 'ramfs']);

/** A file system that can be taken away while the computer runs, or why the one of a root cannot. */
export type Ejectable = { readonly mount: Mount } | { readonly why: string };

/**
 * Whether the file system that a root lies on can be unmounted by a person. Reads the table of mounts only: no disk is
 * waited for. @param home where CFS keeps its own state
 */
export function ejectable(
  root: string,
  home: string,
  mounts: readonly Mount[] = listMounts(),
  platform: NodeJS.Platform = process.platform,
): Ejectable {
  if (platform === 'darwin') return onMac(root);
  if (platform !== 'linux') return { why: 'this system ejects disks by its own menu only: use that one' };
  const mount = mountOf(root, mounts);
  if (mount === null) return { why: 'where it is mounted is not known' };
  if (mount.target === '/') return { why: 'it is a folder of the system disk, and no disk of its own' };
  if (systemPlaces.test(mount.target)) return { why: `the system itself uses the disk at ${mount.target}` };
  if (inMemory.has(mount.filesystem)) return { why: 'it is in memory: what is on it would be lost' };
  // Subvolumes of btrfs are mounted by their folder, too.
  if (mount.subtree !== '/' && mount.filesystem !== 'btrfs') return { why: 'it is a folder of another disk' };
  if (mountOf(home, mounts)?.target === mount.target) return { why: 'CFS keeps its own state on that disk' };
  if (hasEscapedBytes(mount.target)) return { why: 'the tools of the system cannot be told a name that is not UTF-8' };
  return { mount };
}

/** Disks of a Mac are mounted below /Volumes; the system's own is a link there. */
function onMac(root: string): Ejectable {
  const [target] = /^\/Volumes\/[^/]+/.exec(root) ?? [];
  if (target === undefined) return { why: 'it is a folder of the system disk, and no disk of its own' };
  return { mount: { device: '', subtree: '/', target, filesystem: '', source: '', readOnly: false } };
}

/** One way to unmount: the system's own tools, each where it may be used. */
interface Tool {
  readonly program: string;
  readonly parameters: readonly string[];
}

/** @param mounts all that is mounted now */
function toolsFor({ target, source, filesystem }: Mount, mounts: readonly Mount[]): readonly Tool[] {
  if (process.platform === 'darwin') return [{ program: 'diskutil', parameters: ['unmount', target] }];
  const umount = { program: 'umount', parameters: [target] };
  if (process.getuid?.() === 0) return [umount];
  return [
    ...(filesystem.startsWith('fuse') ? [{ program: 'fusermount3', parameters: ['-u', target] }] : []),
    // It is told the disk and not the place: of one that is mounted twice it might take away the other.
    ...(source.startsWith('/dev/') && mounts.filter((other) => other.source === source).length === 1
      ? [{ program: 'udisksctl', parameters: ['unmount', '--no-user-interaction', '-b', source] }]
      : []),
    { program: 'gio', parameters: ['mount', '-u', target] },
    // Allowed where the table of the system says so (fstab: user).
    umount,
  ];
}

/** A program that holds something of a file system open. */
export interface Holder {
  readonly pid: number;
  readonly name: string;
  /** This process, or one that it started. */
  readonly own: boolean;
}

/** How long (ms) a system that writes out what it holds of a disk is waited for. */
const toolMs = 300_000;

/**
 * Unmounts by the first of the system's tools that is there and may. Everything is written to the disk before the system
 * says that it is done, and it is seen to be away. @throws busy (something is open on it), denied, unsupported (no tool),
 * io, timeout
 */
export async function unmount(mount: Mount, attempted: string): Promise<void> {
  const refusals: AppError[] = [];
  for (const { program, parameters } of toolsFor(mount, listMounts())) {
    const refused = (await run(program, parameters, attempted)) ?? stillThere(mount, program, attempted);
    if (refused === null) return;
    if (isAppError(refused, 'busy') || isAppError(refused, 'timeout')) throw refused;
    refusals.push(refused);
  }
  // That a tool is not there says less than what one that was tried says of the disk.
  const [first = fail('unsupported', attempted, 'the system has no tool for it', 'unmount it by hand')] = refusals;
  throw refusals.find(({ code }) => code !== 'unsupported') ?? first;
}

/** Who is told that it is away takes it out: the word of a tool is not enough. Null: it is away. */
function stillThere({ target, device }: Mount, program: string, attempted: string): AppError | null {
  if (!listMounts().some((one) => one.target === target && one.device === device)) return null;
  const why = `${program} says that it is done, but it is mounted at ${target} still`;
  return fail('io', attempted, why, 'leave it connected, and eject it in the file manager of the system');
}

/** What became of it; null: it was done. */
function run(program: string, parameters: readonly string[], attempted: string): Promise<AppError | null> {
  const env = { ...process.env, LC_ALL: 'C', PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
  return new Promise((resolve) => {
    execFile(program, parameters, { env, timeout: toolMs }, (error, _out, told) => {
      if (error === null) resolve(null);
      else if (error.code === 'ENOENT') resolve(fail('unsupported', attempted, `there is no ${program}`, 'install it'));
      else if (error.killed === true)
        resolve(fail('timeout', attempted, 'the system still writes to it', 'leave it connected and try again later'));
      else resolve(meaningOf(told.trim() === '' ? error.message : told.trim(), attempted));
    });
  });
}

function meaningOf(told: string, attempted: string): AppError {
  const [first = told] = told.split('\n');
  if (/busy|in use|couldn't be unmounted/i.test(told)) {
    return fail('busy', attempted, 'something on it is in use', 'close the programs that use it, then eject it again');
  }
  if (/not authorized|permission|superuser|not permitted|only root/i.test(told)) {
    const todo = 'let an administrator unmount it, or eject it in the file manager of the system';
    return fail('denied', attempted, `this user may not unmount it (${first})`, todo);
  }
  return fail('io', attempted, `the system refused (${first})`, 'eject it in the file manager of the system');
}

/**
 * Programs that have something below a folder open, work in it or run from it (proc_pid_fd(5)); of other users only where
 * this one may look. Empty where the system does not tell.
 */
export function holdersOf(target: string): readonly Holder[] {
  const isBelow = (link: string): boolean => link === target || link.startsWith(`${target}/`);
  const linkOf = (path: string): string => {
    try {
      return nameFromBytes(readlinkSync(path, { encoding: 'buffer' }));
    } catch {
      return '';
    }
  };
  const namesIn = (path: string): readonly string[] => {
    try {
      return readdirSync(path);
    } catch {
      return [];
    }
  };
  return namesIn('/proc').flatMap((pid): readonly Holder[] => {
    if (!/^\d+$/.test(pid)) return [];
    const at = `/proc/${pid}`;
    const links = [`${at}/cwd`, `${at}/root`, `${at}/exe`, ...namesIn(`${at}/fd`).map((fd) => `${at}/fd/${fd}`)];
    if (!links.some((link) => isBelow(linkOf(link)))) return [];
    return [{ pid: Number(pid), name: commandOf(at), own: isOwn(at, pid) }];
  });
}

function commandOf(at: string): string {
  try {
    return readFileSync(`${at}/comm`, 'utf8').trim();
  } catch {
    return 'a program';
  }
}

/** The parent stands behind the name, which may hold anything but is in brackets (proc_pid_stat(5)). */
function isOwn(at: string, pid: string): boolean {
  if (pid === String(process.pid)) return true;
  try {
    const stat = readFileSync(`${at}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(process.pid);
  } catch {
    return false;
  }
}

/** "vim (process 4711), bash (process 12)"; of this process: that CFS was started there. */
export function holdersInWords(holders: readonly Holder[]): string {
  const words = holders.map(({ pid, name }) =>
    pid === process.pid ? 'CFS itself, which was started in a folder of it' : `${name} (process ${String(pid)})`,
  );
  const most = 5;
  const more = words.length - most;
  return more > 0 ? `${words.slice(0, most).join(', ')} and ${String(more)} more` : words.join(', ');
}
