export { DetailsPane } from './pane.tsx';
