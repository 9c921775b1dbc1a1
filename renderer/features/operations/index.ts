export { OperationsPanel } from './panel.tsx';
