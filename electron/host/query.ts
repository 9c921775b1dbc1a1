import { nameFromBytes } from '../../shared/names.ts';

/**
 * The query of an address. Values are percent-encoded bytes, so that names that are not UTF-8 pass (escaped as in
 * names.ts); URLSearchParams would turn them into U+FFFD. Of a repeated field the first counts.
 */
export function parseQuery(query: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const part of query.split('&')) {
    const equals = part.indexOf('=');
    if (equals <= 0) continue;
    const key = part.slice(0, equals);
    if (!fields.has(key)) fields.set(key, decode(part.slice(equals + 1)));
  }
  return fields;
}

function decode(text: string): string {
  const raw = Buffer.from(text.replaceAll('+', ' '), 'utf8');
  const bytes = new Uint8Array(raw.length);
  let length = 0;
  for (let at = 0; at < raw.length; at += 1) {
    const hex = raw[at] === 0x25 ? raw.toString('latin1', at + 1, at + 3) : '';
    const escaped = /^[\da-f]{2}$/i.test(hex);
    bytes[length] = escaped ? Number.parseInt(hex, 16) : (raw[at] ?? 0);
    length += 1;
    if (escaped) at += 2;
  }
  return nameFromBytes(bytes.subarray(0, length));
}
