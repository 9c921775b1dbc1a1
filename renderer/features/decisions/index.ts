export { DecisionsScreen } from './screen.tsx';
