import type { SpeedRange, VolumeSpeed } from '../../../shared/io.ts';
import type { PlanEstimate, PlanFlow } from '../../../shared/planning.ts';

/** A volume as an estimate sees it. */
export interface TimedVolume {
  readonly name: string;
  /** What shares one device reads and writes one after the other. */
  readonly device: string;
  readonly speed: VolumeSpeed;
}

/** ms that a file takes beside its bytes: opened, made durable together with others, named, its source removed. */
const perFile = { low: 0.3, high: 6 };

/**
 * How long the moves take. Devices work at the same time, so the slowest one says it; each byte is read, written, and
 * read once more where it arrives. Null where a volume that takes part was never measured.
 */
export function estimateOf(flows: readonly PlanFlow[], volumes: readonly TimedVolume[]): PlanEstimate | null {
  if (flows.length === 0) return { lowMs: 0, highMs: 0, basis: 'nothing moves' };
  const byName = new Map(volumes.map((volume) => [volume.name, volume]));
  const low = new Map<string, number>();
  const high = new Map<string, number>();
  const used = new Set<string>();
  const add = (device: string, bytes: number, { low: slow, high: fast }: SpeedRange): void => {
    low.set(device, (low.get(device) ?? 0) + (bytes / fast) * 1000);
    high.set(device, (high.get(device) ?? 0) + (bytes / slow) * 1000);
  };
  for (const { from, to, bytes, files } of flows) {
    const [source, target] = [byName.get(from), byName.get(to)];
    const [read, write, again] = [source?.speed.read, target?.speed.write, target?.speed.read ?? target?.speed.write];
    if (source === undefined || target === undefined || !read || !write || !again) return null;
    used.add(from).add(to);
    add(source.device, bytes, read);
    add(target.device, bytes, write);
    add(target.device, bytes, again);
    for (const device of new Set([source.device, target.device])) {
      low.set(device, (low.get(device) ?? 0) + files * perFile.low);
      high.set(device, (high.get(device) ?? 0) + files * perFile.high);
    }
  }
  const names = [...used].sort();
  const told = names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}` : names.join('');
  return {
    lowMs: Math.round(Math.max(...low.values())),
    // Devices that wait for each other: at worst one direction after the other.
    highMs: Math.round(Math.max(...high.values(), ...low.values())),
    basis: `measured on ${told} in the last days`,
  };
}

/** ms for so many bytes this way, about; null where it was never measured. */
export function timeOf({ from, to, bytes, files }: PlanFlow, volumes: ReadonlyMap<string, TimedVolume>): number | null {
  const read = volumes.get(from)?.speed.read;
  const write = volumes.get(to)?.speed.write;
  if (!read || !write) return null;
  const again = volumes.get(to)?.speed.read ?? write;
  const middle = ({ low, high }: SpeedRange): number => (low + high) / 2;
  const pass = Math.max(bytes / middle(read), bytes / middle(write)) + bytes / middle(again);
  return Math.round(pass * 1000 + files * ((perFile.low + perFile.high) / 2));
}
