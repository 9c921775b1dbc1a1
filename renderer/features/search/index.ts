export { registerSearchCommands } from './commands.ts';
export { SearchField } from './field.tsx';
export type { ListTools } from './results.tsx';
export { SearchPane, SearchScreen, searchTitle } from './screen.tsx';
