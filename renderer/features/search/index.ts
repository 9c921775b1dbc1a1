export { SearchField, SearchKeys } from './field.tsx';
export type { ListTools } from './results.tsx';
export { SearchPane, SearchScreen, searchTitle } from './screen.tsx';
