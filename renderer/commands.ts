import { registerBrowseCommands, registerViewCommands } from './features/browse/index.ts';
import { registerHelpCommands } from './features/commands/index.ts';
import { registerOperationCommands } from './features/operations/index.ts';
import { registerPropertiesCommands } from './features/properties/index.ts';
import { registerQuickLookCommands } from './features/quick-look/index.ts';
import { registerSearchCommands } from './features/search/index.ts';
import { registerSettingsCommands } from './features/settings/index.ts';
import { registerGoCommands, registerScreenCommands, registerUndoCommands } from './features/shell/index.ts';
import { registerVolumeCommands } from './features/volumes/index.tsx';

/** The whole table of commands, in the order in which the palette and the list of shortcuts show it. */
export function registerAllCommands(): void {
  registerBrowseCommands();
  registerQuickLookCommands();
  registerPropertiesCommands();
  registerViewCommands();
  registerUndoCommands();
  registerGoCommands();
  registerScreenCommands();
  registerSearchCommands();
  registerSettingsCommands();
  registerVolumeCommands();
  registerOperationCommands();
  registerHelpCommands();
}
