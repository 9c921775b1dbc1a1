export { CopiesDifferScreen } from './screen.tsx';
