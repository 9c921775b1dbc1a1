/** Ids of the commands that were chosen last in the palette, the latest first; kept by the browser for this window. */

const key = 'cfs-recent-commands';
const most = 6;

export function recentCommands(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((id) => typeof id === 'string').slice(0, most) : [];
  } catch {
    // Storage may be off, or hold something else: nothing was used then.
    return [];
  }
}

export function rememberCommand(id: string): void {
  const next = [id, ...recentCommands().filter((one) => one !== id)].slice(0, most);
  try {
    window.localStorage.setItem(key, JSON.stringify(next));
  } catch {
    // Not remembered, that is all.
  }
}
