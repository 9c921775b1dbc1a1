import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { fail } from '../../shared/errors.ts';
import type { Settings } from '../../shared/settings.ts';
import { newNonce, respond, respondText, windowPolicy } from './respond.ts';
import { contentType, withNonce } from './window-page.ts';

/** Answers GET and HEAD for the window's own files; `path` is `/` or below. `look`: what the page shows at once. */
export type WindowFiles = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  look?: Settings,
) => Promise<void>;

/** Built files carry a hash of their content in their name and never change. */
const hashed = /^\/assets\/.*-[\w-]{8}\.\w+$/;

/**
 * The files of the built window. They are listed once; only an address that is exactly one of them is answered, so
 * that no trick with dots, slashes or escapes leads anywhere else.
 * @throws AppError `not-found` when the window is not built
 */
export function windowFiles(folder: string): WindowFiles {
  const files = filesBelow(folder);
  return async (_request, response, path, look) => {
    const file = files.get(path === '/' ? '/index.html' : path);
    if (file === undefined) {
      respondText(response, 404, 'There is nothing at this address.');
      return;
    }
    const type = contentType(file);
    const content = await readFile(file);
    const nonce = newNonce();
    const headers = {
      'content-type': type,
      'content-security-policy': windowPolicy(nonce),
      'cache-control': cachingOf(path, file),
    };
    respond(response, 200, headers, withNonce(content, type, nonce, look));
  };
}

/** A page is made anew each time; a browser asks for its icon with every folder that is opened. */
function cachingOf(path: string, file: string): string {
  if (hashed.test(path)) return 'public, max-age=31536000, immutable';
  return file.endsWith('.html') ? 'no-store' : 'public, max-age=3600';
}

function filesBelow(folder: string): ReadonlyMap<string, string> {
  try {
    const files = new Map<string, string>();
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      files.set(file.slice(folder.length).split(sep).join('/'), file);
    }
    if (files.has('/index.html')) return files;
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown;
  }
  throw fail('not-found', 'Serving the window', `it is not built in ${folder}`, 'run npm run build');
}
