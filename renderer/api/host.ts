import { create } from 'zustand';
import { createClient } from '../../shared/client.ts';
import type { CallOptions, Client } from '../../shared/client.ts';
import type { EventName, Events, Input, MethodName, Output } from '../../shared/contract.ts';
import { asAppError } from '../../shared/errors.ts';
import type { AppError } from '../../shared/errors.ts';
import type { HostCapabilities, HostInfo } from '../../shared/model.ts';
import { openPort } from './port.ts';
import { socketOfThisPage } from './session.ts';
import { connectionErrors } from './words.ts';

/**
 * The one connection of this window to its host. Features call `host()` and never ask whether they run in Electron:
 * what this host can do is in its capabilities. A lost connection is made again by itself; listeners survive it.
 */
export interface Host {
  /** @throws AppError as the method says, or `disconnected` while the host is gone */
  call<Name extends MethodName>(method: Name, input: Input<Name>, options?: CallOptions): Promise<Output<Name>>;
  /** Listens until the returned function is called, over reconnections too. */
  on<Name extends EventName>(event: Name, listener: (payload: Events[Name]) => void): () => void;
}

/** `gone`: was there, is being looked for again. `refused`: this page has no session; only a new address helps. */
export type HostState = 'connecting' | 'online' | 'gone' | 'refused';

interface HostStatus {
  readonly state: HostState;
  readonly info: HostInfo | null;
  /** Why it is not online, as a sentence part. */
  readonly why: string;
  /** Counts connections; snapshots are fetched again when it rises. */
  readonly connection: number;
}

export const useHost = create<HostStatus>()(() => ({ state: 'connecting', info: null, why: '', connection: 0 }));

const nothing: HostCapabilities = {
  pickFolder: false,
  openFile: false,
  showInSystem: false,
  dropPaths: false,
  streams: false,
  windowControls: false,
  openWith: false,
  systemClipboard: false,
  appMenu: false,
  dragOut: false,
};

export function capabilities(): HostCapabilities {
  return useHost.getState().info?.capabilities ?? nothing;
}

export function useCapabilities(): HostCapabilities {
  return useHost((status) => status.info?.capabilities ?? nothing);
}

let client: Client | null = null;
let first: Promise<void> | null = null;
/** Each entry attaches one listener to a client; kept to attach it to the next one. */
const attachments = new Set<(to: Client) => void>();

const facade: Host = {
  async call(method, input, options) {
    await first;
    if (client === null) {
      throw connectionErrors.notConnected();
    }
    return client.call(method, input, options);
  },
  on(event, listener) {
    let detach: (() => void) | null = null;
    const attach = (to: Client): void => {
      detach = to.on(event, listener);
    };
    attachments.add(attach);
    if (client !== null) attach(client);
    return () => {
      attachments.delete(attach);
      detach?.();
    };
  },
};

export function host(): Host {
  return facade;
}

async function open(): Promise<Client> {
  const transport = window.cfs === undefined ? await socketOfThisPage() : await openPort(window.cfs);
  return createClient(transport);
}

async function connect(): Promise<void> {
  const fresh = await open();
  const lost = new Promise<AppError>((resolve) => fresh.onClose(resolve));
  for (const attach of attachments) attach(fresh);
  const info = await fresh.call('host.info', {});
  client = fresh;
  useHost.setState(({ connection }) => ({ state: 'online', info, why: '', connection: connection + 1 }));
  void lost.then((error) => {
    client = null;
    useHost.setState({ state: 'gone', why: error.message });
    void reconnect();
  });
}

/** Waits between attempts, in ms; the last one repeats. */
const waits = [200, 500, 1000, 2000, 3000];

async function reconnect(): Promise<void> {
  for (let attempt = 0; useHost.getState().state !== 'online'; attempt += 1) {
    const wait = waits[Math.min(attempt, waits.length - 1)] ?? 0;
    await new Promise((resolve) => setTimeout(resolve, wait));
    try {
      await connect();
      return;
    } catch (thrown) {
      const error = asAppError(thrown);
      if (isRefused(error)) {
        useHost.setState({ state: 'refused', why: error.message });
        return;
      }
    }
  }
}

function isRefused(error: AppError): boolean {
  return error.code === 'unauthorized';
}

/** Starts the connection; called once by the composition root. */
export function startHost(): void {
  first ??= connect().catch((thrown: unknown) => {
    const error = asAppError(thrown);
    useHost.setState({ state: isRefused(error) ? 'refused' : 'gone', why: error.message });
    if (!isRefused(error)) void reconnect();
  });
}
