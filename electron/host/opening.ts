import { fail } from '../../shared/errors.ts';
import { whyItRuns } from '../../shared/executables.ts';
import { visibleName } from '../../shared/format.ts';
import type { Entry, HostInfo } from '../../shared/model.ts';

/** @throws AppError `refused` with `data.runs` (why) for what the system may run when it is asked to open it */
export function mayBeOpened(entry: Entry, platform: HostInfo['platform']): void {
  const runs = whyItRuns(entry, platform);
  if (runs === null) return;
  const todo = 'open it only when you know where it comes from';
  throw fail('refused', `Opening ${visibleName(entry.name)}`, runs, todo, { data: { runs } });
}
