import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { methods } from '../../shared/contract.ts';
import type { MethodName } from '../../shared/contract.ts';
import type { PoolPath } from '../../shared/path.ts';
import { parseInput, serveClient } from './dispatch.ts';
import type { ServedClient } from './dispatch.ts';
import { engineEvents } from './events.ts';
import { createHandlers } from './handlers.ts';
import { memoryPair } from './memory-transport.ts';
import type { MemoryPair } from './memory-transport.ts';
import { createTestEngine, jobOf, poolInfo } from './test-engine.ts';
import type { TestEngine } from './test-engine.ts';

/** The wire as a client without our manners sees it. */
describe('one client on one transport', () => {
  let test: TestEngine;
  let pair: MemoryPair;
  let served: ServedClient;
  let frames: Record<string, unknown>[];
  let closed: string | null;
  let faults: string[];

  beforeEach(() => {
    test = createTestEngine();
    pair = memoryPair();
    frames = [];
    faults = [];
    closed = null;
    const info = { version: '1', platform: 'linux', home: '/', capabilities: {} as never } as const;
    served = serveClient(pair.host, createHandlers(test.engine, { info }), {
      events: engineEvents(test.engine),
      onFault: (error, method) => faults.push(`${method} ${error.message}`),
    });
    pair.client.onFrame((frame) => frames.push(frame as Record<string, unknown>));
    pair.client.onClose((why) => (closed = why));
  });
  afterEach(() => served.close());

  const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));
  const sendRaw = (frame: unknown): void => pair.client.send(frame as never);
  const replyTo = async (id: number): Promise<Record<string, unknown> | undefined> => {
    for (let tries = 0; tries < 200; tries += 1) {
      const found = frames.find((frame) => frame['id'] === id);
      if (found !== undefined) return found;
      await settle();
    }
    return undefined;
  };

  it('[H9] says hello with its version before anything else', async () => {
    await settle();
    expect(frames).toEqual([{ t: 'hello', version: 1 }]);
  });

  it('[H10] what is no frame closes the connection; with an id it fails as invalid', async () => {
    sendRaw({ t: 'call', id: 4, method: 'host.info', input: {}, more: true });
    expect(await replyTo(4)).toMatchObject({ t: 'failure', error: { code: 'invalid' } });
    expect(closed).toBeNull();
    sendRaw('hello');
    await settle();
    expect(closed).not.toBeNull();
  });

  it.each(['nothing.like.it', '__proto__', 'constructor', 'toString', 'hasOwnProperty', ''])(
    '[H10] the unknown method %j fails as invalid',
    async (method) => {
      sendRaw({ t: 'call', id: 1, method, input: {} });
      expect(await replyTo(1)).toMatchObject({ t: 'failure', error: { code: 'invalid' } });
    },
  );

  it('[H10] any input of any method gets a reply or a failure, never a crash', async () => {
    const junk = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(
        fc.constantFrom('pool', 'path', 'paths', '__proto__', 'constructor', 'id', 'limit'),
        fc.jsonValue(),
      ),
    );
    let id = 100;
    const names = Object.keys(methods) as MethodName[];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), junk, async (method, input) => {
        id += 1;
        sendRaw({ t: 'call', id, method, input });
        const reply = await replyTo(id);
        expect(reply).toBeDefined();
        if (reply?.['t'] === 'failure') {
          const { code } = reply['error'] as { code: string };
          expect(['invalid', 'not-found', 'unsupported', 'bad-name']).toContain(code);
        }
      }),
    );
    expect(faults).toEqual([]);
  });

  it('[H10] inputs that are too long or too many are refused by the name of the field', () => {
    const many = { pool: 'Home', paths: Array.from({ length: 100_001 }, () => '/a') };
    expect(() => parseInput('entry.trash', many)).toThrow(
      expect.objectContaining({ code: 'invalid', data: { field: 'paths' } }),
    );
    const long = { pool: 'Home', path: 'x'.repeat(65_537) };
    expect(() => parseInput('folder.list', long)).toThrow(expect.objectContaining({ data: { field: 'path' } }));
    const wrong = { pool: 'Home', paths: ['/a', 7] };
    expect(() => parseInput('entry.trash', wrong)).toThrow(expect.objectContaining({ data: { field: 'paths.1' } }));
    const polluted: unknown = JSON.parse('{"pool":"Home","__proto__":{"admin":true}}');
    expect(() => parseInput('pool.get', polluted)).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it('[H10] two calls with one id: the second is refused', async () => {
    test.gate = new Promise(() => undefined);
    sendRaw({ t: 'call', id: 1, method: 'pool.get', input: { pool: 'Home' } });
    sendRaw({ t: 'call', id: 1, method: 'host.info', input: {} });
    expect(await replyTo(1)).toMatchObject({ t: 'failure', error: { code: 'invalid' } });
  });

  it('[H7] the host answers a cancelled read with cancelled, once', async () => {
    const gate = Promise.withResolvers<undefined>();
    test.gate = gate.promise;
    sendRaw({ t: 'call', id: 1, method: 'pool.get', input: { pool: 'Home' } });
    sendRaw({ t: 'cancel', id: 1 });
    expect(await replyTo(1)).toMatchObject({ error: { code: 'cancelled' } });
    gate.resolve(undefined);
    await settle();
    expect(frames.filter((frame) => frame['id'] === 1)).toHaveLength(1);
  });

  it('[H7] a cancelled start still answers with its job', async () => {
    sendRaw({ t: 'call', id: 1, method: 'entry.trash', input: { pool: 'Home', paths: ['/a'] } });
    sendRaw({ t: 'cancel', id: 1 });
    expect(await replyTo(1)).toMatchObject({ t: 'reply', output: { jobId: 'job1' } });
  });

  it('[H11] a fault of CFS itself arrives as internal and is told to the log', async () => {
    test.gate = Promise.reject(new Error('disk of the engine on fire'));
    test.gate.catch(() => undefined);
    sendRaw({ t: 'call', id: 1, method: 'pool.get', input: { pool: 'Home' } });
    expect(await replyTo(1)).toMatchObject({ error: { code: 'internal' } });
    expect(faults).toHaveLength(1);
  });

  it('[H12] the watched folders of a client end with it, and with its change to another set', async () => {
    const watch = (id: number, paths: string[]): void =>
      sendRaw({ t: 'call', id, method: 'folder.watch', input: { pool: 'Home', paths } });
    watch(1, ['/a']);
    await replyTo(1);
    watch(2, ['/b']);
    await replyTo(2);
    served.close();
    const seen = test.calls.filter(([name]) => name === 'watchFolders').map(([, , paths]) => paths);
    expect(seen).toEqual([['/a'], [], ['/b'], []]);
  });

  it('[H12] changes of folders that a client does not show are not sent to it', async () => {
    sendRaw({ t: 'call', id: 1, method: 'folder.watch', input: { pool: 'Home', paths: ['/a'] } });
    await replyTo(1);
    test.emit('foldersChanged', { pool: 'Home', paths: ['/b' as PoolPath] });
    test.emit('foldersChanged', { pool: 'Other', paths: ['/a' as PoolPath] });
    test.emit('foldersChanged', { pool: 'p1', paths: ['/a' as PoolPath] });
    await settle();
    expect(frames.filter((frame) => frame['t'] === 'event')).toEqual([
      { t: 'event', name: 'folder.changed', payload: { pool: 'p1', paths: ['/a'] } },
    ]);
  });

  it('[H13] while a client is slow only the newest state of a job or pool waits, and nothing else is lost', async () => {
    await settle();
    pair.stall(true);
    for (let revision = 1; revision <= 50; revision += 1) {
      test.emit('jobChanged', jobOf('job1', { revision }));
      test.emit('jobChanged', jobOf('job2', { revision }));
      test.emit('poolChanged', poolInfo);
      test.emit('jobRemoved', `old${revision}`);
    }
    sendRaw({ t: 'call', id: 9, method: 'job.list', input: {} });
    await settle();
    test.emit('poolsChanged', {});
    expect(frames).toHaveLength(1);
    pair.stall(false);
    await settle();
    const events = frames.filter((frame) => frame['t'] === 'event').map((frame) => frame['name']);
    expect(events.filter((name) => name === 'job.changed')).toHaveLength(2);
    expect(events.filter((name) => name === 'pool.changed')).toHaveLength(1);
    expect(events.filter((name) => name === 'job.removed')).toHaveLength(50);
    expect(events.at(-1)).toBe('pools.changed');
    const jobs = frames.filter((frame) => frame['name'] === 'job.changed') as {
      payload?: { job: { revision: number } };
    }[];
    expect(jobs.map((frame) => frame.payload?.job.revision)).toEqual([50, 50]);
    expect(frames.some((frame) => frame['id'] === 9)).toBe(true);
  });

  it('[H13] a client that takes nothing at all is cut off instead of filling the memory', async () => {
    pair.stall(true);
    for (let count = 0; count <= 20_001; count += 1) test.emit('jobRemoved', `job${count}`);
    await settle();
    expect(closed).not.toBeNull();
  });

  it('[H14] what the host cannot do says so', async () => {
    sendRaw({ t: 'call', id: 1, method: 'host.pickFolder', input: { title: 'x' } });
    expect(await replyTo(1)).toMatchObject({ error: { code: 'unsupported' } });
  });

  it('[H15] paths that lead out are refused before the engine sees them', async () => {
    sendRaw({ t: 'call', id: 1, method: 'folder.list', input: { pool: 'Home', path: '/a/../../etc' } });
    sendRaw({ t: 'call', id: 2, method: 'folder.list', input: { pool: 'Home', path: '/.cfs' } });
    expect(await replyTo(1)).toMatchObject({ error: { code: 'invalid' } });
    expect(await replyTo(2)).toMatchObject({ error: { code: 'bad-name' } });
    expect(test.calls).toEqual([]);
  });
});
