import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, existsSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createClient } from '../../shared/client.ts';
import type { Client } from '../../shared/client.ts';
import { secretHeader, urlPath } from '../../shared/session.ts';
import { openBrowser } from './open-browser.ts';
import { attachment, parseRange } from './range.ts';
import { ask, openSocket, openTab, startTestHost } from './test-client.ts';
import type { Answer, Tab, TestHost } from './test-client.ts';
import { createTestEngine } from './test-engine.ts';
import { createUploads } from './uploads.ts';

describe('bytes up and down', () => {
  let test: TestHost;
  let tab: Tab;
  let client: Client;
  beforeEach(async () => {
    test = await startTestHost();
    tab = await openTab(test);
    client = createClient((await openSocket(test, tab)).transport);
  });
  afterEach(async () => {
    client.close();
    await test.close();
  });

  const own = (): Record<string, string> => ({ cookie: tab.cookie, [secretHeader]: tab.secret });
  const begin = (): Promise<{ url: string; jobId: string }> =>
    client.call('upload.begin', { pool: 'Home', dest: '/in', files: 0, bytes: 0 });
  const put = (url: string, body: Uint8Array | string, headers: Record<string, string> = {}): Promise<Answer> =>
    ask(test.port, url, {
      method: 'PUT',
      body,
      headers: { ...own(), 'content-length': String(body.length), ...headers },
    });
  const errorOf = (answer: Answer): { code: string; message: string } =>
    (JSON.parse(answer.body.toString()) as { error: { code: string; message: string } }).error;
  const link = async (path: string): Promise<string> => (await client.call('entry.link', { pool: 'Home', path })).url;
  const get = (url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> =>
    ask(test.port, url, { method, headers: { cookie: tab.cookie, ...headers } });

  it('[H30] a file goes up byte for byte, with its name, size and time', async () => {
    const { url } = await begin();
    const bytes = randomBytes(3_000_000);
    const name = 'a b/caf\udce9 ü+&=%41.bin';
    const { status } = await put(`${url}&path=${urlPath(name)}&size=${bytes.length}&mtimeMs=1700000000123.5`, bytes);
    expect(status).toBe(204);
    expect(bytes.equals(test.engine.files.get(`/in/${name}`) ?? new Uint8Array())).toBe(true);
    const options = { size: bytes.length, mtimeMs: 1_700_000_000_123.5 };
    expect(test.engine.calls).toContainEqual(['file', `/in/${name}`, options]);
  });

  it('[H30] 500 small files at once arrive, an empty one too', async () => {
    const { url } = await begin();
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, index) => put(`${url}&path=f${index}&size=${index % 7}`, 'x'.repeat(index % 7))),
    );
    expect(answers.every(({ status }) => status === 204)).toBe(true);
    expect(test.engine.files.size).toBe(500);
  });

  it('[H31] a body of another length than declared leaves no file', async () => {
    const { url } = await begin();
    const wrong = await put(`${url}&path=a&size=5`, 'longer than 5');
    expect([wrong.status, errorOf(wrong).code]).toEqual([400, 'invalid']);
    const chunked = await ask(test.port, `${url}&path=b&size=5`, {
      method: 'PUT',
      body: 'longer than 5',
      headers: { ...own(), 'transfer-encoding': 'chunked' },
    });
    expect([chunked.status, errorOf(chunked).code]).toEqual([400, 'invalid']);
    const short = await ask(test.port, `${url}&path=c&size=500`, {
      method: 'PUT',
      body: 'short',
      headers: { ...own(), 'transfer-encoding': 'chunked' },
    });
    expect(short.status).toBe(400);
    expect(test.engine.files.size).toBe(0);
  });

  it('[H31] a request that is cut off leaves no file', async () => {
    const { url } = await begin();
    const target = `${url}&path=half&size=1000000`;
    await new Promise<void>((resolve) => {
      const headers = { ...own(), 'content-length': '1000000' };
      const request = httpRequest({ host: '127.0.0.1', port: test.port, path: target, method: 'PUT', headers });
      request.on('error', () => resolve());
      request.write(Buffer.alloc(100_000), () => request.destroy(new Error('cut')));
    });
    expect((await put(`${url}&path=next`, 'x')).status).toBe(204);
    expect([...test.engine.files.keys()]).toEqual(['/in/next']);
  });

  it('[H31] what the engine refuses comes back as its error', async () => {
    const { url } = await begin();
    await put(`${url}&path=a`, 'x');
    const again = await put(`${url}&path=a`, randomBytes(200_000));
    expect([again.status, errorOf(again).code]).toEqual([409, 'exists']);
    expect(test.engine.files.get('/in/a')).toHaveLength(1);
  });

  it.each(['../up', 'a/../../up', '.cfs/x', '.cfs-part-1', '', '/', 'a%00b'])(
    '[H32] a file cannot go to %j',
    async (path) => {
      const { url } = await begin();
      const { status } = await put(`${url}&path=${path}`, 'x');
      expect(status).toBe(400);
      expect(test.engine.files.size).toBe(0);
    },
  );

  it('[H32] an upload needs cookie, secret and an open job', async () => {
    const { url, jobId } = await begin();
    expect((await put(`${url}&path=a`, 'x', { cookie: '' })).status).toBe(401);
    expect((await put(`${url}&path=a`, 'x', { [secretHeader]: '' })).status).toBe(401);
    expect((await put(`${url}&path=a`, 'x', { origin: 'http://evil.example' })).status).toBe(403);
    expect((await put(`/_cfs/upload?job=other&path=a`, 'x')).status).toBe(404);
    expect((await put(`${url}&path=a&size=-1`, 'x')).status).toBe(400);
    expect((await put(`${url}&path=a&size=1e400`, 'x')).status).toBe(400);
    await client.call('upload.end', { jobId });
    expect((await put(`${url}&path=a`, 'x')).status).toBe(404);
    expect(test.engine.files.size).toBe(0);
  });

  it('[H33] an upload whose window is gone is cancelled after a while, not while files come', async () => {
    vi.useFakeTimers();
    try {
      const engine = createTestEngine();
      const uploads = createUploads(engine.engine.jobs, { graceMs: 1_000 });
      const pool = await engine.engine.pool('Home');
      uploads.add(await pool.receive('/in' as never, { files: 0, bytes: 0 }), '/in' as never);
      const cancels = (): unknown[][] => engine.calls.filter(([name]) => name === 'cancel');
      await vi.advanceTimersByTimeAsync(5_000);
      const gate = Promise.withResolvers<undefined>();
      const work = uploads.use('up1', () => gate.promise);
      uploads.orphan('up1');
      await vi.advanceTimersByTimeAsync(5_000);
      expect(cancels()).toEqual([]);
      gate.resolve(undefined);
      await work;
      await vi.advanceTimersByTimeAsync(999);
      expect(cancels()).toEqual([]);
      await vi.advanceTimersByTimeAsync(2);
      expect(cancels()).toEqual([['cancel', 'up1']]);

      // When all has come, it may wait for answers: nobody has to come back to it.
      uploads.add(await pool.receive('/in' as never, { files: 0, bytes: 0 }), '/in' as never);
      await uploads.use('up1', (upload) => {
        upload.complete = true;
        return Promise.resolve();
      });
      uploads.orphan('up1');
      await vi.advanceTimersByTimeAsync(60_000);
      expect(cancels()).toHaveLength(1);
    } finally {
      vi.useRealTimers();
    }
  });

  it('[H34] a download is the bytes of the file, as an attachment in a sandbox', async () => {
    const bytes = randomBytes(1_000_000);
    test.engine.files.set('/d/caf\udce9 "1".html', bytes);
    const answer = await get(await link('/d/caf\udce9 "1".html'));
    expect(answer.status).toBe(200);
    expect(answer.body.equals(bytes)).toBe(true);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': `attachment; filename="caf_ _1_.html"; filename*=UTF-8''caf%EF%BF%BD%20%221%22.html`,
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
      'content-length': '1000000',
      'accept-ranges': 'bytes',
    });
  });

  it('[H34] names cannot write headers of their own', () => {
    expect(attachment('a\r\nSet-Cookie: x=y')).toBe(
      `attachment; filename="a__Set-Cookie: x=y"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x%3Dy`,
    );
  });

  it('[H35] ranges, HEAD and If-Range', async () => {
    test.engine.files.set('/r', Buffer.from('0123456789'));
    test.engine.files.set('/empty', new Uint8Array());
    const url = await link('/r');
    const part = await get(url, { range: 'bytes=2-4' });
    expect([part.status, part.body.toString(), part.headers['content-range']]).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await get(url, { range: 'bytes=-3' })).body.toString()).toBe('789');
    expect((await get(url, { range: 'bytes=7-' })).body.toString()).toBe('789');
    const beyond = await get(url, { range: 'bytes=10-' });
    expect([beyond.status, beyond.headers['content-range']]).toEqual([416, 'bytes */10']);
    const head = await get(url, {}, 'HEAD');
    expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '10', 0]);
    const same = { range: 'bytes=0-0', 'if-range': String(head.headers.etag) };
    expect((await get(url, same)).status).toBe(206);
    expect((await get(url, { range: 'bytes=0-0', 'if-range': '"other"' })).status).toBe(200);
    const empty = await get(await link('/empty'));
    expect([empty.status, empty.headers['content-length']]).toEqual([200, '0']);
  });

  it.each([
    [undefined, 'whole'],
    ['bytes=0-', { start: 0, end: 10 }],
    ['bytes=0-99', { start: 0, end: 10 }],
    ['bytes=9-9', { start: 9, end: 10 }],
    ['bytes=-99', { start: 0, end: 10 }],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=10-', 'unsatisfiable'],
    ['bytes=5-2', 'whole'],
    ['bytes=0-1,3-4', 'whole'],
    ['bytes=-', 'whole'],
    ['lines=1-2', 'whole'],
    ['bytes=1e3-', 'whole'],
  ])('[H35] the range %j of ten bytes', (header, range) => {
    expect(parseRange(header, 10)).toEqual(range);
  });

  it('[H36] a link is of one tab, cannot be changed and expires', async () => {
    test.engine.files.set('/r', Buffer.from('0123456789'));
    test.engine.files.set('/other', Buffer.from('x'));
    const url = await link('/r');
    expect((await get(url)).status).toBe(200);
    expect((await get(url, { cookie: '' })).status).toBe(401);
    expect((await get(url, { cookie: (await openTab(test)).cookie })).status).toBe(401);
    const [mine, others] = [url, await link('/other')].map((address) => new URLSearchParams(address.split('?')[1]));
    const forged = `/_cfs/file?f=${others?.get('f') ?? ''}&e=${mine?.get('e') ?? ''}&s=${mine?.get('s') ?? ''}`;
    expect((await get(forged)).status).toBe(401);
    expect((await get(url.replace(/&e=\d+/, '&e=99999999999999'))).status).toBe(401);
    expect((await get('/_cfs/file')).status).toBe(401);
    test.advance(600_001);
    expect((await get(url)).status).toBe(401);
  });

  it('[H36] a file that is gone or no file has no link', async () => {
    await expect(link('/none')).rejects.toMatchObject({ code: 'not-found' });
    test.engine.files.set('/gone', Buffer.from('x'));
    const url = await link('/gone');
    test.engine.files.delete('/gone');
    const answer = await get(url);
    expect([answer.status, errorOf(answer).code]).toEqual([404, 'not-found']);
  });
});

it('[H37] the browser is opened through a file that only this user can read, never with the token in a command', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cfs-open-'));
  const address = 'http://127.0.0.1:1/?token=abc';
  const commands: string[] = [];
  try {
    const file = await openBrowser(folder, address, (command, args) => {
      commands.push([command, ...args].join(' '));
      return Promise.resolve();
    });
    expect(commands).toEqual([expect.stringContaining(file.path)]);
    expect(commands[0]).not.toContain('abc');
    expect(statSync(file.path).mode & 0o777).toBe(0o600);
    expect(readFileSync(file.path, 'utf8')).toContain(`0;url=${address}`);
    await file.remove();
    expect(existsSync(file.path)).toBe(false);
    const none = openBrowser(folder, address, () => Promise.reject(new Error('ENOENT')));
    await expect(none).rejects.toMatchObject({ code: 'unsupported' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
