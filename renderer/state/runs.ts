import { create } from 'zustand';
import type { EmptyProof, RunReceipt, RunWindow } from '../../shared/runs.ts';
import { host } from '../api/host.ts';
import { notifyError } from './notices.ts';

/** What the run of one plan did by now; fetched again while somebody looks at it. */
interface Runs {
  readonly plan: string | null;
  readonly receipt: RunReceipt | null;
}

export const useRuns = create<Runs>()(() => ({ plan: null, receipt: null }));

/** A run that goes on is asked about so often, ms. */
const againMs = 1_000;

/** Follows the receipt of a plan's run until it has ended. Returns what ends it. */
export function followReceipt(plan: string): () => void {
  if (useRuns.getState().plan !== plan) useRuns.setState({ plan, receipt: null });
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    let again = true;
    try {
      const receipt = await host().call('plan.receipt', { id: plan });
      if (isOver) return;
      useRuns.setState({ plan, receipt });
      again = receipt.state === 'running';
    } catch {
      // It has not begun, or the host is gone: the banner of the shell says that.
    }
    if (again && !isOver) timer = setTimeout(() => void ask(), againMs);
  };
  void ask();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** @throws AppError refused (it was not run), not-found */
export function getReceipt(plan: string): Promise<RunReceipt> {
  return host().call('plan.receipt', { id: plan });
}

/** Reads every folder of a volume now. @throws AppError when one cannot be read: nothing is proven then */
export function proveEmpty(pool: string, volume: string): Promise<EmptyProof> {
  return host().call('volume.proof', { pool, volume });
}

/** Whether a run gives way to all other jobs on its disks. */
export function setBackground(job: string, background: boolean): void {
  host().call('job.background', { id: job, background }).catch(notifyError);
}

/** The hours of the host's clock in which a run works; null: always. @throws AppError invalid */
export async function setWindow(job: string, window: RunWindow | null): Promise<void> {
  await host().call('job.window', { id: job, window });
}
