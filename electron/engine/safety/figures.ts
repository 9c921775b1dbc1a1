import { appendFileSync } from 'node:fs';

/** True in `npm run torture`: everything, instead of the slice that every test run takes. */
export const isTorture = process.env['CFS_TORTURE'] === '1';

/** Tells what was run: in the output, and in the file that the torture script sums up. */
export function tell(section: string, figures: Readonly<Record<string, number | string>>): void {
  const text = Object.entries(figures)
    .map(([name, value]) => `${String(value)} ${name}`)
    .join(', ');
  process.stdout.write(`safety, ${section}: ${text}\n`);
  const file = process.env['CFS_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ section, text })}\n`);
}
