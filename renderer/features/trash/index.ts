export { TrashAge } from './age.tsx';
export { TrashScreen } from './screen.tsx';
