import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

/** Names under which this computer reaches its own loopback addresses. */
const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Why a request must not be answered, or null. Refuses what another site (DNS rebinding included) or another port of
 * this computer made the browser send. What it lets through is still to be authorised.
 *
 * - Host: exactly one, a loopback name with our port. A rebound name arrives here under its own name.
 * - Origin: ours when there is one.
 * - Sec-Fetch-Site: `same-origin` or `none` (typed in) when there is one; from elsewhere only a top-level visit of the
 *   window's own address, which shows nothing without a session.
 */
export function refusal(request: IncomingMessage, port: number): string | null {
  const { headers, headersDistinct, url = '' } = request;
  const hosts = headersDistinct['host'] ?? [];
  const [host = ''] = hosts;
  if (hosts.length !== 1 || !hostNames(port).includes(host.toLowerCase())) return 'the Host header is not ours';
  if (!url.startsWith('/') || url.startsWith('//')) return 'the address is not a path';

  const site = one(headers, 'sec-fetch-site');
  const { origin } = headers;
  const ownOrigin = origin === `http://${host}`;
  // A page with the policy no-referrer may send "null"; then the browser itself vouches for it.
  const vouched = origin === 'null' && site === 'same-origin';
  if (origin !== undefined && !ownOrigin && !vouched) return 'the Origin header is not ours';
  if (site === undefined || site === 'same-origin' || site === 'none') return null;
  return isVisit(request) ? null : 'the request comes from another site';
}

function hostNames(port: number): readonly string[] {
  const names = loopbackNames.map((name) => `${name}:${port}`);
  return port === 80 ? [...names, ...loopbackNames] : names;
}

function isVisit({ method, url = '', headers }: IncomingMessage): boolean {
  const [path] = url.split('?', 1);
  return (
    method === 'GET' &&
    path === '/' &&
    one(headers, 'sec-fetch-mode') === 'navigate' &&
    one(headers, 'sec-fetch-dest') === 'document'
  );
}

/** The text of a header that comes once. */
export function one(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/**
 * The address to listen on. @returns null when it is not a loopback address
 */
export function loopbackAddress(host: string): string | null {
  if (host === 'localhost') return '127.0.0.1';
  if (host === '::1' || host === '[::1]') return '::1';
  return host === '127.0.0.1' ? host : null;
}
