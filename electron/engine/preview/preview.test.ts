import { describe, expect, it } from 'vitest';
import { pictureHead } from './picture.ts';
import { isSvg, readText } from './text.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('encodings of text', () => {
  it('[Q142] UTF-8 with and without its mark, UTF-16 by its mark, else Latin-1 as a guess', () => {
    expect(readText(Buffer.from('grüß €'), false)).toEqual({ text: 'grüß €', encoding: 'utf-8', bytes: 10 });
    expect(readText(Buffer.from('\ufeffa'), false)).toMatchObject({ text: 'a', encoding: 'utf-8' });
    const little = Buffer.from('\ufeffgrüß 😀', 'utf16le');
    expect(readText(little, false)).toMatchObject({ text: 'grüß 😀', encoding: 'utf-16le' });
    expect(readText(Buffer.from(little).swap16(), false)).toMatchObject({ text: 'grüß 😀', encoding: 'utf-16be' });
    // Cut inside of a character, and inside of a pair.
    expect(readText(little.subarray(0, little.length - 1), true)).toMatchObject({ text: 'grüß ' });
    expect(readText(bytes('gr\xfc\xdf \x80\n'), false)).toEqual({ text: 'grüß €\n', encoding: 'latin-1', bytes: 7 });
  });

  it('[Q142] what is cut in the middle of a character is text without it; what is broken elsewhere is a guess', () => {
    const whole = Buffer.from('a€😀');
    const read = (end: number): string | undefined => readText(whole.subarray(0, end), true)?.text;
    expect([1, 2, 3, 4, 5, 6, 7, 8].map(read)).toEqual(['a', 'a', 'a', 'a€', 'a€', 'a€', 'a€', 'a€😀']);
    expect(readText(whole.subarray(0, 6), false)).toMatchObject({ encoding: 'latin-1' });
  });

  it('[Q142] programs, packed things and other numbers are no text', () => {
    for (const no of [
      'a\0b',
      '\x7fELF\x02\x01\x01',
      '\x1f\x8b\x08\xff\x01',
      '\xff\xfe\0\0a\0\0\0',
      'PK\x03\x04\x14\x01',
    ]) {
      expect(readText(bytes(no), false)).toBeNull();
    }
    // Colours of a terminal and a form feed among many words are all right.
    expect(readText(bytes(`${'plain words '.repeat(40)}\x1b[31mred\x1b[0m\f\x07`), false)).not.toBeNull();
    expect(readText(bytes('\x01\x02\x03\x04'), false)).toBeNull();
  });

  it('[Q142] an SVG is told by its first element', () => {
    expect(isSvg('<svg xmlns="x">')).toBe(true);
    const doctype = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd" [ <!ENTITY a "b"> ]>';
    expect(isSvg(`\ufeff<?xml version="1.0"?>\n<!-- a > b -->\n${doctype}\n<svg>`)).toBe(true);
    expect(isSvg('<html><svg></svg></html>')).toBe(false);
    expect(isSvg('the <svg> element')).toBe(false);
  });
});

describe('pictures by their first bytes', () => {
  const drawn = (content: Buffer): readonly unknown[] => {
    const head = pictureHead(content);
    return head?.isDrawn === true ? [head.format, head.width, head.height] : [head?.format];
  };

  it('[Q143] format and size in points, whatever the name is', () => {
    expect(drawn(Buffer.from('89504e470d0a1a0a0000000d49484452000186a0000186a0', 'hex'))).toEqual(['png', 1e5, 1e5]);
    const app = Buffer.concat([bytes('\xff\xe1'), Buffer.from([0, 102]), Buffer.alloc(100)]);
    const frame = bytes('\xff\xc2\0\x11\x08\x02\x01\x03\x04\x03');
    expect(drawn(Buffer.concat([bytes('\xff\xd8'), app, bytes('\xff'), frame]))).toEqual(['jpeg', 0x0304, 0x0201]);
    expect(drawn(Buffer.concat([bytes('\xff\xd8'), app]))).toEqual(['jpeg', null, null]);
    expect(drawn(bytes('GIF89a\xff\xff\x01\0'))).toEqual(['gif', 65_535, 1]);
    const riff = (kind: string, rest: string): Buffer =>
      bytes(`RIFF\0\0\0\0WEBP${kind}\0\0\0\0${rest}`.padEnd(40, '\0'));
    expect(drawn(riff('VP8 ', '\0\0\0\x9d\x01\x2a\x40\x01\xf0\0'))).toEqual(['webp', 320, 240]);
    expect(drawn(riff('VP8L', '\x2f\x3f\xc1\x3b\0'))).toEqual(['webp', 320, 240]);
    expect(drawn(riff('VP8X', '\0\0\0\0\x3f\x01\0\xef\0\0'))).toEqual(['webp', 320, 240]);
    const ispe = (width: number, height: number): Buffer => {
      const box = Buffer.alloc(16);
      box.write('ispe', 'latin1');
      box.writeUInt32BE(width, 8);
      box.writeUInt32BE(height, 12);
      return box;
    };
    const ftyp = bytes('\0\0\0\x1cftypmif1\0\0\0\0mif1avif');
    expect(drawn(Buffer.concat([ftyp, ispe(512, 512), ispe(4000, 3000)]))).toEqual(['avif', 4000, 3000]);
    const bmp = Buffer.alloc(54);
    bmp.write('BM', 'latin1');
    bmp.writeUInt32LE(40, 14);
    bmp.writeInt32LE(7, 18);
    bmp.writeInt32LE(-9, 22);
    expect(drawn(bmp)).toEqual(['bmp', 7, 9]);
    expect(drawn(bytes(`\0\0\x01\0\x01\0\x20\x30${'\0'.repeat(16)}`))).toEqual(['ico', 32, 48]);
  });

  it('[Q143] what no window draws is told by its name; what only begins like one is none', () => {
    expect(drawn(bytes('II*\0\0\0\0\0'))).toEqual(['TIFF']);
    expect(drawn(bytes('\0\0\0\x18ftypheic\0\0\0\0mif1heic'))).toEqual(['HEIC']);
    expect(drawn(bytes('8BPS\0\x01'))).toEqual(['Photoshop']);
    for (const none of ['', 'BMW is a maker of cars and motorcycles', 'GIF', 'RIFF\0\0\0\0WAVEfmt ', '\0\0\x01\0']) {
      expect(pictureHead(bytes(none))).toBeNull();
    }
  });

  it('[Q143] no bytes at all make it fail', () => {
    for (const magic of [
      '\xff\xd8\xff',
      '\x89PNG\r\n\x1a\n',
      'GIF89a',
      'RIFF\0\0\0\0WEBPVP8X',
      '\0\0\0\x20ftypavif',
      'BM',
      '\0\0\x01\0',
    ]) {
      for (let seed = 1; seed <= 200; seed += 1) {
        let state = seed;
        const rest = Buffer.from(
          Array.from({ length: seed % 64 }, () => (state = (state * 48_271) % 2_147_483_647) & 0xff),
        );
        expect(() => pictureHead(Buffer.concat([bytes(magic), rest]))).not.toThrow();
      }
    }
  });
});
