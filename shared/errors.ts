/**
 * The one failure shape of CFS. Every error that reaches a person, a script or another process is an AppError whose
 * code comes from this closed list; its message reads "what was attempted: why it failed: what to do".
 */
export const errorCodes = [
  /** Wrong usage or malformed input. */
  'invalid',
  /** No such pool, volume, plan, job or path. */
  'not-found',
  /** Something is already there and nothing said to replace it. */
  'exists',
  /** Refused for safety: would lose data, needs a confirmation, or was already done. */
  'refused',
  /** Not enough space; `data.volumes` lists each volume and its reason. */
  'no-space',
  'not-a-directory',
  'is-a-directory',
  'not-empty',
  /** The volume or its file system takes no writes. */
  'read-only',
  /** The operating system denied access. */
  'denied',
  /** The volume is not connected, or its marker is missing or foreign. */
  'offline',
  /** Open in another program, or held by another job. */
  'busy',
  /** The source changed while it was being copied. */
  'changed',
  /** What was read back is not what was written. */
  'corrupt',
  /** A name the volume cannot hold (too long, reserved, not representable). */
  'bad-name',
  /** A path that leads out of its volume. */
  'outside',
  /** The file system or this system cannot do it. */
  'unsupported',
  /** A deadline passed; the volume may be hanging. */
  'timeout',
  'cancelled',
  'disconnected',
  'unauthorized',
  /** An I/O error reported by the device or file system. */
  'io',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** JSON-safe details of an error: figures, names, lists. Never a secret. */
export type ErrorData = Readonly<Record<string, unknown>>;

export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly data?: ErrorData;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly data: ErrorData;

  constructor(code: ErrorCode, message: string, options: { data?: ErrorData; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.data = options.data ?? {};
  }
}

/** Makes an AppError from the three things a message must say. */
export function fail(
  code: ErrorCode,
  attempted: string,
  why: string,
  todo: string,
  options: { data?: ErrorData; cause?: unknown } = {},
): AppError {
  return new AppError(code, `${attempted}: ${why}: ${todo}`, options);
}

/** The reason in a message of `fail`, without what was attempted and what to do; any other message as it is. */
export function reasonIn({ message }: { readonly message: string }): string {
  const parts = message.split(': ');
  return parts.length < 3 ? message : parts.slice(1, -1).join(': ');
}

/** What each volume said, where an error tells it (`data.volumes`). */
export function refusalsIn({ data }: AppError): readonly { readonly volume: string; readonly reason: string }[] {
  const { volumes } = data;
  return Array.isArray(volumes) ? (volumes as readonly { readonly volume: string; readonly reason: string }[]) : [];
}

export function isAppError(value: unknown, code?: ErrorCode): value is AppError {
  return value instanceof AppError && (code === undefined || value.code === code);
}

/** Turns anything thrown into an AppError; what is not one already becomes `internal`. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new AppError('cancelled', 'The work was cancelled.', { cause: thrown });
  }
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('internal', `Something went wrong inside CFS: ${why}: report it with the log.`, {
    cause: thrown,
  });
}

export function toWire(error: AppError): WireError {
  return { code: error.code, message: error.message, data: error.data };
}

export function fromWire(wire: WireError): AppError {
  const code = errorCodes.includes(wire.code) ? wire.code : 'internal';
  return new AppError(code, wire.message, wire.data === undefined ? {} : { data: wire.data });
}
