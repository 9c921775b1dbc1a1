import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { at } from '../history/tree-fixture.ts';

let base = '';
let engine: Engine;
let pool: Pool;

const put = (name: string, content: string | Uint8Array): void => writeFileSync(join(base, 'disk1', name), content);
const small = (name: string, edge = 112) => pool.smallPicture(at(`/${name}`), { volume: 'disk1', edge });

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-small-picture-'));
  mkdirSync(join(base, 'disk1'));
  engine = await openEngine({ home: join(base, 'home') });
  pool = await engine.createPool({ name: 'Home', volumes: [{ root: join(base, 'disk1'), reserve: 0 }] });
});

afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true });
});

/** The head of a PNG of this size; the rest is nothing. */
function png(width: number, height: number): Buffer {
  const head = Buffer.alloc(200);
  head.write('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
  head.writeUInt32BE(width, 16);
  head.writeUInt32BE(height, 20);
  return head;
}

it('[B286] a small picture is the file, a thumbnail in it where it is large, or none with its reason', async () => {
  put('shot.png', png(400, 200));
  const found = await small('shot.png');
  expect(found).toMatchObject({
    kind: 'picture',
    volume: 'disk1',
    start: 0,
    end: 200,
    mime: 'image/png',
    turn: 1,
    aspect: 2,
  });
  // Its bytes decide, not its name.
  put('page.png', '<html><script>alert(1)</script></html>');
  put('drawing.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
  put('empty.jpg', '');
  for (const name of ['page.png', 'drawing.svg', 'empty.jpg']) {
    expect(await small(name)).toEqual({ kind: 'none', reason: 'format' });
  }
  put('bomb.png', png(60_000, 60_000));
  expect(await small('bomb.png')).toEqual({ kind: 'none', reason: 'pixels' });
  put('long.png', png(400, 200));
  truncateSync(join(base, 'disk1', 'long.png'), 5e9);
  expect(await small('long.png')).toEqual({ kind: 'none', reason: 'bytes' });

  // A photo of two megabytes with Exif data: IFD0 (turned), IFD1 with a thumbnail of 300 bytes at 200.
  const exif = Buffer.alloc(600);
  exif.write('II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x08\0\0\0\x1a\0\0\0', 'latin1');
  exif.write('\x02\0\x01\x02\x04\0\x01\0\0\0\xc8\0\0\0\x02\x02\x04\0\x01\0\0\0\x2c\x01\0\0', 26, 'latin1');
  exif.write('\xff\xd8\xff\xc0\0\x0b\x08\0\x78\0\xa0', 200, 'latin1');
  const frame = Buffer.from('\xff\xc0\0\x11\x08\x0b\xb8\x11\x94', 'latin1');
  const photo = Buffer.concat([
    Buffer.from('\xff\xd8\xff\xe1\x02\x60Exif\0\0', 'latin1'),
    exif,
    frame,
    Buffer.alloc(2e6),
  ]);
  put('photo.jpg', photo);
  expect(await small('photo.jpg')).toMatchObject({
    start: 212,
    end: 512,
    mime: 'image/jpeg',
    turn: 8,
    aspect: 1.5,
    base64: photo.subarray(212, 512).toString('base64'),
  });
  // For an icon no megabytes are read.
  put('large.png', Buffer.concat([png(400, 200), Buffer.alloc(2e6)]));
  expect(await small('large.png', 22)).toEqual({ kind: 'none', reason: 'bytes' });
  expect(await small('large.png', 112)).toMatchObject({ kind: 'picture', end: 2_000_200 });
  // For large tiles a thumbnail is too little: all of it is drawn.
  expect(await small('photo.jpg', 600)).toMatchObject({ start: 0, end: photo.length, turn: 1, base64: null });

  await expect(small('gone.jpg')).rejects.toMatchObject({ code: 'not-found' });
  const given = new AbortController();
  given.abort();
  const abandoned = pool.smallPicture(at('/photo.jpg'), { volume: 'disk1', edge: 112, signal: given.signal });
  await expect(abandoned).rejects.toMatchObject({ name: 'AbortError' });
});
