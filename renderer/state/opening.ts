import { asAppError } from '../../shared/errors.ts';
import type { PoolPath } from '../../shared/path.ts';
import { host } from '../api/host.ts';
import { openDialog } from './dialogs.ts';
import { notifyError } from './notices.ts';
import { currentPool } from './pool.ts';

/** Opens a file with the system's program; asks first when that may run it. */
export async function openWithSystem(path: PoolPath, name: string, confirmed = false): Promise<void> {
  try {
    await host().call('entry.open', { pool: currentPool()?.id ?? '', path, confirmed });
  } catch (thrown) {
    const { code, data } = asAppError(thrown);
    const { runs } = data;
    if (code === 'refused' && typeof runs === 'string') openDialog({ kind: 'run-program', path, name, why: runs });
    else notifyError(thrown);
  }
}

/** Lets the person choose with what the file is opened. */
export function openWith(path: PoolPath): void {
  host()
    .call('entry.openWith', { pool: currentPool()?.id ?? '', path })
    .catch(notifyError);
}
