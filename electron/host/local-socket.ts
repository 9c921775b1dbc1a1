import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { methods } from '../../shared/contract.ts';
import type { MethodName } from '../../shared/contract.ts';
import { asAppError, fail } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { HostFrame } from '../../shared/wire.ts';
import { serveClient } from './dispatch.ts';
import type { Handlers, ServedClient } from './dispatch.ts';
import type { EventSource } from './events.ts';
import { lineTransport } from './line-transport.ts';
import { newAddresses, removeAddress, runFolder, sweep, writeRecord } from './local-place.ts';
import type { HostKind, HostOwner } from './local-place.ts';

export interface LocalHostOptions {
  readonly home: string;
  readonly kind: HostKind;
  readonly handlers: Handlers;
  readonly events: EventSource;
  /** This process, and whether another one is known to be dead: what dead ones left is removed. */
  readonly owner: HostOwner;
  readonly isGone: (owner: HostOwner) => boolean;
  /** Told of CFS's own faults, and of why nothing listens. */
  readonly onFault?: (error: AppError, what: string) => void;
}

export interface LocalHost {
  /** Null when nothing listens: the home has no room for a socket that others cannot reach. */
  readonly address: string | null;
  close(): Promise<void>;
}

/** What a command may ask a running host: its jobs, which pools they belong to, and the catalogs that it keeps. */
const offered: readonly string[] = ['host.info', 'pool.list', 'pool.get', 'plan.get'];
const isOffered = (method: string): boolean =>
  offered.includes(method) || method.startsWith('job.') || method.startsWith('catalog.');

/** Largest message of a command: it sends ids and figures. */
const mostMessageBytes = 1024 * 1024;
/** ms that the last replies have to leave. */
const lastWordsMs = 200;
/** Commands that may be connected at once. */
const mostClients = 64;

/**
 * Lets commands of the same user join this process: listens on a socket that only they can reach (local-place.ts), with
 * the frames of the WebSocket. It serves jobs and nothing that reads or changes files. Never throws and never keeps a
 * host from starting: where it cannot listen, commands do not see this process, and `onFault` is told why.
 */
export async function listenLocally(options: LocalHostOptions): Promise<LocalHost> {
  try {
    return await listen(options);
  } catch (thrown) {
    options.onFault?.(asAppError(thrown), 'local socket');
    return { address: null, close: () => Promise.resolve() };
  }
}

async function listen(options: LocalHostOptions): Promise<LocalHost> {
  const { home, kind, owner, events, onFault } = options;
  const run = runFolder(home, true);
  if (run === null) throw fail('io', 'Listening for commands', 'the folder cannot be made', 'set CFS_HOME');
  sweep(run, options.isGone);
  const handlers = jobsOnly(options.handlers);
  const clients = new Map<Socket, ServedClient>();
  const server = createServer((socket: Socket) => {
    if (clients.size >= mostClients) {
      socket.destroy();
      return;
    }
    const transport = lineTransport<HostFrame>(socket, mostMessageBytes);
    const client = serveClient(transport, handlers, { events, ...(onFault === undefined ? {} : { onFault }) });
    clients.set(socket, client);
    transport.onClose(() => clients.delete(socket));
  });
  const address = await listenOnFirst(server, run);
  const file = writeRecord(run, kind, owner, address);
  return {
    address,
    async close() {
      rmSync(file, { force: true });
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const client of clients.values()) client.close();
      // One that was stopped (Ctrl+Z) never closes its end.
      const timer = setTimeout(() => {
        for (const socket of clients.keys()) socket.destroy();
      }, lastWordsMs);
      await ended;
      clearTimeout(timer);
      removeAddress(address, run);
    },
  };
}

/** @throws the last reason when no address can be listened on */
async function listenOnFirst(server: Server, run: string): Promise<string> {
  let problem: unknown = null;
  for (const address of newAddresses(run)) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen({ path: address }, () => {
          server.off('error', reject);
          resolve();
        });
      });
      return address;
    } catch (thrown) {
      problem = thrown;
      removeAddress(address, run);
    }
  }
  const why = problem instanceof Error ? problem.message : 'there is no place for a socket';
  throw fail('io', 'Listening for commands', why, 'commands do not see this program; all else works', {
    cause: problem,
  });
}

/** The same functions for what is offered; all others refuse. */
function jobsOnly(handlers: Handlers): Handlers {
  const refuse = (name: string) => (): Promise<never> => {
    const why = `${name} is not offered to other programs`;
    return Promise.reject(fail('unsupported', 'Asking the host', why, 'use the command of its own'));
  };
  const names = Object.keys(methods) as MethodName[];
  const entries = names.map((name) => [name, isOffered(name) ? handlers[name] : refuse(name)]);
  return Object.fromEntries(entries) as Handlers;
}
