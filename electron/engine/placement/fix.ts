import { formatSize } from '../../../shared/format.ts';
import type { Refusal, Standing } from './eligible.ts';
import type { Wish } from './wish.ts';

/** What a person can do so that this volume takes the file: a phrase; empty when nothing helps. */
export function fixOf(standing: Standing, size: number | null, { kind }: Refusal, wish: Wish): string {
  switch (kind) {
    case 'offline':
      return 'connect it';
    case 'mode':
      return standing.settings.draining && standing.settings.mode === 'read-write'
        ? 'stop emptying it'
        : 'set it to read-write';
    case 'name':
      return 'use another name';
    case 'space':
      return spaceFix(standing, size ?? 0);
    case 'tried':
      return '';
    case 'rule':
      return wish.by?.kind === 'pin' ? `take the pin off ${wish.by.path}` : 'name it in the rule';
    case 'together':
      return 'keep the folder together softly';
  }
}

function spaceFix({ figures, settings: { reserve, limit } }: Standing, size: number): string {
  if (figures === null) return '';
  // Rounded to three digits it could be less than what is needed.
  const missing = formatSize(Math.ceil((size - figures.room) * 1.005));
  const isLimited = limit !== null && figures.free >= figures.total - figures.used;
  const choices = [`free ${missing} on it`];
  if (isLimited) choices.push(`raise its limit by ${missing}`);
  const lower = reserve - (size - figures.room);
  if (reserve > 0 && lower >= 0) choices.push(`lower its reserve to ${formatSize(Math.floor(lower * 0.995))}`);
  return choices.join(', or ');
}
