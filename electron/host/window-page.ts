import { extname } from 'node:path';
import type { Settings } from '../../shared/settings.ts';
import { withLook } from './settings.ts';

/** What both servers of the window's files (loopback HTTP and Electron's `app:`) say of them. */

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Content type by the name of the file. */
export function contentType(file: string): string {
  return types[extname(file)] ?? 'application/octet-stream';
}

/**
 * The content as it is sent: a page is told its nonce (shared/session.ts, 7) and what the person chose for its look;
 * everything else is left as it is.
 */
export function withNonce(content: Buffer, type: string, nonce: string, look?: Settings): string | Buffer {
  if (!type.startsWith('text/html')) return content;
  const page = content.toString().replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}">`);
  return look === undefined ? page : withLook(page, look);
}
