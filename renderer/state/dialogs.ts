import { create } from 'zustand';
import type { Act, Entry } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';
import type { RealCopy } from './doing.ts';

/** The dialog that is open, by what it is about; the shell renders it. */
export type DialogKind =
  | { readonly kind: 'palette' }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'select-pattern' }
  | { readonly kind: 'delete-forever'; readonly entries: readonly Entry[] }
  /** Opening it may run it: `why`. */
  | { readonly kind: 'run-program'; readonly path: PoolPath; readonly name: string; readonly why: string }
  | { readonly kind: 'real-paths'; readonly name: string; readonly copies: readonly RealCopy[] }
  | { readonly kind: 'quick-look' }
  | { readonly kind: 'properties'; readonly entries: readonly Entry[] }
  | { readonly kind: 'add-volume' }
  | { readonly kind: 'eject' }
  | { readonly kind: 'held-back'; readonly volume: string }
  | { readonly kind: 'remove-pool' }
  | { readonly kind: 'copy-back'; readonly direction: 'undo' | 'redo'; readonly act: Act }
  | { readonly kind: 'cancel-operations' }
  | { readonly kind: 'speed-limit'; readonly job: string }
  | { readonly kind: 'on-volume'; readonly what: 'folder' | 'files'; readonly folder: PoolPath }
  | { readonly kind: 'move-to-volume'; readonly entries: readonly Entry[] }
  | { readonly kind: 'destination'; readonly verb: 'move' | 'copy'; readonly paths: readonly PoolPath[] };

export const useDialog = create<{ readonly open: DialogKind | null }>()(() => ({ open: null }));

export function openDialog(open: DialogKind): void {
  useDialog.setState({ open });
}

export function closeDialog(): void {
  useDialog.setState({ open: null });
}
