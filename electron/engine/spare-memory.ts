import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Work that large comes again when somebody goes on: it is waited for, so that nobody waits for this. ms. */
const idleMs = 1_500;

let timer: NodeJS.Timeout | null = null;
let collect: (() => void) | null = null;

/** All that can be given back: a plain collection keeps the room of young objects and freed pages, 60 MB of a lane. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('globalThis.gc');
  return typeof found === 'function'
    ? () => void Reflect.apply(found, undefined, [{ type: 'major', flavor: 'last-resort' }])
    : () => undefined;
}

/**
 * Gives memory back some time after a large piece of work (a listing of very many entries): V8 collects when it needs
 * memory, and a process that idles afterwards keeps what that work took, a hundred MB and more, for hours. Costs
 * 30 to 80 ms, once nothing large was done for a while.
 */
export function giveMemoryBackSoon(): void {
  timer ??= setTimeout(() => {
    timer = null;
    collect ??= collector();
    collect();
  }, idleMs).unref();
  timer.refresh();
}

/** Counts what passes through a process until a large piece of work ends. */
export class WorkMeter {
  private bytes = 0;

  add(bytes: number): void {
    this.bytes += bytes;
  }

  /** The work ended: what it took is given back when it was much. */
  end(): void {
    if (this.bytes >= manyBytes) giveMemoryBackSoon();
    this.bytes = 0;
  }
}

/** Packed bytes of entries from which on their memory is given back: some 15,000 entries. */
const manyBytes = 1 << 20;

/** Entries of a listing from which on its memory is given back. */
export const manyEntries = 10_000;
