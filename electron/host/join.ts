import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { createClient } from '../../shared/client.ts';
import type { Client } from '../../shared/client.ts';
import { asAppError, fail } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { ClientFrame } from '../../shared/wire.ts';
import { lineTransport } from './line-transport.ts';
import { readRecords, runFolder } from './local-place.ts';
import type { HostKind, HostRecord } from './local-place.ts';

/** A running host of the same home that this process talks to. */
export interface JoinedHost {
  readonly kind: HostKind;
  readonly pid: number;
  readonly client: Client;
}

export interface Joined {
  readonly hosts: readonly JoinedHost[];
  /** Hosts that run and do not answer, each with its reason. */
  readonly silent: readonly AppError[];
  close(): void;
}

/** Largest message of a host: a list of jobs, each with all its errors. */
const mostMessageBytes = 256 * 1024 * 1024;

/** "window (pid 812)". */
export function hostName({ kind, pid }: { readonly kind: HostKind; readonly pid: number }): string {
  return `${kind} (pid ${pid})`;
}

/**
 * Connects to every running host of a home. None is no error; what a dead one left is passed over. `patienceMs`: what a
 * host may take to say hello; one that was stopped (Ctrl+Z) never does.
 * @throws AppError `refused` when other users could have written what is there
 */
export async function joinHosts(home: string, patienceMs = 2_000): Promise<Joined> {
  const run = runFolder(home, false);
  const records = run === null ? [] : readRecords(run);
  const answers = await Promise.all(records.map((record) => joinOne(record, patienceMs)));
  const hosts = answers.flatMap((answer) => (answer !== null && 'client' in answer ? [answer] : []));
  return {
    hosts,
    silent: answers.flatMap((answer) => (answer !== null && !('client' in answer) ? [answer] : [])),
    close() {
      for (const { client } of hosts) client.close();
    },
  };
}

/** Connects to one host; null when nobody listens there any more, an error when it does not answer. */
export async function joinOne(record: HostRecord, patienceMs: number): Promise<JoinedHost | AppError | null> {
  const socket = await open(record.address);
  if (socket === null) return null;
  const client = createClient(lineTransport<ClientFrame>(socket, mostMessageBytes));
  const { kind } = record;
  const { pid } = record.owner;
  const silence = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const why = `it did not answer for ${patienceMs / 1000} s`;
    const todo = 'see whether it was stopped, or waits for a disk that hangs';
    silence.reject(fail('timeout', `Asking the ${hostName({ kind, pid })}`, why, todo, { data: { kind, pid } }));
  }, patienceMs);
  try {
    await Promise.race([client.ready, silence.promise]);
    return { kind, pid, client };
  } catch (thrown) {
    client.close();
    socket.destroy();
    return asAppError(thrown);
  } finally {
    clearTimeout(timer);
  }
}

function open(address: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = connect({ path: address });
    socket.once('error', () => resolve(null));
    socket.once('connect', () => resolve(socket));
  });
}
