import { create } from 'zustand';
import { defaultSettings } from '../../shared/settings.ts';
import type { Settings } from '../../shared/settings.ts';

/** What this window knows of the person's settings; features read one field each: `useSettings(({ view }) => view)`. */
export const useSettings = create<Settings>()(() => defaultSettings);

/** Chooses something: it holds at once in this window. */
export function setSettings(change: Partial<Settings>): void {
  useSettings.setState(change);
}

export function setView(change: Partial<Settings['view']>): void {
  setSettings({ view: { ...useSettings.getState().view, ...change } });
}
