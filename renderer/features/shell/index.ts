export { HostBanner } from './banner.tsx';
export { CopyBack } from './copy-back.tsx';
export { RemovePool } from './remove-pool.tsx';
export { Sidebar } from './sidebar.tsx';
export { Toolbar } from './toolbar.tsx';
export { followMouseButtons } from './mouse-buttons.ts';
export { registerGoCommands } from './go-commands.ts';
export { registerUndoCommands } from './undo-commands.ts';
