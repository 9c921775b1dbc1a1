import type { Forecast, Pace } from '../../shared/forecast.ts';
import { formatCount } from './words.ts';

/** "in 23 days (12 to 40)", "not at this rate", "unknown (3 days more to watch)": for a column of a table. */
export function forecastText(forecast: Forecast): string {
  switch (forecast.kind) {
    case 'full-now':
      return 'now';
    case 'unknown':
      return `unknown (${days(forecast.needDays)} more to watch)`;
    case 'steady':
      return 'not at this rate';
    case 'filling': {
      const [soonest, latest] = [inDays(forecast.fastest), inDays(forecast.slowest)];
      const range = soonest === latest ? '' : ` (${soonest} to ${latest})`;
      return `in ${inDays(forecast)} days${range}`;
    }
  }
}

const days = (count: number): string => `${formatCount(count)} ${count === 1 ? 'day' : 'days'}`;

const inDays = ({ days: left }: Pace): string => (left === null ? 'never' : formatCount(Math.ceil(left)));
