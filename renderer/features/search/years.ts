/** Years as the bars of a picture: at most so many, all of one length in time. */
export interface Bar {
  readonly from: number;
  /** The last year, that one included. */
  readonly to: number;
  readonly count: number;
}

const most = 24;
/** Fewer years than these would be slabs, not bars. */
const least = 10;

/** From the first year (at least ten) to the last one, empty ones between them too. A step is a year, or as many as keep it to 24 bars. */
export function barsOf(years: readonly { readonly year: number; readonly count: number }[]): readonly Bar[] {
  const known = years.filter(({ count }) => count > 0);
  const first = known[0]?.year;
  const last = known.at(-1)?.year;
  if (first === undefined || last === undefined) return [];
  const begin = Math.min(first, last - least + 1);
  const step = Math.ceil((last - begin + 1) / most);
  const bars: { from: number; to: number; count: number }[] = [];
  for (let from = begin; from <= last; from += step) bars.push({ from, to: Math.min(from + step - 1, last), count: 0 });
  for (const { year, count } of known) {
    const bar = bars[Math.floor((year - begin) / step)];
    if (bar !== undefined) bar.count += count;
  }
  return bars;
}

/** A value of `date:` that asks for the bar. */
export function dateOfBar({ from, to }: Bar): string {
  const year = (number: number): string => String(number).padStart(4, '0');
  return from === to ? year(from) : `${year(from)}..${year(to)}`;
}
