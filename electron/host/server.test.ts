import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../shared/client.ts';
import { secretHeader, webSocketPath, webSocketProtocols } from '../../shared/session.ts';
import type { ServeOptions } from '../cli/context.ts';
import { joinHosts } from './join.ts';
import { openEngine } from '../engine/engine.ts';
import { serve } from '../server.ts';
import { windowFiles } from './static.ts';
import { ask, connectSocket } from './test-client.ts';

const program = join(import.meta.dirname, '..', 'server.ts');

let folder: string;
let formerHome: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cfs-server-'));
  mkdirSync(join(folder, 'window'));
  writeFileSync(join(folder, 'window', 'index.html'), '<!doctype html><html><head></head></html>');
  formerHome = process.env['CFS_HOME'];
  process.env['CFS_HOME'] = join(folder, 'home');
});
afterEach(() => {
  if (formerHome === undefined) delete process.env['CFS_HOME'];
  else process.env['CFS_HOME'] = formerHome;
  rmSync(folder, { recursive: true, force: true });
});

/** The host in this process, over the real engine. */
async function started(): Promise<{ port: number; address: URL; stop: () => Promise<void> }> {
  const stop = new AbortController();
  const options: ServeOptions = { port: 0, host: '127.0.0.1', open: false, signal: stop.signal };
  const ready = Promise.withResolvers<string>();
  const ended = serve(options, ready.resolve, { window: windowFiles(join(folder, 'window')) });
  ended.catch(ready.reject);
  const address = new URL(await ready.promise);
  return {
    address,
    port: Number(address.port),
    stop: async () => {
      stop.abort();
      await ended;
    },
  };
}

it('[H39] from the printed address to the bytes on the volumes and back', async () => {
  const { port, address, stop } = await started();
  try {
    const entered = await ask(port, address.pathname + address.search);
    const [cookie = ''] = (entered.headers['set-cookie']?.[0] ?? '').split(';');
    const secret = new URL(entered.headers.location ?? '', address).hash.slice(3);
    const { transport } = await connectSocket(`ws://127.0.0.1:${port}${webSocketPath}`, webSocketProtocols(secret), {
      origin: address.origin,
      cookie,
    });
    const client = createClient(transport);
    const roots = ['one', 'two'].map((name) => join(folder, name));
    for (const root of roots) mkdirSync(root);
    await client.call('pool.create', {
      name: 'Real',
      volumes: roots.map((root) => ({ root, limit: 50_000_000, reserve: 0 })),
    });
    const ended = new Promise((resolve) => {
      client.on('job.changed', ({ job }) => {
        if (['done', 'failed', 'cancelled'].includes(job.state)) resolve(job.state);
      });
    });
    const { url, jobId } = await client.call('upload.begin', { pool: 'Real', dest: '/in', files: 1, bytes: 5 });
    const put = await ask(port, `${url}&path=sub/a.txt&size=5&mtimeMs=1700000000000`, {
      method: 'PUT',
      body: 'hello',
      headers: { cookie, [secretHeader]: secret },
    });
    expect(put.body.toString()).toBe('');
    await client.call('upload.end', { jobId });
    expect(await ended).toBe('done');
    const { entries } = await client.call('folder.list', { pool: 'Real', path: '/in/sub' });
    expect(entries).toMatchObject([{ path: '/in/sub/a.txt', size: 5, mtimeMs: 1_700_000_000_000 }]);
    const some = await client.call('folder.list', { pool: 'Real', path: '/in/sub', first: true, limit: 1 });
    expect(some).toEqual({ entries, missing: [], partial: true, total: 0, cursor: null });
    const all = await client.call('folder.list', { pool: 'Real', path: '/in/sub', first: true, limit: 2 });
    expect(all).toEqual({ entries, missing: [], total: 1, cursor: null });
    const stored = roots.map((root) => join(root, 'in', 'sub', 'a.txt')).filter((file) => existsSync(file));
    expect(stored.map((file) => readFileSync(file, 'utf8'))).toEqual(['hello']);
    const link = await client.call('entry.link', { pool: 'Real', path: '/in/sub/a.txt' });
    expect((await ask(port, link.url, { headers: { cookie } })).body.toString()).toBe('hello');
    client.close();
  } finally {
    await stop();
  }
});

