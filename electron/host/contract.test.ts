import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { serveClient } from './dispatch.ts';
import type { Handlers } from './dispatch.ts';
import { engineEvents } from './events.ts';
import { createHandlers } from './handlers.ts';
import { hostContract, noPictures } from './host.contract.ts';
import { Links } from './links.ts';
import { memoryPair } from './memory-transport.ts';
import { connectSocket } from './test-client.ts';
import { openWindowSettings } from './settings.ts';
import { createTestEngine } from './test-engine.ts';
import type { TestEngine } from './test-engine.ts';
import { openAppMenu } from './app-menu.ts';
import { createUploads } from './uploads.ts';
import { webSocketTransport } from './websocket.ts';

/** A host that has every capability. */
function fullHandlers(test: TestEngine): Handlers {
  const links = new Links();
  let copied: readonly string[] = [];
  return createHandlers(test.engine, {
    info: {
      version: '1.2.3',
      platform: 'linux',
      home: test.engine.home,
      capabilities: {
        pickFolder: true,
        openFile: true,
        showInSystem: true,
        dropPaths: true,
        streams: true,
        windowControls: true,
        openWith: true,
        systemClipboard: true,
        appMenu: true,
        dragOut: true,
      },
    },
    pickFolder: () => Promise.resolve('/picked'),
    openPath: (path) => Promise.resolve(void test.calls.push(['opened', path])),
    showPath: (path) => Promise.resolve(void test.calls.push(['shown', path])),
    dragOut: (files) => void test.calls.push(['dragged', files]),
    chooseProgram: (path) => Promise.resolve(void test.calls.push(['asked for', path])),
    clipboard: {
      write: (files) => Promise.resolve(void (copied = files)),
      read: () => Promise.resolve(copied),
      clear: () => Promise.resolve(void (copied = [])),
    },
    menu: openAppMenu((commands) => void test.calls.push(['menu', commands.length])),
    uploads: createUploads(test.engine.jobs),
    settings: openWindowSettings('/nowhere', () => undefined),
    pictures: {
      get: () => Promise.resolve(null),
      keep: ({ volume, path, edge }, bytes) =>
        Promise.resolve(void test.calls.push(['kept', volume, path, edge, bytes.toString()])),
      use: () => Promise.resolve(noPictures),
      clear: () => Promise.resolve(void test.calls.push(['cleared'])),
    },
    linkTo: (client, pool, path) => links.make(client.session ?? '', pool, path),
  });
}

hostContract('an in-memory pair', () => {
  const test = createTestEngine();
  const pair = memoryPair();
  const served = serveClient(pair.host, fullHandlers(test), { events: engineEvents(test.engine) });
  const close = (): Promise<void> => {
    served.close();
    return Promise.resolve();
  };
  return Promise.resolve({ transport: pair.client, test, close });
});

hostContract('a WebSocket', async () => {
  const test = createTestEngine();
  const handlers = fullHandlers(test);
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => {
    serveClient(webSocketTransport(socket), handlers, { events: engineEvents(test.engine) });
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { transport } = await connectSocket(`ws://127.0.0.1:${port}/`, []);
  return {
    transport,
    test,
    async close() {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});
