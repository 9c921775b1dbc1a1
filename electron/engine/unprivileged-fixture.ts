import { accessSync, chownSync, constants } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * For tests of what the system denies: root may read everything, so that they work as a user without rights where the
 * tests run as root. Needs a process of its own (vitest's forks), not a thread.
 */
const nobody = 65_534;
const isRoot = (): boolean => process.getuid?.() === 0;

/** Gives up the rights of root; answers what takes them back. Without them already: does nothing. */
export function dropRights(): () => void {
  if (!isRoot()) return () => undefined;
  const groups = process.getgroups?.() ?? [];
  process.setgroups?.([]);
  process.setegid?.(nobody);
  process.seteuid?.(nobody);
  return () => {
    process.seteuid?.(0);
    process.setegid?.(0);
    process.setgroups?.(groups);
  };
}

/** Gives what root made to the one as whom `dropRights` goes on. */
export function giveAway(...paths: readonly string[]): void {
  if (isRoot()) for (const path of paths) chownSync(path, nobody, nobody);
}

/** Why nothing can be denied here; null: it can. */
export function whyNotDenied(): string | null {
  if (process.platform === 'win32') return 'this system has no permissions of this kind';
  const restore = dropRights();
  try {
    accessSync(fileURLToPath(import.meta.url), constants.R_OK);
    return null;
  } catch {
    return 'a user without rights cannot read the program itself here';
  } finally {
    restore();
  }
}
