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
    this.drawText(progressText(job));
  }

  drawText(whole: string): void {
    const text = fit(whole, (this.stream.columns ?? 80) - 1);
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

/** How much of a job is done, from 0 to 1: of its bytes where it has any, else of its files. */
export function shareDone(job: Job): number {
  const share = job.bytesTotal > 0 ? job.bytesDone / job.bytesTotal : job.filesDone / Math.max(1, job.filesTotal);
  return Math.min(1, share);
}

/** What the line says: share done, bytes, files, speed, time left, the file at hand. */
export function progressText(job: Job): string {
  const files = `${formatCount(job.filesDone)} of ${formatCount(job.filesTotal)} files`;
  if (job.counting) return `counting: ${formatCount(job.filesTotal)} files, ${formatSize(job.bytesTotal)}`;
  const done = shareDone(job);
  const filled = Math.round(done * barCells);
  const parts = [
    `[${'#'.repeat(filled)}${'.'.repeat(barCells - filled)}] ${Math.floor(done * 100)} %`,
    ...(job.bytesTotal > 0 ? [`${formatSize(job.bytesDone)} of ${formatSize(job.bytesTotal)}`] : []),
    files,
    ...(job.state === 'paused' ? ['paused'] : job.waitingFor === '' ? [] : [`waits for ${job.waitingFor}`]),
    ...(job.rate > 0 ? [`${formatSize(job.rate)}/s`] : []),
    ...(job.etaMs === null ? [] : [`${formatDuration(job.etaMs)} left`]),
    ...underWay(job),
  ];
  return parts.join('  ');
}

/** What is under way: the item of each lane with its phase, where a job tells them; else the item at hand. */
function underWay({ active = [], current }: Job): readonly string[] {
  const item = active.map(({ path, phase, files }) => {
    const more = files > 1 ? ` and ${formatCount(files - 1)} more` : '';
    return `${phase} ${visibleName(path)}${more}`;
  });
  return item.length === 0 ? [visibleName(current)] : item;
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
