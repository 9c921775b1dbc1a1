/** What a case of the safety proofs is: a scenario, and what goes wrong at which of its calls. */

/** Errors of the system that a call is made to fail with, once. */
export const errnoFaults = ['ENOSPC', 'EDQUOT', 'EIO', 'EACCES', 'EROFS', 'ESTALE', 'EMFILE'] as const;

/**
 * `short`: a write or read takes half of the bytes. `gone`: the volume's root is moved away. `dead`: this call and all
 * later ones to its volume fail with EIO. `fixed`: the same with EROFS for calls that change something. `after`: the call
 * is done, and fails with EIO all the same (a network file system whose answer was lost).
 */
export const otherFaults = ['short', 'gone', 'dead', 'fixed', 'after'] as const;

export type Fault = (typeof errnoFaults)[number] | (typeof otherFaults)[number];

/**
 * `stop`: from this call on nothing has an effect any more, as when the process was killed just before it (many cases in
 * one process). `kill`: SIGKILL, really. `hang`: the call never returns. `cut`: the power of the mounts named in `cut`
 * goes; `cutKill`: and the process is killed with it. `record`: nothing goes wrong, the calls are written down.
 */
export type Mode = Fault | 'record' | 'stop' | 'kill' | 'hang' | 'cut' | 'cutKill';

export interface Plan {
  readonly mode: Mode;
  /** The call that it happens at, from 1; 0 with `cut`: when all was said to be done. */
  readonly at: number;
  /** Mounted folders whose power is cut. */
  readonly cut?: readonly string[];
}

/** One call that a scenario made. */
export interface CallRecord {
  readonly name: string;
  /** Which folder of the case: `home`, `src`, `d1`... */
  readonly zone: string;
  /** What it is about: `part`, `trash`, `entry`... */
  readonly target: string;
  /** Where in the engine it is made: two innermost places, as `file:line`. */
  readonly site: string;
}

export interface Case {
  readonly scenario: string;
  /** Holds everything of the case. */
  readonly base: string;
  /** Roots of volumes that are not below `base`, by name. */
  readonly roots?: Readonly<Record<string, string>>;
  readonly plan: Plan;
}

/** What the scenario said about itself. */
export interface Outcome {
  readonly base: string;
  /** Everything was said to be done. */
  readonly ok: boolean;
  readonly errors: readonly string[];
  /** Errors that nobody caught, which end a process. */
  readonly fatal: readonly string[];
  /** The call was made; otherwise nothing went wrong. */
  readonly reached: boolean;
  /** Number of calls in all; `calls` only when recording. */
  readonly count: number;
  readonly calls?: readonly CallRecord[];
}
