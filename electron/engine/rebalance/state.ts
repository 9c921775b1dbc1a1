import { firstNotLarger, largestFirst } from './by-size.ts';
import { Chosen } from './chosen.ts';
import { outsideOf } from './levels.ts';
import type { Levels } from './levels.ts';
import { membersOf } from './prepared.ts';
import type { Prepared } from './prepared.ts';

/** What a plan is solved with: who may send and take, what may move, and which levels are asked for. */
export interface Setting {
  readonly sends: readonly boolean[];
  readonly receives: readonly boolean[];
  /** Bytes of each bin as the goal sees them (of a folder only, for a goal about one). */
  readonly level: Float64Array;
  readonly levels: Levels;
  /** Units that no goal moves by choice: 1. */
  readonly locked: Uint8Array;
  /** Units whose bytes count for the levels; null: all. */
  readonly counted: Uint8Array | null;
  /** Units that a goal may move by choice, instead of all: largest first, by bin. */
  readonly among: readonly Int32Array[] | null;
}

/** Why a unit moves, as a key to words. */
export type Why = (typeof whyList)[number];
const whyList = ['share', 'gap', 'fit', 'best', 'room', 'sent', 'rule', 'gather'] as const;

/** A plan while it is made: where each unit goes, and what that does to levels and rooms. */
export class State {
  readonly prepared: Prepared;
  readonly setting: Setting;
  readonly level: Float64Array;
  /** Bytes that arrive in each tank. */
  readonly arriving: Float64Array;
  /** What moves, and where. */
  readonly moves: Chosen;
  private readonly whys: Uint8Array;
  /** Places of lists that were looked at so far: what a plan may still spend. */
  effort = 0;
  /** Units that may be moved by choice, by bin, largest first. */
  readonly lists: readonly Int32Array[];
  /** Name and volume of what arrives where other copies exist: two copies of one path never go to one volume. */
  private readonly copies = new Set<string>();

  constructor(prepared: Prepared, setting: Setting) {
    this.prepared = prepared;
    this.setting = setting;
    this.level = setting.level.slice();
    this.arriving = new Float64Array(prepared.tanks.length);
    this.moves = new Chosen(prepared.items.length);
    this.whys = new Uint8Array(prepared.items.length);
    const lists = setting.among ?? listsOf(prepared, setting.sends);
    // Long rows of what may not move would be passed over again and again; a few cost less than to leave them out.
    let locked = 0;
    for (const one of setting.locked) locked += one;
    const isMuch = locked * 50 > prepared.items.length;
    this.lists = isMuch ? lists.map((list) => freeOf(list, setting.locked)) : lists;
  }

  size(unit: number): number {
    return this.prepared.sizes[unit] ?? 0;
  }

  homeBin(unit: number): number {
    return this.prepared.binOf[this.prepared.home[unit] ?? 0] ?? 0;
  }

  binOf(volume: number): number {
    return this.prepared.binOf[volume] ?? 0;
  }

  /** It may be chosen: not decided yet, and neither kept nor sent by somebody. */
  isFree(unit: number): boolean {
    return this.setting.locked[unit] === 0 && !this.moves.has(unit);
  }

  /** True when the unit may lie on the volume and is not there, whatever the room. */
  mayLie(unit: number, volume: number): boolean {
    if (this.setting.receives[volume] !== true || this.prepared.home[unit] === volume) return false;
    const special = this.prepared.special.get(unit);
    if (special === undefined) return true;
    if (special.taken.includes(volume)) return false;
    if (special.allowed !== null && !special.allowed.has(volume)) return false;
    return this.copies.size === 0 || !this.copyKeys(unit, volume).some((key) => this.copies.has(key));
  }

  /** Bytes that may still arrive in the bin, whatever leaves it meanwhile. */
  room(bin: number): number {
    let least = Infinity;
    for (const tank of this.prepared.bins[bin]?.tanks ?? []) {
      least = Math.min(least, (this.prepared.tanks[tank]?.room ?? 0) - (this.arriving[tank] ?? 0));
    }
    return Math.max(0, least);
  }

  /** The volume of the bin that takes the unit; -1 when none does. Another bin than its own. */
  placeIn(unit: number, bin: number): number {
    if (this.homeBin(unit) === bin || this.size(unit) > this.room(bin)) return -1;
    for (const volume of this.prepared.bins[bin]?.volumes ?? []) if (this.mayLie(unit, volume)) return volume;
    return -1;
  }

