import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { asAppError, fail } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { HostInfo } from '../../shared/model.ts';
import {
  closedPath,
  filePath,
  hostPrefix,
  secretHeader,
  secretProtocolPrefix,
  sessionPath,
  uploadPath,
  webSocketPath,
  webSocketProtocol,
  windowAddress,
} from '../../shared/session.ts';
import type { Engine } from '../engine/api.ts';
import { cookieName, readCookie, Sessions } from './auth.ts';
import type { Session } from './auth.ts';
import { serveClient } from './dispatch.ts';
import { sendFile } from './download.ts';
import { allEvents, engineEvents } from './events.ts';
import { loopbackAddress, one, refusal } from './guard.ts';
import { createHandlers } from './handlers.ts';
import { Links } from './links.ts';
import { withNeighbours } from './neighbours.ts';
import type { Neighbours } from './neighbours.ts';
import { respondClosed } from './pages.ts';
import { parseQuery } from './query.ts';
import { discardBody, respond, respondError, respondText, setCommonHeaders } from './respond.ts';
import type { KeptPictures } from './kept-pictures.ts';
import type { WindowSettings } from './settings.ts';
import type { WindowFiles } from './static.ts';
import { takeFile } from './upload.ts';
import { createUploads } from './uploads.ts';
import { webSocketTransport } from './websocket.ts';

export interface HttpHostOptions {
  readonly engine: Engine;
  readonly info: Omit<HostInfo, 'capabilities'>;
  /** A loopback address. */
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly window: WindowFiles;
  /** Other processes of the home, whose jobs are shown and steered too. */
  readonly neighbours?: Neighbours;
  /** What the person chose for the window. */
  readonly settings?: WindowSettings;
  /** Small pictures that are kept on this computer. */
  readonly pictures?: KeptPictures;
  /** Told of errors that are CFS's own fault. */
  readonly onFault?: (error: AppError, what: string) => void;
  readonly now?: () => number;
}

export interface HttpHost {
  readonly origin: string;
  /** A new address that lets one tab in, once, within ten minutes. */
  issueAddress(): string;
  /** Ends all connections. The engine is the caller's. */
  close(): Promise<void>;
}

/** Largest message of a window: 100,000 long paths fit. */
const mostMessageBytes = 64 * 1024 * 1024;

/**
 * The headless host: window, WebSocket, uploads and downloads on one loopback port (DESIGN.md, "Safety of the host";
 * the way a tab is let in is told in shared/session.ts).
 * @throws AppError `refused` (not loopback), `busy` (port in use), `denied`, `invalid`
 */
