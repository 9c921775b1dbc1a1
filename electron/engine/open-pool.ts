import type { Pool } from './api.ts';
import { openEngine } from './engine.ts';

/**
 * Opens one pool for a program: `pool` by name or id, left out when there is only one. `close` ends what runs.
 * @throws AppError not-found, invalid (several pools and no name)
 */
export async function openPool(
  options: { readonly home?: string; readonly pool?: string } = {},
): Promise<Pool & { close(): Promise<void> }> {
  const engine = await openEngine(options.home === undefined ? {} : { home: options.home });
  try {
    const pool = await engine.pool(options.pool);
    // Not a copy: the name of a pool may change while it is open.
    return Object.assign(Object.create(pool) as Pool, { close: () => engine.close() });
  } catch (thrown) {
    await engine.close();
    throw thrown;
  }
}
