export { UsageScreen } from './screen.tsx';
