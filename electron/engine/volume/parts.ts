import { readFileSync, readlinkSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { childPath, parentPath, partPrefix, sidePrefix } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';

/**
 * Names of part files tell who writes them, so that what a dead process left can be told from what a living one is
 * writing: `.cfs-part-<host>-<boot>-<pid>-<start>-<random>`.
 */

const short = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

function readFirst(paths: readonly string[]): string {
  for (const path of paths) {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      // The next one; a system without any of them has only its host name.
    }
  }
  return '';
}

/** Start time of a process in clock ticks since boot, or null when it does not live (proc_pid_stat(5), field 22). */
export function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${String(pid)}/stat`, 'latin1');
    const [state = '', ...others] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // It has ended, and only its parent has not asked for it yet: in a container maybe nobody ever does.
    if (state === 'Z' || state === 'X') return null;
    return others[18] ?? null;
  } catch {
    return null;
  }
}

function isAlive(pid: number, start: string): boolean {
  if (process.platform !== 'linux') return answersSignals(pid);
  const found = processStart(pid);
  return found === null ? isHidden(pid) : found === start;
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

/** Processes of other users may not be seen at all (proc(5), hidepid): they live, and nobody can tell since when. */
function isHidden(pid: number): boolean {
  try {
    readFileSync(`/proc/${String(pid)}/stat`);
    return false;
  } catch {
    return answersSignals(pid);
  }
}

export interface ProcessOwner {
  /** Hash of the machine's identity, and of the container's where there is one. */
  readonly host: string;
  /** Hash of this boot's identity. */
  readonly boot: string;
  readonly pid: number;
  readonly start: string;
}

/** Containers share machine and boot identity and count their processes anew. Empty for the first name space. */
function pidNamespace(): string {
  try {
    const name = readlinkSync('/proc/self/ns/pid');
    return name === 'pid:[4026531836]' ? '' : name;
  } catch {
    return '';
  }
}

let self: ProcessOwner | null = null;

/** This process, as part names, reservations and journals name it. */
export function ownProcess(): ProcessOwner {
  self ??= {
    host: short(`${readFirst(['/etc/machine-id', '/var/lib/dbus/machine-id']) || hostname()}${pidNamespace()}`),
    boot: short(readFirst(['/proc/sys/kernel/random/boot_id'])),
    pid: process.pid,
    start: processStart(process.pid) ?? '0',
  };
  return self;
}

/** `gone`: a process of this host that does not live any more; others may be alive. */
export function isGone(owner: ProcessOwner): boolean {
  const own = ownProcess();
  if (owner.host !== own.host) return false;
  return owner.boot !== own.boot || !isAlive(owner.pid, owner.start);
}

const random = randomBytes(3).toString('hex');
let made = 0;

function newName(prefix: string): string {
  const { host, boot, pid, start } = ownProcess();
  made = (made + 1) % 0x1_00_00_00;
  const count = made.toString(16).padStart(6, '0');
  return `${prefix}${host}-${boot}-${String(pid)}-${start}-${random}${count}`;
}

export const newPartName = (): string => newName(partPrefix);

/** Where a new version is written, beside the old one that it will replace. */
export const newSidePath = (path: PoolPath): PoolPath => childPath(parentPath(path), newName(sidePrefix));

const ownName = /^\.cfs-(?:part|new)-([0-9a-f]{8})-([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f]{12}$/;

/** Who made a part file or a side, by its name; null for other names. */
export function ownerOfName(name: string): ProcessOwner | null {
  const match = ownName.exec(name);
  if (match === null) return null;
  const [, host = '', boot = '', pid = '', start = ''] = match;
  return { host, boot, pid: Number(pid), start };
}

/** True for a new version that waits beside the old one, as this or another process names it. */
export const isSideName = (name: string): boolean => name.startsWith(sidePrefix) && ownName.test(name);

/** True when the name is a part file or a side whose writer of this host is gone. */
export function isOrphanPart(name: string): boolean {
  const owner = ownerOfName(name);
  return owner !== null && isGone(owner);
}
