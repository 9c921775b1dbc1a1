import type { App, Session, WebContents, WebFrameMain } from 'electron';

/** True for the main frame of a window that shows our own page, and for nothing else. */
export function isOwnFrame(frame: WebFrameMain | null, home: string): boolean {
  return frame?.parent === null && isOwnAddress(frame.url, home);
}

/** Same scheme, host and port as `home`. (The origin of an `app:` URL is "null" in Node.) */
export function isOwnAddress(address: string, home: string): boolean {
  const [url, own] = [URL.parse(address), URL.parse(home)];
  return url !== null && own !== null && url.protocol === own.protocol && url.host === own.host;
}

/** Every page, whatever makes it: it stays where it is, opens nothing and embeds nothing. */
export function guardPages(app: App): void {
  app.on('web-contents-created', (_event, contents) => guardPage(contents));
}

function guardPage(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** "Copy real path" puts plain text on the clipboard, at a click; reading it is another permission. */
const allowed = 'clipboard-sanitized-write';

/** What the window itself made to be saved (a list as CSV); the person says where. */
const ownText = 'blob:app://cfs/';

/** The window needs no other permission of the browser's and downloads nothing from anywhere. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer) => answer(permission === allowed));
  session.setPermissionCheckHandler((_contents, permission) => permission === allowed);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(ownText)) event.preventDefault();
  });
}
