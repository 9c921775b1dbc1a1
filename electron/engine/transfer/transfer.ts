/** All that starts a job on files: each answers at once with a job. */
export { startCopy } from './copy.ts';
export { startGet } from './get.ts';
export { startMove } from './move.ts';
export { startPut } from './put.ts';
export { startReceive } from './receive.ts';
export { startRemove, startTrash } from './remove.ts';
