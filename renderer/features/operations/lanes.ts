import type { Job } from '../../../shared/model.ts';

/** Operations that work on the same devices, or wait for a place. */
export interface Lane {
  /** Names of a volume on each device; none: it is not known yet, or nothing of it needs a device. */
  readonly devices: readonly string[];
  readonly jobs: readonly Job[];
}

/** Open jobs by the devices they use, in the order in which their first one began. */
export function lanesOf(jobs: readonly Job[]): readonly Lane[] {
  const lanes = new Map<string, { devices: readonly string[]; jobs: Job[] }>();
  for (const job of jobs) {
    const devices = (job.lanes ?? []).toSorted();
    const key = devices.join('\n');
    const lane = lanes.get(key) ?? { devices, jobs: [] };
    lane.jobs.push(job);
    lanes.set(key, lane);
  }
  // What has no device yet comes last: it is the queue.
  return [...lanes.values()].sort((a, b) => Number(a.devices.length === 0) - Number(b.devices.length === 0));
}
