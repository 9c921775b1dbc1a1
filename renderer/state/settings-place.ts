import { currentPool, volumeOf } from './pool.ts';
import { go, useRoute } from './route.ts';

/** What the settings screen shows: a page about the window, about the pool, or about one volume (by its id). */
export type SettingsPlace =
  { readonly page: 'appearance' | 'files' | 'pool' } | { readonly page: 'volume'; readonly volume: string };

const pages = ['appearance', 'files', 'pool'] as const;
const volumePrefix = 'volume/';

/** The place of an address; what makes no sense is the first page. */
export function placeOf(query: string): SettingsPlace {
  if (query.startsWith(volumePrefix)) return { page: 'volume', volume: query.slice(volumePrefix.length) };
  return { page: pages.find((page) => page === query) ?? 'appearance' };
}

export function queryOf(place: SettingsPlace): string {
  return place.page === 'volume' ? `${volumePrefix}${place.volume}` : place.page;
}

export function showSettings(place: SettingsPlace = { page: 'appearance' }): void {
  go({ screen: 'settings', query: queryOf(place) });
}

/** Shows what a volume of the pool is and may do, by its name. */
export function showVolume(name: string): void {
  const volume = volumeOf(currentPool(), name);
  if (volume !== undefined) showSettings({ page: 'volume', volume: volume.id });
}

export function useSettingsPlace(): SettingsPlace {
  return placeOf(useRoute(({ route }) => route.query));
}
