import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../shared/client.ts';
import { closedPath, secretHeader, sessionPath, webSocketPath } from '../../shared/session.ts';
import { openHttpHost } from './http.ts';
import { ask, openSocket, openTab, startTestHost } from './test-client.ts';
import type { Tab, TestHost } from './test-client.ts';
import { poolInfo } from './test-engine.ts';

describe('the loopback host', () => {
  let test: TestHost;
  let tab: Tab;
  beforeAll(async () => {
    test = await startTestHost();
    tab = await openTab(test);
  });
  afterAll(() => test.close());

  const enter = (address: string, headers = {}): ReturnType<typeof ask> => {
    const { pathname, search } = new URL(address);
    return ask(test.port, pathname + search, { headers });
  };

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.org', ''])('[H20] listening on %j is refused', async (host) => {
    const { engine } = test.engine;
    const info = { version: '1', platform: 'linux', home: '/' } as const;
    const opened = openHttpHost({ engine, info, host, port: 0, window: () => Promise.resolve() });
    await expect(opened).rejects.toMatchObject({ code: 'refused' });
  });

  it('[H20] a port that is in use is refused by name', async () => {
    const { engine } = test.engine;
    const info = { version: '1', platform: 'linux', home: '/' } as const;
    const opened = openHttpHost({ engine, info, host: '127.0.0.1', port: test.port, window: () => Promise.resolve() });
    await expect(opened).rejects.toMatchObject({ code: 'busy' });
  });

  it('[H21] the printed address answers 303 to / with the secret as fragment and a strict cookie', async () => {
    const { status, headers } = await enter(test.host.issueAddress());
    expect(status).toBe(303);
    expect(headers.location).toMatch(/^\/#s=[\w-]{43}$/);
    expect(headers['set-cookie']?.[0]).toMatch(/^cfs-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('[H21] a token works once, not when it is wrong, and not after ten minutes', async () => {
    const address = test.host.issueAddress();
    expect((await enter(address)).status).toBe(303);
    const again = await enter(address);
    expect(again.status).toBe(401);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.body.toString()).toContain('npm start');
    expect((await enter(`${test.host.origin}/?token=wrong`)).status).toBe(401);
    expect((await enter(`${test.host.origin}/?token=`)).status).toBe(401);
    const late = test.host.issueAddress();
    test.advance(600_001);
    expect((await enter(late)).status).toBe(401);
  });

  it('[H21] the tab that was let in may go back to its address; that gives it nothing new', async () => {
    const address = test.host.issueAddress();
    const { headers } = await enter(address);
    const [cookie = ''] = (headers['set-cookie']?.[0] ?? '').split(';');
    const again = await enter(address, { cookie });
    expect([again.status, again.headers.location, again.headers['set-cookie']]).toEqual([303, '/', undefined]);
  });

  it('[H22] cookie and secret let in; one of them alone, or a wrong one, does not', async () => {
    const other = await openTab(test);
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await ask(test.port, sessionPath, { headers })).status;
    expect(await status({ cookie: tab.cookie, [secretHeader]: tab.secret })).toBe(204);
    expect(await status({ cookie: tab.cookie })).toBe(401);
    expect(await status({ [secretHeader]: tab.secret })).toBe(401);
    expect(await status({ cookie: tab.cookie, [secretHeader]: other.secret })).toBe(401);
    expect(await status({ cookie: `${tab.cookie}x`, [secretHeader]: tab.secret })).toBe(401);
    expect(await status({})).toBe(401);
  });

  it('[H22] the same holds for the WebSocket, which also needs the Origin', async () => {
    const { transport, socket } = await openSocket(test, tab);
    expect(socket.protocol).toBe('cfs.1');
    expect(await createClient(transport).call('pool.list', {})).toEqual([poolInfo]);
    socket.close();
    await expect(openSocket(test, { cookie: tab.cookie })).rejects.toThrow('status 401');
    await expect(openSocket(test, { secret: tab.secret })).rejects.toThrow('status 401');
    await expect(openSocket(test, { ...tab, secret: 'wrong' })).rejects.toThrow('status 401');
    await expect(openSocket(test, tab, { origin: undefined })).rejects.toThrow('status 403');
    await expect(openSocket(test, tab, { origin: 'http://127.0.0.1:1' })).rejects.toThrow('status 403');
    await expect(openSocket(test, tab, { origin: 'null' })).rejects.toThrow('status 403');
    await expect(openSocket(test, tab, { host: 'evil.example' })).rejects.toThrow('status 403');
  });

  const foreign: [string, Record<string, string>][] = [
    ['a rebound name', { host: 'evil.example' }],
    ['a rebound name with the port', { host: 'evil.example:80' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['no port', { host: '127.0.0.1' }],
    ['another origin', { origin: 'http://evil.example' }],
    ['the origin of another port', { origin: 'http://127.0.0.1:1' }],
    ['an opaque origin', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this site', { 'sec-fetch-site': 'same-site' }],
    [
      'a frame of another site',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
    ],
  ];
  it.each(foreign)('[H23] a request from %s is refused, whatever it carries', async (_name, headers) => {
    const own = { host: `127.0.0.1:${test.port}`, cookie: tab.cookie, [secretHeader]: tab.secret };
    for (const path of [sessionPath, '/', '/_cfs/file?f=x']) {
      expect((await ask(test.port, path, { headers: { ...own, ...headers } })).status).toBe(403);
    }
  });

  it('[H23] a visit from elsewhere (the file that opens the browser) reaches the window only', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await ask(test.port, '/', { headers })).status).toBe(200);
    expect((await enter(test.host.issueAddress(), headers)).status).toBe(303);
    expect((await ask(test.port, sessionPath, { headers })).status).toBe(403);
  });

  it.each(['localhost', '[::1]', '127.0.0.1', 'LOCALHOST'])('[H23] the loopback name %s is ours', async (name) => {
    expect((await ask(test.port, '/', { headers: { host: `${name}:${test.port}` } })).status).toBe(200);
  });

  it('[H24] every answer carries the headers that keep a browser from mischief', async () => {
    for (const path of ['/', '/assets/index-Ab3dEf_h.js', '/nothing', closedPath, sessionPath, '/_cfs/file']) {
      const { headers } = await ask(test.port, path);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toMatch(/frame-ancestors 'none'/);
      expect(policy).not.toMatch(/unsafe|https?:|\*/);
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('[H24] the page gets a nonce of its own each time, as its policy says', async () => {
    const nonces = await Promise.all(
      [1, 2].map(async () => {
        const { headers, body } = await ask(test.port, '/');
        const nonce = /<meta property="csp-nonce" nonce="([^"]+)">/.exec(body.toString())?.[1] ?? '';
        expect(headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
        expect(headers['content-security-policy']).toContain("script-src 'self';");
        return nonce;
      }),
    );
    expect(nonces[0]).not.toBe(nonces[1]);
  });

  it('[H25] hashed files are kept for ever, the icon for a while, the page is not', async () => {
    const asset = await ask(test.port, '/assets/index-Ab3dEf_h.js');
    expect(asset.headers['cache-control']).toContain('immutable');
    expect(asset.headers['content-type']).toContain('text/javascript');
    expect((await ask(test.port, '/icon.svg')).headers['cache-control']).toBe('public, max-age=3600');
    expect((await ask(test.port, '/')).headers['cache-control']).toBe('no-store');
    const head = await ask(test.port, '/', { method: 'HEAD' });
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%5c..%5csecret.txt',
    '/assets\\..\\..\\secret.txt',
    '//etc/passwd',
    '/./index.html',
    '/assets//index-Ab3dEf_h.js',
    '/index.html%00.js',
    '/assets/',
    '/__proto__',
  ])('[H25] nothing outside of the window is served at %s', async (path) => {
    const { status, body } = await ask(test.port, path);
    expect([403, 404]).toContain(status);
    expect(body.toString()).not.toContain('outside');
  });

  it('[H26] raw requests that are malformed are answered or cut, and the host goes on', async () => {
    const raw = (text: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(test.port, '127.0.0.1', () => socket.end(text));
        let got = '';
        socket.on('data', (data) => (got += data.toString('latin1')));
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(got));
      });
    const host = `Host: 127.0.0.1:${test.port}\r\n`;
    expect(await raw('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
    expect(await raw('GET / HTTP/1.1\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
    expect(await raw(`GET / HTTP/1.1\r\n${host}Host: evil.example\r\n\r\n`)).toMatch(/^HTTP\/1.1 40[03]/);
    expect(await raw(`GET http://evil.example/ HTTP/1.1\r\n${host}\r\n`)).toMatch(/^HTTP\/1.1 403/);
    const smuggled = await raw(`GET /?token=a%0d%0aSet-Cookie:%20x=y HTTP/1.1\r\n${host}Connection: close\r\n\r\n`);
    expect(smuggled).toMatch(/^HTTP\/1.1 401/);
    expect(smuggled.toLowerCase()).not.toContain('set-cookie');
    const upgrade = `GET ${webSocketPath} HTTP/1.1\r\n${host}Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n`;
    expect(await raw(upgrade)).toMatch(/^HTTP\/1.1 403/);
    expect((await ask(test.port, '/', { method: 'POST', body: 'x' })).status).toBe(405);
    expect((await ask(test.port, '/')).status).toBe(200);
  });

  it('[H26] a WebSocket message that is no JSON closes that connection only', async () => {
    const { socket } = await openSocket(test, tab);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.send('{{{');
    await closed;
    const binary = await openSocket(test, tab);
    const alsoClosed = new Promise((resolve) => binary.socket.on('close', resolve));
    binary.socket.send(new Uint8Array([1, 2, 3]));
    await alsoClosed;
    expect((await ask(test.port, '/')).status).toBe(200);
  });
});
