import { formatPercent, formatSize } from '../../../shared/format.ts';
import type { VolumeIoHistory } from '../../../shared/io.ts';
import type { VolumeInfo } from '../../../shared/model.ts';
import type { UsagePoint } from '../../../shared/usage.ts';
import { fullness } from '../../state/evenness.ts';
import { count, listOf, named, plural } from '../../text.ts';

/** Words of a volume in the sidebar. Pure. */

/** Of its menu, and of its button. */
export const words = {
  settings: 'Settings of this volume',
  empty: 'Empty this volume…',
  eject: (volume: string): string => `Eject ${named(volume)}`,
  ejecting: 'It is being ejected',
  notConnected: 'It is not connected',
  readOnly: 'It is read only',
} as const;

/** What is free on it, or why nobody knows. */
export function freeWords(volume: VolumeInfo): string {
  if (volume.state === 'offline') return 'not connected';
  if (volume.state === 'failing') return 'not answering';
  if (volume.space === null) return '';
  if (volume.state === 'draining') return `${formatSize(volume.space.used)} left`;
  return `${formatSize(volume.space.free)} free`;
}

/** What its mode keeps from it. */
export const modeWords = { 'read-write': '', 'no-create': 'takes no new files', 'read-only': 'read only' } as const;

export const fullWords = (volume: VolumeInfo): string => `${formatPercent(fullness(volume))} full`;

/** All of a volume that is told at a glance. */
export function volumeWords(
  volume: VolumeInfo,
  io: VolumeIoHistory | undefined,
  points: readonly UsagePoint[],
): string {
  const parts = [`${named(volume.name)}: ${freeWords(volume)}`];
  if (volume.space !== null) parts.push(`${formatPercent(fullness(volume))} full of ${formatSize(volume.space.total)}`);
  if (volume.reserve > 0) parts.push(`${formatSize(volume.reserve)} kept as reserve`);
  if (volume.mode !== 'read-write') parts.push(modeWords[volume.mode]);
  if (volume.stateReason !== '') parts.push(volume.stateReason);
  parts.push(ioWords(io), usedThenWords(points));
  return listOf(
    parts.filter((part) => part !== ''),
    'plain',
  );
}

/** Days that are spoken of, at most. */
const days = 30;

/** "1.21 TB 30 days ago, 1.24 TB now"; empty with fewer than two days. */
export function usedThenWords(points: readonly UsagePoint[]): string {
  const shown = points.slice(-days);
  const first = shown[0];
  const last = shown.at(-1);
  if (first === undefined || last === undefined || shown.length < 2) return '';
  const ago = Math.max(1, Math.round((last.atMs - first.atMs) / 86_400_000));
  const was = plural(ago, 'a day ago', `${count(ago, 'day')} ago`);
  return `${formatSize(first.used)} used ${was}, ${formatSize(last.used)} now`;
}

/** "CFS writes 96 MB/s, reads nothing"; empty while nothing goes on. What other programs do is not seen. */
export function ioWords(io: VolumeIoHistory | undefined): string {
  if (io === undefined || io.read + io.write + io.queue === 0) return '';
  const rate = (bytes: number): string => (bytes === 0 ? 'nothing' : `${formatSize(bytes)}/s`);
  return `CFS writes ${rate(io.write)}, reads ${rate(io.read)}`;
}
