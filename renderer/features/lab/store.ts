import { create } from 'zustand';
import { asAppError } from '../../../shared/errors.ts';
import type { AppError } from '../../../shared/errors.ts';
import type { PolicyName, PoolInfo } from '../../../shared/model.ts';
import { policyNames } from '../../../shared/model.ts';
import type { MixName, Simulation, SimulationSource, WhatIf } from '../../../shared/simulation.ts';
import { bestOutcome } from '../../../shared/simulation-verdict.ts';
import { host, useHost } from '../../api/host.ts';
import { notify, notifyError, speak } from '../../state/notices.ts';
import { usePools } from '../../state/pool.ts';
import { words } from './words.ts';

export interface Supposed {
  readonly id: number;
  readonly on: boolean;
  readonly whatIf: WhatIf;
}

export type LabSource = 'history' | 'synthetic';

interface Lab {
  /** Id of the pool that all of this is about. */
  readonly pool: string;
  readonly source: LabSource;
  /** Only files that came in the last so many months; null: all. */
  readonly months: number | null;
  readonly mix: MixName;
  readonly seed: number;
  readonly supposed: readonly Supposed[];
  readonly columns: readonly PolicyName[];
  /** What a person chose; null: the one that fits best. */
  readonly chosen: PolicyName | null;
  /** Stays until the next one has come. */
  readonly simulation: Simulation | null;
  readonly error: AppError | null;
  readonly busy: boolean;
  /** Share of the replay that is on its way; null: not known yet. */
  readonly done: number | null;
}

const mostColumns = 3;
const monthMs = 30.44 * 86_400_000;

export const useLab = create<Lab>()(() => ({
  pool: '',
  source: 'history',
  months: null,
  mix: 'media',
  seed: 1,
  supposed: [],
  columns: [],
  chosen: null,
  simulation: null,
  error: null,
  busy: false,
  done: null,
}));

let nextId = 1;
let running: AbortController | null = null;

/** What stands there at first, off: a volume as large as the largest, the loss of the fullest one, another reserve. */
function firstSupposed(pool: PoolInfo): readonly Supposed[] {
  const sizes = pool.volumes.flatMap(({ space }) => (space === null ? [] : [space.total]));
  const connected = pool.volumes.filter(({ state, space }) => state !== 'offline' && space !== null);
  const fullest = connected.toSorted((a, b) => (b.space?.used ?? 0) - (a.space?.used ?? 0))[0];
  const all: readonly (WhatIf | null)[] = [
    sizes.length === 0 ? null : { kind: 'add', bytes: Math.max(...sizes), at: 0.5 },
    fullest === undefined || connected.length < 2 ? null : { kind: 'lose', volume: fullest.name, at: 0.8 },
    { kind: 'reserve', share: 0.1 },
  ];
  return all.flatMap((whatIf) => (whatIf === null ? [] : [{ id: nextId++, on: false, whatIf }]));
}

/** Shows the lab of a pool; what was set for it before is still there. Ends with the returned function. */
export function openLab(id: string): () => void {
  const pool = usePools.getState().pools?.find((one) => one.id === id);
  if (pool !== undefined && useLab.getState().pool !== id) {
    const usual: readonly PolicyName[] = [pool.policy, 'balanced', 'most-free', 'fill-up'];
    useLab.setState({
      pool: id,
      source: 'history',
      months: null,
      supposed: firstSupposed(pool),
      columns: [...new Set(usual)].slice(0, mostColumns),
      chosen: null,
      simulation: null,
      error: null,
    });
  }
  void replay();
  // What could not be answered is asked again when it may be: while the catalog is being read, and after a lost host.
  const offCatalog = host().on('catalog.changed', (event) => {
    const { source, error, busy } = useLab.getState();
    if (event.pool === id && source === 'history' && error?.code === 'not-found' && !busy) void replay();
  });
  const offHost = useHost.subscribe((now, before) => {
    if (now.connection !== before.connection) void replay();
  });
  return () => {
    running?.abort();
    offCatalog();
    offHost();
  };
}

function sourceOf({ source, months, mix, seed }: Lab): SimulationSource {
  if (source === 'synthetic') return { kind: 'synthetic', mix, seed };
  return months === null
    ? { kind: 'history' }
    : { kind: 'history', sinceMs: Math.round(Date.now() - months * monthMs) };
}

/** Asks anew; what was asked before and has not come is given up. */
export async function replay(): Promise<void> {
  running?.abort();
  const mine = (running = new AbortController());
  const lab = useLab.getState();
  const id = `lab ${String(nextId++)}`;
  const off = host().on('policy.simulating', (change) => {
    if (change.id === id && change.total !== null) useLab.setState({ done: change.done / Math.max(1, change.total) });
  });
  useLab.setState({ busy: true, done: null });
  try {
    const simulation = await host().call(
      'policy.simulate',
      {
        pool: lab.pool,
        id,
        source: sourceOf(lab),
        policies: [...lab.columns],
        whatIfs: lab.supposed.filter(({ on }) => on).map(({ whatIf }) => whatIf),
      },
      { signal: mine.signal },
    );
    if (mine.signal.aborted) return;
    useLab.setState({ simulation, error: null, busy: false });
    const best = bestOutcome(simulation);
    if (best !== null) speak(words.replayed(best.policy));
  } catch (thrown) {
    const error = asAppError(thrown);
    if (mine.signal.aborted || error.code === 'cancelled' || error.code === 'disconnected') return;
    useLab.setState({ error, busy: false });
  } finally {
    off();
  }
}

function change(next: Partial<Lab>): void {
  useLab.setState(next);
  void replay();
}

export const setSource = (source: LabSource): void => change({ source, chosen: null });
export const setMonths = (months: number | null): void => change({ months });
export const setMix = (mix: MixName): void => change({ mix });
export const otherFiles = (): void => change({ seed: useLab.getState().seed + 1 });
export const choose = (chosen: PolicyName): void => useLab.setState({ chosen });

export function toggle(id: number): void {
  change({ supposed: useLab.getState().supposed.map((one) => (one.id === id ? { ...one, on: !one.on } : one)) });
}

/** A new one, on; or another one in place of `id`. */
export function suppose(whatIf: WhatIf, id: number | null): void {
  const { supposed } = useLab.getState();
  if (id === null) change({ supposed: [...supposed, { id: nextId++, on: true, whatIf }] });
  else change({ supposed: supposed.map((one) => (one.id === id ? { ...one, on: true, whatIf } : one)) });
}

export function unsuppose(id: number): void {
  change({ supposed: useLab.getState().supposed.filter((one) => one.id !== id) });
}

/** Puts another policy in a column; one that is shown already changes places. */
export function setColumn(index: number, policy: PolicyName): void {
  const { columns } = useLab.getState();
  const former = columns[index];
  if (former === undefined || former === policy) return;
  change({
    columns: columns.map((column, at) => (at === index ? policy : column === policy ? former : column)),
    chosen: policy,
  });
}

export const policiesLeft = (columns: readonly PolicyName[]): readonly PolicyName[] =>
  policyNames.filter((name) => !columns.includes(name));

/** New files of the pool go by it from now on; the notice takes it back. */
export async function takePolicy(pool: PoolInfo, policy: PolicyName): Promise<void> {
  const former = pool.policy;
  try {
    await host().call('pool.set', { pool: pool.id, policy });
    const back = { label: words.backTo(former), run: () => void takePolicy({ ...pool, policy }, former) };
    notify(words.newFilesBy(policy), back, 'policy');
  } catch (thrown) {
    notifyError(thrown);
  }
}
