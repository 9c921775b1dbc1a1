/** Bytes [start, end) of a file. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * A Range header for a file of `size` bytes: the one range it asks for; `whole` when there is none, when it is not
 * understood or asks for several (RFC 9110 allows to ignore it); `unsatisfiable` when it lies behind the end.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | 'whole' | 'unsatisfiable' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return 'whole';
  if (start >= size) return 'unsatisfiable';
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) };
}

/**
 * `attachment` with the name in both forms of RFC 6266: ASCII for old readers, UTF-8 (RFC 8187) for the others. Bytes
 * that are not UTF-8 become U+FFFD: a header cannot carry them.
 */
export function attachment(name: string): string {
  const safe = name.toWellFormed();
  const ascii = safe.replaceAll(/[^\x20-\x7e]|["%\\/]/gu, '_');
  const utf8 = encodeURIComponent(safe).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}
