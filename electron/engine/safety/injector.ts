/**
 * Below everything: wraps the calls of `node:fs`, of the C library (koffi) and of SQLite in this process, numbers those
 * that concern a case's folders, and makes one of them go wrong. Import it before anything that uses them.
 */
import fs from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { constants as osConstants } from 'node:os';
import { DatabaseSync, StatementSync } from 'node:sqlite';
import { getSystemErrorName } from 'node:util';
import { canBeShort, changesSomething } from './injector-names.ts';
import type { CallRecord, Plan } from './plan.ts';

type Call = (...args: readonly unknown[]) => unknown;
type Namespace = Record<string, unknown>;

const real = { ...fs };

/** Folder names of a case, longest path first, and what is done to its calls. */
interface Armed {
  readonly zones: readonly (readonly [zone: string, path: string])[];
  readonly plan: Plan;
  readonly calls: CallRecord[];
  count: number;
  reached: boolean;
  /** The volume that lasting faults are about. */
  zone: string | null;
  moved: string | null;
}

let armed: Armed | null = null;

/** From now on calls are counted; `zones` are names and paths of the case's folders. */
export function arm(zones: Readonly<Record<string, string>>, plan: Plan): void {
  const sorted = Object.entries(zones).sort(([, a], [, b]) => b.length - a.length);
  armed = { zones: sorted, plan, calls: [], count: 0, reached: false, zone: null, moved: null };
}

interface Disarmed {
  readonly count: number;
  readonly reached: boolean;
  readonly calls: readonly CallRecord[];
  /** The root of a volume that was gone, where something was made anew. */
  readonly written: string | null;
}

/** Ends it, puts a folder back that was moved away, and answers what was counted. */
export function disarm(): Disarmed {
  if (armed === null) return { count: 0, reached: false, calls: [], written: null };
  const { count, reached, calls, moved } = armed;
  armed = null;
  // Where a volume was mounted, nothing may be written while it is gone.
  const written = moved !== null && real.existsSync(moved) ? moved : null;
  if (written !== null) real.rmSync(written, { recursive: true });
  if (moved !== null) real.renameSync(`${moved}.gone`, moved);
  return { count, reached, calls, written };
}

/** Text of a path as Node's fs or the C library takes it; null for what is none. */
function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value.startsWith('/') ? value : null;
  if (!Buffer.isBuffer(value) || value[0] !== 0x2f || value.length > 8_192) return null;
  return value.toString('latin1', 0, value.at(-1) === 0 ? value.length - 1 : value.length);
}

function ofFd(fd: number): string | null {
  try {
    return real.readlinkSync(`/proc/self/fd/${String(fd)}`);
  } catch {
    return null;
  }
}

/** A name after the handle of a folder, as the `...at` calls of the C library take it. */
function belowHandle(fd: unknown, name: unknown): string | null {
  if (typeof fd !== 'number' || fd <= 2 || !Buffer.isBuffer(name) || name.at(-1) !== 0 || name.length > 4_096)
    return null;
  const folder = ofFd(fd);
  if (folder === null || !real.statSync(`/proc/self/fd/${String(fd)}`).isDirectory()) return null;
  return `${folder}/${name.toString('latin1', 0, name.length - 1)}`;
}

/** Real paths that a call names, by path or by handle. */
function pathsOf(name: string, args: readonly unknown[]): readonly string[] {
  const paths: string[] = [];
  for (const [index, value] of args.entries()) {
    const text = textOf(value) ?? belowHandle(args[index - 1], value);
    if (text === null) continue;
    const match = /^\/proc\/self\/fd\/(\d+)(.*)$/s.exec(text);
    const at = match === null ? text : `${ofFd(Number(match[1])) ?? ''}${match[2] ?? ''}`;
    paths.push(at);
  }
  const fd = name === 'syscall' ? args[1] : args[0];
  if (paths.length === 0 && typeof fd === 'number' && fd > 2) {
    const at = ofFd(fd);
    if (at !== null) paths.push(at);
  }
  return paths;
}

function targetOf(rest: string): string {
  if (rest === '') return 'root';
  if (rest.startsWith('/.cfs/trash')) return 'trash';
  if (rest.startsWith('/.cfs/journal')) return 'journal';
  if (rest === '/.cfs' || rest.startsWith('/.cfs/')) return 'own';
  if (rest.includes('/.cfs-part-')) return 'part';
  if (rest.includes('/.cfs-new-')) return 'side';
  return 'entry';
}

function siteNow(): string {
  const lines = (new Error().stack ?? '').split('\n');
  const places = lines.flatMap(
    (line) => /engine\/((?!safety|volume\/posix)[a-z-]+\/[\w.-]+:\d+):\d+/.exec(line)?.[1] ?? [],
  );
  return places.slice(0, 2).join(' < ');
}

type Verdict = 'go' | 'short' | { readonly errno: string; readonly done?: true };

