import type { BrowserWindow } from 'electron';

/**
 * Begins a drag of real files to other programs. The system copies them: no program is told to take the originals away.
 * @param icon path of a picture, shown at the pointer; never empty (macOS refuses the drag without one)
 */
export function dragFiles(window: BrowserWindow | null, files: readonly string[], icon: string): void {
  const [file] = files;
  if (window === null || file === undefined) return;
  window.webContents.startDrag({ file, files: [...files], icon });
}
