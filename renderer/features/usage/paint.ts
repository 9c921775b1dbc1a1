import type { VolumeInfo } from '../../../shared/model.ts';
import type { Part, Thing } from './thing.ts';

/** What the colours of the map tell. */
export const colourings = ['volume', 'kind', 'age'] as const;
export type Colouring = (typeof colourings)[number];

const day = 86_400_000;

/** Steps of age, newest first; `days`: younger than that. The last has no end. */
export const ages = [
  { id: 'week', days: 7 },
  { id: 'month', days: 31 },
  { id: 'year', days: 366 },
  { id: 'years', days: 3 * 365.25 },
  { id: 'older', days: Infinity },
] as const;
export type Age = (typeof ages)[number]['id'];

/** The step of a time; what lies in the future (a clock that is wrong) counts as new. null: not known. */
export function ageOf(ms: number | null, nowMs: number): Age | null {
  if (ms === null || !Number.isFinite(ms)) return null;
  const days = (nowMs - ms) / day;
  return ages.find((age) => days < age.days)?.id ?? 'older';
}

/** Volumes worth a mark: the one that holds most, then those with a twentieth or more; three at most. */
export function markedParts(thing: Pick<Thing, 'parts'>): readonly Part[] {
  const whole = thing.parts.reduce((sum, part) => sum + part.bytes, 0);
  return thing.parts.filter((part, at) => at === 0 || part.bytes >= whole / 20).slice(0, 3);
}

/** The volume that gives a thing its colour: the one that holds most of it. */
export function volumeFor(thing: Pick<Thing, 'parts'>, volumes: readonly VolumeInfo[]): VolumeInfo | undefined {
  const [first] = thing.parts;
  return first === undefined ? undefined : volumes.find((volume) => volume.name === first.volume);
}
