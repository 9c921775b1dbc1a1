import {
  existsSync,
  linkSync,
  mkdtempSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { truncateSync, utimesSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TestContext } from 'vitest';
import { isAppError } from '../../../shared/errors.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { sortNaturally } from './natural-order.ts';
import type { ByteSource, CopyOutcome, Volume, VolumeCapabilities } from './volume.ts';

/** A volume under test; `remove` takes away what was made for it. */
export interface Made {
  readonly volume: Volume;
  readonly remove?: () => Promise<void> | void;
}

/** Paths of tests are trusted: some are deliberately such that parsePath would refuse them. */
export const at = (path: string): PoolPath => path as PoolPath;
const bytes = (text: string): Uint8Array[] => [new TextEncoder().encode(text)];

export async function contentOf(volume: Volume, path: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of volume.read(at(path))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The code of the AppError that a promise rejects with; anything else thrown is handed on. */
export async function codeOf(work: Promise<unknown> | (() => Promise<unknown>)): Promise<ErrorCode | 'no error'> {
  try {
    await (typeof work === 'function' ? work() : work);
    return 'no error';
  } catch (thrown) {
    if (isAppError(thrown)) return thrown.code;
    // What a signal throws is the same to every caller (asAppError).
    if (thrown instanceof Error && thrown.name === 'AbortError') return 'cancelled';
    throw thrown;
  }
}

const codeOfOutcome = (outcome: CopyOutcome | undefined): string =>
  outcome === undefined ? 'none' : outcome.ok ? 'ok' : outcome.error.code;

/** Where a volume may answer otherwise, because it is several: a pool. */
export interface Differences {
  /**
   * A pool asks several volumes: what stands in the way on one may be a folder on another, so it says `not-found` where
   * one volume says `not-a-directory`; and it refuses in its own words before it asks.
   */
  readonly isPool?: boolean;
}

/** What every Volume must do. Relies on nothing but the interface; what a volume cannot do is a visible skip. */
export function volumeContract(
  name: string,
  make: () => Promise<Made> | Made,
  { isPool = false }: Differences = {},
): void {
  const inTheWay: readonly string[] = isPool ? ['not-a-directory', 'not-found'] : ['not-a-directory'];
  const noId: readonly string[] = isPool ? ['invalid', 'not-found'] : ['invalid'];

  describe(`${name} as a volume`, () => {
    let made: Made;
    let volume: Volume;
    let can: VolumeCapabilities;
    let outside: string;

    beforeEach(async () => {
      outside = mkdtempSync(join(tmpdir(), 'cfs-outside-'));
      made = await make();
      volume = made.volume;
      can = await volume.capabilities();
    });
    afterEach(async () => {
      await made.volume.close();
      await made.remove?.();
      rmSync(outside, { recursive: true, force: true });
    });

    const put = (path: string, text: string): Promise<unknown> =>
      volume.write(at(path), bytes(text), { size: Buffer.byteLength(text) });
    const names = async (path: string): Promise<string[]> =>
      (await volume.list(at(path))).map((entry) => entry.name).sort();
    const need = (context: TestContext, isThere: boolean, what: string): void => {
      if (!isThere) context.skip(`${can.filesystem} has no ${what}`);
    };
    const step = (ns: bigint): bigint => ns - (ns % BigInt(can.timeStepNs));

    describe('looking', () => {
      it('[V1] tells name, type, size, time, mode and links of each entry, and nothing else of the folder', async () => {
        await volume.makeDirectory(at('/folder'), { mode: 0o750 });
        await put('/folder/file.txt', 'hello');
        await volume.makeDirectory(at('/folder/sub'));
        if (can.symlinks) await volume.makeSymlink(at('/folder/link'), 'file.txt');
        const entries = await volume.list(at('/folder'));
        expect(entries.map((entry) => entry.name).sort()).toEqual(
          can.symlinks ? ['file.txt', 'link', 'sub'] : ['file.txt', 'sub'],
        );
        const file = entries.find((entry) => entry.name === 'file.txt');
        expect(file).toMatchObject({ type: 'file', size: 5, links: 1 });
        expect(file?.allocated).toBeGreaterThanOrEqual(0);
        expect(Math.abs((file?.mtimeMs ?? 0) - Date.now())).toBeLessThan(60_000);
        expect(entries.find((entry) => entry.name === 'sub')).toMatchObject({ type: 'directory', size: 0 });
        if (can.symlinks) {
          expect(entries.find((entry) => entry.name === 'link')).toMatchObject({
            type: 'symlink',
            linkTarget: 'file.txt',
          });
        }
        expect(await volume.stat(at('/folder/file.txt'))).toEqual(file);
        expect(await volume.stat(at('/'))).toMatchObject({ type: 'directory' });
      });

      it('[Q130] gives at least the first entries in natural order when only those are wanted', async () => {
        await volume.makeDirectory(at('/many'));
        for (const number of [3, 20, 1, 100, 10, 2]) await put(`/many/n${String(number)}`, 'x');
        await volume.makeDirectory(at('/many/z'));
        const whole = await volume.list(at('/many'));
        const some = await volume.list(at('/many'), { first: 3 });
        expect(sortNaturally(some).slice(0, 3)).toEqual(sortNaturally(whole).slice(0, 3));
        expect(
          sortNaturally(some)
            .slice(0, 3)
            .map((entry) => entry.name),
        ).toEqual(['z', 'n1', 'n2']);
        expect(await volume.list(at('/many'), { first: 8 })).toHaveLength(7);
      });

      it('[V1] says not-found, not-a-directory and is-a-directory for what is not so', async () => {
        await put('/file', 'x');
        await volume.makeDirectory(at('/folder'));
        expect(await codeOf(volume.list(at('/none')))).toBe('not-found');
        expect(await codeOf(volume.stat(at('/none')))).toBe('not-found');
        expect(await codeOf(volume.stat(at('/none/below')))).toBe('not-found');
        expect(await codeOf(volume.list(at('/file')))).toBe('not-a-directory');
        expect(['not-found', 'not-a-directory']).toContain(await codeOf(volume.stat(at('/file/below'))));
        expect(await codeOf(contentOf(volume, '/folder'))).toBe('is-a-directory');
        expect(await codeOf(contentOf(volume, '/none'))).toBe('not-found');
      });

      it('[V2] reads exactly the bytes of a range', async () => {
        const content = Buffer.alloc(3_000_001);
        for (let index = 0; index < content.length; index += 1) content[index] = (index * 31) & 0xff;
        await volume.write(at('/big'), [content.subarray(0, 1_000_000), content.subarray(1_000_000)], {});
        expect((await contentOf(volume, '/big')).equals(content)).toBe(true);
        for (const [start, end] of [
          [0, 1],
          [999_999, 2_100_000],
          [2_999_990, 9_000_000],
          [5_000_000, 6_000_000],
          [7, 7],
        ]) {
          const chunks: Uint8Array[] = [];
          for await (const chunk of volume.read(at('/big'), { start: start ?? 0, end: end ?? 0 })) chunks.push(chunk);
          expect(Buffer.concat(chunks).equals(content.subarray(start, end))).toBe(true);
        }
      });

      it('[V2] a read that nobody finishes is ended, and a cancelled one says so', async () => {
        await volume.write(at('/big'), [Buffer.alloc(4_000_000)], {});
        for await (const chunk of volume.read(at('/big'))) {
          expect(chunk.length).toBeGreaterThan(0);
          break;
        }
        const stop = new AbortController();
        const reading = async (): Promise<void> => {
          for await (const chunk of volume.read(at('/big'), { signal: stop.signal })) {
            expect(chunk.length).toBeGreaterThan(0);
            stop.abort();
          }
        };
        expect(await codeOf(reading())).toBe('cancelled');
        await volume.removeFile(at('/big'));
        expect(await names('/')).toEqual([]);
      });
    });

    describe('writing', () => {
      it('[V3] writes a file whole, with a receipt of bytes, hash and verification', async () => {
        let counted = 0;
        const receipt = await volume.write(at('/a'), bytes('hello'), { size: 5, onBytes: (more) => (counted += more) });
        expect(receipt).toMatchObject({ bytes: 5, lost: [] });
        expect(receipt.hash).toMatch(/^[0-9a-f]{32}$/);
        expect(['device', 'cached']).toContain(receipt.verified);
        expect(counted).toBe(5);
        const plain = await volume.write(at('/b'), [], { verify: false });
        expect(plain).toMatchObject({ bytes: 0, verified: 'none' });
        expect((await contentOf(volume, '/a')).toString()).toBe('hello');
        expect(await names('/')).toEqual(['a', 'b']);
      });

      const refusals: [title: string, code: ErrorCode, source: () => ByteSource, size: number | undefined][] = [
        ['fewer bytes than said', 'changed', () => bytes('four'), 5],
        ['more bytes than said', 'changed', () => [...bytes('four'), ...bytes('more')], 5],
        ['a source that fails', 'internal', failing, undefined],
      ];
      it.each(refusals)('[V3] %s leave nothing', async (_title, code, source, size) => {
        const work = volume.write(at('/a'), source(), size === undefined ? {} : { size });
        expect(await codeOf(work)).toBe(code);
        expect(await names('/')).toEqual([]);
        await put('/a', 'after');
        expect((await contentOf(volume, '/a')).toString()).toBe('after');
      });

      it('[V3] a cancelled write leaves nothing', async () => {
        const stop = new AbortController();
        async function* endless(): AsyncIterable<Uint8Array> {
          for (let count = 0; ; count += 1) {
            yield Buffer.alloc(100_000);
            await new Promise((resolve) => setImmediate(resolve));
            if (count === 3) stop.abort();
          }
        }
        expect(await codeOf(volume.write(at('/a'), endless(), { signal: stop.signal }))).toBe('cancelled');
        expect(await codeOf(volume.write(at('/a'), bytes('x'), { signal: stop.signal }))).toBe('cancelled');
        expect(await names('/')).toEqual([]);
        expect(await volume.findParts({ remove: false })).toEqual([]);
      });

      it('[V3] a write can be cancelled while its source keeps silent', async () => {
        const stop = new AbortController();
        async function* silent(): AsyncIterable<Uint8Array> {
          yield Buffer.alloc(100_000);
          setTimeout(() => stop.abort(), 20);
          await new Promise(() => undefined);
        }
        expect(await codeOf(volume.write(at('/a'), silent(), { signal: stop.signal }))).toBe('cancelled');
        expect(await names('/')).toEqual([]);
      });

      it('[V3] many writes at once do not disturb each other', async () => {
        const content = (index: number): Buffer => Buffer.alloc(50_000 + index * 7_919, index + 1);
        async function* slowly(whole: Buffer): AsyncIterable<Uint8Array> {
          for (let start = 0; start < whole.length; start += 16_384) {
            await new Promise((resolve) => setImmediate(resolve));
            yield whole.subarray(start, start + 16_384);
          }
        }
        const indexes = Array.from({ length: 12 }, (_value, index) => index);
        await Promise.all(indexes.map((index) => volume.write(at(`/f${index}`), slowly(content(index)), {})));
        for (const index of indexes) {
          expect((await contentOf(volume, `/f${index}`)).equals(content(index))).toBe(true);
        }
      });

      it('[V3] needs the parent folder', async () => {
        expect(await codeOf(put('/none/a', 'x'))).toBe('not-found');
        expect(await codeOf(volume.makeDirectory(at('/none/a')))).toBe('not-found');
        await put('/file', 'x');
        expect(['not-found', 'not-a-directory']).toContain(await codeOf(put('/file/a', 'x')));
      });

      it('[V4] never overwrites', async () => {
        await put('/a', 'first');
        await volume.makeDirectory(at('/folder'));
        await put('/folder/in', 'kept');
        await put('/b', 'second');
        for (const path of ['/a', '/folder']) {
          expect(await codeOf(put(path, 'x'))).toBe('exists');
          expect(await codeOf(volume.makeDirectory(at(path)))).toBe('exists');
          expect(await codeOf(volume.rename(at('/b'), at(path)))).toBe('exists');
          if (can.symlinks) expect(await codeOf(volume.makeSymlink(at(path), 'x'))).toBe('exists');
          if (can.hardLinks) expect(await codeOf(volume.makeHardLink(at('/b'), at(path)))).toBe('exists');
          if (can.localCopy) {
            writeFileSync(join(outside, 'source'), 'other');
            const request = { source: join(outside, 'source'), path: at(path) };
            expect(codeOfOutcome((await volume.copyIn([request], {}))[0])).toBe('exists');
          }
        }
        await volume.makeDirectory(at('/empty'));
        expect(await codeOf(volume.rename(at('/folder'), at('/empty')))).toBe('exists');
        expect((await contentOf(volume, '/a')).toString()).toBe('first');
        expect(await names('/')).toEqual(['a', 'b', 'empty', 'folder']);
      });

      it('[V4] of several writers of one name exactly one wins', async () => {
        const results = await Promise.all(Array.from({ length: 6 }, (_value, index) => codeOf(put('/a', `${index}`))));
        expect(results.sort()).toEqual(['exists', 'exists', 'exists', 'exists', 'exists', 'no error']);
        expect(await names('/')).toEqual(['a']);
      });
    });

    describe('copying files of this host in', () => {
      beforeEach((context) => need(context, can.localCopy, 'copies of its own'));

      it('[V5] answers one outcome per request, in order; a failure does not stop the others', async () => {
        await volume.makeDirectory(at('/to'));
        await put('/to/2', 'taken');
        const requests = Array.from({ length: 40 }, (_value, index) => {
          const source = join(outside, `${index}`);
          if (index !== 5) writeFileSync(source, `content ${index}`);
          return { source, path: at(index === 7 ? '/none/7' : `/to/${index}`) };
        });
        let [copied, files] = [0, 0];
        const outcomes = await volume.copyIn(requests, {
          onProgress: (more, ended) => ([copied, files] = [copied + more, files + ended]),
        });
        expect(outcomes.map(codeOfOutcome)).toEqual(
          requests.map((_request, index) => (index === 2 ? 'exists' : [5, 7].includes(index) ? 'not-found' : 'ok')),
        );
        expect(files).toBe(40);
        expect(copied).toBeGreaterThanOrEqual(37 * 'content 1'.length);
        expect(await names('/to')).toHaveLength(38);
        expect((await contentOf(volume, '/to/39')).toString()).toBe('content 39');
        expect((await contentOf(volume, '/to/2')).toString()).toBe('taken');
      });

      it('[V5] keeps content, size and mtime of files of every size, and says how it verified', async () => {
        for (const size of [0, 1, 4095, 4096, 4097, 1_048_576, 2_500_000]) {
          const source = join(outside, `${size}`);
          writeFileSync(source, Buffer.alloc(size, 'abcdefg'));
          utimesSync(source, 1_500_000_000, 1_500_000_000);
          const [outcome] = await volume.copyIn([{ source, path: at(`/${size}`) }], {});
          expect(outcome).toMatchObject({ ok: true, receipt: { bytes: size } });
          if (outcome?.ok === true) expect(['device', 'cached']).toContain(outcome.receipt.verified);
          expect((await contentOf(volume, `/${size}`)).equals(readFileSync(source))).toBe(true);
          expect((await volume.stat(at(`/${size}`))).mtimeMs).toBe(1_500_000_000_000);
        }
      });

      it('[V5] a cancelled copy leaves nothing and says so for each file', async () => {
        const stop = new AbortController();
        const requests = ['a', 'b'].map((file) => {
          writeFileSync(join(outside, file), Buffer.alloc(8_000_000));
          return { source: join(outside, file), path: at(`/${file}`) };
        });
        const outcomes = await volume.copyIn(requests, { signal: stop.signal, onProgress: () => stop.abort() });
        expect(outcomes.map(codeOfOutcome)).toEqual(['cancelled', 'cancelled']);
        expect(await names('/')).toEqual([]);
        expect(await volume.findParts({ remove: false })).toEqual([]);
      });

      it('[V6] a source that is not what was expected is not copied', async () => {
        const source = join(outside, 'a');
        writeFileSync(source, 'abc');
        const { size, mtimeNs, dev, ino } = statSync(source, { bigint: true });
        const expected = { size: Number(size), mtimeNs, inode: `${dev}:${ino}` };
        const first = await volume.copyIn([{ source, path: at('/a'), expected }], {});
        expect(first[0]).toMatchObject({ ok: true, receipt: { source: expected } });
        utimesSync(source, 1, 1);
        const second = await volume.copyIn([{ source, path: at('/b'), expected }], {});
        expect(codeOfOutcome(second[0])).toBe('changed');
        expect(await names('/')).toEqual(['a']);
      });

      it('[V6] a source that is a link, a folder or absent is refused', async () => {
        writeFileSync(join(outside, 'real'), 'abc');
        symlinkSync('real', join(outside, 'link'));
        mkdirSync(join(outside, 'folder'));
        const requests = ['link', 'folder', 'absent'].map((file) => ({
          source: join(outside, file),
          path: at(`/${file}`),
        }));
        const outcomes = await volume.copyIn(requests, {});
        expect(outcomes.map(codeOfOutcome)).toEqual(['unsupported', 'unsupported', 'not-found']);
        expect(await names('/')).toEqual([]);
      });

      it('[V18] holes stay holes', async (context) => {
        const source = join(outside, 'sparse');
        writeFileSync(source, '');
        truncateSync(source, 8_000_000);
        if (statSync(source).blocks > 0) context.skip('the temporary folder has no holes');
        const [outcome] = await volume.copyIn([{ source, path: at('/sparse') }], {});
        expect(outcome).toMatchObject({ ok: true, receipt: { bytes: 8_000_000 } });
        const entry = await volume.stat(at('/sparse'));
        expect(entry.size).toBe(8_000_000);
        if (can.hardLinks) expect(entry.allocated).toBeLessThan(1_000_000);
        expect((await contentOf(volume, '/sparse')).equals(Buffer.alloc(8_000_000))).toBe(true);
      });

      it('[V12] sources are named by bytes as well', async () => {
        const raw = Buffer.concat([Buffer.from(`${outside}/`), Buffer.from([0x62, 0xe9, 0x0a])]);
        writeFileSync(raw, 'bytes');
        const [outcome] = await volume.copyIn([{ source: `${outside}/b\udce9\n`, path: at('/copied') }], {});
        expect(outcome).toMatchObject({ ok: true });
        expect((await contentOf(volume, '/copied')).toString()).toBe('bytes');
      });
    });

    describe('folders and links', () => {
      it('[V10] removes only empty folders, never the root', async () => {
        await volume.makeDirectory(at('/folder'), { mode: 0o700 });
        await put('/folder/a', 'x');
        expect(await codeOf(volume.removeDirectory(at('/folder')))).toBe('not-empty');
        expect(await codeOf(volume.removeFile(at('/folder')))).toBe('is-a-directory');
        expect(await codeOf(volume.removeDirectory(at('/folder/a')))).toBe('not-a-directory');
        expect(await codeOf(volume.removeDirectory(at('/none')))).toBe('not-found');
        expect(await codeOf(volume.removeDirectory(at('/')))).toBe('refused');
        expect(await codeOf(volume.moveToTrash(at('/'), 'id'))).toBe('refused');
        expect(await codeOf(volume.rename(at('/'), at('/x')))).toBe('refused');
        await volume.removeFile(at('/folder/a'));
        await volume.removeDirectory(at('/folder'));
        expect(await names('/')).toEqual([]);
      });

      it('[V10] renames files and folders with all in them, never a folder into itself', async () => {
        await volume.makeDirectory(at('/a'));
        await volume.makeDirectory(at('/a/b'));
        await put('/a/b/c', 'deep');
        await volume.makeDirectory(at('/to'));
        await volume.rename(at('/a'), at('/to/z'));
        expect((await contentOf(volume, '/to/z/b/c')).toString()).toBe('deep');
        expect(await codeOf(volume.stat(at('/a/b/c')))).toBe('not-found');
        expect(await codeOf(volume.rename(at('/to'), at('/to/z/b/to')))).toBe('refused');
        expect(await codeOf(volume.rename(at('/none'), at('/new')))).toBe('not-found');
        expect(await codeOf(volume.rename(at('/to'), at('/none/to')))).toBe('not-found');
        await volume.makeDirectory(at('/a'));
        await put('/a/new', 'again');
        expect(await names('/a')).toEqual(['new']);
      });

      it('[V7] a symlink is never followed: not the last part, and none before it', async (context) => {
        need(context, can.symlinks, 'symbolic links');
        writeFileSync(join(outside, 'secret'), 'secret');
        await volume.makeDirectory(at('/real'));
        await put('/real/a', 'x');
        await volume.makeSymlink(at('/out'), outside);
        await volume.makeSymlink(at('/in'), 'real');
        await volume.makeSymlink(at('/dangling'), 'nowhere');
        await volume.makeSymlink(at('/file'), join(outside, 'secret'));
        for (const link of ['/out', '/in']) {
          const below = at(`${link}/new`);
          expect(inTheWay).toContain(await codeOf(volume.list(at(link))));
          expect(inTheWay).toContain(await codeOf(volume.stat(at(`${link}/secret`))));
          expect(inTheWay).toContain(await codeOf(contentOf(volume, `${link}/secret`)));
          expect(inTheWay).toContain(await codeOf(put(below, 'x')));
          expect(inTheWay).toContain(await codeOf(volume.makeDirectory(below)));
          expect(inTheWay).toContain(await codeOf(volume.makeSymlink(below, 'x')));
          expect(inTheWay).toContain(await codeOf(volume.rename(at('/real/a'), below)));
          expect(inTheWay).toContain(await codeOf(volume.removeFile(at(`${link}/secret`))));
          expect(inTheWay).toContain(await codeOf(volume.removeDirectory(at(link))));
          expect(inTheWay).toContain(await codeOf(volume.writeMetadata(at(`${link}/secret`), { mode: 0o777 })));
          expect(inTheWay).toContain(await codeOf(volume.moveToTrash(at(`${link}/secret`), 'id')));
        }
        expect(await codeOf(contentOf(volume, '/file'))).toBe('unsupported');
        expect(await codeOf(put('/dangling', 'x'))).toBe('exists');
        await volume.writeMetadata(at('/file'), { mtimeNs: 1_000_000_000n });
        expect((await volume.stat(at('/file'))).type).toBe('symlink');
        await volume.removeFile(at('/file'));
        await volume.moveToTrash(at('/out'), 'out');
        expect(readdirSync(outside)).toEqual(['secret']);
        expect(statSync(join(outside, 'secret')).mtimeMs).toBeGreaterThan(1_000_000);
        expect(await names('/')).toEqual(['dangling', 'in', 'real']);
      });

      it('[V41] the names in folders are made durable; a folder that is not there is said', async () => {
        await volume.makeDirectory(at('/folder'));
        await volume.makeDirectory(at('/folder/empty'));
        await volume.makeDurable([at('/folder'), at('/')]);
        await volume.makeDurable([]);
        expect(await codeOf(volume.makeDurable([at('/none')]))).toBe('not-found');
        expect(await names('/folder')).toEqual(['empty']);
      });

      it('[V8] a hard link is a second name of one file', async (context) => {
        need(context, can.hardLinks, 'hard links');
        await put('/a', 'one');
        await volume.makeDirectory(at('/folder'));
        await volume.makeHardLink(at('/a'), at('/folder/b'));
        const [a, b] = [await volume.stat(at('/a')), await volume.stat(at('/folder/b'))];
        expect([a.links, b.links, b.inode]).toEqual([2, 2, a.inode]);
        await put('/c', 'other');
        expect((await volume.stat(at('/c'))).inode).not.toBe(a.inode);
        await volume.removeFile(at('/a'));
        expect((await contentOf(volume, '/folder/b')).toString()).toBe('one');
        expect((await volume.stat(at('/folder/b'))).links).toBe(1);
        expect(await codeOf(volume.makeHardLink(at('/none'), at('/d')))).toBe('not-found');
        expect(await codeOf(volume.makeHardLink(at('/folder'), at('/d')))).toBe('unsupported');
      });

      it('[V9] removes what it is told to, and only while it is what was expected', async () => {
        await put('/a', 'one');
        const entry = await volume.stat(at('/a'));
        const { mtimeNs } = await volume.readMetadata(at('/a'));
        const expected = { size: entry.size, mtimeNs, inode: entry.inode };
        expect(await codeOf(volume.removeFile(at('/a'), { ...expected, size: 4 }))).toBe('changed');
        expect(await codeOf(volume.removeFile(at('/a'), { ...expected, mtimeNs: mtimeNs + 1n }))).toBe('changed');
        expect(await codeOf(volume.removeFile(at('/a'), { ...expected, inode: '0:0' }))).toBe('changed');
        expect(await names('/')).toEqual(['a']);
        await volume.removeFile(at('/a'), expected);
        expect(await codeOf(volume.removeFile(at('/a')))).toBe('not-found');
      });
    });

    describe('metadata', () => {
      it('[V11] keeps mode, times to the nanosecond and attributes, or says what it could not keep', async () => {
        const wanted = {
          mode: 0o640,
          mtimeNs: 1_234_567_890_123_456_789n,
          atimeNs: 1_134_567_890_987_654_321n,
          ...(can.xattrs ? { xattrs: { 'user.tag': Buffer.from([0, 255, 10]) } } : {}),
        };
        const { lost } = await volume.write(at('/a'), bytes('x'), { metadata: wanted });
        await volume.makeDirectory(at('/folder'));
        const folderLost = await volume.writeMetadata(at('/folder'), wanted);
        for (const [path, gone] of [
          ['/a', lost],
          ['/folder', folderLost],
        ] as const) {
          const kept = await volume.readMetadata(at(path));
          expect(step(kept.mtimeNs)).toBe(step(wanted.mtimeNs));
          if (!gone.some((what) => what.startsWith('mode'))) expect(kept.mode).toBe(0o640);
          if (can.xattrs && !gone.includes('attribute user.tag')) {
            expect([...(kept.xattrs['user.tag'] ?? [])]).toEqual([0, 255, 10]);
          }
        }
        if (can.hardLinks && can.timeStepNs === 1) {
          expect((await volume.readMetadata(at('/a'))).atimeNs).toBe(wanted.atimeNs);
          expect(lost.filter((what) => !what.startsWith('attribute'))).toEqual([]);
        }
      });

      it('[V11] times before 1970 and far ahead are kept', async (context) => {
        need(context, can.hardLinks && can.timeStepNs === 1, 'fine times');
        for (const mtimeNs of [-1_500_000_001n, 4_000_000_000_000_000_007n]) {
          await put('/a', 'x');
          const lost = await volume.writeMetadata(at('/a'), { mtimeNs });
          const kept = (await volume.readMetadata(at('/a'))).mtimeNs;
          if (lost.length === 0) expect(kept).toBe(mtimeNs);
          await volume.removeFile(at('/a'));
        }
      });

      it('[V11] a copied program gains no rights: setuid and setgid are dropped and told', async (context) => {
        need(context, can.hardLinks, 'modes');
        const { lost } = await volume.write(at('/a'), bytes('x'), { metadata: { mode: 0o6755 } });
        expect(lost).toContain('setuid or setgid bit');
        expect((await volume.stat(at('/a'))).mode).toBe(0o755);
      });
    });

    describe('names', () => {
      const odd = [
        '-rf',
        ' lead',
        'new\nline',
        'tab\t',
        'back\\slash',
        '*?[',
        'é',
        'e\u0301',
        '😀',
        '\ufffd',
        'b\udce9\udcff',
      ];

      it('[V12] are bytes: every one is kept as it is, in listings, trash, reads and renames', async (context) => {
        need(context, !can.caseInsensitive, 'names of any bytes');
        for (const name of odd) {
          await put(`/${name}`, name);
          expect((await contentOf(volume, `/${name}`)).length).toBeGreaterThan(0);
          expect((await volume.stat(at(`/${name}`))).name).toBe(name);
        }
        expect(await names('/')).toEqual([...odd].sort());
        for (const [index, name] of odd.entries()) {
          await volume.makeDirectory(at(`/d${index}`));
          await volume.rename(at(`/${name}`), at(`/d${index}/${name}`));
          expect(await names(`/d${index}`)).toEqual([name]);
          await volume.moveToTrash(at(`/d${index}/${name}`), `id${index}`);
          expect((await volume.listTrash()).find(({ id }) => id === `id${index}`)?.path).toBe(`/d${index}/${name}`);
          await volume.restoreFromTrash(`id${index}`, at(`/d${index}/${name}`));
          await volume.removeFile(at(`/d${index}/${name}`));
        }
      });

      it('[V12] of folders and links may be any bytes, too', async (context) => {
        need(context, !can.caseInsensitive && can.symlinks, 'names of any bytes');
        await volume.makeDirectory(at('/\udcff'));
        await put('/\udcff/x', 'x');
        await volume.makeSymlink(at('/\udcff/link'), 'to\udc80\n');
        expect(await names('/\udcff')).toEqual(['link', 'x']);
        expect((await volume.stat(at('/\udcff/link'))).linkTarget).toBe('to\udc80\n');
      });

      it('[V13] may be 255 bytes long; longer ones are bad names', async () => {
        await put(`/${'a'.repeat(255)}`, 'x');
        await volume.makeDirectory(at(`/${'b'.repeat(255)}`));
        for (const name of ['c'.repeat(256), 'é'.repeat(128)].slice(0, can.caseInsensitive ? 1 : 2)) {
          expect(await codeOf(put(`/${name}`, 'x'))).toBe('bad-name');
          expect(await codeOf(volume.makeDirectory(at(`/${name}`)))).toBe('bad-name');
          expect(await codeOf(volume.rename(at(`/${'b'.repeat(255)}`), at(`/${name}`)))).toBe('bad-name');
        }
        expect(await names('/')).toHaveLength(2);
      });

      it('[V13] of CFS itself, and names that stand for no bytes or lead out, are refused', async () => {
        await volume.makeDirectory(at('/folder'));
        await put('/a', 'x');
        for (const name of ['.cfs', '.cfs-part-x', '\ud800']) {
          for (const path of [`/${name}`, `/folder/${name}`]) {
            expect(await codeOf(put(path, 'x'))).toBe('bad-name');
            expect(await codeOf(volume.makeDirectory(at(path)))).toBe('bad-name');
            expect(await codeOf(volume.rename(at('/a'), at(path)))).toBe('bad-name');
            expect(await codeOf(volume.stat(at(path)))).toBe('bad-name');
            expect(await codeOf(volume.removeFile(at(path)))).toBe('bad-name');
            expect(await codeOf(contentOf(volume, path))).toBe('bad-name');
          }
        }
        for (const path of ['/..', '/folder/..', '/folder/../a', '/.', '/a\0b']) {
          expect(await codeOf(put(path, 'x'))).toBe('bad-name');
          expect(await codeOf(volume.removeFile(at(path)))).toBe('bad-name');
          expect(await codeOf(volume.stat(at(path)))).toBe('bad-name');
          expect(await codeOf(volume.list(at(path)))).toBe('bad-name');
        }
        expect(await names('/')).toEqual(['a', 'folder']);
      });
    });

    describe('trash', () => {
      it('[V14] takes files and whole folders, lists them newest first and gives them back', async () => {
        await put('/a', 'one');
        await volume.makeDirectory(at('/folder'));
        await put('/folder/in', 'two');
        expect(await volume.listTrash()).toEqual([]);
        const item = await volume.moveToTrash(at('/a'), 'first');
        expect(item).toMatchObject({ id: 'first', path: '/a', type: 'file', size: 3 });
        expect(await volume.trashed('first')).toEqual(item);
        expect(await volume.trashed('second')).toBe(null);
        await new Promise((resolve) => setTimeout(resolve, 5));
        await volume.moveToTrash(at('/folder'), 'second');
        expect((await volume.listTrash()).map(({ id, path }) => [id, path])).toEqual([
          ['second', '/folder'],
          ['first', '/a'],
        ]);
        expect(await names('/')).toEqual([]);
        await volume.restoreFromTrash('first', at('/again'));
        // Back in the trash, it is remembered where it was first.
        expect(await volume.moveToTrash(at('/again'), 'third', at('/a'))).toMatchObject({ path: '/a' });
        expect(await volume.trashed('third')).toMatchObject({ path: '/a' });
        await volume.restoreFromTrash('third', at('/again'));
        await volume.restoreFromTrash('second', at('/folder'));
        expect(await volume.trashed('first')).toBe(null);
        expect((await contentOf(volume, '/again')).toString()).toBe('one');
        expect((await contentOf(volume, '/folder/in')).toString()).toBe('two');
        expect(await volume.listTrash()).toEqual([]);
      });

      it('[V35] takes many and gives them back, one outcome each, as one after the other', async () => {
        await volume.makeDirectory(at('/d'));
        await volume.makeDirectory(at('/d/sub'));
        const all = Array.from({ length: 20 }, (_, index) => ({ path: at(`/d/f${index}`), id: `id${index}` }));
        for (const { path } of all) await put(path, `text of ${path}`);
        await put('/d/sub/in', 'in');
        const outcomes = await volume.moveManyToTrash([
          { path: at('/d/none'), id: 'none' },
          ...all,
          { path: at('/d/f0'), id: 'again' },
          { path: at('/d/sub'), id: 'sub', was: at('/elsewhere') },
          { path: at('/d/sub/in'), id: 'in' },
          { path: at('/'), id: 'root' },
        ]);
        const codes = outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code));
        const gone = 'not-found';
        expect(codes).toEqual([gone, ...all.map(() => 'ok'), gone, 'ok', gone, 'refused']);
        expect(outcomes[1]).toMatchObject({ value: { id: 'id0', path: '/d/f0', type: 'file', size: 13 } });
        expect(await names('/d')).toEqual([]);
        expect((await volume.listTrash()).map(({ id }) => id).sort()).toEqual(
          [...all.map(({ id }) => id), 'sub'].sort(),
        );
        expect(await volume.trashed('sub')).toMatchObject({ path: '/elsewhere', type: 'directory' });
        await put('/d/f3', 'new');
        const back = await volume.restoreManyFromTrash([
          ...all,
          { id: 'nowhere', path: at('/d/x') },
          { id: 'sub', path: at('/d/sub') },
          { id: 'id3', path: at('/none/f3') },
          { id: 'id3', path: at('/d/beside') },
        ]);
        expect(back.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code))).toEqual([
          ...all.map(({ id }) => (id === 'id3' ? 'exists' : 'ok')),
          gone,
          'ok',
          gone,
          'ok',
        ]);
        for (const { path } of all) {
          expect((await contentOf(volume, path)).toString()).toBe(path === '/d/f3' ? 'new' : `text of ${path}`);
        }
        expect((await contentOf(volume, '/d/beside')).toString()).toBe('text of /d/f3');
        expect((await contentOf(volume, '/d/sub/in')).toString()).toBe('in');
        expect(await volume.listTrash()).toEqual([]);
        expect(await volume.moveManyToTrash([])).toEqual([]);
      });

      it('[V14] gives nothing back over something, and deletes only what is asked for', async () => {
        await put('/a', 'old');
        await volume.moveToTrash(at('/a'), 'first');
        await put('/a', 'new');
        expect(await codeOf(volume.restoreFromTrash('first', at('/a')))).toBe('exists');
        expect(await codeOf(volume.restoreFromTrash('first', at('/none/a')))).toBe('not-found');
        expect(await codeOf(volume.restoreFromTrash('other', at('/b')))).toBe('not-found');
        // One id groups what one deletion took from several volumes, so that a pool cannot tell a second use of it.
        if (!isPool) expect(await codeOf(volume.moveToTrash(at('/a'), 'first'))).toBe('exists');
        expect(await codeOf(volume.moveToTrash(at('/none'), 'third'))).toBe('not-found');
        await volume.moveToTrash(at('/a'), 'second');
        await volume.deleteFromTrash('second');
        expect((await volume.listTrash()).map(({ id }) => id)).toEqual(['first']);
        expect(await codeOf(volume.deleteFromTrash('second'))).toBe('not-found');
        for (const id of ['../x', '', 'a/b', '.']) {
          expect(noId).toContain(await codeOf(volume.deleteFromTrash(id)));
          expect(noId).toContain(await codeOf(volume.restoreFromTrash(id, at('/b'))));
        }
        await volume.restoreFromTrash('first', at('/a'));
        expect((await contentOf(volume, '/a')).toString()).toBe('old');
      });

      it('[V36] reads a file in the trash, whole or a part, and follows no link there', async () => {
        const readAll = async (id: string, range = {}): Promise<string> => {
          const chunks: Uint8Array[] = [];
          for await (const chunk of volume.readTrashed(id, range)) chunks.push(chunk);
          return Buffer.concat(chunks).toString();
        };
        await put('/a', 'content');
        await volume.makeDirectory(at('/folder'));
        await volume.moveToTrash(at('/a'), 'file');
        await volume.moveToTrash(at('/folder'), 'folder');
        expect(await readAll('file')).toBe('content');
        expect(await readAll('file', { start: 2, end: 5 })).toBe('nte');
        expect(await codeOf(readAll('folder'))).toBe('is-a-directory');
        expect(await codeOf(readAll('none'))).toBe('not-found');
        expect(noId).toContain(await codeOf(readAll('../x')));
        if (can.symlinks) {
          writeFileSync(join(outside, 'secret'), 'secret');
          await volume.makeSymlink(at('/link'), join(outside, 'secret'));
          await volume.moveToTrash(at('/link'), 'link');
          expect(await codeOf(readAll('link'))).toBe('unsupported');
        }
        const root = volume.physical(at('/'));
        if (root === null || !can.symlinks) return;
        // A crafted disk: a link instead of the item's folder.
        mkdirSync(join(outside, 'crafted'));
        for (const name of ['item', 'info.json']) {
          const original = join(root, '.cfs/trash/file', name);
          if (existsSync(original)) writeFileSync(join(outside, 'crafted', name), readFileSync(original));
        }
        symlinkSync(join(outside, 'crafted'), join(root, '.cfs/trash/crafted'));
        expect(await codeOf(readAll('crafted'))).toBe('not-found');
      });

      it('[V14] deletes folders with all in them, and follows no link out', async () => {
        writeFileSync(join(outside, 'secret'), 'kept');
        await volume.makeDirectory(at('/folder'));
        await volume.makeDirectory(at('/folder/sub'));
        await put('/folder/sub/a', 'x');
        if (can.symlinks) await volume.makeSymlink(at('/folder/out'), outside);
        await volume.moveToTrash(at('/folder'), 'id');
        await volume.deleteFromTrash('id');
        expect(await volume.listTrash()).toEqual([]);
        expect(readdirSync(outside)).toEqual(['secret']);
      });
    });

    it('[V15] finds and removes part files whose writer is dead, and no others', async (context) => {
      const root = volume.physical(at('/'));
      if (root === null) return context.skip('it has no path on this host');
      await volume.makeDirectory(at('/folder'));
      await put('/folder/a', 'x');
      await volume.moveToTrash(at('/folder/a'), 'id');
      const { newPartName } = await import('./parts.ts');
      const mine = newPartName();
      const dead = mine.replace(/-\d+-(\d+)-([0-9a-f]+)$/, '-4194305-$1-$2');
      const stranger = mine.replace(/^\.cfs-part-[0-9a-f]{8}/, '.cfs-part-00000000');
      const folder = volume.physical(at('/folder')) ?? root;
      for (const name of [mine, dead, stranger]) writeFileSync(join(folder, name), 'half');
      expect(await names('/folder')).toEqual([]);
      expect(await volume.findParts({ remove: false })).toEqual([`/folder/${dead}`]);
      expect(await volume.findParts({ remove: true })).toEqual([`/folder/${dead}`]);
      expect(await volume.findParts({ remove: false })).toEqual([]);
      expect(readdirSync(folder).sort()).toEqual([mine, stranger].sort());
    });

    it('[J1] keeps small records by their id, until they are removed', async () => {
      expect(await volume.listRecords()).toEqual([]);
      await volume.writeRecord('one', '{"a":1}');
      await volume.writeRecord('two', 'x'.repeat(100_000));
      await volume.writeRecord('one', '{"a":2}');
      const records = (await volume.listRecords()).toSorted((a, b) => a.id.localeCompare(b.id));
      expect(records.map(({ id, text }) => [id, text.length])).toEqual([
        ['one', 7],
        ['two', 100_000],
      ]);
      expect(records[0]?.text).toBe('{"a":2}');
      await volume.removeRecord('two');
      await volume.removeRecord('two');
      expect((await volume.listRecords()).map(({ id }) => id)).toEqual(['one']);
      expect(await names('/')).toEqual([]);
      for (const id of ['', '../x', 'a/b', 'x'.repeat(65)])
        expect(await codeOf(volume.writeRecord(id, ''))).toBe('invalid');
      expect(await codeOf(volume.writeRecord('big', 'x'.repeat((4 << 20) + 1)))).toBe('invalid');
    });

    it('[J1] reads no record through a link, none that is too large and none that is no file', async (context) => {
      const root = volume.physical(at('/'));
      if (root === null || !can.symlinks) return context.skip('it has no path on this host, or no links');
      await volume.writeRecord('good', 'text');
      const folder = join(root, '.cfs/journal');
      writeFileSync(join(outside, 'secret'), 'secret');
      symlinkSync(join(outside, 'secret'), join(folder, 'link.json'));
      mkdirSync(join(folder, 'folder.json'));
      writeFileSync(join(folder, 'big.json'), '');
      truncateSync(join(folder, 'big.json'), 2 ** 40);
      writeFileSync(join(folder, 'no id.json'), 'x');
      expect(await volume.listRecords()).toEqual([{ id: 'good', text: 'text' }]);
      rmSync(folder, { recursive: true });
      symlinkSync(outside, folder);
      // Folders are held open for one turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      expect(await codeOf(volume.listRecords())).not.toBe('no error');
      expect(await codeOf(volume.writeRecord('x', 'x'))).not.toBe('no error');
      expect(readdirSync(outside)).toEqual(['secret']);
    });

    it('[J2] a new version that waits beside the old one is not listed; those of dead writers are removed', async (context) => {
      const { isSideName, newSidePath } = await import('./parts.ts');
      await volume.makeDirectory(at('/folder'));
      const side = newSidePath(at('/folder/a'));
      expect(isSideName(side.slice('/folder/'.length))).toBe(true);
      await put(side, 'new');
      expect(await names('/folder')).toEqual([]);
      expect(await volume.findParts({ remove: true })).toEqual([]);
      const root = volume.physical(at('/'));
      if (root !== null) {
        const [dead, kept] = ['1', '2'].map((pid) => side.replace(/-\d+-\d+-([0-9a-f]+)$/, `-419430${pid}-1-$1`));
        writeFileSync(join(root, dead ?? ''), 'dead');
        writeFileSync(join(root, kept ?? ''), 'kept');
        expect([...(await volume.findParts({ remove: false }))].sort()).toEqual([dead, kept]);
        expect(await volume.findParts({ remove: false, keep: [at(kept ?? '')] })).toEqual([dead]);
        expect(await volume.tidyFolders([at('/none'), at('/folder')], [at(kept ?? '')])).toEqual({
          removed: [dead],
          busy: [side],
        });
        expect(readdirSync(join(root, 'folder')).sort()).toEqual([kept, side].map((path) => path?.slice(8)).sort());
      }
      await volume.rename(side, at('/folder/a'));
      expect(await names('/folder')).toEqual(['a']);
      if (root === null) context.skip('it has no path on this host');
    });

    it("[J14] two files or links get each other's name in one instant, or nothing changes", async (context) => {
      await put('/one', 'first');
      await put('/two', 'second');
      await volume.makeDirectory(at('/folder'));
      const code = await codeOf(volume.exchange(at('/one'), at('/two')));
      expect(await codeOf(volume.exchange(at('/one'), at('/none')))).not.toBe('no error');
      expect(await codeOf(volume.exchange(at('/one'), at('/folder')))).not.toBe('no error');
      expect(await names('/')).toEqual(['folder', 'one', 'two']);
      const [one, two] = code === 'no error' ? ['second', 'first'] : ['first', 'second'];
      expect((await contentOf(volume, '/one')).toString()).toBe(one);
      expect((await contentOf(volume, '/two')).toString()).toBe(two);
      if (code !== 'no error') {
        expect(code).toBe('unsupported');
        context.skip(`${can.filesystem} cannot do it at once`);
      }
    });

    it('[J3] what a killed process left of a deletion is not in the way of the same one', async (context) => {
      const root = volume.physical(at('/'));
      if (root === null) return context.skip('it has no path on this host');
      await put('/a', 'text');
      await volume.moveToTrash(at('/a'), 'id');
      const folder = join(root, '.cfs/trash/id');
      rmSync(join(folder, 'item'));
      await put('/a', 'text');
      expect(await codeOf(volume.moveToTrash(at('/a'), 'id'))).toBe('exists');
      const info = readFileSync(join(folder, 'info.json'), 'utf8');
      writeFileSync(join(folder, 'info.json'), info.replace(/"pid":\d+/, '"pid":4194305'));
      await volume.moveToTrash(at('/a'), 'id');
      expect((await volume.listTrash()).map(({ id }) => id)).toEqual(['id']);
      expect(readFileSync(join(folder, 'item'), 'utf8')).toBe('text');
    });

    it('[J3] puts in order what a killed process left in the trash, and nothing of a living one', async (context) => {
      const root = volume.physical(at('/'));
      if (root === null) return context.skip('it has no path on this host');
      for (const name of ['kept', 'lost', 'fresh', 'deleting']) {
        await put(`/${name}`, name);
        await volume.moveToTrash(at(`/${name}`), name);
      }
      const { newPartName } = await import('./parts.ts');
      const dead = newPartName().replace(/-\d+-\d+-([0-9a-f]+)$/, '-4194305-1-$1');
      const trash = join(root, '.cfs/trash');
      // Killed before the item came, by a process that is dead, and by this one.
      for (const name of ['lost', 'fresh']) rmSync(join(trash, name, 'item'));
      const info = readFileSync(join(trash, 'lost/info.json'), 'utf8');
      writeFileSync(join(trash, 'lost/info.json'), info.replace(/"pid":\d+/, '"pid":4194305'));
      // Killed while it was deleted, and before it had its id.
      writeFileSync(join(trash, 'deleting', dead), '');
      mkdirSync(join(trash, dead));
      writeFileSync(join(root, '.cfs', dead), 'half a marker');
      expect(await volume.tidyOwnFolder()).toHaveLength(4);
      expect(readdirSync(trash).sort()).toEqual(['fresh', 'kept']);
      expect(readdirSync(join(root, '.cfs')).filter((name) => name.startsWith('.'))).toEqual([]);
      expect(await volume.tidyOwnFolder()).toEqual([]);
      expect((await volume.listTrash()).map(({ id }) => id)).toEqual(['kept']);
    });

    it('[V16] tells its space: used and free add up to the total', async () => {
      const { total, used, free } = await volume.space();
      expect(used + free).toBe(total);
      expect(free).toBeGreaterThan(0);
      expect(used).toBeGreaterThanOrEqual(0);
      expect(can.spaceGroup).not.toBe('');
      expect((await volume.capabilities()).spaceGroup).toBe(can.spaceGroup);
    });

    it('[V17] foreign things are told as such and never moved', async () => {
      await volume.makeDirectory(at('/lost+found'));
      await volume.makeDirectory(at('/folder'));
      await volume.makeDirectory(at('/folder/lost+found'));
      await put('/folder/.DS_Store', 'x');
      const root = await volume.list(at('/'));
      expect(root.find((entry) => entry.name === 'lost+found')?.foreign).toBe(true);
      expect(root.find((entry) => entry.name === 'folder')?.foreign).toBeUndefined();
      const inner = await volume.list(at('/folder'));
      expect(inner.find((entry) => entry.name === 'lost+found')?.foreign).toBeUndefined();
      expect(inner.find((entry) => entry.name === '.DS_Store')?.foreign).toBe(true);
      expect((await volume.stat(at('/lost+found'))).foreign).toBe(true);
      expect(await codeOf(volume.moveToTrash(at('/lost+found'), 'id'))).toBe('refused');
      expect(await codeOf(volume.rename(at('/lost+found'), at('/found')))).toBe('refused');
    });

    it('[V19] names the real path where it has one', async (context) => {
      await put('/a', 'x');
      const path = volume.physical(at('/a'));
      if (path === null) return context.skip('it has no path on this host');
      expect(readFileSync(path, 'utf8')).toBe('x');
      if (can.hardLinks) {
        linkSync(path, `${path}2`);
        expect(await names('/')).toEqual(['a', 'a2']);
      }
    });
  });
}

// eslint-disable-next-line @typescript-eslint/require-await -- a source that fails before its second chunk
async function* failing(): AsyncIterable<Uint8Array> {
  yield Buffer.from('half');
  throw new Error('the source broke');
}
