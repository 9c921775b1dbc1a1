import type { VolumeInfo } from '../../shared/model.ts';
import type { Context } from './context.ts';
import { tableLines } from './table.ts';

/** A volume as CLI.md says, with its settings. */
export function volumeObject(volume: VolumeInfo): object {
  const { id, name, root, mode, state, stateReason, reserve, limit, tags, filesystem } = volume;
  return { id, name, root, mode, state, stateReason, reserve, limit, tags, filesystem };
}

export function printVolumes(context: Context, volumes: readonly VolumeInfo[]): void {
  const { out } = context;
  if (out.json) {
    for (const volume of volumes) out.object(volumeObject(volume));
  } else if (out.nul) {
    for (const { name } of volumes) out.name(name);
  } else {
    const rows = volumes.map((volume) => [
      out.shown(volume.name),
      volume.mode,
      volume.state,
      out.shown(volume.root),
      out.shown([...volume.tags.map((tag) => `#${tag}`), volume.stateReason].filter((text) => text !== '').join(' ')),
    ]);
    for (const line of tableLines(rows)) out.line(line);
  }
}
