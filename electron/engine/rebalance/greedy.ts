import { apply, canTake, nameOf, outside, revert, totalOutside } from './fills.ts';
import type { Choice, Fill } from './fills.ts';
import type { PlannerItem } from './planner.ts';

/**
 * Largest-first towards the nearest edge of the band, then the last gaps. Each item is chosen at most once and every
 * step brings bytes into the band, so it ends.
 */

/** Bytes that each fill is to send or to take, so that all reach the band with the least bytes. */
interface Target {
  send: number;
  take: number;
}

/**
 * All over the band must leave and all missing under it must arrive. Whatever one side needs more than the other is
 * shared out over the fills inside the band, by the room that they have there.
 */
function targetsOf(fills: readonly Fill[]): Map<Fill, Target> {
  const targets = new Map<Fill, Target>();
  let excess = 0;
  let deficit = 0;
  for (const fill of fills) {
    const target = { send: Math.max(0, fill.used - fill.high), take: Math.max(0, fill.low - fill.used) };
    targets.set(fill, target);
    excess += target.send;
    deficit += target.take;
  }
  const spare = (fill: Fill): number => {
    if (excess > deficit) {
      if (fill.used > fill.high || fill.receiver === null) return 0;
      return Math.max(0, Math.min(fill.high - Math.max(fill.used, fill.low), fill.bin.room));
    }
    if (fill.used < fill.low || fill.items.length === 0) return 0;
    return Math.min(fill.used, fill.high) - fill.low;
  };
  const spares = fills.map(spare);
  const spareSum = spares.reduce((sum, bytes) => sum + bytes, 0);
  const rest = Math.min(Math.abs(excess - deficit), spareSum);
  if (rest > 0) {
    fills.forEach((fill, index) => {
      const target = targets.get(fill);
      if (target === undefined) return;
      const share = (rest * (spares[index] ?? 0)) / spareSum;
      if (excess > deficit) target.take += share;
      else target.send += share;
    });
  }
  return targets;
}

/** First index whose item is not larger than `size` (items are sorted largest first). */
function firstNotLarger(items: readonly PlannerItem[], size: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.size ?? 0) > size) low = middle + 1;
    else high = middle;
  }
  return low;
}

class Greedy {
  readonly choices: Choice[] = [];
  private readonly moved = new Set<PlannerItem>();
  private readonly fills: readonly Fill[];

  constructor(fills: readonly Fill[]) {
    this.fills = fills;
  }

  isFree(item: PlannerItem): boolean {
    return !this.moved.has(item);
  }

  choose(choice: Choice): void {
    apply(choice);
    this.moved.add(choice.item);
    this.choices.push(choice);
  }

  drop(choice: Choice): void {
    revert(choice);
    this.moved.delete(choice.item);
    this.choices.splice(this.choices.indexOf(choice), 1);
  }

  /** The largest items that fit what is to be sent and taken. */
  main(): void {
    const targets = targetsOf(this.fills);
    const donors = this.fills.filter((fill) => (targets.get(fill)?.send ?? 0) > 0);
    donors.sort((a, b) => (targets.get(b)?.send ?? 0) - (targets.get(a)?.send ?? 0));
    const takers = this.fills.filter((fill) => fill.receiver !== null && (targets.get(fill)?.take ?? 0) > 0);
    for (const from of donors) {
      let left = targets.get(from)?.send ?? 0;
      for (let at = firstNotLarger(from.items, left); at < from.items.length && left > 0; at += 1) {
        const item = from.items[at];
        if (item === undefined || item.size > left || !this.isFree(item)) continue;
        let best: Fill | null = null;
        let bestLeft = 0;
        for (const to of takers) {
          const wants = targets.get(to)?.take ?? 0;
          if (wants > bestLeft && item.size <= wants && canTake(to, from, item)) {
            best = to;
            bestLeft = wants;
          }
        }
        if (best === null) continue;
        const target = targets.get(best);
        if (target !== undefined) target.take -= item.size;
        left -= item.size;
        this.choose({ item, from, to: best, reason: `the largest that fits below the target of ${nameOf(best)}` });
      }
    }
  }

