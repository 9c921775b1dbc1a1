import { styleText } from 'node:util';
import { formatAgo } from '../../shared/format.ts';
import type { AwayHolder, Entry } from '../../shared/model.ts';
import type { Context } from './context.ts';
import { formatMoment, formatSize } from './words.ts';

/** An entry as CLI.md says, in this order of fields. */
export function entryObject(entry: Entry): object {
  return {
    path: entry.path,
    name: entry.name,
    type: entry.type,
    size: entry.size,
    mtimeMs: entry.mtimeMs,
    mode: entry.mode,
    volumes: entry.volumes,
    conflict: entry.conflict,
    offline: entry.offline,
    ...(entry.away === undefined ? {} : { away: entry.away }),
    ...(entry.foreign === true ? { foreign: true } : {}),
    ...(entry.linkTarget === undefined ? {} : { linkTarget: entry.linkTarget }),
  };
}

const typeLetters: Readonly<Record<Entry['type'], string>> = { file: '-', directory: 'd', symlink: 'l', other: '?' };

/** `-rw-r--r--`, with s and t as ls writes them. */
export function modeText(type: Entry['type'], mode: number): string {
  const letters = Array.from('rwxrwxrwx').map((letter, index) => ((mode >> (8 - index)) & 1 ? letter : '-'));
  const special = (bit: number, index: number, mark: string): void => {
    if (mode & bit) letters[index] = letters[index] === 'x' ? mark : mark.toUpperCase();
  };
  special(0o4000, 2, 's');
  special(0o2000, 5, 's');
  special(0o1000, 8, 't');
  return typeLetters[type] + letters.join('');
}

/** The columns of `ls -l`: mode, size, time, volumes, name. */
export function longRow(context: Context, entry: Entry, name: string, exactBytes: boolean): readonly string[] {
  const size = entry.type === 'directory' ? '-' : exactBytes ? String(entry.size) : formatSize(entry.size);
  const link = entry.linkTarget === undefined ? '' : ` -> ${context.out.shown(entry.linkTarget)}`;
  return [
    modeText(entry.type, entry.mode),
    size,
    formatMoment(entry.mtimeMs),
    volumesText(entry),
    paintedName(context, entry, name) + link,
  ];
}

/** The name as it is printed, with a colour on a terminal. */
export function paintedName(context: Context, entry: Entry, name: string): string {
  const shown = context.out.shown(name);
  if (!context.colour) return shown;
  if (entry.offline) return styleText('dim', shown, { validateStream: false });
  if (entry.conflict) return styleText('red', shown, { validateStream: false });
  if (entry.type === 'directory') return styleText(['bold', 'blue'], shown, { validateStream: false });
  return entry.type === 'symlink' ? styleText('cyan', shown, { validateStream: false }) : shown;
}

/** "on disk3, not connected, last seen 2 days ago", for each volume. */
export function awayText(away: readonly AwayHolder[]): string {
  return away
    .map(({ volume, seenMs, vanished }) => {
      if (vanished === true) return `vanished from ${volume}, not confirmed`;
      const seen = seenMs === null ? '' : `, last seen ${formatAgo(seenMs)}`;
      return `on ${volume}, not connected${seen}`;
    })
    .join('; ');
}

/** Which volumes hold it, and what a person should know about it. */
function volumesText(entry: Entry): string {
  const remarks = [
    ...(entry.conflict ? ['conflict'] : []),
    ...(entry.offline ? ['offline'] : (entry.away ?? []).map(({ volume }) => `also ${volume}, offline`)),
    ...(entry.foreign === true ? ['foreign'] : []),
  ];
  return entry.volumes.join(',') + (remarks.length > 0 ? ` (${remarks.join(', ')})` : '');
}
