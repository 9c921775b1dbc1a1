/** Pictures that are wanted, so many looked for at once; what nobody wants any more is given up. Pure but for its work. */

/** Looks for one picture. null: there is none, and there will be none. A rejection: not now. */
export type Look<T> = (signal: AbortSignal) => Promise<T | null>;

interface Wanted<T> {
  readonly look: Look<T>;
  readonly told: Set<(found: T | null) => void>;
  readonly abort: AbortController;
  running: boolean;
}

export class ThumbnailQueue<T> {
  private readonly wanted = new Map<string, Wanted<T>>();
  private running = 0;
  private readonly most: () => number;

  /** `most`: how many may be looked for at this moment. */
  constructor(most: () => number) {
    this.most = most;
  }

  /** Pictures that are looked for, or wait for that. */
  get size(): number {
    return this.wanted.size;
  }

  /** Wants a picture; `told` is called once, unless it is given up before (by the function that is returned). */
  want(key: string, look: Look<T>, told: (found: T | null) => void): () => void {
    const there = this.wanted.get(key);
    const one = there ?? { look, told: new Set(), abort: new AbortController(), running: false };
    one.told.add(told);
    if (there === undefined) {
      this.wanted.set(key, one);
      this.next();
    }
    return () => {
      one.told.delete(told);
      if (one.told.size > 0 || this.wanted.get(key) !== one) return;
      this.wanted.delete(key);
      one.abort.abort();
    };
  }

  /** Begins as many as may be; to be called too when more may be than before. */
  next(): void {
    for (const [key, one] of this.wanted) {
      if (this.running >= this.most()) return;
      if (!one.running) void this.run(key, one);
    }
  }

  private async run(key: string, one: Wanted<T>): Promise<void> {
    one.running = true;
    this.running += 1;
    try {
      const found = await one.look(one.abort.signal);
      if (this.wanted.get(key) === one) for (const told of one.told) told(found);
    } catch {
      // It is wanted again when it comes into sight again.
    } finally {
      this.running -= 1;
      if (this.wanted.get(key) === one) this.wanted.delete(key);
      this.next();
    }
  }
}

/** Keeps what was used last, as long as all together is not more than `most`. */
export class Recent<T> {
  private readonly kept = new Map<string, { readonly value: T; readonly weight: number }>();
  private weight = 0;
  private readonly most: number;
  private readonly gone: (value: T) => void;

  constructor(most: number, gone: (value: T) => void) {
    this.most = most;
    this.gone = gone;
  }

  get(key: string): T | undefined {
    const there = this.kept.get(key);
    if (there === undefined) return undefined;
    this.kept.delete(key);
    this.kept.set(key, there);
    return there.value;
  }

  add(key: string, value: T, weight: number): void {
    this.remove(key);
    this.kept.set(key, { value, weight });
    this.weight += weight;
    for (const oldest of this.kept.keys()) {
      if (this.weight <= this.most) break;
      this.remove(oldest);
    }
  }

  private remove(key: string): void {
    const there = this.kept.get(key);
    if (there === undefined) return;
    this.kept.delete(key);
    this.weight -= there.weight;
    this.gone(there.value);
  }
}