  /**
   * One more item that lessens what is outside the band the most; among equals the smallest. Only a few sizes per pair
   * can be the best: the one that closes the gap exactly or just over, and the largest under it.
   */
  next(): Choice | null {
    let best: Choice | null = null;
    let bestGain = 0;
    for (const from of this.fills) {
      if (from.items.length === 0) continue;
      for (const to of this.fills) {
        if (to === from || to.receiver === null) continue;
        const gaps = [from.used - from.high, to.low - to.used, to.high - to.used, from.used - from.low];
        for (const gap of gaps) {
          if (gap <= 0) continue;
          for (const item of this.around(from, to, gap)) {
            const gain = this.gainOf(item, from, to);
            if (gain > bestGain || (gain === bestGain && gain > 0 && item.size < (best?.item.size ?? Infinity))) {
              best = { item, from, to, reason: 'fills the last gap' };
              bestGain = gain;
            }
          }
        }
      }
    }
    return best;
  }

  /** The smallest movable item of at least `size` bytes and the largest below it. */
  private around(from: Fill, to: Fill, size: number): readonly PlannerItem[] {
    const found: PlannerItem[] = [];
    const start = firstNotLarger(from.items, size);
    const fits = (item: PlannerItem | undefined): item is PlannerItem =>
      item !== undefined && this.isFree(item) && canTake(to, from, item);
    // Items that are chosen or cannot go there are passed over; a long row of them is given up.
    const farthest = 4096;
    for (let at = start - 1; at >= 0 && at > start - farthest; at -= 1) {
      const item = from.items[at];
      if (fits(item)) {
        found.push(item);
        break;
      }
    }
    for (let at = start; at < from.items.length && at < start + farthest; at += 1) {
      const item = from.items[at];
      if (fits(item)) {
        found.push(item);
        break;
      }
    }
    return found;
  }

  private gainOf(item: PlannerItem, from: Fill, to: Fill): number {
    const before = outside(from) + outside(to);
    const choice: Choice = { item, from, to, reason: '' };
    apply(choice);
    const after = outside(from) + outside(to);
    revert(choice);
    return before - after;
  }

  /** Takes back what the last gaps made needless: the largest first. */
  prune(): void {
    const bySize = [...this.choices].sort((a, b) => b.item.size - a.item.size);
    for (const choice of bySize.slice(0, 2_000)) {
      const before = outside(choice.from) + outside(choice.to);
      revert(choice);
      const after = outside(choice.from) + outside(choice.to);
      apply(choice);
      if (after <= before) this.drop(choice);
    }
  }

  /** Exchanges a chosen item for another of its fill where that brings more into the band. */
  exchange(): boolean {
    for (const choice of [...this.choices].sort((a, b) => b.item.size - a.item.size).slice(0, 500)) {
      const before = totalOutside(this.fills);
      this.drop(choice);
      let best: Choice | null = null;
      let least = before;
      for (const to of this.fills) {
        if (to === choice.from || to.receiver === null) continue;
        for (const gap of [choice.from.used - choice.from.high, to.low - to.used, to.high - to.used]) {
          if (gap <= 0) continue;
          for (const item of this.around(choice.from, to, gap)) {
            const other: Choice = { item, from: choice.from, to, reason: 'fits the gap best' };
            apply(other);
            const now = totalOutside(this.fills);
            revert(other);
            if (now < least) {
              least = now;
              best = other;
            }
          }
        }
      }
      if (best !== null) {
        this.choose(best);
        return true;
      }
      this.choose(choice);
    }
    return false;
  }
}

/** At most so many exchanges: each one lessens what is outside the band, but perhaps by little. */
const exchanges = 200;

/** Leaves the fills as they are after its choices. */
export function greedy(fills: readonly Fill[]): readonly Choice[] {
  const plan = new Greedy(fills);
  plan.main();
  const fillGaps = (): void => {
    for (let choice = plan.next(); choice !== null; choice = plan.next()) plan.choose(choice);
  };
  fillGaps();
  for (let round = 0; round < exchanges && totalOutside(fills) > 0; round += 1) {
    if (!plan.exchange()) break;
    fillGaps();
  }
  plan.prune();
  return plan.choices;
}
