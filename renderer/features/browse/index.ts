export { DestinationDialog } from './destination.tsx';
export { BrowseScreen } from './screen.tsx';
