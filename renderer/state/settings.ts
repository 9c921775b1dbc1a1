import { create } from 'zustand';
import { asAppError } from '../../shared/errors.ts';
import { setFormats } from '../../shared/format.ts';
import { changedSettings, joinedChanges, lookName, readSettings } from '../../shared/settings.ts';
import type { Settings, SettingsChange, SettingsState } from '../../shared/settings.ts';
import { host, useHost } from '../api/host.ts';
import { notifyError, notifyProblem } from './notices.ts';
import { words } from './words.ts';

/**
 * What this window knows of the person's settings; features read one field each: `useSettings(({ view }) => view)`. A
 * choice holds in this window at once; the host keeps it and tells the other windows.
 */
export const useSettings = create<Settings>()(() => givenWithPage());

/** Height of a row, px, as `--row` says it in tokens.css. */
const rowHeights: Readonly<Record<Settings['density'], number>> = { compact: 24, normal: 28, comfortable: 32 };

export function useRowHeight(): number {
  return useSettings(({ density }) => rowHeights[density]);
}

/** Chooses something: it holds at once in this window. */
export function setSettings(change: SettingsChange): void {
  useSettings.setState(changedSettings(useSettings.getState(), change));
  waiting = waiting === null ? change : joinedChanges(waiting, change);
  // What is asked next is to be answered in the units that are chosen now.
  if (change.units !== undefined) void send();
  else timer ??= setTimeout(() => void send(), waitMs);
}

export function setView(change: Partial<Settings['view']>): void {
  setSettings({ view: change });
}

/** ms in which choices that follow each other (a column that is dragged wider) become one write. */
const waitMs = 250;
let timer: ReturnType<typeof setTimeout> | null = null;
/** Chosen here and not sent yet, and sent and not answered yet: what the host tells meanwhile does not take it back. */
let waiting: SettingsChange | null = null;
let sent: SettingsChange | null = null;

/** Sends what waits; while the host is gone it goes on waiting, for as long as this window is there. */
async function send(): Promise<void> {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  if (waiting === null || sent !== null || useHost.getState().state !== 'online') return;
  const change = waiting;
  sent = change;
  waiting = null;
  try {
    const { settings } = await host().call('settings.set', { change });
    sent = null;
    take(settings);
  } catch (thrown) {
    sent = null;
    if (asAppError(thrown).code === 'disconnected') {
      // Sent again with the next connection.
      sendAgain(change);
      return;
    }
    notifyError(thrown);
  }
  // What was chosen meanwhile.
  void send();
}

/** What was chosen since comes after it. */
function sendAgain(change: SettingsChange): void {
  waiting = waiting === null ? change : joinedChanges(change, waiting);
}

function take(settings: Settings): void {
  const withSent = sent === null ? settings : changedSettings(settings, sent);
  useSettings.setState(changedParts(waiting === null ? withSent : changedSettings(withSent, waiting)));
}

/** What is as before stays the same object: nothing is drawn or sorted anew for it. */
function changedParts(settings: Settings): Partial<Settings> {
  const now: Record<string, unknown> = useSettings.getState();
  const isNew = ([key, value]: [string, unknown]): boolean => JSON.stringify(value) !== JSON.stringify(now[key]);
  return Object.fromEntries(Object.entries(settings).filter(isNew));
}

/** The problem that was told last: once is enough. */
let told: string | null = null;

function takeState({ settings, problem }: SettingsState): void {
  take(settings);
  if (problem !== null && problem !== told) notifyProblem(words.usualSettings, problem);
  told = problem;
}

/** Fetches the settings, then sends what was chosen while the host was gone; called at each connection. */
export async function loadSettings(): Promise<void> {
  try {
    takeState(await host().call('settings.get', {}));
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code !== 'disconnected') notifyError(error);
  }
  await send();
}

/** Follows the host and applies what was chosen; called once by the composition root, before anything is drawn. */
export function followSettings(): void {
  apply(useSettings.getState());
  useSettings.subscribe(apply);
  host().on('settings.changed', takeState);
  window.addEventListener('pagehide', () => void send());
}

/** Theme, density and the way of writing figures, for the whole page. */
function apply({ theme, density, units }: Settings): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset['theme'];
  else dataset['theme'] = theme;
  dataset['density'] = density;
  setFormats({ units, locale: navigator.language });
}

/** The host writes the look into the page, so that the first picture is right. */
function givenWithPage(): Settings {
  // Tests of what is drawn from the settings have no page.
  if (typeof document === 'undefined') return readSettings({}).settings;
  const content = document.querySelector<HTMLMetaElement>(`meta[name="${lookName}"]`)?.content;
  let raw: unknown;
  try {
    raw = content === undefined ? {} : JSON.parse(content);
  } catch {
    raw = {};
  }
  return readSettings(raw).settings;
}
