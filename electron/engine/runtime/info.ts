import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { sumSpace } from '../pool/room.ts';
import { placementOf } from '../state/config-shape.ts';
import type { PoolConfig } from '../state/config-shape.ts';
import { isNetwork, listMounts } from '../volume/mounts.ts';
import type { Mount } from '../volume/mounts.ts';
import { ejectable } from '../volume/unmount.ts';
import type { OpenMember } from './members.ts';

/**
 * @param home where CFS keeps its own state
 * @param seen how the catalog sees changes on it; null: as its file system allows
 */
export function volumeInfo(
  member: OpenMember,
  home: string,
  seen: VolumeInfo['watching'] | null = null,
  mounts: readonly Mount[] = listMounts(),
): VolumeInfo {
  const { id, name, root, mode, reserve, limit, tags, draining, colour, mark } = member.config();
  const { kind, reason } = member.condition();
  const figures = member.figures();
  const canEject = ejectable(root, home, mounts);
  return {
    id,
    name,
    root,
    mode,
    state: kind === 'online' && draining ? 'draining' : kind,
    stateReason: kind === 'online' && draining ? 'it is being emptied and takes no new files' : reason,
    colour,
    mark,
    space: figures?.space ?? null,
    reserve,
    limit,
    tags,
    spaceGroup: figures?.spaceGroup ?? `volume:${id}`,
    filesystem: figures?.filesystem ?? '',
    notEjected: kind === 'offline' ? 'it is not connected' : 'why' in canEject ? canEject.why : '',
    watching: seen ?? (isNetwork(figures?.filesystem ?? '') ? 'polled' : 'live'),
  };
}

export function poolInfo(
  config: PoolConfig,
  members: readonly OpenMember[],
  home: string,
  seen: (volume: string) => VolumeInfo['watching'] | null,
): PoolInfo {
  const parts = members.flatMap((member) => {
    const figures = member.figures();
    if (member.condition().kind !== 'online' || figures === null) return [];
    return [{ spaceGroup: figures.spaceGroup, space: figures.space, limit: member.settings.limit }];
  });
  const mounts = listMounts();
  return {
    id: config.id,
    name: config.name,
    sample: config.sample,
    trashDays: config.trashDays ?? null,
    reserve: config.reserve,
    ...placementOf(config),
    volumes: members.map((member) => volumeInfo(member, home, seen(member.id), mounts)),
    space: sumSpace(parts),
  };
}