export async function openHttpHost(options: HttpHostOptions): Promise<HttpHost> {
  const { engine } = options;
  const now = options.now ?? Date.now;
  const fault = options.onFault ?? ((): void => undefined);
  const address = loopbackAddress(options.host);
  if (address === null) {
    const why = 'CFS serves only this computer so far';
    throw fail('refused', `Listening on ${options.host}`, why, 'use --host 127.0.0.1, or an SSH tunnel from elsewhere');
  }

  const sessions = new Sessions(now);
  const links = new Links(now);
  const uploads = createUploads(engine.jobs);
  const { neighbours, settings, pictures } = options;
  const others = [settings, neighbours].filter((source) => source !== undefined);
  const events = allEvents(engineEvents(engine), ...others);
  const ownHandlers = createHandlers(engine, {
    info: { ...options.info, capabilities: browserCapabilities },
    uploads,
    ...(settings !== undefined && { settings }),
    ...(pictures !== undefined && { pictures }),
    linkTo: (client, pool, path) => links.make(client.session ?? '', pool, path),
  });
  const handlers = neighbours === undefined ? ownHandlers : withNeighbours(ownHandlers, neighbours);

  const server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 20_000, maxHeaderSize: 64 * 1024 });
  // A file may take hours; the time that its sender may be silent is limited instead (upload.ts).
  server.requestTimeout = 0;
  const port = await listen(server, options.port, address);
  const origin = `http://${address.includes(':') ? `[${address}]` : address}:${port}`;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: mostMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(webSocketProtocol) ? webSocketProtocol : false),
  });

  const cookieOf = (request: IncomingMessage): string | undefined =>
    readCookie(request.headers.cookie, cookieName(port));
  const sessionOf = (request: IncomingMessage): Session | null =>
    sessions.authorise(cookieOf(request), one(request.headers, secretHeader));

  /** Step 2 of shared/session.ts. */
  const letIn = (request: IncomingMessage, response: ServerResponse, token: string): void => {
    const entered = sessions.exchange(token);
    if (entered !== null) {
      const cookie = `${cookieName(port)}=${entered.cookie}; Path=/; HttpOnly; SameSite=Strict`;
      respond(response, 303, { location: windowAddress(entered.session.secret), 'set-cookie': cookie });
    } else if (sessions.ofCookie(cookieOf(request)) !== null) {
      // The same tab went back to the printed address: it has its secret already, and a new tab gets none here.
      respond(response, 303, { location: '/' });
    } else {
      respondClosed(response, 401, 'This address was used already, or it is too old.');
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refused = refusal(request, port);
    if (refused !== null) {
      respondText(response, 403, `CFS does not answer this request: ${refused}.`);
      return;
    }
    const [path, search] = splitOnce(request.url ?? '/');
    const query = parseQuery(search);
    if (path === uploadPath && request.method === 'PUT') {
      if (sessionOf(request) === null) throw unknownTab();
      await takeFile(uploads, query, request);
      respond(response, 204);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      respond(response, 405, { allow: path === uploadPath ? 'PUT' : 'GET, HEAD' });
      return;
    }
    const token = path === '/' && request.method === 'GET' ? query.get('token') : undefined;
    if (token !== undefined) {
      letIn(request, response, token);
    } else if (path === filePath) {
      const session = sessions.ofCookie(cookieOf(request));
      if (session === null) throw unknownTab();
      await sendFile(engine, links.read(session.id, query), request, response);
    } else if (path === sessionPath) {
      if (sessionOf(request) === null) throw unknownTab();
      respond(response, 204);
    } else if (path === closedPath) {
      respondClosed(response, 200, 'This tab does not know the host, or the host was started anew.');
    } else if (path.startsWith(hostPrefix)) {
      respondText(response, 404, 'There is nothing at this address.');
    } else {
      await options.window(request, response, path, settings?.read().settings);
    }
  };

  server.on('request', (request, response) => {
    setCommonHeaders(response);
    answer(request, response)
      .catch((thrown: unknown) => {
        const error = asAppError(thrown);
        if (error.code === 'internal' && !request.socket.destroyed) fault(error, `${request.method ?? ''} request`);
        if (response.headersSent) response.destroy();
        else respondError(response, error, request.complete ? {} : { connection: 'close' });
      })
      .finally(() => discardBody(request));
  });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const [path] = splitOnce(request.url ?? '/');
    const secret = offeredSecret(request);
    const session = sessions.authorise(cookieOf(request), secret);
    // Browsers always say the origin of a WebSocket.
    if (refusal(request, port) !== null || request.headers.origin === undefined) refuseUpgrade(socket, '403 Forbidden');
    else if (path !== webSocketPath) refuseUpgrade(socket, '404 Not Found');
    else if (session === null) refuseUpgrade(socket, '401 Unauthorized');
    else {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        serveClient(webSocketTransport(webSocket), handlers, { events, session: session.id, onFault: fault });
      });
    }
  });
  server.on('clientError', (_error, socket) => refuseUpgrade(socket, '400 Bad Request'));

  return {
    origin,
    issueAddress: () => `${origin}/?token=${sessions.issueToken()}`,
    async close() {
      for (const socket of sockets.clients) socket.close(1001, 'CFS has ended');
      uploads.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        // Gives the closing messages a moment to leave.
        setTimeout(() => {
          for (const socket of sockets.clients) socket.terminate();
          server.closeAllConnections();
        }, 200);
      });
    },
  };
}

const browserCapabilities: HostInfo['capabilities'] = {
  pickFolder: false,
  openFile: false,
  showInSystem: false,
  dropPaths: false,
  streams: true,
  windowControls: false,
  openWith: false,
  systemClipboard: false,
  appMenu: false,
  dragOut: false,
};

function unknownTab(): AppError {
  const why = 'the host does not know this tab';
  return fail('unauthorized', 'Asking the host', why, 'open the address that CFS printed');
}

function splitOnce(url: string): [path: string, query: string] {
  const mark = url.indexOf('?');
  return mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

function offeredSecret(request: IncomingMessage): string | undefined {
  const offered = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? [];
  return offered.find((name) => name.startsWith(secretProtocolPrefix))?.slice(secretProtocolPrefix.length);
}

function refuseUpgrade(socket: Duplex, status: string): void {
  if (!socket.writable) socket.destroy();
  else socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}

const listenErrors: Readonly<Record<string, { code: 'busy' | 'denied'; why: string }>> = {
  EADDRINUSE: { code: 'busy', why: 'another program uses this port' },
  EACCES: { code: 'denied', why: 'the system does not allow this port' },
};

function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const known = listenErrors[cause.code ?? ''];
      const todo = 'choose another --port, or --port 0 for a free one';
      reject(fail(known?.code ?? 'io', `Listening on port ${port}`, known?.why ?? cause.message, todo, { cause }));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
