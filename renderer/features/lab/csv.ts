import type { Simulation } from '../../../shared/simulation.ts';

const cell = (value: string | number): string => {
  const text = String(value);
  // A name that begins like a formula must not become one in a spreadsheet.
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** The fill of every volume at every point by every policy, and the figures of each policy behind it. */
export function csvOf(simulation: Simulation): string {
  const rows: (readonly (string | number)[])[] = [['policy', 'volume', 'percent of the bytes', 'time', 'percent full']];
  for (const { policy, volumes } of simulation.outcomes) {
    for (const { volume, fill } of volumes) {
      fill.forEach((share, index) => {
        const time = new Date(simulation.points[index] ?? 0).toISOString();
        const percent = (index / Math.max(1, fill.length - 1)) * 100;
        rows.push([policy, volume, Math.round(percent), time, share === null ? '' : (share * 100).toFixed(3)]);
      });
    }
  }
  rows.push([]);
  rows.push([
    'policy',
    'spread in points',
    'refused writes',
    'refused bytes',
    'folders split',
    'busiest share',
    'lost bytes',
  ]);
  for (const { policy, spread, refused, refusedBytes, foldersSplit, busiest, lostBytes } of simulation.outcomes) {
    rows.push([
      policy,
      spread.toFixed(3),
      refused,
      refusedBytes,
      foldersSplit,
      (busiest?.share ?? 0).toFixed(4),
      lostBytes,
    ]);
  }
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** Hands a text to the browser as a file. */
export function saveText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has begun by then.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
