export { startAppMenu } from './app-menu.ts';
export { registerHelpCommands } from './commands.ts';
export { startKeys } from './dispatch.ts';
export { CommandPalette } from './palette.tsx';
export { ShortcutList } from './shortcuts.tsx';
