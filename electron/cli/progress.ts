import type { Job } from '../../shared/model.ts';
import { visibleName } from '../../shared/format.ts';
import type { OutputStream } from './output.ts';
import { cellWidth } from './table.ts';
import { formatCount, formatDuration, formatSize } from './words.ts';

/** One line that is drawn over itself on a terminal. */
export class ProgressLine {
  private readonly stream: OutputStream;
  private drawn = '';

  constructor(stream: OutputStream) {
    this.stream = stream;
  }

  draw(job: Job): void {
    const text = fit(progressText(job), (this.stream.columns ?? 80) - 1);
    if (text === this.drawn) return;
    this.stream.write(`\r\x1b[K${text}`);
    this.drawn = text;
  }

  clear(): void {
    if (this.drawn === '') return;
    this.stream.write('\r\x1b[K');
    this.drawn = '';
  }
}

const barCells = 20;

/** What the line says: share done, bytes, files, speed, time left, the file at hand. */
export function progressText(job: Job): string {
  const files = `${formatCount(job.filesDone)} of ${formatCount(job.filesTotal)} files`;
  if (job.counting) return `counting: ${formatCount(job.filesTotal)} files, ${formatSize(job.bytesTotal)}`;
  const share = job.bytesTotal > 0 ? job.bytesDone / job.bytesTotal : job.filesDone / Math.max(1, job.filesTotal);
  const done = Math.min(1, share);
  const filled = Math.round(done * barCells);
  const parts = [
    `[${'#'.repeat(filled)}${'.'.repeat(barCells - filled)}] ${Math.floor(done * 100)} %`,
    ...(job.bytesTotal > 0 ? [`${formatSize(job.bytesDone)} of ${formatSize(job.bytesTotal)}`] : []),
    files,
    ...(job.rate > 0 ? [`${formatSize(job.rate)}/s`] : []),
    ...(job.etaMs === null ? [] : [`${formatDuration(job.etaMs)} left`]),
    visibleName(job.current),
  ];
  return parts.join('  ');
}

function fit(text: string, width: number): string {
  if (cellWidth(text) <= width) return text;
  let result = '';
  let used = 0;
  for (const character of text) {
    used += cellWidth(character);
    if (used > width - 1) break;
    result += character;
  }
  return `${result}…`;
}
