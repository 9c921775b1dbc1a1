import { expect, test } from 'vitest';
import { exifAt, insideTiff, isDrawnJpeg, isTiff } from './inside.ts';
import type { ReadPart } from './inside.ts';

type Value = readonly [tag: number, type: 3 | 4, values: readonly number[]];

/** A TIFF file of directories one behind the other, each with these values, in either byte order. */
function tiff(big: boolean, directories: readonly (readonly Value[])[], size = 20_000): Buffer {
  const file = Buffer.alloc(size);
  const u16 = (value: number, at: number): unknown =>
    big ? file.writeUInt16BE(value, at) : file.writeUInt16LE(value, at);
  const u32 = (value: number, at: number): unknown =>
    big ? file.writeUInt32BE(value, at) : file.writeUInt32LE(value, at);
  file.write(big ? 'MM' : 'II');
  u16(42, 2);
  u32(8, 4);
  let at = 8;
  let free = 4_000;
  directories.forEach((values, index) => {
    u16(values.length, at);
    values.forEach(([tag, type, all], place) => {
      const entry = at + 2 + place * 12;
      u16(tag, entry);
      u16(type, entry + 2);
      u32(all.length, entry + 4);
      if (all.length > 1) {
        u32(free, entry + 8);
        for (const value of all) {
          u32(value, free);
          free += 4;
        }
      } else if (type === 3) u16(all[0] ?? 0, entry + 8);
      else u32(all[0] ?? 0, entry + 8);
    });
    const end = at + 2 + values.length * 12;
    u32(index < directories.length - 1 ? end + 4 : 0, end);
    at = end + 4;
  });
  return file;
}

const reading =
  (file: Buffer, asked: [number, number][] = []): ReadPart =>
  (start, end) => {
    asked.push([start, end]);
    return Promise.resolve(file.subarray(start, end));
  };

test('[B286] the pictures in a photo and in a raw file are found in both byte orders, the smallest first', async () => {
  for (const big of [false, true]) {
    const file = tiff(big, [
      [
        [0x0112, 3, [6]],
        [0x014a, 4, [2_000, 2_100]],
      ],
      [
        [0x0201, 4, [6_000]],
        [0x0202, 4, [900]],
      ],
    ]);
    // The directories below: one with a JPEG strip, one with what the sensor saw.
    const below = tiff(big, [
      [
        [0x0103, 3, [6]],
        [0x0111, 4, [7_000]],
        [0x0117, 4, [5_000]],
      ],
    ]);
    below.copy(file, 2_000, 8, 60);
    tiff(big, [
      [
        [0x0103, 3, [1]],
        [0x0111, 4, [100]],
        [0x0117, 4, [9_000]],
      ],
    ]).copy(file, 2_100, 8, 60);
    expect(isTiff(file)).toBe(true);
    expect(await insideTiff(reading(file), 0, file.length)).toEqual({
      pictures: [
        { start: 6_000, length: 900 },
        { start: 7_000, length: 5_000 },
      ],
      turn: 6,
    });
    // In a photo it lies behind the marker of the Exif data; offsets are from there.
    const marker = Buffer.from('\xff\xd8\xff\xe1\x40\x00Exif\0\0', 'latin1');
    const photo = Buffer.concat([marker, file]);
    const at = exifAt(photo);
    expect(at).toBe(12);
    const inside = await insideTiff(reading(photo), at ?? 0, photo.length);
    expect(inside?.pictures[0]).toEqual({ start: 6_012, length: 900 });
  }
});

test('[B286] whatever a file says of itself, little is read and nothing beyond its end', async () => {
  expect(isTiff(Buffer.from('II*'))).toBe(false);
  expect(await insideTiff(reading(Buffer.from('no picture at all')), 0, 17)).toBeNull();
  expect(exifAt(Buffer.from('\xff\xd8\xff\xdb\0\x43' + 'x'.repeat(40), 'latin1'))).toBeNull();
  expect(exifAt(Buffer.from('\xff\xd8\xff\xe0\0\0' + 'x'.repeat(40), 'latin1'))).toBeNull();
  // A directory that is followed by itself, pictures beyond the end, tiny ones, a turn that is none.
  const odd = tiff(false, [
    [
      [0x0112, 3, [77]],
      [0x014a, 4, [8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 4_000_000_000, 19_999]],
      [0x0201, 4, [19_000]],
      [0x0202, 4, [5_000]],
    ],
    [
      [0x0201, 4, [6_000]],
      [0x0202, 4, [3]],
    ],
  ]);
  const asked: [number, number][] = [];
  expect(await insideTiff(reading(odd, asked), 0, odd.length)).toEqual({ pictures: [], turn: 1 });
  expect(asked.length).toBeLessThan(40);
  // Any bytes at all, many times: an answer, and few reads.
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 300; round += 1) {
    const file = tiff(round % 2 === 0, [[[0x014a, 4, [random(20_000), random(20_000)]]]]);
    for (let times = 0; times < 60; times += 1) file[8 + random(400)] = random(256);
    const reads: [number, number][] = [];
    const found = await insideTiff(reading(file, reads), 0, file.length);
    for (const { start, length } of found?.pictures ?? []) expect(start + length).toBeLessThanOrEqual(file.length);
    expect(reads.length).toBeLessThan(60);
    for (const [start, end] of reads) expect(end - start).toBeLessThan(7_000);
  }
});

test('[B286] what a raw file keeps of the sensor is no picture that is drawn', () => {
  const jpeg = (frame: number): Buffer =>
    Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, frame, 0, 11, 8, 0, 1, 0, 1]);
  expect(isDrawnJpeg(jpeg(0xc0))).toBe(true);
  expect(isDrawnJpeg(jpeg(0xc2))).toBe(true);
  expect(isDrawnJpeg(jpeg(0xc3))).toBe(false);
  expect(isDrawnJpeg(Buffer.from('<svg onload="alert(1)">'))).toBe(false);
  expect(isDrawnJpeg(Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0, 0]))).toBe(false);
});
