import { nameToBytes } from './names.ts';

/**
 * How a browser tab and the headless host know each other. Shared by electron/host (server) and renderer/api (page).
 *
 * 1. The host prints `http://127.0.0.1:PORT/?token=T`. T works once and for ten minutes.
 * 2. `GET /?token=T` answers 303 to `/#s=SECRET` with an HttpOnly, SameSite=Strict cookie. A fragment is never sent over
 *    the network, so the secret reaches only the tab that brought the token.
 * 3. The page, before anything else, calls `takeSecret(location.hash, sessionStorage)`: it keeps the secret under
 *    `secretKey`; the page then removes the fragment with `history.replaceState(null, '', '/')`. A reload finds the secret in sessionStorage.
 *    Without a secret (a new tab, a bookmark) it goes to `closedPath`, a page that says how to open CFS:
 *    `location.replace(closedPath)`.
 * 4. WebSocket: `new WebSocket(wsUrl, webSocketProtocols(secret))` at `webSocketPath`; JSON text frames of wire.ts.
 *    Fetch (uploads): same-origin, with the header `secretHeader`. Cookie and secret are both needed everywhere;
 *    either one alone answers 401.
 * 5. A WebSocket that does not open says nothing about why. Ask `GET sessionPath` with the header: 204 = let in (try
 *    again), 401 = this host does not know the tab (it was started anew): go to `closedPath`; no answer = the host is gone.
 * 6. Addresses from `entry.link` and `upload.begin` are relative to the origin. A link is opened as it is (the cookie
 *    goes along, the signature in it replaces the secret). An upload is `PUT ${url}&path=${urlPath(path)}&size=..&mtimeMs=..`
 *    with the header; 204 = the file is stored, else the body is `{"error": WireError}`.
 * 7. The CSP allows no inline script and only `<style>` elements with the page's nonce. The host puts
 *    `<meta property="csp-nonce" nonce="...">` into the page; libraries that make style elements (radix's scroll lock)
 *    take it from `globalThis.__webpack_nonce__`, which the page sets before it renders.
 */

/** Key in sessionStorage. */
export const secretKey = 'cfs.secret';

/** Everything of the host that is not a file of the window lies below it. */
export const hostPrefix = '/_cfs/';
export const webSocketPath = '/_cfs/ws';
export const sessionPath = '/_cfs/session';
export const closedPath = '/_cfs/closed';
export const filePath = '/_cfs/file';
export const uploadPath = '/_cfs/upload';

/** Request header that carries the secret. */
export const secretHeader = 'x-cfs-secret';

/** The WebSocket subprotocol that both sides speak. */
export const webSocketProtocol = 'cfs.1';
/** Offered beside it, because a page cannot set headers of a WebSocket. */
export const secretProtocolPrefix = 'cfs.secret.';

/** Finds the nonce: `document.querySelector<HTMLElement>(nonceSelector)?.nonce`. */
export const nonceSelector = 'meta[property="csp-nonce"]';

const secretFragment = '#s=';

/** Where `GET /?token=...` leads. */
export function windowAddress(secret: string): string {
  return `/${secretFragment}${secret}`;
}

/** What it needs of sessionStorage. */
export interface SecretStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The tab's secret: from the fragment of its address (then kept), else the kept one, else null. */
export function takeSecret(hash: string, store: SecretStore): string | null {
  const given = hash.startsWith(secretFragment) ? hash.slice(secretFragment.length) : '';
  if (/^[\w-]+$/.test(given)) {
    store.setItem(secretKey, given);
    return given;
  }
  return store.getItem(secretKey);
}

/** Subprotocols to offer when the WebSocket is opened. */
export function webSocketProtocols(secret: string): [string, string] {
  return [webSocketProtocol, `${secretProtocolPrefix}${secret}`];
}

/** A path for the query of an address: its bytes, percent-encoded, so that names that are not UTF-8 pass too. */
export function urlPath(path: string): string {
  let encoded = '';
  for (const byte of nameToBytes(path)) {
    const char = String.fromCharCode(byte);
    encoded += /[\w./-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return encoded;
}
