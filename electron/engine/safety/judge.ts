import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { volumeNames } from './make-case.ts';
import type { Folders, Item } from './scenarios.ts';
import { observe } from './observe.ts';
import type { Seen } from './observe.ts';

/** What the disks of a case hold; the local folder's places begin with `out:`. */
export function look(folders: Folders): Seen {
  const pool = observe(Object.fromEntries(volumeNames.map((name) => [name, folders[name]])));
  const out = observe({ out: folders.out });
  return {
    lines: [...pool.lines, ...out.lines.map((line) => `out:${line}`)],
    contents: new Set([...pool.contents, ...out.contents]),
    // A local folder is no volume: what a process that was killed left there, nobody looks for.
    leftovers: pool.leftovers,
  };
}

const hashesOf = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => /=([0-9a-f]{16})/.exec(line)?.[1] ?? []);

/** What must be whole somewhere at every instant: the content that each state of its item has. */
export function lost(items: readonly Item[], seen: Seen): readonly string[] {
  return items.flatMap(({ states }) => {
    const [first = [], ...others] = states;
    const kept = hashesOf(first).filter((hash) => others.every((state) => hashesOf(state).includes(hash)));
    return [...new Set(kept)].filter((hash) => !seen.contents.has(hash)).map((hash) => `LOST ${nameOf(first, hash)}`);
  });
}

const nameOf = (lines: readonly string[], hash: string): string => lines.find((line) => line.includes(hash)) ?? hash;

const placeOf = (line: string): string => line.replace(/(=[0-9a-f]{16}|->.*|\/)(#\d+)?$/, '');
const placesOf = ({ states }: Item): readonly string[] => [...new Set(states.flat().map(placeOf))];

/** Lines of files and links by place. */
function byPlace(seen: Seen): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const line of seen.lines) {
    if (line.endsWith('/')) continue;
    const place = placeOf(line);
    places.set(place, [...(places.get(place) ?? []), line]);
  }
  return places;
}

/**
 * `spare`: a file may lie on one volume more, with the same content: its disk turned bad after it was published there,
 * and it could not be taken back before another volume took it.
 */
export interface Leniency {
  readonly spare?: boolean;
  /** A volume went away meanwhile: what it holds may be as it was, beside the rest, and is shown as copies that differ. */
  readonly away?: boolean;
}

/** The state that an item is in; -1: none of its own. */
function stateOf(item: Item, places: ReadonlyMap<string, readonly string[]>, leniency: Leniency) {
  const { spare = false, away = false } = leniency;
  const found = placesOf(item).flatMap((place) => places.get(place) ?? []);
  const textOf = (lines: readonly string[]): string =>
    JSON.stringify((spare ? [...new Set(lines.map((text) => text.replace(/#\d+$/, '')))] : lines).toSorted());
  const text = textOf(found);
  const state = item.states.findLastIndex((one) => textOf(one) === text);
  if (state >= 0 || !away) return { found, state };
  const known = item.states.flat();
  return { found, state: found.every((line) => known.includes(line)) ? item.states.length - 1 : -1 };
}

/**
 * What is wrong once all is settled: an item that is in none of its states, a file in two places or in one that is
 * nobody's, a folder that went, a leftover.
 */
export function unsettled(
  items: readonly Item[],
  kept: readonly string[],
  folders: Folders,
  seen: Seen,
  leniency: Leniency = {},
): readonly string[] {
  const problems: string[] = [];
  const places = byPlace(seen);
  const known = new Set(items.flatMap(placesOf));
  for (const item of items) {
    const { found, state } = stateOf(item, places, leniency);
    if (state < 0) problems.push(`${JSON.stringify(found)} is none of ${JSON.stringify(item.states)}`);
  }
  for (const [place, lines] of places) if (!known.has(place)) problems.push(`${lines.join(', ')} is nobody's`);
  for (const folder of kept) {
    const isThere = volumeNames.some((name) =>
      lstatSync(join(folders[name], folder), { throwIfNoEntry: false })?.isDirectory(),
    );
    if (!isThere) problems.push(`the folder ${folder} is gone`);
  }
  problems.push(...seen.leftovers.map((leftover) => `left over: ${leftover}`));
  return problems;
}

/** Items that are not as they were to be: then something must have been said. */
export function undone(items: readonly Item[], seen: Seen, leniency: Leniency = {}): readonly string[] {
  const places = byPlace(seen);
  return items.flatMap((item) => {
    const { found, state } = stateOf(item, places, leniency);
    return state === item.states.length - 1 ? [] : [JSON.stringify(found)];
  });
}
