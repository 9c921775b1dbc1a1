import type { PoolPath } from '../../../shared/path.ts';
import { rootPath } from '../../../shared/path.ts';
import type { PoolVolume } from '../pool/types.ts';
import { realFolder } from './local-source.ts';

/** Which paths of this host are the pool's own volumes: copying those onto themselves would read what it writes. */
export interface OwnRoots {
  /** Name of the volume that this real path lies in, or null. */
  volumeAt(path: string): string | null;
  /** Name of the volume whose root has this inode, or null: seen through another mount of the same folder. */
  rootWith(inode: string): string | null;
}

export async function ownRoots(pool: PoolVolume): Promise<OwnRoots> {
  const roots: { readonly name: string; readonly real: string }[] = [];
  const inodes = new Map<string, string>();
  for (const member of pool.members) {
    const physical = member.volume.physical(rootPath);
    if (physical === null || !member.state().online) continue;
    try {
      roots.push({ name: member.name, real: await realFolder(physical, `Looking at ${member.name}`) });
      inodes.set((await member.volume.stat(rootPath)).inode, member.name);
    } catch {
      // Gone meanwhile: nothing is read from it nor written to it.
    }
  }
  return {
    volumeAt(path) {
      const holder = roots.find(({ real }) => isBelow(path as PoolPath, real));
      return holder?.name ?? null;
    },
    rootWith: (inode) => inodes.get(inode) ?? null,
  };
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
