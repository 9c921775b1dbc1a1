export { DuplicatesScreen } from './screen.tsx';
