import { createHash } from 'node:crypto';
import { asAppError, isAppError } from '../../../shared/errors.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Digest, DigestKey, DigestStore } from '../state/digests.ts';
import { devicesOf } from '../transfer/devices.ts';
import type { CopyTurn, JobRun } from '../transfer/types.ts';
import { contentHash } from '../volume/hash.ts';
import { createGate } from '../volume/steering.ts';
import type { VolumeEntry } from '../volume/volume.ts';
import type { Candidate } from './duplicate-candidates.ts';
import type { OpenMember } from './members.ts';

/** Bytes by which most files that differ are told apart. */
export const headBytes = 64 * 1024;
/** Files and bytes that are read in one turn on a device: then somebody else may have one. */
const turnFiles = 64;
const turnBytes = 16 << 20;
/** A file that changed within this time (ms) may change again without its time showing it. */
const freshMs = 2_000;

/** A candidate and what is known of its contents. */
export interface Hashed {
  readonly candidate: Candidate;
  readonly digest: string;
}

/**
 * Groups of candidates with the same contents: those of one size are told apart by their first bytes, then by all of
 * them. One reader per device; what was read once is not read again while its size, time and inode are the same.
 */
export async function hashCandidates(
  groups: readonly (readonly Candidate[])[],
  run: JobRun,
  digests: DigestStore,
): Promise<readonly (readonly Candidate[])[]> {
  const all = groups.flat();
  run.counting(true);
  run.addTotals(
    all.length,
    all.reduce((sum, { size }) => sum + Math.min(size, headBytes), 0),
  );
  const heads = await readAll(all, 'head', run, digests);
  const again = alike(heads).filter((group) => (group[0]?.size ?? 0) > headBytes);
  const alreadyWhole = alike(heads).filter((group) => (group[0]?.size ?? 0) <= headBytes);
  // Small files were read as a whole.
  const rest = again.flat();
  run.addTotals(
    rest.length,
    rest.reduce((sum, { size }) => sum + size, 0),
  );
  run.counting(false);
  const wholes = await readAll(rest, 'whole', run, digests);
  return [...alreadyWhole, ...alike(wholes)];
}

function alike(hashed: readonly Hashed[]): readonly (readonly Candidate[])[] {
  const groups = new Map<string, Candidate[]>();
  for (const { candidate, digest } of hashed) {
    const key = `${String(candidate.size)} ${digest}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [candidate]);
    else group.push(candidate);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

type Part = 'head' | 'whole';

/** Each device reads its files one after the other, all devices at the same time. */
async function readAll(
  candidates: readonly Candidate[],
  part: Part,
  run: JobRun,
  digests: DigestStore,
): Promise<readonly Hashed[]> {
  const queues = new Map<string, Candidate[]>();
  const devices = new Map<OpenMember, string>();
  for (const candidate of candidates) {
    const [member] = candidate.members;
    if (member === undefined) continue;
    const known = devices.get(member);
    const device =
      known ??
      devicesOf([member.volume])
        .map(({ key }) => key)
        .join(' ');
    if (known === undefined) devices.set(member, device);
    const queue = queues.get(device);
    if (queue === undefined) queues.set(device, [candidate]);
    else queue.push(candidate);
  }
  const hashed: Hashed[] = [];
  const stop = new AbortController();
  const work = [...queues.values()].map(async (queue) => {
    try {
      await readQueue(queue, part, run, digests, stop.signal, (one) => hashed.push(one));
    } catch (thrown) {
      // One that ends early ends the others: nobody waits for what they would still read.
      stop.abort();
      throw thrown;
    }
  });
  const ended = await Promise.allSettled(work);
  digests.flush();
  const failure = ended.find((one) => one.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
  return hashed;
}

async function readQueue(
  queue: readonly Candidate[],
  part: Part,
  run: JobRun,
  digests: DigestStore,
  stopped: AbortSignal,
  found: (one: Hashed) => void,
): Promise<void> {
  let turn: CopyTurn | null = null;
  let [files, bytes] = [0, 0];
  const end = (): void => {
    turn?.end();
    turn = null;
    [files, bytes] = [0, 0];
  };
  try {
    for (const candidate of queue) {
      if (stopped.aborted) return;
      await run.checkpoint();
      if (files >= turnFiles || bytes >= turnBytes) end();
      turn ??= await run.turn(candidate.members.slice(0, 1).map(({ volume }) => volume));
      const digest = await readOne(candidate, part, run, turn, digests);
      files += 1;
      bytes += part === 'head' ? Math.min(candidate.size, headBytes) : candidate.size;
      const { path, size, members } = candidate;
      run.item({ path, volume: members[0]?.name ?? '', size, outcome: digest === null ? 'skipped' : 'done' });
      if (digest !== null) found({ candidate, digest });
    }
  } finally {
    end();
  }
}

/** Hash of a part of the file; null when it is gone, was changed, or cannot be read (which is told). */
async function readOne(
  candidate: Candidate,
  part: Part,
  run: JobRun,
  turn: CopyTurn,
  digests: DigestStore,
): Promise<string | null> {
  const { path, size, members } = candidate;
  const [member] = members;
  if (member === undefined) return null;
  const wanted = part === 'head' ? Math.min(size, headBytes) : size;
  run.current(path);
  try {
    const entry = await member.volume.stat(path);
    if (entry.type !== 'file' || entry.size !== size) {
      run.addTotals(0, -wanted);
      return null;
    }
    const key = keyOf(member, path, entry);
    const known = digests.find(key);
    // Small files have their whole digest at once.
    const isWhole = part === 'whole' || size <= headBytes;
    const have = isWhole ? known?.whole : known?.head;
    if (have !== undefined && have !== null) {
      run.addBytes(wanted);
      return have;
    }
    const digest = await read(member, path, wanted, isWhole, run, turn);
    const now = await member.volume.stat(path);
    if (now.size !== entry.size || now.mtimeMs !== entry.mtimeMs || now.inode !== entry.inode) {
      run.note('Files that changed while they were read were left out.');
      return null;
    }
    if (Date.now() - entry.mtimeMs > freshMs) {
      const kept: Digest = { head: known?.head ?? null, whole: known?.whole ?? null };
      digests.save(key, isWhole ? { ...kept, whole: digest } : { ...kept, head: digest });
    }
    return digest;
  } catch (thrown) {
    if (isAppError(thrown, 'cancelled') || run.signal.aborted) throw thrown;
    // Gone since it was listed: no duplicate any more.
    if (!isAppError(thrown, 'not-found')) run.failed(path, asAppError(thrown));
    return null;
  }
}

async function read(
  member: OpenMember,
  path: PoolPath,
  end: number,
  isWhole: boolean,
  run: JobRun,
  turn: CopyTurn,
): Promise<string> {
  const gate = createGate(turn.steering);
  const sure = isWhole ? createHash('sha256') : null;
  const quick = isWhole ? null : await contentHash();
  quick?.start();
  for await (const bytes of member.volume.read(path, { end, signal: run.signal })) {
    const wait = gate.pass(bytes.length, run.signal);
    if (wait !== null) await wait;
    sure?.update(bytes);
    quick?.add(bytes);
    run.addBytes(bytes.length);
    turn.moved();
  }
  return sure?.digest('hex') ?? quick?.end() ?? '';
}

function keyOf(member: OpenMember, path: PoolPath, entry: VolumeEntry): DigestKey {
  const { size, mtimeMs, inode } = entry;
  const number = inode.slice(inode.lastIndexOf(':') + 1);
  return { volume: member.id, path, size, mtimeUs: Math.round(mtimeMs * 1000), inode: number };
}
