/**
 * Turns on devices: copies of two jobs never work on one device at the same time, they take turns, batch by batch and
 * within a big file; jobs on disjoint devices run in parallel. Whoever waited longest is next. See decision 0012.
 */
export interface Turns {
  /** Waits for a turn on all devices of the request. Rejects with the signal's reason. */
  take(request: TurnRequest, signal: AbortSignal): Promise<Turn>;
  /** A job that gives way: it gets a turn when no other job waits for one, and stands still at once when one does. */
  background(job: string, isSo: boolean): void;
  /** A job that stands still keeps nobody from its devices, until it goes on. */
  suspend(job: string): void;
  resume(job: string): void;
}

export interface Device {
  readonly key: string;
  /** For people: the volume's name. */
  readonly name: string;
}

export interface TurnRequest {
  readonly job: string;
  readonly devices: readonly Device[];
  /** The copy has to stand still, so that others get a turn; or goes on. */
  readonly yields: (stands: boolean) => void;
  /** What it waits for, in words; empty when it waits no more. */
  readonly waits: (words: string) => void;
}

export interface Turn {
  /** The copy made progress: one that makes none holds nobody up. */
  moved(): void;
  end(): void;
}

interface Hold extends TurnRequest {
  readonly granted: (turn: Turn) => void;
  state: 'waiting' | 'holding' | 'yielding';
  sinceMs: number;
  movedMs: number;
}

/** ms after which a turn ends when another job waits; a copy without progress for so long is passed by. */
const sliceMs = 4_000;

export function createTurns({
  slice = sliceMs,
  clock = () => performance.now(),
}: { readonly slice?: number; readonly clock?: () => number } = {}): Turns {
  const holding = new Set<Hold>();
  let waiting: Hold[] = [];
  const suspended = new Set<string>();
  const givingWay = new Set<string>();
  let timer: NodeJS.Timeout | null = null;

  const conflicts = (a: Hold, b: Hold): boolean =>
    a.job !== b.job && a.devices.some(({ key }) => b.devices.some((other) => other.key === key));
  const blocks = (other: Hold, wanted: Hold): boolean =>
    conflicts(other, wanted) &&
    !suspended.has(other.job) &&
    (other.state !== 'holding' || clock() - other.movedMs < slice);

  const say = (hold: Hold, blockers: readonly Hold[]): void => {
    const keys = new Set(blockers.flatMap(({ devices }) => devices.map(({ key }) => key)));
    const names = hold.devices.filter(({ key }) => keys.has(key)).map(({ name }) => name);
    hold.waits([...new Set(names)].join(', '));
  };

  const grant = (): void => {
    const left: Hold[] = [];
    const givesWay = ({ job }: Hold): boolean => givingWay.has(job);
    for (const hold of [...waiting.filter((one) => !givesWay(one)), ...waiting.filter(givesWay)]) {
      const blockers = [...holding, ...left].filter((other) => blocks(other, hold));
      if (blockers.length > 0 || suspended.has(hold.job)) {
        left.push(hold);
        say(hold, blockers);
        continue;
      }
      const yielded = hold.state === 'yielding';
      hold.state = 'holding';
      hold.sinceMs = hold.movedMs = clock();
      holding.add(hold);
      hold.waits('');
      if (yielded) hold.yields(false);
      else hold.granted(turnOf(hold));
    }
    waiting = left;
    if (waiting.length > 0) timer ??= setInterval(look, Math.max(20, slice / 16)).unref();
    else if (timer !== null) {
      clearInterval(timer);
      timer = null;
    }
  };

  /** Ends turns that lasted long enough while somebody waits for their devices. */
  const look = (): void => {
    const now = clock();
    for (const hold of holding) {
      if (now - hold.movedMs >= slice || suspended.has(hold.job)) continue;
      const others = waiting.filter((other) => conflicts(other, hold) && !suspended.has(other.job));
      const isBehind = givingWay.has(hold.job) && others.some(({ job }) => !givingWay.has(job));
      // One that gives way itself waits until there is nobody else.
      const counts = others.some(({ job }) => givingWay.has(hold.job) || !givingWay.has(job));
      if (!isBehind && (!counts || now - hold.sinceMs < slice)) continue;
      holding.delete(hold);
      hold.state = 'yielding';
      waiting.push(hold);
      hold.yields(true);
    }
    grant();
  };

  const leave = (hold: Hold): void => {
    holding.delete(hold);
    waiting = waiting.filter((other) => other !== hold);
    grant();
  };
  const turnOf = (hold: Hold): Turn => ({
    moved: () => void (hold.movedMs = clock()),
    end: () => leave(hold),
  });

  return {
    take(request, signal) {
      return new Promise((resolve, reject) => {
        const now = clock();
        const hold: Hold = { ...request, granted, state: 'waiting', sinceMs: now, movedMs: now };
        function granted(turn: Turn): void {
          signal.removeEventListener('abort', aborted);
          resolve(turn);
        }
        function aborted(): void {
          hold.waits('');
          leave(hold);
          reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        }
        if (signal.aborted) {
          aborted();
          return;
        }
        signal.addEventListener('abort', aborted, { once: true });
        waiting.push(hold);
        if (givingWay.size > 0) look();
        else grant();
      });
    },
    background(job, isSo) {
      if (isSo) givingWay.add(job);
      else givingWay.delete(job);
      look();
    },
    suspend(job) {
      suspended.add(job);
      grant();
    },
    resume(job) {
      if (suspended.delete(job)) grant();
    },
  };
}
