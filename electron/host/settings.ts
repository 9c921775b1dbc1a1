import { copyFileSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fail } from '../../shared/errors.ts';
import { changedSettings, defaultSettings, lookName, lookOf, readSettings } from '../../shared/settings.ts';
import type { Settings, SettingsChange, SettingsState } from '../../shared/settings.ts';
import type { EventSource, HostEvent } from './events.ts';

/** What a person chose for the window, kept in `window.json` of the home. */
export interface WindowSettings extends EventSource {
  /** Read anew each time: another process of the home may have written. Never throws. */
  read(): SettingsState;
  /** @throws AppError `denied`, `io`; then the file is as it was, and no window is told */
  change(change: SettingsChange): SettingsState;
  /** Called with every change of this process. */
  onChange(listener: (settings: Settings) => void): () => void;
}

/** Writes a small file whole or not at all, closed to others. */
export type WriteFile = (path: string, text: string) => void;

/**
 * The settings of a home. A file that cannot be read is as if nothing had been chosen; it is told, and kept as
 * `window.broken.json` before the next change replaces it.
 */
export function openWindowSettings(home: string, write: WriteFile): WindowSettings {
  const path = join(home, 'window.json');
  const listeners = new Set<(state: SettingsState) => void>();
  const listen = (listener: (state: SettingsState) => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };

  const read = (): SettingsState & { readonly is: 'whole' | 'damaged' | 'unreadable' } => {
    const defaults = (why: string, is: 'damaged' | 'unreadable') => ({
      settings: defaultSettings,
      problem: `The settings of the window cannot be read: ${why}. The usual ones hold until you choose others.`,
      is,
    });
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (thrown) {
      if (isMissing(thrown)) return { settings: defaultSettings, problem: null, is: 'whole' };
      return defaults(`${path}: ${whyOf(thrown)}`, 'unreadable');
    }
    let raw: unknown;
    try {
      raw = JSON.parse(text);
    } catch {
      return defaults(`${path} is damaged`, 'damaged');
    }
    const { settings, unread } = readSettings(raw);
    if (unread.length === 0) return { settings, problem: null, is: 'whole' };
    const problem = `Some settings of the window cannot be read (${unread.join(', ')} in ${path}). The usual ones hold in their place until you choose others.`;
    return { settings, problem, is: 'damaged' };
  };

  /** Replaces the file by `replace`; what is not whole is kept. */
  const keepAside = (is: 'whole' | 'damaged' | 'unreadable', replace: () => void): void => {
    const aside = join(home, 'window.broken.json');
    if (is === 'damaged') copyFileSync(path, aside);
    // Another name is all that can be given to it.
    if (is === 'unreadable') renameSync(path, aside);
    try {
      replace();
    } catch (thrown) {
      if (is === 'unreadable') renameSync(aside, path);
      throw thrown;
    }
  };

  return {
    read() {
      const { settings, problem } = read();
      return { settings, problem };
    },
    change(change) {
      const before = read();
      const settings = changedSettings(before.settings, change);
      try {
        keepAside(before.is, () => write(path, `${JSON.stringify(settings, null, 2)}\n`));
      } catch (thrown) {
        const code = thrown instanceof Error && 'code' in thrown ? thrown.code : '';
        throw fail(
          code === 'EACCES' || code === 'EPERM' || code === 'EROFS' ? 'denied' : 'io',
          `Keeping the settings of the window in ${path}`,
          whyOf(thrown),
          'make room or check its permissions; until then they hold in this window only',
          { cause: thrown },
        );
      }
      const state: SettingsState = { settings, problem: null };
      for (const listener of listeners) listener(state);
      return state;
    },
    onChange: (listener) => listen(({ settings }) => listener(settings)),
    subscribe: (listener: (event: HostEvent) => void) =>
      listen((payload) => listener({ name: 'settings.changed', payload })),
  };
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}

function whyOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The page with what its first picture needs: theme and density on its root, the rest as JSON in its head. */
export function withLook(page: string, settings: Settings): string {
  const { theme, density } = settings;
  const attributes = `${theme === 'system' ? '' : ` data-theme="${theme}"`} data-density="${density}"`;
  const json = JSON.stringify(lookOf(settings)).replace(/[&"<>]/g, (sign) => `&#${String(sign.charCodeAt(0))};`);
  return page
    .replace('<html', `<html${attributes}`)
    .replace('<head>', `<head><meta name="${lookName}" content="${json}">`);
}
