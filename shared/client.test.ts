import { expect, it } from 'vitest';
import { createClient } from './client.ts';
import { clientFrame, hostFrame } from './wire.ts';
import type { ClientFrame } from './wire.ts';

/** A transport whose other end is the test. */
function scripted() {
  const sent: ClientFrame[] = [];
  let frame: (frame: unknown) => void = () => undefined;
  let close: (why: string) => void = () => undefined;
  let closedByClient = false;
  const client = createClient({
    send: (message) => void sent.push(message),
    onFrame: (listener) => (frame = listener),
    onClose: (listener) => (close = listener),
    close: () => (closedByClient = true),
  });
  return {
    client,
    sent,
    say: (message: unknown) => frame(message),
    hangUp: (why: string) => close(why),
    wasClosed: () => closedByClient,
  };
}

it('[H40] calls wait for the hello of the host', async () => {
  const { client, sent, say } = scripted();
  const call = client.call('pool.list', {});
  expect(sent).toEqual([]);
  say({ t: 'hello', version: 1 });
  await client.ready;
  expect(sent).toEqual([{ t: 'call', id: 1, method: 'pool.list', input: {} }]);
  say({ t: 'reply', id: 1, output: [] });
  expect(await call).toEqual([]);
});

it('[H40] a host of another version is refused with both versions, and so is every call', async () => {
  const { client, say, wasClosed } = scripted();
  const call = client.call('pool.list', {});
  say({ t: 'hello', version: 99 });
  await expect(client.ready).rejects.toMatchObject({ code: 'unsupported', data: { host: 99, window: 1 } });
  await expect(call).rejects.toMatchObject({ code: 'unsupported' });
  await expect(client.call('pool.list', {})).rejects.toMatchObject({ code: 'unsupported' });
  expect(wasClosed()).toBe(true);
});

it('[H41] an abort tells the host, rejects at once, and a late reply is ignored', async () => {
  const { client, sent, say } = scripted();
  say({ t: 'hello', version: 1 });
  const abort = new AbortController();
  const call = client.call('pool.list', {}, { signal: abort.signal });
  abort.abort();
  await expect(call).rejects.toMatchObject({ code: 'cancelled' });
  expect(sent.at(-1)).toEqual({ t: 'cancel', id: 1 });
  say({ t: 'reply', id: 1, output: [] });
  await expect(client.call('pool.list', {}, { signal: abort.signal })).rejects.toMatchObject({ code: 'cancelled' });
  expect(sent).toHaveLength(2);
});

it('[H41] an abort after the reply says nothing', async () => {
  const { client, sent, say } = scripted();
  say({ t: 'hello', version: 1 });
  const abort = new AbortController();
  const call = client.call('pool.list', {}, { signal: abort.signal });
  say({ t: 'reply', id: 1, output: [] });
  await call;
  abort.abort();
  expect(sent).toHaveLength(1);
});

it('[H42] the end of the connection rejects what is under way and tells who listens, once', async () => {
  const { client, say, hangUp } = scripted();
  say({ t: 'hello', version: 1 });
  const told: string[] = [];
  client.onClose((error) => told.push(error.message));
  const call = client.call('pool.list', {});
  hangUp('CFS has ended');
  hangUp('again');
  await expect(call).rejects.toMatchObject({ code: 'disconnected' });
  client.onClose((error) => told.push(error.message));
  expect(told).toHaveLength(2);
  expect(told[0]).toContain('CFS has ended');
});

it('[H43] listeners get events until they end their subscription; unknown events are passed over', () => {
  const { client, say } = scripted();
  const got: string[] = [];
  const end = client.on('job.removed', ({ id }) => got.push(id));
  say({ t: 'hello', version: 1 });
  say({ t: 'event', name: 'job.removed', payload: { id: 'a' } });
  say({ t: 'event', name: 'of.tomorrow', payload: {} });
  end();
  say({ t: 'event', name: 'job.removed', payload: { id: 'b' } });
  expect(got).toEqual(['a']);
});

it.each([null, 'text', {}, { t: 'reply' }, { t: 'failure', id: 1, error: { code: 'made-up', message: '' } }])(
  '[H44] %j from the host is no message and ends the connection',
  async (message) => {
    const { client, say, wasClosed } = scripted();
    say({ t: 'hello', version: 1 });
    const call = client.call('pool.list', {});
    say(message);
    await expect(call).rejects.toMatchObject({ code: 'disconnected' });
    expect(wasClosed()).toBe(true);
  },
);

it('[H44] frames are strict: a client cannot add to them', () => {
  expect(clientFrame.safeParse({ t: 'cancel', id: 1 }).success).toBe(true);
  for (const wrong of [
    { t: 'cancel', id: -1 },
    { t: 'cancel', id: 1.5 },
    { t: 'cancel', id: 1, x: 1 },
    { t: 'hello' },
    [],
  ]) {
    expect(clientFrame.safeParse(wrong).success).toBe(false);
  }
  expect(hostFrame.safeParse({ t: 'hello', version: 1 }).success).toBe(true);
});
