export { SpeedLimitDialog } from './limit-dialog.tsx';
export { OperationsPanel } from './panel.tsx';
