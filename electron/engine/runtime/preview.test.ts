import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SeenFile } from '../../../shared/preview.ts';
import type { Engine, Pool } from '../api.ts';
import { openEngine } from '../engine.ts';
import { at } from '../history/tree-fixture.ts';

let base = '';
let engine: Engine;
let pool: Pool;

function put(volume: string, path: string, content: string | Uint8Array, time = 1_700_000_000): string {
  const real = join(base, volume, path);
  mkdirSync(dirname(real), { recursive: true });
  writeFileSync(real, content);
  utimesSync(real, time, time);
  return real;
}

const code = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (thrown: unknown) => (thrown as { code?: unknown }).code,
  );

const contentOf = async (path: string) => (await pool.preview(at(path))).content;

beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'cfs-preview-'));
  engine = await openEngine({ home: join(base, 'home') });
  const volumes = ['disk1', 'disk2'].map((name) => {
    mkdirSync(join(base, name));
    return { root: join(base, name), reserve: 0 };
  });
  pool = await engine.createPool({ name: 'Home', volumes });
});

afterEach(async () => {
  await engine.close();
  rmSync(base, { recursive: true, force: true });
});

const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000020000000308', 'hex');

it('[Q97] a preview is a text, that it is a picture by its first bytes, or why neither', async () => {
  put('disk1', 'a.txt', 'grüß');
  expect(await pool.preview(at('/a.txt'))).toMatchObject({
    volume: 'disk1',
    size: 6,
    content: { kind: 'text', text: 'grüß', encoding: 'utf-8', bytes: 6, svg: false },
  });
  put('disk1', 'page.html', '<script>alert(1)</script>');
  expect(await contentOf('/page.html')).toMatchObject({ kind: 'text', svg: false });
  put('disk1', 'a.svg', '<?xml version="1.0"?>\n<!-- a -->\n<svg onload="alert(1)"/>');
  expect(await contentOf('/a.svg')).toMatchObject({ kind: 'text', svg: true });
  put('disk1', 'picture.txt', png);
  expect(await contentOf('/picture.txt')).toEqual({ kind: 'picture', format: 'png', width: 2, height: 3 });
  put('disk1', 'binary', Buffer.from([0, 1, 2, 255]));
  expect(await contentOf('/binary')).toEqual({ kind: 'none', reason: 'binary' });
  put('disk1', 'a.pdf', '%PDF-1.7\n');
  expect(await contentOf('/a.pdf')).toEqual({ kind: 'none', reason: 'pdf' });
  put('disk1', 'empty', '');
  expect(await contentOf('/empty')).toEqual({ kind: 'none', reason: 'empty' });
  expect(await contentOf('/')).toEqual({ kind: 'none', reason: 'folder' });
  symlinkSync('../secret', join(base, 'disk1', 'link'));
  expect(await pool.preview(at('/link'))).toMatchObject({ type: 'symlink', content: { text: '../secret' } });
  expect(await code(pool.preview(at('/a.txt'), { volume: 'disk2' }))).toBe('not-found');
  expect(await code(pool.preview(at('/nothing')))).toBe('not-found');
});

it('[Q97] reads the beginning of a large file only, of the copy that opens, and ends when it is cancelled', async () => {
  const real = put('disk1', 'huge.log', 'a line\n'.repeat(100_000));
  truncateSync(real, 5e9);
  const small = await pool.preview(at('/huge.log'));
  expect(small).toMatchObject({ size: 5e9, content: { kind: 'text', bytes: 256 * 1024 } });
  expect((await pool.preview(at('/huge.log'), { bytes: 512 * 1024 })).content).toMatchObject({ bytes: 512 * 1024 });
  // More than is ever shown: no text any more, because behind its lines there is nothing but zeros.
  expect((await pool.preview(at('/huge.log'), { bytes: 1e9 })).content).toEqual({ kind: 'none', reason: 'binary' });
  // A character of two bytes is cut in the middle.
  put('disk1', 'long.txt', `x${'ü'.repeat(200_000)}`);
  const long = (await pool.preview(at('/long.txt'))).content;
  expect(long).toMatchObject({ kind: 'text', bytes: 256 * 1024 - 1 });
  put('disk2', 'long.txt', 'newer', 1_700_000_100);
  expect(await pool.preview(at('/long.txt'))).toMatchObject({ volume: 'disk2', content: { text: 'newer' } });
  expect(await code(pool.preview(at('/huge.log'), { signal: AbortSignal.abort() }))).toBe('cancelled');
});

it('[Q140] parts of a file are of the one that was seen, or of none', async () => {
  put('disk1', 'a.bin', 'abcdefgh');
  const { size, mtimeMs, inode } = await pool.preview(at('/a.bin'));
  const seen: SeenFile = { size, mtimeMs, inode };
  const part = (start: number, end: number): Promise<Uint8Array> =>
    pool.readPart(at('/a.bin'), { volume: 'disk1', start, end, seen });
  expect(Buffer.from(await part(2, 5)).toString()).toBe('cde');
  expect(Buffer.from(await part(6, 100)).toString()).toBe('gh');
  expect(await code(part(0, 1 << 20))).toBe('invalid');
  put('disk1', 'a.bin', 'ABCDEFGH', 1_700_000_100);
  expect(await code(part(2, 5))).toBe('changed');
});

it('[Q141] the checksum of one copy is that of its bytes', async () => {
  const content = Buffer.alloc(3 << 20, 'some bytes');
  put('disk1', 'a.bin', content);
  const sum = (name: 'sha256' | 'xxh128', signal?: AbortSignal): Promise<string> =>
    pool.digest(at('/a.bin'), { volume: 'disk1', name, ...(signal === undefined ? {} : { signal }) });
  expect(await sum('sha256')).toBe(createHash('sha256').update(content).digest('hex'));
  expect(await sum('xxh128')).toBe((await pool.compareCopies(at('/a.bin'), { read: true })).copies[0]?.hash);
  expect(await code(sum('sha256', AbortSignal.abort()))).toBe('cancelled');
  expect(await code(pool.digest(at('/'), { volume: 'disk1', name: 'sha256' }))).toBe('unsupported');
});
