export { registerSettingsCommands } from './commands.ts';
export { SettingsScreen } from './screen.tsx';
