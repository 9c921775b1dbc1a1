import { randomBytes } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { fail } from '../../shared/errors.ts';

/**
 * Where the hosts of one home say how they are reached: `<home>/run`, open to this user alone, with one record per host
 * that runs. A record names the host's socket, which lies beside it, or, where the path would be too long for a socket,
 * in a folder of its own in the system's place for such things. The folder's mode is what keeps other users out.
 */

/** What a host is: the desktop program, `cfs serve`, or one command that works for a while. */
export const hostKinds = ['window', 'server', 'command'] as const;
export type HostKind = (typeof hostKinds)[number];

/** A process, as part names and journals name it (ProcessOwner of the engine). */
const ownerShape = z.object({
  host: z.string().max(64),
  boot: z.string().max(64),
  pid: z.number().int().positive(),
  start: z.string().max(64),
});
export type HostOwner = z.infer<typeof ownerShape>;

const recordShape = z.object({
  version: z.literal(1),
  kind: z.enum(hostKinds),
  owner: ownerShape,
  /** Path of a Unix socket, or the name of a pipe on Windows. */
  address: z.string().min(1).max(4096),
});

export interface HostRecord {
  /** Path of the record's file. */
  readonly file: string;
  readonly kind: HostKind;
  readonly owner: HostOwner;
  readonly address: string;
}

/** Records are small; what is larger was not written by CFS. */
const mostRecordBytes = 16 * 1024;
/** ms after which a socket without a record belongs to nobody: a host writes its record at once. */
const unfinishedMs = 60_000;
/** The longest path of a Unix socket that every system takes (macOS: 104 bytes with the NUL at its end). */
const longestSocketPath = 103;

/**
 * The folder of records; made when `make`. Null when it is not there.
 * @throws AppError `refused` (other users could reach it), `denied`
 */
export function runFolder(home: string, make: boolean): string | null {
  const folder = join(home, 'run');
  const attempted = `Opening the folder ${folder}`;
  try {
    if (make) mkdirSync(folder, { mode: 0o700, recursive: true });
    const found = lstatSync(folder, { throwIfNoEntry: false });
    if (found === undefined) return null;
    if (process.platform === 'win32') return folder;
    if (make && found.isDirectory() && found.uid === process.getuid?.()) chmodSync(folder, 0o700);
    if (!isPrivate(folder)) {
      const why = 'other users of this computer could reach what is in it';
      throw fail('refused', attempted, why, `remove it, or make it yours alone with "chmod 700"`);
    }
    return folder;
  } catch (thrown) {
    if (!(thrown instanceof Error) || !('errno' in thrown)) throw thrown;
    throw fail('denied', attempted, thrown.message, 'set CFS_HOME to a folder of yours', { cause: thrown });
  }
}

function isPrivate(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
}

/** Addresses that a new host may listen on, best first. */
export function* newAddresses(run: string): Generator<string> {
  const name = randomBytes(6).toString('hex');
  if (process.platform === 'win32') {
    yield `\\\\.\\pipe\\cfs-${name}${randomBytes(16).toString('hex')}`;
    return;
  }
  const beside = join(run, `${name}.sock`);
  if (Buffer.byteLength(beside) <= longestSocketPath) yield beside;
  // Also for a home on a file system that knows no sockets.
  for (const place of [process.env['XDG_RUNTIME_DIR'], tmpdir(), '/tmp']) {
    if (place === undefined || Buffer.byteLength(place) > longestSocketPath - 20) continue;
    let folder: string;
    try {
      folder = mkdtempSync(join(place, 'cfs-'));
    } catch {
      continue;
    }
    yield join(folder, 's');
  }
}

/** Tells other processes of a host that listens. Answers the record's file. */
export function writeRecord(run: string, kind: HostKind, owner: HostOwner, address: string): string {
  const file = join(run, `${kind}-${String(owner.pid)}-${randomBytes(3).toString('hex')}.json`);
  writeFileSync(`${file}.new`, JSON.stringify({ version: 1, kind, owner, address }), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return file;
}

/** Hosts that said they run, in the order in which they began; some may have died. */
export function readRecords(run: string): readonly HostRecord[] {
  const found: { readonly record: HostRecord; readonly bornMs: number }[] = [];
  for (const name of readdirSync(run)) {
    const file = join(run, name);
    if (!name.endsWith('.json')) continue;
    try {
      const { size, mtimeMs } = lstatSync(file);
      if (size > mostRecordBytes) continue;
      const { kind, owner, address } = recordShape.parse(JSON.parse(readFileSync(file, 'utf8')));
      found.push({ record: { file, kind, owner, address }, bornMs: mtimeMs });
    } catch {
      // It went meanwhile, or is none of ours: no host is known by it.
    }
  }
  return found.sort((a, b) => a.bornMs - b.bornMs).map(({ record }) => record);
}

/** Removes a socket, and the folder that was made for it alone. Never throws. */
export function removeAddress(address: string, run: string): void {
  if (process.platform === 'win32') return;
  const folder = dirname(address);
  try {
    // A record is data: nothing but a socket is removed for it, and no folder that holds anything else.
    if (lstatSync(address, { throwIfNoEntry: false })?.isSocket() === true) rmSync(address);
    if (folder !== run && basename(folder).startsWith('cfs-')) rmdirSync(folder);
  } catch {
    // It is gone, or holds what is not ours.
  }
}

/** Takes away what dead hosts of this computer left. Never throws. */
export function sweep(run: string, isGone: (owner: HostOwner) => boolean): void {
  try {
    const records = readRecords(run);
    for (const { file, owner, address } of records) {
      if (!isGone(owner)) continue;
      removeAddress(address, run);
      rmSync(file, { force: true });
    }
    // A host that was killed between its socket and its record.
    const known = new Set(records.flatMap(({ file, address }) => [file, address]));
    for (const name of readdirSync(run)) {
      const path = join(run, name);
      const { mtimeMs } = lstatSync(path);
      if (!/\.(sock|new)$/.test(name) || known.has(path) || Date.now() - mtimeMs < unfinishedMs) continue;
      rmSync(path, { force: true });
    }
  } catch {
    // Left for the next one: a stale record does nothing but refuse a connection.
  }
}