it('[H107] commands join the server while it runs; what it was doing when it ended is offered at the next start', async () => {
  const { port, address, stop } = await started();
  const entered = await ask(port, address.pathname + address.search);
  const [cookie = ''] = (entered.headers['set-cookie']?.[0] ?? '').split(';');
  const secret = new URL(entered.headers.location ?? '', address).hash.slice(3);
  const protocols = webSocketProtocols(secret);
  const headers = { origin: address.origin, cookie };
  const { transport } = await connectSocket(`ws://127.0.0.1:${port}${webSocketPath}`, protocols, headers);
  const client = createClient(transport);
  const [root, source] = [join(folder, 'one'), join(folder, 'big')];
  mkdirSync(root);
  writeFileSync(source, Buffer.alloc(40_000_000, 1));
  await client.call('pool.create', { name: 'Real', volumes: [{ root, limit: 100_000_000, reserve: 0 }] });
  const { jobId } = await client.call('transfer.put', { pool: 'Real', sources: [source], dest: '/' });
  await client.call('job.pause', { id: jobId });

  const home = join(folder, 'home');
  const joined = await joinHosts(home);
  expect(joined.hosts.map(({ kind, pid }) => [kind, pid])).toEqual([['server', process.pid]]);
  const jobs = await joined.hosts[0]?.client.call('job.list', {});
  expect(jobs).toMatchObject([{ id: jobId, state: 'paused' }]);
  joined.close();
  client.close();
  await stop();

  expect(readdirSync(join(home, 'run'))).toEqual([]);
  expect(readdirSync(root)).toEqual(['.cfs']);
  const engine = await openEngine({ home });
  try {
    expect(engine.jobs.list()).toMatchObject([{ id: jobId, state: 'interrupted', canRestart: true }]);
    expect((await (await engine.jobs.restart(jobId)).ended).state).toBe('done');
    expect(readFileSync(join(root, 'big')).equals(readFileSync(source))).toBe(true);
  } finally {
    await engine.close();
  }
});

describe('the program', () => {
  const run = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const finish = async (child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> => {
    let [out, err] = ['', ''];
    child.stdout?.on('data', (data: Buffer) => (out += data.toString()));
    child.stderr?.on('data', (data: Buffer) => (err += data.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, out, err };
  };

  const built = existsSync(join(import.meta.dirname, '..', '..', 'out', 'renderer', 'index.html'));
  it.skipIf(!built).each(['SIGINT', 'SIGTERM'] as const)(
    '[H38] prints one line and ends cleanly on %s (skipped where the window is not built)',
    async (signal) => {
      const child = run('--port', '0');
      child.stdout?.once('data', () => child.kill(signal));
      const { code, out, err } = await finish(child);
      expect(out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n$/);
      expect([code, err]).toEqual([0, '']);
    },
  );

  it.skipIf(!built)('[H38] a port in use is exit 1, an address beyond loopback exit 4', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const taken = await finish(run('--port', String(port)));
    other.close();
    expect([taken.code, taken.out]).toEqual([1, '']);
    expect(taken.err).toMatch(/^cfs: Listening on port \d+: another program uses this port: [^\n]+\n$/);
    const wide = await finish(run('--host', '0.0.0.0'));
    expect([wide.code, wide.out]).toEqual([4, '']);
    expect(wide.err).toMatch(/^cfs: Listening on 0\.0\.0\.0: /);
  });

  it.each([['--port', 'x'], ['--port', '70000'], ['--what'], ['extra']])(
    '[H38] %j is wrong usage, exit 2',
    async (...args) => {
      const { code, out, err } = await finish(run(...args));
      expect([code, out]).toEqual([2, '']);
      expect(err).toMatch(/^cfs: Starting the host: [^\n]+\n$/);
    },
  );
});
