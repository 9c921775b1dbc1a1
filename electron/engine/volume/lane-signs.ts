import { readFileSync } from 'node:fs';
import { listMounts, mountOf } from './mounts.ts';

/**
 * Signs of life of a child and its disk, from /proc and /sys, which answer whatever hangs: a long walk of a slow disk, or
 * a sync of gigabytes to a USB stick, sends no message for longer than any deadline and must not be taken for a hung
 * volume. Two samples that differ mean that work goes on. Empty where the system tells nothing: then deadlines alone
 * decide.
 */

/** Which device a root lies on, without touching it. */
export interface DeviceOf {
  /** Equal for roots whose I/O hangs together. */
  readonly key: string;
  /** Where the kernel counts the I/O of the device; null for network, FUSE and memory file systems. */
  readonly counters: string | null;
}

/** The device of a root by the table of mounts. */
export function deviceOf(root: string, mounts = listMounts()): DeviceOf {
  const mount = mountOf(root, mounts);
  // Unknown: each root for itself.
  if (mount === null) return { key: `root:${root}`, counters: null };
  const key = mount.source.startsWith('/') ? `source:${mount.source}` : `dev:${mount.device}`;
  return { key, counters: mount.device.startsWith('0:') ? null : `/sys/dev/block/${mount.device}/stat` };
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

/** CPU time and waits of a process's main thread (proc_pid_stat(5), fields 14 and 15; proc_pid_status(5)). */
export function threadSigns(pid: number): string {
  const stat = readOrNothing(`/proc/${String(pid)}/task/${String(pid)}/stat`);
  const [user = '', system = ''] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  const waits = /^voluntary_ctxt_switches:\s*(\d+)$/m.exec(
    readOrNothing(`/proc/${String(pid)}/task/${String(pid)}/status`),
  );
  return `${user} ${system} ${waits?.[1] ?? ''}`;
}

/** Requests that a device finished (iostats.rst: field 1 and 5, reads and writes completed). */
export function deviceSigns({ counters }: DeviceOf): string {
  if (counters === null) return '';
  const fields = readOrNothing(counters).trim().split(/\s+/);
  return `${fields[0] ?? ''} ${fields[4] ?? ''}`;
}
