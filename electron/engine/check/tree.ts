import { createHash } from 'node:crypto';
import { asAppError, isAppError, reasonIn, refusalsIn } from '../../../shared/errors.ts';
import { formatSize } from '../../../shared/format.ts';
import type { Entry } from '../../../shared/model.ts';
import { childPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Member, MemberCopy, PoolVolume } from '../pool/types.ts';
import type { CheckOptions, Findings } from './findings.ts';

/** Clocks of other computers may be ahead by time zones; more than this (ms) is a wrong time. */
const aheadMs = 48 * 3_600_000;

/**
 * Looks at every entry of the pool: copies that differ or are the same, what cannot be read, metadata that will surprise,
 * things that are no pool entries. What cannot be read does not stop it.
 * @throws cancelled
 */
export async function checkTree(volume: PoolVolume, options: CheckOptions, findings: Findings): Promise<void> {
  const look = createLook(volume, options, findings);
  const folders: PoolPath[] = [rootPath];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await look.folder(folder);
    const below: PoolPath[] = [];
    for (const entry of entries) {
      const path = childPath(folder, entry.name);
      await look.entry(path, entry);
      if (entry.type === 'directory' && entry.foreign !== true) below.push(path);
    }
    folders.push(...below.reverse());
  }
}

function createLook(volume: PoolVolume, { hash, signal, onProgress }: CheckOptions, findings: Findings) {
  const latestMs = Date.now() + aheadMs;
  let [entries, bytes] = [0, 0];

  const isOnline = (name: string): boolean =>
    volume.members.some((member) => member.name === name && member.state().online);

  const folder = async (path: PoolPath): Promise<readonly Entry[]> => {
    signal?.throwIfAborted();
    onProgress?.({ current: path, entries, bytes });
    try {
      const listed = await volume.listMerged(path, signal === undefined ? {} : { signal });
      for (const { volume: name, reason } of listed.missing) {
        // Volumes that are away are told once, as such.
        if (isOnline(name)) findings.add('unreadable', path, [name], `it cannot be listed: ${reason}`);
      }
      entries += listed.entries.length;
      return listed.entries;
    } catch (thrown) {
      signal?.throwIfAborted();
      // Gone since its parent was listed.
      if (isAppError(thrown, 'not-found')) return [];
      const error = asAppError(thrown);
      const names = refusalsIn(error).map(({ volume: name }) => name);
      findings.add('unreadable', path, names, `it cannot be listed: ${reasonIn(error)}`);
      return [];
    }
  };

  /** Hash of one copy; null when it cannot be read, which is a finding of its own. */
  const hashOf = async (member: Member, path: PoolPath): Promise<string | null> => {
    const digest = createHash('sha256');
    try {
      for await (const chunk of member.volume.read(path, signal === undefined ? {} : { signal })) {
        digest.update(chunk);
        bytes += chunk.length;
        onProgress?.({ current: path, entries, bytes });
      }
    } catch (thrown) {
      signal?.throwIfAborted();
      if (isAppError(thrown, 'not-found')) return null;
      findings.add('unreadable', path, [member.name], `it cannot be read: ${reasonIn(asAppError(thrown))}`);
      return null;
    }
    return digest.digest('hex');
  };

  const copies = async (path: PoolPath, entry: Entry): Promise<void> => {
    const held = await volume.copiesOf(path);
    if (entry.conflict) {
      findings.add('conflict', path, entry.volumes, `"cfs resolve" keeps one or all of them: ${inWords(held)}`);
      return;
    }
    const names = held.map(({ member }) => member.name);
    if (hash && entry.type === 'file') {
      const digests: string[] = [];
      for (const { member } of held) {
        const digest = await hashOf(member, path);
        if (digest !== null) digests.push(digest);
      }
      if (new Set(digests).size > 1) {
        findings.add(
          'bad-hash',
          path,
          names,
          'size and time agree, contents differ: "cfs resolve" keeps the right one',
        );
        return;
      }
      if (digests.length < held.length) return;
    }
    if (held.length < 2) return;
    const known = hash ? 'the contents are the same' : 'size and time are the same';
    findings.add('duplicate', path, names, `it is held ${String(held.length)} times, and ${known}: remove all but one`);
  };

  const metadata = (path: PoolPath, entry: Entry): void => {
    if (entry.type === 'symlink') return;
    if (entry.mtimeMs > latestMs) {
      const when = new Date(entry.mtimeMs).toISOString().slice(0, 10);
      findings.add('metadata', path, entry.volumes, `its time lies in the future (${when}): set it, as touch does`);
    }
    const needed = entry.type === 'directory' ? 0o500 : 0o400;
    if (process.platform !== 'win32' && (entry.mode & needed) !== needed) {
      const why = `its mode ${entry.mode.toString(8).padStart(3, '0')} lets not even its owner read it`;
      findings.add('metadata', path, entry.volumes, `${why}: change the mode`);
    }
  };

  return {
    folder,
    async entry(path: PoolPath, entry: Entry): Promise<void> {
      signal?.throwIfAborted();
      if (entry.foreign === true) {
        findings.add('foreign', path, entry.volumes, '');
        return;
      }
      metadata(path, entry);
      const isSingle = entry.volumes.length < 2;
      if (entry.type === 'directory' ? entry.conflict : !isSingle) await copies(path, entry);
      else if (hash && entry.type === 'file') {
        for (const { member } of await volume.copiesOf(path)) await hashOf(member, path);
      }
    },
  };
}

/** "disk1 has a file of 12 kB of 2026-11-24 09:05:01, disk2 a folder". */
function inWords(copies: readonly MemberCopy[]): string {
  return copies
    .map(({ member, entry: { type, size, mtimeMs } }) => {
      const when = new Date(mtimeMs).toISOString().slice(0, 19).replace('T', ' ');
      const what =
        type === 'file'
          ? `a file of ${formatSize(size)} of ${when} UTC`
          : type === 'directory'
            ? 'a folder'
            : type === 'symlink'
              ? 'a link'
              : 'a device, socket or pipe';
      return `${member.name} has ${what}`;
    })
    .join(', ');
}
