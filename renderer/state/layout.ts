import { useSyncExternalStore } from 'react';
import { create } from 'zustand';

const rail = window.matchMedia('(max-width: 1099.98px)');
const single = window.matchMedia('(max-width: 719.98px)');

function useMedia(list: MediaQueryList): boolean {
  return useSyncExternalStore(
    (changed) => {
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => list.matches,
  );
}

/** Under 1100 px: the sidebar is a rail, details lie over the list and are hidden at first. */
export const useRail = (): boolean => useMedia(rail);
/** Under 720 px: one column; the sidebar is behind a menu button. */
export const useSingleColumn = (): boolean => useMedia(single);

interface Layout {
  /** Beside the list (wide) and over it (narrow) are remembered apart. */
  readonly detailsWide: boolean;
  readonly detailsNarrow: boolean;
  /** Rises when somebody asks for the details of what is selected. */
  readonly detailsAsked: number;
  /** The sidebar of the one-column window is open. */
  readonly sidebarOpen: boolean;
}

export const useLayout = create<Layout>()(() => ({
  detailsWide: true,
  detailsNarrow: false,
  detailsAsked: 0,
  sidebarOpen: false,
}));

export function useDetailsShown(): boolean {
  const narrow = useRail();
  return useLayout((layout) => (narrow ? layout.detailsNarrow : layout.detailsWide));
}

export function toggleDetails(shown?: boolean): void {
  useLayout.setState((layout) => ({
    ...(rail.matches
      ? { detailsNarrow: shown ?? !layout.detailsNarrow }
      : { detailsWide: shown ?? !layout.detailsWide }),
    ...(shown === true && { detailsAsked: layout.detailsAsked + 1 }),
  }));
}

export function openSidebar(open: boolean): void {
  useLayout.setState({ sidebarOpen: open });
}
