/** Which units move where, in the order in which they were chosen. A map of numbers that is quick for a million. */
export class Chosen {
  private readonly to: Int16Array;
  /** Place of each unit in the list; a place of which another one is known is of a choice that was taken back. */
  private readonly place: Int32Array;
  private readonly list: number[] = [];
  size = 0;

  /** @param units indices are below it */
  constructor(units: number) {
    this.to = new Int16Array(units).fill(-1);
    this.place = new Int32Array(units);
  }

  has(unit: number): boolean {
    return (this.to[unit] ?? -1) >= 0;
  }

  /** The volume that it goes to; -1: it stays. */
  get(unit: number): number {
    return this.to[unit] ?? -1;
  }

  set(unit: number, volume: number): void {
    if (!this.has(unit)) this.size += 1;
    this.to[unit] = volume;
    this.place[unit] = this.list.length;
    this.list.push(unit);
  }

  delete(unit: number): void {
    if (!this.has(unit)) return;
    this.size -= 1;
    this.to[unit] = -1;
  }

  units(): Int32Array {
    const all = new Int32Array(this.size);
    let count = 0;
    for (let at = 0; at < this.list.length; at += 1) {
      const unit = this.list[at] ?? 0;
      if (this.place[unit] !== at || !this.has(unit)) continue;
      all[count] = unit;
      count += 1;
    }
    return all;
  }
}
