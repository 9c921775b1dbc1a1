export { ActivityScreen } from './activity-screen.tsx';
export { CancelOperations } from './cancel-all.tsx';
export { registerOperationCommands } from './commands.ts';
export { SpeedLimitDialog } from './limit-dialog.tsx';
export { OperationsPanel } from './panel.tsx';
