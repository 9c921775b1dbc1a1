import { z } from 'zod';
import { intentShape, volumesOf } from '../pool/intent.ts';
import type { Intent } from '../pool/intent.ts';
import type { ProcessOwner } from '../volume/parts.ts';
import type { VolumeRecord } from '../volume/volume.ts';

/** One operation as a volume keeps it (Volume.writeRecord). */
const recordShape = z.object({
  version: z.literal(1),
  id: z.string(),
  pool: z.string(),
  /** The volume that it lies on: a copy that came to another disk says nothing there. */
  volume: z.string(),
  owner: z.object({
    host: z.string().max(64),
    boot: z.string().max(64),
    pid: z.number().int().positive(),
    start: z.string().max(64),
  }),
  intent: intentShape,
});
export type OperationRecord = z.infer<typeof recordShape>;

export function recordText(id: string, pool: string, volume: string, owner: ProcessOwner, intent: Intent): string {
  return JSON.stringify({ version: 1, id, pool, volume, owner, intent } satisfies OperationRecord);
}

/** Null for what is no record of an operation of this pool on this volume: it is never acted on. */
export function readRecord(record: VolumeRecord, pool: string, volume: string): OperationRecord | null {
  try {
    const parsed = recordShape.parse(JSON.parse(record.text));
    const isOurs = parsed.id === record.id && parsed.pool === pool && parsed.volume === volume;
    return isOurs && volumesOf(parsed.intent).includes(volume) ? parsed : null;
  } catch {
    return null;
  }
}
