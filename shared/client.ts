import { AppError, asAppError, fail, fromWire } from './errors.ts';
import { eventNames } from './contract.ts';
import type { EventName, Events, Input, MethodName, Output } from './contract.ts';
import { hostFrame, wireVersion } from './wire.ts';
import type { ClientFrame, HostFrame, Transport } from './wire.ts';

/** What the client needs of an AbortSignal; named here because shared code has no DOM and no Node. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface CallOptions {
  /** Aborting rejects the call with `cancelled` at once and tells the host. A job that was started goes on. */
  readonly signal?: CancelSignal;
}

/**
 * The window's end of one connection. Reconnecting is the caller's: make a new transport and a new client, subscribe
 * with `on` first and fetch the snapshots (`pool.list`, `job.list`, `folder.list`) after; frames keep their order, so
 * nothing falls in between. `folder.watch` is per connection and must be said again.
 */
export interface Client {
  /**
   * Calls a method of the contract; waits for the host's hello first.
   * @throws AppError as the method says; `disconnected` when the connection ends before the reply (a change may then
   * have happened or not); `cancelled`; `unsupported` when the host is of another version
   */
  call<Name extends MethodName>(method: Name, input: Input<Name>, options?: CallOptions): Promise<Output<Name>>;
  /** Answers the function that ends the subscription. */
  on<Name extends EventName>(event: Name, listener: (payload: Events[Name]) => void): () => void;
  /** Called once, with the reason; at once when it is closed already. */
  onClose(listener: (error: AppError) => void): void;
  /** Resolves when the host has said hello in this version. @throws AppError `unsupported`, `disconnected` */
  readonly ready: Promise<void>;
  close(): void;
}

interface Pending {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: AppError) => void;
}

type Listeners = { readonly [Name in EventName]: Set<(payload: Events[Name]) => void> };

export function createClient(transport: Transport<ClientFrame, unknown>): Client {
  const pending = new Map<number, Pending>();
  const closeListeners = new Set<(error: AppError) => void>();
  const listeners: Listeners = {
    'settings.changed': new Set(),
    'pools.changed': new Set(),
    'pool.changed': new Set(),
    'folder.changed': new Set(),
    'pool.recovered': new Set(),
    'job.changed': new Set(),
    'job.removed': new Set(),
    'history.changed': new Set(),
    'activity.changed': new Set(),
    'host.show': new Set(),
    'catalog.changed': new Set(),
    'io.changed': new Set(),
    'policy.simulating': new Set(),
    'menu.chosen': new Set(),
  };
  /** Frames that wait for the hello; null from then on. */
  let waiting: ClientFrame[] | null = [];
  let closed: AppError | null = null;
  let nextId = 1;
  let settleReady: Pending = { resolve: () => undefined, reject: () => undefined };
  const ready = new Promise<void>((resolve, reject) => {
    settleReady = { resolve: () => resolve(), reject };
  });
  // Who does not ask for `ready` learns of the failure from the calls.
  ready.catch(() => undefined);

  const send = (frame: ClientFrame): void => {
    if (waiting === null) transport.send(frame);
    else waiting.push(frame);
  };

  const end = (error: AppError): void => {
    if (closed !== null) return;
    closed = error;
    waiting = null;
    settleReady.reject(error);
    const calls = [...pending.values()];
    pending.clear();
    for (const call of calls) call.reject(error);
    const toTell = [...closeListeners];
    closeListeners.clear();
    for (const listener of toTell) listener(error);
  };

  const refuse = (error: AppError): void => {
    end(error);
    transport.close();
  };

  const greet = (version: number): void => {
    if (version !== wireVersion) {
      refuse(
        fail(
          'unsupported',
          'Connecting to the host',
          `it speaks version ${version} of the protocol and this window version ${wireVersion}`,
          'reload the window, or start CFS again',
          { data: { host: version, window: wireVersion } },
        ),
      );
      return;
    }
    const frames = waiting ?? [];
    waiting = null;
    for (const frame of frames) transport.send(frame);
    settleReady.resolve(undefined);
  };

  const emit = (name: string, payload: unknown): void => {
    const event = eventNames.find((known) => known === name);
    if (event === undefined) return;
    // The host is typed by the same table, so the payload of this name has this type.
    for (const listener of listeners[event]) (listener as (payload: unknown) => void)(payload);
  };

  const receive = (frame: HostFrame): void => {
    switch (frame.t) {
      case 'hello':
        greet(frame.version);
        return;
      case 'reply':
      case 'failure': {
        const call = pending.get(frame.id);
        pending.delete(frame.id);
        if (frame.t === 'reply') call?.resolve(frame.output);
        else {
          const { code, message, data } = frame.error;
          call?.reject(fromWire(data === undefined ? { code, message } : { code, message, data }));
        }
        return;
      }
      case 'event':
        emit(frame.name, frame.payload);
    }
  };

  transport.onFrame((raw) => {
    if (closed !== null) return;
    const frame = hostFrame.safeParse(raw);
    if (frame.success) receive(frame.data);
    else refuse(fail('disconnected', 'Reading from the host', 'it sent what is no message', 'reload the window'));
  });
  transport.onClose((why) =>
    end(fail('disconnected', 'Talking to the host', why || 'the connection ended', 'check that CFS still runs')),
  );

  return {
    ready,
    call<Name extends MethodName>(method: Name, input: Input<Name>, options: CallOptions = {}): Promise<Output<Name>> {
      const { signal } = options;
      return new Promise<Output<Name>>((resolve, reject) => {
        if (closed !== null || signal?.aborted === true) {
          reject(closed ?? cancelled(method));
          return;
        }
        const id = nextId;
        nextId += 1;
        const abort = (): void => {
          if (!pending.delete(id)) return;
          signal?.removeEventListener('abort', abort);
          send({ t: 'cancel', id });
          reject(cancelled(method));
        };
        signal?.addEventListener('abort', abort);
        pending.set(id, {
          resolve: (output) => {
            signal?.removeEventListener('abort', abort);
            resolve(output as Output<Name>);
          },
          reject: (error) => {
            signal?.removeEventListener('abort', abort);
            reject(error);
          },
        });
        try {
          send({ t: 'call', id, method, input });
        } catch (thrown) {
          pending.get(id)?.reject(asAppError(thrown));
          pending.delete(id);
        }
      });
    },
    on(event, listener) {
      listeners[event].add(listener);
      return () => listeners[event].delete(listener);
    },
    onClose(listener) {
      if (closed === null) closeListeners.add(listener);
      else listener(closed);
    },
    close() {
      end(new AppError('disconnected', 'The connection to the host was closed.'));
      transport.close();
    },
  };
}

function cancelled(method: string): AppError {
  return new AppError('cancelled', `The request ${method} was cancelled.`);
}
