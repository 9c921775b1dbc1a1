export { registerBrowseCommands } from './commands.ts';
export { ContextItems } from './context-items.tsx';
export { DestinationDialog } from './destination.tsx';
export { listTools } from './tools.ts';
export { BrowseScreen } from './screen.tsx';
export { DragLayer } from './drag-layer.tsx';
