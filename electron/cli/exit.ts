import type { ErrorCode } from '../../shared/errors.ts';

/** The exit codes of CLI.md. */
export const exitDone = 0;
export const exitFailed = 1;
export const exitUsage = 2;
export const exitNotFound = 3;
export const exitRefused = 4;
export const exitNoSpace = 5;
export const exitInterrupted = 130;

/** Every error code has its exit code; a new error code does not compile without one. */
const exitCodes: Readonly<Record<ErrorCode, number>> = {
  invalid: exitUsage,
  'bad-name': exitUsage,
  'not-found': exitNotFound,
  exists: exitRefused,
  refused: exitRefused,
  'not-empty': exitRefused,
  'is-a-directory': exitRefused,
  outside: exitRefused,
  'no-space': exitNoSpace,
  cancelled: exitInterrupted,
  'not-a-directory': exitFailed,
  'read-only': exitFailed,
  denied: exitFailed,
  offline: exitFailed,
  busy: exitFailed,
  changed: exitFailed,
  corrupt: exitFailed,
  unsupported: exitFailed,
  timeout: exitFailed,
  disconnected: exitFailed,
  unauthorized: exitFailed,
  io: exitFailed,
  internal: exitFailed,
};

export function exitCodeOf(code: ErrorCode): number {
  return exitCodes[code];
}

/**
 * One exit code for a command that reported several errors: an interrupt wins, errors of one kind keep their code, and
 * mixed ones are 1.
 */
export function combineExitCodes(codes: Iterable<number>): number {
  const kinds = new Set(codes);
  if (kinds.has(exitInterrupted)) return exitInterrupted;
  const [first = exitDone] = kinds;
  return kinds.size > 1 ? exitFailed : first;
}
