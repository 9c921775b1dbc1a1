import {
  closedPath,
  nonceSelector,
  secretHeader,
  secretKey,
  sessionPath,
  takeSecret,
  webSocketPath,
  webSocketProtocols,
} from '../../shared/session.ts';
import type { ClientFrame, Transport } from '../../shared/wire.ts';
import { openSocket } from './socket.ts';
import { connectionErrors } from './words.ts';

declare global {
  // Libraries that make style elements (radix's scroll lock) take the nonce of the CSP from here.
  var __webpack_nonce__: string | undefined;
}

/** Prepares the page before anything renders: the nonce, and in a browser the secret, taken out of the address. */
export function preparePage(): void {
  const nonce = document.querySelector<HTMLElement>(nonceSelector)?.nonce;
  if (nonce !== undefined && nonce !== '') globalThis.__webpack_nonce__ = nonce;
  if (window.cfs !== undefined) return;
  const given = takeSecret(window.location.hash, sessionStorage);
  if (given === null) window.location.replace(closedPath);
  else if (window.location.hash.startsWith('#s=')) window.history.replaceState(null, '', '/');
}

function secret(): string {
  return sessionStorage.getItem(secretKey) ?? '';
}

/** Headers of a same-origin request to the host (uploads). Empty in Electron. */
export function requestHeaders(): Record<string, string> {
  return window.cfs === undefined ? { [secretHeader]: secret() } : {};
}

/**
 * Opens the WebSocket to the host that served this page.
 * @throws AppError `unauthorized` when that host does not know this tab, `disconnected` when it does not answer
 */
export async function socketOfThisPage(): Promise<Transport<ClientFrame, unknown>> {
  const address = new URL(webSocketPath, window.location.href);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  try {
    return await openSocket(address.href, webSocketProtocols(secret()));
  } catch (cause) {
    const answer = await fetch(sessionPath, { headers: requestHeaders(), cache: 'no-store' }).catch(() => null);
    throw answer?.status === 401 ? connectionErrors.unknownTab(cause) : connectionErrors.noAnswer(cause);
  }
}

/** The page that says how to open CFS. */
export function leaveForClosed(): void {
  window.location.replace(closedPath);
}
