import { posix, win32 } from 'node:path';
import { nameFromBytes, nameToBytes } from '../../shared/names.ts';

/**
 * Lists of files as the clipboards of the three systems hold them: names of formats, and bytes. Pure; the sources are
 * the freedesktop text/uri-list (RFC 2483), the format of Nautilus, Microsoft's "Shell Clipboard Formats" (DROPFILES,
 * DROPEFFECT) and Apple's uniform type identifiers.
 */

export type Platform = 'linux' | 'darwin' | 'win32';

/** One item of a clipboard: bytes by the system's name of their format. */
export type Formats = ReadonlyMap<string, Uint8Array>;

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** `file:///a%20b`. Names are bytes: what is not UTF-8 has an address, too. @throws RangeError (shared/names.ts) */
export function fileAddress(path: string, platform: Platform): string {
  const slashed = platform === 'win32' ? path.replaceAll('\\', '/') : path;
  const escaped = Array.from(nameToBytes(slashed), (byte) => {
    const plain = String.fromCharCode(byte);
    return /[A-Za-z0-9/._~:!$&'()*+,;=@-]/.test(plain) ? plain : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
  }).join('');
  if (platform !== 'win32') return `file://${escaped}`;
  return escaped.startsWith('//') ? `file:${escaped}` : `file:///${escaped}`;
}

/** The absolute path of a `file:` address of this computer; null for any other. */
export function pathOfAddress(address: string, platform: Platform): string | null {
  const match = /^file:\/\/(?:localhost)?(\/[^?#]*)$/i.exec(address.trim());
  const escaped = match?.[1];
  if (escaped === undefined) return null;
  const bytes: number[] = [];
  for (let at = 0; at < escaped.length; at += 1) {
    const hex = escaped.slice(at + 1, at + 3);
    if (escaped[at] === '%' && /^[0-9a-f]{2}$/i.test(hex)) {
      bytes.push(Number.parseInt(hex, 16));
      at += 2;
    } else bytes.push(...nameToBytes(escaped[at] ?? ''));
  }
  const path = nameFromBytes(Uint8Array.from(bytes));
  if (path.includes('\0')) return null;
  return platform === 'win32' ? path.slice(1).replaceAll('/', '\\') : path;
}

/** DROPFILES (20 bytes: offset of the list, point, not client area, wide) and the names, each ended, and one more end. */
export function packDropFiles(paths: readonly string[]): Uint8Array {
  const names = Buffer.from(`${paths.join('\0')}\0\0`, 'utf16le');
  const head = Buffer.alloc(20);
  head.writeUInt32LE(20, 0);
  head.writeUInt32LE(1, 16);
  return Buffer.concat([head, names]);
}

/** The names in DROPFILES; none where the bytes are something else. */
export function unpackDropFiles(bytes: Uint8Array): readonly string[] {
  const all = Buffer.from(bytes);
  if (all.length < 20) return [];
  const at = all.readUInt32LE(0);
  if (at < 20 || at > all.length) return [];
  const names = all.subarray(at).toString(all.readUInt32LE(16) === 0 ? 'latin1' : 'utf16le');
  return (
    names
      .split('\0\0', 1)[0]
      ?.split('\0')
      .filter((name) => name !== '') ?? []
  );
}

/** DROPEFFECT_COPY: whoever pastes copies. */
const copyEffect = Uint8Array.of(1, 0, 0, 0);

/** An old property list, which the Finder still reads: the only one that holds several files in one item. */
function plistOf(paths: readonly string[]): string {
  const escape = (text: string): string =>
    text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);
  const strings = paths.map((path) => `<string>${escape(path)}</string>`).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><array>${strings}</array></plist>`;
}

/** What is written for these files (absolute paths): formats of each item. Always a copy, never a move. */
export function packFiles(paths: readonly string[], platform: Platform): readonly Formats[] {
  const addresses = paths.map((path) => fileAddress(path, platform));
  switch (platform) {
    case 'linux':
      return [
        new Map([
          ['text/uri-list', utf8(addresses.map((address) => `${address}\r\n`).join(''))],
          ['x-special/gnome-copied-files', utf8(['copy', ...addresses].join('\n'))],
          ['application/x-kde-cutselection', utf8('0')],
        ]),
      ];
    case 'win32':
      return [
        new Map([
          ['CF_HDROP', packDropFiles(paths)],
          ['FileNameW', new Uint8Array(Buffer.from(`${paths[0] ?? ''}\0`, 'utf16le'))],
          ['Preferred DropEffect', copyEffect],
        ]),
      ];
    case 'darwin':
      return addresses.map(
        (address, at) =>
          new Map([
            ['public.file-url', utf8(address)],
            ...(at === 0 ? ([['NSFilenamesPboardType', utf8(plistOf(paths))]] as const) : []),
          ]),
      );
  }
}

const lines = (bytes: Uint8Array | undefined): readonly string[] =>
  bytes === undefined ? [] : new TextDecoder().decode(bytes).split(/\r?\n|\0/);

/** Absolute paths of the files that a clipboard holds, in their order, each once; none when it holds something else. */
export function unpackFiles(items: readonly Formats[], platform: Platform): readonly string[] {
  const found: string[] = [];
  for (const formats of items) {
    if (platform === 'win32') {
      const dropped = unpackDropFiles(formats.get('CF_HDROP') ?? new Uint8Array());
      const [single] = Buffer.from(formats.get('FileNameW') ?? new Uint8Array())
        .toString('utf16le')
        .split('\0');
      found.push(...(dropped.length > 0 ? dropped : single === undefined || single === '' ? [] : [single]));
      continue;
    }
    const addresses =
      platform === 'darwin'
        ? lines(formats.get('public.file-url'))
        : formats.has('text/uri-list')
          ? lines(formats.get('text/uri-list'))
          : lines(formats.get('x-special/gnome-copied-files')).slice(1);
    for (const address of addresses) {
      const path = address.startsWith('#') ? null : pathOfAddress(address, platform);
      if (path !== null) found.push(path);
    }
  }
  const rules = platform === 'win32' ? win32 : posix;
  return [...new Set(found)].filter((path) => rules.isAbsolute(path));
}