/** Counts a call and says what becomes of it. May not return. */
function verdict(name: string, args: readonly unknown[], paths: readonly string[]): Verdict {
  const now = armed;
  if (now === null) return 'go';
  const found = paths.flatMap((path) => {
    const zone = now.zones.find(([, root]) => path === root || path.startsWith(`${root}/`));
    return zone === undefined ? [] : [{ zone: zone[0], root: zone[1], rest: path.slice(zone[1].length) }];
  });
  const [first] = found;
  if (first === undefined) return 'go';
  now.count += 1;
  const { plan } = now;
  if (plan.mode === 'record') {
    const target = name === 'db' ? 'db' : found.map(({ rest }) => targetOf(rest)).join('>');
    now.calls.push({ name: nameOf(name, args), zone: first.zone, target, site: siteNow() });
    return 'go';
  }
  if (now.count < plan.at) return 'go';
  if (now.count === plan.at) {
    now.reached = true;
    now.zone = first.zone;
  }
  return strike(now, name, args, found);
}

const nameOf = (name: string, args: readonly unknown[]): string => {
  if (name === 'openSync')
    return typeof args[1] === 'number' && (args[1] & 0o103) !== 0 ? 'openSync(w)' : 'openSync(r)';
  return name;
};

function strike(
  now: Armed,
  name: string,
  args: readonly unknown[],
  found: readonly { readonly zone: string; readonly root: string }[],
): Verdict {
  const { mode } = now.plan;
  const isFirst = now.count === now.plan.at;
  const isThere = found.some(({ zone }) => zone === now.zone);
  switch (mode) {
    case 'record':
      return 'go';
    case 'stop':
      return { errno: 'EIO' };
    case 'kill':
      if (isFirst) process.kill(process.pid, 'SIGKILL');
      return 'go';
    case 'hang':
      if (isFirst) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      return 'go';
    case 'cut':
    case 'cutKill':
      if (!isFirst) return 'go';
      for (const path of now.plan.cut ?? []) cutPowerNow(path);
      if (mode === 'cutKill') process.kill(process.pid, 'SIGKILL');
      return 'go';
    case 'gone':
      // What is no volume of the pool does not go away.
      if (isFirst && now.zone?.startsWith('d') === true) {
        const root = now.zones.find(([zone]) => zone === now.zone)?.[1] ?? '';
        now.moved = root;
        real.renameSync(root, `${root}.gone`);
      }
      return 'go';
    case 'dead':
      return isThere ? { errno: 'EIO' } : 'go';
    case 'fixed':
      return isThere && changesSomething.test(nameOf(name, args)) ? { errno: 'EROFS' } : 'go';
    case 'after':
      return isFirst ? { errno: 'EIO', done: true } : 'go';
    case 'short':
      return isFirst && canBeShort.test(name) ? 'short' : 'go';
    default:
      return isFirst ? { errno: mode } : 'go';
  }
}

function errorOf(errno: string, name: string): Error {
  if (name === 'db') {
    const full = errno === 'ENOSPC' || errno === 'EDQUOT';
    const text = full ? 'database or disk is full' : 'disk I/O error';
    return Object.assign(new Error(text), { code: 'ERR_SQLITE_ERROR', errcode: full ? 13 : 10, errstr: text });
  }
  const number = (osConstants.errno as Readonly<Record<string, number>>)[errno] ?? 5;
  // As Node says it, which has no name for some.
  const code = getSystemErrorName(-number);
  return Object.assign(new Error(`${code}: ${name}`), { code, errno: -number, syscall: name });
}

/** Half of the bytes, at least one: of a write or read with offset and length, or of a text. */
function halved(args: readonly unknown[]): readonly unknown[] {
  const [fd, data, offset, length, ...rest] = args;
  if (typeof data === 'string') return [fd, data.slice(0, Math.ceil(data.length / 2))];
  const bytes = data as Uint8Array;
  const from = typeof offset === 'number' ? offset : 0;
  const most = typeof length === 'number' ? length : bytes.length - from;
  return [fd, bytes, from, Math.ceil(most / 2), ...rest];
}

/** The wrapper keeps what hangs on the function (`promisify` reads symbols there). */
function dressed(wrapper: Call, original: Call): Call {
  return Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(original));
}

function wrapSync(name: string, original: Call): Call {
  return dressed((...args) => {
    const said = verdict(name, args, armed === null ? [] : pathsOf(name, args));
    if (said === 'go') return original(...args);
    if (said === 'short') return original(...halved(args));
    // A handle is closed even when closing fails (close(2)); when a process ends, closing does not fail.
    if (name === 'closeSync' || said.done === true) original(...args);
    if (name === 'closeSync' && armed?.plan.mode === 'stop') return undefined;
    if (name === 'existsSync') return false;
    throw errorOf(said.errno, name);
  }, original);
}

