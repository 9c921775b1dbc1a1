/** Choosing folders as volumes: used by the first run and by adding a volume. */
export { limitOf, specsOf, sumOf } from './candidates.ts';
export type { Candidate } from './candidates.ts';
export { VolumePicker } from './picker.tsx';
