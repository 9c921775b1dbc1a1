import type { EntryType, VolumeInfo } from '../../shared/model.ts';
import { isWithin, parentPath } from '../../shared/path.ts';
import type { PoolPath } from '../../shared/path.ts';
import { refusals } from './drag-words.ts';

/**
 * What a drop would do: the one rule of the window, pure. What is dragged, the place under the pointer, the keys that are
 * held and the state of the pool give a verb, or the reason of a refusal.
 */

export interface DraggedThing {
  readonly path: PoolPath;
  readonly type: EntryType;
  /** All its bytes; null: a folder that was not counted. */
  readonly bytes: number | null;
  /** Names of the volumes that hold it. */
  readonly volumes: readonly string[];
  /** Of a folder on several volumes: its bytes on each, by name, where they are known. */
  readonly split?: Readonly<Record<string, number>>;
}

export type Dragged =
  | { readonly kind: 'entries'; readonly things: readonly DraggedThing[] }
  /** Files and folders of the system; how many, 0: not known yet. */
  | { readonly kind: 'files'; readonly items: number }
  /** Text or an address from another program. */
  | { readonly kind: 'text' };

export type DropPlace =
  | { readonly kind: 'folder'; readonly path: PoolPath }
  /** A volume in the sidebar, or its bar in a plan. */
  | { readonly kind: 'volume'; readonly name: string }
  | { readonly kind: 'trash' }
  /** Keeps folders at hand, before the bookmark at this place. */
  | { readonly kind: 'bookmarks'; readonly at: number }
  /** Takes nothing itself, but opens under a resting drag. */
  | { readonly kind: 'screen'; readonly screen: 'files' | 'rebalance'; readonly label: string };