function wrapCallback(name: string, original: Call): Call {
  return dressed((...args) => {
    const done = args.at(-1);
    if (typeof done !== 'function') return original(...args);
    const said = verdict(name, args, armed === null ? [] : pathsOf(name, args));
    if (said === 'go') return original(...args);
    if (said === 'short') return original(...halved(args));
    const error = errorOf(said.errno, name);
    if (name === 'close') return original(args[0], () => (done as Call)(error));
    setImmediate(() => (done as Call)(error));
    return undefined;
  }, original);
}

function wrapPromise(name: string, original: Call): Call {
  return dressed((...args) => {
    const said = verdict(name, args, armed === null ? [] : pathsOf(name, args));
    if (said === 'go' || said === 'short') return original(...args);
    return Promise.reject(errorOf(said.errno, name));
  }, original);
}

function wrapFs(): void {
  const target = fs as unknown as Namespace;
  for (const [name, original] of Object.entries(target)) {
    if (typeof original !== 'function') continue;
    if (name.endsWith('Sync')) target[name] = wrapSync(name, original as Call);
    else if (typeof target[`${name}Sync`] === 'function') target[name] = wrapCallback(name, original as Call);
  }
  const promises = fs.promises as unknown as Namespace;
  for (const [name, original] of Object.entries(promises)) {
    if (typeof original === 'function' && name !== 'watch') promises[name] = wrapPromise(name, original as Call);
  }
  syncBuiltinESMExports();
}

interface Library {
  func(declaration: string): Call & { readonly async?: Call };
}
interface Koffi {
  load(name: string): Library;
  errno(value?: number): number;
}

const koffi = createRequire(import.meta.url)('koffi') as Koffi;
const load = koffi.load.bind(koffi);

function wrapLibrary(): void {
  koffi.load = (file) => {
    const library = load(file);
    return {
      func(declaration) {
        const original = library.func(declaration);
        const name = /(\w+)\(/.exec(declaration)?.[1] ?? declaration;
        const refuse = (errno: string): number => {
          koffi.errno((osConstants.errno as Readonly<Record<string, number>>)[errno] ?? 5);
          return -1;
        };
        const wrapper: Call = (...args) => {
          const said = verdict(name, args, armed === null ? [] : pathsOf(name, args));
          if (typeof said !== 'object') return original(...args);
          if (said.done === true) original(...args);
          return refuse(said.errno);
        };
        const later: Call = (...args) => {
          const said = verdict(name, args, armed === null ? [] : pathsOf(name, args));
          const done = args.at(-1) as (error: Error | null, result: number) => void;
          if (typeof said === 'object') return void setImmediate(() => done(null, refuse(said.errno)));
          return original.async?.(...args);
        };
        return Object.assign(wrapper, { async: later });
      },
    };
  };
}

/** Statements that change the database; looking into it is not counted. */
function wrapDatabase(): void {
  const files = new WeakMap<object, { readonly file: string; readonly sql: string }>();
  const isChange = (sql: string): boolean => /^\s*(BEGIN|COMMIT|INSERT|UPDATE|DELETE|REPLACE)/i.test(sql);
  const check = (file: string | null, sql: string): void => {
    if (armed === null || file === null || !isChange(sql)) return;
    const said = verdict('db', [], [file]);
    if (typeof said === 'object') throw errorOf(said.errno, 'db');
  };
  // The methods are put back on the prototype with `this` of the caller.
  const database = DatabaseSync.prototype as unknown as Record<string, Call>;
  const { exec, prepare } = database;
  database['exec'] = function (this: DatabaseSync, sql: unknown) {
    check(this.location(), String(sql));
    return exec?.call(this, sql);
  };
  database['prepare'] = function (this: DatabaseSync, ...args: readonly unknown[]) {
    const statement = prepare?.call(this, ...args);
    files.set(statement as object, { file: this.location() ?? '', sql: String(args[0]) });
    return statement;
  };
  const statements = StatementSync.prototype as unknown as Record<string, Call>;
  for (const name of ['run', 'get', 'all']) {
    const original = statements[name];
    statements[name] = function (this: StatementSync, ...args: readonly unknown[]) {
      const known = files.get(this);
      if (known !== undefined) check(known.file, known.sql);
      return original?.call(this, ...args);
    };
  }
}

/** FS_IOC_SHUTDOWN with 2: neither data nor log is flushed (ext4, xfs). */
export function cutPowerNow(path: string): void {
  const ioctl = load('libc.so.6').func('int ioctl(int fd, unsigned long request, const void *argument)');
  const fd = real.openSync(path, 'r');
  const how = Buffer.alloc(4);
  how.writeUInt32LE(2, 0);
  if (Number(ioctl(fd, 0x8004587d, how)) !== 0) throw errorOf('EIO', 'ioctl');
  real.closeSync(fd);
}

wrapFs();
wrapLibrary();
wrapDatabase();
