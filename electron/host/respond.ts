import { randomBytes } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { asAppError, toWire } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';

/** Of every answer. Pages and the window replace the first by a policy of their own. */
const commonHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Sets what every answer carries; later headers of the same name win. */
export function setCommonHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(commonHeaders)) response.setHeader(name, value);
}

export function newNonce(): string {
  return randomBytes(18).toString('base64');
}

/** The window's policy: its own files, no inline script, no eval; style elements only with the nonce. */
export function windowPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    // `data:` is the empty picture that the drag library shows in place of the browser's own.
    "img-src 'self' blob: data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

export function respond(
  response: ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders = {},
  body: string | Uint8Array = '',
): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
  // Node leaves the body of an answer to HEAD away by itself.
  response.end(body);
}

export function respondText(response: ServerResponse, status: number, text: string): void {
  respond(response, status, { 'content-type': 'text/plain; charset=utf-8' }, `${text}\n`);
}

const statuses: Readonly<Partial<Record<ErrorCode, number>>> = {
  invalid: 400,
  'bad-name': 400,
  outside: 400,
  'is-a-directory': 400,
  'not-a-directory': 400,
  unauthorized: 401,
  denied: 403,
  refused: 403,
  'read-only': 403,
  'not-found': 404,
  timeout: 408,
  exists: 409,
  'not-empty': 409,
  cancelled: 409,
  changed: 409,
  busy: 423,
  unsupported: 501,
  offline: 503,
  'no-space': 507,
};

/** Answers with the one failure shape, `{"error": WireError}`, and a status that goes with its code. */
export function respondError(response: ServerResponse, thrown: unknown, headers: OutgoingHttpHeaders = {}): void {
  const error = asAppError(thrown);
  const { code, message, data } = toWire(error);
  const body = JSON.stringify({ error: { code, message, data } });
  respond(response, statuses[code] ?? 500, { 'content-type': 'application/json', ...headers }, body);
}

/** ms that a refused request may go on sending, so that its sender reads the answer before the connection ends. */
const lingerMs = 5_000;

/** Throws the rest of a body away; ends the connection when it does not end soon. */
export function discardBody(request: IncomingMessage): void {
  if (request.complete) return;
  request.resume();
  setTimeout(() => {
    if (!request.complete) request.destroy();
  }, lingerMs).unref();
}
