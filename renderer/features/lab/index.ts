export { LabScreen } from './screen.tsx';