  choose(unit: number, volume: number, why: Why): void {
    this.moves.set(unit, volume);
    this.whys[unit] = whyList.indexOf(why);
    this.count(unit, volume, 1);
    for (const key of this.copyKeys(unit, volume)) this.copies.add(key);
  }

  drop(unit: number): void {
    const volume = this.moves.get(unit);
    if (volume < 0) return;
    this.moves.delete(unit);
    this.count(unit, volume, -1);
    for (const key of this.copyKeys(unit, volume)) this.copies.delete(key);
  }

  /** Why a unit moves that was chosen. */
  why(unit: number): Why {
    return whyList[this.whys[unit] ?? 0] ?? 'best';
  }

  /** All that arrives fits, whatever leaves meanwhile: nothing has to wait for anything. */
  isLoose(): boolean {
    return this.prepared.tanks.every(({ room }, tank) => (this.arriving[tank] ?? 0) <= Math.max(0, room));
  }

  /** Bytes by which the bin lies outside of what is asked for; with so many bytes more in it. */
  outside(bin: number, more = 0): number {
    const bytes = (this.level[bin] ?? 0) + more;
    const { low, high } = this.setting.levels;
    return Math.max(0, bytes - (high[bin] ?? Infinity)) + Math.max(0, (low[bin] ?? 0) - bytes);
  }

  totalOutside(): number {
    const { over, under } = outsideOf(this.level, this.setting.levels);
    return over + under;
  }

  /** Bytes by which less lies outside when the unit goes there. */
  gain(unit: number, bin: number): number {
    const size = this.size(unit);
    const from = this.homeBin(unit);
    return this.outside(from) + this.outside(bin) - this.outside(from, -size) - this.outside(bin, size);
  }

  bytes(): number {
    let sum = 0;
    for (const unit of this.moves.units()) sum += this.size(unit);
    return sum;
  }

  /**
   * Free units of a bin near a size that the other bin can take: the smallest of at least `size` bytes and the largest
   * below it. A long row of those that cannot is given up.
   */
  around(from: number, to: number, size: number): readonly number[] {
    const farthest = 1024;
    const list = this.lists[from] ?? new Int32Array(0);
    const start = firstNotLarger(list, this.prepared.sizes, size);
    const found: number[] = [];
    const fits = (unit: number): boolean =>
      this.size(unit) > 0 && this.isFree(unit) && this.placeIn(unit, to) >= 0 && found.push(unit) > 0;
    let up = start - 1;
    while (up >= 0 && up > start - farthest && !fits(list[up] ?? 0)) up -= 1;
    let down = start;
    while (down < list.length && down < start + farthest && !fits(list[down] ?? 0)) down += 1;
    this.effort += down - up;
    return found;
  }

  private count(unit: number, volume: number, sign: 1 | -1): void {
    const bytes = sign * this.size(unit);
    const from = this.homeBin(unit);
    const to = this.binOf(volume);
    if (from !== to && (this.setting.counted === null || this.setting.counted[unit] === 1)) {
      this.level[from] = (this.level[from] ?? 0) - bytes;
      this.level[to] = (this.level[to] ?? 0) + bytes;
    }
    for (const tank of this.prepared.bins[to]?.tanks ?? []) this.arriving[tank] = (this.arriving[tank] ?? 0) + bytes;
  }

  /** One per path of a unit of which other copies exist. */
  private copyKeys(unit: number, volume: number): readonly string[] {
    const special = this.prepared.special.get(unit);
    if (special === undefined || special.taken.length === 0) return [];
    return membersOf(this.prepared, unit).flatMap((item) =>
      [item.path, ...(item.links ?? [])].map((path) => `${String(volume)} ${path}`),
    );
  }
}

function listsOf(prepared: Prepared, sends: readonly boolean[]): readonly Int32Array[] {
  return prepared.bins.map(({ volumes }) => {
    const lists = volumes.filter((volume) => sends[volume] === true).map((volume) => prepared.order[volume]);
    const [only = new Int32Array(0)] = lists;
    if (lists.length < 2) return only;
    const all = Int32Array.from(lists.flatMap((list) => (list === undefined ? [] : [...list])));
    largestFirst(all, prepared.sizes);
    return all;
  });
}

function freeOf(list: Int32Array, locked: Uint8Array): Int32Array {
  const free = new Int32Array(list.length);
  let count = 0;
  for (const unit of list) {
    if (locked[unit] !== 0) continue;
    free[count] = unit;
    count += 1;
  }
  return free.subarray(0, count);
}
