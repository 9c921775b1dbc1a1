import { useEffect, useState } from 'react';
import type { PoolInfo, VolumeInfo } from '../../shared/model.ts';
import type { VolumeReport } from '../../shared/volume-report.ts';
import { host } from '../api/host.ts';
import { useCatalog } from './catalog.ts';

/**
 * What a volume is and can do, looked at when it is shown, and again when it comes or goes, its space changes or it was
 * counted; null until it is known. A look that fails is made again with the next change: the page shows its state.
 */
export function useVolumeReport({ id: pool }: PoolInfo, volume: VolumeInfo): VolumeReport | null {
  const [report, setReport] = useState<VolumeReport | null>(null);
  const { name, state, space, limit } = volume;
  const catalog = useCatalog(({ status }) => status?.state);
  const key = JSON.stringify([state, space?.used, limit, catalog]);
  useEffect(() => {
    const abort = new AbortController();
    host()
      .call('volume.report', { pool, volume: name }, { signal: abort.signal })
      .then((answer) => !abort.signal.aborted && setReport(answer))
      .catch(() => undefined);
    return () => abort.abort();
  }, [pool, name, key]);
  return report;
}