/** Keys that are held. */
export interface HeldKeys {
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** `send`: the bytes go to a volume. `plan`: they do in the plan that is shown. `open`: a screen opens after a while. */
export type DropVerb = 'move' | 'copy' | 'add' | 'send' | 'plan' | 'trash' | 'open' | 'keep';

/** A plan that is shown and takes what is dropped on volumes; `waits`: it is not there yet, or runs. */
export type PlanShown = 'none' | 'waits' | { readonly scope: PoolPath };

export interface DropWorld {
  readonly mac: boolean;
  readonly volumes: readonly VolumeInfo[];
  readonly plan: PlanShown;
  /** Not part of the pool: nothing is put there. */
  readonly isForeign: (path: PoolPath) => boolean;
}

export interface DropOutcome {
  readonly verb: DropVerb;
  /** Why nothing can be dropped there; empty when it can. */
  readonly refused: string;
  /** The person is asked at the drop: move or copy. */
  readonly asks: boolean;
}

/** Most things of one move, copy or removal, and of one that goes to a volume. */
export const mostThings = 100_000;
export const mostSent = 10_000;

const yes = (verb: DropVerb, asks = false): DropOutcome => ({ verb, refused: '', asks });
const no = (verb: DropVerb, refused: string): DropOutcome => ({ verb, refused, asks: false });

export function dropOutcome(dragged: Dragged, place: DropPlace, keys: HeldKeys, world: DropWorld): DropOutcome {
  if (dragged.kind === 'text') return no('add', refusals.text);
  if (place.kind === 'screen') return yes('open');
  if (dragged.kind === 'files') return outcomeOfFiles(place, world);
  const { things } = dragged;
  if (things.length === 0) return no('move', refusals.fixed);
  switch (place.kind) {
    case 'folder':
      return ontoFolder(things, place.path, keys, world);
    case 'trash':
      return things.length > mostThings ? no('trash', refusals.tooMany(mostThings)) : yes('trash');
    case 'volume':
      return ontoVolume(things, place.name, keys, world);
    case 'bookmarks':
      return things.every(({ type }) => type === 'directory') ? yes('keep') : no('keep', refusals.noFolder);
  }
}

function outcomeOfFiles(place: Exclude<DropPlace, { kind: 'screen' }>, world: DropWorld): DropOutcome {
  if (place.kind === 'trash') return no('add', refusals.notOfPool);
  if (place.kind === 'bookmarks') return no('add', refusals.noFolderOfPool);
  if (place.kind === 'volume') {
    if (world.plan !== 'none') return no('add', refusals.notInPlan);
    const why = standingRefusal(world.volumes.find(({ name }) => name === place.name));
    return why === '' ? yes('add') : no('add', why);
  }
  if (world.isForeign(place.path)) return no('add', refusals.foreign);
  return takesNewFiles(world) ? yes('add') : no('add', refusals.noVolumeTakes);
}

function takesNewFiles({ volumes }: DropWorld): boolean {
  return volumes.some(({ state, mode }) => state === 'online' && mode === 'read-write');
}

/** What the held keys ask for. Ctrl (on a Mac Option) copies, Shift (Command) moves, Alt asks; Ctrl+Shift would link. */
export function wishOf(keys: HeldKeys, mac: boolean): 'move' | 'copy' | 'ask' | 'link' {
  if (mac) {
    if (keys.altKey) return keys.metaKey ? 'link' : 'copy';
    return 'move';
  }
  if (keys.ctrlKey) return keys.shiftKey ? 'link' : 'copy';
  return keys.altKey ? 'ask' : 'move';
}

function ontoFolder(things: readonly DraggedThing[], dest: PoolPath, keys: HeldKeys, world: DropWorld): DropOutcome {
  const wish = wishOf(keys, world.mac);
  const verb = wish === 'copy' ? 'copy' : 'move';
  if (wish === 'link') return no('move', refusals.noLinks);
  if (things.length > mostThings) return no(verb, refusals.tooMany(mostThings));
  if (world.isForeign(dest)) return no(verb, refusals.foreign);
  if (things.some(({ path }) => isWithin(dest, path))) return no(verb, refusals.intoItself);
  if (verb === 'copy' && !takesNewFiles(world)) return no(verb, refusals.noVolumeTakes);
  const isHere = things.every(({ path }) => parentPath(path) === dest);
  if (isHere && wish === 'move') return no(verb, refusals.isHere(things.length));
  return yes(verb, wish === 'ask');
}

function ontoVolume(things: readonly DraggedThing[], name: string, keys: HeldKeys, world: DropWorld): DropOutcome {
  const verb = world.plan === 'none' ? 'send' : 'plan';
  if (wishOf(keys, world.mac) === 'copy') return no(verb, refusals.onlyMoves);
  const standing = volumeRefusal(things, name, world.volumes, verb === 'send');
  if (world.plan === 'waits') return no(verb, refusals.noPlan);
  if (standing !== '') return no(verb, standing);
  if (things.length > mostSent) return no(verb, refusals.tooMany(mostSent));
  if (world.plan === 'none') return yes(verb);
  const { scope } = world.plan;
  return things.some(({ path }) => !isWithin(path, scope)) ? no(verb, refusals.outsidePlan) : yes(verb);
}

/** Why a volume takes nothing new at all; empty when it does. */
export function standingRefusal(volume: VolumeInfo | undefined): string {
  if (volume === undefined || volume.state === 'offline') return refusals.away;
  if (volume.state === 'failing') return refusals.failing;
  if (volume.state === 'draining') return refusals.draining;
  if (volume.mode === 'read-only') return refusals.readOnly;
  return volume.mode === 'no-create' ? refusals.noCreate : '';
}

/**
 * Why a volume does not take the bytes of these; empty when it does.
 * @param roomCounts false in a plan, which makes room by itself
 */
export function volumeRefusal(
  things: readonly DraggedThing[],
  name: string,
  volumes: readonly VolumeInfo[],
  roomCounts = true,
): string {
  const volume = volumes.find((one) => one.name === name);
  const standing = standingRefusal(volume);
  if (volume === undefined || standing !== '') return standing;
  const coming = things.filter((thing) => !isThere(thing, name));
  if (coming.length === 0) return refusals.isThere(things.length);
  // Of a bookmark it is not known here where it lies: the host says it then.
  const held = coming.find(({ volumes: from }) => from.length > 0 && from.every((one) => !mayLeave(volumes, one)));
  if (held !== undefined) return refusals.mayNotLeave(held.volumes);
  const { bytes } = loadOf(coming, name);
  const room = roomOf(volume);
  return roomCounts && bytes !== null && room !== null && bytes > room ? refusals.noRoom(room, bytes) : '';
}

function mayLeave(volumes: readonly VolumeInfo[], name: string): boolean {
  const volume = volumes.find((one) => one.name === name);
  return volume !== undefined && volume.state === 'online' && volume.mode !== 'read-only';
}

/** Bytes that a volume may still take: its reserve is never filled. Null: not known. */
export function roomOf({ space, reserve }: VolumeInfo): number | null {
  return space === null ? null : Math.max(0, space.free - reserve);
}

/** All of it is on that volume; of a file: one copy is. */
function isThere({ type, volumes, split }: DraggedThing, name: string): boolean {
  if (!volumes.includes(name)) return false;
  if (type !== 'directory' || volumes.length === 1) return true;
  return split !== undefined && Object.entries(split).every(([volume, bytes]) => volume === name || bytes === 0);
}

export interface Load {
  /** Bytes that would go to the volume; null: not known. */
  readonly bytes: number | null;
  /** Volumes that give them. */
  readonly from: readonly string[];
}

/** What would go to a volume, of these. */
export function loadOf(things: readonly DraggedThing[], name: string): Load {
  const from = new Set<string>();
  let bytes: number | null = 0;
  for (const thing of things) {
    if (isThere(thing, name)) continue;
    const { split } = thing;
    for (const volume of thing.volumes) if (volume !== name && (split?.[volume] ?? 1) > 0) from.add(volume);
    const own =
      split !== undefined
        ? Object.entries(split).reduce((sum, [volume, size]) => (volume === name ? sum : sum + size), 0)
        : thing.volumes.includes(name)
          ? null
          : thing.bytes;
    bytes = bytes === null || own === null ? null : bytes + own;
  }
  return { bytes, from: [...from] };
}

/** All bytes of these; null: not known. */
export function bytesOf(things: readonly DraggedThing[]): number | null {
  return things.reduce<number | null>((sum, { bytes }) => (sum === null || bytes === null ? null : sum + bytes), 0);
}
