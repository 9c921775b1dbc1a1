import type { PoolPath } from '../../../shared/path.ts';

/** Where one was in a folder, px from its top; for going back. Kept while the window is open. */
const scrolls = new Map<PoolPath, number>();

export function rememberScroll(path: PoolPath, top: number): void {
  scrolls.set(path, top);
}

export function scrollOf(path: PoolPath): number {
  return scrolls.get(path) ?? 0;
}
