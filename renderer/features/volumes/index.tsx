/** Adding volumes to a pool, and what one volume is and may do. */
export { AddVolumeDialog } from './add-volume.tsx';
export { VolumeSettingsDialog } from './volume-settings.tsx';
