import { crc32, deflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';

/** A PNG of one colour. */
export function png(width: number, height: number, [red, green, blue]: readonly [number, number, number]): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length, 0);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const line = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, Buffer.from([red, green, blue]))]);
  const lines = deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  const magic = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([magic, chunk('IHDR', head), chunk('IDAT', lines), chunk('IEND', Buffer.alloc(0))]);
}

/** A JPEG of one colour, made by the browser. */
export async function jpeg(page: Page, width: number, height: number, colour: string): Promise<Buffer> {
  const made = await page.evaluate(
    ([w, h, fill]) => {
      const canvas = document.createElement('canvas');
      canvas.width = w;
      canvas.height = h;
      const context = canvas.getContext('2d');
      if (context !== null) {
        context.fillStyle = fill;
        context.fillRect(0, 0, canvas.width, canvas.height);
      }
      return canvas.toDataURL('image/jpeg').split(',')[1] ?? '';
    },
    [width, height, colour] as const,
  );
  return Buffer.from(made, 'base64');
}

/** TIFF directories: how it is turned, and a JPEG picture inside. */
export function tiffAround(picture: Buffer, turn: number): Buffer {
  const head = Buffer.alloc(64);
  head.write('II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0', 'latin1');
  head.writeUInt16LE(turn, 18);
  head.writeUInt32LE(26, 22);
  head.write('\x02\0\x01\x02\x04\0\x01\0\0\0\x40\0\0\0\x02\x02\x04\0\x01\0\0\0', 26, 'latin1');
  head.writeUInt32LE(picture.length, 48);
  return Buffer.concat([head, picture]);
}

/** The large photo with a thumbnail in it: Exif data behind the first marker, and bytes behind its end. */
export function withThumbnail(photo: Buffer, small: Buffer, turn: number): Buffer {
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiffAround(small, turn)]);
  const marker = Buffer.from([0xff, 0xe1, 0, 0]);
  marker.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([photo.subarray(0, 2), marker, exif, photo.subarray(2), Buffer.alloc(1_500_000)]);
}
