import { randomUUID } from 'node:crypto';
import { baseName, parentPath } from '../../../shared/path.ts';
import type { Replacement } from '../pool/intent.ts';
import type { Member } from '../pool/types.ts';
import { isOrphanPart, isSideName } from '../volume/parts.ts';
import { look } from './look.ts';
import type { Places, Settling } from './settle.ts';

interface Stands {
  readonly id: string;
  readonly member: Member;
  /** The old version is in its trash. */
  readonly isTrashed: boolean;
  /** Something has the name there. */
  readonly isNamed: boolean;
  /** The new version waits there. */
  readonly isWaiting: boolean;
  /** The new version is, or will be, on it. */
  readonly isTarget: boolean;
}

/**
 * A new version that takes the place of an old one. Begun (some of the old one is in the trash): the rest of the old one
 * goes there too, and the new one gets the name. Not begun: the old one stays, and a new one that waits under a name of
 * CFS's own goes as a part file does. Where the new one is nowhere, the old one comes back.
 */
export async function settleReplace(places: Places, intent: Replacement): Promise<Settling> {
  const { path, id, fresh } = intent;
  const ids = [...new Set([...intent.old, ...intent.on])];
  const stands = await Promise.all(ids.map((volumeId) => lookAt(places, volumeId, intent)));
  const waiting = stands.filter(({ isWaiting }) => isWaiting);
  const isBegun = stands.some(({ isTrashed }) => isTrashed);
  const isNamed = stands.some((one) => one.isNamed);
  const side = 'at' in fresh && isSideName(baseName(fresh.at)) ? fresh.at : null;

  if (!isBegun && (side === null || waiting.length === 0)) return [];
  if (!isBegun && side !== null && isNamed) {
    // Its name tells who made it: a record cannot have one removed that a living process still needs.
    if (!isOrphanPart(baseName(side))) return null;
    for (const { member } of waiting) await member.volume.removeFile(side);
    return [{ path, outcome: 'undone', what: 'the old version was kept, because its replacement was interrupted' }];
  }
  if (waiting.length === 0) {
    // The last step was done, or the new version was taken away since.
    if (isNamed) return [];
    for (const one of stands) if (one.isTrashed) await one.member.volume.restoreFromTrash(id, path);
    return [{ path, outcome: 'undone', what: 'the old version was put back, because the new one is gone' }];
  }
  // The old one went from where the new one waits: what has the name there came since, and so may what waits under a
  // name that anybody may use.
  if (side === null && waiting.some((one) => one.isNamed && (one.isTrashed || !intent.old.includes(one.id)))) {
    return [{ path, outcome: 'left', what: 'a replacement was interrupted, and something else has the name by now' }];
  }
  for (const one of stands) {
    // Where the new one still waits, or never was to be, what has the name is an old one.
    if (!one.isNamed || (one.isTarget && !one.isWaiting)) continue;
    await one.member.volume.moveToTrash(path, one.isTrashed ? randomUUID() : id);
  }
  for (const { member } of waiting) {
    await places.ensureDirectory(member, parentPath(path));
    await ('at' in fresh ? member.volume.rename(fresh.at, path) : member.volume.restoreFromTrash(fresh.trashed, path));
  }
  return [{ path, outcome: 'finished', what: 'a replacement was finished' }];
}

async function lookAt(places: Places, volumeId: string, intent: Replacement): Promise<Stands> {
  const member = places.member(volumeId);
  const { volume } = member;
  const { path, id, fresh } = intent;
  const isTarget = intent.on.includes(volumeId);
  const waits = async (): Promise<boolean> =>
    'at' in fresh ? (await look(volume, fresh.at)) !== null : places.isInTrash(volume, fresh.trashed);
  return {
    id: volumeId,
    member,
    isTarget,
    isTrashed: intent.old.includes(volumeId) && (await places.isInTrash(volume, id)),
    isNamed: (await look(volume, path)) !== null,
    isWaiting: isTarget && (await waits()),
  };
}
