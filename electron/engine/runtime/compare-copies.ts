import { asAppError, fail, isAppError } from '../../../shared/errors.ts';
import type { ComparedCopy, CopyComparison, Sameness } from '../../../shared/copies.ts';
import type { PoolPath } from '../../../shared/path.ts';
import { compareCopies, differ } from '../pool/merge.ts';
import type { Held } from '../pool/merge.ts';
import { capabilitiesOf } from '../pool/readings.ts';
import type { Member, MemberCopy } from '../pool/types.ts';
import { contentHash } from '../volume/hash.ts';
import type { Metadata } from '../volume/volume.ts';
import type { PoolContext } from './context.ts';

/** Bytes of a copy that are read without being asked for. */
const readAtOnce = 1 << 20;

/** A copy as comparing needs it. */
export async function heldOf({ member, entry }: MemberCopy): Promise<Held> {
  const { timeStepNs } = await capabilitiesOf(member.volume);
  return { volume: member.name, entry, timeStepNs };
}

/** Volumes that are not connected, with the reason. */
export function awayOf(context: PoolContext): readonly { readonly volume: string; readonly reason: string }[] {
  return context.members
    .list()
    .filter((member) => !member.state().online)
    .map((member) => ({ volume: member.name, reason: member.state().reason }));
}

/** The same copies in the order of the pool's volumes. */
export function inPoolOrder(context: PoolContext, copies: readonly MemberCopy[]): readonly MemberCopy[] {
  const order: readonly Member[] = context.volume.members;
  return [...copies].sort((a, b) => order.indexOf(a.member) - order.indexOf(b.member));
}

/**
 * Looks at all copies of an entry. `read`: the contents of large files are read too; small ones always are.
 * @throws not-found, changed (while it was read), cancelled
 */
export async function compareAll(
  context: PoolContext,
  path: PoolPath,
  { read = false, signal }: { readonly read?: boolean; readonly signal?: AbortSignal } = {},
): Promise<CopyComparison> {
  const attempted = `Comparing the copies of ${path}`;
  const { copies: found, away } = await context.volume.copiesToChoose(path);
  const [best] = found;
  if (best === undefined) throw fail('not-found', attempted, 'no connected volume holds it', 'check the path');
  const copies = inPoolOrder(context, found);
  const held = await Promise.all(copies.map(heldOf));
  const isFiles = copies.every(({ entry }) => entry.type === 'file');
  const hashes: (string | null)[] = [];
  for (const copy of copies) {
    const isRead = isFiles && (read || copy.entry.size <= readAtOnce);
    hashes.push(isRead ? await hashOf(copy, path, attempted, signal) : null);
  }
  const metadata = await Promise.all(copies.map(({ member }) => metadataOf(member, path)));
  const notes = metadataNotes(metadata);
  const compared = copies.map(({ member, entry }, index): ComparedCopy => {
    const { type, size, mtimeMs, inode, mode, links, linkTarget } = entry;
    return {
      ...{ volume: member.name, type, size, mtimeMs, inode, mode, links },
      physical: member.volume.physical(path),
      ...(linkTarget === undefined ? {} : { linkTarget }),
      opens: copies[index] === best,
      hash: hashes[index] ?? null,
    };
  });
  const type = sameness(compared.map((copy) => copy.type));
  const size = sameness(compared.map((copy) => copy.size));
  const isSameTime = held.every((one) => held.every((other) => !differ(atSize(one), atSize(other))));
  const contents = contentsOf(compared);
  const known = metadata.every((one) => one !== null);
  return {
    path,
    copies: compared,
    type,
    size,
    time: isSameTime ? 'same' : 'different',
    contents,
    metadata: notes.length > 0 ? 'different' : known ? 'same' : 'unknown',
    metadataNotes: notes,
    onlyTime: contents === 'same' && !isSameTime && type === 'same',
    newest: newestOf(held),
    readMs: Date.now(),
    placed: placedAt(context, path),
    away,
  };
}

