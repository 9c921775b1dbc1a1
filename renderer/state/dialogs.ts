import { create } from 'zustand';
import type { ConflictPolicy } from '../../shared/model.ts';
import type { PoolPath } from '../../shared/path.ts';

/** The dialog that is open, by what it is about; the shell renders it. */
export type DialogKind =
  | { readonly kind: 'add-volume' }
  | { readonly kind: 'volume'; readonly volume: string }
  | { readonly kind: 'remove-pool' }
  | { readonly kind: 'destination'; readonly verb: 'move' | 'copy'; readonly paths: readonly PoolPath[] }
  | {
      readonly kind: 'conflicts';
      readonly dest: PoolPath;
      readonly names: readonly string[];
      readonly total: number;
      readonly answer: (choice: ConflictPolicy | null) => void;
    };

export const useDialog = create<{ readonly open: DialogKind | null }>()(() => ({ open: null }));

export function openDialog(open: DialogKind): void {
  closeDialog();
  useDialog.setState({ open });
}

export function closeDialog(): void {
  const { open } = useDialog.getState();
  useDialog.setState({ open: null });
  if (open?.kind === 'conflicts') open.answer(null);
}
