export { registerPropertiesCommands } from './commands.ts';
export { PropertiesDialog } from './dialog.tsx';
