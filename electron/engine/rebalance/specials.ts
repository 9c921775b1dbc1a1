/** What is not plain about a unit. */
export interface Special {
  /** Items of the unit, its first one too, when there is more than one. */
  readonly members: readonly number[] | null;
  /** Volumes that it cannot go to. */
  readonly taken: readonly number[];
  /** Volumes that it may lie on; null: any. */
  readonly allowed: ReadonlySet<number> | null;
  readonly stays: string | null;
}

/** Specials by unit: a number per item, because a rule for a whole pool makes every file special, all in the same way. */
export class Specials {
  private readonly at: Int32Array;
  private readonly list: Special[] = [];

  constructor(items: number) {
    this.at = new Int32Array(items);
  }

  get(unit: number): Special | undefined {
    return this.list[(this.at[unit] ?? 0) - 1];
  }

  /** True while all units are plain. */
  isEmpty(): boolean {
    return this.list.length === 0;
  }

  /** Answers a number by which other units get the same. */
  set(unit: number, special: Special): number {
    this.at[unit] = this.list.push(special);
    return this.list.length;
  }

  setSame(unit: number, number: number): void {
    this.at[unit] = number;
  }

  *entries(): Generator<readonly [unit: number, special: Special]> {
    if (this.list.length === 0) return;
    for (let unit = 0; unit < this.at.length; unit += 1) {
      const special = this.get(unit);
      if (special !== undefined) yield [unit, special];
    }
  }
}
