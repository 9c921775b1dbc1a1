import { isAppError } from '../../../shared/errors.ts';
import { parentPath, rootPath } from '../../../shared/path.ts';
import type { PoolPath } from '../../../shared/path.ts';
import type { Member, PoolVolume } from '../pool/types.ts';
import type { ResumedFrom } from '../transfer/types.ts';
import type { Metadata } from '../volume/volume.ts';

/**
 * Moving files between volumes changes nothing that a person did, so the times of their folders stay as they were: they
 * are noted before the first move in a folder and set back at the end, on every volume that took part.
 */
export interface FolderTimes {
  /** Notes the folders above a path, on the members between which something moves. */
  note(path: PoolPath, members: readonly Member[]): Promise<void>;
  /** Sets them back; folders that are gone are passed over. */
  restore(): Promise<void>;
}

type Times = Pick<Metadata, 'mtimeNs' | 'atimeNs'>;

/**
 * `before`: what a run that was interrupted had noted; `noted`: told for each folder, so that it is known after this one
 * is interrupted.
 */
export function keepFolderTimes(
  pool: PoolVolume,
  before: ResumedFrom['folderTimes'] = {},
  noted: (folder: PoolPath, times: Times) => void = () => undefined,
): FolderTimes {
  const times = new Map<string, { readonly member: Member; readonly folder: PoolPath; readonly times: Times }>();

  /** What the pool showed before anything moved. Asked once, however many moves begin at the same time. */
  const shown = new Map<PoolPath, Promise<Times | null>>();

  const read = async (from: Pick<PoolVolume, 'readMetadata'>, folder: PoolPath): Promise<Times | null> => {
    try {
      const { mtimeNs, atimeNs } = await from.readMetadata(folder);
      return { mtimeNs, atimeNs };
    } catch (thrown) {
      if (isAppError(thrown, 'not-found') || isAppError(thrown, 'not-a-directory')) return null;
      throw thrown;
    }
  };

  const keptOf = (folder: PoolPath): Times | null => {
    const known = before[folder];
    return known === undefined ? null : { mtimeNs: BigInt(known[0]), atimeNs: BigInt(known[1]) };
  };
  const look = async (folder: PoolPath): Promise<Times | null> => {
    const present = keptOf(folder) ?? (await read(pool, folder));
    if (present !== null) noted(folder, present);
    return present;
  };

  return {
    async note(path, members) {
      for (let folder = parentPath(path); folder !== rootPath; folder = parentPath(folder)) {
        const kept = keptOf(folder);
        const looking = shown.get(folder) ?? look(folder);
        shown.set(folder, looking);
        let present: Times | null;
        try {
          present = await looking;
        } catch (thrown) {
          shown.delete(folder);
          throw thrown;
        }
        for (const member of members) {
          const key = `${member.name} ${folder}`;
          if (times.has(key)) continue;
          // A volume on which the folder is still to be made gets the times that the pool shows.
          const found = kept ?? (await read(member.volume, folder)) ?? present;
          if (found !== null) times.set(key, { member, folder, times: found });
        }
      }
    },
    async restore() {
      for (const { member, folder, times: before } of times.values()) {
        if (!member.state().online) continue;
        try {
          await member.volume.writeMetadata(folder, before);
        } catch (thrown) {
          // Taken away meanwhile, by the drain itself or by somebody else.
          if (!isAppError(thrown, 'not-found')) throw thrown;
        }
      }
    },
  };
}
