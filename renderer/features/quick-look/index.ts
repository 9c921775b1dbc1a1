export { registerQuickLookCommands } from './commands.ts';
export { QuickLook } from './dialog.tsx';
