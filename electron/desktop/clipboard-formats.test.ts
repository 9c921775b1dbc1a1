import { describe, expect, it } from 'vitest';
import {
  fileAddress,
  packDropFiles,
  packFiles,
  pathOfAddress,
  unpackDropFiles,
  unpackFiles,
} from './clipboard-formats.ts';

const odd = ['/disk/a b.txt', '/disk/100 %#?.txt', '/disk/ü 漢 \u202e.jpg', "/disk/it's;a,list", '/disk/caf\udce9'];

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe('[T171] lists of files on the clipboards of the systems', () => {
  it('Linux: addresses, and what Nautilus and Dolphin want to know, always as a copy', () => {
    const [item] = packFiles(['/disk/a b.txt', '/disk/caf\udce9'], 'linux');
    expect(text(item?.get('text/uri-list'))).toBe('file:///disk/a%20b.txt\r\nfile:///disk/caf%E9\r\n');
    expect(text(item?.get('x-special/gnome-copied-files'))).toBe('copy\nfile:///disk/a%20b.txt\nfile:///disk/caf%E9');
    expect(text(item?.get('application/x-kde-cutselection'))).toBe('0');
  });

  it('Windows: DROPFILES with wide names, two ends, and the effect "copy"', () => {
    const [item] = packFiles(['C:\\a.txt', 'D:\\ü\\b'], 'win32');
    const bytes = Buffer.from(item?.get('CF_HDROP') ?? []);
    expect([bytes.readUInt32LE(0), bytes.readUInt32LE(4), bytes.readUInt32LE(8), bytes.readUInt32LE(16)]).toEqual([
      20, 0, 0, 1,
    ]);
    expect(bytes.subarray(20).toString('utf16le')).toBe('C:\\a.txt\0D:\\ü\\b\0\0');
    expect([...(item?.get('Preferred DropEffect') ?? [])]).toEqual([1, 0, 0, 0]);
    expect(unpackDropFiles(packDropFiles([]))).toEqual([]);
    expect(unpackDropFiles(Uint8Array.of(1, 2, 3))).toEqual([]);
    expect(unpackDropFiles(new Uint8Array(20).fill(255))).toEqual([]);
  });

  it('macOS: an item per file', () => {
    const items = packFiles(['/a & b', '/c'], 'darwin');
    expect(items.map((item) => text(item.get('public.file-url')))).toEqual(['file:///a%20&%20b', 'file:///c']);
    expect(text(items[0]?.get('NSFilenamesPboardType'))).toContain('<string>/a &amp; b</string><string>/c</string>');
  });

  it('what is written is read again, byte for byte', () => {
    for (const platform of ['linux', 'darwin'] as const) {
      expect(unpackFiles(packFiles(odd, platform), platform)).toEqual(odd);
    }
    const windows = ['C:\\a b.txt', '\\\\server\\share\\c'];
    expect(unpackFiles(packFiles(windows, 'win32'), 'win32')).toEqual(windows);
  });

  it('what others wrote: only files of this computer, each once', () => {
    const list =
      '# a comment\r\nfile:///a\r\nhttps://example.org/b\r\nfile://localhost/c%20d\r\nfile:///a\r\nfile://other/e\r\n';
    const items = [new Map([['text/uri-list', new TextEncoder().encode(list)]])];
    expect(unpackFiles(items, 'linux')).toEqual(['/a', '/c d']);
    const nautilus = [new Map([['x-special/gnome-copied-files', new TextEncoder().encode('cut\nfile:///x')]])];
    expect(unpackFiles(nautilus, 'linux')).toEqual(['/x']);
    expect(unpackFiles([new Map()], 'linux')).toEqual([]);
    expect(pathOfAddress('file:///a%00b', 'linux')).toBeNull();
    expect(fileAddress('C:\\a b', 'win32')).toBe('file:///C:/a%20b');
  });
});
