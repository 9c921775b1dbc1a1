import type { PoolInfo, VolumeInfo } from '../../../shared/model.ts';
import { sumSpace } from '../pool/room.ts';
import { placementOf } from '../state/config-shape.ts';
import type { PoolConfig } from '../state/config-shape.ts';
import { isNetwork } from '../volume/mounts.ts';
import type { OpenMember } from './members.ts';

/** @param seen how the catalog sees changes on it; null: as its file system allows */
export function volumeInfo(member: OpenMember, seen: VolumeInfo['watching'] | null = null): VolumeInfo {
  const { id, name, root, mode, reserve, limit, tags, draining, colour, mark } = member.config();
  const { kind, reason } = member.condition();
  const figures = member.figures();
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
    watching: seen ?? (isNetwork(figures?.filesystem ?? '') ? 'polled' : 'live'),
  };
}

export function poolInfo(
  config: PoolConfig,
  members: readonly OpenMember[],
  seen: (volume: string) => VolumeInfo['watching'] | null,
): PoolInfo {
  const parts = members.flatMap((member) => {
    const figures = member.figures();
    if (member.condition().kind !== 'online' || figures === null) return [];
    return [{ spaceGroup: figures.spaceGroup, space: figures.space, limit: member.settings.limit }];
  });
  return {
    id: config.id,
    name: config.name,
    sample: config.sample,
    trashDays: config.trashDays ?? null,
    reserve: config.reserve,
    ...placementOf(config),
    volumes: members.map((member) => volumeInfo(member, seen(member.id))),
    space: sumSpace(parts),
  };
}
