import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import type { ClientFrame, Transport } from '../../shared/wire.ts';
import { takeSecret, webSocketPath, webSocketProtocols } from '../../shared/session.ts';
import { openHttpHost } from './http.ts';
import type { HttpHost } from './http.ts';
import { windowFiles } from './static.ts';
import { createTestEngine } from './test-engine.ts';
import type { TestEngine } from './test-engine.ts';

/** A running host over a test engine and a small built window, for tests. */
export interface TestHost {
  readonly host: HttpHost;
  readonly port: number;
  readonly engine: TestEngine;
  /** Moves the host's clock. */
  advance(ms: number): void;
  close(): Promise<void>;
}

export async function startTestHost(): Promise<TestHost> {
  const folder = mkdtempSync(join(tmpdir(), 'cfs-host-'));
  const window = join(folder, 'renderer');
  mkdirSync(join(window, 'assets'), { recursive: true });
  writeFileSync(join(window, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(window, 'index.html'), '<!doctype html><html><head><title>CFS</title></head></html>');
  writeFileSync(join(window, 'assets', 'index-Ab3dEf_h.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'outside of the window');
  const engine = createTestEngine();
  let ahead = 0;
  const host = await openHttpHost({
    engine: engine.engine,
    info: { version: '1.2.3', platform: 'linux', home: engine.engine.home },
    host: '127.0.0.1',
    port: 0,
    window: windowFiles(window),
    now: () => Date.now() + ahead,
  });
  return {
    host,
    engine,
    port: Number(new URL(host.origin).port),
    advance: (ms) => void (ahead += ms),
    async close() {
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** One request exactly as given (fetch would mend addresses and headers). `target` is the request line's. */
export function ask(
  port: number,
  target: string,
  options: { method?: string; headers?: OutgoingHttpHeaders; body?: Uint8Array | string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { host: '127.0.0.1', port, path: target, method: options.method ?? 'GET', headers: options.headers ?? {} },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

export interface Tab {
  readonly cookie: string;
  readonly secret: string;
}

/** Goes the way of a browser tab: the printed address, the cookie, the fragment. */
export async function openTab(test: TestHost): Promise<Tab> {
  const { pathname, search } = new URL(test.host.issueAddress());
  const { status, headers } = await ask(test.port, pathname + search);
  const [cookie = ''] = (headers['set-cookie']?.[0] ?? '').split(';');
  const secret = takeSecret(new URL(headers.location ?? '', test.host.origin).hash, {
    getItem: () => null,
    setItem: () => undefined,
  });
  if (status !== 303 || secret === null) throw new Error(`The address was answered with ${status}.`);
  return { cookie, secret };
}

export interface OpenedSocket {
  readonly socket: WebSocket;
  readonly transport: Transport<ClientFrame, unknown>;
}

/** Opens the WebSocket of a tab; rejects with the status when it is refused. */
export function openSocket(
  test: TestHost,
  tab: Partial<Tab>,
  headers: OutgoingHttpHeaders = {},
): Promise<OpenedSocket> {
  const cookie = tab.cookie === undefined ? {} : { cookie: tab.cookie };
  return connectSocket(
    `ws://127.0.0.1:${test.port}${webSocketPath}`,
    tab.secret === undefined ? ['cfs.1'] : webSocketProtocols(tab.secret),
    { origin: test.host.origin, ...cookie, ...headers },
  );
}

export function connectSocket(
  address: string,
  protocols: string[],
  headers: OutgoingHttpHeaders = {},
): Promise<OpenedSocket> {
  return new Promise((resolve, reject) => {
    const given = Object.entries(headers).filter(([, value]) => value !== undefined);
    const socket = new WebSocket(address, protocols, { headers: Object.fromEntries(given) as Record<string, string> });
    const early: unknown[] = [];
    let deliver = (frame: unknown): void => void early.push(frame);
    socket.on('message', (data) => deliver(JSON.parse((data as Buffer).toString())));
    socket.on('unexpected-response', (request, response) => {
      reject(new Error(`status ${response.statusCode ?? 0}`));
      request.destroy();
    });
    socket.on('error', reject);
    socket.on('open', () =>
      resolve({
        socket,
        transport: {
          send: (frame) => socket.send(JSON.stringify(frame)),
          onFrame(listener) {
            deliver = listener;
            for (const frame of early.splice(0)) listener(frame);
          },
          onClose: (listener) => void socket.on('close', (_code, why) => listener(why.toString())),
          close: () => socket.close(),
        },
      }),
    );
  });
}
