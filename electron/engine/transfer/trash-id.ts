import { randomUUID } from 'node:crypto';

/** An id for one deletion: its pieces on several volumes share it. */
export function newTrashId(): string {
  return randomUUID();
}
