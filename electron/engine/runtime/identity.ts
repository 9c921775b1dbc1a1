import { fail } from '../../../shared/errors.ts';
import { tagPrefix } from '../../../shared/placement.ts';
import type { VolumeConfig } from '../state/config-shape.ts';

/**
 * Checks a name that a person gave to a pool or volume. @throws invalid
 */
export function checkName(what: 'pool' | 'volume', name: string): string {
  const isGood = name.trim() === name && name !== '' && name.length <= 255 && !/[\p{Cc}\p{Cs}/]/u.test(name);
  if (!isGood) {
    const why = 'a name has 1 to 255 characters, no slash, no control characters and no spaces around it';
    throw fail('invalid', `Naming a ${what} ${JSON.stringify(name)}`, why, 'choose another name');
  }
  if (what === 'volume' && name.startsWith(tagPrefix)) {
    const why = `rules name volumes by their tags with "${tagPrefix}"`;
    throw fail('invalid', `Naming a volume ${JSON.stringify(name)}`, why, 'choose another name');
  }
  return name;
}

/** Colour slots are given in order and kept; after the eighth they come again. */
export function nextColour(volumes: readonly VolumeConfig[], wanted?: number): number {
  const taken = new Set(volumes.map(({ colour }) => colour));
  if (wanted !== undefined && !taken.has(wanted)) return wanted;
  for (let colour = 1; colour <= 8; colour += 1) if (!taken.has(colour)) return colour;
  return (volumes.length % 8) + 1;
}

/** One letter or digit: the last digit of the name (disk3: 3), else its first letter; another one when that is taken. */
export function markFor(name: string, volumes: readonly VolumeConfig[]): string {
  const taken = new Set(volumes.map(({ mark }) => mark));
  const letters = Array.from(name.toUpperCase()).filter((character) => /[\p{L}\p{N}]/u.test(character));
  const last = letters.at(-1);
  const first = last !== undefined && /\p{N}/u.test(last) ? last : (letters[0] ?? '1');
  const others = [...letters, ...'123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('')];
  return [first, ...others].find((mark) => !taken.has(mark)) ?? first;
}

/** Checks a mark that a person chose for a volume. @throws invalid, exists */
export function checkMark(mark: string, volume: VolumeConfig, volumes: readonly VolumeConfig[]): void {
  const attempted = `Marking the volume ${volume.name} with ${JSON.stringify(mark)}`;
  if (!/^[\p{L}\p{N}]$/u.test(mark)) throw fail('invalid', attempted, 'a mark is one letter or digit', 'give one');
  const other = volumes.find((one) => one.id !== volume.id && one.mark === mark);
  if (other !== undefined) {
    throw fail('exists', attempted, `${other.name} has this mark`, 'choose another, so that they are told apart');
  }
}

/** The name itself, or with the first number behind it that makes it free. */
export function freeName(name: string, volumes: readonly VolumeConfig[]): string {
  const taken = new Set(volumes.map((volume) => volume.name));
  if (!taken.has(name)) return name;
  for (let number = 2; ; number += 1) if (!taken.has(`${name}-${String(number)}`)) return `${name}-${String(number)}`;
}
