import { create } from 'zustand';
import type { PoolPath } from '../../shared/path.ts';

/** What was cut or copied in this window. It belongs to the window; the system's clipboard is told where the host can. */
export interface Clip {
  readonly verb: 'move' | 'copy';
  /** Id of the pool that it is of. */
  readonly pool: string;
  readonly paths: readonly PoolPath[];
}

interface Clipboard {
  readonly clip: Clip | null;
  /** What was cut, for rows: they look quiet until it is pasted. */
  readonly cut: ReadonlySet<PoolPath>;
}

const none: ReadonlySet<PoolPath> = new Set();

export const useClipboard = create<Clipboard>()(() => ({ clip: null, cut: none }));

export function setClip(clip: Clip | null): void {
  useClipboard.setState({ clip, cut: clip?.verb === 'move' ? new Set(clip.paths) : none });
}
