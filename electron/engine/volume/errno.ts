import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';
import { AppError, fail } from '../../../shared/errors.ts';
import type { ErrorCode } from '../../../shared/errors.ts';

/** The only place that knows errno: what each means as an AppError, in words, and what to do. */
const meanings: Readonly<Record<string, readonly [code: ErrorCode, why: string, todo: string]>> = {
  ENOENT: ['not-found', 'it is not there', 'check the path'],
  EEXIST: ['exists', 'something of that name is already there', 'choose another name or say what to do with it'],
  ENOTDIR: ['not-a-directory', 'a part of the path is not a folder', 'check the path'],
  EISDIR: ['is-a-directory', 'it is a folder', 'name a file'],
  ENOTEMPTY: ['not-empty', 'the folder is not empty', 'empty it first'],
  ENOSPC: ['no-space', 'the volume has no space left', 'free some space or use another volume'],
  EDQUOT: ['no-space', 'the disk quota is used up', 'free some space or use another volume'],
  EFBIG: ['no-space', 'the file is larger than the file system can hold', 'use another volume'],
  EROFS: ['read-only', 'the file system is mounted read-only', 'mount it writable or use another volume'],
  EACCES: ['denied', 'the system denies access', 'check the permissions'],
  EPERM: ['denied', 'the system does not permit it', 'check the permissions and attributes'],
  EBUSY: ['busy', 'it is in use', 'close what uses it and try again'],
  ETXTBSY: ['busy', 'the program is running', 'end it and try again'],
  EAGAIN: ['busy', 'it is locked', 'try again later'],
  ELOOP: ['not-a-directory', 'a part of the path is a symbolic link, which is not followed', 'name the real path'],
  EXDEV: ['outside', 'the path leads out of its file system', 'name a path inside the volume'],
  ENAMETOOLONG: ['bad-name', 'the name is too long for this volume', 'use a shorter name'],
  EILSEQ: ['bad-name', 'the volume cannot hold this name', 'use another name'],
  EINVAL: ['bad-name', 'the file system does not accept it', 'use another name or another volume'],
  ENOTSUP: ['unsupported', 'the file system cannot do it', 'use another volume'],
  EOPNOTSUPP: ['unsupported', 'the file system cannot do it', 'use another volume'],
  ENOSYS: ['unsupported', 'the system cannot do it', 'use another volume'],
  EMLINK: ['unsupported', 'the file has as many hard links as the file system can hold', 'make a copy instead'],
  ETIMEDOUT: ['timeout', 'the volume did not answer in time', 'check its connection'],
  ESTALE: ['offline', 'the file server does not know the folder any more', 'connect it again'],
  ENXIO: ['offline', 'the device is gone', 'connect it again'],
  EMFILE: ['busy', 'too many files are open', 'end some of the running work'],
  ENFILE: ['busy', 'too many files are open', 'end some of the running work'],
  ENODEV: ['offline', 'the device is gone', 'connect it again'],
  ENOTCONN: ['offline', 'the file server is not connected', 'connect it again'],
  EHOSTDOWN: ['offline', 'the file server is down', 'connect it again'],
  EHOSTUNREACH: ['offline', 'the file server cannot be reached', 'check the network'],
};

const isName = (code: string): boolean => /^E[A-Z0-9]+$/.test(code);

/** Numbers that Node has no name for ("Unknown system error -122"): EDQUOT and ESTALE among them. */
const unnamed: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno)
    .filter(([, number]) => !isName(getSystemErrorName(-number)))
    .map(([name, number]) => [number, name]),
);

/** The name of an errno number; `E122` for one that this system has no name for. */
export function errnoName(number: number): string {
  const name = getSystemErrorName(-number);
  return isName(name) ? name : (unnamed.get(number) ?? `E${String(number)}`);
}

/** The errno name of a thrown system error, or null. */
export function errnoOf(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return null;
  if (isName(thrown.code)) return thrown.code;
  const number = /^Unknown system error -(\d+)$/.exec(thrown.code)?.[1];
  return number === undefined ? null : errnoName(Number(number));
}

/** Why a call failed, in words; the message of what is no system error. */
export function whyOf(thrown: unknown): string {
  const known = meanings[errnoOf(thrown) ?? '']?.[1];
  return known ?? (thrown instanceof Error ? thrown.message : String(thrown));
}

/** The same from the name of an errno alone. */
export const whyOfErrno = (errno: string): string => meanings[errno]?.[1] ?? `the file system reported ${errno}`;

/**
 * Turns what a file system call threw into an AppError. `attempted` says what was tried, as a phrase
 * ("Creating /a/b.txt on disk2"). AppErrors pass unchanged.
 */
export function fromErrno(thrown: unknown, attempted: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const errno = errnoOf(thrown);
  if (errno === null) {
    if (thrown instanceof Error && thrown.name === 'AbortError') {
      return new AppError('cancelled', `${attempted}: it was cancelled: start it again when you want it.`, {
        cause: thrown,
      });
    }
    if (thrown instanceof Error && thrown.name === 'TimeoutError') {
      return fail('timeout', attempted, 'it took too long', 'try again', { cause: thrown });
    }
    if (thrown instanceof RangeError && /surrogate/.test(thrown.message)) {
      return fail('bad-name', attempted, 'the name stands for no bytes', 'use another name', { cause: thrown });
    }
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return fail('internal', attempted, why, 'report it with the log', { cause: thrown });
  }
  const [code, why, todo] = meanings[errno] ?? ['io', whyOfErrno(errno), 'check the disk'];
  const make = (): AppError => fail(code, attempted, why, todo, { cause: thrown, data: { errno } });
  return code === 'not-found' ? withoutTrace(make) : make();
}

/**
 * Makes an error that does not note where: to look for names that are not there is ordinary work, done for thousands of
 * files, and noting it takes longer than the look.
 */
export function withoutTrace<E extends Error>(make: () => E): E {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return make();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
