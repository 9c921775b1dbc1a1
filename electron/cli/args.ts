import { InvalidArgumentError, Option } from 'commander';
import { isAbsolute, join } from 'node:path';
import { parseSize } from '../../shared/format.ts';
import { parseWindow } from '../../shared/runs.ts';
import type { RunWindow } from '../../shared/runs.ts';
import { fail } from '../../shared/errors.ts';
import { parsePath, type PoolPath } from '../../shared/path.ts';
import type { DestinationMode } from '../engine/api.ts';
import { workingDirectory } from './argv.ts';

/**
 * A path of the pool as it was typed. An empty argument (an unset variable of a script) is refused, so that it never
 * means the whole pool.
 * @throws AppError `invalid`, `bad-name`
 */
export function poolPath(text: string): PoolPath {
  if (text === '') {
    throw fail(
      'invalid',
      'Reading a path',
      'the argument is empty',
      'name a path such as /photos, or / for the whole pool',
    );
  }
  return parsePath(text);
}

export function poolPaths(texts: readonly string[]): readonly PoolPath[] {
  return texts.map(poolPath);
}

/**
 * DEST of put, cp and mv: with a slash at its end, or for several sources, it is a folder to copy into; otherwise it is
 * one only when it exists as a folder.
 */
export function destination(
  text: string,
  sources: number,
): { readonly path: PoolPath; readonly mode: DestinationMode } {
  return { path: poolPath(text), mode: text.endsWith('/') || sources > 1 ? 'into' : 'auto' };
}

/** Splits `SOURCE... DEST`. @throws AppError `invalid` when the destination is missing */
export function splitDestination(
  command: string,
  operands: readonly string[],
): { readonly sources: readonly string[]; readonly dest: string } {
  const dest = operands.at(-1);
  if (dest === undefined || operands.length < 2) {
    throw fail(
      'invalid',
      `Reading the command "${command}"`,
      'the destination is missing',
      `see "cfs help ${command}"`,
    );
  }
  return { sources: operands.slice(0, -1), dest };
}

/** A path of this host, made absolute; bytes of names are kept. */
export function localPath(text: string): string {
  if (text === '')
    throw fail('invalid', 'Reading a path of this computer', 'the argument is empty', 'name a file or folder');
  return isAbsolute(text) ? text : join(workingDirectory(), text);
}

/** An option value in bytes: 1500000, 10M, 4GiB. */
export function sizeValue(text: string): number {
  return parseSize(text);
}

/** An option value in bytes per second: 50M, 50M/s. */
export function rateValue(text: string): number {
  const bytes = parseSize(text.replace(/\/s$/, ''));
  if (bytes <= 0) throw new InvalidArgumentError('give a rate such as 50M/s.');
  return bytes;
}

export function percentValue(text: string): number {
  const value = Number(/^(\d+(?:\.\d+)?)\s*%?$/.exec(text)?.[1] ?? NaN);
  if (Number.isNaN(value) || value > 100) {
    throw new InvalidArgumentError('give a percentage between 0 and 100, such as 5.');
  }
  return value;
}

export function portValue(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('give a port between 0 and 65535.');
  return value;
}

export function countValue(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value)) throw new InvalidArgumentError('give a whole number.');
  return value;
}

/** Collects an option that may be given several times. */
export function collect(value: string, former: readonly string[] | undefined): readonly string[] {
  return [...(former ?? []), value];
}

const unitMs: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** A moment in ms since 1970: `2026-01-31`, `2026-01-31T14:05`, `@1760000000`, or an age such as 30m, 12h, 7d, 2w. */
export function timeValue(text: string): number {
  if (/^\d+(?:\.\d+)?[smhdw]$/.test(text)) return Date.now() - ageValue(text);
  if (/^@\d+(\.\d+)?$/.test(text)) return Number(text.slice(1)) * 1000;
  const moment = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00`) : Date.parse(text);
  if (!/^\d{4}-/.test(text) || Number.isNaN(moment)) {
    throw new InvalidArgumentError('give a time such as 2026-01-31, 2026-01-31T14:05, or an age such as 12h or 7d.');
  }
  return moment;
}

/** An age in ms: `30d`, `12h`, `45m`, `2w`. */
export function ageValue(text: string): number {
  const age = /^(\d+(?:\.\d+)?)([smhdw])$/.exec(text);
  if (age === null) throw new InvalidArgumentError('give an age such as 12h, 30d or 8w.');
  return Number(age[1]) * (unitMs[age[2] ?? ''] ?? 0);
}

/** A number of days, or `never`. */
export function daysValue(text: string): number | 'never' {
  if (text === 'never') return text;
  const days = Number(/^(\d+)d?$/.exec(text)?.[1] ?? NaN);
  if (!(days >= 1 && days <= 36_500)) throw new InvalidArgumentError('give a number of days such as 30, or never.');
  return days;
}

/** Hours of a day in which a job works: 22:00-06:00. */
export function windowValue(text: string): RunWindow {
  const window = parseWindow(text);
  if (window === null) throw new InvalidArgumentError('give two different times of day such as 22:00-06:00.');
  return window;
}

/** An option with a closed list of values. */
export function choiceOption(flags: string, text: string, choices: readonly string[]): Option {
  return new Option(flags, text).choices(choices);
}
