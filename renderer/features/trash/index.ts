export { TrashScreen } from './screen.tsx';
