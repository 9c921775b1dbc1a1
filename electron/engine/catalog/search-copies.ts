import { fold } from '../../../shared/query-fold.ts';
import type { CatalogReader } from './database.ts';
import type { SearchIndex } from './search-index.ts';

/** A volume of the pool, as who asks knows it. */
export interface SearchVolume {
  /** That of its marker. */
  readonly id: string;
  readonly name: string;
  readonly online: boolean;
}

/** Which copies count and which one opens: with the volumes as they are now, in pool order. */
export class Copies {
  /** By number in the catalog: 0 not of this pool, 1 not connected, 2 connected. */
  readonly states: Uint8Array;
  /** By number: place in the pool. */
  readonly places: Uint16Array;
  readonly names: readonly string[];
  private readonly index: SearchIndex;

  /** Without volumes all that the catalog knows are taken for connected. */
  constructor(db: CatalogReader, index: SearchIndex, volumes: readonly SearchVolume[]) {
    this.index = index;
    const rows = db.all('SELECT number, id, name FROM volume ORDER BY number');
    const size = 1 + Math.max(0, ...rows.map(({ number }) => Number(number)));
    this.states = new Uint8Array(size);
    this.places = new Uint16Array(size);
    const names: string[] = new Array<string>(size).fill('');
    for (const row of rows) {
      const number = Number(row['number']);
      const place = volumes.findIndex(({ id }) => id === row['id']);
      const volume = volumes[place];
      names[number] = volume?.name ?? String(row['name']);
      this.places[number] = volume === undefined ? number : place;
      this.states[number] = volume === undefined ? (volumes.length === 0 ? 2 : 0) : volume.online ? 2 : 1;
    }
    this.names = names;
  }

  state(slot: number): number {
    return this.states[this.index.volumeOf[slot] ?? 0] ?? 0;
  }

  /** The copy of a chain that opens: connected, newest, then by place in the pool; -1 when none is on a volume of the pool. */
  opening(first: number): number {
    const { nextOf, timeOf, volumeOf } = this.index;
    if ((nextOf[first] ?? -1) < 0) return this.state(first) === 0 ? -1 : first;
    let best = -1;
    for (let slot = first; slot >= 0; slot = nextOf[slot] ?? -1) {
      const state = this.state(slot);
      if (state === 0) continue;
      if (best >= 0) {
        const than = this.state(best);
        const later = (timeOf[slot] ?? 0) - (timeOf[best] ?? 0);
        const before = (this.places[volumeOf[best] ?? 0] ?? 0) - (this.places[volumeOf[slot] ?? 0] ?? 0);
        if (state < than || (state === than && (later < 0 || (later === 0 && before <= 0)))) continue;
      }
      best = slot;
    }
    return best;
  }

  /** Copies on volumes of the pool. */
  *copies(first: number): Generator<number> {
    for (let slot = first; slot >= 0; slot = this.index.nextOf[slot] ?? -1) if (this.state(slot) !== 0) yield slot;
  }

  isConflict(first: number): boolean {
    const { nextOf, sizeOf, timeOf, typeOf } = this.index;
    if ((nextOf[first] ?? -1) < 0) return false;
    const [one = first, ...others] = this.copies(first);
    return others.some(
      (other) => sizeOf[other] !== sizeOf[one] || timeOf[other] !== timeOf[one] || typeOf[other] !== typeOf[one],
    );
  }

  isDuplicate(first: number): boolean {
    return (this.index.nextOf[first] ?? -1) >= 0 && [...this.copies(first)].length > 1;
  }

  isOnVolume(first: number, wanted: Uint8Array): boolean {
    for (let slot = first; slot >= 0; slot = this.index.nextOf[slot] ?? -1) {
      const volume = this.index.volumeOf[slot] ?? 0;
      if (wanted[volume] === 1 && this.states[volume] !== 0) return true;
    }
    return false;
  }

  /** Numbers of the volumes of the pool that hold a folder. */
  holders(folder: number): readonly number[] {
    const holders = this.index.folders.holders[folder] ?? [];
    return holders.every((volume) => this.states[volume] !== 0)
      ? holders
      : holders.filter((volume) => this.states[volume] !== 0);
  }

  /** By number: 1 for volumes of these (folded) names. */
  named(wanted: readonly string[]): Uint8Array {
    const marked = new Uint8Array(this.states.length);
    for (const [number, name] of this.names.entries()) if (wanted.includes(fold(name))) marked[number] = 1;
    return marked;
  }

  /** Names of volumes, in pool order. */
  namesOf(volumes: Iterable<number>): readonly string[] {
    return [...volumes]
      .sort((a, b) => (this.places[a] ?? 0) - (this.places[b] ?? 0))
      .map((volume) => this.names[volume] ?? '');
  }
}
