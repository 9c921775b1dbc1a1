import type { VolumeReport } from '../../../shared/volume-report.ts';
import type { PoolContext } from './context.ts';

/** See Pool.volumeReport. A catalog that cannot be read is told as not counted: its own status says why. */
export async function volumeReport(context: PoolContext, name: string): Promise<VolumeReport> {
  const { id, volume, condition } = context.member(name);
  await context.ready();
  const counted = await context.catalog.read('allocatedOn', { volume: id }).catch(() => null);
  const traits = condition().kind === 'online' ? await volume.traits() : null;
  return { traits, poolBytes: counted?.bytes ?? null };
}
