import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CustomScheme } from 'electron';
import type { Settings } from '../../shared/settings.ts';
import { newNonce, windowPolicy } from '../host/respond.ts';
import { contentType, withNonce } from '../host/window-page.ts';

/** The window's own origin: no `file:`, no server. */
export const scheme = 'app';
export const address = `${scheme}://cfs/`;

/** Must be registered before the app is ready. */
export const privileges: CustomScheme = {
  scheme,
  privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
};

/** The files below a folder by their address (`/assets/a.js`). Done by hand: it must work inside an asar too. */
function filesByAddress(folder: string, below = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(join(folder, below), { withFileTypes: true })) {
    const path = `${below}/${entry.name}`;
    if (entry.isDirectory()) for (const [inner, file] of filesByAddress(folder, path)) found.set(inner, file);
    else if (entry.isFile()) found.set(path, join(folder, path));
  }
  return found;
}

const refuse = (status: number): Response => new Response(null, { status });

/**
 * Answers requests of the window with the files of one folder, under the same policy as the host for browsers. Only an
 * address that is exactly one of those files is answered, so no trick with dots, slashes or escapes can lead out of it.
 * `look`: what the page shows before its connection stands.
 */
export function serveFolder(folder: string, look?: () => Settings): (request: Request) => Promise<Response> {
  const files = filesByAddress(folder);
  return async (request) => {
    if (request.method !== 'GET') return refuse(405);
    const url = URL.parse(request.url);
    if (url?.protocol !== `${scheme}:` || url.host !== 'cfs') return refuse(404);
    const file = files.get(url.pathname === '/' ? '/index.html' : url.pathname);
    if (file === undefined) return refuse(404);
    const type = contentType(file);
    const content = await readFile(file);
    const nonce = newNonce();
    const body = withNonce(content, type, nonce, look?.());
    return new Response(typeof body === 'string' ? body : new Uint8Array(body), {
      headers: {
        'content-type': type,
        'content-security-policy': windowPolicy(nonce),
        'x-content-type-options': 'nosniff',
      },
    });
  };
}
