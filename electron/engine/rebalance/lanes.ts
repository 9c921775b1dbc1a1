import type { PlanMove } from '../../../shared/model.ts';

/**
 * Which moves of a plan may go on at the same time (pure): batches of one direction, on devices that nobody else of the
 * plan uses, in the order of the plan within a direction. A move that waits for room of others (`after`) is ready when
 * those have ended, however they ended.
 */
export interface Lanes {
  /** Takes the next batch that may begin now; null: something has to end first, or all was taken. */
  next(): Batch | null;
  /** Its devices are free again, and what waited for its moves is ready. */
  ended(batch: Batch): void;
}

export interface Batch {
  readonly from: string;
  readonly to: string;
  /** Indices of moves, at least one. */
  readonly moves: readonly [number, ...number[]];
  readonly devices: readonly string[];
}

export interface LaneOptions {
  /** Keys of the devices behind a volume; none: it is a device of its own. */
  readonly devices: (volume: string) => readonly string[];
  /** Most moves and bytes of a batch; one move may be larger. */
  readonly most: { readonly moves: number; readonly bytes: number };
  /** Only these moves, by index, rising; all others count as ended. Default: all. */
  readonly only?: readonly number[];
}

interface Direction {
  readonly from: string;
  readonly to: string;
  readonly devices: readonly string[];
  /** Indices of moves that may begin, rising; those before `at` were taken. */
  ready: number[];
  at: number;
  /** Weight of all that was not taken yet. */
  left: number;
  /** Moves of its next batch. */
  size: number;
}

/** What opening, syncing and removing one file costs, as bytes: many small files are work, too. */
const perMove = 64 << 10;
/** Batches are small at first, so that something is seen at once; larger then, so that files share their syncs. */
const growth = 8;

export function createLanes(moves: readonly PlanMove[], { devices, most, only }: LaneOptions): Lanes {
  const chosen = only ?? moves.map((_move, index) => index);
  const open = new Set(chosen);
  /** How many others a move waits for still, and who waits for a move. */
  const waits = new Map<number, number>();
  const dependents = new Map<number, number[]>();
  const directions = new Map<string, Direction>();
  /** Weight that is left on each device. */
  const load = new Map<string, number>();
  const busy = new Set<string>();
  let running = 0;

  const weight = (index: number): number => (moves[index]?.size ?? 0) + perMove;
  const directionOf = ({ from, to }: PlanMove): Direction => {
    const key = JSON.stringify([from, to]);
    const known = directions.get(key);
    if (known !== undefined) return known;
    const keys = [from, to].flatMap((volume) => {
      const found = devices(volume);
      return found.length === 0 ? [`volume:${volume}`] : found;
    });
    const direction: Direction = { from, to, devices: [...new Set(keys)], ready: [], at: 0, left: 0, size: 1 };
    directions.set(key, direction);
    return direction;
  };
  const change = (direction: Direction, by: number): void => {
    direction.left += by;
    for (const key of direction.devices) load.set(key, (load.get(key) ?? 0) + by);
  };
  /** Into the order of the plan, behind what was taken. */
  const becomesReady = (index: number): void => {
    const move = moves[index];
    if (move === undefined) return;
    const direction = directionOf(move);
    const { ready } = direction;
    let [low, high] = [direction.at, ready.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ready[middle] ?? 0) < index) low = middle + 1;
      else high = middle;
    }
    ready.splice(low, 0, index);
  };

  for (const index of chosen) {
    const move = moves[index];
    if (move === undefined) continue;
    const direction = directionOf(move);
    change(direction, weight(index));
    const after = new Set(move.after?.filter((other) => other !== index && open.has(other)));
    if (after.size === 0) direction.ready.push(index);
    else waits.set(index, after.size);
    for (const other of after) {
      const waiting = dependents.get(other);
      if (waiting === undefined) dependents.set(other, [index]);
      else waiting.push(index);
    }
  }

  const isReady = ({ ready, at, devices: keys }: Direction): boolean =>
    at < ready.length && keys.every((key) => !busy.has(key));
  /** The device with the most left to do decides when the plan ends: what works on it goes first. */
  const bottleneck = (direction: Direction): number => Math.max(...direction.devices.map((key) => load.get(key) ?? 0));
  const isBefore = (a: Direction, b: Direction): boolean => {
    const [more, less] = [bottleneck(a), bottleneck(b)];
    if (more !== less) return more > less;
    if (a.left !== b.left) return a.left > b.left;
    return (a.ready[a.at] ?? 0) < (b.ready[b.at] ?? 0);
  };

  const take = (direction: Direction): Batch | null => {
    const { ready } = direction;
    const first = ready[direction.at];
    if (first === undefined) return null;
    const batch: [number, ...number[]] = [first];
    let bytes = moves[first]?.size ?? 0;
    for (const index of ready.slice(direction.at + 1, direction.at + Math.min(direction.size, most.moves))) {
      bytes += moves[index]?.size ?? 0;
      if (bytes > most.bytes) break;
      batch.push(index);
    }
    direction.at += batch.length;
    direction.size = Math.min(direction.size * growth, most.moves);
    // What was taken is not looked through again when others become ready.
    if (direction.at > most.moves) [direction.ready, direction.at] = [ready.slice(direction.at), 0];
    for (const index of batch) change(direction, -weight(index));
    for (const key of direction.devices) busy.add(key);
    running += 1;
    return { from: direction.from, to: direction.to, moves: batch, devices: direction.devices };
  };

  return {
    next() {
      let best: Direction | null = null;
      for (const direction of directions.values()) {
        if (isReady(direction) && (best === null || isBefore(direction, best))) best = direction;
      }
      if (best !== null) return take(best);
      if (running > 0) return null;
      // Moves that wait for each other, which no planner makes: the first goes, if there is room for it.
      const [stuck] = waits.keys();
      if (stuck === undefined) return null;
      waits.delete(stuck);
      becomesReady(stuck);
      const move = moves[stuck];
      return move === undefined ? null : take(directionOf(move));
    },
    ended(batch) {
      running -= 1;
      for (const key of batch.devices) busy.delete(key);
      for (const index of batch.moves) {
        for (const waiting of dependents.get(index) ?? []) {
          const count = waits.get(waiting);
          if (count === undefined) continue;
          if (count > 1) waits.set(waiting, count - 1);
          else {
            waits.delete(waiting);
            becomesReady(waiting);
          }
        }
      }
    },
  };
}
