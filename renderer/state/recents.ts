import { rootPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { recentsMost } from '../../shared/settings.ts';
import { currentPool } from './pool.ts';
import { useRoute } from './route.ts';
import type { Route } from './route.ts';
import { setSettings, useSettings } from './settings.ts';

/** Folders that were open last, newest first, per pool, in the settings; none while that is switched off. */
const none: readonly string[] = [];

/** A folder that is open for so long (ms) was used, and not only passed through. */
const usedMs = 1_000;

export function recentsOf(pool: string): readonly string[] {
  return useSettings.getState().recents[pool] ?? none;
}

/** Those that lead somewhere else than where one is. */
export function useRecents(pool: string): readonly string[] {
  const all = useSettings(({ recents }) => recents[pool] ?? none);
  const open = useRoute(({ route }) => (route.screen === 'files' ? route.path : null));
  return all.filter((path) => path !== open);
}

/** The list with one more in front, and nothing twice. */
export function withRecent(list: readonly string[], path: string): readonly string[] {
  return [path, ...list.filter((one) => one !== path)].slice(0, recentsMost);
}

function note(path: PoolPath): void {
  const pool = currentPool()?.id;
  const { keepRecents } = useSettings.getState();
  if (pool === undefined || !keepRecents) return;
  const before = recentsOf(pool);
  if (before[0] !== path) setSettings({ recents: { [pool]: [...withRecent(before, path)] } });
}

export function forgetRecent(pool: string, path: string): void {
  setSettings({ recents: { [pool]: recentsOf(pool).filter((one) => one !== path) } });
}

export function clearRecents(pool: string): void {
  setSettings({ recents: { [pool]: [] } });
}

/** Switches it on or off; what was kept goes with it, of every pool. */
export function setKeepRecents(keep: boolean): void {
  const { recents } = useSettings.getState();
  setSettings({ keepRecents: keep, recents: Object.fromEntries(Object.keys(recents).map((pool) => [pool, []])) });
}

/** Notes what is opened; called once by the composition root. */
export function followRecents(): void {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const isWorthIt = ({ screen, path }: Route): boolean => screen === 'files' && path !== rootPath;
  const see = (route: Route): void => {
    clearTimeout(waiting);
    if (isWorthIt(route)) waiting = setTimeout(() => note(route.path), usedMs);
  };
  see(useRoute.getState().route);
  useRoute.subscribe(({ route }, { route: before }) => {
    if (route.path !== before.path || route.screen !== before.screen || route.pool !== before.pool) see(route);
  });
}