function placedAt(context: PoolContext, path: PoolPath): CopyComparison['placed'] {
  const reason = context.engine.home.reasons.find(context.id, path);
  const volume = reason?.candidates.find(({ chosen }) => chosen)?.volume;
  return volume === undefined || typeof reason?.atMs !== 'number' ? null : { volume, atMs: reason.atMs };
}

/** The copy that is newer than all that differ from it; null where none is, or where one is a folder. */
export function newestOf(copies: readonly Held[]): string | null {
  if (copies.some(({ entry }) => entry.type === 'directory')) return null;
  const [first, ...others] = [...copies].sort((a, b) => compareCopies(a.entry, b.entry));
  if (first === undefined) return null;
  const isTied = others.some((other) => differ(first, other) && !differ(atSize(first), atSize(other)));
  return isTied ? null : first.volume;
}

/** The copy with everything but its time made equal, so that `differ` tells of the time alone. */
function atSize({ entry, ...rest }: Held): Held {
  const { name, allocated, mtimeMs, mode, uid, gid, inode, links } = entry;
  return { ...rest, entry: { name, type: 'file', size: 0, allocated, mtimeMs, mode, uid, gid, inode, links } };
}

function sameness(values: readonly unknown[]): Sameness {
  return new Set(values).size > 1 ? 'different' : 'same';
}

function contentsOf(copies: readonly ComparedCopy[]): Sameness {
  const [first] = copies;
  if (first === undefined || copies.some(({ type }) => type !== first.type)) return 'different';
  if (first.type === 'symlink') return sameness(copies.map(({ linkTarget }) => linkTarget));
  if (first.type !== 'file') return 'unknown';
  if (copies.some(({ size }) => size !== first.size)) return 'different';
  return copies.some(({ hash }) => hash === null) ? 'unknown' : sameness(copies.map(({ hash }) => hash));
}

async function hashOf(
  { member, entry }: MemberCopy,
  path: PoolPath,
  attempted: string,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  try {
    const hash = await contentHash();
    hash.start();
    for await (const bytes of member.volume.read(path, signal === undefined ? {} : { signal })) {
      signal?.throwIfAborted();
      hash.add(bytes);
    }
    const now = await member.volume.stat(path);
    if (now.size === entry.size && now.mtimeMs === entry.mtimeMs && now.inode === entry.inode) return hash.end();
  } catch (thrown) {
    if (signal?.aborted === true) throw fail('cancelled', attempted, 'it was cancelled', 'start it again');
    // What cannot be read has no hash: that it is there and how large is known all the same.
    if (['denied', 'io', 'not-found', 'offline', 'timeout'].includes(asAppError(thrown).code)) return null;
    throw thrown;
  }
  throw fail('changed', attempted, `the copy on ${member.name} changed while it was read`, 'look again');
}

async function metadataOf(member: Member, path: PoolPath): Promise<Metadata | null> {
  try {
    return await member.volume.readMetadata(path);
  } catch (thrown) {
    if (isAppError(thrown, 'internal')) throw thrown;
    return null;
  }
}

const attributesMost = 5;

function metadataNotes(all: readonly (Metadata | null)[]): readonly string[] {
  const known = all.filter((one) => one !== null);
  const notes: string[] = [];
  const modes = [...new Set(known.map(({ mode }) => mode.toString(8).padStart(3, '0')))];
  if (modes.length > 1) notes.push(`mode ${modes.join(' and ')}`);
  const owners = [...new Set(known.map(({ uid, gid }) => `${String(uid)}:${String(gid)}`))];
  if (owners.length > 1) notes.push(`owner ${owners.join(' and ')}`);
  const names = new Set(known.flatMap(({ xattrs }) => Object.keys(xattrs)));
  const different = [...names].filter((name) => {
    const values = known.map(({ xattrs }) => {
      const value = xattrs[name];
      return value === undefined ? null : Buffer.from(value).toString('base64');
    });
    return new Set(values).size > 1;
  });
  notes.push(...different.slice(0, attributesMost).map((name) => `attribute ${name}`));
  if (different.length > attributesMost) notes.push(`${String(different.length - attributesMost)} more attributes`);
  return notes;
}
