import type { z } from 'zod';
import { methods } from '../../shared/contract.ts';
import type { MethodName, Output, Parsed } from '../../shared/contract.ts';
import { AppError, asAppError, fail, toWire } from '../../shared/errors.ts';
import { clientFrame, wireVersion } from '../../shared/wire.ts';
import type { HostFrame } from '../../shared/wire.ts';
import { ClientScope } from './client-scope.ts';
import type { EventSource, HostEvent } from './events.ts';
import { Outbox } from './outbox.ts';
import type { HostTransport } from './outbox.ts';

export interface CallContext {
  readonly client: ClientScope;
  /** Fires when the client cancels the call or is gone. */
  readonly signal: AbortSignal;
}

/** One function per method of the contract: the compiler asks for every one. */
export type Handlers = {
  readonly [Name in MethodName]: (input: Parsed<Name>, context: CallContext) => Promise<Output<Name>>;
};

export interface ClientOptions {
  readonly events: EventSource;
  /** The browser session that the connection belongs to. */
  readonly session?: string;
  /** Told of errors that are CFS's own fault (`internal`). */
  readonly onFault?: (error: AppError, method: string) => void;
}

export interface ServedClient {
  /** Ends the connection and all that is kept for it. */
  close(): void;
}

/** Calls of one client that may be under way at once. */
const mostCalls = 1_000;

/**
 * Serves one client on one transport until it closes. Says hello, answers calls, sends events. Nothing that a client
 * sends can end the host: what is no frame closes the connection, anything else gets a failure.
 */
export function serveClient(transport: HostTransport, handlers: Handlers, options: ClientOptions): ServedClient {
  const client = new ClientScope(options.session ?? null);
  const outbox = new Outbox(transport);
  const calls = new Map<number, AbortController>();

  const end = (): void => {
    unsubscribe();
    client.end();
    for (const call of calls.values()) call.abort();
    calls.clear();
  };

  const sendFailure = (id: number, error: AppError): void => {
    const { code, message, data } = toWire(error);
    outbox.send({ t: 'failure', id, error: { code, message, data: safeData(data) } });
  };

  const run = async (id: number, method: MethodName, input: unknown): Promise<void> => {
    const call = new AbortController();
    calls.set(id, call);
    try {
      const parsed = parseInput(method, input);
      const work = invoke(handlers, method, parsed, { client, signal: call.signal });
      // A change tells what really happened; only a read may be given up before it has ended.
      const output = await (methods[method].kind === 'read' ? orAborted(work, call.signal) : work);
      if (!client.closed) outbox.send({ t: 'reply', id, output: output ?? null });
    } catch (thrown) {
      const error = asAppError(thrown);
      if (error.code === 'internal') options.onFault?.(error, method);
      if (!client.closed) sendFailure(id, error);
    } finally {
      calls.delete(id);
    }
  };

  const receive = (raw: unknown): void => {
    if (client.closed) return;
    const frame = clientFrame.safeParse(raw);
    if (!frame.success) {
      const id = idOf(raw);
      if (id === null) transport.close();
      else sendFailure(id, invalid('a message', frame.error));
      return;
    }
    const { data } = frame;
    if (data.t === 'cancel') {
      calls.get(data.id)?.abort();
    } else if (!isMethod(data.method)) {
      const why = `there is no method ${JSON.stringify(data.method)}`;
      sendFailure(
        data.id,
        fail('invalid', 'Calling the host', why, 'reload the window', { data: { field: 'method' } }),
      );
    } else if (calls.has(data.id)) {
      const why = 'a call with this id is under way';
      sendFailure(data.id, fail('invalid', 'Calling the host', why, 'give each call its own id'));
    } else if (calls.size >= mostCalls) {
      const why = `${mostCalls} calls of this window are under way`;
      sendFailure(data.id, fail('busy', `Calling ${data.method}`, why, 'wait for their replies'));
    } else {
      void run(data.id, data.method, data.input);
    }
  };

  const sendEvent = (event: HostEvent): void => {
    if (event.name === 'folder.changed') {
      const { pool } = event.payload;
      const paths = client.shown(pool, event.payload.paths);
      if (paths.length > 0) outbox.send({ t: 'event', name: event.name, payload: { pool, paths } });
      return;
    }
    const frame: HostFrame = { t: 'event', name: event.name, payload: event.payload };
    if (event.name === 'job.changed') outbox.send(frame, `job ${event.payload.job.id}`);
    else if (event.name === 'pool.changed') outbox.send(frame, `pool ${event.payload.pool.id}`);
    else if (event.name === 'history.changed') outbox.send(frame, `history ${event.payload.pool}`);
    else if (event.name === 'catalog.changed') outbox.send(frame, `catalog ${event.payload.pool}`);
    else outbox.send(frame);
  };

  transport.onFrame(receive);
  transport.onClose(end);
  outbox.send({ t: 'hello', version: wireVersion });
  const unsubscribe = options.events.subscribe(sendEvent);

  return {
    close() {
      end();
      transport.close();
    },
  };
}

function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

/** @throws AppError `invalid`; `data.field` names the field */
export function parseInput<Name extends MethodName>(method: Name, input: unknown): Parsed<Name> {
  const parsed = methods[method].input.safeParse(input);
  if (!parsed.success) throw invalid(method, parsed.error);
  // The parser of this method makes this type; TypeScript cannot follow the lookup.
  return parsed.data as Parsed<Name>;
}

function invoke<Name extends MethodName>(
  handlers: Handlers,
  method: Name,
  input: Parsed<Name>,
  context: CallContext,
): Promise<Output<Name>> {
  const handler = handlers[method] as (input: Parsed<Name>, context: CallContext) => Promise<Output<Name>>;
  return handler(input, context);
}

function invalid(what: string, error: z.ZodError): AppError {
  const issue = error.issues[0];
  const place = issue?.path.map(String) ?? [];
  if (issue?.code === 'unrecognized_keys' && issue.keys[0] !== undefined) place.push(issue.keys[0]);
  const field = place.join('.').slice(0, 200);
  const why = `${field === '' ? 'the input' : field}: ${(issue?.message ?? 'not valid').slice(0, 500)}`;
  return fail('invalid', `Reading ${what}`, why, 'send what the contract says', { data: { field } });
}

function idOf(raw: unknown): number | null {
  if (typeof raw !== 'object' || raw === null || !('id' in raw)) return null;
  const { id } = raw;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null;
}

/** Data of an error as JSON can hold it; what cannot be sent is left out, never the error itself. */
function safeData(data: AppError['data'] | undefined): Record<string, unknown> {
  try {
    return JSON.parse(JSON.stringify(data ?? {})) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = (): void => reject(new AppError('cancelled', 'The request was cancelled.'));
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
