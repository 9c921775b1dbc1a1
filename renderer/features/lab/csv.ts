import type { Simulation } from '../../../shared/simulation.ts';
import { csvText } from '../../state/save-text.ts';
import { csvHeads } from './words.ts';

/** The fill of every volume at every point by every policy, and the figures of each policy behind it. */
export function csvOf(simulation: Simulation): string {
  const rows: (readonly (string | number)[])[] = [csvHeads.fill];
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
  rows.push(csvHeads.figures);
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
  return csvText(rows);
}
