/**
 * A set of row numbers as runs of them: what a person selects is a few runs however many rows they are. Never changed in
 * place. Pure.
 */
export class Intervals {
  /** First number of a run and the one behind its last, by turns; rising, no run touches the next. */
  private readonly ends: readonly number[];
  /** How many numbers are in it. */
  readonly size: number;

  static readonly none = new Intervals([]);

  private constructor(ends: readonly number[]) {
    this.ends = ends;
    let size = 0;
    for (let at = 0; at < ends.length; at += 2) size += (ends[at + 1] ?? 0) - (ends[at] ?? 0);
    this.size = size;
  }

  /** From one number to another, both included, whichever is larger. */
  static range(one: number, other: number): Intervals {
    return new Intervals([Math.min(one, other), Math.max(one, other) + 1]);
  }

  /** Of numbers in any order, also twice. */
  static of(numbers: Iterable<number>): Intervals {
    const rising = Float64Array.from(numbers).sort();
    const ends: number[] = [];
    for (const number of rising) {
      if (ends.at(-1) === number) ends[ends.length - 1] = number + 1;
      else if ((ends.at(-1) ?? -1) <= number) ends.push(number, number + 1);
    }
    return ends.length === 0 ? Intervals.none : new Intervals(ends);
  }

  get runs(): number {
    return this.ends.length / 2;
  }

  /** Index of the first end behind this number: odd inside of a run. */
  private behind(number: number): number {
    let [low, high] = [0, this.ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ends[middle] ?? Infinity) <= number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  has(number: number): boolean {
    return this.behind(number) % 2 === 1;
  }

  /** The numbers, rising. */
  *[Symbol.iterator](): Generator<number, void> {
    for (let at = 0; at < this.ends.length; at += 2) {
      const end = this.ends[at + 1] ?? 0;
      for (let number = this.ends[at] ?? end; number < end; number += 1) yield number;
    }
  }

  /** Those that are in it by this rule, from whether they are in the one and in the other. */
  private combine(other: Intervals, rule: (here: boolean, there: boolean) => boolean): Intervals {
    const ends: number[] = [];
    let [a, b] = [0, 0];
    let inside = false;
    while (a < this.ends.length || b < other.ends.length) {
      const here = this.ends[a] ?? Infinity;
      const there = other.ends[b] ?? Infinity;
      const at = Math.min(here, there);
      if (here === at) a += 1;
      if (there === at) b += 1;
      const now = rule(a % 2 === 1, b % 2 === 1);
      if (now !== inside) ends.push(at);
      inside = now;
    }
    return ends.length === 0 ? Intervals.none : new Intervals(ends);
  }

  /** Those that are in one of the two. */
  with(other: Intervals): Intervals {
    return this.combine(other, (here, there) => here || there);
  }

  without(other: Intervals): Intervals {
    return this.combine(other, (here, there) => here && !there);
  }

  /** Those that are in exactly one of the two. */
  toggled(other: Intervals): Intervals {
    return this.combine(other, (here, there) => here !== there);
  }
}
