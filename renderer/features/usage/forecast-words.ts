import type { Forecast } from '../../../shared/forecast.ts';
import { formatSize } from '../../../shared/format.ts';
import { count } from '../../text.ts';

const monthDays = 30.44;

/** "23 days", "16 months", "3 years". */
export function spanWords(days: number): string {
  if (days < 1.5) return '1 day';
  if (days < 60) return count(Math.round(days), 'day');
  const months = days / monthDays;
  if (months < 23.5) return count(Math.round(months), 'month');
  return count(Math.round(days / 365.25), 'year');
}

export interface ForecastWords {
  readonly lead: string;
  readonly say: string;
}

/** Per month when that is a figure one can feel, else per day. */
function paceWords(bytesPerDay: number): string {
  return `${formatSize(Math.abs(bytesPerDay) * monthDays)} a month`;
}

function daysWords(days: number | null): string {
  return days === null ? 'not within ten years' : spanWords(days);
}

/**
 * When the pool or a volume will be full, in words: a sentence first, then on what it rests.
 * @param what as it is shown; empty for the whole pool
 */
export function forecastWords(forecast: Forecast, what: string): ForecastWords {
  const whole = what === '';
  switch (forecast.kind) {
    case 'unknown':
      return {
        lead: whole ? 'Too little is known yet' : `${what}: too little is known yet`,
        say: `What is used is noted once a day. In ${count(forecast.needDays, 'more day', 'more days')} there will be enough to say when it is full.`,
      };
    case 'full-now':
      return {
        lead: whole ? 'Full now' : `${what}: full now`,
        say: 'Nothing more fits but the reserve. Delete or move something, or add a volume.',
      };
    case 'steady': {
      const { bytesPerDay, fastest } = forecast;
      const now =
        Math.abs(bytesPerDay) * monthDays < 1_000_000
          ? 'About as much is used as before.'
          : bytesPerDay < 0
            ? `It shrinks by ${paceWords(bytesPerDay)}.`
            : `It grows by ${paceWords(bytesPerDay)}, which would take more than ten years.`;
      const fast =
        fastest.days === null ? '' : ` At the fastest pace known it would be full in ${spanWords(fastest.days)}.`;
      return {
        lead: whole ? 'Not full at this rate' : `${what}: not full at this rate`,
        say: `${now}${fast} From ${count(forecast.knownDays, 'day')} of figures.`,
      };
    }
    case 'filling': {
      const { bytesPerDay, days, fastest, slowest } = forecast;
      const pace = paceWords(bytesPerDay);
      const grows = whole ? `You add ${pace}.` : `It grows by ${pace}.`;
      const when = days === null ? null : spanWords(days);
      const lead = when === null ? 'Not full within ten years' : `Full in about ${when}`;
      const leadOf = when === null ? `${what}: not full within ten years` : `${what}: full in about ${when}`;
      return {
        lead: whole ? lead : leadOf,
        say: `${grows} At the fastest pace known it is ${daysWords(fastest.days)}, at the slowest ${daysWords(slowest.days)}. From ${count(forecast.knownDays, 'day')} of figures.`,
      };
    }
  }
}

/** How a folder has grown, in words; it has no capacity of its own. */
export function growthWords(forecast: Forecast, what: string): ForecastWords {
  switch (forecast.kind) {
    case 'unknown':
      return {
        lead: `${what}: too little is known yet`,
        say: `Its size is noted once a day. In ${count(forecast.needDays, 'more day', 'more days')} there will be enough to say how it grows.`,
      };
    case 'full-now':
      return { lead: what, say: 'The pool is full.' };
    case 'steady':
    case 'filling': {
      const { bytesPerDay } = forecast;
      const still = Math.abs(bytesPerDay) * monthDays < 1_000_000;
      const pace = paceWords(bytesPerDay);
      const grows = bytesPerDay > 0 ? `${what} grows by ${pace}` : `${what} shrinks by ${pace}`;
      return {
        lead: still ? `${what} stays as it is` : grows,
        say: `From ${count(forecast.knownDays, 'day')} of figures.`,
      };
    }
  }
}
