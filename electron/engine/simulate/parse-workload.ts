import { fail } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import { baseName, parsePath, rootPath } from '../../../shared/path.ts';
import { nameToBytes } from '../../../shared/names.ts';
import { addPath, buildWorkload } from './workload.ts';
import type { Workload } from './workload.ts';

/** What a file of writes may hold in one line, characters. */
const longestLine = 70_000;
const longestName = 255;

interface Line {
  readonly atMs: number;
  readonly path: string;
  readonly size: number;
}

/**
 * Reads a workload: CSV (`time,path,size`, with or without that first line; a path with a comma in quotes) or one JSON
 * object per line with these fields. Times: ISO 8601, or seconds or ms since 1970. Empty lines are passed over.
 * @throws AppError invalid: the first bad line by its number, and how many there are
 */
export function parseWorkload(text: string, source: string): Workload {
  const builder = buildWorkload();
  const faults: string[] = [];
  let count = 0;
  let number = 0;
  for (const raw of lines(text)) {
    number += 1;
    const line = raw.trim();
    if (line === '' || (number === 1 && isHeader(line))) continue;
    try {
      const { atMs, path, size } = line.startsWith('{') ? fromJson(line) : fromCsv(line);
      const parsed = parsePath(path);
      if (parsed === rootPath) throw new Error('its path is that of the whole pool');
      if (nameToBytes(baseName(parsed)).length > longestName) throw new Error('its name is longer than 255 bytes');
      addPath(builder, parsed, size, atMs);
    } catch (thrown) {
      count += 1;
      if (faults.length < 3) faults.push(`line ${String(number)}: ${thrown instanceof Error ? thrown.message : 'bad'}`);
    }
  }
  if (count > 0) throw refused(source, faults, count);
  if (builder.count === 0) {
    throw fail('invalid', `Reading the writes in ${source}`, 'there are none in it', formatAdvice);
  }
  return builder.build();
}

const formatAdvice = 'give lines of time,path,size, such as 2026-01-31T14:05:00Z,/photos/a.jpg,4200000';

function refused(source: string, faults: readonly string[], count: number): AppError {
  const more = count > faults.length ? `; and ${String(count - faults.length)} more bad lines` : '';
  return fail('invalid', `Reading the writes in ${source}`, `${faults.join('; ')}${more}`, formatAdvice);
}

function* lines(text: string): Generator<string> {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    yield text.slice(start, stop);
    start = stop + 1;
  }
}

const isHeader = (line: string): boolean => /^"?time"?\s*,\s*"?path"?\s*,\s*"?size"?$/i.test(line);

function fromJson(line: string): Line {
  if (line.length > longestLine) throw new Error('it is too long');
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error('it is no JSON');
  }
  const { time, atMs, path, size } = value as Record<string, unknown>;
  if (typeof path !== 'string') throw new Error('it has no "path"');
  return { atMs: timeOf(time ?? atMs), path, size: sizeOf(size) };
}

function fromCsv(line: string): Line {
  if (line.length > longestLine) throw new Error('it is too long');
  const found = /^\s*"?([^",]*)"?\s*,\s*(?:"((?:[^"]|"")*)"|(.*?))\s*,\s*"?([^",]*)"?\s*$/.exec(line);
  if (found === null) throw new Error('it is not time,path,size');
  const [, time = '', quoted, plain, size = ''] = found;
  const path = quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"');
  if (path === '') throw new Error('its path is empty');
  return { atMs: timeOf(time), path, size: sizeOf(size) };
}

/** Seconds until the year 5138; ms from 1973 on. */
const secondsBelow = 1e11;

function timeOf(value: unknown): number {
  if (value === undefined || value === '') throw new Error('it has no time');
  const shown = JSON.stringify(value);
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value));
  const number = isNumber ? Number(value) : NaN;
  const ms = isNumber ? (Math.abs(number) < secondsBelow ? number * 1000 : number) : dateOf(value);
  if (!Number.isFinite(ms)) throw new Error(`${shown} is no time`);
  return ms;
}

const dateOf = (value: unknown): number =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : NaN;

function sizeOf(value: unknown): number {
  if (value === undefined || value === '') throw new Error('it has no size');
  const size = typeof value === 'string' ? (/^\d+$/.test(value) ? Number(value) : NaN) : value;
  if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
  throw new Error(`${JSON.stringify(value)} is no number of bytes`);
}
