/** Adding volumes to a pool, what the pool is, and what one volume is and may do. */
export { AddVolumeDialog } from './add-volume.tsx';
export { registerVolumeCommands } from './commands.ts';
export { EjectDialog } from './eject-dialog.tsx';
export { PoolPage } from './pool-page.tsx';
export { VolumePage } from './volume-page.tsx';
