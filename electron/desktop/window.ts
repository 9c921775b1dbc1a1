import { BrowserWindow, nativeTheme } from 'electron';
import type { BrowserWindowConstructorOptions } from 'electron';

/** Height of the window's toolbar, which is its title bar where the system lets us, in CSS px (LOOK.md). */
const toolbarHeight = 48;

/** The `--chrome` and `--text-1` of tokens.css: what stands before the page is drawn, and behind the system's buttons. */
const colours = () =>
  nativeTheme.shouldUseDarkColors ? { chrome: '#1e1f22', text: '#eceded' } : { chrome: '#f4f4f2', text: '#1a1b1e' };

/** True where the system draws its buttons over our toolbar; elsewhere the window has the system's own frame. */
export const windowControls = process.platform !== 'linux';

function frame(): BrowserWindowConstructorOptions {
  const { chrome, text } = colours();
  if (process.platform === 'darwin') {
    return { titleBarStyle: 'hiddenInset', titleBarOverlay: { height: toolbarHeight } };
  }
  if (process.platform === 'win32') {
    return {
      titleBarStyle: 'hidden',
      titleBarOverlay: { color: chrome, symbolColor: text, height: toolbarHeight },
    };
  }
  return {};
}

export interface WindowOptions {
  /** Path of preload.cjs. */
  readonly preload: string;
  readonly icon: string | null;
  readonly address: string;
}

/** Opens the window. Position, size and mode are those that it had the last time. */
export function openWindow({ preload, icon, address }: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    name: 'main',
    windowStatePersistence: true,
    title: 'CFS',
    width: 1280,
    height: 820,
    minWidth: 480,
    minHeight: 400,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: colours().chrome,
    ...(icon === null ? {} : { icon }),
    ...frame(),
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      // Its dictionaries would come from the network.
      spellcheck: false,
    },
  });
  const recolour = (): void => {
    const { chrome, text } = colours();
    window.setBackgroundColor(chrome);
    if (process.platform === 'win32') window.setTitleBarOverlay({ color: chrome, symbolColor: text });
  };
  nativeTheme.on('updated', recolour);
  window.on('closed', () => nativeTheme.off('updated', recolour));
  window.once('ready-to-show', () => window.show());
  void window.loadURL(address);
  return window;
}

/** Brings a window to the front. */
export function raise(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
