import { createHash } from 'node:crypto';
import { asAppError, isAppError } from '../../../shared/errors.ts';
import type { Finding } from '../../../shared/model.ts';
import { childPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { PoolContext } from '../runtime/context.ts';
import type { Member } from '../pool/types.ts';

/**
 * Looks at a whole pool: volumes that are not what they should be, copies that differ, files held twice, part files
 * that nobody writes any more, what cannot be read. With `hash`, reads every copy of what is held several times and
 * compares the contents. `repair` removes only part files of processes that are gone.
 */
export async function checkPool(
  context: PoolContext,
  { repair, hash }: { readonly repair: boolean; readonly hash: boolean },
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const online: Member[] = [];
  for (const member of context.members.list()) {
    const { online: isOnline, reason } = member.state();
    if (isOnline) online.push(member);
    else {
      const todo = `connect it, or remove it from the pool (${reason})`;
      findings.push({ kind: 'marker', path: '/', volumes: [member.name], repair: todo, repaired: false });
    }
  }
  for (const member of online) findings.push(...(await orphanParts(member, repair)));
  await checkFolder(context, rootPath, hash, findings);
  return findings;
}

async function orphanParts(member: Member, repair: boolean): Promise<readonly Finding[]> {
  const found = await member.volume.findParts({ remove: repair });
  return found.map((path) => ({
    kind: 'orphan-part',
    path,
    volumes: [member.name],
    repair: 'removes the rest of a write that never ended',
    repaired: repair,
  }));
}

async function checkFolder(context: PoolContext, folder: PoolPath, hash: boolean, findings: Finding[]): Promise<void> {
  const add = (kind: Finding['kind'], path: PoolPath, volumes: readonly string[], repair: string): void =>
    void findings.push({ kind, path, volumes, repair, repaired: false });
  let listed: Awaited<ReturnType<typeof context.volume.listMerged>>;
  try {
    listed = await context.volume.listMerged(folder);
  } catch (thrown) {
    if (isAppError(thrown, 'not-found')) return;
    add('unreadable', folder, [], asAppError(thrown).message);
    return;
  }
  for (const { volume, reason } of listed.missing) {
    const isOnline = context.members.list().some((member) => member.name === volume && member.state().online);
    if (isOnline) add('unreadable', folder, [volume], reason);
  }
  for (const entry of listed.entries) {
    const path = childPath(folder, entry.name);
    if (entry.foreign === true) {
      add('foreign', path, entry.volumes, '');
      continue;
    }
    if (entry.conflict) add('conflict', path, entry.volumes, 'keep one copy and remove or rename the others');
    else if (entry.type !== 'directory' && entry.volumes.length > 1) {
      const isSame = !hash || entry.type !== 'file' || (await sameContent(context, path, add));
      if (isSame)
        add('duplicate', path, entry.volumes, 'it is held more than once; remove the copies that you do not want');
    } else if (hash && entry.type === 'file') await readable(context, path, add);
    if (entry.type === 'directory') await checkFolder(context, path, hash, findings);
  }
}

type Add = (kind: Finding['kind'], path: PoolPath, volumes: readonly string[], repair: string) => void;

/** Hash of one copy; null when it cannot be read, which is a finding of its own. */
async function hashOf(member: Member, path: PoolPath, add: Add): Promise<string | null> {
  const digest = createHash('sha256');
  try {
    for await (const bytes of member.volume.read(path)) digest.update(bytes);
  } catch (thrown) {
    add('unreadable', path, [member.name], asAppError(thrown).message);
    return null;
  }
  return digest.digest('hex');
}

async function sameContent(context: PoolContext, path: PoolPath, add: Add): Promise<boolean> {
  const hashes = new Set<string>();
  const volumes: string[] = [];
  for (const { member } of await context.volume.copiesOf(path)) {
    const digest = await hashOf(member, path, add);
    if (digest !== null) hashes.add(digest);
    volumes.push(member.name);
  }
  if (hashes.size > 1) add('bad-hash', path, volumes, 'size and time agree, contents differ: keep the right copy');
  return hashes.size <= 1;
}

async function readable(context: PoolContext, path: PoolPath, add: Add): Promise<void> {
  for (const { member } of await context.volume.copiesOf(path)) await hashOf(member, path, add);
}
